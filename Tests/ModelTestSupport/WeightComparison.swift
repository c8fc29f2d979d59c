package import Layers
import TestSupport
package import Testing

/// Expects two models to have parameters of the same names, shapes and bits.
package func expectSameWeights(
  _ actual: Model, _ expected: Model, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let (found, wanted) = (try actual.weights(), try expected.weights())
  #expect(found.map(\.name) == wanted.map(\.name), sourceLocation: sourceLocation)
  #expect(found.map(\.shape) == wanted.map(\.shape), sourceLocation: sourceLocation)
  for (left, right) in zip(found, wanted) {
    expectSameBits(left.values, right.values, left.name, sourceLocation: sourceLocation)
  }
}
