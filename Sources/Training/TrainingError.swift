/// An error of training or evaluation.
public enum TrainingError: Error, Equatable {
  /// An invalid option.
  case invalidValue(of: String, expected: String, found: String)
  /// The numbers of samples and labels differ.
  case count(samples: Int, labels: Int)
  /// The numbers of samples and weights differ.
  case weightCount(samples: Int, weights: Int)
  /// The shape of the samples does not match the model.
  case shape(found: [Int], expected: [Int])
  /// The encoding of the labels does not match the loss.
  case labels(loss: String, expected: String, found: String, fitting: String)
  /// Gradients do not match difference quotients of the loss.
  case gradients(parameters: [String])
  /// The run was requested to end, and has saved its state.
  case interrupted(iteration: Int, checkpoint: String?)
  /// The loss or a gradient is not finite.
  case notFinite(what: String, epoch: Int, iteration: Int)
  /// An element of a training sample is NaN or infinite.
  case sample(index: Int, element: Int, found: String)
  /// Numbers that must have the same bits differ.
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
        + "last checkpoint"
        // Samples are what they are at any rate.
        + (what.hasPrefix("the input ") ? "" : "; try a smaller learning rate")
    case .sample(let index, let element, let found):
      "element \(element) of training sample \(index), counted from 0, is \(found); expected finite "
        + "numbers"
    case .corruption(let what, let iteration):
      "\(what), at step \(iteration): a memory or a processor is faulty; nothing was saved since "
        + "the last checkpoint; go on from it without that host"
    }
  }
}
