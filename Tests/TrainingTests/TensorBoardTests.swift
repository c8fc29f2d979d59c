import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing

@testable import Training

@Suite("TensorBoard")
struct TensorBoardTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func fit(
    _ model: Model, epochs: Int, _ callbacks: [any Callback], options: RunOptions = RunOptions()
  ) throws -> History {
    try model.fit(
      SmallProblem.samples(25), SmallProblem.oneHot(25), epochs: epochs, batchSize: 10,
      validationData: (SmallProblem.samples(9), try SmallProblem.oneHot(9)), verbose: .silent,
      callbacks: callbacks, options: options)
  }

  @Test("writes each epoch's numbers under Keras's tags, and changes no weight")
  func scalars() throws {
    let (model, plain) = (try SmallProblem.model(), try SmallProblem.model())
    let history = try fit(model, epochs: 3, [TensorBoard(folder.path("logs"))])
    _ = try fit(plain, epochs: 3, [])
    #expect(try firstDifference(model, plain) == nil)
    let training = try EventFolder(folder.path("logs/train"))
    let validation = try EventFolder(folder.path("logs/validation"))
    for (events, prefix) in [(training, ""), (validation, "val_")] {
      for name in ["loss", "accuracy"] {
        let scalars = events.scalars("epoch_\(name)")
        #expect(scalars.map(\.step) == [0, 1, 2])
        #expect(scalars.map(\.number) == history[prefix + name].map { Float($0) })
      }
    }
    #expect(training.scalars("epoch_learning_rate").map(\.number) == [0.01, 0.01, 0.01])
    #expect(
      training.tags == ["epoch_accuracy", "epoch_learning_rate", "epoch_loss", "keras", "model"])
    #expect(validation.tags == ["epoch_accuracy", "epoch_loss"])
    let first = try #require(training.files.first)
    #expect(first[0].version == "brain.Event:2" && first[1].isStart)
    let text = try #require(first[2].values.first)
    #expect(text.plugin == "text" && text.text?.contains("dense_1 (Dense)") == true)
  }

  @Test(
    "writes the weights' histograms at an interval", arguments: [(1, [0, 1, 2]), (2, [0, 2])])
  func histograms(interval: Int, epochs: [Int]) throws {
    let model = try SmallProblem.model()
    _ = try fit(
      model, epochs: 3,
      [TensorBoard(folder.path("logs"), histogramFreq: interval, writeGraph: false)])
    let events = try EventFolder(folder.path("logs/train")).files.joined()
    for weight in try model.weights() {
      let found = events.filter { $0.values.contains { $0.tag == weight.name + "/histogram" } }
      #expect(found.map(\.step) == epochs, "\(weight.name)")
      guard let last = found.last?.values.first, last.buckets != nil, found.last?.step == 2 else {
        Issue.record("\(weight.name) has no histogram of the last epoch")
        continue
      }
      let numbers = weight.values.map(Double.init)
      #expect(last.buckets?.reduce(0, +) == Double(numbers.count))
      #expect(
        last.moments == [
          numbers.min() ?? 0, numbers.max() ?? 0, Double(numbers.count), numbers.reduce(0, +),
          numbers.reduce(0) { $0 + $1 * $1 },
        ])
      #expect(last.edges.last == numbers.max())
    }
  }

  @Test("writes the gradients' histograms where they are asked for")
  func gradients() throws {
    let model = try SmallProblem.model()
    _ = try fit(
      model, epochs: 1,
      [TensorBoard(folder.path("logs"), histogramFreq: 1, writeGraph: false, writeGrads: true)])
    let events = try EventFolder(folder.path("logs/train")).files.joined()
    // The last epoch's weights are the model's still.
    let expected = try model.gradients(
      SmallProblem.samples(25)[0..<10], SmallProblem.oneHot(25)[0..<10], training: true)
    #expect(!expected.isEmpty)
    for (name, _, values) in expected {
      let found = events.flatMap(\.values).filter { $0.tag == "\(name)/gradient/histogram" }
      #expect(found.count == 1, "\(name)")
      let numbers = values.map(Double.init)
      #expect(
        found.first?.moments == [
          numbers.min() ?? 0, numbers.max() ?? 0, Double(numbers.count), numbers.reduce(0, +),
          numbers.reduce(0) { $0 + $1 * $1 },
        ], "\(name)")
    }
  }

  @Test("of a run writes the worst mistakes at its end, where samples are pictures")
  func mistakes() throws {
    for shape in [[4, 4, 1], [16]] {
      let path = folder.path("logs-\(shape.count)")
      var options = RunOptions()
      options.tensorBoard = path
      let model = Sequential([
        InputLayer(shape: Shape(shape)), Flatten(), Dense(4, activation: .softmax),
      ])
      try model.compile(optimizer: SGD(), loss: .categoricalCrossentropy)
      let labels = try toCategorical(Labels((0..<20).map { $0 % 4 }), classCount: 4)
      _ = try model.fit(
        SmallProblem.samples(20).reshaped(to: shape), labels, epochs: 2, batchSize: 10,
        validationSplit: 0.5, verbose: .silent, options: options)
      let pictures = try EventFolder(path + "/train").files.joined().flatMap { event in
        event.values.filter { $0.tag.hasPrefix("mistakes/") }.map { (event.step, $0) }
      }
      guard shape.count == 3 else {
        #expect(pictures.isEmpty)
        continue
      }
      try #require(!pictures.isEmpty, "the model is never wrong")
      for (step, picture) in pictures {
        #expect(step == 1 && picture.plugin == "images")
        #expect(picture.strings.prefix(2) == [Array("4".utf8), Array("4".utf8)])
        #expect(picture.strings.last?.starts(with: [0x89, 0x50, 0x4E, 0x47]) == true)
        #expect(picture.title?.contains(" of the validation data: label ") == true)
      }
      #expect(pictures.map(\.1.tag) == pictures.map(\.1.tag).sorted())
    }
  }

  @Test("of a resumed run goes on in a new file, each epoch once")
  func resumed() throws {
    var options = RunOptions(
      checkpoints: CheckpointOptions(folder.path("run"), resume: .ifPresent))
    options.tensorBoard = folder.path("logs")
    struct Killed: Error {}
    let killer = LambdaCallback(stepEnded: { report, _ in
      if report.iterations == 8 { throw Killed() }
    })
    #expect(throws: Killed.self) {
      try fit(SmallProblem.model(), epochs: 4, [killer], options: options)
    }
    // As if it had been killed in the middle of a later write.
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("logs/train"))
    let path = folder.path("logs/train/\(try #require(names.first))")
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data([24, 0, 0]))
    try file.close()
    let whole = try fit(SmallProblem.model(), epochs: 4, [])
    _ = try fit(SmallProblem.model(), epochs: 4, [], options: options)
    let events = try EventFolder(folder.path("logs/train"))
    #expect(events.files.count == 2)
    let losses = events.scalars("epoch_loss")
    #expect(losses.map(\.step) == [0, 1, 2, 3])
    #expect(losses.map(\.number) == whole["loss"].map { Float($0) })
    #expect(events.files[1][1].isStart && events.files[1][1].step == 2)
  }

  @Test("of a new run without validation takes the place of the last one's validation too")
  func withoutValidation() throws {
    _ = try fit(SmallProblem.model(), epochs: 2, [TensorBoard(folder.path("logs"))])
    _ = try SmallProblem.model().fit(
      SmallProblem.samples(25), SmallProblem.oneHot(25), epochs: 1, batchSize: 10,
      verbose: .silent, callbacks: [TensorBoard(folder.path("logs"))])
    // TensorBoard drops what is before a file's start from its first epoch on.
    let files = try EventFolder(folder.path("logs/validation")).files
    #expect(files.count == 2)
    let start = try #require(files.last?.last)
    #expect(start.isStart && start.step == 0)
  }

  @Test("leaves other programs' files as they are, and begins behind them")
  func others() throws {
    let other = "events.out.tfevents.4000000000.host.1.0.v2"
    try FileManager.default.createDirectory(
      atPath: folder.path("logs/train"), withIntermediateDirectories: true)
    _ = try folder.write("logs/train/\(other)", [1, 2, 3])
    let file = try EventFile(in: folder.path("logs/train"))
    try file.removeEvents(fromEpoch: 0)
    try file.begin(atEpoch: 0)
    #expect(try folder.bytes("logs/train/\(other)") == [1, 2, 3])
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("logs/train"))
    #expect(names.max()?.hasPrefix("events.out.tfevents.4000000001.") == true, "\(names)")
  }

  @Test("does not end a run whose folder goes away, and is refused where none can be made")
  func failures() throws {
    let board = TensorBoard(folder.path("logs"), histogramFreq: 1)
    let path = folder.path("logs")
    let remover = LambdaCallback(epochEnded: { report, _ in
      guard report.epoch == 0 else { return }
      try FileManager.default.removeItem(atPath: path)
      try Data().write(to: URL(filePath: path))
    })
    let history = try fit(SmallProblem.model(), epochs: 3, [remover, board])
    #expect(history.epochs == [0, 1, 2])
    #expect(throws: FileError.self) { try fit(SmallProblem.model(), epochs: 1, [board]) }
    for board in [TensorBoard(""), TensorBoard("a", histogramFreq: -1)] {
      #expect(throws: TrainingError.self) { try fit(SmallProblem.model(), epochs: 1, [board]) }
    }
    #expect(throws: TrainingError.self) {
      try fit(SmallProblem.model(), epochs: 1, [TensorBoard("a"), TensorBoard("./a")])
    }
  }
}
