import Autograd
import Observations

/// Where a check's answer goes: to the host, a piece at a time, as it comes.
final class AnswerChannel {
  let host = HostCalls()
  private var writer = AnswerWriter()

  func say(_ answer: Answer) {
    writer.write(answer)
    host.send(writer.take())
  }
}

/// Runs a check: what the driver that is compiled with a submission calls.
///
/// - Parameters:
///   - count: that of `arguments`, which are the host's: a name, the check's number, a seed for each trial of the check.
///   - check: the check's code.
public func runCheck(
  _ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, check: (Draw, Observer, Mistake) throws -> Void
) -> Int32 {
  let argument = { (index: Int) in index < Int(count) ? arguments?[index].map { String(cString: $0) } ?? "" : "" }
  let number = Int32(argument(1)) ?? 0
  for trial in 2..<max(Int(count), 2) {
    let channel = AnswerChannel()
    // A check is a section, a trial one of its blocks.
    channel.host.begin(Int32(trial - 2))
    // A seed of its own for each check, far from that of the next.
    var seeds = SplitMix64(state: (UInt64(argument(trial)) ?? 0) &+ UInt64(UInt32(bitPattern: number)) &* 0xd1b5_4a32_d192_ed03)
    manualSeed(Int(seeds.next() >> 32))
    do {
      try check(
        Draw(seed: seeds.next()) { channel.say(.input($0)) }, Observer(channel: channel), Mistake(channel: channel))
    } catch {
      channel.host.threw("\(error)")
    }
    channel.say(.end)
  }
  return 0
}
