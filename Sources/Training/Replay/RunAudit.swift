import Engine
import Layers

/// Steps of a run that are computed again, alone, and compared with its digest log.
///
/// Every step between a checkpoint and a step that was asked for is computed anyway, and compared
/// too. Of the steps that were asked for, each rank's samples and gradients are compared where the
/// log has them: a flipped bit may make a gradient so small that no sum shows it. What follows from
/// a wrong step is not looked at, up to the next checkpoint.
package struct RunAudit {
  /// Something that is not as it is computed again.
  package struct Finding: Sendable, Equatable {
    /// Where something is wrong.
    package enum Place: Sendable, Equatable {
      /// A step.
      case step(Int)
      /// A checkpoint of another content than the log says of its step.
      case checkpoint(String)
    }

    /// Where it is.
    package let place: Place
    /// The tensors that differ; none where a step was skipped only in the run, or only here.
    package let tensors: [DigestRecord.Tensor]
    /// What that tells of the cause.
    package var cause: Cause
    /// An element of each tensor that differs, and its rank, as far as they can be told.
    package var elements: [Element] = []

    /// Returns the finding with what ranks had, which tells more of its cause.
    fileprivate func with(_ elements: [Element]) -> Finding {
      guard let kind = elements.first?.kind else { return self }
      return Finding(
        place: place, tensors: tensors, cause: kind == .samples ? .operands : .gradient,
        elements: elements)
    }
  }

  /// What the tensors of a wrong step tell.
  package enum Cause: String, Sendable {
    case skipped = "only one of the two has made the update"
    case memory = "weights or slots that it read had changed in memory"
    case saved = "it has other numbers than its step"
    case operands =
      "weights, variables or samples that it read were not what they should be, or a pass went wrong"
    case gradient = "its gradient was computed or summed wrongly"
    case update = "its update, or the optimizer's slots that it read, were wrong"
    case statistics = "its moving statistics were computed wrongly"
    case unknown = "the log has no gradients to tell more"
  }

  /// The steps that were asked for, in order.
  package let steps: [Int]
  /// The steps that were computed again.
  package private(set) var computedCount = 0
  /// What was found, in the order of the steps.
  package private(set) var findings: [Finding] = []

  /// Computes steps of a run again.
  ///
  /// - Parameters:
  ///   - steps: The steps, which the log must have.
  ///   - path: A folder of checkpoints, or one of them.
  ///   - log: The run's digest log.
  ///   - policy: The policy for a step that is not finite.
  ///   - data: Returns the training data of a run, once for each checkpoint that is used.
  /// - Throws: `ReplayError`, and errors of files and data.
  package init(
    _ steps: [Int], of path: String, log: SavedDigests, nonFinite policy: NonFinitePolicy = .stop,
    data: (ReplayedRun) throws -> TrainingData
  ) throws {
    self.steps = steps.sorted()
    let checkpoints = try ReplayedRun.checkpoints(in: path) ?? []
    /// The number of checkpoints before a step: steps between two of them are computed in a row.
    func before(_ step: Int) -> Int { checkpoints.count { $0.iterations < step } }
    var rest = self.steps[...]
    while let first = rest.first {
      let row = rest.prefix { before($0) == before(first) }
      rest = rest.dropFirst(row.count)
      let last = row.last ?? first
      let run = try ReplayedRun(path, before: first)
      try log.check(run)
      try audit(
        run, first: first, last: last, log, policy, data,
        end: checkpoints.last { $0.iterations == last }?.path)
    }
  }

  /// Chooses steps of a log at random, each once: the same ones for the same seed.
  package static func draw(_ count: Int, from steps: [Int], seed: UInt64) -> [Int] {
    var rest = steps
    return (0..<min(count, steps.count)).map { number in
      let word = (seed.mixed &+ UInt64(number)).mixed
      return rest.remove(at: Int(word % UInt64(rest.count)))
    }.sorted()
  }
}

// MARK: - From one checkpoint on

extension RunAudit {
  /// Ends the computation behind a wrong step.
  private struct End: Error {}

  private mutating func audit(
    _ run: ReplayedRun, first: Int, last: Int, _ log: SavedDigests, _ policy: NonFinitePolicy,
    _ data: (ReplayedRun) throws -> TrainingData, end: String?
  ) throws {
    if !findings.contains(where: { $0.place == .checkpoint(run.path) }) {
      let tensors = try Self.differences(of: run.startRecord, from: log)
      if !tensors.isEmpty {
        findings.append(Finding(place: .checkpoint(run.path), tensors: tensors, cause: .saved))
      }
    }
    for step in [first, last] { _ = try log.record(ofStep: step) }
    let samples = try data(run)
    let drawn = Set(steps)
    var finding: Finding?
    var elements: [Element] = []
    var current: DigestRecord?
    var count = 0
    do {
      try run.compute(
        through: last, of: samples, nonFinite: policy,
        stepBegins: { trainer, batch in
          guard finding == nil else { throw End() }
          let step = batch.iteration
          current = try log.found(step)
          let ranks = current?.ranks ?? []
          let comparison = RankComparison(trainer: trainer, batch: batch, data: samples)
          let changed = comparison.memory(ranks)
          guard changed.isEmpty else {
            finding = Finding(place: .step(step), tensors: [], cause: .memory, elements: changed)
            throw End()
          }
          elements = drawn.contains(step) && !ranks.isEmpty ? try comparison.passes(ranks) : []
        },
        digested: { record in
          count += 1
          guard let logged = current, logged.step == record.step else { return }
          finding = Self.finding(record, logged, elements)
        })
    } catch is End {}
    computedCount += count
    if let wrong = finding, wrong.elements.isEmpty, case .step(let step) = wrong.place,
      !drawn.contains(step), let logged = try log.found(step), !logged.ranks.isEmpty
    {
      let run = try run.again()
      finding = wrong.with(
        try Self.elements(of: run, step: step, policy, data(run), logged.ranks))
    }
    if finding == nil, let end {
      finding = try Self.finding(in: end, after: run, log, step: last)
    }
    if let finding { findings.append(finding) }
  }

