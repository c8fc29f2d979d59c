import Foundation

/// A set of a host's logical processors, which have numbers from 0.
package struct ProcessorSet: Equatable, Sendable {
  /// Bit `i % 64` of word `i / 64` stands for processor `i`; the last word is not 0.
  package let words: [UInt64]

  /// Creates a set from its bits; words of 0 at the end are dropped.
  package init(words: [UInt64]) {
    self.words = Array(words[..<(words.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0)])
  }

  /// Creates the set of some numbers.
  package init(_ numbers: some Sequence<Int>) {
    var words: [UInt64] = []
    for number in numbers {
      while words.count <= number / 64 { words.append(0) }
      words[number / 64] |= 1 << UInt64(number % 64)
    }
    self.init(words: words)
  }

  /// The number of processors.
  package var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// The processors, ascending.
  package var numbers: [Int] {
    words.enumerated().flatMap { index, word in
      (0..<64).filter { word >> UInt64($0) & 1 == 1 }.map { index * 64 + $0 }
    }
  }

  /// Returns the processors that are in either set.
  package func union(_ other: ProcessorSet) -> ProcessorSet {
    let length = max(words.count, other.words.count)
    return ProcessorSet(
      words: (0..<length).map { index in
        (index < words.count ? words[index] : 0)
          | (index < other.words.count ? other.words[index] : 0)
      })
  }
}

extension ProcessorSet {
  /// The number of processors of this host, including those that this process may not use.
  package static var onlineCount: Int { max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }

  /// The processors that the calling thread may use: its affinity.
  ///
  /// `taskset`, a control group's cpuset and mpirun's binding restrict them. On systems that do not
  /// tell these are all processors.
  package static func ofThisThread() -> ProcessorSet {
    let status = try? String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8)
    return status.flatMap(ProcessorSet.init(status:)) ?? ProcessorSet(0..<onlineCount)
  }

  /// Creates the set of the processors that a thread may use, as `sched_getaffinity` returns them.
  ///
  /// - Parameter status: The text of the thread's `status` in `/proc`, with a line
  ///   `Cpus_allowed_list: 0-3,8`; nil where there is none, or no processor in it.
  init?(status: String) {
    let title = "Cpus_allowed_list:"
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(title) })
    else { return nil }
    var numbers: [Int] = []
    for part in line.dropFirst(title.count).split(separator: ",") {
      let ends = part.split(separator: "-").map {
        Int($0.trimmingCharacters(in: .whitespaces))
      }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, 0 <= first, first <= last,
        last < 65_536
      else { return nil }
      numbers += first...last
    }
    guard !numbers.isEmpty else { return nil }
    self.init(numbers)
  }
}
