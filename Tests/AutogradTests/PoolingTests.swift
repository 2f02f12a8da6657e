import Testing

import Autograd

/// Figures and names are those of PyTorch 2.15.
@Suite("Pooling and resampling")
struct PoolingTests {
  @Test("means of integers are cut toward zero; maxima of integers are integers")
  func integers() {
    let x = Tensor([-7, 2, 3, -4, 5, -6, -7, 8]).reshape(1, 2, 4)
    #expect(x.avgPool2d(2).array(of: Int.self) == [-1, 0])
    #expect(x.maxPool2d(2).array(of: Int.self) == [5, 8])
  }

  @Test("a NaN is the largest, and of several the last is found")
  func nan() {
    let n = Float.nan
    let x = Tensor([n, 1, 2, n, n, 3, 4, 5] as [Float]).reshape(1, 2, 4)
    let (values, indices) = x.maxPool2dWithIndices(2)
    #expect(values.isnan().all().item(as: Bool.self))
    #expect(indices.array(of: Int.self) == [4, 3])
  }

  @Test("of equal maxima the first has the gradient")
  func ties() throws {
    let x = Tensor([1, 1, 0, 1] as [Float]).reshape(1, 2, 2).requiresGrad_()
    try x.maxPool2d(2).sum().backward()
    #expect(x.grad!.array(of: Float.self) == [1, 0, 0, 0])
  }

  @Test("nodes have PyTorch's names")
  func nodes() {
    let x = Tensor.randn(1, 2, 6, 6).requiresGrad_()
    #expect(x.maxPool2d(2).gradFn?.name == "MaxPool2DWithIndicesBackward0")
    #expect(x.avgPool2d(2).gradFn?.name == "AvgPool2DBackward0")
    #expect(x.adaptiveAvgPool2d(2).gradFn?.name == "AdaptiveAvgPool2DBackward0")
    #expect(x.adaptiveAvgPool2d(1).gradFn?.name == "MeanBackward1")
    #expect(x.adaptiveMaxPool2d([nil, 3]).values.gradFn?.name == "AdaptiveMaxPool2DBackward0")
    #expect(x.interpolate(size: 3, mode: .bilinear).gradFn?.name == "UpsampleBilinear2DBackward0")
    #expect(x.unfold(kernelSize: 2).gradFn?.name == "Im2ColBackward0")
    #expect(x.gridSample(Tensor.zeros(1, 2, 2, 2)).gradFn?.name == "GridSampler2DBackward0")
  }

  @Test("interpolation, with the edges or the corners in place, and filtered")
  func interpolation() {
    let x = Tensor([1, 2, 4] as [Float]).reshape(1, 1, 3)
    #expect(x.interpolate(size: 5, mode: .linear).allclose(Tensor([1, 1.4, 2, 3.2, 4]).reshape(1, 1, 5)))
    #expect(x.interpolate(size: 5, mode: .linear, alignCorners: true).array(of: Float.self) == [1, 1.5, 2, 3, 4])
    let image = Tensor((0..<8).map(Float.init)).reshape(1, 1, 2, 4)
    let small = image.interpolate(scaleFactor: 0.5, mode: .bilinear, antialias: true)
    #expect(small.allclose(Tensor([2.7142858505249023, 4.285714626312256]).reshape(1, 1, 1, 2)))
  }

  @Test("many rows are interpolated as each by itself", arguments: [InterpolationMode.nearest, .linear, .area])
  func rows(mode: InterpolationMode) {
    let rows = Tensor.arange(0, 19 * 7).to(.float32).sin().reshape(1, 19, 7)
    let each = Tensor.cat((0..<19).map { rows.narrow(1, $0, 1).interpolate(size: 11, mode: mode) }, dim: 1)
    #expect(rows.interpolate(size: 11, mode: mode).equal(each))
  }

  @Test("a grid's places beyond the border, and the grid of an affine map")
  func grids() {
    let image = Tensor((0..<6).map(Float.init)).reshape(1, 1, 2, 3)
    let places = Tensor([0, 0, 2, -1] as [Float]).reshape(1, 1, 2, 2)
    #expect(image.gridSample(places, paddingMode: .reflection, alignCorners: true).array(of: Float.self) == [2.5, 1])
    let map = Tensor([1, 0, 0.5, 0, 2, 0] as [Float]).reshape(1, 2, 3)
    #expect(map.affineGrid([1, 1, 2, 2]).array(of: Float.self) == [0, -1, 1, -1, 0, 1, 1, 1])
  }

  @Test("blocks put back add up where they overlap")
  func blocks() {
    let image = Tensor((0..<9).map(Float.init)).reshape(1, 1, 3, 3)
    let y = image.unfold(kernelSize: 2).fold(outputSize: 3, kernelSize: 2)
    #expect(y.array(of: Float.self) == [0, 2, 2, 6, 16, 10, 6, 14, 8])
  }

  @Test("first and second derivatives")
  func gradients() throws {
    func leaf(_ shape: Int...) -> Tensor { Tensor.randn(shape, dtype: .float64).requiresGrad_() }
    try GradientCheck.run("maxPool2d", [leaf(2, 4, 5)]) { $0[0].maxPool2d(2, stride: 1, padding: 1) }
    try GradientCheck.run("avgPool2d", [leaf(2, 4, 5)]) {
      $0[0].avgPool2d(3, stride: 2, padding: 1, ceilMode: true, countIncludePad: false)
    }
    try GradientCheck.run("adaptiveMaxPool1d", [leaf(2, 7)]) { $0[0].adaptiveMaxPool1d(3).values }
    try GradientCheck.run("bicubic", [leaf(1, 1, 3, 4)]) { $0[0].interpolate(scaleFactor: 1.7, mode: .bicubic) }
    try GradientCheck.run("unfold", [leaf(1, 4, 4)]) { $0[0].unfold(kernelSize: 2, padding: 1, stride: 2) }
    let grid = Tensor([-0.83, 0.31, 0.47, -0.59, 1.37, 0.11, 0.21, 1.53], dtype: .float64).reshape(1, 2, 2, 2).requiresGrad_()
    for mode in [GridSampleMode.bilinear, .bicubic] {
      try GradientCheck.run("gridSample", [leaf(1, 2, 3, 4), grid]) { $0[0].gridSample($0[1], mode: mode, paddingMode: .border) }
    }
  }
}
