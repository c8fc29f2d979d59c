import Engine
import FileFormats
import Layers

extension LayerRegistry {
  /// Every class, in the order in which they are listed to users.
  static let kinds: [Kind] = [
    Kind("InputLayer", InputLayer.self) { arguments throws(ModelError) in
      try arguments.expect("sparse", false)
      try arguments.expect("ragged", false)
      try arguments.expect("optional", false)
      // Keras 2's name comes second.
      let given = arguments["batch_shape"] ?? arguments["batch_input_shape"]
      let shape = if let given { given } else { try arguments.required("batch_shape") }
      return InputLayer(shape: try shape.batchShape(), name: try arguments.name())
    },
    Kind("Dense", Dense.self) { arguments throws(ModelError) in
      Dense(
        try arguments.required("units").size(), activation: try arguments.activation(),
        useBias: try arguments.boolean("use_bias", default: true),
        kernelInitializer: try arguments.initializer("kernel_initializer", default: .glorotUniform),
        biasInitializer: try arguments.initializer("bias_initializer", default: .zeros),
        name: try arguments.name())
    },
    Kind("Conv2D", Conv2D.self) { arguments throws(ModelError) in
      try arguments.expectChannelsLast()
      try arguments.expect("dilation_rate", [1, 1], 1)
      try arguments.expect("groups", 1)
      return Conv2D(
        try arguments.required("filters").size(),
        try arguments.required("kernel_size").pair(), strides: try arguments.strides() ?? (1, 1),
        padding: try arguments.padding(), activation: try arguments.activation(),
        useBias: try arguments.boolean("use_bias", default: true),
        kernelInitializer: try arguments.initializer("kernel_initializer", default: .glorotUniform),
        biasInitializer: try arguments.initializer("bias_initializer", default: .zeros),
        name: try arguments.name())
    },
    Kind("MaxPooling2D", MaxPooling2D.self) { arguments throws(ModelError) in
      try arguments.expectChannelsLast()
      return MaxPooling2D(
        try arguments["pool_size"]?.pair() ?? (2, 2), strides: try arguments.strides(),
        padding: try arguments.padding(), name: try arguments.name())
    },
    Kind("AveragePooling2D", AveragePooling2D.self) { arguments throws(ModelError) in
      try arguments.expectChannelsLast()
      return AveragePooling2D(
        try arguments["pool_size"]?.pair() ?? (2, 2), strides: try arguments.strides(),
        padding: try arguments.padding(), name: try arguments.name())
    },
    Kind("GlobalAveragePooling2D", GlobalAveragePooling2D.self) {
      arguments throws(ModelError) in
      try arguments.expectChannelsLast()
      try arguments.expect("keepdims", false)
      return GlobalAveragePooling2D(name: try arguments.name())
    },
    Kind("Flatten", Flatten.self) { arguments throws(ModelError) in
      try arguments.expectChannelsLast()
      return Flatten(name: try arguments.name())
    },
    Kind("Reshape", Reshape.self) { arguments throws(ModelError) in
      Reshape(
        try arguments.required("target_shape").targetShape(), name: try arguments.name())
    },
    Kind("Rescaling", Rescaling.self) { arguments throws(ModelError) in
      Rescaling(
        try arguments.required("scale").float(),
        offset: try arguments.float("offset", default: 0), name: try arguments.name())
    },
    Kind("Normalization", Normalization.self) { arguments throws(ModelError) in
      let axis = try arguments.axesOrNone()
      return Normalization(
        axis: axis, mean: try arguments["mean"]?.flatFloats(),
        variance: try arguments["variance"]?.flatFloats(),
        invert: try arguments.boolean("invert", default: false), name: try arguments.name())
    },
    Kind("Add", Add.self, takesList: true) { arguments throws(ModelError) in
      Add(name: try arguments.name())
    },
    Kind("Concatenate", Concatenate.self, takesList: true) { arguments throws(ModelError) in
      Concatenate(axis: try arguments.axis(), name: try arguments.name())
    },
    Kind("BatchNormalization", BatchNormalization.self) { arguments throws(ModelError) in
      try arguments.expectInitializer("beta_initializer", .zeros)
      try arguments.expectInitializer("gamma_initializer", .ones)
      try arguments.expectInitializer("moving_mean_initializer", .zeros)
      try arguments.expectInitializer("moving_variance_initializer", .ones)
      try arguments.expect("renorm", false)
      // The statistics are always those of the whole batch; the others belong to renorm.
      arguments.ignore("synchronized", "renorm_clipping", "renorm_momentum")
      return BatchNormalization(
        axis: try arguments.axis(), momentum: try arguments.double("momentum", default: 0.99),
        epsilon: try arguments.double("epsilon", default: 1e-3),
        center: try arguments.boolean("center", default: true),
        scale: try arguments.boolean("scale", default: true), name: try arguments.name())
    },
    Kind("LayerNormalization", LayerNormalization.self) { arguments throws(ModelError) in
      try arguments.expectInitializer("beta_initializer", .zeros)
      try arguments.expectInitializer("gamma_initializer", .ones)
      try arguments.expect("rms_scaling", false)
      return LayerNormalization(
        axis: try arguments.axes(), epsilon: try arguments.double("epsilon", default: 1e-3),
        center: try arguments.boolean("center", default: true),
        scale: try arguments.boolean("scale", default: true), name: try arguments.name())
    },
    Kind("Dropout", Dropout.self) { arguments throws(ModelError) in
      // The masks come from the model's seed.
      try arguments.reader.expectSeed()
      arguments.ignore("seed")
      return Dropout(try arguments.required("rate").double(), name: try arguments.name())
    },
    Kind("Activation", Activation.self) { arguments throws(ModelError) in
      Activation(
        try ActivationRegistry.activation(try arguments.required("activation")),
        name: try arguments.name())
    },
    Kind("LeakyReLU", LeakyReLU.self) { arguments throws(ModelError) in
      // Keras's older name for the slope.
      let slope = arguments["negative_slope"] ?? arguments["alpha"]
      return LeakyReLU(negativeSlope: try slope?.float() ?? 0.3, name: try arguments.name())
    },
    Kind("ELU", ELU.self) { arguments throws(ModelError) in
      ELU(alpha: try arguments.float("alpha", default: 1), name: try arguments.name())
    },
    Kind("ReLU", ReLU.self) { arguments throws(ModelError) in
      try arguments.expect("max_value", .null)
      try arguments.expect("negative_slope", 0)
      try arguments.expect("threshold", 0)
      return ReLU(name: try arguments.name())
    },
    Kind("Softmax", Softmax.self) { arguments throws(ModelError) in
      try arguments.expect("axis", -1)
      return Softmax(name: try arguments.name())
    },
  ]
}
