/// Saved tensors in a row, for nodes that may have any number of them. (An array holds only what can be copied.)
struct SavedTensors: ~Copyable {
  private var slots = UnsafeMutableBufferPointer<SavedTensor>(start: nil, count: 0)
  private(set) var count = 0

  init() {}

  /// Keeps what an operator needs of its inputs, in their order; nil stays nil. There is room for `more` after them.
  init(_ tensors: [Tensor?], more: Int = 0) {
    reserve(tensors.count + more)
    for tensor in tensors { append(tensor.map { SavedTensor($0) } ?? SavedTensor()) }
  }

  private mutating func reserve(_ capacity: Int) {
    if capacity <= slots.count { return }
    let wider = UnsafeMutableBufferPointer<SavedTensor>.allocate(capacity: capacity)
    for i in 0..<count { wider.initializeElement(at: i, to: slots.moveElement(from: i)) }
    slots.deallocate()
    slots = wider
  }

  mutating func append(_ saved: consuming SavedTensor) {
    if count == slots.count { reserve(Swift.max(2 * count, 2)) }
    slots.initializeElement(at: count, to: saved)
    count += 1
  }

  /// All of them, checked to be unchanged; nil where nothing was saved.
  func unpack(for node: Node) throws(AutogradError) -> [Tensor?] {
    var tensors: [Tensor?] = []
    tensors.reserveCapacity(count)
    for i in 0..<count { tensors.append(try slots[i].unpack(for: node)) }
    return tensors
  }

  /// A place to change. (To change one through the buffer makes Swift 6.3 crash as it compiles for the thread sanitizer.)
  private func slot(_ i: Int) -> UnsafeMutablePointer<SavedTensor> { slots.baseAddress.unsafelyUnwrapped + i }

  /// Gives up all that is kept, after a backward pass that need not be repeated.
  func release() {
    for i in 0..<count { slot(i).pointee.release() }
  }

  /// Moves all that is kept into the contents of a node that goes.
  func takeContents(into contents: inout NodeContents) {
    for i in 0..<count {
      if let object = slot(i).pointee.takeTensor() { contents.saved.append(object) }
    }
  }

  /// What is to be seen of them.
  var states: [SavedState] { (0..<count).compactMap { slots[$0].state } }

  deinit {
    for i in 0..<count { slots.deinitializeElement(at: i) }
    slots.deallocate()
  }
}
