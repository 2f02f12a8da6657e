extension Tensor {
  /// The part that an index names: a view of integers and ranges (`x[0]`, `x[1..<3]`), a copy of what a mask or a tensor of indices picks
  /// (`x[mask]`, `x[[0, 2]]`). Assigning writes there, with broadcasting.
  public final subscript(_ index: some TensorIndex, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    get { IndexedPart(self, index.item, CallSite(file, line)).read() }
    set { IndexedPart(self, writing: index.item, CallSite(file, line)).write(newValue) }
  }

  /// All of it, as a view: `x[...]`, Python's `x[:]`. Assigning overwrites every element.
  public final subscript(_ all: UnboundedRange, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    get { IndexedPart(self, .range(start: nil, stop: nil, step: 1), CallSite(file, line)).read() }
    set { IndexedPart(self, writing: .range(start: nil, stop: nil, step: 1), CallSite(file, line)).write(newValue) }
  }

  /// All of it, filled with a number: `x[...] = 0.0`.
  @_disfavoredOverload
  public final subscript(
    _ all: UnboundedRange, file: StaticString = #filePath, line: UInt = #line
  ) -> any TensorScalar {
    get { number(file: file, line: line) }
    set { IndexedPart(self, writing: .range(start: nil, stop: nil, step: 1), CallSite(file, line)).write(newValue.scalar) }
  }

  /// The part that two indices name: `x[0, 1]`, `x[.ellipsis, 0]`, `x[rows, 1..<3]`.
  public final subscript(
    _ i: some TensorIndex, _ j: some TensorIndex, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    get { IndexedPart(self, [i.item, j.item], CallSite(file, line)).read() }
    set { IndexedPart(self, [i.item, j.item], CallSite(file, line)).write(newValue) }
  }

  /// The part that three indices name: `x[0, .ellipsis, 1..<3]`.
  public final subscript(
    _ i: some TensorIndex, _ j: some TensorIndex, _ k: some TensorIndex, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    get { IndexedPart(self, [i.item, j.item, k.item], CallSite(file, line)).read() }
    set { IndexedPart(self, [i.item, j.item, k.item], CallSite(file, line)).write(newValue) }
  }

  /// The part that four indices name: `x[0, 1, .newAxis, 2...]`.
  public final subscript(
    _ i: some TensorIndex, _ j: some TensorIndex, _ k: some TensorIndex, _ l: some TensorIndex, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor {
    get { IndexedPart(self, [i.item, j.item, k.item, l.item], CallSite(file, line)).read() }
    set { IndexedPart(self, [i.item, j.item, k.item, l.item], CallSite(file, line)).write(newValue) }
  }

  /// The part that any number of indices name: Python's tuple in the brackets. `x[indices: [0, rows, IndexItem.ellipsis]]`.
  public final subscript(indices indices: [any TensorIndex], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    get { IndexedPart(self, indices.map(\.item), CallSite(file, line)).read() }
    set { IndexedPart(self, indices.map(\.item), CallSite(file, line)).write(newValue) }
  }

  /// A number written to a part fills it: `x[0] = 1.5`, `x[mask] = 0.0`.
  ///
  /// Its type is no number's own, so that a part beside a number is a tensor still: `x[0] * rate` stays in the graph. To read a number
  /// there is ``item(as:file:line:)``.
  @_disfavoredOverload
  public final subscript(
    _ index: some TensorIndex, file: StaticString = #filePath, line: UInt = #line
  ) -> any TensorScalar {
    get { IndexedPart(self, index.item, CallSite(file, line)).read().number(file: file, line: line) }
    set { IndexedPart(self, writing: index.item, CallSite(file, line)).write(newValue.scalar) }
  }

  /// A number written at two indices: `x[0, 1] = 1.5`.
  @_disfavoredOverload
  public final subscript(
    _ i: some TensorIndex, _ j: some TensorIndex, file: StaticString = #filePath, line: UInt = #line
  ) -> any TensorScalar {
    get { IndexedPart(self, [i.item, j.item], CallSite(file, line)).read().number(file: file, line: line) }
    set { IndexedPart(self, [i.item, j.item], CallSite(file, line)).write(newValue.scalar) }
  }

  /// A number written at three indices: `x[0, 1, 2] = 1.5`.
  @_disfavoredOverload
  public final subscript(
    _ i: some TensorIndex, _ j: some TensorIndex, _ k: some TensorIndex, file: StaticString = #filePath, line: UInt = #line
  ) -> any TensorScalar {
    get { IndexedPart(self, [i.item, j.item, k.item], CallSite(file, line)).read().number(file: file, line: line) }
    set { IndexedPart(self, [i.item, j.item, k.item], CallSite(file, line)).write(newValue.scalar) }
  }

  /// A number written at four indices: `image[0, 0, 1..<3, 1..<3] = 1.0`.
  @_disfavoredOverload
  public final subscript(
    _ i: some TensorIndex, _ j: some TensorIndex, _ k: some TensorIndex, _ l: some TensorIndex, file: StaticString = #filePath,
    line: UInt = #line
  ) -> any TensorScalar {
    get { IndexedPart(self, [i.item, j.item, k.item, l.item], CallSite(file, line)).read().number(file: file, line: line) }
    set { IndexedPart(self, [i.item, j.item, k.item, l.item], CallSite(file, line)).write(newValue.scalar) }
  }

  /// A number written at any number of indices.
  @_disfavoredOverload
  public final subscript(
    indices indices: [any TensorIndex], file: StaticString = #filePath, line: UInt = #line
  ) -> any TensorScalar {
    get { IndexedPart(self, indices.map(\.item), CallSite(file, line)).read().number(file: file, line: line) }
    set { IndexedPart(self, indices.map(\.item), CallSite(file, line)).write(newValue.scalar) }
  }
}

extension Tensor {
  /// The one element, of the type that holds its dtype's values.
  fileprivate func number(file: StaticString, line: UInt) -> any TensorScalar {
    if dtype == .bool { return item(as: Bool.self, file: file, line: line) }
    return dtype.isFloatingPoint ? item(as: Double.self, file: file, line: line) : item(as: Int.self, file: file, line: line)
  }
}
