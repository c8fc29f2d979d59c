extension Duration {
  /// Parses a duration such as `90s`, `10m` or `2h`; nil for any other text.
  package init?(_ text: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600]
    guard let unit = text.last.flatMap({ units[$0] }), let count = Double(text.dropLast()),
      count >= 0, count * unit <= 1e9
    else { return nil }
    self = .seconds(count * unit)
  }

  /// Parses a limit: a duration, or `0` for no limit.
  package init?(limit text: String) {
    guard text != "0" else {
      self = .zero
      return
    }
    self.init(text)
  }

  /// The duration in whole seconds, or in whole minutes from two minutes on.
  package var rounded: String {
    let seconds = components.seconds
    return seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min"
  }
}
