import CKernels
import Testing

struct CastTests {
  private func cast(_ values: [Double], _ from: gb_dtype, _ to: gb_dtype, level: gb_level = gb_best_level()) -> [Double] {
    let input = Elements(values, dtype: from)
    var out = Elements(dtype: to, count: values.count)
    gb_cast_at(level, from, to)(&out.bytes, out.size, input.bytes, input.size, values.count)
    return out.doubles
  }

  @Test("floating to integer truncates; out of range gives the smallest number, or the low bits of a wider one", arguments: levels)
  func floatingToInteger(level: gb_level) {
    let values = [1.9, -1.9, 300, -1, 3e9, -3e9, 1e30, .nan, .infinity, 127.5]
    #expect(cast(values, GB_FLOAT64, GB_INT32, level: level) == [1, -1, 300, -1, -0x1p31, -0x1p31, -0x1p31, -0x1p31, -0x1p31, 127])
    #expect(cast(values, GB_FLOAT32, GB_INT64, level: level) == [1, -1, 300, -1, 3e9, -3e9, -0x1p63, -0x1p63, -0x1p63, 127])
    #expect(cast(values, GB_FLOAT32, GB_UINT8, level: level) == [1, 255, 44, 255, 0, 0, 0, 0, 0, 127])
    #expect(cast(values, GB_FLOAT32, GB_INT8, level: level) == [1, -1, 44, -1, 0, 0, 0, 0, 0, 127])
    #expect(
      cast([2_147_483_647.5, -2_147_483_648.9, 2_147_483_648], GB_FLOAT64, GB_INT32, level: level) == [2_147_483_647, -0x1p31, -0x1p31])
  }

  @Test("to bool asks whether it is not 0")
  func toBool() {
    #expect(cast([0.5, 0, -0.0, .nan, -3], GB_FLOAT64, GB_BOOL) == [1, 0, 0, 1, 1])
    #expect(cast([256, 0], GB_INT64, GB_BOOL) == [1, 0])
  }

  @Test("between integers the low bits stay")
  func integers() {
    #expect(cast([300, -1, 128], GB_INT64, GB_INT8) == [44, -1, -128])
    #expect(cast([300, -1], GB_INT32, GB_UINT8) == [44, 255])
  }

  @Test("float16 rounds half to even, overflows to infinity and has subnormal numbers", arguments: levels)
  func float16(level: gb_level) {
    let values: [Float] = [2049, 2051, 65519, 65520, 0x1p-24, 0x1p-25, 0x1.8p-25, -0.0, .infinity]
    let expected: [UInt16] = [0x6800, 0x6802, 0x7bff, 0x7c00, 0x0001, 0x0000, 0x0001, 0x8000, 0x7c00]
    var out = [UInt16](repeating: 0, count: values.count)
    gb_cast_at(level, GB_FLOAT32, GB_FLOAT16)(&out, 2, values, 4, values.count)
    #expect(out == expected)
  }

  @Test("every float16 and bfloat16 survives the way to float32 and back", arguments: levels)
  func sixteenBitsRoundTrip(level: gb_level) {
    let all = (0...UInt16.max).map { $0 }
    for dtype in [GB_FLOAT16, GB_BFLOAT16] {
      var wide = [Float](repeating: 0, count: all.count)
      gb_cast_at(level, dtype, GB_FLOAT32)(&wide, 4, all, 2, all.count)
      var back = [UInt16](repeating: 0, count: all.count)
      gb_cast_at(level, GB_FLOAT32, dtype)(&back, 2, wide, 4, all.count)
      #expect(zip(all, zip(wide, back)).allSatisfy { $0 == $1.1 || $1.0.isNaN })
    }
  }
}
