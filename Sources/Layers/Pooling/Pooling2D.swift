package import Engine
package import Kernels

/// The largest number of each window of an image, channel by channel.
///
/// Shapes: `[batch, height, width, channels]` becomes `[batch, newHeight, newWidth, channels]`;
/// without padding `newHeight` is `⌊(height - poolHeight) / stride⌋ + 1`, and a remainder that does
/// not fill a window is skipped. Padding is never the largest; the gradient goes to a window's
/// first largest number. Source: Keras 3, `MaxPooling2D`.
public final class MaxPooling2D: Pooling2D {
  package let windows: PoolingWindows
  package let base: LayerBase

  /// Windows of a size, side by side unless `strides` says otherwise.
  public init(
    _ poolSize: (Int, Int) = (2, 2), strides: (Int, Int)? = nil, padding: Padding = .valid,
    name: String? = nil
  ) {
    windows = PoolingWindows(poolSize: poolSize, strides: strides ?? poolSize, padding: padding)
    base = LayerBase(name: name)
  }

  /// Square windows, side by side unless `strides` says otherwise: `MaxPooling2D(2)`.
  public convenience init(
    _ poolSize: Int, strides: Int? = nil, padding: Padding = .valid, name: String? = nil
  ) {
    self.init((poolSize, poolSize), strides: strides.map { ($0, $0) }, padding: padding, name: name)
  }

  /// Windows with equal strides: `MaxPooling2D((3, 2), strides: 2)`.
  public convenience init(
    _ poolSize: (Int, Int), strides: Int, padding: Padding = .valid, name: String? = nil
  ) {
    self.init(poolSize, strides: (strides, strides), padding: padding, name: name)
  }

  /// Square windows: `MaxPooling2D(3, strides: (2, 1))`.
  public convenience init(
    _ poolSize: Int, strides: (Int, Int), padding: Padding = .valid, name: String? = nil
  ) {
    self.init((poolSize, poolSize), strides: strides, padding: padding, name: name)
  }

  package func operation(_ geometry: PoolingGeometry) -> any Operation {
    MaxPoolingOperation(geometry: geometry)
  }
}

/// The mean of each window of an image, channel by channel.
///
/// Shapes are those of `MaxPooling2D`. A window that reaches beyond the image is divided by the
/// pixels that it has inside. Source: Keras 3, `AveragePooling2D`.
public final class AveragePooling2D: Pooling2D {
  package let windows: PoolingWindows
  package let base: LayerBase

  /// Windows of a size, side by side unless `strides` says otherwise.
  public init(
    _ poolSize: (Int, Int) = (2, 2), strides: (Int, Int)? = nil, padding: Padding = .valid,
    name: String? = nil
  ) {
    windows = PoolingWindows(poolSize: poolSize, strides: strides ?? poolSize, padding: padding)
    base = LayerBase(name: name)
  }

  /// Square windows, side by side unless `strides` says otherwise: `AveragePooling2D(2)`.
  public convenience init(
    _ poolSize: Int, strides: Int? = nil, padding: Padding = .valid, name: String? = nil
  ) {
    self.init((poolSize, poolSize), strides: strides.map { ($0, $0) }, padding: padding, name: name)
  }

  /// Windows with equal strides: `AveragePooling2D((3, 2), strides: 2)`.
  public convenience init(
    _ poolSize: (Int, Int), strides: Int, padding: Padding = .valid, name: String? = nil
  ) {
    self.init(poolSize, strides: (strides, strides), padding: padding, name: name)
  }

  /// Square windows: `AveragePooling2D(3, strides: (2, 1))`.
  public convenience init(
    _ poolSize: Int, strides: (Int, Int), padding: Padding = .valid, name: String? = nil
  ) {
    self.init((poolSize, poolSize), strides: strides, padding: padding, name: name)
  }

  package func operation(_ geometry: PoolingGeometry) -> any Operation {
    AveragePoolingOperation(geometry: geometry)
  }
}

/// The superclass of `MaxPooling2D` and `AveragePooling2D`: windows that slide over an image.
package protocol Pooling2D: BuiltInLayer {
  var windows: PoolingWindows { get }
  /// What computes the layer over images of a size.
  func operation(_ geometry: PoolingGeometry) -> any Operation
}

extension Pooling2D {
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    try checkWindow(
      shape, size: windows.poolSize, strides: windows.strides, padding: windows.padding)
    return windows.outputShape(for: shape)
  }

  package func operations(of inputs: [Shape]) -> [any Operation] {
    [operation(geometry(for: inputs[0]))]
  }

  /// Returns the sizes for samples of a shape that `outputShape` accepted.
  package func geometry(for shape: Shape) -> PoolingGeometry { windows.geometry(for: shape) }

  package var arguments: [String: ConfigurationValue] { windows.arguments }
}
