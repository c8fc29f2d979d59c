import CMPI

/// What an MPI function returned instead of success.
public struct MPIError: Error, Equatable, CustomStringConvertible {
  /// The C function that failed, for example `MPI_Bcast`.
  public let function: String

  /// The code that it returned.
  public let code: Int32

  /// MPI's own words for that code (`MPI_Error_string`), or why this module gave up.
  public let text: String

  /// One line: the function, the words, and the code.
  public var description: String { "\(function) failed: \(text) (code \(code))" }

  init(function: String, code: Int32, text: String? = nil) {
    self.function = function
    self.code = code
    self.text = unsafe text ?? textFromC { text in unsafe cmpi_error_text(code, text) }
  }

  /// Turns a code into an error; zero is success.
  static func check(_ code: Int32, _ function: String) throws(MPIError) {
    if code != 0 { throw MPIError(function: function, code: code) }
  }
}

/// The text that a C function writes into a buffer of `cmpi_text_size` bytes.
func textFromC(_ write: (UnsafeMutablePointer<CChar>) -> Void) -> String {
  unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(cmpi_text_size)) { buffer in
    unsafe buffer.initialize(repeating: 0)
    if let base = buffer.baseAddress { unsafe write(base) }
    return unsafe String(
      decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
