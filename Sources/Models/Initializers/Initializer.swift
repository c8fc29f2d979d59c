public import Kernels

/// Where a parameter's first values come from.
///
/// To add one, write a file in this folder.
public protocol Initializer: Sendable {
  /// The class's name in Keras.
  var className: String { get }

  /// Fills `count` values of a parameter of the given shape.
  ///
  /// Element `e` may only depend on the generator, `counter`, `shape` and `e`, so that the values
  /// are the same however many ranks there are.
  func fill(
    _ values: UnsafeMutablePointer<Float>, shape: [Int], generator: Philox4x32,
    counter: SIMD3<UInt32>)
}

/// All zeros.
public struct Zeros: Initializer {
  /// The initializer; it has no settings.
  public init() {}

  /// The class's name in Keras.
  public var className: String { "Zeros" }

  /// Fills a parameter's values.
  public func fill(
    _ values: UnsafeMutablePointer<Float>, shape: [Int], generator: Philox4x32,
    counter: SIMD3<UInt32>
  ) {
    unsafe values.update(repeating: 0, count: shape.reduce(1, *))
  }
}
