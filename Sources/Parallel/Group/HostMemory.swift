import MPI

/// Memory that the ranks of one host share, a segment for each; in a solo group, private memory.
package final class HostMemory {
  @safe
  private enum Backing {
    case own(UnsafeMutableRawBufferPointer)
    case window(SharedWindow)
  }

  private let backing: Backing

  /// Allocates this rank's segment; collective over the host's ranks, with a size for each.
  ///
  /// The memory is not initialised. Segments are aligned to cache lines.
  package init(byteCount: Int, in group: ProcessGroup) throws {
    if let host = group.host {
      backing = .window(try SharedWindow(byteCount: byteCount, on: host))
    } else {
      unsafe backing = .own(LargePages.allocate(byteCount: byteCount))
    }
  }

  deinit {
    if case .own(let memory) = backing { unsafe memory.deallocate() }
  }

  /// Returns the segment of a rank of this host; `hostRank` is the rank within the host.
  package func segment(of hostRank: Int) -> UnsafeMutableRawBufferPointer {
    switch backing {
    case .own(let memory): unsafe memory
    case .window(let window): unsafe window.segment(of: hostRank)
    }
  }

  /// Frees shared memory; collective over the host's ranks.
  package func close() throws {
    if case .window(let window) = backing { try window.close() }
  }
}

extension ProcessGroup {
  /// Whether an error says that the system limits the size of files to less than shared memory
  /// needs.
  package static func hasNoRoom(_ error: any Error) -> Bool { error is FileSizeLimitError }
}
