package import Engine
package import Layers

extension GradientCheck {
  /// Returns the first difference of a model of the same layers from the plain loops, with losses
  /// instead of those of the check where given; nil if there is none.
  package func mismatch(_ model: Model, losses: [any Loss]? = nil) throws -> String? {
    let graph = try model.graph()
    guard graph.calls.map(\.name) == self.graph.calls.map(\.name) else {
      return "the calls are \(graph.calls.map(\.name))"
    }
    for (index, values) in try trainingValues(of: graph).enumerated() {
      let what = "\(graph.calls[index].name) in training"
      if let found = Self.mismatch(values, tensors[index].values, what) { return found }
    }
    let run = ProgramRun(
      try Program(
        graph,
        Objective(losses: losses ?? objective.losses, lossWeights: objective.lossWeights),
        labels: labels, capacity: batch.rows),
      weights: run.weights, variables: run.variables)
    return try inferenceMismatch(run) ?? trainingMismatch(run)
  }

  private func inferenceMismatch(_ run: ProgramRun) throws -> String? {
    var settings = settings
    settings.isTraining = false
    let expected = try interpreter.tensors(
      batch.inputs.map { $0.map(Double.init) }, settings)
    let outputs = try run.predict(batch.inputs, rows: batch.rows)
    for (values, index) in zip(outputs, graph.outputs) {
      let what = "\(graph.calls[index].name) at inference"
      if let found = Self.mismatch(values, expected[index].values, what) { return found }
    }
    return mismatch(
      of: try run.evaluate(batch), try losses(expected, settings), "at inference")
  }

  /// The same on three ranks, the last of which has fewer leaves.
  private func trainingMismatch(_ run: ProgramRun) throws -> String? {
    let sharded = ShardedRun(run)
    let outcome = try sharded.train(batch, shards: [0..<3, 3..<6, 6..<8], draws: draws)
    if let found = mismatch(of: outcome.scores, try losses(tensors, settings), "in training") {
      return found
    }
    let moved = interpreter.moveAverages(tensors, settings)
    for (rank, variables) in outcome.variables.enumerated() {
      for parameter in run.program.variableSpace.parameters {
        let what = "\(parameter.name) of rank \(rank)"
        let found = Self.mismatch(
          Array(variables[parameter.range]), moved[parameter.name] ?? [], what)
        if let found { return found }
      }
    }
    return Self.mismatch(
      run.parameters(of: outcome.gradient), gradients,
      names: run.program.parameterSpace.parameters.map(\.name))
  }

  /// Compares each row's weighted losses.
  private func mismatch(
    of scores: [[Double]], _ losses: [[Double]], _ phase: String
  ) -> String? {
    for (output, expected) in losses.enumerated() {
      let found = Self.mismatch(
        scores.map { Float($0[output]) }, zip(batch.weights, expected).map { Double($0) * $1 },
        "loss of output \(output) \(phase)")
      if let found { return found }
    }
    return nil
  }

  /// The first value that is off by more than 2e-5 of the largest, or of 1 where none is larger.
  ///
  /// That is some 300 roundings, of which a value of these small models has fewer than 200 behind
  /// it.
  package static func mismatch(_ found: [Float], _ expected: [Double], _ what: String) -> String? {
    guard found.count == expected.count else {
      return "\(what): \(found.count) values, expected \(expected.count)"
    }
    let tolerance = 2e-5 * expected.reduce(1) { max($0, abs($1)) }
    // Written so that NaN is a mismatch.
    for (element, value) in expected.enumerated()
    where !(abs(Double(found[element]) - value) <= tolerance) {
      return "\(what), element \(element): \(found[element]), expected \(value)"
    }
    return nil
  }

  /// The first parameter whose gradient is off by more than 1e-4 of its largest element, or nil.
  ///
  /// Each parameter is measured by itself, so that a small gradient cannot hide behind a large one;
  /// one whose gradient vanishes is measured by the largest of all.
  package static func mismatch(_ found: [[Float]], _ expected: [[Double]], names: [String])
    -> String?
  {
    guard found.map(\.count) == expected.map(\.count), found.count == names.count else {
      return "\(found.map(\.count)) values, expected \(expected.map(\.count))"
    }
    let largestOfAll = expected.joined().reduce(0) { max($0, abs($1)) }
    for (index, name) in names.enumerated() {
      let largest = expected[index].reduce(0) { max($0, abs($1)) }
      let tolerance = 1e-4 * (largest > 1e-6 * largestOfAll ? largest : largestOfAll)
      for (element, value) in expected[index].enumerated() {
        let difference = abs(Double(found[index][element]) - value)
        // Written so that NaN is a mismatch.
        if !(difference <= tolerance) {
          return "\(name)[\(element)]: \(found[index][element]), expected \(value)"
        }
      }
    }
    return nil
  }
}
