import Foundation
import Lockstep
import TestSupport
import Testing

/// Words that a user of Keras types first.
@Suite("Keras's words", .flushedDenormals)
struct KerasWordsTests {
  @Test("ReLU and Softmax are layers of their own, Input is one of a Sequential")
  func layers() throws {
    let model = Sequential(seed: 1) {
      Input(shape: [4])
      Dense(8)
      ReLU()
      Dense(3)
      Softmax()
    }
    let other = Sequential(seed: 1) {
      Dense(8, activation: .relu, inputShape: [4])
      Dense(3, activation: .softmax)
    }
    #expect(try model.predict([[1, 2, 3, 4]]) == other.predict([[1, 2, 3, 4]]))
    let summary = try model.summary()
    #expect(summary.contains("re_lu (ReLU)"))
    #expect(summary.contains("softmax (Softmax)"))
    #expect(try Sequential([Input(shape: [2]), ReLU()]).predict([[-1, 2]]) == [[0, 2]])
    let input = Input(shape: [2])
    #expect(try Model(inputs: [input], outputs: [ReLU()(input)]).predict([[-1, 2]]) == [[0, 2]])
  }

  @Test("a saved ReLU and Softmax come back as such")
  func files() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "model.safetensors").path
      let model = Sequential {
        Dense(3, inputShape: [4])
        ReLU()
        Softmax()
      }
      try model.save(to: path)
      let loaded = try Model.load(from: path)
      #expect(try loaded.layers.map(\.className).suffix(3) == ["Dense", "ReLU", "Softmax"])
      #expect(try loaded.predict([[1, 2, 3, 4]]) == model.predict([[1, 2, 3, 4]]))
    }
  }

  @Test("an activation can be a variable's string")
  func activations() throws {
    for word in ["relu", "sigmoid", "leaky_relu", "softmax"] {
      let model = Sequential(seed: 2) { Dense(3, activation: word, inputShape: [2]) }
      let other = Sequential(seed: 2) {
        Dense(3, inputShape: [2])
        Activation(ActivationFunction(word))
      }
      #expect(try model.predict([[1, -2]]) == other.predict([[1, -2]]), "\(word)")
    }
    let word = "rellu"
    #expect(throws: ModelError.self) {
      _ = try Sequential { Dense(3, activation: word, inputShape: [2]) }.predict([[1, -2]])
    }
  }

  /// From `w = 1` on `x = 1, 2`: predictions 1 and 2 of 3 and 6; errors 2 and 4.
  @Test("errors are metrics, by their short names and as the losses' types")
  func errors() throws {
    let model = Sequential {
      Dense(1, useBias: false, kernelInitializer: "ones", inputShape: [1])
    }
    try model.compile(
      optimizer: SGD(learningRate: 0.0), loss: "mae",
      metrics: ["mae", "mse", MeanSquaredError(), "mean_absolute_error"])
    let (loss, metrics) = try model.evaluate(
      Samples(values: [1, 2], shape: [1]), Labels(values: [3, 6]), verbose: 0)
    #expect(loss == 3)
    #expect(
      metrics
        == Logs(inOrder: [
          ("mae", 3), ("mse", 10), ("mean_squared_error", 10), ("mean_absolute_error", 3),
        ]))
  }

  @Test("predict takes a batch's size, and rows for a model without an input's shape")
  func predictions() throws {
    let model = Sequential(seed: 3) { Dense(2) }
    #expect(try model.predict([[1, 2], [3, 4]], batchSize: 1).map(\.count) == [2, 2])
    #expect(try model.inputShapes() == [[2]])
    #expect(throws: TrainingError.self) { try model.predict([[1, 2]], batchSize: 0) }
    #expect(throws: TrainingError.self) { try Sequential { Dense(2) }.predict([[Float]]()) }
    #expect(throws: TrainingError.self) { try Sequential { Dense(2) }.predict([[1, 2], [3]]) }
  }

  @Test("verbose is a number, true or false; classes have numClasses")
  func arguments() throws {
    #expect(Verbosity(true) == .bar && Verbosity(false) == .silent)
    _ = [
      EarlyStopping(verbose: 1), ReduceLROnPlateau(minLR: 1e-4, verbose: true),
      ModelCheckpoint("a", verbose: 0), LearningRateScheduler(verbose: 1) { 1 / Double($0 + 1) },
    ]
    let labels = try Labels([0, 2])
    #expect(try toCategorical(labels, numClasses: 3).encoding == .oneHot(classCount: 3))
  }

  @Test("sizes and strides are numbers or pairs, in any combination")
  func windows() throws {
    func shapes(_ layers: [any Layer]) throws -> [Shape] {
      try layers.map { layer in try layer(Input(shape: [9, 9, 2])).shape }
    }
    #expect(
      try shapes([
        Conv2D(4, 3, strides: 2), Conv2D(4, (3, 3), strides: 2), Conv2D(4, 3, strides: (2, 2)),
        Conv2D(4, (3, 3), strides: (2, 2)),
      ]) == [Shape](repeating: [4, 4, 4], count: 4))
    #expect(
      try shapes([
        MaxPooling2D(3, strides: 2), MaxPooling2D((3, 3), strides: 2),
        MaxPooling2D(3, strides: (2, 2)), AveragePooling2D((3, 3), strides: 2),
        AveragePooling2D(3, strides: (2, 2)),
      ]) == [Shape](repeating: [4, 4, 2], count: 5))
  }
}
