import Foundation
import Lockstep
import TestSupport
import Testing

/// Saved models with parts of a program's own: `load` is given them, or leaves `compile` out.
@Suite("loading a model with parts of one's own", .flushedDenormals)
struct LoadingOwnPartsTests {
  private static func squared(_ name: String = "squared") -> LossFunction {
    LossFunction(name) { target, prediction, gradient in
      gradient[0] = 2 * (prediction[0] - target[0])
      return (prediction[0] - target[0]) * (prediction[0] - target[0])
    }
  }

  private static func distance(_ name: String = "distance") -> MetricFunction {
    MetricFunction(name) { target, prediction in abs(prediction[0] - target[0]) }
  }

  private let data = (Samples(values: [1, 2], shape: [1]), Labels(values: [3, 6]))

  private func withSavedModel(_ body: (Model, String) throws -> Void) throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "model.safetensors").path
      let model = Sequential { Dense(1, kernelInitializer: Halves(), inputShape: [1]) }
      try model.compile(
        optimizer: Descent(learningRate: Falling(first: 0.25)), loss: Self.squared(),
        metrics: [Self.distance(), "mae"])
      try model.fit(data.0, data.1, epochs: 2, verbose: .silent)
      try model.save(to: path)
      #expect(
        try model.ownPartNames()
          == ["squared", "distance", "Descent", "Falling", "Halves"])
      try body(model, path)
    }
  }

  @Test("goes on as the model that was saved")
  func goesOn() throws {
    try withSavedModel { model, path in
      let loaded = try Model.load(
        from: path,
        customObjects: [
          Halves(), Self.squared(), Self.distance(), Falling(first: 0.25),
          Descent(learningRate: 1.0),
        ])
      #expect(loaded.iterations == 2)
      let histories = try [model, loaded].map {
        try $0.fit(data.0, data.1, epochs: 2, verbose: .silent)
      }
      #expect(histories[0] == histories[1])
      #expect(try model.weights().map(\.values) == loaded.weights().map(\.values))
    }
  }

  @Test("needs only what lays out layers, without compile")
  func withoutCompile() throws {
    try withSavedModel { model, path in
      let loaded = try Model.load(from: path, customObjects: [Halves()], compile: false)
      #expect(loaded.optimizer == nil)
      #expect(try loaded.predict([[1]]) == model.predict([[1]]))
    }
  }

  @Test("names what is missing, or has other arguments, and what to do")
  func refusals() throws {
    try withSavedModel { _, path in
      func message(
        _ objects: [any Configurable & Sendable], compile: Bool = true
      ) throws -> String {
        let error = try #require(throws: (any Error).self) {
          try Model.load(from: path, customObjects: objects, compile: compile)
        }
        return "\(error)"
      }
      let layers = try message([], compile: false)
      #expect(layers.contains("initializer Halves is not supported"), "\(layers)")
      #expect(layers.contains("give its part in customObjects"), "\(layers)")
      let loss = try message([Halves()])
      #expect(loss.contains("squared") && loss.contains("or load with compile: false"), "\(loss)")
      let metric = try message([Halves(), Self.squared(), Self.distance("other")])
      #expect(metric.contains("MetricFunction among customObjects is one with"), "\(metric)")
      let rate = try message([
        Halves(), Self.squared(), Self.distance(), Descent(learningRate: 1.0), Falling(first: 0.5),
      ])
      #expect(rate.contains("Falling among customObjects is one with"), "\(rate)")
    }
  }
}

private struct Halves: Initializer {
  func fill(_ values: inout MutableSpan<Float>, shape: [Int], random: ParameterRandom) {
    for i in values.indices { values[i] = 0.5 }
  }
}

private struct Falling: LearningRateSchedule {
  let first: Double

  var configuration: [String: ConfigurationValue] { ["first": .number(first)] }

  func rate(atStep step: Int) -> Float { Float(first / Double(step + 8)) }
}

private struct Descent: Optimizer {
  var learningRate: any LearningRateSchedule

  var slotNames: [String] { [] }

  func update(_ slice: ParameterSlice) -> Bool {
    for i in 0..<slice.count {
      unsafe slice.weights[i] -= slice.learningRate * slice.gradient[i]
    }
    return true
  }
}
