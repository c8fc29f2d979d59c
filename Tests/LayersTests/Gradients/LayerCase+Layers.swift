import Engine
import Layers
import ModelTestSupport

extension LayerCase {
  /// Every layer with every one of its arguments.
  static let all = dense + convolutions + poolings + shapes + elementwise + merging + normalizations

  static let dense = [
    LayerCase("Dense", on: [5]) { Dense(4) },
    LayerCase("Dense, more units than a vector has lanes", on: [3]) { Dense(19) },
    LayerCase("Dense, rectified", on: [5]) { Dense(4, activation: .relu) },
    LayerCase("Dense without bias", on: [5]) { Dense(4, useBias: false) },
    LayerCase("Dense, rectified without bias", on: [5]) {
      Dense(4, activation: .relu, useBias: false)
    },
    LayerCase("Dense on two axes", on: [3, 4]) { Dense(3) },
    LayerCase("Dense on three axes, rectified", on: [2, 2, 3]) { Dense(4, activation: .relu) },
    LayerCase("Dense on two axes, softmax", on: [3, 2]) { Dense(4, activation: .softmax) },
  ]

  static let convolutions = [
    LayerCase("Conv2D", on: [5, 4, 2]) { Conv2D(3, (3, 2)) },
    LayerCase("Conv2D, rectified", on: [5, 4, 2]) { Conv2D(3, (2, 3), activation: .relu) },
    LayerCase("Conv2D of one pixel", on: [3, 2, 4]) { Conv2D(17, (1, 1), activation: .relu) },
    LayerCase("Conv2D of one pixel, stride 2", on: [4, 5, 2]) {
      Conv2D(3, (1, 1), strides: (2, 2))
    },
    LayerCase("Conv2D without bias", on: [4, 4, 2]) { Conv2D(3, (3, 3), useBias: false) },
    LayerCase("Conv2D, rectified without bias", on: [4, 5, 1]) {
      Conv2D(3, (3, 3), activation: .relu, useBias: false)
    },
    LayerCase("Conv2D, same", on: [4, 3, 2]) { Conv2D(3, (3, 3), padding: .same) },
    LayerCase("Conv2D of 5 by 5, same", on: [4, 5, 1]) {
      Conv2D(2, (5, 5), padding: .same, activation: .tanh)
    },
    LayerCase("Conv2D of 5 by 4 over all rows", on: [5, 5, 2]) { Conv2D(2, (5, 4)) },
    LayerCase("Conv2D, stride 2, same", on: [5, 6, 2]) {
      Conv2D(3, (3, 3), strides: (2, 2), padding: .same, activation: .tanh)
    },
    LayerCase("Conv2D, stride 2, same, without bias", on: [6, 5, 1]) {
      Conv2D(3, (3, 3), strides: (2, 2), padding: .same, useBias: false)
    },
    LayerCase("Conv2D of even size, other strides, same", on: [5, 5, 2]) {
      Conv2D(2, (2, 4), strides: (1, 3), padding: .same, activation: .sigmoid)
    },
    LayerCase("Conv2D, strides beyond the filter", on: [6, 7, 1]) {
      Conv2D(2, (2, 2), strides: (3, 4))
    },
    LayerCase("Conv2D, softmax over filters", on: [3, 3, 2]) {
      Conv2D(3, (2, 2), activation: .softmax)
    },
  ]

  static let poolings = [
    LayerCase("MaxPooling2D", on: [4, 5, 2]) { MaxPooling2D((2, 2)) },
    LayerCase("MaxPooling2D, overlapping", on: [5, 4, 2]) {
      MaxPooling2D((3, 2), strides: (2, 1))
    },
    LayerCase("MaxPooling2D, same", on: [5, 4, 2]) {
      MaxPooling2D((3, 3), strides: (1, 2), padding: .same)
    },
    LayerCase("AveragePooling2D", on: [4, 5, 2]) { AveragePooling2D((2, 2)) },
    LayerCase("AveragePooling2D, overlapping", on: [5, 4, 2]) {
      AveragePooling2D((3, 2), strides: (2, 1))
    },
    LayerCase("AveragePooling2D, same", on: [5, 4, 2]) {
      AveragePooling2D((3, 3), strides: (1, 2), padding: .same)
    },
    LayerCase("GlobalAveragePooling2D", on: [3, 4, 5]) { GlobalAveragePooling2D() },
  ]

