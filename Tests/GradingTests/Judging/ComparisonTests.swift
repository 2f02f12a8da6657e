import Observations
import Testing

@testable import Grading

@Suite("What came out, held against the reference")
struct ComparisonTests {
  private static func tensor(
    _ values: [Float], _ shape: [Int], requiresGrad: Bool = false, isLeaf: Bool = true, graph: ObservedTensor.Graph? = nil
  )
    -> ObservedValue
  {
    .tensor(
      ObservedTensor(
        element: .float32, shape: shape, requiresGrad: requiresGrad, isLeaf: isLeaf, graph: graph,
        bytes: values.flatMap { withUnsafeBytes(of: $0, Array.init) }
      ))
  }

  private static func integers(_ values: [Int64], _ shape: [Int]) -> ObservedValue {
    .tensor(
      ObservedTensor(element: .int64, shape: shape, requiresGrad: false, bytes: values.flatMap { withUnsafeBytes(of: $0, Array.init) }))
  }

  private func difference(_ found: ObservedValue, _ expected: ObservedValue, tolerance: Double? = nil) -> String? {
    Comparison(tolerance: tolerance).difference(found, from: expected)?.sentence
  }

  /// By torch.testing.assert_close of PyTorch 2.15 on float32 tensors of one element.
  @Test(
    "numbers may differ as assert_close lets them",
    arguments: [
      (1.000_001_3, 1.0, true), (1.000_011_5, 1.0, false), (1e-5, 0, true), (1.01e-5, 0, false), (.infinity, .infinity, true),
      (.infinity, 1e30, false), (1000.0113, 1000, false), (1000.0015, 1000, false),
    ] as [(Float, Float, Bool)])
  func tolerances(found: Float, expected: Float, isClose: Bool) {
    #expect((difference(Self.tensor([found], [1]), Self.tensor([expected], [1])) == nil) == isClose)
  }

