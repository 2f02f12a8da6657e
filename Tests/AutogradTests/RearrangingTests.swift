import Testing

import Autograd

/// An operator of one tensor that moves elements about, and what PyTorch 2.15 says of its (first) result.
struct Rearrangement: Sendable, CustomTestStringConvertible {
  let name: String
  let shape: [Int]
  let strides: [Int]
  let isView: Bool
  let nodes: [String]
  let function: @Sendable (Tensor) -> Tensor
  var testDescription: String { name }

  init(
    _ name: String, _ shape: [Int], _ strides: [Int], view isView: Bool = false, _ nodes: String,
    _ function: @escaping @Sendable (Tensor) -> Tensor
  ) {
    self.name = name
    self.shape = shape
    self.strides = strides
    self.isView = isView
    self.nodes = nodes.split(separator: " ").map { $0 + ($0.contains("_copy") ? "" : "Backward0") }
    self.function = function
  }

  /// Of a leaf of shape (3, 4). The figures are those that PyTorch 2.15 printed for the same calls.
  static let all: [Rearrangement] = [
    Rearrangement("T", [4, 3], [1, 4], view: true, "Permute") { $0.T },
    Rearrangement("H", [4, 3], [1, 4], view: true, "Transpose") { $0.H },
    Rearrangement("mH", [4, 3], [1, 4], view: true, "Transpose") { $0.mH },
    Rearrangement("adjoint", [4, 3], [1, 4], view: true, "Transpose") { $0.adjoint() },
    Rearrangement("swapaxes", [4, 3], [1, 4], view: true, "Transpose") { $0.swapaxes(0, 1) },
    Rearrangement("moveaxis", [4, 3], [1, 4], view: true, "Permute") { $0.moveaxis(0, 1) },
    Rearrangement("expand_copy", [2, 3, 4], [12, 4, 1], "ExpandBackward0_copy") { $0.expandCopy([2, 3, 4]) },
    Rearrangement("broadcast_to", [2, 3, 4], [0, 4, 1], view: true, "Expand") { $0.broadcastTo([2, 3, 4]) },
    Rearrangement("repeat", [6, 12], [12, 1], "Repeat") { $0.repeat(2, 3) },
    Rearrangement("tile", [3, 8], [8, 1], "Repeat") { $0.tile(2) },
    Rearrangement("repeat_interleave", [24], [1], view: true, "View Clone Expand Unsqueeze View") { $0.repeatInterleave(2) },
    Rearrangement("repeat_interleave along", [3, 8], [8, 1], view: true, "View Clone Expand Unsqueeze") { $0.repeatInterleave(2, dim: 1) },
    Rearrangement("repeat_interleave by a tensor", [3, 4], [4, 1], "IndexSelect") { $0.repeatInterleave(Tensor([1, 2, 0]), dim: 0) },
    Rearrangement("flip", [3, 4], [4, 1], "Flip") { $0.flip(0) },
    Rearrangement("roll", [3, 4], [4, 1], "Roll") { $0.roll([1, 2], dims: [0, 1]) },
    Rearrangement("roll, flattened", [3, 4], [4, 1], "Roll") { $0.roll(5) },
    Rearrangement("rot90", [4, 3], [1, 4], "Rot90") { $0.rot90() },
    Rearrangement("rot90 backward", [4, 3], [1, 4], "Rot90") { $0.rot90(-1) },
    Rearrangement("diag", [3], [1], "DiagonalBackward0_copy") { $0.diag() },
    Rearrangement("diag_embed", [3, 5, 5], [25, 5, 1], "DiagEmbed") { $0.diagEmbed(offset: -1) },
    Rearrangement("diagflat", [12, 12], [12, 1], "DiagEmbed View") { $0.diagflat() },
    Rearrangement("diagonal_copy", [3], [1], "DiagonalBackward0_copy") { $0.diagonalCopy() },
    Rearrangement("trace", [], [], "Trace") { $0.trace() },
    Rearrangement("meshgrid", [12, 2], [1, 0], view: true, "Expand View View") {
      Tensor.meshgrid([$0.view(12), Tensor([1.0, 2.0], dtype: .float64)])[0]
    },
    Rearrangement("cat", [3, 8], [8, 1], "Cat") { Tensor.cat([$0, $0], dim: 1) },
    Rearrangement("dstack", [3, 4, 2], [8, 2, 1], "Cat Unsqueeze") { Tensor.dstack([$0, $0]) },
    Rearrangement("column_stack", [12, 2], [2, 1], "Cat View View") { Tensor.columnStack([$0.view(12), $0.view(12)]) },
    Rearrangement("block_diag", [6, 8], [8, 1], "BlockDiag") { Tensor.blockDiag([$0, $0]) },
    Rearrangement("cartesian_prod", [144, 2], [2, 1], "Stack UnsafeView Clone Expand View View") {
      Tensor.cartesianProd([$0.view(12), $0.view(12)])
    },
    Rearrangement("combinations", [66, 2], [2, 1], "Index View") { $0.view(12).combinations() },
    Rearrangement("split_with_sizes_copy", [1, 4], [4, 1], "SplitWithSizesBackward0_copy") { $0.splitCopy([1, 2])[0] },
    Rearrangement("unsafe_split", [2, 4], [4, 1], "UnsafeSplit") { $0.unsafeSplit(2)[0] },
    Rearrangement("tensor_split", [2, 4], [4, 1], view: true, "Slice") { $0.tensorSplit(2)[0] },
    Rearrangement("hsplit", [3, 2], [4, 1], view: true, "Slice") { $0.hsplit(2)[1] },
    Rearrangement("unbind_copy", [3], [1], "UnbindBackward0_copy") { $0.unbindCopy(1)[2] },
    Rearrangement("unflatten", [3, 2, 2], [4, 2, 1], view: true, "View") { $0.unflatten(1, [2, -1]) },
    Rearrangement("ravel", [12], [1], view: true, "View") { $0.ravel() },
    Rearrangement("ravel of a transpose", [12], [1], view: true, "View Clone T") { $0.t().ravel() },
    Rearrangement("reshape of a transpose", [12], [1], "UnsafeView Clone T") { $0.t().reshape(12) },
    Rearrangement("view_copy", [12], [1], "ViewBackward0_copy") { $0.viewCopy([12]) },
    Rearrangement("as_strided_copy", [2], [1], "AsStridedBackward0_copy") { $0.asStridedCopy([2], [2], offset: 1) },
    Rearrangement("alias_copy", [3, 4], [4, 1], "AliasBackward0_copy") { $0.aliasCopy() },
    Rearrangement("permute_copy", [4, 3], [3, 1], "PermuteBackward0_copy") { $0.permuteCopy([1, 0]) },
    Rearrangement("select_copy", [4], [1], "SelectBackward0_copy") { $0.selectCopy(0, 1) },
    Rearrangement("slice", [2, 4], [4, 1], view: true, "Slice") { $0.slice(end: 2) },
    Rearrangement("slice_copy", [3, 2], [2, 1], "SliceBackward0_copy") { $0.sliceCopy(dim: 1, step: 2) },
    Rearrangement("narrow_copy", [1, 4], [4, 1], "NarrowCopy") { $0.narrowCopy(0, -1, 1) },
    Rearrangement("squeeze_copy", [3, 4], [4, 1], "SqueezeBackward0_copy Unsqueeze") { $0.unsqueeze(0).squeezeCopy() },
    Rearrangement("unsqueeze_copy", [3, 1, 4], [4, 4, 1], "UnsqueezeBackward0_copy") { $0.unsqueezeCopy(1) },
    Rearrangement("unfold", [3, 3, 2], [4, 1, 1], view: true, "Unfold") { $0.unfold(1, 2, 1) },
    Rearrangement("unfold_copy", [3, 2, 2], [4, 2, 1], "UnfoldBackward0_copy") { $0.unfoldCopy(1, 2, 2) },
    Rearrangement("atleast_3d", [3, 4, 1], [4, 1, 1], view: true, "Unsqueeze") { $0.atleast3d() },
    Rearrangement("pad", [3, 6], [6, 1], "ConstantPadNd") { $0.pad([1, 1], value: 2) },
    Rearrangement("pad, cutting", [2, 2], [2, 1], "ConstantPadNd") { $0.pad([-1, -1, 0, -1]) },
    Rearrangement("pad, reflected", [3, 7], [7, 1], "ReflectionPad1D") { $0.pad([1, 2], mode: .reflect) },
    Rearrangement("pad, replicated", [3, 5], [5, 1], "ReplicationPad1D") { $0.pad([3, -2], mode: .replicate) },
    Rearrangement("channel_shuffle", [1, 6, 2], [12, 2, 1], "ChannelShuffle View") { $0.view(1, 6, 2).channelShuffle(3) },
    Rearrangement("pixel_shuffle", [1, 6, 2], [12, 2, 1], "PixelShuffle View") { $0.view(4, 3, 1).pixelShuffle(2) },
    Rearrangement("pixel_unshuffle", [4, 1, 3], [3, 3, 1], "PixelUnshuffle View") { $0.view(1, 2, 6).pixelUnshuffle(2) },
  ]
}

