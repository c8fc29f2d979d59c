#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What libFuzzer calls first: tries the large files, writes the seeds, sets the limit.
///
/// `LOCKSTEP_FUZZ_SEEDS` names the folder for the seeds; without it none are written.
@_cdecl("LLVMFuzzerInitialize")
public func initializeFuzzing(
  _ argumentCount: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
  let format = FuzzFormat.chosen
  format.readLargeFiles()
  if let folder = environment("LOCKSTEP_FUZZ_SEEDS") {
    for (index, seed) in format.seeds.enumerated() {
      ScratchFile("\(folder)/seed-\(index)").replace(with: seed)
      format.execute(seed, .whole, milliseconds: 1000)
    }
  }
  MemoryLimit.set(beyond: 0)
  return 0
}

/// What libFuzzer calls with every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
  let input = unsafe UnsafeRawBufferPointer(start: start, count: count)
  let bytes = unsafe Array(input)
  FuzzFormat.chosen.execute(bytes, InputShare(of: bytes), milliseconds: 1000)
  return 0
}

/// A format whose readers take files from strangers.
package enum FuzzFormat: String, CaseIterable, Sendable {
  /// Data sets.
  case idx
  /// Compressed data sets.
  case gzip
  /// Checkpoints and weights.
  case safetensors
  /// Models, and the headers of checkpoints.
  case json
  /// Archives: `.keras` files, and NumPy's.
  case zip
  /// NumPy's arrays.
  case npy
  /// Archives of arrays, as a data set.
  case npz
  /// Tables.
  case csv
  /// Keras's files of weights.
  case hdf5
  /// Images, by libpng.
  case png
  /// Images, by TurboJPEG.
  case jpeg
  /// Images, of PPM too.
  case pgm

  /// The one that `LOCKSTEP_FUZZ_FORMAT` names.
  static let chosen: FuzzFormat = {
    let name = environment("LOCKSTEP_FUZZ_FORMAT") ?? ""
    guard let format = FuzzFormat(rawValue: name) else {
      let known = FuzzFormat.allCases.map(\.rawValue).joined(separator: ", ")
      stop("LOCKSTEP_FUZZ_FORMAT: found '\(name)', expected one of \(known)")
    }
    return format
  }()

  /// Reads some bytes as a file of this format, and stops the program if that goes wrong or takes
  /// more of the processor's time.
  func execute(_ bytes: [UInt8], _ share: InputShare, milliseconds: Int) {
    TimeLimit.start(milliseconds: milliseconds)
    defer { TimeLimit.stop() }
    switch self {
    case .idx: fuzzIDX(bytes, share)
    case .gzip: fuzzGzip(bytes)
    case .safetensors: fuzzSafetensors(bytes, share)
    case .json: fuzzJSON(bytes)
    case .zip: fuzzZip(bytes, share)
    case .npy: fuzzNPY(bytes, share)
    case .npz: fuzzNPZ(bytes, share)
    case .csv: fuzzCSV(bytes, share)
    case .hdf5: fuzzHDF5(bytes, share)
    case .png: fuzzPNG(bytes, share)
    case .jpeg, .pgm: fuzzImage(bytes, share)
    }
  }

  /// Reads files that are too long for libFuzzer, and stops the program if one goes wrong.
  package func readLargeFiles() {
    switch self {
    case .idx:
      for file in LargeFile.idx { file.run { _ = readIDX($0, rank: 3, byteCount: $1) } }
    case .gzip:
      for file in LargeFile.gzip { file.run { path, _ in _ = GzipReading(path, piece: 1 << 16) } }
    case .safetensors:
      for file in LargeFile.safetensors { file.run { path, _ in verifySafetensors(path) } }
    case .json:
      for file in LargeFile.json { file.run { path, _ in readJSON(path) } }
    case .zip:
      for file in LargeFile.npz { file.run { path, _ in readZip(path) } }
    case .npy:
      for file in LargeFile.npy { file.run { _ = readNPY($0, byteCount: $1) } }
    case .npz:
      for file in LargeFile.npz { file.run { path, _ in readNPZ(path) } }
    case .csv:
      for file in LargeFile.csv { file.run { path, _ in readCSV(path) } }
    case .hdf5:
      for file in LargeFile.hdf5 { file.run { _ = readHDF5($0, byteCount: $1) } }
    case .png: for file in LargeFile.png { file.run { path, _ in readImage(path) } }
    case .jpeg: for file in LargeFile.jpeg { file.run { path, _ in readImage(path) } }
    case .pgm: for file in LargeFile.pgm { file.run { path, _ in readImage(path) } }
    }
  }

  /// Files to start from: whole ones of every kind, and cases that went wrong once.
  package var seeds: [[UInt8]] {
    switch self {
    case .idx: Seeds.idx
    case .gzip: Seeds.gzip
    case .safetensors: Seeds.safetensors
    case .json: Seeds.json
    case .zip: Seeds.zip
    case .npy: Seeds.npy
    case .npz: Seeds.npz
    case .csv: Seeds.csv
    case .hdf5: Seeds.hdf5
    case .png: Seeds.png
    case .jpeg: Seeds.jpeg
    case .pgm: Seeds.pgm
    }
  }
}

/// The value of a variable of the environment.
func environment(_ name: String) -> String? {
  unsafe getenv(name).map { unsafe String(cString: $0) }
}
