import FileFormats
import Foundation
import Kernels
import Lockstep
import Testing

/// One of the small trainings in `Fixtures`, which Keras made in double precision.
///
/// Its keys and formulas are told in `Fixtures/README.md`.
struct ReferenceCase {
  let name: String
  private let json: JSON

  /// The files of trainings, one a family of cases.
  static let families = [
    "activations", "graphs", "layers", "losses", "metrics", "optimizers", "schedules",
  ]

  /// The cases of each family, in the order of its file; a file that cannot be read has none.
  private static let cases = families.flatMap { family in
    let url = Bundle.module.bundleURL.appending(path: "Fixtures/\(family).json")
    return (try? JSON(contentsOfFile: url.path))?["cases"]?.arrayValue ?? []
  }

  /// The names of all cases.
  static let names = cases.compactMap { $0["name"]?.stringValue }

  init(_ name: String) throws {
    self.name = name
    json = try #require(Self.cases.first { $0["name"]?.stringValue == name }, "\(name)")
  }

  subscript(key: String) -> JSON? { json[key] }

  /// Numbers under a key.
  func numbers(_ key: String) throws -> [Double] {
    try #require(json[key]?.arrayValue, "\(key)").compactMap(\.numberValue)
  }

  func integer(_ key: String) throws -> Int { try #require(json[key]?.integerValue, "\(key)") }

  /// A table of arrays under a key.
  func tensors(_ key: String) throws -> [String: [Double]] {
    try #require(json[key]?.objectValue, "\(key)").mapValues {
      ($0.arrayValue ?? []).compactMap(\.numberValue)
    }
  }

  /// A table of numbers under a key.
  func table(_ key: String) throws -> [String: Double] {
    try #require(json[key]?.objectValue, "\(key)").compactMapValues(\.numberValue)
  }
}

// MARK: - Model and data

extension ReferenceCase {
  /// The compiled model with the initial weights.
  func model() throws -> Model {
    FloatingPointMode.flushDenormals()
    let model = try Model.make(configuration: #require(json["model"]))
    let losses = try #require(json["loss"]?.arrayValue)
    let arguments = try #require(json["loss_arguments"]?.arrayValue)
    var objective: [any Loss] = []
    for (loss, arguments) in zip(losses, arguments) {
      objective.append(
        try LossRegistry.loss(
          configuration: ["class_name": loss, "config": arguments], path: "loss"))
    }
    let metrics = try #require(json["metrics"]?.arrayValue).map { list in
      try (list.arrayValue ?? []).map { entry in
        var arguments = entry.objectValue ?? [:]
        let name = try #require(entry["name"])
        arguments["name"] = nil
        return try MetricRegistry.metric(
          configuration: ["class_name": name, "config": .object(arguments)], path: "metrics")
      }
    }
    let (optimizer, clipping) = try OptimizerRegistry.optimizer(
      configuration: #require(json["optimizer"]), path: "optimizer")
    try model.compile(
      optimizer: optimizer, losses: objective,
      lossWeights: try numbers("loss_weights").map(Float.init), metrics: metrics,
      clipping: clipping)
    try model.setWeights(initialWeights())
    return model
  }

  /// The first weights by name, as the formulas of their kinds say.
  private func initialWeights() throws -> [String: [Float]] {
    let shapes = try #require(json["weight_shapes"]?.arrayValue)
    return try Dictionary(
      uniqueKeysWithValues: shapes.enumerated().map { index, entry in
        let name = try #require(entry[0]?.stringValue)
        let shape = try #require(entry[1]?.arrayValue).compactMap(\.integerValue)
        let kind = try #require(name.split(separator: "/").last).description
        let formula = try Formula(#require(json["weight_formulas"]?[kind]))
        return (name, formula.row(index, count: shape.reduce(1, *)).map(Float.init))
      })
  }

  /// All samples, with their weights unless they are to be left out.
  func data(weighted: Bool = true) throws -> TrainingData {
    let samples = try #require(json["x"]?.arrayValue).map { entry in
      let formula = try Formula(entry)
      return Samples(values: formula.values.map(Float.init), shape: formula.sampleShape)
    }
    let labels = try #require(json["y"]?.arrayValue).enumerated().map { index, entry in
      try Formula(entry).labels(for: #require(json["loss"]?.arrayValue?[index].stringValue))
    }
    var data = TrainingData(samples, labels)
    guard weighted else { return data }
    if let entry = json["sample_weight"] {
      data.weights = try Formula(entry).values.map(Float.init)
    }
    if let entry = json["class_weight"]?.objectValue {
      let weights = try Dictionary(
        uniqueKeysWithValues: entry.map {
          (try #require(Int($0.key)), Float(try #require($0.value.numberValue)))
        })
      data = try data.weighted(byClass: weights, for: model().graph())
    }
    return data
  }
}

/// Numbers that both sides compute instead of storing them.
private struct Formula {
  let shape: [Int]
  private let oneHot: Int?
  private let element: (_ sample: Int, _ index: Int) -> Double

  /// A formula without a shape is one of weights.
  init(_ json: JSON) throws {
    shape = (json["shape"]?.arrayValue ?? []).compactMap(\.integerValue)
    oneHot = json["one_hot"]?.integerValue
    func number(_ key: String) throws -> Int { try #require(json[key]?.integerValue, "\(key)") }
    let (a, b, c) = (try number("a"), try number("b"), try number("c"))
    let (modulus, offset, divisor) = (
      try number("modulus"), try number("offset"), try number("divisor")
    )
    let isFloored = json["floor"]?.boolValue ?? false
    element = { i, j in
      let value = Double((a * i + b * j + c * i * j) % modulus - offset) / Double(divisor)
      return isFloored ? value.rounded(.down) : value
    }
  }

  /// The shape of one sample.
  var sampleShape: [Int] { shape.count > 1 ? Array(shape.dropFirst()) : [1] }

  /// All samples' elements.
  var values: [Double] {
    let size = sampleShape.reduce(1, *)
    return (0..<shape[0]).flatMap { row($0, count: size) }
  }

  /// The first elements of a sample.
  func row(_ sample: Int, count: Int) -> [Double] { (0..<count).map { element(sample, $0) } }

  /// The numbers as labels that a loss takes.
  func labels(for loss: String) throws -> Labels {
    if let oneHot { return try toCategorical(Labels(values.map(Int.init)), classCount: oneHot) }
    guard loss == "sparse_categorical_crossentropy" else {
      return Labels(values: values.map(Float.init), shape: sampleShape)
    }
    return try Labels(values.map(Int.init))
  }
}
