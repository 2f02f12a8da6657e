import Testing

@testable import GoldenTraces

@Suite("Comparison")
struct ComparisonTests {
  private func floats(_ values: [Double], _ dtype: String = "float64", shape: [Int]? = nil, strides: [Int]? = nil) -> TensorLiteral {
    TensorLiteral(shape: shape ?? [values.count], dtype: dtype, elements: .floats(values), strides: strides)
  }

  @Test(
    "each dtype has its tolerance",
    arguments: [
      ("float64", 100.0, 1e-5), ("float64", 0.0, 1e-7), ("float32", 100.0, 1e-2), ("float32", 0.0, 1e-5), ("float16", 100.0, 2.0),
      ("bfloat16", 0.0, 2e-2),
    ])
  func tolerances(dtype: String, expected: Double, margin: Double) {
    #expect(floats([expected], dtype).mismatch(with: floats([expected + margin * 0.99], dtype)) == nil)
    #expect(floats([expected], dtype).mismatch(with: floats([expected - margin * 0.99], dtype)) == nil)
    #expect(floats([expected], dtype).mismatch(with: floats([expected + margin * 1.1], dtype)) != nil)
    #expect(floats([expected], dtype).mismatch(with: floats([expected - margin * 1.1], dtype)) != nil)
  }

  @Test("NaN passes for NaN alone, an infinity for itself alone")
  func notFinite() {
    #expect(floats([.nan]).mismatch(with: floats([.nan])) == nil)
    #expect(floats([.nan]).mismatch(with: floats([1])) != nil)
    #expect(floats([1]).mismatch(with: floats([.nan])) != nil)
    #expect(floats([.infinity]).mismatch(with: floats([.infinity])) == nil)
    #expect(floats([.infinity]).mismatch(with: floats([-.infinity])) != nil)
    #expect(floats([.infinity]).mismatch(with: floats([1e308])) != nil)
    #expect(floats([1e308]).mismatch(with: floats([.infinity])) != nil)
  }

  @Test("a wrong value is named with its index")
  func wrongValue() {
    let mismatch = floats([1, 2, 3, 4, 5, 6], shape: [2, 3]).mismatch(with: floats([1, 2, 3, 4, 7, 8], shape: [2, 3]))
    #expect(mismatch == Mismatch(expected: "5.0 at [1, 1]", got: "7.0 (2 of 6 elements differ)"))
  }

  @Test("a wrong dtype, shape or layout is caught even where the numbers agree")
  func wrongForm() {
    #expect(floats([1]).mismatch(with: floats([1], "float32")) == Mismatch(expected: "dtype float64", got: "dtype float32"))
    #expect(floats([1]).mismatch(with: floats([1], shape: [])) == Mismatch(expected: "shape [1]", got: "shape []"))
    #expect(floats([1, 1, 1, 1], shape: [2, 2], strides: [1, 2]).mismatch(with: floats([1, 1, 1, 1], shape: [2, 2])) != nil)
    #expect(
      floats([1, 2, 3, 4], shape: [2, 2], strides: [1, 2]).mismatch(with: floats([1, 2, 3, 4], shape: [2, 2], strides: [1, 2])) == nil)
  }

  @Test("whole numbers and bools are compared exactly")
  func exactly() {
    func integers(_ values: [Int64]) -> TensorLiteral { TensorLiteral(shape: [values.count], dtype: "int64", elements: .integers(values)) }
    #expect(integers([1 << 60]).mismatch(with: integers([1 << 60])) == nil)
    #expect(integers([1 << 60]).mismatch(with: integers([1 << 60 + 1])) != nil)
    let yes = TensorLiteral(shape: [1], dtype: "bool", elements: .bools([true]))
    let no = TensorLiteral(shape: [1], dtype: "bool", elements: .bools([false]))
    #expect(yes.mismatch(with: yes) == nil)
    #expect(yes.mismatch(with: no) != nil)
  }

  @Test("a scalar is compared by kind and value")
  func scalars() {
    func mismatch(_ expected: JSON, _ got: JSON) -> Mismatch? { ExpectedValue.scalar(expected).mismatch(with: .plain(got)) }
    #expect(mismatch(.float(1), .float(1 + 1e-9)) == nil)
    #expect(mismatch(.float(1), .float(1.001)) != nil)
    #expect(mismatch(.string("nan"), .float(.nan)) == nil)
    #expect(mismatch(.integer(1), .integer(1)) == nil)
    #expect(mismatch(.integer(1), .float(1)) != nil)
    #expect(mismatch(.float(1), .integer(1)) != nil)
    #expect(mismatch(.bool(true), .bool(false)) != nil)
    #expect(mismatch(.bool(true), .integer(1)) != nil)
  }

  @Test("texts, null and lists are compared exactly")
  func plainValues() {
    func mismatch(_ expected: JSON, _ got: JSON) -> Mismatch? { ExpectedValue.exactly(expected).mismatch(with: .plain(got)) }
    #expect(mismatch(.string("MulBackward0"), .string("MulBackward0")) == nil)
    #expect(mismatch(.string("MulBackward0"), .string("DivBackward0")) != nil)
    #expect(mismatch(.null, .string("DivBackward0")) != nil)
    #expect(mismatch(.array([.integer(3), .integer(1)]), .array([.integer(1), .integer(3)])) != nil)
  }
}
