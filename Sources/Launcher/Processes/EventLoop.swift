import CProcess
import Foundation

/// An event loop on one thread for signals, readable descriptors and deadlines.
final class EventLoop {
  private struct Stream {
    let descriptor: Int32
    let receive: ([UInt8]) -> Void
  }

  private let signals: Int32
  private let signalled: (Int32) -> Void
  private var streams: [Stream] = []

  /// Begins to watch the signals that request the end of a program.
  ///
  /// - Parameter signalled: Called within `run` with the number of each.
  init(signalled: @escaping (Int32) -> Void) {
    signals = cprocess_watch_signals()
    self.signalled = signalled
  }

  /// Reads a descriptor to its end within `run`, then closes it.
  func read(_ descriptor: Int32, _ receive: @escaping ([UInt8]) -> Void) {
    streams.append(Stream(descriptor: descriptor, receive: receive))
  }

  /// Returns whether a descriptor has not reached its end.
  func isReading(_ descriptor: Int32) -> Bool {
    streams.contains { $0.descriptor == descriptor }
  }

  /// Closes a descriptor and discards further input.
  func stopReading(_ descriptor: Int32) {
    guard isReading(descriptor) else { return }
    streams.removeAll { $0.descriptor == descriptor }
    close(descriptor)
  }

  /// Runs while a condition holds, at most until a deadline.
  ///
  /// The condition is evaluated after each event, and once per `tick`.
  func run(
    until deadline: ContinuousClock.Instant? = nil,
    tick: @autoclosure () -> Duration = .seconds(1), while condition: () -> Bool
  ) {
    while condition() {
      var wait = tick()
      if let deadline {
        wait = min(wait, deadline - .now)
        if wait <= .zero { return }
      }
      turn(milliseconds: Int32(wait / .milliseconds(1)) + 1)
    }
  }

  private func turn(milliseconds: Int32) {
    var sources = ([signals] + streams.map(\.descriptor)).map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    guard unsafe poll(&sources, nfds_t(sources.count), milliseconds) > 0 else { return }
    for source in sources where source.revents != 0 {
      let bytes = Self.bytes(of: source.fd)
      if source.fd == signals {
        for number in bytes where Int32(number) != SIGCHLD { signalled(Int32(number)) }
      } else if let stream = streams.first(where: { $0.descriptor == source.fd }) {
        if bytes.isEmpty { stopReading(source.fd) } else { stream.receive(bytes) }
      }
    }
  }

  /// Returns the available bytes; none at the end.
  private static func bytes(of descriptor: Int32) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 16_384)
    var count = -1
    repeat {
      count = unsafe Foundation.read(descriptor, &bytes, bytes.count)
    } while count < 0 && errno == EINTR
    return Array(bytes.prefix(max(count, 0)))
  }
}
