/// The digest of the weights that a small training ends in here, beside that of other machines.
struct ReferenceFacts: Codable, Equatable, Sendable {
  /// The numerics version that this program computes.
  var numerics = 0
  /// Nil where the training could not be made.
  var found: String?
  /// Nil for processors whose bits are not written down.
  var expected: String?
  /// Why the training could not be made.
  var error: String?
}

extension ReferenceFacts {
  var findings: [Finding] {
    guard let found else {
      return [
        Finding(
          "training", .problem, "a small training fails: \(error ?? "no reason is known")",
          remedy: "report it with the output of lockstep --version")
      ]
    }
    guard let expected else {
      return [
        Finding(
          "training", .unknown,
          "a small training ends in \(found); what it should be on such a processor is not known")
      ]
    }
    guard found == expected else {
      return [
        Finding(
          "training", .problem,
          "a small training ends in \(found), numerics version \(numerics) in \(expected)",
          remedy: "do not trust this machine: test its memory and processor, and lower its clock "
            + "where it is overclocked")
      ]
    }
    return [
      Finding(
        "training", .ok, "a small training ends in the bits of numerics version \(numerics)")
    ]
  }
}
