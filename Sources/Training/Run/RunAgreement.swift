import Datasets
import Engine
import FileFormats
import KerasFormat
import Kernels
import Layers
import Parallel

/// The facts of a run that must be equal on all ranks.
///
/// They are compared before the first step: ranks with different facts would otherwise deadlock, or
/// train an inconsistent model.
struct RunAgreement {
  private let model: Model
  private let parts: TrainingParts
  private let facts: [(what: String, value: String)]

  /// Collects the facts of a run.
  ///
  /// - Throws: `ModelError` for a model that is invalid or not compiled.
  init(
    _ model: Model, _ parts: TrainingParts, _ settings: TrainingOptions, _ options: RunOptions
  ) throws {
    guard let compilation = model.compilation else { throw ModelError.notCompiled }
    self.model = model
    self.parts = parts
    let checkpoints = options.checkpoints
    let graph = try model.graph()
    var facts: [(what: String, value: String)] = [
      ("arithmetic", "numerics \(Numerics.version) on \(InstructionSet.architecture)"),
      ("floating-point mode", FloatingPointMode.description),
      ("models", graph.description),
      ("seeds", "\(model.seed)"),
      ("optimizers, losses or metrics", compilation.configuration().serialized()),
      ("numbers of updates so far", "\(model.iterations)"),
      ("numbers of epochs", "\(settings.initialEpoch) to \(settings.epochs)"),
      ("batch sizes", "\(settings.batchSize)"),
      ("leaf counts", "\(settings.leafCount)"),
      ("orders of samples", settings.shuffle ? "shuffled" : "as given"),
      ("exchanges", settings.exchange.rawValue),
      ("policies for numbers that are not finite", settings.nonFinite.rawValue),
      ("last steps", settings.maximumIterations.map { "\($0)" } ?? "none"),
      ("verification intervals", settings.verificationInterval.map { "\($0)" } ?? "none"),
      (
        "digest logs",
        options.digestLog == nil
          ? "none"
          : (options.digestsGradients ? "with gradients" : "of parameters")
            + (options.digestsRanks ? " and of ranks" : "")
      ),
      (
        "traces",
        options.trace == nil ? "none" : options.traceSteps.map { "of steps \($0)" } ?? "usual"
      ),
      ("ranks that evaluate", settings.evaluationRanks.rawValue),
      ("folders for checkpoints", checkpoints?.directory ?? "none"),
      ("checkpoint settings", checkpoints?.settings ?? "none"),
      ("numbers of validation samples", parts.validation.map { "\($0.count)" } ?? "none"),
    ]
    facts += parts.validation?.facts("the validation data") ?? []
    facts += graph.calls.map { call in
      ("settings of layer \(call.name)", JSON(.object(call.layer.configuration)).serialized())
    }
    self.facts = facts
  }

  /// Synchronises the ranks and compares the facts, the weights and the data.
  ///
  /// - Returns: A function that returns the data's fingerprint, which a single rank computes only
  ///   when it is called.
  /// - Throws: `ParallelError.disagreement` or `.differentCalls` on rank 0.
  func enter(_ group: ProcessGroup) throws -> () throws -> String {
    guard group.worldSize > 1 else { return { [data = parts.train] in data.fingerprint } }
    try group.enter(
      "fit",
      comparing: facts + [
        ("weights", try model.variablePlan().digest), ("parts of the data", parts.train.view),
      ])
    let fingerprint = try group.agreedFingerprint(parts.train)
    if let validation = parts.validation {
      try group.compareContent(of: validation, called: "validation data")
    }
    return { fingerprint }
  }
}
