import FileFormats
import Testing

@testable import Benchmarks

/// What memory and arithmetic allow, and percentages of it.
@Suite("bench kernels' report")
struct KernelReportTests {
  private static let roofline = Roofline(
    peak: 100,
    levels: [
      Roofline.Level(name: "L1", byteCount: 1_000, reading: 50, updating: 100),
      Roofline.Level(name: "memory", byteCount: .max, reading: 10, updating: 20),
    ])

  /// Operations, bytes read, bytes written, of which cold; the microseconds, the limit, the level.
  @Test(
    "a kernel's bound is the longer of arithmetic and memory",
    arguments: [
      (100_000, 500, 500, 0, 1.0, "arithmetic", "L1"),
      (0, 500, 500, 0, 0.01, "L1", "L1"),
      (0, 1_000, 0, 0, 0.02, "L1", "L1"),
      (0, 600, 200, 0, 0.004 + 0.008, "L1", "L1"),
      (0, 2_000, 0, 0, 0.2, "memory", "memory"),
      (0, 0, 1_000, 1_000, 0.01 + 0.1, "memory", "L1"),
    ])
  func bound(
    operations: Int, reads: Int, writes: Int, cold: Int, microseconds: Double, limit: String,
    level: String
  ) {
    let bound = Self.roofline.bound(
      operations: operations, reads: reads, writes: writes, coldReads: cold)
    #expect(abs(bound.microseconds - microseconds) < 1e-9, "\(bound)")
    #expect(bound.limit == limit)
    #expect(bound.level == level)
  }

  @Test("percentages are printed only where no library is above the peak")
  func trust() throws {
    let entry = KernelReport.Entry(
      name: "matmul", shape: "1 x 2 x 3", operationCount: 100_000, readByteCount: 500,
      writtenByteCount: 500, coldByteCount: 0, microseconds: [2, 2, 2, 2, 2, 2])
    func row(_ rates: Double...) throws -> String {
      let report = KernelReport(
        Self.roofline,
        libraries: rates.map { LibraryRate(name: "a library", gigaflops: $0) }, entries: [entry])
      let lines = report.table(machine: "a machine").split(separator: "\n").map(String.init)
      return try #require(lines.dropFirst().first)
    }
    #expect(try row().hasSuffix("50 %"))
    #expect(try row(99).hasSuffix("50 %"))
    #expect(try row(101).hasSuffix("-"))
    #expect(try row(50, 101).hasSuffix("-"))
    let trusted = try row(99)
    #expect(trusted.contains("matmul  1 x 2 x 3  2.0  2.0-2.0"), "\(trusted)")
    let report = KernelReport(Self.roofline, libraries: [], entries: [entry])
    let cells = report.rows[0].cells
    #expect(cells.first { $0.column == "kernel" }?.value == "matmul")
    #expect(cells.first { $0.column == "ofBound" }?.value == "0.5")
    #expect(cells.first { $0.column == "p99" }?.value == "2.0")
    #expect(report.json["kernels"]?[0]?["samples"]?.numbers == [2, 2, 2, 2, 2, 2])
  }
}
