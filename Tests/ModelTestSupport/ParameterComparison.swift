import Engine
import TestSupport
import Testing

/// The balanced tree's sum, element by element.
package func treeSum(_ leaves: [[Float]]) -> [Float] {
  var sums = leaves
  while sums.count > 1 {
    sums = stride(from: 0, to: sums.count, by: 2).map { index in
      zip(sums[index], sums[index + 1]).map { $0 + $1 }
    }
  }
  return sums[0]
}

/// Compares vectors of the parameter space, gaps left out.
package func expectSameParameters(
  _ run: ProgramRun, _ actual: [Float], _ expected: [Float], _ what: String
) {
  let pairs = zip(run.parameters(of: actual), run.parameters(of: expected))
  for (parameter, (found, wanted)) in zip(run.program.parameterSpace.parameters, pairs) {
    expectSameBits(found, wanted, "\(what), \(parameter.name)")
  }
}
