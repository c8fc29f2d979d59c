import ModelTestSupport

/// Texts in the full form in which Keras 3.15's `to_json()` prints a compiled model.
enum KerasText {
  private static let type = """
    "dtype": {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}, \
    "registered_name": null}
    """

  private static let dense = """
    "trainable": true, \(type), "use_bias": true, \
    "kernel_initializer": {"module": "keras.initializers", "class_name": "GlorotUniform", \
    "config": {"seed": null, "input_axes": null, "output_axes": null}, "registered_name": null}, \
    "bias_initializer": {"module": "keras.initializers", "class_name": "Zeros", "config": {}, \
    "registered_name": null}, "kernel_regularizer": null, "bias_regularizer": null, \
    "kernel_constraint": null, "bias_constraint": null, "quantization_config": null
    """

  private static let compilation = """
    "compile_config": {"optimizer": {"module": "keras.optimizers", "class_name": "Adam", \
    "config": {"name": "adam", "learning_rate": 0.0010000000474974513, "weight_decay": null, \
    "clipnorm": null, "global_clipnorm": null, "clipvalue": null, "use_ema": false, \
    "ema_momentum": 0.99, "ema_overwrite_frequency": null, "loss_scale_factor": null, \
    "gradient_accumulation_steps": null, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-07, \
    "amsgrad": false}, "registered_name": null}, "loss": "sparse_categorical_crossentropy", \
    "loss_weights": null, "metrics": ["accuracy"], "weighted_metrics": null, \
    "run_eagerly": false, "steps_per_execution": 1, "jit_compile": false}
    """

  /// Pixels of 6, 5 units, 3 classes.
  static let sequential = """
    {"module": "keras", "class_name": "Sequential", "config": {"name": "digits", \
    "trainable": true, \(type), "layers": [{"module": "keras.layers", \
    "class_name": "InputLayer", "config": {"batch_shape": [null, 6], "dtype": "float32", \
    "sparse": false, "ragged": false, "name": "pixels", "optional": false}, \
    "registered_name": null}, {"module": "keras.layers", "class_name": "Dense", "config": \
    {"name": "hidden", "units": 5, "activation": "relu", \(dense)}, "registered_name": null, \
    "build_config": {"input_shape": [null, 6]}}, {"module": "keras.layers", \
    "class_name": "Dense", "config": {"name": "classes", "units": 3, "activation": "softmax", \
    \(dense)}, "registered_name": null, "build_config": {"input_shape": [null, 5]}}], \
    "build_input_shape": [null, 6]}, "registered_name": null, \
    "build_config": {"input_shape": [null, 6]}, \(compilation)}
    """

  /// Pixels of 6, a trunk of 5, a left and a right branch of 4, their sum, 3 classes.
  static let branched = """
    {"module": "keras.src.models.functional", "class_name": "Functional", "config": {"name": \
    "branched", "trainable": true, "layers": [{"module": "keras.layers", "class_name": \
    "InputLayer", "config": {"batch_shape": [null, 6], "dtype": "float32", "sparse": false, \
    "ragged": false, "name": "pixels", "optional": false}, "registered_name": null, "name": \
    "pixels", "inbound_nodes": []}, \(layer("trunk", 5, "relu", from: "pixels", 6)), \
    \(layer("left", 4, "relu", from: "trunk", 5)), \
    \(layer("right", 4, "tanh", from: "trunk", 5)), {"module": "keras.layers", "class_name": \
    "Add", "config": {"name": "sum", "trainable": true, \(type)}, "registered_name": null, \
    "build_config": {"input_shape": [[null, 4], [null, 4]]}, "name": "sum", "inbound_nodes": \
    [{"args": [[\(tensor("left", 4)), \(tensor("right", 4))]], "kwargs": {}}]}, \
    \(layer("classes", 3, "softmax", from: "sum", 4))], "input_layers": ["pixels", 0, 0], \
    "output_layers": ["classes", 0, 0]}, "registered_name": "Functional", "build_config": \
    {"input_shape": null}, \(compilation)}
    """

  private static func layer(
    _ name: String, _ units: Int, _ activation: String, from input: String, _ size: Int
  ) -> String {
    """
    {"module": "keras.layers", "class_name": "Dense", "config": {"name": "\(name)", "units": \
    \(units), "activation": "\(activation)", \(dense)}, "registered_name": null, "build_config": \
    {"input_shape": [null, \(size)]}, "name": "\(name)", "inbound_nodes": [{"args": \
    [\(tensor(input, size))], "kwargs": {}}]}
    """
  }

  private static func tensor(_ layer: String, _ size: Int) -> String {
    """
    {"class_name": "__keras_tensor__", "config": {"shape": [null, \(size)], "dtype": "float32", \
    "keras_history": ["\(layer)", 0, 0]}}
    """
  }
}
