import Lockstep

/// The lines of the page on preparing data.
func dataSnippets(_ images: Samples, _ table: Samples) throws {
  let means: [Float] = [0.5, 0.25]
  let deviations: [Float] = [2, 4]
  let inputs = (images / 255 - 0.1307) / 0.3081
  let standardized = (table - means) / deviations
  try inputs.check()
  try standardized.check()
}

/// The lines on views.
func viewSnippets(_ images: Samples) throws {
  let first = images[..<1_000]
  let others = images[1_000...]
  let three = images[[3, 1, 4]]
  for image in three { print(image.max() ?? 0) }
  print(first.count, others.count)
}

/// The lines on samples and labels of a program's own.
func ownDataSnippets(_ table: [[Float]], _ pixels: [Float], _ integers: [Int]) throws {
  let numbers: [Float] = [1, 2, 3]
  let points: Samples = [[0, 0], [0, 1], [1, 0], [1, 1]]
  let rows = Samples(table)  // [[Double]], [[Float]] or [[Int]]
  let images = Samples(values: pixels, shape: [8, 8])

  let classes: Labels = [0, 1, 1, 0]
  let same = try Labels(integers)  // throws for a negative class
  let prices: Labels = [310.5, 84, 120.25]
  let counts = Labels(values: numbers, shape: [3])
  let reproduced = Labels(images / 16)  // for an autoencoder
  for samples in [points, rows, images] { try samples.check() }
  for labels in [classes, same, prices, counts, reproduced] { try labels.check() }
}
