import CKernels
import Synchronization

/// A stream of random numbers: PyTorch's `torch.Generator` on a CPU, a Mersenne Twister.
///
/// The same seed gives the same numbers as PyTorch, in the same order of calls. Every random operator takes one; without, it draws from
/// `Generator.default`.
///
///     let g = Generator().manualSeed(42)
///     Tensor.rand(3, generator: g)  // the same three numbers every time
///
/// Threads may share one: an operator takes all its numbers at once, under the generator's lock.
public final class Generator: Sendable {
  /// What PyTorch starts a new generator with.
  private static let firstSeed = 67_280_421_310_721

  private let stream: Mutex<gb_mt19937>

  /// The generator of operators that are given none: PyTorch's `torch.default_generator`. Each process starts it with a seed of its own.
  public static let `default` = Generator(seed: nonDeterministicSeed())

  /// A stream that begins as every new one does; see `manualSeed(_:)` and `seed()`.
  public convenience init() { self.init(seed: Self.firstSeed) }

  private init(seed: Int) {
    var state = gb_mt19937()
    gb_mt19937_seed(&state, UInt64(bitPattern: Int64(seed)))
    stream = Mutex(state)
  }

  private static func nonDeterministicSeed() -> Int { Int.random(in: 0..<1 << 53) }

  /// Begins the stream of a seed, of which the low 32 bits count: PyTorch's `manual_seed`.
  @discardableResult
  public func manualSeed(_ seed: Int) -> Generator {
    withStream { gb_mt19937_seed(&$0, UInt64(bitPattern: Int64(seed))) }
    return self
  }

  /// Begins the stream of a seed that nothing foretells, of 53 bits, and returns it: PyTorch's `seed`.
  @discardableResult
  public func seed() -> Int {
    let seed = Self.nonDeterministicSeed()
    manualSeed(seed)
    return seed
  }

  /// The seed with which the stream began: PyTorch's `initial_seed`.
  public var initialSeed: Int { withStream { Int(Int64(bitPattern: $0.seed)) } }

  /// Runs `body` while nobody else draws.
  func withStream<Result>(_ body: (inout gb_mt19937) -> Result) -> Result {
    stream.withLock { body(&$0) }
  }
}

/// Begins the default generator's stream of a seed, and returns the generator: PyTorch's `torch.manual_seed`.
@discardableResult
public func manualSeed(_ seed: Int) -> Generator { Generator.default.manualSeed(seed) }
