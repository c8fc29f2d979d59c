import Engine
import Kernels

/// The windows of a pooling layer.
package struct PoolingWindows {
  package let poolSize: (Int, Int)
  package let strides: (Int, Int)
  package let padding: Padding

  /// Returns the sizes for samples of a shape that `checkWindow` accepted.
  func geometry(for shape: Shape) -> PoolingGeometry {
    let sizes = shape.dimensions
    let rows = WindowAxis(
      inputSize: sizes[0], size: poolSize.0, stride: strides.0, padding: padding)
    let columns = WindowAxis(
      inputSize: sizes[1], size: poolSize.1, stride: strides.1, padding: padding)
    return PoolingGeometry(
      inputHeight: sizes[0], inputWidth: sizes[1], channels: sizes[2], poolHeight: poolSize.0,
      poolWidth: poolSize.1, strideHeight: strides.0, strideWidth: strides.1,
      paddingTop: rows.paddingBefore, paddingLeft: columns.paddingBefore,
      outputHeight: rows.outputSize, outputWidth: columns.outputSize)
  }

  /// Returns the shape of the output for samples of a shape.
  func outputShape(for shape: Shape) -> Shape {
    let geometry = geometry(for: shape)
    return [geometry.outputHeight, geometry.outputWidth, geometry.channels]
  }

  /// The arguments by Keras's names.
  var arguments: [String: ConfigurationValue] {
    [
      "pool_size": .pair(poolSize), "strides": .pair(strides),
      "padding": .string(padding.rawValue), "data_format": "channels_last",
    ]
  }
}
