extension Tensor {
  /// A sum of products told by subscripts: PyTorch's `einsum`.
  ///
  ///     Tensor.einsum("ij,jk->ik", a, b)        // a matrix product
  ///     Tensor.einsum("...ii->...i", a)         // diagonals of a batch
  ///     Tensor.einsum("bn,anm,bm->ba", x, w, y)  // a bilinear layer
  ///
  /// Each letter is a dimension; one that is repeated within an operand takes its diagonal, one that is missing from the output is summed
  /// over. `...` stands for any dimensions, which broadcast. Without an arrow the output has the ellipsis and the letters that appear once,
  /// capitals first. Several operands are multiplied from left to right.
  ///
  /// - Precondition: A letter's sizes are equal, or 1.
  public static func einsum(
    _ equation: String, _ operands: Tensor..., file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { einsum(equation, operands, file: file, line: line) }

  /// The sum of products of a list of operands: PyTorch's `einsum`.
  public static func einsum(
    _ equation: String, _ operands: [Tensor], file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if operands.isEmpty {
      fail(
        "einsum(): must specify the equation string and at least one operand, or at least one operand and its subscripts list", at: site)
    }
    let layout = EinsumLayout(EinsumEquation(equation, operandCount: operands.count, at: site), operands, at: site)
    var aligned = operands.enumerated().map { layout.align($1, operand: $0, at: site) }
    let sizes = layout.commonSizes(aligned, at: site)
    var result = aligned.removeFirst()
    let summed = Array(layout.outputCount..<layout.dimensionCount)
    for (i, operand) in aligned.enumerated() {
      // A dimension is summed as soon as nobody after this operand has it.
      let due = summed.filter { d in sizes[d] != 1 && !aligned[(i + 1)...].contains { $0.sizes[d] != 1 } }
      result = result.productSummed(operand, over: due, file, line)
    }
    if aligned.isEmpty && !summed.isEmpty { return result.sum(summed) }
    return summed.isEmpty ? result : result.view(Array(result.shape[..<layout.outputCount]))
  }

  /// The product of two tensors of as many dimensions, which broadcast, summed over some of them; those keep size 1.
  private final func productSummed(_ other: Tensor, over dims: [Int], _ file: StaticString, _ line: UInt) -> Tensor {
    var (a, b) = (self, other)
    var inner: [Int] = []
    for d in dims {
      switch (a.sizes[d], b.sizes[d]) {
      case (1, 1): break
      case (_, 1): a = a.sum([d], keepdim: true)
      case (1, _): b = b.sum([d], keepdim: true)
      default: inner.append(d)
      }
    }
    if inner.isEmpty { return a.mul(b, file: file, line: line) }
    let outer = a.sizes.indices.filter { !inner.contains($0) }
    let shared = outer.filter { a.sizes[$0] != 1 && b.sizes[$0] != 1 }
    let left = outer.filter { !shared.contains($0) && b.sizes[$0] == 1 }
    let right = outer.filter { !shared.contains($0) && b.sizes[$0] != 1 }
    let (x, y) = (a, b)
    func count(_ dims: [Int], _ tensor: Tensor) -> Int { dims.reduce(1) { $0 * tensor.sizes[$1] } }
    let rows = x.permute(shared + left + inner + right).reshape([count(shared, x), count(left, x), count(inner, x)])
    let columns = y.permute(shared + inner + right + left).reshape([count(shared, y), count(inner, y), count(right, y)])
    let order = shared + left + right + inner
    let shape = shared.map { x.sizes[$0] } + left.map { x.sizes[$0] } + right.map { y.sizes[$0] } + inner.map { _ in 1 }
    var inverse = order
    for (i, d) in order.enumerated() { inverse[d] = i }
    return rows.bmm(columns, file: file, line: line).view(shape).permute(inverse)
  }
}

/// Which dimension each subscript of an equation gets: first those of the output in its order, then those that are summed.
private struct EinsumLayout {
  private let equation: EinsumEquation
  private var positions: [EinsumEquation.Subscript: Int] = [:]
  /// How many dimensions an ellipsis stands for, at most.
  private var ellipsisCount = 0
  let outputCount: Int
  private(set) var dimensionCount: Int

