import Lockstep

/// Twenty epochs on few images, watched on images kept back: without dropout, and with it.
func overfitting(on group: ProcessGroup) throws {
  let ((trainImages, trainLabels), _) = try MNIST.load(on: group)
  let images = trainImages.prefix(5_000).reshaped(to: [28 * 28]) / 255
  for rate in [0, 0.5] {
    let model = Sequential {
      Dense(512, activation: .relu, inputShape: [28 * 28])
      Dropout(rate)
      Dense(10, activation: .softmax)
    }
    try model.compile(
      optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
    let history = try model.fit(
      images, trainLabels.prefix(5_000), epochs: 20, batchSize: 128, validationSplit: 0.2,
      verbose: .silent, on: group)
    group.print("dropout \(rate)")
    for epoch in [0, 4, 9, 14, 19] {
      group.print(
        "  epoch \(epoch + 1): loss \(history["loss"][epoch]), "
          + "val_loss \(history["val_loss"][epoch]), "
          + "val_accuracy \(history["val_accuracy"][epoch])")
    }
  }
}