  @Test("nan is right only where the reference has it, an infinity only with its sign")
  func notANumber() {
    #expect(difference(Self.tensor([.nan], [1]), Self.tensor([.nan], [1])) == nil)
    #expect(
      difference(Self.tensor([.nan], [1]), Self.tensor([2], [1])) == "the first value that differs, at [0], is nan, and should be 2.0")
    #expect(difference(Self.tensor([2], [1]), Self.tensor([.nan], [1])) != nil)
    #expect(difference(Self.tensor([-.infinity], [1]), Self.tensor([.infinity], [1])) != nil)
    #expect(difference(Self.tensor([.nan], [1]), Self.tensor([2], [1]), tolerance: 1e30) != nil)
  }

  @Test("a tensor that does not tell its place in the graph, where the check asks for it, differs; one that tells it unasked does not")
  func untoldGraph() {
    let told = Self.tensor([1], [1], graph: ObservedTensor.Graph(node: nil))
    #expect(difference(Self.tensor([1], [1]), told) == "its place in the graph is not told")
    #expect(difference(told, told) == nil && difference(told, Self.tensor([1], [1])) == nil)
  }

  @Test("a tensor of another shape differs, even where it would broadcast")
  func shapes() {
    #expect(difference(Self.tensor([1], [1]), Self.tensor([1, 1], [2])) == "its shape is [1], and should be [2]")
    #expect(difference(Self.tensor([1, 2], [2]), Self.tensor([1, 2], [2, 1])) == "its shape is [2], and should be [2, 1]")
  }

  @Test("the first value that differs is named by its index")
  func elements() {
    let found = Self.tensor([0, 1, 2, 3, 4, 5], [2, 3])
    #expect(
      difference(found, Self.tensor([0, 1, 2, 3, 9, 5], [2, 3]))
        == "the first value that differs, at [1, 1], is 4.0, and should be 9.0; it is the only one")
    #expect(
      difference(found, Self.tensor([0, 1, 7, 3, 9, 5], [2, 3]))
        == "the first value that differs, at [0, 2], is 2.0, and should be 7.0; 2 of 6 differ")
    #expect(difference(Self.tensor([1], []), Self.tensor([2], [])) == "it is 1.0, and should be 2.0")
  }

  @Test("dtype, requiresGrad and the graph are told")
  func kinds() {
    #expect(difference(Self.integers([1], [1]), Self.tensor([1], [1])) == "its dtype is int64, and should be float32")
    let recorded = Self.tensor([1], [1], requiresGrad: true, isLeaf: false, graph: .init(node: "MulBackward0"))
    #expect(
      difference(Self.tensor([1], [1]), Self.tensor([1], [1], requiresGrad: true, isLeaf: false))
        == "it does not require grad, and should: the graph is cut")
    #expect(
      difference(Self.tensor([1], [1]), Self.tensor([1], [1], requiresGrad: true))
        == "it does not require grad, and should: the graph is cut, or nothing has set its requiresGrad")
    #expect(difference(Self.tensor([1], [1], requiresGrad: true), Self.tensor([1], [1])) == "it requires grad, and should not")
    #expect(
      difference(Self.tensor([1], [1], requiresGrad: true, graph: .init(node: nil)), recorded)
        == "it is a leaf, and should not be one")
    #expect(
      difference(Self.tensor([1], [1], requiresGrad: true, isLeaf: false, graph: .init(node: "DivBackward0")), recorded)
        == "its gradFn is DivBackward0, and should be MulBackward0")
  }

  @Test("integers are compared to their last digit")
  func integers() {
    let large: Int64 = 1 << 60
    #expect(
      difference(Self.integers([large + 1], [1]), Self.integers([large], [1]))
        == "the first value that differs, at [0], is 1152921504606846977, and should be 1152921504606846976")
    #expect(difference(.int(large + 1), .int(large)) == "it is 1152921504606846977, and should be 1152921504606846976")
  }

  @Test("half-precision numbers are read")
  func halves() {
    let half = { (bits: [UInt16]) in
      ObservedTensor(
        element: .float16, shape: [bits.count], requiresGrad: false, bytes: bits.flatMap { withUnsafeBytes(of: $0, Array.init) })
    }
    // 1, -2, 65504, the least positive, -inf, nan: by torch.tensor(…, dtype=torch.float16).view(torch.int16) of PyTorch 2.15.
    let numbers = Elements(half([0x3c00, 0xc000, 0x7bff, 0x0001, 0xfc00, 0x7e00])).map { $0.map(\.description) }
    #expect(numbers == ["1.0", "-2.0", "65504.0", "5.9604645e-08", "-inf", "nan"])
    let brain = ObservedTensor(element: .bfloat16, shape: [2], requiresGrad: false, bytes: [0x80, 0x3f, 0x20, 0xc0])
    #expect(Elements(brain).map { $0.map(\.description) } == ["1.0", "-2.5"])
  }

  @Test("a missing gradient is said to be missing")
  func missing() {
    #expect(difference(.none, Self.tensor([1], [1])) == "it is nil, and should be a tensor of shape [1] and dtype float32")
    #expect(difference(Self.tensor([1], [1]), .none) == "it is a tensor of shape [1] and dtype float32, and should be nil")
    #expect(difference(.none, .none) == nil)
  }

  @Test("collections differ by their names, their order and what they hold")
  func collections() {
    let one = ObservedValue.Entry(key: "weight", value: Self.tensor([1], [1]))
    let two = ObservedValue.Entry(key: "bias", value: Self.tensor([2], [1]))
    #expect(difference(.entries([one]), .entries([one, two])) == "there is no \"bias\" in it; it has \"weight\"")
    #expect(
      difference(.entries([one, two]), .entries([one])) == "there is a \"bias\" in it that should not be there; it should have \"weight\"")
    #expect(
      difference(.entries([two, one]), .entries([one, two]))
        == "its keys are \"bias\", \"weight\", and should be, in this order, \"weight\", \"bias\"")
    let other = ObservedValue.Entry(key: "weight", value: Self.tensor([3], [1]))
    #expect(
      difference(.entries([other]), .entries([one]))
        == "[\"weight\"]: the first value that differs, at [0], is 3.0, and should be 1.0")
    #expect(difference(.list([.int(1)]), .list([.int(1), .int(2)])) == "it has 1 element, and should have 2")
    #expect(difference(.list([.int(1), .int(3)]), .list([.int(1), .int(2)])) == "[1]: it is 3, and should be 2")
  }

  @Test("another kind of value is said to be one")
  func otherKinds() {
    #expect(difference(.int(3), .number(3, isFloat: false)) == "it is the Int 3, and should be the Double 3.0")
    #expect(difference(.string("3"), .int(3)) == "it is the String \"3\", and should be the Int 3")
  }

  @Test("errors, traps and prints differ by their texts")
  func texts() {
    #expect(difference(.thrown(nil), .thrown("odd")) == "it does not throw, and should, with \"odd\"")
    #expect(difference(.trapped("odd"), .trapped(nil)) == "it traps \"odd\", and should not")
    #expect(difference(.thrown("even"), .thrown("odd")) == "the error is \"even\", and should be \"odd\"")
    #expect(difference(.printed(""), .printed("1\n")) == "it is empty, and should be \"1\n\"")
  }
}
