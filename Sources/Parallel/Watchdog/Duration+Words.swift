extension Duration {
  /// The time that a word means: `90s`, `10m` or `2h`; nil for another word.
  package init?(_ word: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600]
    guard let unit = word.last.flatMap({ units[$0] }), let count = Double(word.dropLast()),
      count >= 0, count * unit <= 1e9
    else { return nil }
    self = .seconds(count * unit)
  }

  /// The limit that a word means: a time, or `0` for none.
  package init?(limit word: String) {
    guard word != "0" else {
      self = .zero
      return
    }
    self.init(word)
  }

  /// In whole seconds, or from two minutes on in whole minutes.
  package var words: String {
    let seconds = components.seconds
    return seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min"
  }
}
