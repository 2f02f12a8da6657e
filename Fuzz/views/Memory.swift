import Autograd
import ViewModel

/// What the model knows of one storage: the value at each place.
final class Memory {
  /// A value each, except where one of several was written, nobody says which: those that it may be.
  var values: [Double]
  /// Shows all places, in order, outside of the graph.
  let root: Tensor
  /// What is written, recorded, to a view that shows a place twice has no gradient that PyTorch would vouch for.
  var hasWholeGradient = true
  /// Whether a place is the storage's.
  let isPlain: Bool

  init(of tensor: Tensor, _ values: [Double]) {
    self.values = values
    root = tensor.detach()
    isPlain = tensor.isContiguous && tensor.storageOffset == 0
  }

  /// What it truly holds.
  var held: [Double] {
    guard let held = attempt({ [root] in root.array(of: Double.self) }) else { finding("reading a whole tensor was refused: \(refusal)") }
    return held
  }

  func check() {
    if held != values { finding("memory holds\n  \(held), not\n  \(values)") }
  }
}

/// A tensor and what it ought to show.
struct Live {
  let tensor: Tensor
  let shown: ShownPlaces
  let memory: Memory
  /// One of several views of one function, or a view of such: while they are recorded they refuse to be written.
  var isOneOfSeveral = false
  /// A strided view may show what the tensor that it was made of does not: such elements get no gradient.
  var hasWholeGradient = true

  var values: [Double] { shown.positions.map { memory.values[$0] } }

  /// Compares shape, elements and layout.
  func check(sharesMemory: Bool = true) {
    if tensor.shape != shown.shape { finding("the shape is \(tensor.shape), not \(shown.shape)") }
    if tensor.numel != shown.positions.count { finding("there are \(tensor.numel) elements, not \(shown.positions.count)") }
    guard let held = attempt({ tensor.detach().array(of: Double.self) }) else { finding("reading was refused: \(refusal)") }
    if held != values { finding("the elements are\n  \(held), not\n  \(values)") }
    if shown.positions.isEmpty { return }
    if tensor.sharesStorage(with: memory.root) != sharesMemory { finding("the memory is\(sharesMemory ? " not" : "") shared") }
    if sharesMemory && memory.isPlain { checkLayout() }
  }

  private func checkLayout() {
    let positions = shown.positions
    if tensor.storageOffset != positions[0] { finding("the first element lies at \(tensor.storageOffset), not at \(positions[0])") }
    var width = positions.count
    for (d, size) in shown.shape.enumerated() {
      width /= size
      if size > 1 && tensor.strides[d] != positions[width] - positions[0] {
        finding("the strides are \(tensor.strides), but dimension \(d) steps \(positions[width] - positions[0])")
      }
    }
    let isContiguous = positions.enumerated().allSatisfy { $1 == positions[0] + $0 }
    if tensor.isContiguous != isContiguous { finding("isContiguous is \(tensor.isContiguous)") }
  }
}
