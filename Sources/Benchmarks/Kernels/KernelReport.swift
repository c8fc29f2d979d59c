import Engine
package import Layers

/// The measurements of `bench kernels`.
package struct KernelReport {
  /// One kernel's times.
  package struct Entry {
    package let name: String
    package let shape: String
    /// The number of floating-point operations, 0 for a kernel measured in bytes.
    package let operationCount: Int
    package let readByteCount: Int
    package let writtenByteCount: Int
    /// The number of bytes that it reads from memory outside all caches.
    package let coldByteCount: Int
    package let microseconds: [Double]
  }

  package let roofline: Roofline
  /// The rates of the system's matrix products on one core.
  package let libraries: [LibraryRate]
  package let entries: [Entry]
  package var runs: [RunRecord] = []

  /// Creates a report.
  package init(_ roofline: Roofline, libraries: [LibraryRate], entries: [Entry]) {
    self.roofline = roofline
    self.libraries = libraries
    self.entries = entries
  }

  /// Whether percentages are meaningful: no library exceeds the measured peak.
  package var isTrusted: Bool { libraries.allSatisfy { roofline.peak >= $0.gigaflops } }
}

extension KernelReport.Entry {
  /// The times.
  package var statistics: Statistics { Statistics(microseconds) }

  /// The least number of bytes that it moves.
  package var byteCount: Int { readByteCount + writtenByteCount + coldByteCount }

  /// Returns the lower bound of the time on this machine.
  package func bound(_ roofline: Roofline) -> Roofline.Bound {
    roofline.bound(
      operations: operationCount, reads: readByteCount, writes: writtenByteCount,
      coldReads: coldByteCount)
  }
}

// MARK: - Measuring

extension KernelReport {
  /// Measures the kernels of networks, interleaved, and this core's roofline, on the calling
  /// thread, which must flush denormals.
  ///
  /// - Parameters:
  ///   - networks: The networks, each with the rows of its batch.
  ///   - leafCount: The number of leaves over which gradients are summed.
  ///   - repeats: The number of times that each kernel is timed.
  ///   - isMeasured: Returns whether to time the kernel of a name.
  /// - Returns: The report, or nil when no kernel was measured.
  /// - Throws: `ModelError` for an invalid model.
  package static func measured(
    _ networks: [(model: Model, rows: Int)], leafCount: Int, repeats: Int,
    where isMeasured: (String) -> Bool
  ) throws -> KernelReport? {
    let cases = try KernelCases.all(networks, leafCount: leafCount).filter { isMeasured($0.name) }
    guard !cases.isEmpty else { return nil }
    let peak = ArithmeticPeak.ofThisCore()
    let roofline = Roofline(peak: peak.gigaflops, levels: MemoryLevels.measured())
    let times = KernelTimer(repeats: repeats).microseconds(of: cases.map(\.body))
    return KernelReport(
      roofline, libraries: peak.libraries,
      entries: zip(cases, times).map { kernel, times in
        Entry(
          name: kernel.name, shape: kernel.shape, operationCount: kernel.operationCount,
          readByteCount: kernel.readByteCount, writtenByteCount: kernel.writtenByteCount,
          coldByteCount: kernel.coldByteCount, microseconds: times)
      })
  }
}
