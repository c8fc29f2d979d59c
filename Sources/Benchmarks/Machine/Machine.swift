package import FileFormats
import Foundation
import Kernels

/// The processor and the system of a host.
package struct Machine: Equatable, Sendable {
  /// A cache of a processor.
  package struct Cache: Equatable, Sendable {
    /// 1 for the one next to the registers.
    package let level: Int
    /// `Data`, `Instruction` or `Unified`.
    package let kind: String
    /// The capacity in bytes.
    package let byteCount: Int
  }

  /// The processor's name.
  package let processor: String
  /// The number of processors of the host, including those that this process may not use.
  package let processorCount: Int
  /// The caches of one processor, by level.
  package let caches: [Cache]
  /// The frequency when it was read, in MHz; nil where the system does not tell.
  package let megahertz: Double?
  /// The highest frequency in MHz; nil where the system does not tell.
  package let highestMegahertz: Double?
  /// The instruction set of the kernels in use.
  package let kernels: String
  /// The operating system's name, version and architecture.
  package let system: String

  /// Reads the system's files.
  ///
  /// - Parameters:
  ///   - number: The processor whose caches and frequency are read.
  ///   - processorCount: The number of processors.
  ///   - kernels: The instruction set of the kernels in use.
  ///   - system: The operating system.
  ///   - read: Returns a file's text, or nil.
  package init(
    processor number: Int, of processorCount: Int, kernels: String, system: String,
    read: (String) -> String?
  ) {
    self.processorCount = processorCount
    self.kernels = kernels
    self.system = system
    let information = Self.fields(of: number, in: read("/proc/cpuinfo") ?? "")
    processor = information["model name"] ?? "unknown processor"
    let folder = "/sys/devices/system/cpu/cpu\(number)"
    func trimmed(_ file: String) -> String? {
      read("\(folder)/\(file)")?.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    caches = (0..<8).compactMap { index -> Cache? in
      guard let level = trimmed("cache/index\(index)/level").flatMap(Int.init),
        let kind = trimmed("cache/index\(index)/type"),
        let byteCount = trimmed("cache/index\(index)/size").flatMap(Self.byteCount)
      else { return nil }
      return Cache(level: level, kind: kind, byteCount: byteCount)
    }.sorted { ($0.level, $0.kind) < ($1.level, $1.kind) }
    // The scaling driver counts in kHz.
    let current = trimmed("cpufreq/scaling_cur_freq").flatMap(Double.init).map { $0 / 1_000 }
    megahertz = current ?? information["cpu MHz"].flatMap(Double.init)
    highestMegahertz =
      trimmed("cpufreq/cpuinfo_max_freq").flatMap(Double.init).map { $0 / 1_000 }
  }

  /// The fields of a processor in the text of `/proc/cpuinfo`; the first one's where it lists none
  /// of that number.
  private static func fields(of number: Int, in information: String) -> [String: String] {
    let blocks = information.components(separatedBy: "\n\n").map { block in
      block.split(separator: "\n").reduce(into: [String: String]()) { fields, line in
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { return }
        fields[parts[0].trimmingCharacters(in: .whitespaces)] =
          parts[1].trimmingCharacters(in: .whitespaces)
      }
    }
    return blocks.first { $0["processor"] == "\(number)" } ?? blocks.first ?? [:]
  }

  /// The bytes of a size such as `32K`; nil for another text.
  private static func byteCount(_ text: String) -> Int? {
    guard let number = Int(text.prefix { $0.isNumber }) else { return nil }
    return switch text.last {
    case "K": number << 10
    case "M": number << 20
    case "G": number << 30
    default: number
    }
  }
}

extension Machine {
  /// This host, as the first processor that the calling thread may use sees it.
  package static func ofThisHost() -> Machine {
    Machine(
      processor: ProcessorSet.ofThisThread().numbers.first ?? 0,
      of: ProcessorSet.onlineCount, kernels: InstructionSet.chosen.rawValue, system: systemName()
    ) { try? String(contentsOfFile: $0, encoding: .utf8) }
  }

  /// What `uname -srm` prints.
  private static func systemName() -> String {
    var name = utsname()
    guard unsafe uname(&name) == 0 else { return "unknown system" }
    func text<Field>(_ field: Field) -> String {
      unsafe withUnsafeBytes(of: field) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
    }
    return "\(text(name.sysname)) \(text(name.release)) \(text(name.machine))"
  }

  /// The processor, its caches and frequency, and the kernels, on one line.
  package var description: String {
    let sizes = caches.filter { $0.kind != "Instruction" }
      .map { "L\($0.level) \(Self.size($0.byteCount))" }
    let frequency = megahertz.map { now in
      "\(now.digits(0)) MHz" + (highestMegahertz.map { " (at most \($0.digits(0)))" } ?? "")
    }
    return
      ([processor, "\(processorCount) processors"]
      + (sizes.isEmpty ? [] : [sizes.joined(separator: " ")])
      + [frequency, "kernels \(kernels)", system].compactMap(\.self)).joined(separator: ", ")
  }

  private static func size(_ byteCount: Int) -> String {
    byteCount % (1 << 20) == 0 ? "\(byteCount >> 20) MB" : "\(byteCount >> 10) kB"
  }
}

// MARK: - JSON

extension Machine {
  /// The machine as JSON.
  package var json: JSON {
    [
      "processor": .string(processor), "processorCount": .integer(processorCount),
      "caches": .array(
        caches.map { cache in
          [
            "level": .integer(cache.level), "type": .string(cache.kind),
            "byteCount": .integer(cache.byteCount),
          ]
        }),
      "megahertz": megahertz.map(JSON.number) ?? .null,
      "highestMegahertz": highestMegahertz.map(JSON.number) ?? .null,
      "kernels": .string(kernels), "system": .string(system),
    ]
  }

  /// Creates a machine from JSON; nil when a value is missing.
  package init?(_ json: JSON) {
    guard let processor = json["processor"]?.stringValue,
      let processorCount = json["processorCount"]?.integerValue,
      let caches = json["caches"]?.arrayValue, let kernels = json["kernels"]?.stringValue,
      let system = json["system"]?.stringValue
    else { return nil }
    self.processor = processor
    self.processorCount = processorCount
    self.caches = caches.compactMap { cache in
      guard let level = cache["level"]?.integerValue, let kind = cache["type"]?.stringValue,
        let byteCount = cache["byteCount"]?.integerValue
      else { return nil }
      return Cache(level: level, kind: kind, byteCount: byteCount)
    }
    megahertz = json["megahertz"]?.numberValue
    highestMegahertz = json["highestMegahertz"]?.numberValue
    self.kernels = kernels
    self.system = system
  }
}