@Suite("Moving elements about")
struct RearrangingTests {
  @Test("shape, strides, view and nodes are PyTorch's", arguments: Rearrangement.all)
  func nodes(_ example: Rearrangement) {
    let x = Tensor.arange(12, dtype: .float64).view(3, 4).clone().requiresGrad_()
    let y = example.function(x)
    #expect(y.shape == example.shape)
    #expect(y.strides == example.strides)
    #expect(y.isView == example.isView)
    var names: [String] = []
    var node = y.gradFn
    while let current = node, current.name != "torch::autograd::AccumulateGrad" {
      names.append(current.name)
      node = current.nextFunctions.first { $0 != nil }??.node
    }
    #expect(names == example.nodes)
  }

  @Test("derivatives of both orders agree with differences", arguments: Rearrangement.all)
  func gradients(_ example: Rearrangement) throws {
    let x = (Tensor.arange(12, dtype: .float64) * 0.37 - 1).view(3, 4).clone().requiresGrad_()
    try GradientCheck.run(example.name, [x]) { example.function($0[0]) }
  }

  @Test("a gradient goes to each of several parts, in its own dtype")
  func joinedGradients() throws {
    let (a, b) = (Tensor.ones([2], requiresGrad: true), Tensor.ones([1, 3], dtype: .float64, requiresGrad: true))
    let y = Tensor.blockDiag([a, b])
    #expect(y.dtype == .float64 && y.shape == [2, 5])
    let (first, second) = (Tensor.ones([2], requiresGrad: true), Tensor.ones([2], dtype: .float64, requiresGrad: true))
    let z = Tensor.cat([first, second])
    try (y.sum() + (z * 2).sum()).backward()
    #expect(a.grad!.dtype == .float32 && a.grad!.array(of: Float.self) == [1, 1])
    #expect(b.grad!.dtype == .float64 && b.grad!.shape == [1, 3])
    #expect(first.grad!.dtype == .float32 && first.grad!.array(of: Float.self) == [2, 2])
  }

