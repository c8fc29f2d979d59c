#if arch(x86_64)
  import FileFormats
  import Foundation
  import TestSupport
  import Testing

  /// The weights and moments of every named network after a few steps, to the bit, as they were
  /// when this was written.
  ///
  /// A digest changes only together with `Numerics.version` and an entry in CHANGELOG.md. On arm64
  /// the digests are others.
  @Suite("the numerics version, for every network")
  struct VariantDigestTests {
    @Test(
      "identifies these bits",
      arguments: [
        ("mlp", "310b4ba86e8265b62336ac58c5ff12de1f173753248b45f4521cf795d734bba5"),
        ("cnn", "a098900007124dace2ab9d76ca3b05ccc3588e15ef3639a998388a4799072fe0"),
        ("leaky-relu", "d5205f8411b2b90913bbb576cbd975ffff0650aacc29a10ee796fca14587122b"),
        ("sgd-momentum", "5cdfd68c7cf0a70586815510f428837691287ac7aca710c23673f1daac2f7ed0"),
        ("sparse", "310b4ba86e8265b62336ac58c5ff12de1f173753248b45f4521cf795d734bba5"),
        ("dropout", "58b1a04536823e6644c652bdc2371a1476db7a70666cdae5ea793d95a746d1d0"),
        ("deep", "53ca1dd521367c89245522e41cd85f9690366396552f2b65f8e8de194d37f05a"),
        ("batch-norm", "50e781c38b21ca40ddfd2fa40f35833527ee86681d39e002bc5a5e4dd50f8d2a"),
        ("moons", "57f5e95e95c4446a8cc0aeab49814534e5fb767b839177cd469efc17be013626"),
        ("counts", "5006709018331b8a7a0395c2bf9d968fecdbe6c04089554c981c8718ba9e1521"),
      ])
    func digest(model: String, expected: String) throws {
      let builtIn = ["moons", "counts"]
      let found = try TrainingFolder.with(sampleCount: 150) { folder in
        let data = builtIn.contains(model) ? model : folder.data.path
        let result = try folder.lockstep([
          "train", "--model", model, "--data", data, "--train-samples", "150", "--epochs", "2",
          "--verbose", "0", "--checkpoint-dir", folder.path("run"),
        ])
        #expect(result.exitCode == 0, "\(result)")
        let newest = try #require(folder.checkpoints().keys.max())
        return try Self.digest(of: SafetensorsFile(folder.path("run/" + newest)), in: folder)
      }
      #expect(found == expected, "\(model)")
    }

    /// The SHA-256 of all tensors' bytes, in the order of the file.
    private static func digest(
      of file: SafetensorsFile, in folder: TrainingFolder
    ) throws -> String {
      var bytes = Data()
      for tensor in file.tensors {
        for value in try file.floats(tensor.name) {
          unsafe withUnsafeBytes(of: value.bitPattern.littleEndian) {
            unsafe bytes.append(contentsOf: $0)
          }
        }
      }
      let target = folder.url.appending(path: "tensors")
      try bytes.write(to: target)
      return try sha256(ofFileAt: target)
    }
  }
#endif
