import CMPI

/// An error code of an MPI function.
public struct MPIError: Error, Equatable, CustomStringConvertible {
  /// The C function that failed, for example `MPI_Bcast`.
  public let function: String

  /// The code that it returned.
  public let code: Int32

  /// MPI's message for the code (`MPI_Error_string`), or the reason of this module.
  public let text: String

  /// One line: the function, the message and the code.
  public var description: String { "\(function) failed: \(text) (code \(code))" }

  init(function: String, code: Int32, text: String? = nil) {
    self.function = function
    self.code = code
    self.text = unsafe text ?? textFromC { text in unsafe cmpi_error_text(code, text) }
  }

  /// Throws an error for a code other than `MPI_SUCCESS` (0).
  static func check(_ code: Int32, _ function: String) throws(MPIError) {
    if code != 0 { throw MPIError(function: function, code: code) }
  }
}

/// Returns the text that a C function writes to a buffer of `cmpi_text_size` bytes.
func textFromC(_ write: (UnsafeMutablePointer<CChar>) -> Void) -> String {
  unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(cmpi_text_size)) { buffer in
    unsafe buffer.initialize(repeating: 0)
    if let base = buffer.baseAddress { unsafe write(base) }
    return unsafe String(
      decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