  // The figures of the rest are from a run of PyTorch 2.15.
  @Test("circular padding is a chain of writes to slices, as in PyTorch")
  func circular() throws {
    let x = Tensor([[1.0, 2, 3]], requiresGrad: true)
    let y = x.pad([2, 1], mode: .circular)
    #expect(y.detach().array(of: Float.self) == [2, 3, 1, 2, 3, 1])
    #expect(y.gradFn!.name == "torch::autograd::CopySlices")
    try y.backward(gradient: Tensor([[1.0, 2, 4, 8, 16, 32]]))
    #expect(x.grad!.array(of: Float.self) == [36, 9, 18])
  }

  @Test("a row that the padding shows several times gets the sum, in float16 too")
  func sharedEdges() throws {
    let x = Tensor([[[1.0, 2], [3, 4]]], dtype: .float16, requiresGrad: true)
    let y = x.pad([1, 1, 0, 1], mode: .replicate)
    #expect(y.detach().array(of: Float.self) == [1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4])
    try y.sum().backward()
    #expect(x.grad!.array(of: Float.self) == [2, 2, 4, 4])
  }

  @Test("images with the channels last stay so")
  func channelsLast() {
    let x = Tensor.zeros(1, 4, 6, 6).contiguous(memoryFormat: .channelsLast)
    #expect(x.strides == [144, 1, 24, 4])
    #expect(x.isContiguous(memoryFormat: .channelsLast) && !x.isContiguous)
    #expect(x.pad([1, 1, 1, 1]).strides == [256, 1, 32, 4])
    #expect(x.pad([1, 1, 1, 1], mode: .reflect).strides == [256, 1, 32, 4])
    #expect(x.pad([1, 1, 1, 1], mode: .circular).strides == [256, 64, 8, 1])
    #expect(x.pixelShuffle(2).strides == [144, 1, 12, 1])
    #expect(x.pixelUnshuffle(2).strides == [144, 1, 48, 16])
    #expect(Tensor.cat([x, x]).strides == [144, 1, 24, 4])
    #expect(Tensor.stack([x, x]).strides == [144, 144, 36, 6, 1] || Tensor.stack([x, x]).strides == [144, 4, 1, 24, 4])
    #expect(x.roll(1, dim: 0).strides == [144, 36, 6, 1])
    #expect(Tensor.emptyLike(x).strides == x.strides)
    #expect(Tensor.zerosLike(x, memoryFormat: .contiguous).strides == [144, 36, 6, 1])
    #expect(Tensor.empty([1, 4, 6, 6], memoryFormat: .channelsLast).strides == x.strides)
    #expect(x.contiguous().clone(memoryFormat: .channelsLast).strides == x.strides)
    #expect(Tensor.ones(1, 1, 3, 3).isContiguous(memoryFormat: .channelsLast))
  }

