import Autograd

/// How tensors lie in the bytes of a file.
extension ByteRegion {
  /// Fewer bytes are copied, so that a small tensor does not keep a whole file in memory.
  static let sharingSize = 2048

  /// The bytes as a storage: the file's own memory if tensors may lie in it and the elements are aligned, a copy otherwise.
  ///
  /// - Parameters:
  ///   - alignment: The size of an element.
  ///   - isSwapped: Whether the elements have their most significant byte first.
  /// - Returns: A tensor of one byte a place.
  func storage(alignment: Int, isSwapped: Bool = false) -> Tensor {
    let start = memory.memory.baseAddress.map { $0 + range.lowerBound }
    if let start, memory.isShareable, !isSwapped, count >= ByteRegion.sharingSize, UInt(bitPattern: start) % UInt(alignment) == 0 {
      let bytes = UnsafeMutableBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: count)
      return .from(sharing: bytes, owner: memory)
    }
    let copy = Tensor.empty([count], dtype: .uint8)
    copy.storageBytes.copyMemory(from: bytes)
    if isSwapped { copy.swapBytes(ofElements: alignment) }
    return copy
  }

  /// Refuses what is neither false nor true: a byte of a bool tensor is 0 or 1, and everything that computes with one relies on it.
  func checkTruthValues() throws(TensorFileError) {
    if let place = bytes.firstIndex(where: { $0 > 1 }) {
      throw error(.malformed, "a bool is 0 or 1, and here is \(bytes[place])", at: place)
    }
  }
}

extension Tensor {
  /// Turns the bytes of each element around.
  fileprivate func swapBytes(ofElements size: Int) {
    func turn<Number: FixedWidthInteger>(_ type: Number.Type) {
      for place in storageBytes.bindMemory(to: Number.self).indices {
        storageBytes.storeBytes(
          of: storageBytes.load(fromByteOffset: place * size, as: Number.self).byteSwapped, toByteOffset: place * size, as: Number.self)
      }
    }
    switch size {
    case 2: turn(UInt16.self)
    case 4: turn(UInt32.self)
    case 8: turn(UInt64.self)
    default: break
    }
  }
}

/// The place of a tensor's elements, as a file gives it, checked before anything is made of it.
struct TensorPlace {
  let dtype: DType
  let shape: [Int]
  let strides: [Int]
  /// In elements.
  let offset: Int
  let elementCount: Int

  /// As many dimensions as NumPy and PyTorch's iterators take.
  static let maximumDimensions = 64

  /// Larger strides than any memory has elements, so that no later sum of them overflows.
  private static let maximumStride = 1 << 48

  /// Row-major, or column-major.
  init(_ dtype: DType, _ shape: [Int], columnMajor: Bool = false) throws(Fault) {
    self.dtype = dtype
    self.shape = shape
    elementCount = try TensorPlace.elementCount(dtype, shape)
    offset = 0
    var strides = shape
    var step = 1
    for i in columnMajor ? Array(shape.indices) : shape.indices.reversed() {
      strides[i] = step
      step *= max(shape[i], 1)
    }
    self.strides = strides
  }

  /// Any strides within a storage of so many elements.
  init(_ dtype: DType, _ shape: [Int], strides: [Int], offset: Int, within storageCount: Int) throws(Fault) {
    self.dtype = dtype
    self.shape = shape
    self.strides = strides
    self.offset = offset
    elementCount = try TensorPlace.elementCount(dtype, shape)
    if strides.count != shape.count { throw Fault("\(shape.count) sizes and \(strides.count) strides don't go together") }
    if let stride = strides.first(where: { $0 < 0 || $0 > TensorPlace.maximumStride }) { throw Fault("\(stride) can't be a stride") }
    if offset < 0 || offset > storageCount { throw Fault("the offset \(offset) lies outside of a storage of \(storageCount) elements") }
    if elementCount == 0 { return }
    var last = offset
    for (size, stride) in zip(shape, strides) {
      let (reach, overflow) = (size - 1).multipliedReportingOverflow(by: stride)
      let (next, nextOverflow) = last.addingReportingOverflow(reach)
      if overflow || nextOverflow || next >= storageCount {
        throw Fault("the shape \(shape) with strides \(strides) from \(offset) passes the end of a storage of \(storageCount) elements")
      }
      last = next
    }
    if last >= storageCount { throw Fault("the element at \(last) lies outside of a storage of \(storageCount) elements") }
  }

  var byteCount: Int { elementCount * dtype.byteCount }

  /// The tensor, on a storage that is large enough.
  func tensor(on storage: Tensor) -> Tensor { storage.placed(dtype, shape, strides: strides, offset: offset) }

  /// What is wrong with a shape, in words; whoever reads the file says where.
  struct Fault: Error {
    let detail: String
    init(_ detail: String) { self.detail = detail }
  }

  /// The product of the sizes. It must fit even without the zeros among them: the strides are made of it.
  private static func elementCount(_ dtype: DType, _ shape: [Int]) throws(Fault) -> Int {
    if shape.count > maximumDimensions { throw Fault("\(shape.count) dimensions are more than \(maximumDimensions)") }
    var count = dtype.byteCount
    for size in shape {
      if size < 0 { throw Fault("\(size) can't be the size of a dimension") }
      let (next, overflow) = count.multipliedReportingOverflow(by: max(size, 1))
      if overflow || next > 1 << 62 { throw Fault("the shape \(shape) has more elements than any memory") }
      count = next
    }
    return shape.contains(0) ? 0 : count / dtype.byteCount
  }
}
