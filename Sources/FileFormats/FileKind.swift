/// Says what a file is by its first bytes, for errors about one that is not what its name says.
package enum FileKind {
  /// The kind of checkpoints and of other files of tensors.
  package static let safetensors = "a safetensors file"
  /// The kind of archives.
  package static let zipArchive = "a zip archive, as .keras, .npz and PyTorch's files are"
  /// The kind of Keras's files of weights.
  package static let hdf5 = "an HDF5 file, as .h5 files are"

  /// The kind of ONNX's models.
  package static let onnx = "an ONNX model"
  /// The kind of what Python's `pickle` writes, and old files of PyTorch and joblib.
  package static let pickle = "a Python pickle"
  /// The kind of models in Keras's JSON, and of other JSON.
  package static let json = "JSON"

  /// The bytes that tell all kinds apart.
  package static let byteCount = 512

  /// The kind as a noun phrase, such as `an HTML page`; nil for one that is not known.
  package static func name<Bytes: Sequence>(of bytes: Bytes) -> String?
  where Bytes.Element == UInt8 {
    let start = Array(bytes.prefix(byteCount))
    if start.isEmpty { return "an empty file" }
    // Before all others: the length at its start can look like any magic number.
    if start.count > 8, start[8] == UInt8(ascii: "{"), start[4..<8].allSatisfy({ $0 == 0 }) {
      return safetensors
    }
    for (magic, name) in magics where start.starts(with: magic) { return name }
    if start.count >= 262, start[257..<262].elementsEqual("ustar".utf8) { return "a tar archive" }
    if start[0] == 0x80, start.count > 1, (2...5).contains(start[1]) { return pickle }
    // The version of the format, then the name of the program that wrote it (onnx.proto).
    if start.count > 2, start[0] == 0x08, (3...31).contains(start[1]), start[2] == 0x12 {
      return onnx
    }
    let text = String(decoding: start.prefix(64), as: UTF8.self)
      .drop { $0.isWhitespace || $0 == "\u{FEFF}" }.lowercased()
    return texts.first { text.hasPrefix($0.start) }?.name
  }

  private static let magics: [([UInt8], String)] = [
    ([0x1F, 0x8B], "a gzip file"),
    ([0x50, 0x4B, 0x03, 0x04], zipArchive),
    ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], hdf5),
    ([0x93] + Array("NUMPY".utf8), "a NumPy array"),
    ([0x89] + Array("PNG".utf8), "a PNG image"), ([0xFF, 0xD8, 0xFF], "a JPEG image"),
    (Array("%PDF".utf8), "a PDF document"), (Array("BZh".utf8), "a bzip2 file"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "an xz file"),
    ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard file"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive"),
    (Array("Rar!".utf8), "a RAR archive"), ([0xFF, 0xFE, 0x00, 0x00], "text in UTF-32"),
    ([0x00, 0x00, 0xFE, 0xFF], "text in UTF-32"),
    ([0xFF, 0xFE], "text in UTF-16"), ([0xFE, 0xFF], "text in UTF-16"),
  ]

  private static let texts: [(start: String, name: String)] = [
    ("<!doctype html", "an HTML page"), ("<html", "an HTML page"), ("<?xml", "an XML document"),
    ("version https://git-lfs", "a Git LFS pointer"), ("{", json), ("backend:", "YAML"),
    ("class_name:", "YAML"), ("import ", "a Python program"), ("from ", "a Python program"),
  ]
}
