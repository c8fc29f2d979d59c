package import Engine
import TestSupport

extension Batch {
  /// Samples for a model, with answers for each of its outputs.
  package init(_ graph: Graph, _ answers: [Answers], _ options: GradientCheck.Options, seed: UInt64)
  {
    let rows = options.rows
    var samples = SampleValues(seed: seed)
    inputs = graph.inputs.map {
      samples.floats(rows * graph.calls[$0].outputShape.elementCount)
    }
    targets = zip(graph.outputs, answers).map { index, answers in
      answers.targets(rows, size: graph.calls[index].outputShape.elementCount, &samples)
    }
    weights =
      options.hasSampleWeights
      ? samples.floats(rows).enumerated().map { $0 % 3 == 1 ? 0 : 2 * abs($1) }
      : [Float](repeating: 1, count: rows)
  }
}

extension ProgramRun {
  /// A program with all its numbers, which are copied.
  package init(_ program: Program, weights: [Float], variables: Arena) {
    let copy = Arena(count: variables.count)
    for index in 0..<variables.count { unsafe copy.base[index] = variables.base[index] }
    self.init(program: program, weights: weights, variables: copy)
  }

  /// Gives moving averages values as if there had been steps before.
  package func randomizeVariables(seed: UInt64) {
    var samples = SampleValues(seed: seed)
    for parameter in program.variableSpace.parameters {
      let isVariance = parameter.name.hasSuffix("variance")
      for (index, value) in zip(parameter.range, samples.floats(parameter.range.count)) {
        unsafe variables.base[index] = isVariance ? value + 1.25 : value
      }
    }
  }

  /// All variables by name.
  package func values() -> [String: [Double]] {
    var values: [String: [Double]] = [:]
    for parameter in program.parameterSpace.parameters {
      values[parameter.name] = weights[parameter.range].map(Double.init)
    }
    for parameter in program.variableSpace.parameters {
      values[parameter.name] = parameter.range.map { unsafe Double(variables.base[$0]) }
    }
    return values
  }
}
