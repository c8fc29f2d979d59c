import Datasets
import Engine
package import Layers
import Parallel

/// A comparison of the gradients that a model computes with difference quotients of its loss.
///
/// For some elements of each parameter the loss is computed slightly above and below the element's
/// value. The loss has single precision: its rounding makes small steps useless, and a rectifier
/// that switches within the step makes large ones wrong, where the slope of either side is correct.
/// So each element is tried with several steps, forward, backward and central, and the quotient
/// nearest to the gradient counts. This finds wrong derivatives, not inexact ones.
package struct GradientCheck {
  /// The comparison of one parameter.
  package struct Finding: Sendable {
    /// The parameter's name.
    package let parameter: String
    /// The number of checked elements.
    package let elementCount: Int
    /// The element with the greatest error.
    package let worstElement: Int
    /// That element's gradient.
    package let gradient: Double
    /// The difference quotient of that element.
    package let difference: Double
    /// The error relative to the greatest finite gradient; infinite where the gradient, or every
    /// difference quotient, is not finite.
    package let error: Double
  }

  /// The greatest relative error of a correct gradient.
  package static let tolerance = 0.03

  /// The step sizes, the largest first.
  private static let steps: [Float] = [0x1p-7, 0x1p-9, 0x1p-11]

  private let program: Program
  private let pass: TrainingPass
  private let data: TrainingData

  /// Lays out a compiled model for a batch.
  ///
  /// - Throws: `ModelError.notCompiled`, or an error of the data.
  package init(_ model: Model, on data: TrainingData) throws {
    guard let compilation = model.compilation else { throw ModelError.notCompiled }
    let graph = try model.graph()
    try compilation.check(data, against: graph)
    self.data = data
    program = try Program(
      graph,
      Objective(
        losses: compilation.objective.losses,
        lossWeights: compilation.objective.lossWeights), labels: data.labelKinds,
      capacity: data.count)
    pass = TrainingPass(
      draws: SampleDraws(seed: model.seed, epoch: 0, firstSample: 0),
      leaves: LeafRows(offsets: [0, data.count], blocks: [0..<1]), batchSize: data.count,
      reduction: WholeBatch())
  }

  /// Checks every parameter, at most `elementCount` elements of each.
  ///
  /// Parameters with equal elements, as biases are initially, are spread out first: with a zero
  /// input a rectifier would otherwise be exactly at its kink.
  package func run(_ state: ModelState, elementCount: Int = 24) throws -> [Finding] {
    var weights = state.weights
    for parameter in program.parameterSpace.parameters {
      guard let first = weights[parameter.range].first,
        weights[parameter.range].allSatisfy({ $0 == first })
      else { continue }
      for (number, index) in parameter.range.enumerated() {
        // Multiples of the golden ratio fill an interval evenly.
        let share = (Float(number + 1) * 0.618_034).truncatingRemainder(dividingBy: 1)
        weights[index] += 0.2 * (share - 0.5)
      }
    }
    var others = state.variables + [0]
    let gradients = try unsafe weights.withUnsafeMutableBufferPointer { weights in
      try unsafe others.withUnsafeMutableBufferPointer { others in
        try unsafe compute(weights, others)
      }
    }
    let largestOfAll = Self.largest(gradients[...])

    return try program.parameterSpace.parameters.map { parameter in
      let own = gradients[parameter.range]
      // A gradient that is zero except for rounding is compared relative to the others.
      let scale = Double(max(Self.largest(own), largestOfAll * 1e-3))
      var worst: Finding?
      let indices = Self.indices(of: own, count: elementCount)
      for index in indices {
        let gradient = Double(gradients[index])
        let difference = try quotient(at: index, near: gradient, &weights, &others)
        let distance = abs(gradient - difference)
        let error = distance.isFinite ? (scale == 0 ? 0 : distance / scale) : .infinity
        if let found = worst, error <= found.error { continue }
        worst = Finding(
          parameter: parameter.name, elementCount: indices.count,
          worstElement: index - parameter.range.lowerBound, gradient: gradient,
          difference: difference, error: error)
      }
      guard let worst else { preconditionFailure("\(parameter.name) has no elements") }
      return worst
    }
  }
}

