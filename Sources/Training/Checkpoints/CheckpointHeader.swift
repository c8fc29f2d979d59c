package import Datasets
import Engine
package import FileFormats
import Layers

/// The state of a run at the end of a step, without its tensors.
///
/// It contains neither world size, hosts, paths, exchange nor times: the same run gives the same
/// bytes in any environment.
package struct CheckpointHeader: Sendable, Equatable {
  package var progress: TrainingProgress
  /// The model in Keras's JSON.
  package var model: JSON
  /// Optimizer, loss and metrics.
  package var compilation: JSON
  /// The learning rate of the next update.
  package var learningRate: Float
  package var run: RunIdentity
  /// The best epoch so far, where a number is monitored.
  package var best: BestCheckpoint?
  /// The callbacks that have a state.
  package var callbacks: [CallbackRecord] = []
  /// The columns of the training data, where they are a table.
  package var columns: TableColumns?
  /// The form of the training data, where they are images in files.
  package var images: ImageForm?
  /// What the training samples were, where that is not what is assumed of them.
  package var samples: DataForm.Elements?
  /// The checksum of the first weights, where they are those of a file; see
  /// `VariablePlan.checksum`.
  package var initialWeights: String?
  /// The steps after which a callback has put back weights that it had kept, in order.
  package var restorations: [Int] = []
  /// The classes of the callbacks that have set the learning rate, in the order of their names;
  /// without `ReduceLROnPlateau`, which has a state.
  package var rateSetters: [String] = []

  /// The most steps of `restorations` that are kept: the newest ones.
  package static let restorationLimit = 1_000

  /// Whether the weights are those that a callback has put back, not those of the last step.
  package var hasRestoredWeights: Bool { restorations.last == progress.iterations }
}

extension CheckpointHeader {
  /// The form of the training data.
  package var form: DataForm { DataForm(columns: columns, images: images, elements: samples) }
}

/// The settings that must be equal to resume a run.
package struct RunIdentity: Sendable, Equatable {
  package var seed: UInt64
  package var batchSize: Int
  package var leafCount: Int
  package var shuffle: Bool
  /// The number of training samples, and checksums of samples and labels.
  package var data: String

  package init(seed: UInt64, batchSize: Int, leafCount: Int, shuffle: Bool, data: String) {
    self.seed = seed
    self.batchSize = batchSize
    self.leafCount = leafCount
    self.shuffle = shuffle
    self.data = data
  }
}

/// A callback's state, with its index and class.
package struct CallbackRecord: Sendable, Equatable {
  /// The callback's index in the run's list.
  package let index: Int
  /// The callback's class.
  package let className: String
  package let state: [String: Double]

  package init(index: Int, className: String, state: [String: Double]) {
    self.index = index
    self.className = className
    self.state = state
  }

  /// Returns the states of the callbacks that have one, and empty ones of those that only keep
  /// weights, given by their indices.
  static func records(
    of callbacks: [any Callback], keepingWeights keeping: Set<Int> = []
  ) -> [CallbackRecord] {
    callbacks.enumerated().compactMap { index, callback in
      let state = callback.state
      guard !state.isEmpty || keeping.contains(index) else { return nil }
      return CallbackRecord(
        index: index, className: String(describing: type(of: callback)), state: state)
    }
  }
}

/// The weights that a callback has kept, or to which a rollback returns.
package struct CheckpointKept: Sendable, Equatable {
  /// The callback's index, or `KeptWeights.rollbackTarget`.
  package let index: Int
  /// The trainable variables, in model order.
  package let weights: [NamedTensor]
  /// The non-trainable variables, in model order.
  package let variables: [NamedTensor]
  /// The optimizer's slots, slot by slot in model order; none for a callback.
  package let slots: [NamedTensor]

  /// Returns the prefix of the names of the tensors.
  static func prefix(ofCallback index: Int) -> String {
    index == KeptWeights.rollbackTarget ? "callbacks/rollback/" : "callbacks/\(index)/"
  }
}
