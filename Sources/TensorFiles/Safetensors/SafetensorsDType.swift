import Autograd

extension DType {
  /// The name in a safetensors header: `BF16`.
  var safetensorsName: String {
    switch self {
    case .float64: "F64"
    case .float32: "F32"
    case .float16: "F16"
    case .bfloat16: "BF16"
    case .int64: "I64"
    case .int32: "I32"
    case .int16: "I16"
    case .int8: "I8"
    case .uint8: "U8"
    case .bool: "BOOL"
    }
  }

  init?(safetensorsName name: String) {
    guard let dtype = DType.allCases.first(where: { $0.safetensorsName == name }) else { return nil }
    self = dtype
  }

  /// Where the reference implementation sorts tensors of this type: wide elements first, so that all are aligned.
  var safetensorsRank: Int {
    switch self {
    case .int64: 0
    case .float64: 1
    case .float32: 2
    case .int32: 3
    case .bfloat16: 4
    case .float16: 5
    case .int16: 6
    case .int8: 7
    case .uint8: 8
    case .bool: 9
    }
  }

  /// Those that the format has and this library has not.
  static let otherSafetensorsNames: Set<String> = [
    "U64", "U32", "U16", "C64", "F8_E4M3", "F8_E5M2", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "F6_E2M3", "F6_E3M2", "F4",
  ]
}
