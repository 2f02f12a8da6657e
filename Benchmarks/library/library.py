"""The operators of main.swift in PyTorch, with the same lines as output."""
import sys
import time
import warnings

warnings.filterwarnings("ignore")
import torch


def measure(name, body, rounds=7):
    if len(sys.argv) > 1 and not any(part in name for part in sys.argv[1:]):
        return
    for _ in range(2):
        body()
    calls = 1
    while True:
        start = time.perf_counter_ns()
        for _ in range(calls):
            body()
        if time.perf_counter_ns() - start > 2e7:
            break
        calls *= 2
    times = []
    for _ in range(rounds):
        start = time.perf_counter_ns()
        for _ in range(calls):
            body()
        times.append((time.perf_counter_ns() - start) / calls)
    print(f"{name}\t{sorted(times)[rounds // 2]}")


four = torch.tensor([1.0, 2.0, 3.0, 4.0])
other = torch.tensor([0.5, 0.25, 2.0, 1.0])
with torch.no_grad():
    measure("add of 4", lambda: four.add(other))
leaf = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
measure("add of 4, recorded", lambda: leaf.add(other))


def mul_sum():
    leaf.grad = None
    leaf.mul(other).sum().backward()


measure("mul + sum of 4, forward and backward", mul_sum)

inputs, targets = torch.randn(8, 4), torch.randn(8, 1)
parameters = [(torch.randn(*shape) * 0.1).requires_grad_() for shape in [(16, 4), (16,), (16, 16), (16,), (1, 16), (1,)]]


def step():
    h = inputs
    for layer in range(3):
        h = h.matmul(parameters[2 * layer].t()).add(parameters[2 * layer + 1])
        if layer < 2:
            h = h.tanh()
    h.sub(targets).square().mean().backward()
    with torch.no_grad():
        for parameter in parameters:
            parameter.sub_(parameter.grad.mul(0.01))
            parameter.grad = None


measure("MLP 4-16-16-1, batch 8, SGD step", step)

million = torch.rand(1_000_000)
ten_million = torch.rand(10_000_000)
with torch.no_grad():
    measure("add of a million", lambda: million.add(million))
    measure("exp of a million", lambda: million.exp())
    measure("tanh of a million", lambda: million.tanh())
    measure("log of a million", lambda: million.log())
    measure("add of ten million", lambda: ten_million.add(ten_million))
    measure("exp of ten million", lambda: ten_million.exp())
    measure("sum of ten million", lambda: ten_million.sum())
    square = torch.randn(1024, 1024)
    measure("sgemm of 1024", lambda: square.mm(square))


def measure_gradient(name, shape, function):
    leaf = torch.randn(shape, requires_grad=True)
    arriving = torch.ones(function(leaf).shape)

    def both():
        leaf.grad = None
        function(leaf).backward(arriving)

    measure(name, both)


F = torch.nn.functional
scale, shift = torch.ones(1024, requires_grad=True), torch.zeros(1024, requires_grad=True)
mean, variance = torch.zeros(64), torch.ones(64)
channel_scale, channel_shift = torch.ones(64, requires_grad=True), torch.zeros(64, requires_grad=True)
row_mean, row_variance = torch.zeros(1024), torch.ones(1024)
labels = torch.arange(128).remainder(10)
with torch.no_grad():
    measure("gelu of a million", lambda: F.gelu(million))
    measure("silu of a million", lambda: F.silu(million))
measure_gradient("gelu of a million, and backward", [1_000_000], F.gelu)
measure_gradient("silu of a million, and backward", [1_000_000], F.silu)
measure_gradient("layer norm 1024², and backward", [1024, 1024], lambda x: F.layer_norm(x, [1024], scale, shift))
measure_gradient(
    "batch norm 32·64·28², and backward", [32, 64, 28, 28],
    lambda x: F.batch_norm(x, mean, variance, channel_scale, channel_shift, training=True))
measure_gradient(
    "batch norm 128·1024, and backward", [128, 1024],
    lambda x: F.batch_norm(x, row_mean, row_variance, scale, shift, training=True))
measure_gradient(
    "group norm 32·64·28², and backward", [32, 64, 28, 28], lambda x: F.group_norm(x, 8, channel_scale, channel_shift))
measure_gradient("cross entropy 128·10, and backward", [128, 10], lambda x: F.cross_entropy(x, labels))
measure_gradient("mse loss of a million, and backward", [1_000_000], lambda x: F.mse_loss(x, million))
functional = torch.nn.functional
images, kernels, offsets = torch.randn(32, 16, 28, 28), torch.randn(32, 16, 3, 3), torch.randn(32)
with torch.no_grad():
    measure("conv of 32 images, 16 to 32 channels", lambda: functional.conv2d(images, kernels, offsets, padding=1))
    measure("conv of stride 2", lambda: functional.conv2d(images, kernels, offsets, stride=2, padding=1))
    measure("transposed conv of stride 2", lambda: functional.conv_transpose2d(images, kernels.transpose(0, 1), stride=2, padding=1))
    measure("max pool of 32 images", lambda: functional.max_pool2d(images, 2))
    measure("average pool of 32 images", lambda: functional.avg_pool2d(images, 2))
    measure("bilinear, twice the size", lambda: functional.interpolate(images, scale_factor=2, mode="bilinear"))
pixels = torch.randn(32, 16, 28, 28, requires_grad=True)
weights, biases = torch.randn(32, 16, 3, 3, requires_grad=True), torch.randn(32, requires_grad=True)


def convolve():
    pixels.grad = weights.grad = biases.grad = None
    functional.conv2d(pixels, weights, biases, padding=1).sum().backward()


measure("conv of 32 images, forward and backward", convolve)


def pool():
    pixels.grad = None
    functional.max_pool2d(pixels, 2).sum().backward()


measure("max pool, forward and backward", pool)
