import Datasets
import Engine
package import Layers
import Parallel

/// Compares the gradients that a model computes with differences of its loss.
///
/// For some elements of each parameter the loss is computed a little above and a little below the
/// element's value. The loss is a single-precision number: its rounding makes small steps useless,
/// and a rectifier that switches in between makes large ones wrong, where either side's slope is a
/// right answer. So each element is tried with several steps, to both sides and across, and the
/// quotient that is nearest to the gradient counts. That finds a wrong derivative, not an inexact
/// one.
package struct GradientCheck {
  /// The comparison of one parameter.
  package struct Finding: Sendable {
    /// The parameter's name.
    package let parameter: String
    /// The number of elements that were looked at.
    package let elementCount: Int
    /// The element that is farthest off.
    package let worstElement: Int
    /// That element's gradient.
    package let gradient: Double
    /// The difference quotient there.
    package let difference: Double
    /// How far it is off, as a share of the largest gradient.
    package let error: Double
  }

  /// The largest share that a right gradient may be off by.
  package static let tolerance = 0.03

  /// The steps that are tried, the largest first.
  private static let steps: [Float] = [0x1p-7, 0x1p-9, 0x1p-11]

  private let program: Program
  private let pass: TrainingPass
  private let data: TrainingData

  /// Lays a compiled model out for a batch.
  ///
  /// - Throws: `ModelError.notCompiled`, or what does not fit.
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
  /// Parameters that are all alike, as biases are at first, are spread out before: over a black
  /// pixel a rectifier would otherwise stand exactly where it has no derivative.
  package func run(_ state: ModelState, elementCount: Int = 24) throws -> [Finding] {
    var weights = state.weights
    for parameter in program.parameterSpace.parameters {
      guard let first = weights[parameter.range].first,
        weights[parameter.range].allSatisfy({ $0 == first })
      else { continue }
      for (place, index) in parameter.range.enumerated() {
        // Multiples of the golden section fill an interval evenly.
        let share = (Float(place + 1) * 0.618_034).truncatingRemainder(dividingBy: 1)
        weights[index] += 0.2 * (share - 0.5)
      }
    }
    var others = state.variables + [0]
    let gradients = try unsafe weights.withUnsafeMutableBufferPointer { weights in
      try unsafe others.withUnsafeMutableBufferPointer { others in
        try unsafe compute(weights, others)
      }
    }
    let largestOfAll = gradients.reduce(0) { max($0, abs($1)) }

    return try program.parameterSpace.parameters.map { parameter in
      let own = gradients[parameter.range]
      // A gradient that vanishes but for rounding is measured by the others.
      let scale = Double(max(own.reduce(0) { max($0, abs($1)) }, largestOfAll * 1e-3))
      var worst: Finding?
      let places = Self.places(of: own, count: elementCount)
      for place in places {
        let gradient = Double(gradients[place])
        let difference = try quotient(at: place, near: gradient, &weights, &others)
        let error = scale == 0 ? 0 : abs(gradient - difference) / scale
        if let found = worst, !(error > found.error) { continue }
        worst = Finding(
          parameter: parameter.name, elementCount: places.count,
          worstElement: place - parameter.range.lowerBound, gradient: gradient,
          difference: difference, error: error)
      }
      guard let worst else { preconditionFailure("\(parameter.name) has no elements") }
      return worst
    }
  }
}

// MARK: - One element

extension GradientCheck {
  /// The elements with the largest gradients, and others evenly spread.
  private static func places(of gradients: ArraySlice<Float>, count: Int) -> [Int] {
    guard gradients.count > count else { return Array(gradients.indices) }
    let largest = gradients.indices.sorted { abs(gradients[$0]) > abs(gradients[$1]) }
      .prefix(count / 2)
    let spread = (0..<count / 2).map {
      gradients.startIndex + $0 * gradients.count / (count / 2)
    }
    return Set(largest + spread).sorted()
  }

  /// The difference quotient of the loss at an element that is nearest to its gradient.
  private func quotient(
    at place: Int, near gradient: Double, _ weights: inout [Float], _ others: inout [Float]
  ) throws -> Double {
    let value = weights[place]
    Heartbeat.tick()
    defer { weights[place] = value }
    let here = try loss(&weights, &others)
    var nearest = Double.infinity
    for step in Self.steps {
      weights[place] = value + step
      let (above, rise) = (weights[place], try loss(&weights, &others))
      weights[place] = value - step
      let (below, fall) = (weights[place], try loss(&weights, &others))
      for quotient in [
        (rise - fall) / Double(above - below), (rise - here) / Double(above - value),
        (here - fall) / Double(value - below),
      ] where !(abs(quotient - gradient) >= abs(nearest - gradient)) {
        nearest = quotient
      }
    }
    return nearest
  }

  /// The batch's mean loss.
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

  /// A training's forward pass over the batch.
  @discardableResult
  private func forward(
    _ weights: UnsafeMutableBufferPointer<Float>, _ others: UnsafeMutableBufferPointer<Float>
  ) throws -> ModelVariables {
    guard let first = weights.baseAddress, let second = others.baseAddress else {
      throw TrainingError.invalidValue(
        of: "the model's number of parameters", expected: "at least 1", found: "0")
    }
    let places = (0..<data.count).map { Int32($0) }
    unsafe places.withUnsafeBufferPointer { unsafe data.gather($0, into: program) }
    let variables = unsafe ModelVariables(weights: UnsafePointer(first), others: second)
    try program.forward(pass, variables)
    return variables
  }
}
