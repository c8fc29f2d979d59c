package import Datasets
package import Parallel

extension ProcessGroup {
  /// Loads an image data set into memory that the ranks of a host share: one copy per host.
  ///
  /// Collective, with the same layout on every rank; the host's first rank fills the memory. Data
  /// sets are numbered, so that ranks which train on different ones of them can be told apart.
  package func load(
    _ layout: ImageLayout, _ fill: (UnsafeMutableRawBufferPointer) throws -> Void
  ) throws -> ImageSplit {
    let memory = try HostMemory(byteCount: hostRank == 0 ? layout.byteCount : 0, in: self)
    let region = unsafe memory.segment(of: 0)
    Heartbeat.report(.readingData)
    if hostRank == 0 { try unsafe fill(region) }
    try hostBarrier()
    keep(memory)
    sharedDataCount += 1
    rest()
    return layout.split(
      storage: unsafe ByteStorage(
        borrowing: UnsafeRawBufferPointer(region), owner: memory, sharedNumber: sharedDataCount))
  }

  /// Returns the layout that the host's first rank finds, on every rank of the host.
  func layoutOfHost(_ find: () throws -> ImageLayout?) throws -> ImageLayout {
    // Three counts, the number of an image's sizes, and the sizes.
    let most = MNIST.sampleRanks.upperBound - 1
    var numbers = [Int](repeating: 0, count: 4 + most)
    if let layout = try find() {
      let shape = layout.imageShape
      precondition(shape.count <= most, "images of \(shape.count) dimensions")
      numbers = [layout.trainCount, layout.testCount, layout.classCount, shape.count] + shape
      numbers += [Int](repeating: 0, count: most - shape.count)
    }
    try broadcastOnHost(&numbers)
    return ImageLayout(
      trainCount: numbers[0], testCount: numbers[1],
      imageShape: Array(numbers[4..<4 + numbers[3]]), classCount: numbers[2])
  }

  /// Returns the bytes that rank 0 computes, on every rank; only rank 0 reports an error.
  package func fromFirst(_ compute: () throws -> [UInt8]) throws -> [UInt8] {
    var bytes = isFirst ? try compute() : []
    expectWorkOnFirst()
    try broadcast(&bytes)
    resumeTogether()
    return bytes
  }
}
