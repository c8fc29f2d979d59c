import FileFormats

/// The share of the inputs for which a check is made that would take too long for all of them.
///
/// An input's own bytes choose it, so that the same input is always checked in the same way.
struct InputShare {
  /// Nil for an input that is checked in every way.
  private let checksum: UInt32?

  /// Every check: for the files to start from.
  static let whole = InputShare(checksum: nil)

  private init(checksum: UInt32?) {
    self.checksum = checksum
  }

  /// The checks of an input of libFuzzer's.
  init(of bytes: [UInt8]) {
    self.init(checksum: CRC32(bytes).value)
  }

  /// Whether a check is made, which is for one in so many inputs.
  ///
  /// Of checks with as many inputs and different turns an input has one at most.
  func includes(oneIn count: UInt32, turn: UInt32 = 0) -> Bool {
    checksum.map { $0 % count == turn } ?? true
  }
}
