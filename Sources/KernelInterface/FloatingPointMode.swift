import CVector

/// The calling thread's handling of denormal numbers.
package enum FloatingPointMode {
  /// Treats denormal operands and results as zero on this thread, from now on.
  ///
  /// Moments of optimizers decay into denormals, with which some processors compute several times
  /// slower. Sets FTZ and DAZ in MXCSR on x86-64 and FZ in FPCR on arm64. Existing threads are not
  /// affected.
  package static func flushDenormals() {
    vector_flush_denormals()
  }

  /// Whether this thread treats denormals as zero.
  package static var flushesDenormals: Bool { vector_flushes_denormals() != 0 }

  /// This thread's rounding, denormals and traps, as the processor's control bits: to compare
  /// ranks.
  package static var description: String {
    "\(flushesDenormals ? "denormals flushed" : "denormals kept"), control bits "
      + String(vector_floating_point_mode(), radix: 16)
  }
}