  /// Computes a wrong step once more, and compares each rank's samples and gradients.
  private static func elements(
    of run: ReplayedRun, step: Int, _ policy: NonFinitePolicy, _ data: TrainingData,
    _ ranks: [RankDigests]
  ) throws -> [Element] {
    var elements: [Element] = []
    do {
      try run.compute(
        through: step, of: data, nonFinite: policy,
        stepBegins: { trainer, batch in
          guard batch.iteration == step else { return }
          elements = try RankComparison(trainer: trainer, batch: batch, data: data)
            .passes(ranks)
          throw End()
        }, digested: { _ in })
    } catch is End {}
    return elements
  }

  /// Compares the checkpoint of the last step that was computed again with what is there now; nil
  /// where all is the same.
  ///
  /// The rank of a weight or slot is the one that updates it. Weights that a callback has put back
  /// are compared with the digests of the step that they are of.
  private static func finding(
    in path: String, after run: ReplayedRun, _ log: SavedDigests, step: Int
  ) throws -> Finding? {
    let ranks = try log.found(step)?.ranks ?? []
    let checkpoint = try Checkpoint(readingFrom: path)
    let isRestored = checkpoint.header.hasRestoredWeights
    let saved = try checkpoint.state(of: run.model)
    let now = try run.model.currentState()
    let plan = try run.model.variablePlan()
    var tensors = isRestored ? try differences(of: checkpoint.digestRecord, from: log) : []
    var elements: [Element] = []
    func compare(
      _ what: String, _ kind: DigestRecord.Kind?, _ space: ParameterSpace, _ found: [Float],
      _ expected: [Float], from offset: Int = 0
    ) {
      for parameter in space.parameters {
        let range = parameter.range.lowerBound + offset..<parameter.range.upperBound + offset
        let difference = TensorDifference(Array(found[range]), Array(expected[range]))
        guard let first = difference.first else { continue }
        if let kind { tensors.append(DigestRecord.Tensor(kind: kind, name: parameter.name)) }
        let position = parameter.range.lowerBound + first.index
        var element = Element(
          tensor: "\(what): \(parameter.name)",
          rank: kind == .variables ? nil : ranks.firstIndex { $0.slice.contains(position) },
          otherCount: difference.count - 1)
        element.locate(first.index, in: parameter.shape, first.texts.0, first.texts.1)
        elements.append(element)
      }
    }
    let space = plan.parameterSpace
    if !isRestored {
      compare("parameters", .parameters, space, saved.weights, now.weights)
      compare("variables", .variables, plan.variableSpace, saved.variables, now.variables)
    }
    if saved.slots.count == now.slots.count {
      for (slot, name) in (run.model.optimizer?.slotNames ?? []).enumerated() {
        compare(
          "optimizer's \(name)", nil, space, saved.slots, now.slots, from: slot * space.count)
      }
    }
    guard !elements.isEmpty || !tensors.isEmpty else { return nil }
    return Finding(place: .checkpoint(path), tensors: tensors, cause: .saved, elements: elements)
  }

  /// Returns the tensors in which a checkpoint differs from the log; none where one says nothing.
  private static func differences(
    of saved: DigestRecord?, from log: SavedDigests
  ) throws -> [DigestRecord.Tensor] {
    guard let saved, let logged = try log.found(saved.step) else { return [] }
    return saved.differences(from: logged)
  }

  /// Compares a step that was computed again with the log's; nil where they are the same, and no
  /// rank has had something else.
  private static func finding(
    _ found: DigestRecord, _ logged: DigestRecord, _ elements: [Element]
  ) -> Finding? {
    let tensors = found.differences(from: logged)
    guard !tensors.isEmpty || !elements.isEmpty || found.isSkipped != logged.isSkipped else {
      return nil
    }
    return Finding(
      place: .step(found.step), tensors: tensors, cause: cause(of: tensors, found, logged)
    ).with(elements)
  }

  private static func cause(
    of tensors: [DigestRecord.Tensor], _ found: DigestRecord, _ logged: DigestRecord
  ) -> Cause {
    guard found.isSkipped == logged.isSkipped else { return .skipped }
    guard logged.digests[.gradients] != nil else { return .unknown }
    let wrong = tensors.count { $0.kind == .gradients }
    if wrong > 1 { return .operands }
    if wrong > 0 { return .gradient }
    return tensors.contains { $0.kind == .parameters } ? .update : .statistics
  }
}
