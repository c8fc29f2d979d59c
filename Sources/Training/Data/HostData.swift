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
    keep(memory)
    let region = unsafe memory.segment(of: 0)
    Heartbeat.report(.readingData)
    try onFirstOfHost { try unsafe fill(region) }
    sharedDataCount += 1
    rest()
    return layout.split(
      storage: unsafe ByteStorage(
        borrowing: UnsafeRawBufferPointer(region), owner: memory, sharedNumber: sharedDataCount))
  }

  /// Returns the layout that the host's first rank finds, on every rank of the host.
  func layoutOfHost(_ find: () throws -> ImageLayout) throws -> ImageLayout {
    let text = try fromFirstOfHost {
      let layout = try find()
      let numbers = [layout.trainCount, layout.testCount, layout.classCount] + layout.imageShape
      return Array(numbers.map(String.init).joined(separator: " ").utf8)
    }
    let numbers = String(decoding: text, as: UTF8.self).split(separator: " ").compactMap { Int($0) }
    return ImageLayout(
      trainCount: numbers[0], testCount: numbers[1], imageShape: Array(numbers[3...]),
      classCount: numbers[2])
  }
}
