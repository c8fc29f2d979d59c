import Engine
import FileFormats
import KerasFormat
import Layers
import Testing

@Suite("ScheduleRegistry")
struct ScheduleRegistryTests {
  private func schedule(_ className: String, _ config: JSON) throws -> any LearningRateSchedule {
    try ScheduleRegistry.schedule(
      configuration: ["class_name": .string(className), "config": config], path: "rate")
  }

  private func expectError(
    _ message: String, _ json: JSON, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: ModelError.self, sourceLocation: sourceLocation) {
      try ScheduleRegistry.schedule(configuration: json, path: "rate")
    }
    #expect(error?.description == message, sourceLocation: sourceLocation)
  }

  /// As Keras 3.15.1 writes it, word for word.
  @Test func readsWhatKerasWrites() throws {
    let text = """
      {"module": "keras.optimizers.schedules", "class_name": "CosineDecay", "config": \
      {"initial_learning_rate": 0.1, "decay_steps": 1000, "alpha": 0.0, "name": "CosineDecay", \
      "warmup_target": null, "warmup_steps": 0}, "registered_name": null}
      """
    let read = try ScheduleRegistry.schedule(
      configuration: JSON(parsing: Array(text.utf8)), path: "rate")
    #expect(
      read as? CosineDecay == CosineDecay(initialLearningRate: 0.1, decaySteps: 1_000))
  }

  @Test func writesWhatKerasReads() {
    let schedule = PiecewiseConstantDecay(boundaries: [100, 200], values: [0.1, 0.01, 0.001])
    #expect(
      JSON(schedule) == [
        "module": "keras.optimizers.schedules", "class_name": "PiecewiseConstantDecay",
        "config": ["boundaries": [100, 200], "values": [0.1, 0.01, 0.001]],
        "registered_name": nil,
      ])
  }

  @Test func fillsInKerasDefaults() throws {
    let rate: [String: JSON] = ["initial_learning_rate": 0.5, "decay_steps": 10.0]
    let decay = rate.merging(["decay_rate": 0.25]) { $1 }
    #expect(
      try schedule("exponential_decay", .object(decay)) as? ExponentialDecay
        == ExponentialDecay(initialLearningRate: 0.5, decaySteps: 10, decayRate: 0.25))
    #expect(
      try schedule("InverseTimeDecay", .object(decay)) as? InverseTimeDecay
        == InverseTimeDecay(initialLearningRate: 0.5, decaySteps: 10, decayRate: 0.25))
    #expect(
      try schedule("cosine_decay", .object(rate)) as? CosineDecay
        == CosineDecay(initialLearningRate: 0.5, decaySteps: 10))
    #expect(
      try schedule("PolynomialDecay", .object(rate)) as? PolynomialDecay
        == PolynomialDecay(initialLearningRate: 0.5, decaySteps: 10))
  }

  /// The rates of steps 0 to 4, from Keras 3.15.1 in single precision.
  @Test(
    arguments: [
      (
        "CosineDecay", ["initial_learning_rate": 0.01, "decay_steps": 2.5],
        [0.01, 0.0065450845, 0.00095491466, 0, 0]
      ),
      (
        "CosineDecay",
        [
          "initial_learning_rate": 0.01, "decay_steps": 2.5, "alpha": 0.1, "warmup_target": 0.02,
          "warmup_steps": 1.5,
        ], [0.01, 0.016666666, 0.018281152, 0.008218845, 0.002]
      ),
      (
        "ExponentialDecay",
        [
          "initial_learning_rate": 0.01, "decay_steps": 2.5, "decay_rate": 0.5, "staircase": true,
        ], [0.01, 0.01, 0.01, 0.005, 0.005]
      ),
      (
        "InverseTimeDecay",
        [
          "initial_learning_rate": 0.01, "decay_steps": 2.5, "decay_rate": 0.5, "staircase": true,
        ], [0.01, 0.01, 0.01, 0.0066666664, 0.0066666664]
      ),
      (
        "PolynomialDecay",
        ["initial_learning_rate": 0.01, "decay_steps": 2.5, "cycle": true],
        [0.01, 0.00604, 0.00208, 0.00406, 0.00208]
      ),
      (
        "PiecewiseConstantDecay", ["boundaries": [1.5, 3.0], "values": [0.1, 0.01, 0.001]],
        [0.1, 0.1, 0.01, 0.01, 0.001]
      ),
    ] as [(String, [String: JSON], [Float])])
  func takesFractionsOfSteps(className: String, config: [String: JSON], rates: [Float]) throws {
    let json: JSON = ["class_name": .string(className), "config": .object(config)]
    let schedule = try ScheduleRegistry.schedule(configuration: json, path: "rate")
    for (step, rate) in rates.enumerated() {
      let found = schedule.rate(atStep: step)
      // Keras rounds each operation to single precision: a few units in the last place of 0.02.
      #expect(abs(found - rate) <= 1e-8, "step \(step): \(found), Keras has \(rate)")
    }
    // What a checkpoint holds is read as the same schedule.
    let again = try ScheduleRegistry.schedule(configuration: JSON(schedule), path: "rate")
    #expect((0..<5).allSatisfy { again.rate(atStep: $0) == schedule.rate(atStep: $0) })
  }

  @Test func namesWhatItDoesNotKnow() {
    expectError(
      """
      rate: learning-rate schedule CosineDecayRestarts is not supported; supported: \
      ExponentialDecay, InverseTimeDecay, CosineDecay, PiecewiseConstantDecay, PolynomialDecay, \
      LinearWarmup
      """, ["class_name": "CosineDecayRestarts", "config": [:]])
    expectError(
      """
      rate.config: argument warmup is not supported; supported: alpha, decay_steps, \
      initial_learning_rate, name, warmup_steps, warmup_target
      """,
      [
        "class_name": "CosineDecay",
        "config": ["initial_learning_rate": 1, "decay_steps": 1, "warmup": 3],
      ])
  }

  @Test func locatesErrors() {
    expectError(#"rate: found "fast"; expected a number"#, "fast")
    expectError("rate: found null; expected a number", nil)
    expectError("rate: found none; expected a value named class_name", [:])
    expectError("rate: found none; expected a value named config", ["class_name": "CosineDecay"])
    expectError(
      "rate.config: found none; expected a value named decay_steps",
      ["class_name": "CosineDecay", "config": ["initial_learning_rate": 1]])
    expectError(
      #"rate.config.decay_steps: found "1.5"; expected a number"#,
      [
        "class_name": "CosineDecay",
        "config": ["initial_learning_rate": 1, "decay_steps": "1.5"],
      ])
    expectError(
      #"rate.config.boundaries[1]: found "2"; expected a number"#,
      [
        "class_name": "PiecewiseConstantDecay",
        "config": ["boundaries": [1, "2"], "values": [1, 2, 3]],
      ])
    expectError(
      "rate.config.then.config: found none; expected a value named peak",
      [
        "class_name": "LinearWarmup",
        "config": [
          "peak": 1, "steps": 1, "then": ["class_name": "LinearWarmup", "config": [:]],
        ],
      ])
  }
}
