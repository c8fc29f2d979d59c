// The tutorial's main path, cell by cell; comments name its sections.
//
//     swift run -c release Tutorial
//     mpirun -np 4 .build/release/Tutorial
//
// Both print the same numbers. MNIST is looked for in $MNIST_DIR, then in data/mnist.

// 1. Imports: one module brings layers, models, data sets and the processes.
import Lockstep

// On every rank the same program: each computes its share of every batch, rank 0 alone prints.
ProcessGroup.run { group in
  // 2. Loading MNIST: 60,000 images to train with and 10,000 to test, one copy a host.
  var ((trainImages, trainLabels), (testImages, testLabels)) = try MNIST.load(on: group)

  // 3.1 Reshaping and normalizing: 28 by 28 bytes become 784 numbers from 0 to 1.
  trainImages = trainImages.reshaped(to: [28 * 28]) / 255
  testImages = testImages.reshaped(to: [28 * 28]) / 255

  // The fourth label is a 1.
  group.print(trainLabels[3])

  // 3.2 One-hot labels, as the loss of section 5.2 takes them.
  trainLabels = try toCategorical(trainLabels)
  testLabels = try toCategorical(testLabels)

  // 4.1 Building the model: a list of layers, each fed by the one before.
  let model = Sequential()

  // 4.2.2 The first dense layer: 512 units with ReLU over 784 inputs.
  model.add(Dense(512, activation: .relu, inputShape: [28 * 28]))

  // 4.2.3 The second dense layer: a probability for each digit.
  model.add(Dense(10, activation: .softmax))

  // 5. Compiling: Adam with its defaults, cross-entropy for one-hot labels, accuracy beside it.
  try model.compile(optimizer: .adam, loss: .categoricalCrossentropy, metrics: [.accuracy])

  // 6. Training: 5 epochs in batches of 128, whatever the number of ranks.
  try model.fit(trainImages, trainLabels, epochs: 5, batchSize: 128, on: group)

  // 7. Evaluating: loss and accuracy on images that the model has not seen.
  let (_, metrics) = try model.evaluate(testImages, testLabels, on: group)
  group.print("Test \(metrics)")
}
