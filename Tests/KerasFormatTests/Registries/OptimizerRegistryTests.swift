import Engine
import FileFormats
import KerasFormat
import Layers
import ModelTestSupport
import Testing

@Suite("OptimizerRegistry")
struct OptimizerRegistryTests {
  private func read(
    _ className: String, _ config: [String: JSON] = [:]
  ) throws -> (optimizer: any Optimizer, clipping: GradientClipping?) {
    try OptimizerRegistry.optimizer(
      configuration: ["class_name": .string(className), "config": .object(config)], path: "o")
  }

  private func expectError(
    _ message: String, _ json: JSON, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: ModelError.self, sourceLocation: sourceLocation) {
      try OptimizerRegistry.optimizer(configuration: json, path: "o")
    }
    #expect(error?.description == message, sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    ("adam", "Adam"), ("Adam", "Adam"), ("ADAM", "Adam"), ("adam_w", "AdamW"),
    ("adamw", "AdamW"), ("AdamW", "AdamW"), ("rms_prop", "RMSprop"), ("rmsprop", "RMSprop"),
    ("rm_sprop", "RMSprop"), ("RMSprop", "RMSprop"), ("sgd", "SGD"), ("SGD", "SGD"),
    ("adagrad", "Adagrad"), ("adadelta", "Adadelta"), ("Adadelta", "Adadelta"),
  ])
  func findsClassesByKerasNames(word: String, className: String) throws {
    #expect(try OptimizerRegistry.optimizer(word, of: "o").className == className)
    #expect(try read(word).optimizer.className == className)
    let named = try OptimizerRegistry.optimizer(configuration: .string(word), path: "o")
    #expect(named.optimizer.className == className)
    #expect(named.clipping == nil)
  }

  /// As Keras 3.15.1 writes them, with the arguments that all optimizers have.
  @Test(
    arguments: [
      (Adam(), ["beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-07, "amsgrad": false]),
      (
        AdamW(),
        [
          "weight_decay": 0.004, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-07,
          "amsgrad": false,
        ]
      ),
      (
        SGD(learningRate: Float(0.001), momentum: 0.9, nesterov: true),
        ["momentum": 0.9, "nesterov": true]
      ),
      (RMSprop(), ["rho": 0.9, "momentum": 0.0, "epsilon": 1e-07, "centered": false]),
      (Adagrad(), ["initial_accumulator_value": 0.1, "epsilon": 1e-07]),
      (Adadelta(), ["rho": 0.95, "epsilon": 1e-07]),
    ] as [(any Optimizer, [String: JSON])])
  func readsWhatKerasWrites(optimizer: any Optimizer, own: [String: JSON]) throws {
    let common: [String: JSON] = [
      "name": "any", "learning_rate": 0.0010000000474974513, "weight_decay": nil,
      "clipnorm": nil, "global_clipnorm": nil, "clipvalue": nil, "use_ema": false,
      "ema_momentum": 0.99, "ema_overwrite_frequency": nil, "loss_scale_factor": nil,
      "gradient_accumulation_steps": nil,
    ]
    let config = common.merging(own) { $1 }
    let (found, clipping) = try OptimizerRegistry.optimizer(
      configuration: [
        "module": "keras.optimizers", "class_name": .string(optimizer.className),
        "config": .object(config), "registered_name": nil,
      ], path: "o")
    #expect(
      OptimizerRegistry.configuration(of: found)
        == OptimizerRegistry.configuration(of: optimizer))
    #expect(clipping == nil)
  }

  @Test func writesTheSmallestFormThatKerasReads() {
    let sgd = SGD(
      learningRate: CosineDecay(initialLearningRate: 0.1, decaySteps: 10), momentum: 0.5)
    #expect(
      OptimizerRegistry.configuration(of: sgd, clipping: .globalNorm(1.5)) == [
        "module": "keras.optimizers", "class_name": "SGD", "registered_name": nil,
        "config": [
          "learning_rate": [
            "module": "keras.optimizers.schedules", "class_name": "CosineDecay",
            "config": [
              "initial_learning_rate": 0.1, "decay_steps": 10, "alpha": 0.0,
              "warmup_target": nil, "warmup_steps": 0,
            ],
            "registered_name": nil,
          ],
          "momentum": 0.5, "nesterov": false, "global_clipnorm": 1.5,
        ],
      ])
  }

  @Test func readsASchedule() throws {
    let rate = ExponentialDecay(initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.5)
    let read = try readBack(Adam(learningRate: rate))
    #expect(read.learningRate as? ExponentialDecay == rate)
  }

  @Test(arguments: [.value(0.5), .norm(1.5), .globalNorm(2.5)] as [GradientClipping])
  func readsClipping(clipping: GradientClipping) throws {
    let written = OptimizerRegistry.configuration(of: Adam(), clipping: clipping)
    #expect(
      try OptimizerRegistry.optimizer(configuration: written, path: "o").clipping == clipping)
    #expect(try read("Adam", [clipping.keyword: .exact(clipping.limit)]).clipping == clipping)
  }

  /// Keras clips only for limits above 0.
  @Test func takesZeroForNoClipping() throws {
    #expect(try read("Adam", ["clipnorm": 0, "clipvalue": 0.5]).clipping == .value(0.5))
    #expect(try read("Adam", ["clipnorm": 0.0]).clipping == nil)
  }

  @Test func fillsInKerasDefaults() throws {
    for optimizer in [Adam(), AdamW(), SGD(), RMSprop(), Adagrad(), Adadelta()]
      as [any Optimizer]
    {
      let found = try read(optimizer.className).optimizer
      #expect(
        OptimizerRegistry.configuration(of: found)
          == OptimizerRegistry.configuration(of: optimizer))
    }
  }

  @Test(
    "names what it would have to ignore",
    arguments: [
      ("Adam", ["amsgrad": true], "o.config: amsgrad true is not supported; supported: false"),
      ("SGD", ["use_ema": true], "o.config: use_ema true is not supported; supported: false"),
      (
        "SGD", ["loss_scale_factor": 2],
        "o.config: loss_scale_factor 2 is not supported; supported: null"
      ),
      (
        "SGD", ["gradient_accumulation_steps": 4],
        "o.config: gradient_accumulation_steps 4 is not supported; supported: null"
      ),
      (
        "Adam", ["weight_decay": 0.5],
        "o.config: weight_decay 0.5 is not supported; supported: null"
      ),
      (
        "RMSprop", ["clipnorm": 1, "clipvalue": 1],
        """
        o.config: found clipvalue and clipnorm; expected one of clipvalue, clipnorm, \
        global_clipnorm
        """
      ),
    ] as [(String, [String: JSON], String)])
  func refuses(className: String, config: [String: JSON], message: String) {
    expectError(message, ["class_name": .string(className), "config": .object(config)])
  }

  /// Keras's `weight_decay` of 0 does nothing.
  @Test func takesAWeightDecayOfZero() throws {
    #expect(try read("Adam", ["weight_decay": 0.0]).optimizer.className == "Adam")
  }

  @Test func namesArgumentsThatItDoesNotKnow() throws {
    let error = #expect(throws: ModelError.self) { try read("Adam", ["beta1": 0.9]) }
    let text = try #require(error?.description)
    #expect(text.hasPrefix("o.config: argument beta1 is not supported; supported: amsgrad, "))
    #expect(text.hasSuffix("; did you mean beta_1?"))
  }

  /// Numbers that Keras takes and that mean nothing, or that it refuses as well.
  @Test(
    arguments: [
      ("Adam", ["beta_1": 1.5], "o.config: beta1 of Adam is 1.5; expected"),
      ("Adam", ["epsilon": -1], "o.config: epsilon of Adam is -1.0; expected"),
      ("Adam", ["learning_rate": -0.5], "o.config.learning_rate: the learning rate is -0.5"),
      ("SGD", ["momentum": 3], "o.config: momentum of SGD is 3.0; expected"),
      ("SGD", ["clipnorm": -1], "o.config: clipnorm is -1.0; expected a number above 0"),
      ("RMSprop", ["rho": -0.1], "o.config: rho of RMSprop is -0.1; expected"),
      (
        "SGD",
        [
          "learning_rate": [
            "class_name": "CosineDecay",
            "config": ["initial_learning_rate": 0.1, "decay_steps": 0],
          ]
        ], "o.config.learning_rate.config: decaySteps of CosineDecay is 0.0; expected"
      ),
    ] as [(String, [String: JSON], String)])
  func refusesNumbersOutOfRange(
    className: String, config: [String: JSON], message: String
  ) throws {
    let error = #expect(throws: ModelError.self) { try read(className, config) }
    let text = try #require(error?.description)
    #expect(text.hasPrefix(message), "\(text)")
  }

  @Test func locatesErrors() {
    expectError(
      """
      o: optimizer adma is not supported; supported: Adam, AdamW, SGD, RMSprop, Adagrad, \
      Adadelta; did you mean Adam?
      """, "adma")
    expectError(
      "o: optimizer Lion is not supported; supported: Adam, AdamW, SGD, RMSprop, Adagrad, Adadelta",
      ["class_name": "Lion", "config": [:]])
    expectError("o: found none; expected a value named class_name", 3)
    expectError("o: found none; expected a value named config", ["class_name": "Adam"])
    expectError("o.config: found []; expected an object", ["class_name": "Adam", "config": []])
    expectError(
      #"o.config.learning_rate: found "0.1"; expected a number"#,
      ["class_name": "Adam", "config": ["learning_rate": "0.1"]])
    expectError(
      "o.config.beta_1: found null; expected a number",
      ["class_name": "Adam", "config": ["beta_1": nil]])
    expectError(
      "o.config.weight_decay: found null; expected a number",
      ["class_name": "AdamW", "config": ["weight_decay": nil]])
    expectError(
      #"o.config.clipnorm: found "1"; expected a number"#,
      ["class_name": "Adam", "config": ["clipnorm": "1"]])
  }
}
