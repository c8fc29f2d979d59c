import Foundation
import TestSupport
import Testing

#if arch(x86_64)
  /// What two targets define under one name is linked once, whichever copy comes first; so what the
  /// kernels for AVX-512 share with others may not use what a processor without it lacks.
  @Suite("the kernels' symbols")
  struct KernelSymbolTests {
    private static let target = "KernelsV4"

    @Test("that other targets may define have none of AVX-512's registers")
    func haveNoWideRegisters() throws {
      let folder = Products.directory.appending(path: "\(Self.target).build")
      let objects = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".o") }.map { "\(folder.path)/\($0)" }
      try #require(!objects.isEmpty, "\(folder.path) holds no object")
      // The kernels themselves do have them.
      let own = try #require(objects.first { $0.hasSuffix("/Matmul.swift.o") })
      #expect(try Self.usesWideRegisters([own], nil))
      for name in try Self.sharedFunctions(objects) {
        #expect(try !Self.usesWideRegisters(objects, name), "\(name)")
      }
    }

    /// The functions that other files see, weak ones among them, and that are not the target's own:
    /// Swift's names begin with their module's, after its length.
    private static func sharedFunctions(_ objects: [String]) throws -> [String] {
      let result = try Job.program("nm", ["--defined-only", "--format=posix"] + objects)
      try #require(result.exitCode == 0, "\(result.standardError)")
      let functions = result.standardOutput.split(separator: "\n").compactMap { line -> String? in
        let fields = line.split(separator: " ")
        return fields.count > 1 && ["T", "W"].contains(fields[1]) ? String(fields[0]) : nil
      }
      #expect(functions.count > 100)
      return Set(functions.filter { !$0.contains("\(target.utf8.count)\(target)") }).sorted()
    }

    /// Whether a function, or any, of some objects uses registers of 512 bits, masks, or one of the
    /// upper sixteen.
    private static func usesWideRegisters(_ objects: [String], _ function: String?) throws -> Bool {
      let choice = function.map { ["--disassemble=\($0)"] } ?? ["--disassemble"]
      let result = try Job.program("objdump", choice + objects)
      try #require(result.exitCode == 0, "\(result.standardError)")
      return result.standardOutput.contains(/%(zmm|[xy]mm(1[6-9]|2[0-9]|3[01])|k[0-7])/)
    }
  }
#endif
