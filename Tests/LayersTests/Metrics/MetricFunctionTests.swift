import Engine
import Layers
import ModelTestSupport
import Testing

@Suite("MetricFunction")
struct MetricFunctionTests {
  private static let distance = MetricFunction("distance") { target, prediction in
    prediction.indices.reduce(0) { $0 + abs(prediction[$1] - target[$1]) }
  }

  @Test func isTheMeanOfWhatTheClosureReturns() throws {
    let probe = try MetricProbe(
      [Self.distance], [[1, 2], [3, 4]], .values([1, 4, 0, 0]), .dense)
    #expect(probe.values == [[2], [7]])
    #expect(probe.means.map(\.name) == ["loss", "distance"])
    #expect(probe.means[1].value == 4.5)
  }

  @Test func readsClassesAsRowsWithAOne() throws {
    let probe = try MetricProbe(
      [Self.distance], [[0, 1, 0], [1, 0, 0]], .classes([1, 2]), .integer,
      loss: SparseCategoricalCrossentropy(fromLogits: true))
    #expect(probe.values == [[0], [2]])
  }

  @Test func standsBesideNames() throws {
    let model = Sequential { Dense(2, inputShape: [3]) }
    try model.compile(optimizer: "adam", loss: "mse", metrics: [Self.distance, "accuracy"])
    #expect(model.compilation?.objective.metrics[0].map(\.name) == ["distance", "accuracy"])
  }
}