  @Test("a view in place shows the same memory and has a node of its own; the base keeps its history")
  func inPlace() throws {
    let m = Tensor.arange(12, dtype: .float32).view(3, 4).clone().requiresGrad_()
    let y = m * 1
    let view = y.view(12)
    view.unsqueeze_(0)
    #expect(view.shape == [1, 12] && view.version == 1 && y.version == 1)
    #expect(view.gradFn!.name == "UnsqueezeBackward1" && y.gradFn!.name == "MulBackward0")
    y.mul_(2)
    #expect(view.gradFn!.name == "AsStridedBackward0" && view.shape == [1, 12])
    view.mul_(3)
    #expect(y.gradFn!.name == "torch::autograd::CopySlices")
    let gradient = try grad(outputs: [y.sum()], inputs: [m])[0]!
    #expect(gradient.array(of: Float.self) == Array(repeating: 6, count: 12))

    let turned = m * 1
    #expect(turned.t_().gradFn!.name == "TBackward1")
    #expect((m * 1).transpose_(0, 1).gradFn!.name == "TransposeBackward1")
    #expect((m * 1).asStrided_([2, 2], [1, 2], offset: 1).gradFn!.name == "AsStridedBackward1")
    #expect((m.unsqueeze(0) * 1).squeeze_().gradFn!.name == "SqueezeBackward3")
    #expect((m.unsqueeze(0) * 1).squeeze_(0).gradFn!.name == "SqueezeBackward4")
    #expect((m.unsqueeze(0) * 1).squeeze_([0]).gradFn!.name == "SqueezeBackward5")
    let weights = Tensor.arange(12, dtype: .float32).view(4, 3)
    let back = try grad(outputs: [turned], inputs: [m], gradOutputs: [weights])[0]!
    #expect(back.array(of: Float.self) == [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11])
  }

