import Engine
import Layers
import ModelTestSupport
import Testing

@Suite("Model.summary")
struct ModelSummaryTests {
  private func tutorialModel() -> Sequential {
    Sequential {
      Dense(512, activation: .relu, inputShape: [784])
      Dense(10, activation: .softmax)
    }
  }

  private let table = """
    Model: "sequential"
    ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┓
    ┃ Layer (type)               ┃ Output Shape        ┃    Param # ┃
    ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━┩
    │ dense (Dense)              │ (None, 512)         │    401,920 │
    ├────────────────────────────┼─────────────────────┼────────────┤
    │ dense_1 (Dense)            │ (None, 10)          │      5,130 │
    └────────────────────────────┴─────────────────────┴────────────┘

    """

  @Test func isWhatKerasPrintsForTheTutorialsModel() throws {
    let expected =
      table + """
         Total params: 407,050 (1.55 MB)
         Trainable params: 407,050 (1.55 MB)
         Non-trainable params: 0 (0.00 B)

        """
    let model = tutorialModel()
    #expect(try model.summary() == expected)
    try model.compile(optimizer: .adam, loss: .categoricalCrossentropy)
    #expect(try model.summary() == expected, "compiled, not yet trained")
  }

  /// A name that does not fit beside its class wraps.
  @Test func isWhatKerasPrintsForTheConvolutions() throws {
    let model = Sequential {
      Conv2D(32, (3, 3), activation: .relu, inputShape: [28, 28, 1])
      MaxPooling2D((2, 2))
      Conv2D(64, (3, 3), activation: .relu)
      MaxPooling2D((2, 2))
      Flatten()
      Dense(64, activation: .relu)
      Dense(10, activation: .softmax)
    }
    #expect(
      try model.summary() == """
        Model: "sequential"
        ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┓
        ┃ Layer (type)               ┃ Output Shape        ┃    Param # ┃
        ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━┩
        │ conv2d (Conv2D)            │ (None, 26, 26, 32)  │        320 │
        ├────────────────────────────┼─────────────────────┼────────────┤
        │ max_pooling2d              │ (None, 13, 13, 32)  │          0 │
        │ (MaxPooling2D)             │                     │            │
        ├────────────────────────────┼─────────────────────┼────────────┤
        │ conv2d_1 (Conv2D)          │ (None, 11, 11, 64)  │     18,496 │
        ├────────────────────────────┼─────────────────────┼────────────┤
        │ max_pooling2d_1            │ (None, 5, 5, 64)    │          0 │
        │ (MaxPooling2D)             │                     │            │
        ├────────────────────────────┼─────────────────────┼────────────┤
        │ flatten (Flatten)          │ (None, 1600)        │          0 │
        ├────────────────────────────┼─────────────────────┼────────────┤
        │ dense (Dense)              │ (None, 64)          │    102,464 │
        ├────────────────────────────┼─────────────────────┼────────────┤
        │ dense_1 (Dense)            │ (None, 10)          │        650 │
        └────────────────────────────┴─────────────────────┴────────────┘
         Total params: 121,930 (476.29 KB)
         Trainable params: 121,930 (476.29 KB)
         Non-trainable params: 0 (0.00 B)

        """)
  }

  /// Keras counts Adam's two slots, the number of updates and the learning rate.
  @Test func countsTheOptimizersNumbersAfterTraining() throws {
    let model = tutorialModel()
    try model.compile(optimizer: .adam, loss: .categoricalCrossentropy)
    var state = try model.currentState()
    state.slots = [Float](repeating: 0, count: 2 * state.weights.count)
    state.iterations = 1
    try model.restore(state)
    #expect(
      try model.summary() == table + """
         Total params: 1,221,152 (4.66 MB)
         Trainable params: 407,050 (1.55 MB)
         Non-trainable params: 0 (0.00 B)
         Optimizer params: 814,102 (3.11 MB)

        """)
  }

  /// Counts an update that was not made.
  private func pretendToHaveUpdated(_ model: Model) throws {
    var state = try model.currentState()
    state.iterations = 1
    try model.restore(state)
  }

  /// Plain SGD has no slots, but Keras's two numbers still.
  @Test func countsAnOptimizersNumbersWithoutSlotsToo() throws {
    let model = Sequential { Dense(2, inputShape: [3]) }
    try model.compile(optimizer: .sgd, loss: .categoricalCrossentropy)
    try pretendToHaveUpdated(model)
    #expect(
      try model.summary().hasSuffix(
        """
         Total params: 10 (40.00 B)
         Trainable params: 8 (32.00 B)
         Non-trainable params: 0 (0.00 B)
         Optimizer params: 2 (8.00 B)

        """))
  }

  /// A name too long for its column goes on in the next line, as in Keras; the edges are 45 % and
  /// 80 % of the line.
  @Test func wrapsCellsAtSpaces() throws {
    let model = Sequential(name: "narrow") {
      Flatten(inputShape: [2, 3], name: "all_pixels")
      Dense(1_000, useBias: false)
    }
    let lines = try model.summary(lineLength: 44).split(separator: "\n")
    #expect(lines.contains("│ all_pixels       │ (None, 6)    │      0 │"))
    #expect(lines.contains("│ (Flatten)        │              │        │"))
    #expect(lines.contains("│ dense (Dense)    │ (None, 1000) │  6,000 │"))
    #expect(lines.filter { "┏┃┡│├└".contains($0.prefix(1)) }.allSatisfy { $0.count == 44 })
  }

  // MARK: - Branches

  /// Two convolutions, one of them normalised, side by side; then a layer that is called twice.
  private func branchedModel() throws -> Model {
    let input = Symbol.input(
      shape: [8, 8, 1], name: "a_rather_long_input_layer_name_without_spaces")
    let plain = try Conv2D(4, (3, 3), name: "convolution")(input)
    let other = try Conv2D(4, (3, 3), name: "conv2d")(input)
    let merged = try Concatenate()(plain, BatchNormalization()(other), other)
    let pooled = try GlobalAveragePooling2D()(merged)
    let hidden = try Dense(12, name: "dense_1")(pooled)
    let shared = Dense(12, name: "again")
    let output = try Add()(hidden, shared(shared(hidden)))
    return Model(inputs: [input], outputs: [output, pooled], name: "functional_3")
  }

  /// By Keras 3.15 for the same model: rows by depth, a shared layer in one row, words that are too
  /// long cut.
  @Test func isWhatKerasPrintsForBranches() throws {
    #expect(
      try branchedModel().summary() == """
        Model: "functional_3"
        ┏━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┓
        ┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃ Connected to      ┃
        ┡━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━┩
        │ a_rather_long_inpu… │ (None, 8, 8, 1)   │          0 │ -                 │
        │ (InputLayer)        │                   │            │                   │
        ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
        │ conv2d (Conv2D)     │ (None, 6, 6, 4)   │         40 │ a_rather_long_in… │
        ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
        │ convolution         │ (None, 6, 6, 4)   │         40 │ a_rather_long_in… │
        │ (Conv2D)            │                   │            │                   │
        ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
        │ batch_normalization │ (None, 6, 6, 4)   │         16 │ conv2d[0][0]      │
        │ (BatchNormalizatio… │                   │            │                   │
        ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
        │ concatenate         │ (None, 6, 6, 12)  │          0 │ convolution[0][0… │
        │ (Concatenate)       │                   │            │ batch_normalizat… │
        │                     │                   │            │ conv2d[0][0]      │
        ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
        │ global_average_poo… │ (None, 12)        │          0 │ concatenate[0][0] │
        │ (GlobalAveragePool… │                   │            │                   │
        ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
        │ dense_1 (Dense)     │ (None, 12)        │        156 │ global_average_p… │
        ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
        │ again (Dense)       │ (None, 12)        │        156 │ dense_1[0][0],    │
        │                     │                   │            │ again[0][0]       │
        ├─────────────────────┼───────────────────┼────────────┼───────────────────┤
        │ add (Add)           │ (None, 12)        │          0 │ dense_1[0][0],    │
        │                     │                   │            │ again[1][0]       │
        └─────────────────────┴───────────────────┴────────────┴───────────────────┘
         Total params: 408 (1.59 KB)
         Trainable params: 400 (1.56 KB)
         Non-trainable params: 8 (32.00 B)

        """)
  }

  /// Adam has slots for what is trained alone.
  @Test func countsTheOptimizersNumbersBesideMovingAverages() throws {
    let input = Symbol.input(shape: [4])
    let single = Model(
      inputs: [input], outputs: [try BatchNormalization()(Dense(3)(input))], name: "single")
    try single.compile(optimizer: .adam, loss: .categoricalCrossentropy)
    try pretendToHaveUpdated(single)
    #expect(
      try single.summary().hasSuffix(
        """
         Total params: 71 (284.00 B)
         Trainable params: 21 (84.00 B)
         Non-trainable params: 6 (24.00 B)
         Optimizer params: 44 (176.00 B)

        """))
  }

  /// A chain of the Functional style has Keras's plain table, with its input.
  @Test func showsTheInputOfAFunctionalChain() throws {
    let input = Symbol.input(shape: [4], name: "a")
    let output = try Dense(2, name: "dense_3")(Dense(3, name: "dense_4")(input))
    let model = Model(inputs: [input], outputs: [output], name: "functional_4")
    #expect(
      try model.summary() == """
        Model: "functional_4"
        ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┓
        ┃ Layer (type)               ┃ Output Shape        ┃    Param # ┃
        ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━┩
        │ a (InputLayer)             │ (None, 4)           │          0 │
        ├────────────────────────────┼─────────────────────┼────────────┤
        │ dense_4 (Dense)            │ (None, 3)           │         15 │
        ├────────────────────────────┼─────────────────────┼────────────┤
        │ dense_3 (Dense)            │ (None, 2)           │          8 │
        └────────────────────────────┴─────────────────────┴────────────┘
         Total params: 23 (92.00 B)
         Trainable params: 23 (92.00 B)
         Non-trainable params: 0 (0.00 B)

        """)
  }

  /// Too narrow for any table, or too wide for any terminal.
  @Test(arguments: [.min, -1, 0, 5, 29, 1_001, .max] as [Int])
  func hasThirtyToAThousandColumns(lineLength: Int) throws {
    for model in [try branchedModel(), tutorialModel()] {
      #expect(
        throws: ModelError.invalidValue(
          of: "lineLength", expected: "a width from 30 to 1000", found: "\(lineLength)")
      ) { try model.summary(lineLength: lineLength) }
    }
    for width in [30, 1_000] {
      let lines = try tutorialModel().summary(lineLength: width).split(separator: "\n")
      #expect(lines[1].count == width)
    }
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"), (100_000, "100,000"),
  ])
  func putsCommasBetweenThousands(number: Int, text: String) {
    #expect(number.groupedByThousands == text)
  }
}
