import Autograd
import Testing

/// The 1 that a pass begins with is used again by the next pass: nobody may notice.
@Suite("The gradient that a pass begins with")
struct RootGradientTests {
  private let x = Tensor([1.0, 2.0], requiresGrad: true)

  /// What `backward()` leaves in `x.grad`, with a hook on the sum that the pass begins at.
  private func gradient(_ hook: @escaping (Tensor) -> Void = { _ in }) throws -> [Float] {
    x.grad = nil
    let sum = (x * x).sum()
    sum.registerHook { hook($0) }
    try sum.backward()
    return x.grad!.floats
  }

  @Test("a hook may keep it: later passes do not write to what was kept")
  func kept() throws {
    var kept: [Tensor] = []
    for _ in 0..<3 { #expect(try gradient { kept.append($0) } == [2, 4]) }
    kept[0].fill_(7)
    #expect(kept.map { $0.item() as Double } == [7, 1, 1])
    #expect(try gradient() == [2, 4])
  }

  @Test("a hook may write to it, share its memory or give it other data: the next pass begins with 1")
  func written() throws {
    #expect(try gradient { $0.data.fill_(5) } == [10, 20])
    #expect(try gradient() == [2, 4])
    let view = Tensor([9.0, 9.0])
    #expect(try gradient { $0.data = view[1] } == [18, 36])
    #expect(try gradient() == [2, 4])
    #expect(view.floats == [9, 9])
    var part: Tensor?
    #expect(try gradient { part = $0.detach() } == [2, 4])
    part!.fill_(3)
    #expect(try gradient() == [2, 4])
    #expect(part!.item() as Double == 3)
    #expect(try gradient { $0.unsqueeze_(0).squeeze_(0).requiresGrad_() } == [2, 4])
    #expect(try gradient() == [2, 4])
  }

  @Test("a pass within a pass, and one for higher derivatives, have their own")
  func nested() throws {
    var inner: [Float] = []
    let outer = try gradient { _ in
      let y = Tensor([3.0], requiresGrad: true)
      try? enableGrad { (y * y).sum() }.backward()
      inner = y.grad!.floats
    }
    #expect(outer == [2, 4])
    #expect(inner == [6])
    let first = try grad(outputs: [(x * x * x).sum()], inputs: [x], createGraph: true)[0]!
    #expect(try grad(outputs: [first.sum()], inputs: [x])[0]!.floats == [6, 12])
    #expect(try gradient() == [2, 4])
  }

  @Test("it has the dtype of what is differentiated")
  func dtypes() throws {
    for dtype in [DType.float64, .float32, .float16, .bfloat16, .float64] {
      let y = Tensor([1.0, 2.0]).to(dtype).requiresGrad_()
      var seen: DType?
      let sum = y.sum()
      sum.registerHook { seen = $0.dtype }
      try sum.backward()
      #expect(seen == dtype)
      #expect(y.grad!.dtype == dtype)
    }
  }

  @Test("a single leaf differentiated with respect to itself gets a gradient of its own")
  func leafItself() throws {
    let leaf = Tensor(2.0, requiresGrad: true)
    try leaf.backward()
    let first = leaf.grad!
    leaf.grad = nil
    try leaf.backward()
    first.fill_(4)
    #expect(leaf.grad!.item() as Double == 1)
    #expect(try gradient() == [2, 4])
  }
}
