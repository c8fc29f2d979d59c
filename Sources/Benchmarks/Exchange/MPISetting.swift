/// Settings of Open MPI under which `MPI_Allreduce` is measured.
package struct MPISetting: Sendable {
  /// The name in reports.
  package let name: String
  /// The MCA parameters by name.
  package let parameters: [String: String]

  /// Open MPI's own choices.
  package static let defaults = MPISetting(name: "defaults", parameters: [:])

  /// The defaults, and what may be faster on one host or on several.
  ///
  /// Messages through shared memory with and without the kernel's copy, one piece instead of many,
  /// and every algorithm of the collective component for this size of job.
  package static let all: [MPISetting] = {
    let ob1 = ["pml": "ob1"]
    let twoCopies = ob1.merging(["btl_vader_single_copy_mechanism": "none"]) { $1 }
    let kernelCopy = ob1.merging(["btl_vader_single_copy_mechanism": "cma"]) { $1 }
    let algorithms = [
      ("recursive doubling", 3), ("ring", 4), ("segmented ring", 5), ("Rabenseifner", 6),
    ]
    func with(_ algorithm: Int, _ base: [String: String]) -> [String: String] {
      base.merging(
        [
          "coll_tuned_use_dynamic_rules": "1", "coll_tuned_allreduce_algorithm": "\(algorithm)",
        ]) { $1 }
    }
    return [
      defaults, MPISetting(name: "ob1, two copies", parameters: twoCopies),
      MPISetting(name: "ob1, kernel's copy", parameters: kernelCopy),
      MPISetting(
        name: "ob1, two copies of large pieces",
        parameters: twoCopies.merging(["btl_vader_max_send_size": "262144"]) { $1 }),
    ]
      + algorithms.flatMap { name, number in
        [
          MPISetting(name: "\(name), two copies", parameters: with(number, twoCopies)),
          MPISetting(name: "\(name), kernel's copy", parameters: with(number, kernelCopy)),
        ]
      }
  }()

  /// The parameters, by name in order.
  package var sortedParameters: [(name: String, value: String)] {
    parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// All variables that any of the settings sets: the user's own of them are ignored.
  package static var names: Set<String> {
    Set(all.flatMap(\.parameters.keys).map { "OMPI_MCA_\($0)" })
  }
}