  static let shapes = [
    LayerCase("Flatten", on: [2, 3, 2]) { Flatten() },
    LayerCase("Reshape", on: [2, 6]) { Reshape([3, 4]) },
    LayerCase("Reshape with an open size", on: [2, 6]) { Reshape([2, -1, 3]) },
  ]

  /// One case for each of Keras's functions, as a layer and on top of a dense one.
  static let elementwise =
    ActivationFunction.all.flatMap { function in
      [
        LayerCase("Activation \(function.identifier)", on: [7]) { Activation(function) },
        LayerCase("Activation \(function.identifier) of rows", on: [3, 4]) {
          Activation(function)
        },
        LayerCase("Dense, \(function.identifier)", on: [4]) { Dense(5, activation: function) },
      ]
    }
    + [LayerCase("ReLU", on: [7]) { ReLU() }, LayerCase("Softmax", on: [3, 4]) { Softmax() }]
    + [0, 0.01, 0.3, 2].map { slope in
      LayerCase("LeakyReLU \(slope)", on: [9]) { LeakyReLU(negativeSlope: slope) }
    }
    + [0.25, 1, 3].map { alpha in
      LayerCase("ELU \(alpha)", on: [9]) { ELU(alpha: alpha) }
    }
    + [0, 0.25, 0.8].map { rate in
      LayerCase("Dropout \(rate)", on: [5, 4]) { Dropout(rate) }
    } + [
      LayerCase("Rescaling", on: [6]) { Rescaling(-0.75, offset: 0.25) }
    ]

  static let merging = [
    LayerCase("Add", on: [4], [4]) { Add() },
    LayerCase("Add of three images", on: [2, 3, 2], [2, 3, 2], [2, 3, 2]) { Add() },
    LayerCase("Concatenate", on: [4], [1], [3]) { Concatenate() },
    LayerCase("Concatenate, axis 1", on: [2, 3, 2], [1, 3, 2]) { Concatenate(axis: 1) },
    LayerCase("Concatenate, axis 2", on: [2, 3, 2], [2, 1, 2], [2, 2, 2]) {
      Concatenate(axis: 2)
    },
    LayerCase("Concatenate, axis -1", on: [2, 3, 2], [2, 3, 1]) { Concatenate(axis: -1) },
    LayerCase("Concatenate, axis -2", on: [3, 2], [1, 2]) { Concatenate(axis: -2) },
  ]

  static let normalizations =
    [(true, true), (true, false), (false, true), (false, false)].flatMap { center, scale in
      [
        LayerCase("LayerNormalization, beta \(center), gamma \(scale)", on: [2, 2, 3]) {
          LayerNormalization(center: center, scale: scale)
        },
        LayerCase("BatchNormalization, beta \(center), gamma \(scale)", on: [4]) {
          BatchNormalization(center: center, scale: scale)
        },
        LayerCase("BatchNormalization of images, beta \(center), gamma \(scale)", on: [2, 2, 3]) {
          BatchNormalization(center: center, scale: scale)
        },
      ]
    } + [
      LayerCase("Normalization", on: [5]) { Normalization() },
      LayerCase("Normalization of channels", on: [2, 3, 2]) { Normalization() },
      LayerCase("Normalization of rows and channels", on: [2, 3, 2]) {
        Normalization(axis: [-1, 1])
      },
      LayerCase("Normalization of columns", on: [2, 3, 2]) { Normalization(axis: 2) },
      LayerCase("Normalization of all", on: [2, 3]) { Normalization(axis: []) },
      LayerCase("Normalization, inverted", on: [2, 3]) { Normalization(invert: true) },
      LayerCase("Normalization by arguments", on: [2, 3]) {
        Normalization(mean: [0.5, -1, 2], variance: [0.25, 4, 1.5])
      },
      LayerCase("Normalization by one argument, inverted", on: [4]) {
        Normalization(axis: [], mean: [0.5], variance: [2], invert: true)
      },
      LayerCase("LayerNormalization of rows", on: [2, 3, 2]) { LayerNormalization(axis: [2, 3]) },
      LayerCase("LayerNormalization of images", on: [2, 3, 2]) {
        LayerNormalization(axis: [1, 2, 3], epsilon: 0.1)
      },
      LayerCase("BatchNormalization, other constants", on: [5]) {
        BatchNormalization(momentum: 0.6, epsilon: 0.1)
      },
    ]
}
