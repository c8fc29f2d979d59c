import MPI

/// Memory that the ranks of one host share, a segment for each; in a solo group plain memory.
package final class HostMemory {
  @safe
  private enum Backing {
    case own(UnsafeMutableRawBufferPointer)
    case window(SharedWindow)
  }

  private let backing: Backing

  /// Allocates this rank's segment; every rank of the host calls it with a size of its own.
  ///
  /// The memory is not initialised. Segments start at a cache line.
  package init(byteCount: Int, in group: ProcessGroup) throws {
    if let host = group.host {
      backing = .window(try SharedWindow(byteCount: byteCount, on: host))
    } else {
      unsafe backing = .own(.allocate(byteCount: max(byteCount, 1), alignment: 64))
    }
  }

  deinit {
    if case .own(let memory) = backing { unsafe memory.deallocate() }
  }

  /// The segment of a rank of this host, counted on the host.
  package func segment(of hostRank: Int) -> UnsafeMutableRawBufferPointer {
    switch backing {
    case .own(let memory): unsafe memory
    case .window(let window): unsafe window.segment(of: hostRank)
    }
  }

  /// Gives shared memory back; every rank of the host calls it.
  package func close() throws {
    if case .window(let window) = backing { try window.close() }
  }
}
