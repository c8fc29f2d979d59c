import Lockstep

/// Section 5.2: what each loss says of one answer.
func losses(on group: ProcessGroup) throws {
  /// A model that answers with its input, so that the loss of an answer can be asked for.
  func show(_ words: String, _ loss: any Loss, _ answer: [Float], _ truth: Labels) throws {
    let model = Sequential { InputLayer(shape: [answer.count]) }
    try model.compile(optimizer: .sgd, loss: loss)
    let value = try model.evaluate(
      Samples(values: answer, shape: [answer.count]), truth, verbose: .silent, on: group
    ).loss
    group.print("\(loss.identifier), \(words): \(value)")
  }
  let second = try Labels([1])
  let oneHot = try toCategorical(second, classCount: 3)
  let (good, bad): ([Float], [Float]) = ([0.1, 0.8, 0.1], [0.8, 0.1, 0.1])
  try show("one-hot, good", .categoricalCrossentropy, good, oneHot)
  try show("one-hot, bad", .categoricalCrossentropy, bad, oneHot)
  try show("integer, good", .sparseCategoricalCrossentropy, good, second)
  try show("logits", CategoricalCrossentropy(fromLogits: true), [1, 3, 1], oneHot)
  try show("smoothed", CategoricalCrossentropy(labelSmoothing: 0.1), good, oneHot)
  try show("0.8 for a 1", .binaryCrossentropy, [0.8], second)
  try show("0.8 for a 0", .binaryCrossentropy, [0.8], Labels([0]))
  for rate in [2, 4, 6] as [Float] {
    try show("rate \(rate) for a count of 4", .poisson, [rate], Labels(values: [4]))
  }
  try show("1 and 5 for 2 and 2", .meanSquaredError, [1, 5], Labels(values: [2, 2], shape: [2]))
  try show("the same", .meanAbsoluteError, [1, 5], Labels(values: [2, 2], shape: [2]))
}
