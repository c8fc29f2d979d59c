import FileFormats

/// Files to start from: whole ones of every kind, and cases that went wrong once.
enum Seeds {
  static let json: [[UInt8]] = texts.map { Array($0.utf8) }

  static let gzip: [[UInt8]] = [
    compressed, compressed + compressed, gzipMember([]), gzipMember([1, 2, 3]) + gzipMember([4]),
    compressed + [0],
    // Every optional field: extra, name, comment, checksum of the header.
    [0x1F, 0x8B, 8, 0x1C, 0, 0, 0, 0, 0, 0xFF, 2, 0, 1, 2, 0x61, 0, 0x62, 0]
      + gzipMember([7]).dropFirst(10),
    Array("not gzip".utf8),
  ]

  static let idx: [[UInt8]] = {
    let images = idxFile([2, 2, 3], Array(0..<12))
    let labels = idxFile([4], [0, 1, 2, 9])
    return [
      images, labels, gzipMember(images), gzipMember(labels), compressed,
      idxFile([0x7FFF_FFFF, 0x7FFF_FFFF, 0x7FFF_FFFF], [1]), idxFile([1, 0, 1], []),
    ]
  }()

  static let safetensors: [[UInt8]] = {
    let files = [
      (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 8),
      (
        #"{"a":{"dtype":"F64","shape":[1,2],"data_offsets":[0,16]},"b":{"dtype":"I8","shape":[3],"#
          + #""data_offsets":[16,19]}}"#, 19
      ),
      (#"{"__metadata__":{"k":"v"},"a":{"dtype":"BF16","shape":[],"data_offsets":[0,2]}}"#, 2),
      (
        #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"b":{"dtype":"BOOL","#
          + #""shape":[0,7],"data_offsets":[0,0]}}"#, 0
      ),
      (#"{"a\n\u001b[2J":{"dtype":"F31","shape":[4294967296],"data_offsets":[0,0]}}"#, 0),
    ].map { header, byteCount in safetensorsFile(header, [UInt8](repeating: 0, count: byteCount)) }
    return files + [verifiable()]
      + texts.map { safetensorsFile(#"{"__metadata__":\#($0)}"#, []) }
  }()

  /// A file whose checksums are right, so that verifying it comes to its end.
  private static func verifiable() -> [UInt8] {
    let sum = CRC32([0, 0, 0, 0]).hexadecimal
    func file(_ headerChecksum: String) -> [UInt8] {
      safetensorsFile(
        #"{"__metadata__":{"checksums":"{\"a\":\"\#(sum)\"}","headerChecksum":""#
          + #"\#(headerChecksum)"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, [])
    }
    return file(CRC32(file("00000000")).hexadecimal) + [0, 0, 0, 0]
  }

  private static let texts = [
    #"{"a":{"b":[null,true,false]},"":1}"#, "[0,-0,-12,9223372036854775807,1.5,-2.5E-1,1e3,1e308]",
    #""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é€😀""#, "[[[[[[[[[[1]]]]]]]]]]", " [ 1 , { } ] \n",
    #"{"class_name":"Dense","config":{"units":10,"activation":"softmax","use_bias":true}}"#,
    #"{"a":1,"\u0061":2}"#, "{\"e\u{301}\":1,\"\u{e9}\":2}", "1e999", #""\ud800""#,
    "\"a\u{301}\u{316}\u{301}\u{316}\"", "{\"\u{202e}\n\":1}",
    "[123456789012345678901234567890,5e-324,1e-400]",
  ]

  /// 400 times "abc", compressed by Python's `gzip.compress(..., mtime=0)`.
  private static let compressed: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4B, 0x4C, 0x4A, 0x4E, 0x1C,
    0x45, 0xA3, 0x68, 0x14, 0x8D, 0xA2, 0xA1, 0x80, 0x00, 0x88, 0xC9, 0x52, 0x4B, 0xB0, 0x04,
    0x00, 0x00,
  ]
}
