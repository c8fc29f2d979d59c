import Lockstep
import Testing

@Suite("Model: one batch")
struct ModelBatchTests {
  private let x = SmallProblem.samples(12)

  @Test func trainsAsAFitOfOneBatch() throws {
    let y = try SmallProblem.oneHot(12)
    let (alone, fitted) = (try SmallProblem.model(), try SmallProblem.model())
    let history = try fitted.fit(
      x, y, epochs: 3, batchSize: 12, shuffle: false, verbose: .silent)
    let losses = try (0..<3).map { _ in try alone.trainOnBatch(x, y).loss }
    #expect(losses == history["loss"])
    #expect(try alone.weights().map(\.values) == fitted.weights().map(\.values))
    #expect(alone.iterations == 3)
  }

  @Test func isEvaluatedAndPredictedAsAWhole() throws {
    let y = try SmallProblem.oneHot(12)
    let model = try SmallProblem.model()
    let whole = try model.evaluate(x, y, batchSize: 12, verbose: .silent)
    let batch = try model.testOnBatch(x, y)
    #expect(batch.loss == whole.loss && batch.metrics == whole.metrics)
    #expect(try model.predictOnBatch(x) == model.predict(x))
  }
}
