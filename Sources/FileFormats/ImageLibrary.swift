import CImages

/// A library that reads images, which is loaded when the first image needs it.
struct ImageLibrary {
  /// The kind of images, for messages.
  let kind: String
  private let name: String
  private let package: String

  static let png = ImageLibrary(kind: "PNG", name: "libpng16", package: "libpng16-16")
  static let jpeg = ImageLibrary(kind: "JPEG", name: "libturbojpeg", package: "libturbojpeg0")

  /// Returns the pixels that a call writes.
  ///
  /// - Throws: `DataFileError` with the library's message, or for the library that is missing.
  func pixels(
    _ count: Int, _ path: String,
    _ call: (UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<CChar>?) -> CInt
  ) throws(DataFileError) -> [UInt8] {
    var result: Result<Void, DataFileError> = .success(())
    let pixels = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(DataFileError) {
        try unsafe check(path) { message in unsafe call(buffer.baseAddress, message) }
        filled = count
      } catch {
        result = .failure(error)
      }
    }
    try result.get()
    return pixels
  }

  /// Makes a call, and throws its message.
  ///
  /// - Throws: `DataFileError`.
  func check(
    _ path: String, _ call: (UnsafeMutablePointer<CChar>?) -> CInt
  ) throws(DataFileError) {
    var status: CInt = 0
    let text = unsafe [CChar](unsafeUninitializedCapacity: Int(CIMAGES_MESSAGE_SIZE)) {
      buffer, filled in
      unsafe buffer.initialize(repeating: 0)
      status = unsafe call(buffer.baseAddress)
      filled = buffer.count
    }
    guard status != CInt(CIMAGES_DONE) else { return }
    let message = String(
      decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    throw status == CInt(CIMAGES_NO_LIBRARY)
      ? missing(path, message)
      : DataFileError(
        path: path, found: "a damaged \(kind) image (\(message))", expected: "a whole one")
  }

  /// The error for an image whose library is not installed.
  private func missing(_ path: String, _ message: String) -> DataFileError {
    DataFileError(
      path: path, found: "a \(kind) image, and no \(name) to read it (\(message))",
      expected: "the library: apt-get install \(package)")
  }
}