// MARK: - One element

extension GradientCheck {
  /// Returns the greatest magnitude of the finite ones.
  private static func largest(_ gradients: ArraySlice<Float>) -> Float {
    gradients.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
  }

  /// Returns the elements with the greatest gradients, those that are not finite first, and others
  /// evenly spaced.
  private static func indices(of gradients: ArraySlice<Float>, count: Int) -> [Int] {
    guard gradients.count > count else { return Array(gradients.indices) }
    func size(_ index: Int) -> Float {
      gradients[index].isFinite ? abs(gradients[index]) : .infinity
    }
    let largest = gradients.indices.sorted { size($0) > size($1) }.prefix(count / 2)
    let spread = (0..<count / 2).map {
      gradients.startIndex + $0 * gradients.count / (count / 2)
    }
    return Set(largest + spread).sorted()
  }

  /// Returns the difference quotient of the loss at an element that is nearest to its gradient;
  /// infinity where none is finite.
  private func quotient(
    at index: Int, near gradient: Double, _ weights: inout [Float], _ others: inout [Float]
  ) throws -> Double {
    let value = weights[index]
    Heartbeat.tick()
    defer { weights[index] = value }
    let here = try loss(&weights, &others)
    var nearest = Double.infinity
    for step in Self.steps {
      weights[index] = value + step
      let (above, rise) = (weights[index], try loss(&weights, &others))
      weights[index] = value - step
      let (below, fall) = (weights[index], try loss(&weights, &others))
      for quotient in [
        (rise - fall) / Double(above - below), (rise - here) / Double(above - value),
        (here - fall) / Double(value - below),
      ] where abs(quotient - gradient) < abs(nearest - gradient) {
        nearest = quotient
      }
    }
    return nearest
  }

  /// Returns the batch's mean loss.
  private func loss(_ weights: inout [Float], _ others: inout [Float]) throws -> Double {
    try unsafe weights.withUnsafeMutableBufferPointer { weights in
      try unsafe others.withUnsafeMutableBufferPointer { others in
        try unsafe forward(weights, others)
        var sums = [Double](repeating: 0, count: program.scores.count)
        unsafe sums.withUnsafeMutableBufferPointer { buffer in
          guard let base = buffer.baseAddress else { return }
          unsafe program.add(0..<data.count, to: base)
        }
        return program.scores.totalLoss(sums) / Double(data.count)
      }
    }
  }

  private func compute(
    _ weights: UnsafeMutableBufferPointer<Float>, _ others: UnsafeMutableBufferPointer<Float>
  ) throws -> [Float] {
    let variables = try unsafe forward(weights, others)
    let gradients = Arena(count: program.parameterSpace.count)
    try unsafe program.backward(variables, gradients: gradients.base)
    return unsafe Array(UnsafeBufferPointer(start: gradients.base, count: gradients.count))
  }

  /// Runs a training forward pass over the batch.
  @discardableResult
  private func forward(
    _ weights: UnsafeMutableBufferPointer<Float>, _ others: UnsafeMutableBufferPointer<Float>
  ) throws -> ModelVariables {
    guard let first = weights.baseAddress, let second = others.baseAddress else {
      throw TrainingError.invalidValue(
        of: "the model's number of parameters", expected: "at least 1", found: "0")
    }
    let indices = (0..<data.count).map { Int32($0) }
    unsafe indices.withUnsafeBufferPointer { unsafe data.gather($0, into: program) }
    let variables = unsafe ModelVariables(weights: UnsafePointer(first), others: second)
    try program.forward(pass, variables)
    return variables
  }
}
