import CThreadState
import Synchronization

/// A multi-dimensional array of one dtype that remembers how it was computed: PyTorch's `torch.Tensor`.
///
/// A tensor is a *view* onto storage: sizes, strides and an offset say which of the storage's elements it shows, so several tensors
/// may show the same memory. If it requires grad, operators on it record the graph that `backward()` walks.
///
///     let x = Tensor([1.0, 2.0], requiresGrad: true)
///     let y = (x * x).sum()
///     try y.backward()
///     print(x.grad!)  // tensor([2., 4.])
///
/// It is a class, because identity is the point: a gradient is accumulated in *this* tensor, an in-place write is seen by everyone who
/// holds it. Two threads may read a tensor at once; writing needs the caller's own lock, as in PyTorch.
public class Tensor {
  private final var storageReference: StorageReference
  /// In elements.
  final var offset: Int
  final var sizes: Dimensions
  final var steps: Dimensions
  /// The number of elements, the product of the sizes: PyTorch's `numel()`.
  public final private(set) var numel: Int
  /// The type of the elements: PyTorch's `dtype`.
  public final private(set) var dtype: DType
  final private(set) var isRowMajor: Bool
  /// Whether the strides are those of a fresh tensor, for sizes of 1 as well.
  final private(set) var hasContiguousStrides: Bool
  /// A number that took the form of a tensor: it takes part in type promotion as a number does.
  final var isWrappedNumber = false
  /// Whether this tensor was made in `inferenceMode`: its writes are not counted, and autograd refuses it. PyTorch's `is_inference()`.
  public final internal(set) var isInference: Bool
  /// The flag alone; a tensor with a `gradFn` requires grad without it.
  final var requiresGradFlag = false

  /// Counts the in-place writes until somebody shares the memory and `versionCounter` takes over.
  private final var ownVersion: UInt32 = 0
  private final var counterReference = Reference<VersionCounter>()

  final var outputNumber = 0
  private final var gradFnReference = Reference<Node>()
  private final var gradientReference = Reference<Tensor>()
  private final var accumulatorReference = Reference<AccumulateGrad>()
  private final var metaReference = Reference<AutogradMeta>()

  @inline(__always)
  init(storage: consuming Storage, sizes: Dimensions, strides: Dimensions, offset: Int, dtype: DType) {
    storageReference = StorageReference(storage)
    self.sizes = sizes
    self.steps = strides
    self.offset = offset
    self.dtype = dtype
    numel = sizes.product
    isInference = gb_inference()
    isRowMajor = Self.isRowMajor(sizes, strides)
    hasContiguousStrides = isRowMajor && Self.areContiguous(strides, sizes)
  }

  /// A fresh tensor of unspecified content that has the other's sizes: nothing about them need be computed again.
  ///
  /// - Precondition: The other `hasContiguousStrides`.
  @inline(__always)
  init(uninitializedLike other: Tensor) {
    storageReference = StorageReference(Storage.allocate(byteCount: other.numel &* other.dtype.byteCount))
    sizes = other.sizes
    steps = other.steps
    offset = 0
    dtype = other.dtype
    numel = other.numel
    isInference = gb_inference()
    isRowMajor = true
    hasContiguousStrides = true
  }

  deinit { accumulatorReference.borrowed?._withUnsafeGuaranteedRef { $0.forgetVariable() } }

  /// A fresh tensor of unspecified content, row-major.
  @inline(__always)
  convenience init(uninitialized sizes: Dimensions, _ dtype: DType) {
    var byteCount = dtype.byteCount
    for i in 0..<sizes.count {
      let (next, overflow) = byteCount.multipliedReportingOverflow(by: sizes[i])
      if overflow { fail("Storage size calculation overflowed with sizes=\(sizes)") }
      byteCount = next
    }
    self.init(
      storage: Storage.allocate(byteCount: byteCount), sizes: sizes, strides: sizes.contiguousStrides, offset: 0,
      dtype: dtype)
  }

  @inline(__always)
  static func isRowMajor(_ sizes: Dimensions, _ strides: Dimensions) -> Bool {
    var expected = 1
    var i = sizes.count - 1
    var result = true
    while i >= 0 {
      let size = sizes[i]
      if size == 0 { return true }
      if size != 1 {
        if strides[i] != expected { result = false }
        // No Int, perhaps, beside a dimension of size 0, and of sizes that are about to be refused.
        expected &*= size
      }
      i -= 1
    }
    return result
  }

