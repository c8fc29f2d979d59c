/// Why training or evaluation cannot go on.
public enum TrainingError: Error, Equatable {
  /// An option that cannot be.
  case invalidValue(of: String, expected: String, found: String)
  /// Samples and labels do not belong together.
  case count(samples: Int, labels: Int)
  /// There are weights for other samples than those that are given.
  case weightCount(samples: Int, weights: Int)
  /// The samples' shape is not the model's.
  case shape(found: [Int], expected: [Int])
  /// The labels are written in the other way than the loss takes them.
  case labels(loss: String, expected: String, found: String, fitting: String)
  /// Gradients are not those of the loss.
  case gradients(parameters: [String])
  /// The run was asked to end, and has saved all that it needs to go on.
  case interrupted(iteration: Int, checkpoint: String?)
  /// The loss or a gradient stopped being a number.
  case notFinite(what: String, epoch: Int, iteration: Int)
  /// Numbers that must have the same bits have not.
  case corruption(what: String, iteration: Int)
}

extension TrainingError: CustomStringConvertible {
  /// One line: what was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .invalidValue(let name, let expected, let found):
      "\(name) is \(found); expected \(expected)"
    case .count(let samples, let labels):
      "\(samples) samples and \(labels) labels; expected as many of both"
    case .weightCount(let samples, let weights):
      "\(samples) samples and \(weights) sample weights; expected as many of both"
    case .shape(let found, let expected):
      "the samples have shape \(found), the model takes \(expected); reshape the samples"
    case .labels(let loss, let expected, let found, let fitting):
      "loss \(loss) takes \(expected), found \(found); use \(fitting), or convert the labels"
    case .gradients(let parameters):
      "the gradients of \(parameters.joined(separator: ", ")) do not agree with differences of "
        + "the loss; look at the backward passes behind them"
    case .interrupted(let iteration, let checkpoint):
      "asked to end; stopped after step \(iteration)"
        + (checkpoint.map {
          " and saved \($0); it can be resumed"
        } ?? "")
    case .notFinite(let what, let epoch, let iteration):
      "\(what) is not finite at step \(iteration) (epoch \(epoch)); nothing was saved since the "
        + "last checkpoint; try a smaller learning rate"
    case .corruption(let what, let iteration):
      "\(what), at step \(iteration): a memory or a processor is faulty; nothing was saved since "
        + "the last checkpoint; go on from it without that host"
    }
  }
}
