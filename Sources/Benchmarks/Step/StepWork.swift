package import FileFormats

/// What all ranks together compute and move in a step.
package struct StepWork: Equatable {
  /// The floating-point operations of the forward pass.
  package let forwardOperations: Double
  /// The floating-point operations of the backward pass.
  package let backwardOperations: Double
  /// The bytes of the floats that the samples are gathered to.
  package let gatheredBytes: Double
  /// The bytes of the weights, once for each rank that updates them, and of the optimizer's
  /// numbers for them, read and written, and of each gradient, read.
  package let updatedBytes: Double

  /// Creates the work of a step.
  package init(
    forwardOperations: Double, backwardOperations: Double, gatheredBytes: Double = 0,
    updatedBytes: Double = 0
  ) {
    self.forwardOperations = forwardOperations
    self.backwardOperations = backwardOperations
    self.gatheredBytes = gatheredBytes
    self.updatedBytes = updatedBytes
  }

  /// The floating-point operations of a step.
  package var operations: Double { forwardOperations + backwardOperations }

  /// Creates work from JSON; nil when a value is missing.
  package init?(_ json: JSON) {
    guard let forward = json["forwardOperations"]?.numberValue,
      let backward = json["backwardOperations"]?.numberValue,
      let gathered = json["gatheredBytes"]?.numberValue,
      let updated = json["updatedBytes"]?.numberValue
    else { return nil }
    self.init(
      forwardOperations: forward, backwardOperations: backward, gatheredBytes: gathered,
      updatedBytes: updated)
  }

  /// The work as JSON.
  package var json: JSON {
    [
      "forwardOperations": .number(forwardOperations),
      "backwardOperations": .number(backwardOperations),
      "gatheredBytes": .number(gatheredBytes), "updatedBytes": .number(updatedBytes),
    ]
  }
}