  @inline(__always)
  private static func areContiguous(_ strides: Dimensions, _ sizes: Dimensions) -> Bool {
    var expected = 1
    var i = sizes.count - 1
    while i >= 0 {
      if strides[i] != expected { return false }
      expected &*= Swift.max(sizes[i], 1)
      i -= 1
    }
    return true
  }

  /// Another tensor on the same memory.
  final func alias(sizes: Dimensions, strides: Dimensions, offset: Int) -> Tensor {
    let alias = Tensor(storage: storage, sizes: sizes, strides: strides, offset: offset, dtype: dtype)
    alias.isInference = isInference
    return alias
  }

  /// Replaces everything but what belongs to autograd and the version: the meaning of `x.data = y`.
  final func adoptData(of other: Tensor) {
    storage = other.storage
    sizes = other.sizes
    steps = other.steps
    offset = other.offset
    numel = other.numel
    dtype = other.dtype
    isRowMajor = other.isRowMajor
    hasContiguousStrides = other.hasContiguousStrides
  }
}

extension Tensor {
  @inline(__always)
  final var storage: Storage {
    get { storageReference.storage }
    set { storageReference.storage = newValue }
  }

  /// Whether no other tensor shows this memory, and nobody else holds it.
  @inline(__always)
  final var ownsStorageAlone: Bool { storageReference.isUnique }

  /// The node as it was set; a view's may be stale: see `gradFn`.
  @inline(__always)
  final var recordedGradFn: Node? {
    get { gradFnReference.object }
    set { gradFnReference.object = newValue }
  }

  @inline(__always)
  final var gradient: Tensor? {
    get { gradientReference.object }
    set { gradientReference.object = newValue }
  }

  /// Of a leaf that requires grad, the node that all graphs on it end in.
  @inline(__always)
  final var accumulator: AccumulateGrad? {
    get { accumulatorReference.object }
    set { accumulatorReference.object = newValue }
  }

  /// Whether no graph holds the accumulator.
  final var ownsAccumulatorAlone: Bool { accumulatorReference.isUnique }

  /// What only some tensors need: views, tensors with hooks.
  @inline(__always)
  final var meta: AutogradMeta? {
    get { metaReference.object }
    set { metaReference.object = newValue }
  }

  @inline(__always)
  private final var versionCounter: VersionCounter? {
    get { counterReference.object }
    set { counterReference.object = newValue }
  }

  /// Whether this single number is as it was made: no view, graph or hook knows of it, nobody shares its memory, nothing was written.
  final var isUntouchedNumber: Bool {
    if !metaReference.isAbsent || !gradFnReference.isAbsent || !gradientReference.isAbsent || !accumulatorReference.isAbsent {
      return false
    }
    if requiresGradFlag || isWrappedNumber || isInference || !counterReference.isAbsent || ownVersion != 0 { return false }
    return sizes.count == 0 && offset == 0 && storageReference.borrowed._withUnsafeGuaranteedRef { $0.isInline } && ownsStorageAlone
  }

  /// Whether a recorded operator computed this tensor: `gradFn != nil`, without handing the node out where that is known at once.
  @inline(__always)
  final var hasGradFn: Bool { metaReference.isAbsent ? !gradFnReference.isAbsent : gradFn != nil }
}

/// A count of in-place writes, shared by all who share the memory: a tensor, its views and what was detached from it.
final class VersionCounter {
  var value: UInt32

  init(_ value: UInt32) { self.value = value }
}

extension Tensor {
  /// How often this memory was written in place, through this tensor, a view of it or its base, or a tensor detached from one of them:
  /// PyTorch's `_version`. What is reached through `data` counts for itself.
  ///
  /// - Precondition: The tensor was not made in inference mode, where nothing is counted.
  public final var version: Int {
    if isInference { fail("Inference tensors do not track version counter.") }
    return writeCount
  }

  /// `version`, which stays 0 for an inference tensor.
  @inline(__always)
  final var writeCount: Int { Int(versionCounter?.value ?? ownVersion) }

  final func bumpVersion() {
    if isInference { return refuseOutsideOfInferenceMode() }
    if let versionCounter { versionCounter.value += 1 } else { ownVersion += 1 }
  }

