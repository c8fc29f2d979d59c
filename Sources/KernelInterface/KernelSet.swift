/// The arithmetic of one instruction set: every kernel, compiled for it.
///
/// A kernel is a loop over buffers of `Float` that allocates nothing and checks nothing: whoever
/// calls one has checked the sizes, when the program was laid out. All sets give the same bits.
package protocol KernelSet: SendableMetatype,
  ActivationKernels,
  ConvolutionKernels,
  DataKernels,
  DenseKernels,
  ElementaryKernels,
  LossKernels,
  NormalizationKernels,
  OptimizerKernels,
  PeakKernels,
  PoolingKernels,
  RandomKernels,
  TreeKernels,
  VectorKernels
{
  /// The processor's features that the set was compiled for, as bits of `VECTOR_FEATURES`.
  static var requiredFeatures: UInt32 { get }

  /// Whether a fused multiply-add is one instruction; if not, the kernels are correct but slow.
  static var usesFusedMultiplyAdd: Bool { get }
}
