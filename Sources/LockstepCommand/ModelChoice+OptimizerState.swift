import Engine
import Layers
import Parallel
import Training

/// How a run's optimizer begins, where the model's file has the state of one.
enum OptimizerStart {
  /// It goes on with the file's state.
  case continued(String)
  /// It begins anew.
  case anew(String)
}

extension ModelChoice {
  /// Lets the compiled model go on with the optimizer's state in its `.keras` file, as `Model.load`
  /// does, unless options name another optimizer or other weights; collective.
  ///
  /// A learning rate that an option gives stays.
  ///
  /// - Parameters:
  ///   - options: The options of `compile`.
  ///   - initialWeights: The file of `--initial-weights`.
  ///   - group: The processes.
  /// - Returns: What a line for the user says; nil where the file has no state, or none that an
  ///   update has changed.
  /// - Throws: The errors of the file.
  func continueOptimizer(
    _ options: CompileOptions, initialWeights: String?, on group: ProcessGroup
  ) throws -> OptimizerStart? {
    guard let path = weights, hasSettings, let own = model.compilation?.optimizer else {
      return nil
    }
    func anew(_ why: String) throws -> OptimizerStart? {
      guard try group.isFirst && Model.updates(inKeras: path) > 0 else { return nil }
      return .anew("\(path): the optimizer's state is not used: \(why)")
    }
    guard initialWeights == nil else { return try anew("--initial-weights gives other weights") }
    guard let stored = storedOptimizer, stored.className == own.className,
      stored.slotNames == own.slotNames
    else {
      let option = options.optimizer == nil ? "--momentum" : "--optimizer"
      return try anew("\(option) names another optimizer, which begins anew")
    }
    let hasRate =
      options.learningRate != nil || options.schedule != nil || options.optimizer != nil
    try model.continueOptimizer(fromKeras: path, stored, takingRate: !hasRate, on: group)
    guard model.iterations > 0 else { return nil }
    return .continued(
      "Going on with the optimizer in \(path): \(own.className) after \(model.iterations) updates")
  }
}
