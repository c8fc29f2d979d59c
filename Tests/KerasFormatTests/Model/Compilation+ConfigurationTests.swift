import Engine
import FileFormats
import KerasFormat
import Layers
import Testing

@Suite("Compilation")
struct CompilationTests {
  private let adam: JSON = [
    "class_name": "Adam",
    "config": ["learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7],
  ]

  private func compilation(
    optimizer: JSON? = nil, loss: JSON = "categorical_crossentropy",
    metrics: JSON = []
  ) throws -> Compilation {
    try Compilation(
      configuration: [
        "optimizer": optimizer ?? adam, "losses": [loss], "loss_weights": [1],
        "metrics": [metrics], "clipping": nil,
      ])
  }

  /// Learning rates whose decimals would not come back from a short form.
  @Test func comesBackToTheSameBits() throws {
    let optimizers: [any Optimizer] = [
      Adam(learningRate: 0.1, beta1: 1 / 3, beta2: 0.999, epsilon: 1e-7),
      SGD(learningRate: Float(1) / 3), SGD(learningRate: 0.01, momentum: 0.9, nesterov: true),
    ]
    let losses: [any Loss] = [
      CategoricalCrossentropy(), SparseCategoricalCrossentropy(fromLogits: true),
    ]
    for optimizer in optimizers {
      for loss in losses {
        let model = Sequential { Dense(2, inputShape: [2]) }
        try model.compile(optimizer: optimizer, loss: loss, metrics: [.accuracy])
        let written = try #require(model.compilation).configuration()
        let bytes = Array(written.serialized().utf8)
        let read = try Compilation(configuration: JSON(parsing: bytes))
        #expect(read.configuration() == written)
        #expect(read.optimizer.className == optimizer.className)
        #expect(
          read.optimizer.learningRate.constantRate?.bitPattern
            == optimizer.learningRate.constantRate?.bitPattern)
        #expect(read.optimizer.slotNames == optimizer.slotNames)
        #expect(read.objective.losses.map(\.identifier) == [loss.identifier])
        #expect(read.objective.metrics.map { $0.map(\.name) } == [["accuracy"]])
      }
    }
    let read = try #require(try compilation().optimizer as? Adam)
    #expect(read.beta1.bitPattern == (0.9).bitPattern)
    #expect(read.beta2.bitPattern == (0.999).bitPattern)
    #expect(read.epsilon.bitPattern == Float(1e-7).bitPattern)
  }

  @Test func remembersWhetherTheLossTakesLogits() throws {
    for fromLogits in [false, true] {
      let loss: JSON = [
        "class_name": "SparseCategoricalCrossentropy",
        "config": ["from_logits": .bool(fromLogits)],
      ]
      let read = try #require(
        try compilation(loss: loss).objective.losses[0] as? SparseCategoricalCrossentropy)
      #expect(read.fromLogits == fromLogits)
    }
  }

  @Test(
    arguments: [
      .value(0.5), .norm(1), .globalNorm(2.5), nil,
    ] as [GradientClipping?])
  func remembersTheClipping(clipping: GradientClipping?) throws {
    let model = Sequential { Dense(2, inputShape: [2]) }
    try model.compile(
      optimizer: .adam, loss: .categoricalCrossentropy, clipping: clipping)
    let written = try #require(model.compilation).configuration()
    #expect(try Compilation(configuration: written).clipping == clipping)
  }

  @Test func namesWhatItDoesNotKnow() {
    #expect(
      throws: ModelError.unsupported(
        kind: "loss", name: "huber", path: "compile.losses[0]",
        supported: [
          "categorical_crossentropy", "sparse_categorical_crossentropy", "binary_crossentropy",
          "poisson", "mean_squared_error", "mean_absolute_error",
        ])
    ) { try compilation(loss: "huber") }
    #expect(
      throws: ModelError.unsupported(
        kind: "metric", name: "auc", path: "compile.metrics[0][1]",
        supported: [
          "accuracy", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy",
          "top_k_categorical_accuracy", "sparse_top_k_categorical_accuracy",
          "mean_absolute_error", "mean_squared_error",
        ])
    ) { try compilation(metrics: ["accuracy", "auc"]) }
  }

  @Test func locatesErrors() {
    #expect(
      throws: ModelError.malformed(
        path: "compile.optimizer.config.learning_rate", expected: "a number",
        found: #""0.1""#)
    ) {
      try compilation(optimizer: ["class_name": "Adam", "config": ["learning_rate": "0.1"]])
    }
    #expect(
      throws: ModelError.malformed(
        path: "compile.metrics[0]", expected: "an array",
        found: #""accuracy""#)
    ) {
      try compilation(metrics: "accuracy")
    }
    #expect(
      throws: ModelError.malformed(
        path: "compile.losses[0].config.from_logits", expected: "true or false",
        found: "null")
    ) {
      try compilation(
        loss: ["class_name": "CategoricalCrossentropy", "config": ["from_logits": nil]])
    }
    #expect(
      throws: ModelError.malformed(
        path: "compile", expected: "a value named losses",
        found: "none")
    ) {
      try Compilation(configuration: [:])
    }
  }
}
