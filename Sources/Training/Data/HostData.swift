package import Datasets
package import Parallel

extension ProcessGroup {
  /// An image data set in memory that the ranks of a host share: one copy a host.
  ///
  /// Every rank calls it with the same layout; the host's first rank fills the memory.
  package func load(
    _ layout: ImageLayout, _ fill: (UnsafeMutableRawBufferPointer) throws -> Void
  ) throws -> ImageSplit {
    let memory = try HostMemory(byteCount: hostRank == 0 ? layout.byteCount : 0, in: self)
    let region = unsafe memory.segment(of: 0)
    Heartbeat.report(.readingData)
    if hostRank == 0 { try unsafe fill(region) }
    try hostBarrier()
    keep(memory)
    rest()
    return layout.split(
      storage: unsafe ByteStorage(
        borrowing: UnsafeRawBufferPointer(region), owner: memory, isShared: true))
  }

  /// The layout that the host's first rank finds, on every rank of the host.
  func layoutOfHost(_ find: () throws -> ImageLayout?) throws -> ImageLayout {
    var numbers = [Int](repeating: 0, count: 5)
    if let layout = try find() {
      numbers = [layout.trainCount, layout.testCount, layout.classCount] + layout.imageShape
    }
    precondition(numbers.count == 5, "images of \(numbers.count - 3) dimensions")
    try broadcastOnHost(&numbers)
    return ImageLayout(
      trainCount: numbers[0], testCount: numbers[1], imageShape: Array(numbers[3...]),
      classCount: numbers[2])
  }

  /// What rank 0 computes, as bytes, on every rank; an error there is rank 0's alone to report.
  package func fromFirst(_ compute: () throws -> [UInt8]) throws -> [UInt8] {
    var bytes = isFirst ? try compute() : []
    expectWorkOnFirst()
    try broadcast(&bytes)
    resumeTogether()
    return bytes
  }
}
