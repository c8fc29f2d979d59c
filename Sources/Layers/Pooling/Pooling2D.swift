public import Engine
package import Kernels

/// What `MaxPooling2D` and `AveragePooling2D` have in common: windows that slide over an image.
///
/// Shapes: `[batch, height, width, channels]` becomes `[batch, newHeight, newWidth, channels]`;
/// without padding `newHeight` is `⌊(height - poolHeight) / stride⌋ + 1`, and what does not fill a
/// window is left out.
public class Pooling2D: Layer {
  /// The height and width of a window.
  public final var poolSize: (Int, Int) { windows.poolSize }
  /// The rows and columns from one window to the next.
  public final var strides: (Int, Int) { windows.strides }
  /// What surrounds the images; none of it counts.
  public final var padding: Padding { windows.padding }
  /// The class's name in Keras.
  public final let className: String
  /// The name that was given, or nil for a counted one.
  public final let name: String?
  /// The layer's variables: it has none.
  public final let state = LayerState()

  private let windows: PoolingWindows
  private let operation: (PoolingGeometry) -> any Operation

  init(
    className: String, name: String?, _ windows: PoolingWindows,
    operation: @escaping (PoolingGeometry) -> any Operation
  ) {
    self.className = className
    self.name = name
    self.windows = windows
    self.operation = operation
  }

  /// `[newHeight, newWidth, channels]` for an input of three dimensions.
  public final func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    try checkWindow(shape, size: poolSize, strides: strides, padding: padding)
    return windows.outputShape(for: shape)
  }

  /// What computes the layer.
  public final func operations(for inputs: [Shape]) -> [any Operation] {
    [operation(geometry(for: inputs[0]))]
  }

  /// The sizes over samples of a shape that `outputShape` accepted.
  package final func geometry(for shape: Shape) -> PoolingGeometry {
    windows.geometry(for: shape)
  }

  /// The arguments in Keras's words.
  public final var configuration: [String: ConfigurationValue] { windows.configuration }
}
