import Engine
import Kernels

/// The factor and the term that a normalising layer puts on its numbers: parameters, or constants
/// in their place.
struct AffineParameters {
  /// The numbers of each.
  let count: Int
  /// Whether gamma is a parameter, not 1.
  let hasGamma: Bool
  /// Whether beta is a parameter, not 0.
  let hasBeta: Bool

  /// Gamma's place among the layer's parameters.
  var gammaPlace: Int? { hasGamma ? 0 : nil }

  /// Beta's place among the layer's parameters.
  var betaPlace: Int? { hasBeta ? (hasGamma ? 1 : 0) : nil }

  /// The floats of `constants`: a vector for each of the two.
  var constantCount: Int { 2 * count }

  /// Writes the numbers that stand for parameters which are not there.
  func fill(_ constants: UnsafeMutablePointer<Float>) {
    unsafe constants.update(repeating: 1, count: count)
    unsafe (constants + count).update(repeating: 0, count: count)
  }

  /// Gamma, of a forward pass.
  func gamma(
    _ pass: ForwardPass, or constants: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    unsafe gammaPlace.map(pass.parameter) ?? UnsafePointer(constants)
  }

  /// Gamma, of a backward pass.
  func gamma(
    _ pass: BackwardPass, or constants: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    unsafe gammaPlace.map(pass.parameter) ?? UnsafePointer(constants)
  }

  /// Beta, of a forward pass.
  func beta(
    _ pass: ForwardPass, or constants: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    unsafe betaPlace.map(pass.parameter) ?? UnsafePointer(constants + count)
  }
}

extension AffineParameters {
  /// What a layer says about gamma, which starts at 1, and beta, which starts at 0.
  func specifications(shape: [Int]) -> [ParameterSpecification] {
    let gamma = ParameterSpecification(name: "gamma", shape: shape, initializer: Ones())
    let beta = ParameterSpecification(name: "beta", shape: shape, initializer: Zeros())
    return (hasGamma ? [gamma] : []) + (hasBeta ? [beta] : [])
  }
}
