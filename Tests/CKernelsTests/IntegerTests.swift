import CKernels
import Testing

/// Integers wrap, and no operand crashes.
struct IntegerTests {
  private func binary<T: FixedWidthInteger>(_ op: gb_binary_op, _ dtype: gb_dtype, _ a: [T], _ b: [T]) throws -> [T] {
    let loop = try #require(gb_binary(op, dtype))
    var out = [T](repeating: 99, count: a.count)
    let size = MemoryLayout<T>.size
    loop(&out, size, a, size, b, size, a.count)
    return out
  }

  @Test("floor division and remainder follow the divisor's sign, truncation and fmod the dividend's")
  func divisions() throws {
    let a: [Int32] = [7, -7, 7, -7, 6]
    let b: [Int32] = [2, 2, -2, -2, -3]
    #expect(try binary(GB_DIV_FLOOR, GB_INT32, a, b) == [3, -4, -4, 3, -2])
    #expect(try binary(GB_DIV_TRUNC, GB_INT32, a, b) == [3, -3, -3, 3, -2])
    #expect(try binary(GB_REMAINDER, GB_INT32, a, b) == [1, 1, -1, -1, 0])
    #expect(try binary(GB_FMOD, GB_INT32, a, b) == [1, -1, 1, -1, 0])
  }

  @Test("division by zero gives 0, and the smallest number by -1 itself", arguments: [GB_DIV_FLOOR, GB_DIV_TRUNC, GB_REMAINDER, GB_FMOD])
  func divisionsThatWouldTrap(op: gb_binary_op) throws {
    let isRemainder = op == GB_REMAINDER || op == GB_FMOD
    #expect(try binary(op, GB_INT64, [Int64(5), .min], [0, -1]) == [0, isRemainder ? 0 : .min])
    #expect(try binary(op, GB_INT32, [Int32(5), .min], [0, -1]) == [0, isRemainder ? 0 : .min])
    #expect(try binary(op, GB_INT16, [Int16(5), .min], [0, -1]) == [0, isRemainder ? 0 : .min])
    #expect(try binary(op, GB_INT8, [Int8(5), .min], [0, -1]) == [0, isRemainder ? 0 : .min])
    #expect(try binary(op, GB_UINT8, [UInt8(5), 7], [0, 4]) == [0, isRemainder ? 3 : 1])
  }

  @Test("sums and products wrap")
  func wrapping() throws {
    #expect(try binary(GB_ADD, GB_INT8, [Int8.max], [1]) == [.min])
    #expect(try binary(GB_MUL, GB_INT16, [Int16(-32768)], [-32768]) == [0])
    #expect(try binary(GB_MUL, GB_INT64, [Int64.max], [2]) == [-2])
    #expect(try binary(GB_SUB, GB_UINT8, [UInt8(1)], [2]) == [255])
  }

  @Test("powers are by repeated multiplication; a negative exponent leaves 0, 1 or -1")
  func powers() throws {
    #expect(try binary(GB_POW, GB_INT64, [Int64(3), 2, -2, 0, 0], [4, 64, 3, 0, 5]) == [81, 0, -8, 1, 0])
    #expect(try binary(GB_POW, GB_INT32, [Int32(2), 1, -1, -1, 0], [-1, -5, -2, -3, -1]) == [0, 1, 1, -1, 0])
  }

  @Test("shifts by the width, more or less than nothing are defined")
  func shifts() throws {
    #expect(try binary(GB_SHIFT_LEFT, GB_INT32, [Int32(1), 1, 1, -1], [3, 32, -1, 4]) == [8, 0, 0, -16])
    #expect(try binary(GB_SHIFT_RIGHT, GB_INT32, [Int32(-8), -8, -8, 8], [1, 32, -1, 99]) == [-4, -1, -1, 0])
    #expect(try binary(GB_SHIFT_RIGHT, GB_UINT8, [UInt8(255), 255], [7, 8]) == [1, 0])
    #expect(try binary(GB_SHIFT_LEFT, GB_INT8, [Int8(64)], [1]) == [-128])
  }

  @Test("gcd and lcm are of magnitudes")
  func divisors() throws {
    #expect(try binary(GB_GCD, GB_INT64, [Int64(-12), 0, 7], [18, -5, 0]) == [6, 5, 7])
    #expect(try binary(GB_LCM, GB_INT64, [Int64(-4), 0], [6, 3]) == [12, 0])
  }

  @Test("a zero is found wherever it is")
  func zeros() {
    var numbers = [Int16](repeating: 3, count: 5000)
    #expect(gb_contains_zero(GB_INT16, numbers, 2, 5000) == 0)
    numbers[4998] = 0
    #expect(gb_contains_zero(GB_INT16, numbers, 2, 5000) == 1)
    #expect(gb_contains_zero(GB_INT16, numbers, 6, 1666) == 0)
  }
}
