import Lockstep

/// A run that is saved, stops by itself, and goes on where an earlier one ended.
func runs(on group: ProcessGroup) throws {
  let (train, test) = try SyntheticDigits(trainCount: 2_000, testCount: 500).load(on: group)
  let model = Sequential {
    Dense(32, activation: "relu", inputShape: [784])
    Dense(10, activation: "softmax")
  }
  try model.compile(
    optimizer: "adam", loss: "sparse_categorical_crossentropy", metrics: ["accuracy"])
  let history = try model.fit(
    train.images.reshaped(to: [784]) / 255, train.labels, epochs: 20, batchSize: 128,
    validationSplit: 0.1, verbose: 0,
    callbacks: [
      EarlyStopping(monitor: "val_loss", patience: 2, restoreBestWeights: true),
      ReduceLROnPlateau(monitor: "val_loss", factor: 0.5, patience: 1),
      LambdaCallback(epochEnded: { report, run in
        run.print("epoch \(report.epoch + 1): \(report.logs)")
      }),
    ],
    options: RunOptions(
      checkpoints: CheckpointOptions("runs/digits", resume: .ifPresent, keep: 2)),
    on: group)
  group.print("\(history.epochs.count) epochs in this run")
  try model.save(to: "runs/digits.safetensors", on: group)
  let loaded = try Model.load(from: "runs/digits.safetensors")
  let (_, metrics) = try loaded.evaluate(
    test.images.reshaped(to: [784]) / 255, test.labels, verbose: 0, on: group)
  group.print("Test \(metrics)")
}
