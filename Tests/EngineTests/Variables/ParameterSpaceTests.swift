import Engine
import Layers
import ModelTestSupport
import Testing

@Suite("ParameterSpace")
struct ParameterSpaceTests {
  /// Parameters around one vector's and one chunk's length, by a layer's inputs and units.
  static let sizes: [(inputs: Int, units: Int)] = [
    (1, 1), (4, 4), (1, 15), (1, 17), (32, 32), (1_024, 1), (1_023, 1), (1_025, 1), (31, 33),
    (64, 48), (784, 10), (1, 1_024), (1, 1_039), (1, 1_041), (1, 2_049),
  ]

  private func space(_ inputs: Int, _ units: Int) throws -> ParameterSpace {
    try Sequential {
      Dense(units, inputShape: [inputs])
      Dense(3)
    }.parameterSpace()
  }

  @Test(arguments: sizes)
  func startsEveryParameterAtAMultipleOf16(inputs: Int, units: Int) throws {
    let space = try space(inputs, units)
    var end = 0
    for parameter in space.parameters {
      #expect(parameter.range.lowerBound == (end + 15) / 16 * 16, "\(parameter.name)")
      #expect(parameter.range.count == parameter.shape.reduce(1, *), "\(parameter.name)")
      end = parameter.range.upperBound
    }
    #expect(space.count == (end + 15) / 16 * 16)
    #expect(space.parameterCount == inputs * units + units + units * 3 + 3)
  }

  @Test(arguments: sizes)
  func isCoveredByItsChunksExactly(inputs: Int, units: Int) throws {
    let space = try space(inputs, units)
    var end = 0
    for chunk in space.chunks {
      #expect(chunk.lowerBound == end, "\(chunk) does not follow \(end)")
      #expect(!chunk.isEmpty && chunk.count <= ParameterSpace.chunkSize, "\(chunk)")
      end = chunk.upperBound
    }
    #expect(end == space.count)
  }

  /// So a parameter's chunks do not depend on what stands before it.
  @Test(arguments: sizes)
  func countsChunksFromEachParametersStart(inputs: Int, units: Int) throws {
    let space = try space(inputs, units)
    let starts = space.chunks.map(\.lowerBound)
    let expected = space.parameters.flatMap { parameter in
      Array(stride(from: parameter.range.lowerBound, to: parameter.range.upperBound, by: 1_024))
    }
    #expect(starts == expected)
  }

  @Test func isTheTutorialsNetworksOf407050() throws {
    let space = try Sequential {
      Dense(512, activation: .relu, inputShape: [784])
      Dense(10, activation: .softmax)
    }.parameterSpace()
    #expect(space.parameterCount == 407_050)
    #expect(space.count == 407_056)
    #expect(
      space.parameters.map(\.range)
        == [0..<401_408, 401_408..<401_920, 401_920..<407_040, 407_040..<407_050])
  }

  @Test func isEmptyForAModelWithoutParameters() throws {
    let space = try Sequential { Flatten(inputShape: [2, 2]) }.parameterSpace()
    #expect(space.count == 0)
    #expect(space.chunks.isEmpty)
    #expect(space.initialWeights(seed: 1).isEmpty)
  }
}
