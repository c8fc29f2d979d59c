import Engine
import FileFormats
import KerasFormat
import Layers
import ModelTestSupport
import Testing

/// What a file asks for and this version does not do: never passed over in silence.
@Suite("ArgumentReader")
struct ArgumentReaderTests {
  /// An argument with a value that changes what the layer computes, or how it is trained.
  struct Refusal: CustomTestStringConvertible, Sendable {
    var className: String
    var inputShape = [4]
    var config: [String: JSON]
    var argument: String
    var value: JSON

    var testDescription: String { "\(className) \(argument): \(value.serialized())" }

    /// A model with the argument as the second layer has it.
    var model: JSON {
      var config = config
      config[argument] = value
      return KerasJSON.sequential(
        inputShape: inputShape, [KerasJSON.layer(className, .object(config))])
    }
  }

  private static func dense(_ argument: String, _ value: JSON) -> Refusal {
    Refusal(className: "Dense", config: ["units": 3], argument: argument, value: value)
  }

  private static func image(_ className: String, _ argument: String, _ value: JSON) -> Refusal {
    let config: [String: JSON] =
      className == "Conv2D" ? ["filters": 2, "kernel_size": [2, 2]] : [:]
    return Refusal(
      className: className, inputShape: [4, 4, 1], config: config, argument: argument,
      value: value)
  }

  private static func normalization(
    _ className: String, _ argument: String, _ value: JSON
  ) -> Refusal {
    Refusal(className: className, config: [:], argument: argument, value: value)
  }

  private static let penalty: JSON = ["class_name": "L2", "config": ["l2": 0.01]]

  static let refusals =
    [
      "kernel_regularizer", "bias_regularizer", "activity_regularizer", "kernel_constraint",
      "bias_constraint",
    ].flatMap { [dense($0, penalty), image("Conv2D", $0, penalty)] }
    + [
      dense("dtype", "float16"),
      dense("dtype", ["class_name": "DTypePolicy", "config": ["name": "mixed_float16"]]),
      dense("dtype", [:]), dense("lora_rank", 4),
      dense("quantization_config", ["class_name": "Int8"]),
      dense("something_new", true), dense("something_new", 0),
      image("Conv2D", "data_format", "channels_first"), image("Conv2D", "dilation_rate", [2, 2]),
      image("Conv2D", "dilation_rate", 2), image("Conv2D", "groups", 2),
      image("Conv2D", "padding", "causal"),
      image("MaxPooling2D", "data_format", "channels_first"),
      image("AveragePooling2D", "data_format", "channels_first"),
      image("GlobalAveragePooling2D", "data_format", "channels_first"),
      image("GlobalAveragePooling2D", "keepdims", true),
      image("Flatten", "data_format", "channels_first"),
      Refusal(
        className: "Dropout", config: ["rate": 0.5], argument: "noise_shape", value: [nil, 1]),
      dense("kernel_initializer", ["class_name": "Orthogonal", "config": [:]]),
      dense("bias_initializer", "truncated_normal"),
      dense(
        "kernel_initializer", ["class_name": "GlorotUniform", "config": ["input_axes": [0]]]),
      normalization("BatchNormalization", "renorm", true),
      normalization("BatchNormalization", "virtual_batch_size", 8),
      normalization("BatchNormalization", "gamma_initializer", "zeros"),
      normalization("BatchNormalization", "moving_variance_initializer", "zeros"),
      normalization("BatchNormalization", "beta_regularizer", penalty),
      normalization("LayerNormalization", "rms_scaling", true),
      normalization("LayerNormalization", "beta_initializer", "ones"),
      normalization("LayerNormalization", "gamma_constraint", penalty),
      Refusal(className: "ReLU", config: [:], argument: "max_value", value: 6),
      Refusal(className: "ReLU", config: [:], argument: "negative_slope", value: 0.1),
      Refusal(className: "ReLU", config: [:], argument: "threshold", value: 1),
      Refusal(className: "Softmax", config: [:], argument: "axis", value: 1),
    ]

  @Test(arguments: refusals)
  func namesAnArgumentThatItDoesNotDo(refusal: Refusal) {
    let error = #expect(throws: ModelError.self) { try Model.make(configuration: refusal.model) }
    let start = "model.config.layers[1].config.\(refusal.argument)"
    let text = error?.description ?? "no error"
    #expect(text.hasPrefix("\(start): ") || text.hasPrefix("\(start)."), "\(text)")
    #expect(text.contains("supported"), "\(text)")
  }

  @Test func saysWhatItFoundAndWhatItTakes() {
    let groups = Self.image("Conv2D", "groups", 2)
    let value = #expect(throws: ModelError.self) { try Model.make(configuration: groups.model) }
    #expect(
      value?.description
        == "model.config.layers[1].config.groups: groups is 2; expected 1; nothing else is supported"
    )
    let penalty = Self.dense("kernel_regularizer", Self.penalty)
    let error = #expect(throws: ModelError.self) { try Model.make(configuration: penalty.model) }
    #expect(
      error?.description.hasPrefix(
        "model.config.layers[1].config.kernel_regularizer: kernel_regularizer is L2; expected null "
          + "or nothing: not supported, unlike trainable, dtype, units, ") == true,
      "\(String(describing: error))")
  }

  /// The same arguments with Keras's defaults, and those that change nothing here.
  @Test(
    arguments: [
      dense("kernel_regularizer", nil), dense("trainable", true), dense("dtype", "float32"),
      dense("dtype", ["class_name": "DTypePolicy", "config": ["name": "float32"]]),
      dense("something_new", nil), dense("quantization_config", nil),
      image("Conv2D", "dilation_rate", [1, 1]), image("Conv2D", "dilation_rate", 1),
      dense("kernel_initializer", "glorot_uniform"), dense("bias_initializer", nil),
      normalization("BatchNormalization", "synchronized", true),
      normalization("BatchNormalization", "renorm", false),
      normalization("BatchNormalization", "renorm_momentum", 0.99),
      normalization("BatchNormalization", "gamma_initializer", "ones"),
      normalization("LayerNormalization", "rms_scaling", false),
      image("Conv2D", "groups", 1), image("Conv2D", "data_format", "channels_last"),
      image("Conv2D", "strides", nil), image("GlobalAveragePooling2D", "keepdims", false),
      Refusal(className: "Dropout", config: ["rate": 0.5], argument: "seed", value: 7),
      Refusal(className: "Dropout", config: ["rate": 0.5], argument: "noise_shape", value: nil),
      Refusal(className: "ReLU", config: [:], argument: "threshold", value: 0.0),
    ])
  func takesDefaults(argument: Refusal) throws {
    #expect(try Model.make(configuration: argument.model).graph().calls.count == 2)
  }

  /// An argument of the model itself.
  @Test(arguments: ["Sequential", "Functional"])
  func refusesTheModelsOwnArgumentsToo(className: String) {
    let model: JSON = [
      "class_name": .string(className), "config": ["layers": [], "trainable": false],
    ]
    #expect(
      throws: ModelError.located(
        path: "model.config.trainable",
        .invalidValue(
          of: "trainable", expected: "true; nothing else is supported", found: "false"))
    ) { try Model.make(configuration: model) }
  }
}
