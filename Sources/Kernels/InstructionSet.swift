import CVector
import Foundation
import KernelInterface

#if arch(x86_64)
  import KernelsV3
  import KernelsV4
#else
  import KernelsBase
#endif

/// An instruction set for which the program holds a set of kernels.
///
/// The program chooses the last one that the processor executes, or the one that the environment
/// variable `LOCKSTEP_KERNELS` names. All give the same bits, so ranks may choose differently.
package enum InstructionSet: String, CaseIterable, Sendable {
  #if arch(x86_64)
    /// x86-64-v3: AVX2, FMA and BMI, in most processors since 2013.
    case v3
    /// x86-64-v4: AVX-512 F, BW, CD, DQ and VL, with 32 registers of 512 bits.
    case v4
  #else
    /// What every processor of the architecture has.
    case base
  #endif

  /// The kernels compiled for this set.
  package var kernels: any KernelSet.Type {
    #if arch(x86_64)
      switch self {
      case .v3: KernelsV3.CompiledKernels.self
      case .v4: KernelsV4.CompiledKernels.self
      }
    #else
      KernelsBase.CompiledKernels.self
    #endif
  }

  /// The set's instructions that this processor, or its operating system, does not have.
  package var missingFeatures: [String] {
    let missing = vector_missing_features(kernels.requiredFeatures)
    return (0..<32).compactMap { bit in
      missing >> UInt32(bit) & 1 == 1
        ? unsafe String(cString: vector_feature_name(Int32(bit))) : nil
    }
  }

  /// Whether this processor executes the set.
  package var isSupported: Bool { missingFeatures.isEmpty }

  /// The sets that this processor executes.
  package static let supported = allCases.filter(\.isSupported)

  /// The set that every processor must have.
  package static let least = allCases[0]

  /// The set in use; `least` where the choice fails.
  package static let chosen = (try? choice.get()) ?? least

  /// The choice of this process: check it before any kernel runs, since one of another processor's
  /// raises an illegal-instruction signal.
  package static let choice = choose(
    named: ProcessInfo.processInfo.environment["LOCKSTEP_KERNELS"])

  /// Chooses the set of a name, or the last supported one for nil and an empty name.
  static func choose(named name: String?) -> Result<InstructionSet, InstructionSetError> {
    guard let name, !name.isEmpty else {
      guard let last = supported.last else {
        return .failure(.missing(least, features: least.missingFeatures))
      }
      return .success(last)
    }
    guard let set = InstructionSet(rawValue: name) else { return .failure(.unknown(name)) }
    guard set.isSupported else {
      return .failure(.missing(set, features: set.missingFeatures))
    }
    return .success(set)
  }

  /// The processor's family: families flush denormals differently, so a job must not mix them.
  package static let architecture: String = {
    #if arch(x86_64)
      "x86-64"
    #elseif arch(arm64)
      "arm64"
    #else
      "an untried processor"
    #endif
  }()
}

/// Why no set of kernels can be used.
package enum InstructionSetError: Error, Hashable, CustomStringConvertible {
  /// `LOCKSTEP_KERNELS` names none.
  case unknown(String)
  /// The processor lacks instructions of the set.
  case missing(InstructionSet, features: [String])

  package var description: String {
    switch self {
    case .unknown(let name):
      "LOCKSTEP_KERNELS is \(name); expected "
        + InstructionSet.allCases.map(\.rawValue).joined(separator: " or ")
    case .missing(let set, let features):
      "this processor lacks \(features.joined(separator: ", ")), which kernels \(set.rawValue) need"
        + (set == .least ? "; use a processor that has them" : "; leave LOCKSTEP_KERNELS unset")
    }
  }
}
