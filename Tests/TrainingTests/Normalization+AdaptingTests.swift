import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing

@testable import Training

@Suite("Normalization.adapt", .flushedDenormals)
struct NormalizationAdaptingTests {
  /// Keras 3.15.1: `layer.adapt(x)`, its mean and variance.
  private let x: Samples = [
    [1.5, 200, 7, -3], [2.5, -100, 7, 4], [-1, 50, 7, 0.5], [0.25, 3, 7, 1e-3], [9, 10, 7, 1e5],
  ]

  @Test("finds the numbers that Keras finds, before and after a model exists")
  func keras() throws {
    let layer = Normalization()
    try layer.adapt(x)
    let expected: [[Float]] = [
      [2.450000047683716, 32.599998474121094, 7, 20000.30078125],
      [12.110000610351562, 9459.041015625, 0, 1599988096],
    ]
    func check() {
      #expect(layer.weights.map(\.name) == ["mean", "variance"])
      for (found, expected) in zip(layer.weights.flatMap(\.values), expected.flatMap(\.self)) {
        // NumPy sums in single precision.
        #expect(abs(found - expected) <= 4 * expected.ulp, "\(found), \(expected)")
      }
    }
    check()
    let model = Sequential([InputLayer(shape: [4]), layer, Dense(1)])
    #expect(try model.predict(x)[0].count == 1)
    check()
    try layer.adapt([[0, 0, 0, 0], [2, 4, 6, 8]])
    #expect(layer.weights.map(\.values) == [[1, 2, 3, 4], [1, 4, 9, 16]])
  }

  @Test("leaves training samples with mean 0 and deviation 1, and a constant as 0")
  func standardizes() throws {
    let layer = Normalization(inputShape: [4])
    try layer.adapt(x)
    let rows = try Sequential([layer]).predict(x)
    for column in 0..<4 {
      let values = rows.map { Double($0[column]) }
      let mean = values.reduce(0, +) / 5
      let square = values.reduce(0) { $0 + $1 * $1 } / 5
      #expect(abs(mean) < 1e-6 && abs(square - (column == 2 ? 0 : 1)) < 1e-6, "\(column)")
    }
  }

  @Test("takes images by channel, or as a whole")
  func images() throws {
    let images = Samples(values: [1, 10, 3, 30, 5, 50, 7, 70], shape: [1, 2, 2])
    let channels = Normalization()
    try channels.adapt(images)
    #expect(channels.weights.map(\.values) == [[4, 40], [5, 500]])
    let whole = Normalization(axis: [])
    try whole.adapt(images)
    #expect(whole.weights.map(\.shape) == [[], []] && whole.weights[0].values == [22])
  }

  @Test("is kept by training, files and exports, and each program's file has it")
  func files() throws {
    let model = Sequential(seed: 5) {
      Normalization(inputShape: [16])
      Dense(SmallProblem.classCount, activation: .softmax)
    }
    let layer = try #require(try model.layer("normalization") as? Normalization)
    let samples = SmallProblem.samples(34) * 100 + 7
    try layer.adapt(samples)
    let before = layer.weights.map(\.values)
    try model.compile(optimizer: .adam, loss: .categoricalCrossentropy)
    try model.fit(samples, SmallProblem.oneHot(34), epochs: 2, batchSize: 8, verbose: .silent)
    #expect(layer.weights.map(\.values) == before)
    try withTemporaryDirectory { folder in
      let outputs = try model.predict(samples)
      for ending in ["safetensors", "keras"] {
        let path = "\(folder.path)/saved.\(ending)"
        if ending == "keras" { try model.export(to: path) } else { try model.save(to: path) }
        let loaded = try Model.load(from: path)
        #expect(try firstDifference(loaded, model) == nil, "\(ending)")
        #expect(try loaded.predict(samples) == outputs, "\(ending)")
      }
      for ending in ["npz", "weights.h5", "keras"] {
        let path = "\(folder.path)/weights.\(ending)"
        try model.export(to: path)
        let other = Sequential(seed: 6) {
          Normalization(inputShape: [16])
          Dense(SmallProblem.classCount, activation: .softmax)
        }
        try other.loadWeights(from: path)
        #expect(try firstDifference(other, model) == nil, "\(ending)")
      }
      let file = try HDF5File("\(folder.path)/weights.weights.h5")
      #expect(try file.floats("layers/normalization/vars/0") == before[0])
      #expect(try file.floats("layers/normalization/vars/1") == before[1])
      #expect(try file.integer("layers/normalization/vars/2") == 0)
      try model.export(to: "\(folder.path)/model.onnx")
    }
  }

  @Test("refuses what has no mean or variance, by name")
  func errors() throws {
    func expect(_ words: String, _ samples: Samples, _ layer: Normalization = Normalization()) {
      #expect {
        try layer.adapt(samples)
      } throws: { "\($0)".contains(words) }
    }
    expect("at least 1", x[..<0])
    expect("element 1 of training sample 2", [[1, 2], [3, 4], [5, .nan]])
    expect("element 0 of training sample 1", [[1], [-.infinity]])
    expect("the variance of feature 1 is ", [[1, 3e38], [2, -3e38]])
    expect(
      "mean and variance are the layer's arguments", x, Normalization(mean: [1], variance: [1]))
    expect("axis of layer", x, Normalization(axis: 2))
    expect("found the range", x[..<10])
    let built = Normalization()
    try built.adapt(x)
    expect("the samples have shape [2]", [[1, 2]], built)
  }

  @Test("has variances in files that are never below 0")
  func negativeVariance() throws {
    try withTemporaryDirectory { folder in
      let model = Sequential([Normalization(inputShape: [2])])
      try model.setWeights(["normalization/variance": [1, -1]])
      let path = "\(folder.path)/a.npz"
      try model.export(to: path)
      #expect {
        try model.loadWeights(from: path)
      } throws: { "\($0)".contains("never below 0") }
    }
  }
}

@Suite("Model.standardized")
struct ModelStandardizedTests {
  @Test("keeps layers, names, weights and settings behind the normalization")
  func models() throws {
    let input = Symbol.input(shape: [16], name: "x")
    let hidden = try Dense(8, activation: .relu, name: "a")(input)
    let output = try Add()(hidden, Dense(8, name: "b")(input))
    let functional = Model(
      inputs: [input], outputs: [try Dense(4, activation: .softmax, name: "c")(output)],
      name: "two", seed: 4)
    for model in [functional, try SmallProblem.model()] {
      try model.compile(optimizer: .sgd, loss: .categoricalCrossentropy)
      let samples = SmallProblem.samples(20) * 3
      let normalization = Normalization(inputShape: [16])
      try normalization.adapt(samples)
      let standardized = try model.standardized(by: normalization)
      #expect(standardized.name == model.name && standardized.seed == model.seed)
      #expect(standardized.compilation?.optimizer is SGD)
      let names = try model.weights().map(\.name)
      #expect(
        try standardized.weights().map(\.name)
          == ["normalization/mean", "normalization/variance"] + names)
      let rows = try Sequential([normalization]).predict(samples)
      #expect(try standardized.predict(samples) == model.predict(rows))
      try withTemporaryDirectory { folder in
        let path = "\(folder.path)/m.safetensors"
        try standardized.save(to: path)
        #expect(try Model.load(from: path).predict(samples) == standardized.predict(samples))
      }
    }
  }
}
