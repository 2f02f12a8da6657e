import Autograd

extension TensorLiteral {
  /// The tensor that this describes: a leaf, a strided view where there are strides.
  func makeTensor(on device: Device = .cpu) throws -> Tensor {
    let dtype = try DType(traceName: dtype)
    let flat =
      switch elements {
      case _ where device == .meta: Tensor.empty([elements.count], dtype: dtype, device: device)
      case .floats(let values): Tensor(values, dtype: dtype)
      case .integers(let values): Tensor(values, dtype: dtype)
      case .bools(let values): Tensor(values, dtype: dtype)
      }
    // A clone, because an input is no view of anything.
    let tensor = strides.map { flat.asStrided(shape, $0) } ?? flat.reshape(shape).clone()
    return requiresGrad ? tensor.requiresGrad_() : tensor
  }

  /// What a tensor holds.
  init(reading tensor: Tensor) {
    // Numbers are not given out while they can still take part in a graph.
    let values = tensor.detach()
    let elements: Elements =
      if values.dtype.isFloatingPoint {
        .floats(values.array(of: Double.self))
      } else if values.dtype == .bool {
        .bools(values.array(of: Bool.self))
      } else {
        .integers(values.array(of: Int64.self))
      }
    self.init(shape: values.shape, dtype: values.dtype.name, elements: elements, requiresGrad: tensor.requiresGrad)
  }
}

extension TensorLiteral {
  /// A tensor that is written down as an argument: its shape, its dtype and its elements.
  init(_ argument: Trace.Argument, name: String) throws(ArgumentError) {
    guard case .dictionary(let members) = argument, case .string(let dtype)? = members["dtype"], case .list(let sizes)? = members["shape"],
      case .list(let values)? = members["data"]
    else { throw ArgumentError("'\(name)' is no tensor") }
    let elements: Elements
    if dtype == "bool" {
      elements = .bools(values.map { $0 == .bool(true) })
    } else if dtype.contains("float") {
      var numbers: [Double] = []
      for value in values { numbers.append(try Self.number(value, name)) }
      elements = .floats(numbers)
    } else {
      var integers: [Int64] = []
      for value in values { integers.append(Int64(try Self.number(value, name))) }
      elements = .integers(integers)
    }
    var shape: [Int] = []
    for size in sizes { shape.append(Int(try Self.number(size, name))) }
    self.init(shape: shape, dtype: dtype, elements: elements)
  }

  private static func number(_ argument: Trace.Argument, _ name: String) throws(ArgumentError) -> Double {
    switch argument {
    case .integer(let value): Double(value)
    case .float(let value): value
    case .string("nan"): .nan
    case .string("inf"): .infinity
    case .string("-inf"): -.infinity
    default: throw ArgumentError("'\(name)': \(argument) is not a number")
    }
  }
}
