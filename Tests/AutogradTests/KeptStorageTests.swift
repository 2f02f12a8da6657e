import Autograd
import Dispatch
import Glibc
import ProcessMemory
import Testing

@Suite("The memory of small tensors is used again")
struct KeptStorageTests {
  /// Tensors of sizes on both sides of each limit, made, shown, copied and given up at random; each is filled with a number of its own.
  @Test("no tensor that is still there is written to by a later one", arguments: 1...6)
  func neverWhileShown(seed: Int) {
    var random = SplitMix(state: UInt64(seed))
    var held: [(tensor: Tensor, value: Double)] = []
    for step in 0..<4000 {
      let value = Double(step)
      switch Int.random(in: 0..<5, using: &random) {
      case 0, 1:
        let count = [0, 1, 7, 8, 9, 16, 17, 64, 65, 511, 512, 513][Int.random(in: 0..<12, using: &random)]
        held.append((Tensor.full([count], value), value))
      case 2 where !held.isEmpty:
        let (tensor, value) = held[Int.random(in: 0..<held.count, using: &random)]
        held.append((Int.random(in: 0..<2, using: &random) == 0 ? tensor.detach() : tensor.view(-1), value))
      case 3 where !held.isEmpty:
        let (tensor, value) = held[Int.random(in: 0..<held.count, using: &random)]
        held.append((tensor.add(1).sub(1), value))
      default:
        if !held.isEmpty { held.remove(at: Int.random(in: 0..<held.count, using: &random)) }
      }
      if held.count > 60 { held.removeFirst(40) }
      // One expectation a step: a quarter of a million take longer than the tensors.
      let overwritten = held.first { tensor, value in tensor.array(of: Double.self).contains { $0 != value } }
      #expect(overwritten == nil)
    }
  }

  @Test("threads that come and go leave nothing behind")
  func threadsEnd() async {
    await #expect(processExitsWith: .success) {
      func run() {
        var thread = pthread_t()
        pthread_create(
          &thread, nil,
          { _ in
            // As many as are kept of each size, all alive at once.
            var tensors: [Tensor] = []
            for count in [8, 16, 32, 64, 128, 256, 512] { for _ in 0..<32 { tensors.append(Tensor.zeros(count)) } }
            tensors = []
            return nil
          }, nil)
        pthread_join(thread, nil)
      }
      for _ in 0..<20 { run() }
      let before = peakMemory()
      for _ in 0..<200 { run() }
      // In kilobytes: what one thread keeps is 140 of them.
      #expect(peakMemory() < before + 2000)
    }
  }

  @Test("what a thread made another may give up, and use again")
  func handedOver() {
    for round in 0..<200 {
      let made = (0..<64).map { Held(Tensor.full([$0], Double(round))) }
      DispatchQueue.concurrentPerform(iterations: 8) { i in
        for k in stride(from: i, to: 64, by: 8) {
          let tensor = made[k].take()
          let sum = tensor.add(tensor).sum().item()
          #expect(sum == Double(2 * round * k))
        }
      }
    }
  }

  /// Hands a tensor to another thread, which is then its only owner.
  final class Held: @unchecked Sendable {
    // Each is taken once, by one thread, after the thread that made it has stopped.
    private var tensor: Tensor?
    init(_ tensor: Tensor) { self.tensor = tensor }
    func take() -> Tensor {
      defer { tensor = nil }
      return tensor!
    }
  }
}