  @Test("resize_ shows more or less of the memory, which grows; views of it follow")
  func resizing() {
    let x = Tensor.arange(12)
    let part = x[2..<4]
    part.resize_(6)
    #expect(part.array(of: Int.self) == [2, 3, 4, 5, 6, 7] && part.isView)
    part.resize_(1000)
    #expect(part.sharesStorage(with: x))
    #expect(Array(part.array(of: Int.self)[..<10]) == Array(2..<12))
    part.fill_(7)
    #expect(x.array(of: Int.self) == [0, 1] + Array(repeating: 7, count: 10))
    #expect(Tensor.zeros(3, 4).t().resize_(4, 3).strides == [1, 4])
    #expect(Tensor.zeros(3, 4).t().resize_(3, 4).strides == [4, 1])
    let images = Tensor.zeros(2, 3, 4, 5)
    #expect(images.resize_([5, 4, 3, 2], memoryFormat: .channelsLast).strides == [24, 1, 8, 4])
    #expect(Tensor.zeros(1).resizeAs_(images).strides == [24, 6, 2, 1])
    #expect(Tensor.zeros(1).resizeAs_(images, memoryFormat: .preserve).strides == [24, 1, 8, 4])
  }

  @Test("cat writes to a tensor that is given, whose shape becomes the result's")
  func catOut() {
    let out = Tensor.zeros([0], dtype: .float64)
    let y = Tensor.cat([Tensor([1, 2]), Tensor([3.5])], out: out)
    #expect(y === out && out.array(of: Double.self) == [1, 2, 3.5])
  }

  @Test("memory shared with Swift is seen from both sides")
  func sharing() {
    let numbers = SharedArray<Float>([1, 2, 3])
    let x = Tensor.from(sharing: numbers)
    numbers[0] = 7
    x[2] = 9
    #expect(x.array(of: Float.self) == [7, 2, 9] && numbers.array == [7, 2, 9])
  }

  @Test("ranges in integer dtypes are cut as PyTorch cuts them")
  func ranges() {
    #expect(Tensor.arange(0.5, 3, 0.5, dtype: .int64).array(of: Int.self) == [0, 0, 0, 0, 0])
    #expect(Tensor.arange(-0.5, 3.9, 1.5, dtype: .int32).array(of: Int.self) == [0, 1, 2])
    #expect(Tensor.arange(-1, 256, 50, dtype: .uint8).array(of: Int.self) == [255, 49, 99, 149, 199, 249])
    #expect(Tensor.linspace(-3.7, 7.9, 5, dtype: .int32).array(of: Int.self) == [-3, 0, 2, 4, 7])
    #expect(Tensor.linspace(50, -3, 3, dtype: .uint8).array(of: Int.self) == [50, 151, 253])
    #expect(Tensor.logspace(4.3, -3, 8, base: 2, dtype: .int64).array(of: Int.self) == [16, 8, 4, 2, 1, 0, 0, 0])
    #expect(Tensor.logspace(-2, 3, 6, base: -2).array(of: Float.self) == [0.25, -0.5, 1, -2, 4, -8])
    #expect(Tensor([2, 3]).vander(3).array(of: Int.self) == [4, 2, 1, 9, 3, 1])
  }

  @Test("long rows are turned round and repeated, whatever the size of an element", arguments: [DType.uint8, .float16, .float32, .float64])
  func longRows(dtype: DType) {
    let rows = Tensor.arange(0, 74).reshape(2, 37).to(dtype)
    let turned = (0..<37).reversed().map { Double($0) }
    #expect(rows.flip(1).to(.float64).equal(Tensor([turned, turned.map { $0 + 37 }], dtype: .float64)))
    let column = Tensor([[1], [2], [3], [4], [5]], dtype: dtype)
    let repeated = (1...5).map { [Double](repeating: Double($0), count: 37) }
    #expect(column.expand(5, 37).contiguous().to(.float64).equal(Tensor(repeated, dtype: .float64)))
  }
}
