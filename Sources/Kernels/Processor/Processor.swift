import CVector

/// The instruction sets that this build of the kernels needs, and whether the processor has them.
///
/// Check them before any kernel runs: without them a kernel raises an illegal-instruction signal.
public enum Processor {
  /// The instruction set extensions that the kernels were compiled for, by clang's names.
  public static let compiledFeatures: [String] = names(of: compiledBits)

  /// The compiled features that this processor, or its operating system, does not have.
  public static var missingFeatures: [String] {
    names(of: vector_missing_features(compiledBits))
  }

  /// Whether a fused multiply-add is one instruction; if not, the kernels are correct but slow.
  public static let usesFusedMultiplyAdd = vector_has_fused_multiply_add != 0

  private static var compiledBits: UInt32 { UInt32(vector_compiled_features) }

  private static func names(of bits: UInt32) -> [String] {
    (0..<32).compactMap { bit in
      bits >> UInt32(bit) & 1 == 1 ? String(cString: vector_feature_name(Int32(bit))) : nil
    }
  }

  /// The processor's family: families flush denormals differently, so a job must not mix them.
  public static let architecture: String = {
    #if arch(x86_64)
      "x86-64"
    #elseif arch(arm64)
      "arm64"
    #else
      "an untried processor"
    #endif
  }()
}
