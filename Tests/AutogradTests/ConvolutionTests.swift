import Testing

import Autograd

/// Figures, names and layouts are those of PyTorch 2.15.
@Suite("Convolution")
struct ConvolutionTests {
  private let image = Tensor((0..<18).map(Float.init)).reshape(1, 2, 3, 3)
  private let weight = Tensor([1, -1, 2, 0, 0, 1, 1, -2] as [Float]).reshape(1, 2, 2, 2)

  @Test("an image, with a bias, a stride, padding and gaps in the kernel")
  func image2d() {
    let plain = image.conv2d(weight, bias: Tensor([0.5]))
    #expect(plain.array(of: Float.self) == [1.5, 3.5, 7.5, 9.5])
    let strided = image.conv2d(weight, stride: 2, padding: 1, dilation: 2)
    #expect(strided.array(of: Float.self) == [-26, 21, 9, 4])
  }

  @Test("an even kernel pads the end once more to keep the size")
  func same() {
    let y = Tensor.ones(1, 1, 3, 3).conv2d(Tensor.ones(1, 1, 2, 2), padding: .same)
    #expect(y.array(of: Float.self) == [4, 4, 2, 4, 4, 2, 2, 2, 1])
  }

  @Test("a transposed convolution, with elements added at its end")
  func transposed() {
    let y = Tensor([1, 2, 3, 4] as [Float]).reshape(1, 1, 2, 2)
      .convTranspose2d(Tensor([1, 0, 2, -1] as [Float]).reshape(1, 1, 2, 2), stride: 2, padding: 1, outputPadding: 1)
    #expect(y.array(of: Float.self) == [-1, 4, -2, 0, 4, 0, -3, 8, -4])
  }

  @Test("half precision and integers keep their dtype")
  func dtypes() {
    let half = Tensor([1, 2, 3, 4] as [Float]).reshape(1, 1, 4).to(.float16).conv1d(Tensor([0.5, -0.25]).reshape(1, 1, 2).to(.float16))
    #expect(half.dtype == .float16 && half.array(of: Float.self) == [0, 0.25, 0.5])
    #expect(image.to(.int32).conv2d(weight.to(.int32)).array(of: Int32.self) == [1, 3, 7, 9])
  }

  @Test("one node for all gradients; without a batch it stands between an unsqueeze and a squeeze")
  func nodes() throws {
    let (x, w) = (image.clone().requiresGrad_(), weight.clone().requiresGrad_())
    #expect(x.conv2d(w).gradFn?.name == "ConvolutionBackward0")
    #expect(x.select(0, 0).conv2d(w).gradFn?.name == "SqueezeBackward1")
    let y = x.conv2d(w)
    let gradients = try grad(outputs: [y], inputs: [x, w], gradOutputs: [Tensor.onesLike(y)], createGraph: true)
    #expect(gradients.allSatisfy { $0?.gradFn?.name == "ConvolutionBackwardBackward0" })
  }

  @Test("channels that are last stay last, and any layout gives the same numbers")
  func layouts() {
    let x = Tensor.randn(2, 3, 5, 6)
    let w = Tensor.randn(4, 3, 2, 2)
    let expected = x.conv2d(w, stride: [2, 1], padding: 1)
    let last = x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)
    let y = last.conv2d(w, stride: [2, 1], padding: 1)
    #expect(y.strides == [84, 1, 28, 4])
    #expect(y.equal(expected))
    #expect(x.transpose(2, 3).contiguous().transpose(2, 3).conv2d(w, stride: [2, 1], padding: 1).equal(expected))
  }

  @Test("threads do not change a bit")
  func threads() throws {
    let before = threadCount
    defer { threadCount = before }
    let (image, kernel) = (Tensor.randn(6, 4, 24, 24).requiresGrad_(), Tensor.randn(10, 4, 3, 3).requiresGrad_())
    func results() throws -> [Tensor] {
      let y = image.conv2d(kernel, padding: 1)
      return [y.detach()] + (try grad(outputs: [y.square().sum()], inputs: [image, kernel])).map { $0! }
    }
    threadCount = 1
    let one = try results()
    threadCount = 3
    let several = try results()
    for (a, b) in zip(one, several) { #expect(a.equal(b)) }
  }

  @Test("first and second derivatives, in one to three dimensions, strided, dilated, grouped and transposed")
  func gradients() throws {
    func leaf(_ shape: Int...) -> Tensor { Tensor.randn(shape, dtype: .float64).requiresGrad_() }
    try GradientCheck.run("conv1d", [leaf(2, 4, 6), leaf(4, 2, 3), leaf(4)]) {
      $0[0].conv1d($0[1], bias: $0[2], stride: 2, padding: 2, dilation: 2, groups: 2)
    }
    try GradientCheck.run("conv2d", [leaf(1, 2, 4, 5), leaf(2, 2, 2, 3), leaf(2)]) {
      $0[0].conv2d($0[1], bias: $0[2], stride: [1, 2], padding: [1, 0])
    }
    try GradientCheck.run("conv3d", [leaf(1, 1, 2, 3, 3), leaf(2, 1, 2, 2, 1)]) { $0[0].conv3d($0[1], padding: [1, 0, 0]) }
    try GradientCheck.run("convTranspose2d", [leaf(1, 2, 2, 3), leaf(2, 1, 2, 2), leaf(2)]) {
      $0[0].convTranspose2d($0[1], bias: $0[2], stride: 2, padding: 1, outputPadding: [1, 0], groups: 2)
    }
  }

  @Test("what cannot be convolved is refused in PyTorch's words")
  func refusals() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor.ones(1, 4, 5, 5).conv2d(Tensor.ones(4, 3, 2, 2))
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      text.contains(
        "Given groups=1, weight of size [4, 3, 2, 2], expected input[1, 4, 5, 5] to have 3 channels, but got 4 channels instead"))
  }
}
