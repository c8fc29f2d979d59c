import Engine
package import FileFormats
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
  /// The rate of OpenBLAS on one core in GFLOP/s; nil where it is not installed.
  package let openBLASGigaflops: Double?
  package let entries: [Entry]

  /// Creates a report.
  package init(_ roofline: Roofline, openBLASGigaflops: Double?, entries: [Entry]) {
    self.roofline = roofline
    self.openBLASGigaflops = openBLASGigaflops
    self.entries = entries
  }

  /// Whether percentages are meaningful: OpenBLAS does not exceed the measured peak.
  package var isTrusted: Bool { openBLASGigaflops.map { roofline.peak >= $0 } ?? true }
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
      roofline, openBLASGigaflops: peak.openBLASGigaflops,
      entries: zip(cases, times).map { kernel, times in
        Entry(
          name: kernel.name, shape: kernel.shape, operationCount: kernel.operationCount,
          readByteCount: kernel.readByteCount, writtenByteCount: kernel.writtenByteCount,
          coldByteCount: kernel.coldByteCount, microseconds: times)
      })
  }
}

// MARK: - JSON

extension KernelReport {
  /// The report as JSON.
  package var json: JSON {
    [
      "peakGigaflops": .number(roofline.peak),
      "openBLASGigaflops": openBLASGigaflops.map(JSON.number) ?? .null,
      "levels": .array(
        roofline.levels.map { level in
          [
            "name": .string(level.name),
            "byteCount": level.byteCount == .max ? .null : .integer(level.byteCount),
            "readGigabytes": .number(level.reading), "updateGigabytes": .number(level.updating),
          ]
        }),
      "kernels": .array(
        entries.map { entry in
          let bound = entry.bound(roofline)
          return [
            "name": .string(entry.name), "shape": .string(entry.shape),
            "operationCount": .integer(entry.operationCount),
            "readByteCount": .integer(entry.readByteCount),
            "writtenByteCount": .integer(entry.writtenByteCount),
            "coldByteCount": .integer(entry.coldByteCount),
            "microseconds": .statistics(entry.statistics),
            "boundMicroseconds": .number(bound.microseconds), "limit": .string(bound.limit),
            "level": .string(bound.level),
          ]
        }),
    ]
  }
}

// MARK: - Table

extension KernelReport {
  /// Returns a roofline table.
  package func table(machine: String) -> String {
    var table = TextTable([
      ("kernel", .left), ("shape", .left), ("us", .right), ("95 % interval", .left),
      ("minimum", .right), ("repeats", .right), ("speed", .right), ("", .left),
      ("FLOP/byte", .right), ("limit", .left), ("bound us", .right), ("of bound", .right),
    ])
    for entry in entries {
      let statistics = entry.statistics
      let bound = entry.bound(roofline)
      let isArithmetic = entry.operationCount > 0
      let work = Double(isArithmetic ? entry.operationCount : entry.byteCount)
      table.add([
        entry.name, entry.shape, statistics.median.digits(1), statistics.interval(digits: 1),
        statistics.minimum.digits(1), "\(statistics.count)",
        (work / statistics.median * 1e-3).digits(1), isArithmetic ? "GFLOP/s" : "GB/s",
        isArithmetic ? (work / Double(max(entry.byteCount, 1))).digits(1) : "-", bound.limit,
        bound.microseconds.digits(1),
        isTrusted ? "\((100 * bound.microseconds / statistics.median).digits(0)) %" : "-",
      ])
    }
    return (table.lines + notes(machine)).joined(separator: "\n")
  }

  private func notes(_ machine: String) -> [String] {
    let levels = roofline.levels.map {
      "\($0.name) \($0.reading.digits(0)) read, \($0.updating.digits(0)) updated"
    }
    let judge =
      switch openBLASGigaflops {
      case nil: "OpenBLAS, to judge it, is not installed"
      case .some(let value) where isTrusted: "OpenBLAS on one core: \(value.digits(1))"
      case .some(let value):
        "OpenBLAS reached \(value.digits(1)), so there are no percentages"
      }
    return [
      "",
      "Measured on one core in this run: peak of fused multiply-adds \(roofline.peak.digits(1)) "
        + "GFLOP/s (\(judge)); GB/s: \(levels.joined(separator: "; ")).",
      "Dense random inputs; medians of turns. The bound is the longer of the arithmetic at the peak "
        + "and the bytes, each once, at the rate of the level that holds them; \(machine).",
    ]
  }
}
