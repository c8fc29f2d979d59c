import Lockstep

/// The lines on folders of images.
func imageSnippets(_ model: Model, on group: ProcessGroup) throws {
  let (train, test) = try DataFiles.load(
    imagesFrom: "flowers", imageSize: .init(height: 64, width: 64), colorMode: .rgb, on: group)
  group.print(train.labels.classNames ?? [])
  try model.fit(train.samples / 255, train.labels, epochs: 5, on: group)
  let (_, metrics) = try model.evaluate(test.samples / 255, test.labels, on: group)
  group.print("Test \(metrics)")
}
