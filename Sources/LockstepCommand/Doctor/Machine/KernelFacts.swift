/// The processor, and the kernels that were chosen for it.
struct KernelFacts: Codable, Equatable, Sendable {
  /// The processor's name; nil where the system does not tell.
  var processor: String?
  /// The family of processors.
  var architecture = ""
  /// The set of kernels in use.
  var chosen = ""
  /// The sets that the processor executes, the best last.
  var supported: [String] = []
}

extension KernelFacts {
  var findings: [Finding] {
    let found = "\(chosen) for \(architecture), on \(processor ?? "a processor without a name")"
    if let best = supported.last, best != chosen {
      return [
        Finding(
          "kernels", .warning, "\(found), which executes \(best) too",
          remedy: "unset LOCKSTEP_KERNELS; the bits are the same, the time is not")
      ]
    }
    return [Finding("kernels", .ok, found)]
  }
}
