/// Settings of Open MPI under which `MPI_Allreduce` is measured.
package struct MPISetting: Sendable {
  /// The name in reports.
  package let name: String
  /// The MCA parameters by name.
  package let parameters: [String: String]

  /// Open MPI's own choices.
  package static let defaults = MPISetting(name: "defaults", parameters: [:])

  /// Returns the defaults, and settings that may be faster on one host or on several.
  ///
  /// On one host: shared-memory messages with and without the kernel's single copy, with large
  /// fragments, and every algorithm of the collective component for this number of ranks. On
  /// several only the algorithms: `pml=ob1` would keep a faster network out.
  package static func all(isOneHost: Bool) -> [MPISetting] {
    isOneHost
      ? ofOneHost
      : [defaults]
        + algorithms.map { name, number in
          MPISetting(name: name, parameters: with(number, [:]))
        }
  }

  private static let algorithms = [
    ("recursive doubling", 3), ("ring", 4), ("segmented ring", 5), ("Rabenseifner", 6),
  ]

  private static func with(_ algorithm: Int, _ base: [String: String]) -> [String: String] {
    base.merging(
      [
        "coll_tuned_use_dynamic_rules": "1", "coll_tuned_allreduce_algorithm": "\(algorithm)",
      ]) { $1 }
  }

  private static let ofOneHost: [MPISetting] = {
    let ob1 = ["pml": "ob1"]
    let twoCopies = ob1.merging(["btl_vader_single_copy_mechanism": "none"]) { $1 }
    let kernelCopy = ob1.merging(["btl_vader_single_copy_mechanism": "cma"]) { $1 }
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

  /// The names of all variables that any of the settings sets; the user's values are ignored.
  package static var names: Set<String> {
    Set(ofOneHost.flatMap(\.parameters.keys).map { "OMPI_MCA_\($0)" })
  }
}
