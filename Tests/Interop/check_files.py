"""Reads with PyTorch, NumPy and safetensors what TensorFilesTests wrote, and checks every value: check_files.py FOLDER"""
import os
import sys
import zipfile

import numpy
import torch

folder = sys.argv[1]
dtypes = ["float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"]


def path(name):
    return os.path.join(folder, name)


def same(tensor, expected):
    expected = torch.as_tensor(expected)
    assert tensor.dtype == expected.dtype and tensor.shape == expected.shape, (tensor, expected)
    assert torch.equal(tensor, expected), (tensor, expected)


def same_tensors(tensors, names):
    for name in names:
        same(tensors[name], torch.tensor([[0, 1], [1, 0]]).to(getattr(torch, name)))


for mapped in [False, True]:
    values = torch.load(path("values.pt"), weights_only=True, mmap=mapped)
    whole = torch.arange(12.0)
    assert list(values["tensors"]) == dtypes
    same_tensors(values["tensors"], dtypes)
    same(values["whole"], whole)
    same(values["part"], whole[2:8])
    same(values["turned"], whole.view(3, 4).t())
    assert values["turned"].stride() == (1, 4)
    assert values["same"] is values["whole"]
    assert values["part"].data_ptr() == values["whole"].data_ptr() + 8
    same(values["leaf"].detach(), torch.tensor([1.5, -2.0]))
    assert values["leaf"].requires_grad and not values["whole"].requires_grad
    for name in ["parameter", "frozen"]:
        assert type(values[name]) is torch.nn.Parameter and values[name].requires_grad == (name == "parameter")
        same(values[name].detach(), torch.tensor([1.5, -2.0]))
    assert isinstance(values["buffer"], torch.nn.Buffer) and not values["buffer"].persistent
    same(values["buffer"], torch.tensor([3.0]))
    same(values["empty"], torch.zeros(0, 3))
    same(values["scalar"], torch.tensor(2.5))
    assert values["meta"].is_meta and values["meta"].shape == (2, 3)
    assert type(values["state"]).__name__ == "OrderedDict" and values["state"]._metadata == {"": {"version": 1}}
    linear = torch.nn.Linear(3, 2, bias=False)
    linear.load_state_dict(values["state"])
    same(linear.weight.detach(), torch.ones(2, 3))
    parameters = [torch.nn.Parameter(torch.zeros(shape)) for shape in [(3, 4), (3,), (3,), (3,), (2, 3), (2,)]]
    adam = torch.optim.Adam(parameters, lr=0.5)
    adam.load_state_dict(values["adam"])
    assert adam.param_groups[0]["lr"] == 0.001 and adam.param_groups[0]["betas"] == (0.9, 0.999)
    written = torch.load(os.path.join(os.path.dirname(__file__), "../Fixtures/files/adam-state.pt"))
    assert list(values["adam"]) == list(written) and values["adam"]["param_groups"] == written["param_groups"]
    for number, state in written["state"].items():
        assert list(state) == list(values["adam"]["state"][number])
        for name, tensor in state.items():
            same(values["adam"]["state"][number][name], tensor)
            same(adam.state[parameters[number]][name], tensor)
    assert values["none"] is None and values["truth"] is True and values["float"] == 0.1 and values["complex"] == 1 - 2j
    assert values["ints"] == [0, 255, 256, 65535, 65536, -1, -70000, 1 << 40, 1 << 72]
    assert values["text"] == "Größe ∑" and values["bytes"] == b"\x00\xffa" and values["bytearray"] == bytearray(b"x")
    assert values["tuple"] == (1, (), "a") and values["set"] == {5, "a"} and values[3] == "three"
    assert values["dtype"] is torch.bfloat16 and values["size"] == torch.Size([2, 3]) and values["device"] == torch.device("cpu")

names = [name for name in dtypes if name != "bfloat16"]
for name in ["stored.npz", "deflated.npz"]:
    assert zipfile.ZipFile(path(name)).testzip() is None
    with numpy.load(path(name), allow_pickle=False) as arrays:
        same_tensors({key: torch.from_numpy(arrays[key]) for key in names}, names)
        assert (arrays["turned"] == numpy.arange(12, dtype="f4").reshape(3, 4).T).all() and arrays["turned"].flags.f_contiguous
turned = numpy.load(path("turned.npy"))
assert (turned == numpy.arange(12, dtype="f4").reshape(3, 4).T).all() and turned.flags.f_contiguous
assert zipfile.ZipFile(path("wide.npz")).testzip() is None
with numpy.load(path("wide.npz")) as arrays:
    assert (arrays["x"] == numpy.arange(12)).all() and (arrays["y"] == numpy.arange(12)).all()

try:
    from safetensors import safe_open
    from safetensors.torch import load_file
except ImportError:
    print("safetensors is not installed, and was not asked")
else:
    same_tensors(load_file(path("tensors.safetensors")), dtypes)
    with safe_open(path("tensors.safetensors"), "pt") as file:
        assert file.metadata() == {"format": "pt", "note": 'é "quoted"'}
print("all as written")
