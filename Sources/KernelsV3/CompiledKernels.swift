import CVector
import KernelInterface

/// The kernels as this target compiles them, for one instruction set.
///
/// `KernelsV3` and `KernelsV4` are the same files: the second folder is a link to the first, and
/// each target has its own `-march`.
package enum CompiledKernels: KernelSet {
  package static var requiredFeatures: UInt32 { UInt32(vector_compiled_features) }

  package static var usesFusedMultiplyAdd: Bool { vector_has_fused_multiply_add != 0 }
}
