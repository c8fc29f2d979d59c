package import FileFormats

extension KernelReport {
  /// The report as JSON.
  package var json: JSON {
    [
      "peakGigaflops": .number(roofline.peak),
      "libraries": LibraryRate.json(libraries),
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
            "samples": .numbers(entry.microseconds),
            "boundMicroseconds": .number(bound.microseconds), "limit": .string(bound.limit),
            "level": .string(bound.level),
          ]
        }),
      "runs": .runs(runs),
    ]
  }
}

// MARK: - Rows

extension KernelReport {
  /// The measurements whose spread is judged, each with its name.
  package var measurements: [(name: String, statistics: Statistics)] {
    entries.map { ("\($0.name) \($0.shape)", $0.statistics) }
  }

  /// A row for each kernel and shape.
  package var rows: [FigureRow] {
    entries.map { entry in
      let (statistics, bound) = (entry.statistics, entry.bound(roofline))
      var row = FigureRow()
      row.add("kernel", entry.name)
      row.add("shape", entry.shape)
      row.add("microseconds", statistics)
      row.add("operations", entry.operationCount)
      row.add("bytes", entry.byteCount)
      row.add(
        "gigaflops",
        entry.operationCount > 0
          ? Double(entry.operationCount) / statistics.median * 1e-3 : nil as Double?)
      row.add("gigabytes", Double(entry.byteCount) / statistics.median * 1e-3)
      row.add("limit", bound.limit)
      row.add("boundMicroseconds", bound.microseconds)
      row.add("ofBound", isTrusted ? bound.microseconds / statistics.median : nil as Double?)
      row.add("peakGigaflops", roofline.peak)
      row.add(runs)
      return row
    }
  }
}
