import Engine
import Kernels

/// The scale and the shift of a normalization layer: parameters, or constants instead.
struct AffineParameters {
  /// The number of elements of each.
  let count: Int
  /// Whether gamma is a parameter rather than 1.
  let hasGamma: Bool
  /// Whether beta is a parameter rather than 0.
  let hasBeta: Bool

  /// The index of gamma among the layer's parameters.
  var gammaIndex: Int? { hasGamma ? 0 : nil }

  /// The index of beta among the layer's parameters.
  var betaIndex: Int? { hasBeta ? (hasGamma ? 1 : 0) : nil }

  /// The number of floats of `constants`: a vector for each of the two.
  var constantCount: Int { 2 * count }

  /// Writes the constants for missing parameters.
  func fill(_ constants: UnsafeMutablePointer<Float>) {
    unsafe constants.update(repeating: 1, count: count)
    unsafe (constants + count).update(repeating: 0, count: count)
  }

  /// Returns gamma in a forward pass.
  func gamma(
    _ pass: ForwardPass, or constants: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    unsafe gammaIndex.map(pass.parameter) ?? UnsafePointer(constants)
  }

  /// Returns gamma in a backward pass.
  func gamma(
    _ pass: BackwardPass, or constants: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    unsafe gammaIndex.map(pass.parameter) ?? UnsafePointer(constants)
  }

  /// Returns beta in a forward pass.
  func beta(
    _ pass: ForwardPass, or constants: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    unsafe betaIndex.map(pass.parameter) ?? UnsafePointer(constants + count)
  }
}

extension AffineParameters {
  /// Returns the specifications of gamma, initially 1, and beta, initially 0.
  func specifications(shape: [Int]) -> [ParameterSpecification] {
    let gamma = ParameterSpecification(name: "gamma", shape: shape, initializer: Ones())
    let beta = ParameterSpecification(name: "beta", shape: shape, initializer: Zeros())
    return (hasGamma ? [gamma] : []) + (hasBeta ? [beta] : [])
  }
}
