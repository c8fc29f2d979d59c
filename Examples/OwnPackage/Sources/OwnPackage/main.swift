// Trains the tutorial's network on the built-in digits, saves it, and predicts with the saved one.
// Killed at any instant and started again, it goes on, and ends in the same bytes.
//
//     swift run -c release OwnPackage runs/own
//     mpirun -np 3 .build/release/OwnPackage runs/own
import Lockstep

let folder = CommandLine.arguments.dropFirst().first ?? "runs/own"

let model = Sequential()
model.add(Dense(512, activation: .relu, inputShape: [28 * 28]))
model.add(Dense(10, activation: .softmax))

func prepared(_ images: Samples, _ labels: Labels) throws -> (Samples, Labels) {
  (images.reshaped(to: [28 * 28]) / 255, try toCategorical(labels, classCount: 10))
}

func train(on group: ProcessGroup) throws {
  let digits = try SyntheticDigits(trainCount: 1_280, testCount: 500).load(on: group)
  let (x, y) = try prepared(digits.train.images, digits.train.labels)
  let (testX, testY) = try prepared(digits.test.images, digits.test.labels)
  let checkpoints = CheckpointOptions(folder, resume: .ifPresent, interval: .steps(3))

  try model.compile(optimizer: "adam", loss: "categorical_crossentropy", metrics: ["accuracy"])
  try model.fit(
    x, y, epochs: 3, batchSize: 128, verbose: .silent,
    options: RunOptions(checkpoints: checkpoints), on: group)
  let (_, metrics) = try model.evaluate(testX, testY, verbose: .silent, on: group)
  try model.save(to: folder + "/model.safetensors", on: group)

  let saved = try Model.load(from: folder + "/model.safetensors")
  let isSame = try saved.predict(testX[0..<10]) == model.predict(testX[0..<10])
  group.print("Test \(metrics); the saved model predicts the same: \(isSame)")
}

ProcessGroup.run { group in try train(on: group) }
