import Foundation

/// mpirun's launch agent for other hosts: ssh, or the user's choice.
struct LaunchAgent {
  private let arguments: [String]
  private let ownAddresses: [String]

  /// Creates the first agent of the list that mpirun reads, split at spaces.
  ///
  /// - Parameters:
  ///   - settings: Open MPI's settings.
  ///   - limit: The connection time-out in seconds.
  init(_ settings: OpenMPISettings, limit: Int) {
    let list = settings["OMPI_MCA_plm_rsh_agent"] ?? "ssh"
    var arguments = list.prefix { $0 != ":" }.split(separator: " ").map(String.init)
    if arguments.isEmpty { arguments = ["ssh"] }
    if arguments[0].split(separator: "/").last == "ssh" {
      arguments += ["-o", "BatchMode=yes", "-o", "ConnectTimeout=\(limit)"]
    }
    self.arguments = arguments
    ownAddresses = Self.addresses()
  }

  /// Returns whether a host is this one, which needs no agent; like Open MPI, it also compares
  /// names up to the first dot.
  func isThisHost(_ host: LaunchHost) -> Bool {
    func label(_ name: String) -> Substring { name.prefix { $0 != "." } }
    var system = utsname()
    unsafe uname(&system)
    let node = unsafe withUnsafeBytes(of: &system.nodename) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    let isAddress = host.name.allSatisfy { $0.isNumber || $0 == "." } || host.name.contains(":")
    return host.name == "localhost" || host.name.hasPrefix("127.")
      || (isAddress ? ownAddresses.contains(host.name) : label(host.name) == label(node))
  }

  /// Returns the command that runs a program on a host.
  func command(_ program: [String], on host: LaunchHost) -> [String] {
    guard !isThisHost(host) else { return program }
    return arguments + (host.port.map { ["-p", "\($0)"] } ?? [])
      + (host.user.map { ["-l", $0] } ?? []) + [host.name] + program
  }

  /// Returns the addresses of this host's interfaces.
  private static func addresses() -> [String] {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard unsafe getifaddrs(&first) == 0 else { return [] }
    defer { unsafe freeifaddrs(first) }
    return unsafe sequence(first: first) { unsafe $0?.pointee.ifa_next }.compactMap { entry in
      guard let address = unsafe entry?.pointee.ifa_addr else { return nil }
      let size: Int
      switch Int32(unsafe address.pointee.sa_family) {
      case AF_INET: size = MemoryLayout<sockaddr_in>.size
      case AF_INET6: size = MemoryLayout<sockaddr_in6>.size
      default: return nil
      }
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      let status = unsafe getnameinfo(
        address, socklen_t(size), &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
      return status == 0
        ? String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        : nil
    }
  }
}
