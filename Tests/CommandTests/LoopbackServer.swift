import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A web server on loopback that serves a few files, well or badly, on a thread of its own.
final class LoopbackServer: Sendable {
  enum Answer {
    /// The whole file.
    case file(Data)
    /// A header that announces the whole file, half of it, and the end of the connection.
    case cutShort(Data)
    /// Nothing at all; the connection stays open.
    case silence
  }

  struct SocketError: Error {
    var call: String
    var code: Int32
  }

  /// The address of the root, with a slash at its end.
  let url: String

  private let listener: Int32
  private let seen = Mutex<[String]>([])

  /// The paths that were asked for, in order.
  var requests: [String] { seen.withLock { $0 } }

  /// Serves the answers by path (`/name`); every other path is not found (404).
  ///
  /// - Throws: `SocketError` with the call and its `errno`.
  init(_ answers: [String: Answer]) throws {
    #if canImport(Glibc)
      listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      listener = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    guard listener >= 0 else { throw SocketError(call: "socket", code: errno) }
    // Scripts that tests start meanwhile must not keep the port alive.
    guard fcntl(listener, F_SETFD, FD_CLOEXEC) == 0 else {
      throw SocketError(call: "fcntl", code: errno)
    }
    url = "http://127.0.0.1:\(try Self.bindAndListen(listener))/"
    Thread.detachNewThread { [self] in serve(answers) }
  }

  /// Ends the thread and closes every connection.
  func stop() {
    _ = shutdown(listener, Int32(SHUT_RDWR))
    #if canImport(Darwin)
      // There, a shutdown does not wake the accepting thread.
      _ = close(listener)
    #endif
  }

  /// Binds to a free port of 127.0.0.1, and returns it.
  private static func bindAndListen(_ listener: Int32) throws -> UInt16 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let failed = unsafe withUnsafeMutablePointer(to: &address) { pointer -> String? in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
        if unsafe bind(listener, plain, size) != 0 { return "bind" }
        if listen(listener, 16) != 0 { return "listen" }
        return unsafe getsockname(listener, plain, &size) == 0 ? nil : "getsockname"
      }
    }
    if let failed { throw SocketError(call: failed, code: errno) }
    return UInt16(bigEndian: address.sin_port)
  }
}

// On the server's thread.
extension LoopbackServer {
  private func serve(_ answers: [String: Answer]) {
    var silent: [Int32] = []
    while true {
      let connection = accept(listener, nil, nil)
      if connection < 0 { break }
      _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
      let path = Self.requestedPath(connection)
      seen.withLock { $0.append(path) }
      switch answers[path] {
      case .file(let data):
        Self.answer(connection, "200 OK", announced: data.count, data)
      case .cutShort(let data):
        Self.answer(connection, "200 OK", announced: data.count, data.prefix(data.count / 2))
      case nil:
        Self.answer(connection, "404 Not Found", announced: 0, Data())
      case .silence:
        silent.append(connection)
        continue
      }
      _ = close(connection)
    }
    for connection in silent { _ = close(connection) }
    #if !canImport(Darwin)
      _ = close(listener)
    #endif
  }

  /// The path of a request's first line; reads to the end of its header.
  private static func requestedPath(_ connection: Int32) -> String {
    var request: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while !request.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe recv(connection, $0.baseAddress, $0.count, 0)
      }
      if count <= 0 { break }
      request += chunk.prefix(count)
    }
    let words = String(decoding: request, as: UTF8.self).split(separator: " ")
    return words.count > 1 ? String(words[1]) : ""
  }

  private static func answer(
    _ connection: Int32, _ status: String, announced: Int, _ body: Data
  ) {
    let header = "HTTP/1.1 \(status)\r\nContent-Length: \(announced)\r\nConnection: close\r\n\r\n"
    let bytes = [UInt8](Data(header.utf8) + body)
    // A client that hangs up must not end the tests by SIGPIPE.
    #if canImport(Darwin)
      var on: Int32 = 1
      _ = unsafe setsockopt(
        connection, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
      let flags: Int32 = 0
    #else
      let flags = Int32(MSG_NOSIGNAL)
    #endif
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes[sent...].withUnsafeBytes {
        unsafe send(connection, $0.baseAddress, $0.count, flags)
      }
      if count <= 0 { return }
      sent += count
    }
  }
}
