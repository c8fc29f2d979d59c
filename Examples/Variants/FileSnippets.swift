import Lockstep

/// The lines on data from files.
func fileSnippets(on group: ProcessGroup) throws {
  let ((x, y), (testX, testY)) = try DataFiles.load(from: "mnist.npz", on: group)
  for samples in [x, testX] { try samples.check() }
  for labels in [y, testY] { try labels.check() }
}

/// The lines on a table, and on a part of it to test with.
func tableSnippets(on group: ProcessGroup) throws {
  let (table, _) = try DataFiles.load(from: "iris.csv", on: group)
  let ((x, y), (testX, testY)) = try trainTestSplit(
    table.samples, table.labels, trainFraction: 0.8, stratified: true)
  for samples in [x, testX] { try samples.check() }
  for labels in [y, testY] { try labels.check() }
}

/// The lines on a table with two values a row, and on standardizing.
func standardizingSnippets(on group: ProcessGroup) throws {
  let (table, _) = try DataFiles.load(
    from: "throws.csv", labelColumns: ["range", "height"], on: group)
  let ((x, y), (testX, testY)) = try trainTestSplit(
    table.samples, table.labels, trainFraction: 0.8)
  let normalization = Normalization(inputShape: [2])
  try normalization.adapt(x, on: group)
  let model = Sequential {
    normalization
    Dense(32, activation: .tanh)
    Dense(32, activation: .tanh)
    Dense(2)
  }
  try model.compile(optimizer: .adam(learningRate: 0.01), loss: .meanSquaredError)
  try model.fit(x, y, epochs: 200, on: group)
  try model.evaluate(testX, testY, on: group)
}
