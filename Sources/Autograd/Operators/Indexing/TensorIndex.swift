/// What may stand in a tensor's square brackets.
///
/// Integers, ranges (`1..<3`, `2...`, and `...` by itself), what Python writes as `...`, `None` and `start:stop:step` (`.ellipsis`,
/// `.newAxis`, `.slice(_:_:_:)`), masks (bool and uint8 tensors, and bools), tensors of indices (int64 and int32), and lists of numbers or
/// bools, which count as such a tensor.
///
/// Integers, ranges and new axes give a view; a mask, a list or a tensor of indices a copy. A tensor of one integer without dimensions counts
/// as that integer.
public protocol TensorIndex {
  /// The index as one of PyTorch's kinds.
  var item: IndexItem { get }
}

/// One of PyTorch's kinds of index.
public enum IndexItem: TensorIndex {
  /// One place; the dimension disappears. Negative counts from the end.
  case integer(Int)
  /// Python's `start:stop:step`: nil is the dimension's own end, negative counts from the end, bounds beyond it are cut.
  case range(start: Int?, stop: Int?, step: Int)
  /// All dimensions that no other index takes.
  case ellipsisItem
  /// A new dimension of size 1.
  case newAxisItem
  /// A new dimension of size 1 or 0.
  case bool(Bool)
  /// A mask or indices.
  case tensor(Tensor)

  /// Itself.
  public var item: IndexItem { self }
}

extension TensorIndex where Self == IndexItem {
  /// Python's `...`: all dimensions that no other index takes.
  public static var ellipsis: IndexItem { .ellipsisItem }
  /// Python's `None`: a new dimension of size 1.
  public static var newAxis: IndexItem { .newAxisItem }
  /// Python's `start:stop:step`.
  public static func slice(_ start: Int? = nil, _ stop: Int? = nil, _ step: Int = 1) -> IndexItem {
    .range(start: start, stop: stop, step: step)
  }
}

extension Int: TensorIndex {
  /// One place; negative counts from the end.
  public var item: IndexItem { .integer(self) }
}

extension Bool: TensorIndex {
  /// A new dimension, of size 1 for true and 0 for false.
  public var item: IndexItem { .bool(self) }
}

extension Tensor: TensorIndex {
  /// A mask, if it is bool or uint8, else indices: int64 or int32.
  public final var item: IndexItem { .tensor(self) }
}

extension Array: TensorIndex where Element: TensorConvertible {
  /// A mask or indices, as the tensor of this list: `x[[0, 2]]` is rows 0 and 2. An empty list takes nothing.
  public var item: IndexItem { .tensor(isEmpty ? Tensor.zeros([0], dtype: .int64) : Tensor(self)) }
}

extension Range<Int>: TensorIndex {
  /// `1..<3`.
  public var item: IndexItem { .range(start: lowerBound, stop: upperBound, step: 1) }
}

extension ClosedRange<Int>: TensorIndex {
  /// `1...3`.
  public var item: IndexItem { .range(start: lowerBound, stop: stop(after: upperBound), step: 1) }
}

extension PartialRangeFrom<Int>: TensorIndex {
  /// `2...`.
  public var item: IndexItem { .range(start: lowerBound, stop: nil, step: 1) }
}

extension PartialRangeUpTo<Int>: TensorIndex {
  /// `..<2`.
  public var item: IndexItem { .range(start: nil, stop: upperBound, step: 1) }
}

extension PartialRangeThrough<Int>: TensorIndex {
  /// `...3`.
  public var item: IndexItem { .range(start: nil, stop: stop(after: upperBound), step: 1) }
}

/// Where a range that includes `last` stops; after -1, the last place, there is only the end, and after the largest Int as well.
private func stop(after last: Int) -> Int? { last == -1 || last == .max ? nil : last + 1 }
