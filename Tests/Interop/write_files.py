"""Writes files for the tests of TensorFiles with PyTorch and NumPy: write_files.py FOLDER

other.json says what is in those of the golden files of which files.json does not. That it says of mlp-state.pt and checkpoint.pt too: what
files.json has for them are the model's values one step after the files were written.
"""
import collections
import json
import os
import sys

import numpy
import torch

folder = sys.argv[1]


def path(name):
    return os.path.join(folder, name)


def described(value):
    if isinstance(value, torch.Tensor):
        return {"shape": list(value.shape), "dtype": str(value.dtype)[6:], "data": value.flatten().tolist()}
    if isinstance(value, dict):
        return {str(key): described(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [described(part) for part in value]
    return value


other = {name: described(torch.load(path(name))) for name in ["adam-state.pt", "mlp-state.pt", "checkpoint.pt"]}
for name in ["c-order.npy", "fortran-order.npy"]:
    other[name] = described(torch.from_numpy(numpy.load(path(name))))
with numpy.load(path("two-arrays.npz")) as arrays:
    other["two-arrays.npz"] = {name: described(torch.from_numpy(arrays[name])) for name in arrays}
with open(path("other.json"), "w") as file:
    json.dump(other, file, indent=0)

base = torch.arange(12, dtype=torch.float32)
parameter = torch.nn.Parameter(torch.tensor([1.5, -2.0]))
values = {
    "none": None, "true": True, "small": 7, "negative": -70000, "wide": 1 << 40, "long": 1 << 70, "longNegative": -(1 << 70) - 1,
    "float": 0.1, "complex": 1 + 2j, "text": "Größe ∑", "bytes": b"\x00\xffab", "bytearray": bytearray(b"xyz"),
    "tuple": (1, (2, "three"), []), "one": (1,), "empty": [(), [], {}], "set": {5}, "size": torch.Size([2, 3]), "dtype": torch.float16,
    "device": torch.device("cuda:1"), "counter": collections.Counter("aab"), 3: "three", (1, "a"): "pair", 2.5: "float", None: "nothing",
    "ordered": collections.OrderedDict(a=1),
    "whole": base, "part": base[2:8], "every": base.view(3, 4)[:, ::2], "same": base, "expanded": torch.ones(1).expand(3),
    "parameter": parameter, "again": [parameter], "frozen": torch.nn.Parameter(torch.ones(2), requires_grad=False),
    "leaf": torch.ones(2, requires_grad=True), "buffer": torch.nn.Buffer(torch.ones(3)),
    "passing": torch.nn.Buffer(torch.ones(1), persistent=False), "meta": torch.empty(2, 3, device="meta"),
    "int16": torch.tensor([-3], dtype=torch.int16), "int8": torch.tensor([-3], dtype=torch.int8),
}
torch.save(values, path("values.pt"))
torch.save(values, path("values-protocol4.pt"), pickle_protocol=4)
legacy = {"whole": base, "part": base[2:8], "parameter": parameter, "nested": [{"x": base}], "truth": torch.tensor([True, False])}
torch.save(legacy, path("legacy-shared.pt"), _use_new_zipfile_serialization=False)
torch.save(torch.nn.Linear(2, 1), path("whole-module.pt"))

marked = torch.ones(2)
marked.note = 3
torch.save({"x": marked}, path("attribute.pt"))
torch.save({"x": torch.tensor([1, 2], dtype=torch.uint16)}, path("uint16.pt"))
torch.save({"x": torch.eye(2).to_sparse()}, path("sparse.pt"))
torch.save({"x": base.untyped_storage()}, path("storage.pt"))
torch.jit.script(torch.nn.Linear(2, 1)).save(path("script.pt"))


class Attack:
    def __reduce__(self):
        return os.system, ("touch attacked",)


torch.save({"weights": base, "attack": Attack()}, path("attack.pt"))
torch.save({"weights": base, "attack": Attack()}, path("attack-legacy.pt"), _use_new_zipfile_serialization=False)

numpy.save(path("big-endian.npy"), numpy.arange(6, dtype=">i4").reshape(2, 3))
numpy.save(path("half.npy"), numpy.array([1.5, -0.25], dtype=numpy.float16))
numpy.save(path("truth.npy"), numpy.array(True))
with open(path("version2.npy"), "wb") as file:
    numpy.lib.format.write_array(file, numpy.arange(3, dtype=numpy.uint8), version=(2, 0))
with open(path("version3.npy"), "wb") as file:
    numpy.lib.format.write_array(file, numpy.arange(3, dtype=numpy.int16), version=(3, 0))
numpy.save(path("structured.npy"), numpy.zeros(2, dtype=[("a", "<f4"), ("b", "<i8")]))
numpy.save(path("unicode.npy"), numpy.array(["abc", "de"]))
numpy.save(path("objects.npy"), numpy.array([{}, []], dtype=object), allow_pickle=True)
numpy.save(path("complex.npy"), numpy.ones(2, dtype=numpy.complex64))
numpy.save(path("dates.npy"), numpy.array(["2026-01-01"], dtype="datetime64[D]"))
numpy.savez_compressed(path("deflated.npz"), x=numpy.zeros((50, 40)), y=numpy.arange(3))
