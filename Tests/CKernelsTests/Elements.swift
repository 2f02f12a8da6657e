import CKernels

let levels: [gb_level] = (0...gb_best_level().rawValue).map { gb_level(rawValue: $0) }

let dtypes: [gb_dtype] = (0..<UInt32(GB_DTYPE_COUNT)).map { gb_dtype(rawValue: $0) }

let floatingDTypes: [gb_dtype] = [GB_FLOAT64, GB_FLOAT32, GB_FLOAT16, GB_BFLOAT16]

/// Elements of one dtype in memory, for tests that take every dtype alike.
struct Elements {
  let dtype: gb_dtype
  var bytes: [UInt8]

  var size: Int { gb_element_size(dtype) }
  var count: Int { bytes.count / size }

  init(dtype: gb_dtype, count: Int) {
    self.dtype = dtype
    bytes = [UInt8](repeating: 0, count: count * gb_element_size(dtype))
  }

  init(bytes: [UInt8], dtype: gb_dtype) {
    self.dtype = dtype
    self.bytes = bytes
  }

  /// Numbers converted by `gb_cast` from float64.
  init(_ values: [Double], dtype: gb_dtype) {
    self.init(dtype: dtype, count: values.count)
    let size = size
    gb_cast(GB_FLOAT64, dtype)(&bytes, size, values, 8, values.count)
  }

  /// A mix of small numbers, fractions, large numbers and (for floating dtypes) specials, the same for a given seed.
  init(mixed count: Int, dtype: gb_dtype, seed: UInt64 = 1) {
    var generator = gb_mt19937()
    gb_mt19937_seed(&generator, seed)
    let specials: [Double] = [0, -0.0, 1, -1, .infinity, -.infinity, .nan, 0x1p-1030, 3e38, 127, -128, 65504]
    let values = (0..<count).map { i -> Double in
      let x = gb_mt19937_normal(&generator)
      switch i % 7 {
      case 0: return specials[(i / 7) % specials.count]
      case 1: return (x * 3).rounded()
      case 2: return x * 1000
      case 3: return x * 1e-4
      default: return x
      }
    }
    self.init(values, dtype: dtype)
  }

  /// The bits of element i, with one pattern for every NaN: which of two NaNs an addition keeps is the processor's choice.
  subscript(i: Int) -> UInt64 {
    var bits: UInt64 = 0
    for k in (0..<size).reversed() { bits = bits << 8 | UInt64(bytes[i * size + k]) }
    let isNaN =
      switch dtype {
      case GB_FLOAT64: Double(bitPattern: bits).isNaN
      case GB_FLOAT32: Float(bitPattern: UInt32(bits)).isNaN
      case GB_FLOAT16: bits & 0x7fff > 0x7c00
      case GB_BFLOAT16: bits & 0x7fff > 0x7f80
      default: false
      }
    return isNaN ? .max : bits
  }

  var bits: [UInt64] { (0..<count).map { self[$0] } }

  var doubles: [Double] {
    var out = [Double](repeating: 0, count: count)
    gb_cast(dtype, GB_FLOAT64)(&out, 8, bytes, size, count)
    return out
  }

  /// Whether the bits are the same, but for NaN.
  func agrees(with other: Elements) -> Bool { bytes == other.bytes || bits == other.bits }

  /// The same elements with `step - 1` others (all bits set) after each.
  func spread(by step: Int) -> Elements {
    var spread = Elements(bytes: [UInt8](repeating: 0xff, count: bytes.count * step), dtype: dtype)
    gb_copy(&spread.bytes, step * size, bytes, size, size, count)
    return spread
  }

  /// The first of every `step` elements.
  func every(_ step: Int) -> Elements {
    var picked = Elements(dtype: dtype, count: count / step)
    gb_copy(&picked.bytes, size, bytes, step * size, size, picked.count)
    return picked
  }

  var reversed: Elements {
    var reversed = self
    bytes.withUnsafeBytes { gb_copy(&reversed.bytes, size, $0.baseAddress! + (count - 1) * size, -size, size, count) }
    return reversed
  }

  /// n elements that are all element i.
  func repeated(_ i: Int, _ n: Int) -> Elements {
    var repeated = Elements(dtype: dtype, count: n)
    bytes.withUnsafeBytes { gb_fill(&repeated.bytes, size, $0.baseAddress! + i * size, size, n) }
    return repeated
  }
}
