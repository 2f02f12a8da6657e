import Autograd
import Observations

/// What a check draws its inputs from: `draw` in its code.
///
///     let x = draw.tensor(4, 3)
///     let name = draw.name()
///
/// The same seed draws the same, in the process of the submission and in that of the reference solution. What is drawn is said to the
/// judge, so that a learner whose check fails sees it.
public final class Draw {
  /// How a drawn tensor lies in memory; its values are the same for all.
  public enum Layout: Hashable, Sendable, CaseIterable {
    /// Row by row.
    case contiguous
    /// With the strides of a transposed copy: the last dimension steps widest.
    case transposed
    /// Every second element of a larger one, in the last dimension.
    case strided
    /// The first dimension has stride 0: all that it holds is one row.
    case expanded
  }

  private var stream: SplitMix64
  private let say: (Answer.Input) -> Void

  init(seed: UInt64, say: @escaping (Answer.Input) -> Void) {
    stream = SplitMix64(state: seed)
    self.say = say
  }

  /// Says what was drawn where, and hands it on.
  private func drawn<Value>(_ value: Value, as text: @autoclosure () -> String, _ line: Int, _ column: Int) -> Value {
    say(Answer.Input(line: line, column: column, text: text()))
    return value
  }

  // MARK: Tensors

  /// A tensor: of a floating dtype from the standard normal distribution, of an integer dtype from -9 to 9 (0 to 9 where it has no sign),
  /// of `bool` true or false.
  public func tensor(
    _ shape: Int..., dtype: DType = .float32, requiresGrad: Bool = false, layout: Layout = .contiguous, line: Int = #line,
    column: Int = #column
  ) -> Tensor {
    tensor(shape, dtype: dtype, requiresGrad: requiresGrad, layout: layout, line: line, column: column)
  }

  /// A tensor of a shape that is an array.
  public func tensor(
    _ shape: [Int], dtype: DType = .float32, requiresGrad: Bool = false, layout: Layout = .contiguous, line: Int = #line,
    column: Int = #column
  ) -> Tensor {
    let generator = Generator().manualSeed(Int(stream.next() >> 32))
    var source = shape
    if layout == .expanded, !source.isEmpty { source[0] = 1 }
    let values =
      switch dtype {
      case .bool: Tensor.randint(0, 2, source, generator: generator).to(dtype)
      case .uint8: Tensor.randint(0, 10, source, generator: generator).to(dtype)
      case _ where dtype.isInteger: Tensor.randint(-9, 10, source, generator: generator).to(dtype)
      default: Tensor.randn(source, dtype: dtype, generator: generator)
      }
    let tensor = Self.laid(out: values, shape: shape, layout).requiresGrad_(requiresGrad)
    return drawn(tensor, as: Self.text(of: tensor, layout), line, column)
  }

  /// A tensor of integers in a range: int64, if no other dtype is given.
  public func integers(
    _ shape: Int..., in range: ClosedRange<Int>, dtype: DType = .int64, line: Int = #line, column: Int = #column
  ) -> Tensor {
    integers(shape, in: range, dtype: dtype, line: line, column: column)
  }

  /// A tensor of integers in a range, of a shape that is an array.
  public func integers(
    _ shape: [Int], in range: ClosedRange<Int>, dtype: DType = .int64, line: Int = #line, column: Int = #column
  ) -> Tensor {
    let generator = Generator().manualSeed(Int(stream.next() >> 32))
    let tensor = Tensor.randint(range.lowerBound, range.upperBound + 1, shape, generator: generator).to(dtype)
    return drawn(tensor, as: "\(tensor)", line, column)
  }

  private static func laid(out values: Tensor, shape: [Int], _ layout: Layout) -> Tensor {
    guard let last = shape.last else { return values }
    switch layout {
    case .contiguous: return values
    case .expanded: return values.expand(shape)
    case .transposed:
      guard shape.count > 1 else { return values }
      return values.transpose(0, -1).contiguous().transpose(0, -1)
    case .strided:
      let wide = Tensor.zeros(shape.dropLast() + [max(last * 2, 1)], dtype: values.dtype)
      let view = wide.asStrided(shape, wide.strides.dropLast() + [2])
      view.copy_(values)
      return view.detach()
    }
  }

  private static func text(of tensor: Tensor, _ layout: Layout) -> String {
    layout == .contiguous ? "\(tensor)" : "\(tensor) with strides \(tensor.strides)"
  }

  // MARK: Numbers, names and choices

  /// An integer in a range.
  public func int(_ range: ClosedRange<Int>, line: Int = #line, column: Int = #column) -> Int {
    let value = Int.random(in: range, using: &stream)
    return drawn(value, as: "\(value)", line, column)
  }

  /// A number in a range.
  public func double(_ range: ClosedRange<Double>, line: Int = #line, column: Int = #column) -> Double {
    let value = Double.random(in: range, using: &stream)
    return drawn(value, as: "\(value)", line, column)
  }

  /// True or false.
  public func bool(line: Int = #line, column: Int = #column) -> Bool {
    let value = Bool.random(using: &stream)
    return drawn(value, as: "\(value)", line, column)
  }

  /// A name that nobody could have foreseen, fit for an identifier: `kivora`.
  public func name(line: Int = #line, column: Int = #column) -> String {
    let consonants = Array("bdfghjklmnprstvz")
    let vowels = Array("aeiou")
    var name = ""
    for _ in 0..<3 {
      name.append(consonants[Int.random(in: 0..<consonants.count, using: &stream)])
      name.append(vowels[Int.random(in: 0..<vowels.count, using: &stream)])
    }
    return drawn(name, as: name.debugDescription, line, column)
  }

  /// One of these.
  ///
  /// - Precondition: There is one.
  public func element<Value>(of choices: [Value], line: Int = #line, column: Int = #column) -> Value {
    precondition(!choices.isEmpty, "draw.element(of:) needs something to choose from")
    let value = choices[Int.random(in: 0..<choices.count, using: &stream)]
    return drawn(value, as: "\(value)", line, column)
  }

  /// One of these dtypes.
  ///
  /// - Precondition: There is one.
  public func dtype(of choices: [DType], line: Int = #line, column: Int = #column) -> DType {
    element(of: choices, line: line, column: column)
  }

  /// A shape of this many dimensions, with sizes from 1 to 6, all different while there are enough.
  public func shape(rank: Int, line: Int = #line, column: Int = #column) -> [Int] {
    shape(rank: rank...rank, line: line, column: column)
  }

  /// A shape of some number of dimensions in this range.
  public func shape(rank: ClosedRange<Int>, line: Int = #line, column: Int = #column) -> [Int] {
    let count = Int.random(in: rank, using: &stream)
    var shape: [Int] = []
    while shape.count < count { shape += Array(1...6).shuffled(using: &stream) }
    shape = Array(shape.prefix(count))
    return drawn(shape, as: "\(shape)", line, column)
  }
}

/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014): one word of state, any seed as good as another.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}
