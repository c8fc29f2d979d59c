/// The room in the folder of the memory that ranks of one host share, and what a run needs of it.
struct SharedMemoryFacts: Codable, Equatable, Sendable {
  /// The ranks on this host.
  var ranks = 1
  /// The folder that Open MPI uses.
  var directory = "/dev/shm"
  /// The free bytes; nil where they cannot be asked for.
  var free: Int?
  /// The trainable numbers of the model.
  var parameterCount = 0
}

extension SharedMemoryFacts {
  /// What the data of a run may need beside the model where they are compressed, in bytes: MNIST's.
  private static let dataReserve = 64 << 20

  /// The bytes that windows and message buffers need: the weights, a gradient and 512 KiB a rank.
  var needed: Int { 4 * parameterCount * (1 + ranks) + ranks * (512 << 10) }

  var findings: [Finding] {
    guard ranks > 1 else { return [Finding("shared memory", .ok, "one rank needs none")] }
    guard let free else {
      return [
        Finding("shared memory", .unknown, "the room in \(directory) cannot be asked for")
      ]
    }
    let found = "\(directory) has \(free.mebibytes) free, \(ranks) ranks of the model need "
    let remedy =
      "in a container: docker run --shm-size=1g; or name a folder with room in "
      + "OMPI_MCA_osc_sm_backing_directory"
    guard free >= needed else {
      return [Finding("shared memory", .problem, found + needed.mebibytesNeeded, remedy: remedy)]
    }
    guard free >= needed + Self.dataReserve else {
      return [
        Finding(
          "shared memory", .warning,
          found + "\(needed.mebibytesNeeded), and compressed data such as MNIST's "
            + "\(Self.dataReserve.mebibytes) more", remedy: remedy)
      ]
    }
    return [Finding("shared memory", .ok, found + needed.mebibytesNeeded)]
  }
}
