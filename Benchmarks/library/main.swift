// What the library's operators take, a line each: name, a tab, nanoseconds (the median of several rounds). `library.py` does the same in
// PyTorch; `make bench` runs both in turns and compares.
import Autograd

let clock = ContinuousClock()

func nanoseconds(_ duration: Duration) -> Double {
  Double(duration.components.seconds) * 1e9 + Double(duration.components.attoseconds) / 1e9
}

/// Runs `body` often enough to be timed, in several rounds, and prints the median of what one call took.
func measure(_ name: String, rounds: Int = 7, _ body: () throws -> Void) rethrows {
  if CommandLine.arguments.count > 1, !CommandLine.arguments[1...].contains(where: { name.contains($0) }) { return }
  for _ in 0..<2 { try body() }
  var calls = 1
  while true {
    let taken = nanoseconds(try clock.measure { for _ in 0..<calls { try body() } })
    if taken > 2e7 || calls > 1 << 24 { break }
    calls *= 2
  }
  var times: [Double] = []
  for _ in 0..<rounds { times.append(nanoseconds(try clock.measure { for _ in 0..<calls { try body() } }) / Double(calls)) }
  times.sort()
  print("\(name)\t\(times[rounds / 2])")
}

let four = Tensor([1.0, 2.0, 3.0, 4.0])
let other = Tensor([0.5, 0.25, 2.0, 1.0])
noGrad { measure("add of 4") { _ = four.add(other) } }
let leaf = Tensor([1.0, 2.0, 3.0, 4.0], requiresGrad: true)
measure("add of 4, recorded") { _ = leaf.add(other) }
try measure("mul + sum of 4, forward and backward") {
  leaf.grad = nil
  try leaf.mul(other).sum().backward()
}

let (inputs, targets) = (Tensor.randn(8, 4), Tensor.randn(8, 1))
let parameters = [
  (Tensor.randn(16, 4), Tensor.randn(16)), (Tensor.randn(16, 16), Tensor.randn(16)), (Tensor.randn(1, 16), Tensor.randn(1)),
].flatMap { [$0.0.mul(0.1).requiresGrad_(), $0.1.mul(0.1).requiresGrad_()] }
try measure("MLP 4-16-16-1, batch 8, SGD step") {
  var h = inputs
  for layer in 0..<3 {
    h = h.matmul(parameters[2 * layer].t()).add(parameters[2 * layer + 1])
    if layer < 2 { h = h.tanh() }
  }
  try h.sub(targets).square().mean().backward()
  noGrad {
    for parameter in parameters {
      parameter.sub_(parameter.grad!.mul(0.01))
      parameter.grad = nil
    }
  }
}

let million = Tensor.rand(1_000_000)
let tenMillion = Tensor.rand(10_000_000)
noGrad {
  measure("add of a million") { _ = million.add(million) }
  measure("exp of a million") { _ = million.exp() }
  measure("tanh of a million") { _ = million.tanh() }
  measure("log of a million") { _ = million.log() }
  measure("add of ten million") { _ = tenMillion.add(tenMillion) }
  measure("exp of ten million") { _ = tenMillion.exp() }
  measure("sum of ten million") { _ = tenMillion.sum() }
  let square = Tensor.randn(1024, 1024)
  measure("sgemm of 1024") { _ = square.mm(square) }
}

/// A function of a leaf, forwards and backwards.
func measureGradient(_ name: String, _ shape: [Int], _ function: (Tensor) -> Tensor) throws {
  let leaf = Tensor.randn(shape, requiresGrad: true)
  let arriving = Tensor.ones(function(leaf).shape)
  try measure(name) {
    leaf.grad = nil
    try function(leaf).backward(gradient: arriving)
  }
}

let (scale, shift) = (Tensor.ones([1024], requiresGrad: true), Tensor.zeros([1024], requiresGrad: true))
let (mean, variance) = (Tensor.zeros(64), Tensor.ones(64))
let (channelScale, channelShift) = (Tensor.ones([64], requiresGrad: true), Tensor.zeros([64], requiresGrad: true))
let (rowMean, rowVariance) = (Tensor.zeros(1024), Tensor.ones(1024))
let labels = Tensor.arange(128).remainder(10)
noGrad {
  measure("gelu of a million") { _ = million.gelu() }
  measure("silu of a million") { _ = million.silu() }
}
try measureGradient("gelu of a million, and backward", [1_000_000]) { $0.gelu() }
try measureGradient("silu of a million, and backward", [1_000_000]) { $0.silu() }
try measureGradient("layer norm 1024², and backward", [1024, 1024]) { $0.layerNorm([1024], weight: scale, bias: shift) }
try measureGradient("batch norm 32·64·28², and backward", [32, 64, 28, 28]) {
  $0.batchNorm(runningMean: mean, runningVar: variance, weight: channelScale, bias: channelShift, training: true)
}
try measureGradient("batch norm 128·1024, and backward", [128, 1024]) {
  $0.batchNorm(runningMean: rowMean, runningVar: rowVariance, weight: scale, bias: shift, training: true)
}
try measureGradient("group norm 32·64·28², and backward", [32, 64, 28, 28]) {
  $0.groupNorm(8, weight: channelScale, bias: channelShift)
}
try measureGradient("cross entropy 128·10, and backward", [128, 10]) { $0.crossEntropy(labels) }
try measureGradient("mse loss of a million, and backward", [1_000_000]) { $0.mseLoss(million) }
let images = Tensor.randn(32, 16, 28, 28)
let kernels = Tensor.randn(32, 16, 3, 3)
let offsets = Tensor.randn(32)
noGrad {
  measure("conv of 32 images, 16 to 32 channels") { _ = images.conv2d(kernels, bias: offsets, padding: 1) }
  measure("conv of stride 2") { _ = images.conv2d(kernels, bias: offsets, stride: 2, padding: 1) }
  measure("transposed conv of stride 2") { _ = images.convTranspose2d(kernels.transpose(0, 1), stride: 2, padding: 1) }
  measure("max pool of 32 images") { _ = images.maxPool2d(2) }
  measure("average pool of 32 images") { _ = images.avgPool2d(2) }
  measure("bilinear, twice the size") { _ = images.interpolate(scaleFactor: 2, mode: .bilinear) }
}
let pixels = Tensor.randn(32, 16, 28, 28).requiresGrad_()
let weights = Tensor.randn(32, 16, 3, 3).requiresGrad_()
let biases = Tensor.randn(32).requiresGrad_()
try measure("conv of 32 images, forward and backward") {
  (pixels.grad, weights.grad, biases.grad) = (nil, nil, nil)
  try pixels.conv2d(weights, bias: biases, padding: 1).sum().backward()
}
try measure("max pool, forward and backward") {
  pixels.grad = nil
  try pixels.maxPool2d(2).sum().backward()
}
