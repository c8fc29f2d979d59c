/// What one rank of a job tells of itself.
struct RankFacts: Codable, Equatable, Sendable {
  var rank = 0
  var host = ""
  /// A checksum of the program's file, and its size; nil where it cannot be read.
  var program: String?
  /// The kernels in use, and the family of processors.
  var kernels = ""
  var architecture = ""
  /// The number of samples, and checksums; nil where no data were asked for.
  var data: String?
  /// Why the data cannot be read.
  var dataError: String?
  /// The variables that change what ranks do, or how they exchange.
  var variables: [String: String] = [:]
  /// The processors that the rank may run on; nil where the system does not tell.
  var processors: [Int]?
  /// The processors of the host.
  var online = 1
  /// How far the wall clock is ahead of rank 0's, and how well that is known, in milliseconds.
  var clockLead = 0.0
  var clockUncertainty = 0.0
}

/// How fast messages go between rank 0 and another rank.
struct LinkFacts: Codable, Equatable, Sendable {
  var rank = 1
  var isOnHost = true
  /// Half of the fastest round trip of eight bytes.
  var microseconds = 0.0
  /// The bytes in a second of a message of 4 MiB.
  var bytesPerSecond = 0.0
}
