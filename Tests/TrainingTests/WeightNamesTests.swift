import Testing
import Training

@Suite("WeightNames")
struct WeightNamesTests {
  private static let own = ["dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"]

  /// What the model's four names stand for in a file.
  private func found(_ file: [String], own: [String] = own) -> [String] {
    let names = WeightNames(file, for: own, required: own)
    return own.map { names[$0] }
  }

  @Test(
    "finds variables behind prefixes, with layers named twice, with suffixes, and counted on",
    arguments: [
      own, own.map { "sequential/" + $0 }, own.map { "a/b/" + $0 }, own.map { $0 + ":0" },
      [
        "dense/dense/kernel:0", "dense/dense/bias:0", "dense_1/dense_1/kernel:0",
        "dense_1/dense_1/bias:0",
      ],
      ["dense_2/kernel", "dense_2/bias", "dense_3/kernel", "dense_3/bias"],
      ["dense_9/kernel", "dense_9/bias", "dense_10/kernel", "dense_10/bias"],
      ["m/dense_2/kernel:0", "m/dense_2/bias:0", "m/dense_7/kernel:0", "m/dense_7/bias:0"],
    ])
  func finds(file: [String]) {
    #expect(found(file) == file)
    #expect(found(file.reversed()) == file, "in any order")
    #expect(found(file + ["optimizer/velocity/dense/kernel", "note"]) == file, "beside others")
  }

  @Test("leaves the model's names where the file has other layers, so that the error has them")
  func others() {
    #expect(found(["0.weight", "0.bias", "2.weight", "2.bias"]) == Self.own)
    #expect(found(["dense_2/kernel", "dense_2/bias"]) == Self.own)
    #expect(
      found(["dense_2", "dense_3", "dense_4"].flatMap { ["\($0)/kernel", "\($0)/bias"] })
        == Self.own,
      "three layers for two")
    #expect(found([]) == Self.own)
  }

  @Test(
    "takes none of two models in one file: which is meant is not known",
    arguments: [
      (own.map { "ema/" + $0 }, own.map { "model/" + $0 }),
      (
        ["a/dense_2/kernel", "a/dense_2/bias", "a/dense_3/kernel", "a/dense_3/bias"],
        ["b/dense_4/kernel", "b/dense_4/bias", "b/dense_5/kernel", "b/dense_5/bias"]
      ),
    ])
  func ambiguous(one: [String], other: [String]) {
    #expect(found(one + other) == Self.own)
    #expect(found(one) == one && found(other) == other)
    // Without a prefix there is no question.
    #expect(found(one + Self.own + other) == Self.own)
  }

  @Test("names what a file lacks as the file would, where it has most of the others")
  func lacking() {
    let file = Self.own.map { "sequential/" + $0 }
    for index in file.indices {
      let others = file.indices.filter { $0 != index }.map { file[$0] }
      #expect(found(others) == file)
      #expect(found(others + ["optimizer/velocity/dense/kernel", "note/bias"]) == file)
      // Two halves of two models are none.
      #expect(found(Array(file[..<2]) + Self.own[2...].map { "other/" + $0 }) == Self.own)
    }
  }

  @Test("numbers each kind of layer by itself")
  func kinds() {
    let own = ["conv2d/kernel", "dense/kernel", "output/kernel"]
    let file = ["output/kernel", "dense_4/kernel", "conv2d_1/kernel"]
    #expect(found(file, own: own) == ["conv2d_1/kernel", "dense_4/kernel", "output/kernel"])
  }

  @Test("finds variables that may be missing where they are there")
  func optional() {
    let names = WeightNames(
      ["m/n/gamma", "m/n/mean"], for: ["n/gamma", "n/mean", "n/variance"], required: ["n/gamma"])
    #expect(names["n/gamma"] == "m/n/gamma" && names["n/mean"] == "m/n/mean")
    #expect(names["n/variance"] == "n/variance")
  }
}
