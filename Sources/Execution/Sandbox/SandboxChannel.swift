import Dispatch
import Glibc

/// Gradbook's end of the socket to a sandboxed program. What comes from it is as trustworthy as the program.
///
/// One task at a time may send, and one may receive. Both end when the program does, so the wall clock's limit holds for them as well.
public final class SandboxChannel: Sendable {
  private let socket: CInt
  private let sender = DispatchQueue(label: "gradbook.channel.send")
  private let receiver = DispatchQueue(label: "gradbook.channel.receive")

  init(socket: CInt) { self.socket = socket }

  deinit { close(socket) }

  /// Sends all of it.
  /// - Returns: false if the program has ended or closed its end.
  @discardableResult
  public func send(_ bytes: [UInt8]) async -> Bool {
    await withCheckedContinuation { continuation in
      sender.async { [self] in
        var rest = bytes[...]
        while !rest.isEmpty {
          let length = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
          if length < 0, errno == EINTR { continue }
          guard length > 0 else { return continuation.resume(returning: false) }
          rest = rest.dropFirst(length)
        }
        continuation.resume(returning: true)
      }
    }
  }

  /// Waits for what comes next.
  /// - Returns: at most 64 KiB; nothing if there will be no more.
  public func receive() async -> [UInt8] {
    await withCheckedContinuation { continuation in
      receiver.async { [self] in
        var length = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
          repeat { length = recv(socket, buffer.baseAddress, buffer.count, 0) } while length < 0 && errno == EINTR
          count = max(length, 0)
        }
        continuation.resume(returning: bytes)
      }
    }
  }

  /// Tells the program that nothing more will come.
  public func finishSending() { shutdown(socket, CInt(SHUT_WR)) }
}
