extension Int {
  /// A number of ranks in a sentence.
  package var rankText: String { self == 1 ? "1 rank" : "\(self) ranks" }
}
