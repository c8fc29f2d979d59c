import FileFormats
import Testing

@Suite("FileKind")
struct FileKindTests {
  @Test(
    "knows a file by its first bytes",
    arguments: [
      ([], "an empty file"), ([0x1F, 0x8B, 8, 0], "a gzip file"),
      (Array("PK\u{3}\u{4}".utf8), "a zip archive, as .keras, .npz and PyTorch's files are"),
      ([0x89] + Array("HDF\r\n\u{1A}\n".utf8), "an HDF5 file, as .h5 files are"),
      (Array(" \n<!DOCTYPE html>".utf8), "an HTML page"), (Array("<html>".utf8), "an HTML page"),
      ([0x80, 4, 0x95], "a Python pickle"),
      ([8, 9, 0x12, 6], "an ONNX model"), ([0xFF, 0xFE, 0x7B, 0], "text in UTF-16"),
      (Array("version https://git-lfs.github.com/spec/v1".utf8), "a Git LFS pointer"),
      (Array("{\"a\": 1}".utf8), "JSON"),
      ([8, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8), "a safetensors file"),
      ([UInt8](repeating: 0, count: 257) + Array("ustar".utf8), "a tar archive"),
    ] as [([UInt8], String)])
  func kind(bytes: [UInt8], name: String) {
    #expect(FileKind.name(of: bytes) == name)
  }

  @Test("takes a safetensors file for one, whatever its length looks like")
  func length() {
    #expect(
      FileKind.name(of: [0x1F, 0x8B, 0, 0, 0, 0, 0, 0] + Array("{\"a\"".utf8))
        == "a safetensors file")
  }

  @Test("does not guess")
  func unknown() {
    #expect(FileKind.name(of: [0, 0, 8, 3, 0, 0, 0, 1]) == nil)
    #expect(FileKind.name(of: Array("hello".utf8)) == nil)
  }
}