  init(_ equation: EinsumEquation, _ tensors: [Tensor], at site: CallSite) {
    self.equation = equation
    for (i, tensor) in tensors.enumerated() {
      let subscripts = equation.operands[i]
      let letters = subscripts.count { $0 != .ellipsis }
      if letters == subscripts.count {
        if letters != tensor.dim {
          fail(
            "einsum(): the number of subscripts in the equation (\(letters)) does not match the number of dimensions (\(tensor.dim)) for "
              + "operand \(i) and no ellipsis was given", at: site)
        }
      } else {
        if letters > tensor.dim {
          fail(
            "einsum(): the number of subscripts in the equation (\(letters)) is more than the number of dimensions (\(tensor.dim)) for "
              + "operand \(i)", at: site)
        }
        ellipsisCount = max(ellipsisCount, tensor.dim - letters)
      }
    }
    var next = 0
    for label in equation.outputSubscripts {
      positions[label] = next
      next += label == .ellipsis ? ellipsisCount : 1
    }
    outputCount = next
    for label in equation.operands.joined() where positions[label] == nil {
      positions[label] = next
      next += label == .ellipsis ? ellipsisCount : 1
    }
    dimensionCount = next
  }

  /// The operand with its dimensions where they belong, the diagonals of repeated subscripts taken, and size 1 where it has no subscript.
  func align(_ tensor: Tensor, operand i: Int, at site: CallSite) -> Tensor {
    var result = tensor
    let subscripts = equation.operands[i]
    let letters = subscripts.count { $0 != .ellipsis }
    /// The dimension of `result` at each position.
    var source: [Int: Int] = [:]
    var d = 0
    for label in subscripts {
      guard case .letter(let letter) = label else {
        let count = tensor.dim - letters
        for k in 0..<count { source[positions[.ellipsis]! + ellipsisCount - count + k] = d + k }
        d += count
        continue
      }
      let position = positions[label]!
      guard let first = source[position] else {
        source[position] = d
        d += 1
        continue
      }
      if result.sizes[d] != result.sizes[first] {
        fail(
          "einsum(): subscript \(EinsumEquation.name(letter)) is repeated for operand \(i) but the sizes don't match, "
            + "\(result.sizes[d]) != \(result.sizes[first])", at: site)
      }
      result = result.diagonal(offset: 0, dim1: first, dim2: d).movedim(-1, first)
    }
    let missing = (0..<dimensionCount).filter { source[$0] == nil }
    for k in missing.indices {
      source[missing[k]] = result.dim
      result = result.unsqueeze(-1)
    }
    return result.permute((0..<dimensionCount).map { source[$0]! })
  }

  /// The sizes to which the aligned operands broadcast.
  func commonSizes(_ tensors: [Tensor], at site: CallSite) -> [Int] {
    var sizes = Array(repeating: 1, count: dimensionCount)
    for (i, tensor) in tensors.enumerated() {
      for d in 0..<dimensionCount where tensor.sizes[d] != 1 {
        if sizes[d] != 1 && sizes[d] != tensor.sizes[d] {
          fail(clash(at: d, size: tensor.sizes[d], seen: sizes[d], operand: i), at: site)
        }
        sizes[d] = tensor.sizes[d]
      }
    }
    return sizes
  }

  private func clash(at d: Int, size: Int, seen: Int, operand i: Int) -> String {
    for (label, position) in positions {
      if case .letter(let letter) = label, position == d {
        return "einsum(): subscript \(EinsumEquation.name(letter)) has size \(size) for operand \(i) which does not broadcast with "
          + "previously seen size \(seen)"
      }
    }
    let before = equation.operands[i].prefix { $0 != .ellipsis }.count
    return "einsum(): dimension \(before + d - positions[.ellipsis]!) covered by ellipsis in operand \(i)has size \(size) which does not "
      + "broadcast with previously seen ellipsis with size \(seen) for the respective dimension"
  }
}
