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

  static let npy: [[UInt8]] = {
    let content = (0..<24).map { UInt8($0) }
    let types = ["|b1", "|u1", "|i1", "<i2", ">u2", "<i4", "<u8", ">i8", "<f2", "<f4", ">f8"]
    return types.map { type in
      npyFile(type, "3,", Array(content.prefix(3 * (Int(type.suffix(1)) ?? 1))))
    }
      + [
        npyFile("<f4", "2, 3", content), npyFile("<i2", "2, 3, 2", content, order: "True"),
        npyFile("|u1", "", [7]), npyFile("<f4", "0, 3", []), npyFile("<f8", "99999999, 9", content),
        npyFile("{\"shape\":(3L,),'fortran_order':True,'descr':\"|u1\"}", [1, 2, 3], version: 2),
        npyFile("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", [0, 0, 0, 0]),
        npyFile("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", [0x80, 4], version: 3),
        npyFile("|u1", "4611686018427387904, 2", []),
        npyFile("<f4", "0, 4294967296, 4294967296", []),
      ]
  }()

  static let npz: [[UInt8]] = {
    let arrays = [
      ("x_train.npy", npyFile("|u1", "2, 3", [1, 2, 3, 4, 5, 6])),
      ("y_train.npy", npyFile("<i4", "2,", [0, 0, 0, 0, 1, 0, 0, 0])),
      ("x_test.npy", npyFile("|u1", "1, 3", [1, 2, 3])),
      ("y_test.npy", npyFile("<i8", "1,", [0, 0, 0, 0, 0, 0, 0, 0])),
    ]
    let values = [
      ("x_train.npy", npyFile("<f2", "2, 2", [1, 2, 3, 4, 5, 6, 7, 8], order: "True")),
      ("y_train.npy", npyFile("<f4", "2, 1", [0, 0, 0, 0, 1, 0, 0, 0])),
    ]
    return [
      zipFile(arrays), zipFile(arrays, isDeflated: true), zipFile(values), zipFile([]),
      zipFile([("a", [1]), ("a", [1])]), zipFile("folder/", []),
    ]
  }()

  static let zip: [[UInt8]] = {
    let archive = zipFile("config.json", Array("{}".utf8))
    let folders = zipFile([
      ("a/b.txt", [1, 2]), ("a/", []), ("a/c.txt", [UInt8](repeating: 7, count: 300)),
    ])
    return npz + [
      archive, folders, zipFile([("é", [1]), ("../b", [2])], isDeflated: true),
      // With a comment, and behind other bytes.
      Array(archive.dropLast(2)) + [3, 0] + Array("abc".utf8), [1, 2, 3] + archive,
    ]
  }()

  static let csv: [[UInt8]] = [
    "a,b,species\n5.1,3.5,setosa\n7,3.2,\"versi\"\"color\"\n", "1,2,0\r\n3,4,1\r\n", "1;2,5\r3;1\r",
    "\u{FEFF}a\tlabel\tb\n1e5\t0\t-.5\n\n2.\t1\t+7\n", "0,1\n1,2\n3,0.5\n", "a,b\n1,\nNA,2\n",
    "\"a\nb\",c\n1,2", "a,a\n", ",\n", "1,\u{202e}\n2,x\n", "<html>", "1,2\n3\n", "1,2\n\"",
  ].map { Array($0.utf8) }

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
