/// The checks that the built-in data sets share.
enum GeneratedCounts {
  /// Ends the program with a message, in release builds too, unless `Int32` can number the samples.
  static func check(trainCount: Int, testCount: Int) {
    for (name, count) in [("trainCount", trainCount), ("testCount", testCount)] {
      require(
        (0...Int(Int32.max)).contains(count),
        "\(name): found \(count); expected 0 to \(Int32.max)")
    }
  }
}