  /// The counter itself, for somebody who shares this tensor's memory.
  ///
  /// It is made under a lock, because taking a view is reading: two threads may do it at once.
  final var sharedVersionCounter: VersionCounter {
    if let versionCounter { return versionCounter }
    Tensor.counterCreation.withLock { _ in
      if versionCounter != nil { return }
      let counter = VersionCounter(ownVersion)
      // The read above takes no lock: it must not see the reference before what it refers to.
      atomicMemoryFence(ordering: .releasing)
      versionCounter = counter
    }
    return versionCounter.unsafelyUnwrapped
  }

  private static let counterCreation = Mutex(())

  private final func refuseOutsideOfInferenceMode() {
    if gb_inference() { return }
    fail(
      "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal tensor before doing "
        + "inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details.")
  }

  /// Whether a write to one of the two is counted for both.
  package final func sharesVersion(with other: Tensor) -> Bool {
    self === other || versionCounter != nil && versionCounter === other.versionCounter
  }

  final func shareVersion(with other: Tensor) { versionCounter = other.sharedVersionCounter }
}

extension Tensor {
  /// The size of each dimension: PyTorch's `shape`.
  public final var shape: [Int] { sizes.array }

  /// How many elements of the storage lie between neighbours, by dimension: PyTorch's `stride()`.
  public final var strides: [Int] { steps.array }

  /// The number of dimensions: PyTorch's `dim()` and `ndim`. A single number has 0.
  public final var dim: Int { sizes.count }

  /// The same as `dim`.
  public final var ndim: Int { sizes.count }

  /// Where this tensor's first element stands in its storage, in elements: PyTorch's `storage_offset()`.
  public final var storageOffset: Int { offset }

  /// Where the bytes lie: PyTorch's `device`.
  public final var device: Device { storageReference.borrowed._withUnsafeGuaranteedRef { $0.device } }

  /// Whether the elements lie in row-major order without gaps: PyTorch's `is_contiguous()`.
  public final var isContiguous: Bool { isRowMajor }

  /// The size of one dimension; a negative `dim` counts from the end: PyTorch's `size(dim)`.
  public final func size(_ dim: Int, file: StaticString = #filePath, line: UInt = #line) -> Int {
    sizes[wrapped(dim, at: CallSite(file, line))]
  }

  /// Whether the two tensors show memory of one storage.
  public final func sharesStorage(with other: Tensor) -> Bool {
    storageReference.borrowed.toOpaque() == other.storageReference.borrowed.toOpaque()
  }

  /// Whether there is no data: see `Device.meta`.
  @inline(__always)
  final var isMeta: Bool { storageReference.borrowed._withUnsafeGuaranteedRef { $0.isMeta } }

  /// The address of the first element; of none, if there are no elements.
  @inline(__always)
  final var bytes: UnsafeMutableRawPointer { storageReference.borrowed._withUnsafeGuaranteedRef { $0.base } + offset &* dtype.byteCount }

  /// Whether every element of the memory spanned belongs to it once, in whatever order.
  final var isNonOverlappingAndDense: Bool {
    if isRowMajor { return true }
    let order = sizes.indices.filter { sizes[$0] != 1 }.sorted { steps[$0] < steps[$1] }
    var expected = 1
    for i in order {
      if steps[i] != expected { return false }
      expected *= sizes[i]
    }
    return true
  }

  /// A dimension counted from the front; PyTorch's error where there is none such.
  @inline(__always)
  final func wrapped(_ dim: Int, extra: Int = 0, at site: CallSite?) -> Int {
    Tensor.wrap(dim, count: sizes.count + extra, at: site)
  }

  /// Dimensions counted from the front; PyTorch's error where there is none such, or one stands twice.
  final func distinct(_ dims: [Int], at site: CallSite?) -> [Int] {
    var result: [Int] = []
    for d in dims {
      let d = wrapped(d, at: site)
      if result.contains(d) { fail("dim \(d) appears multiple times in the list of dims", at: site) }
      result.append(d)
    }
    return result
  }

  static func wrap(_ dim: Int, count: Int, at site: CallSite?) -> Int {
    let range = Swift.max(count, 1)
    if dim >= -range && dim < range { return dim < 0 ? dim + range : dim }
    fail("Dimension out of range (expected to be in range of [\(-range), \(range - 1)], but got \(dim))", at: site)
  }
}
