import Engine
import FileFormats
import Kernels
import Layers

/// Floats in memory that stays valid and unchanged until a writer on another thread is done.
///
/// Only the address crosses threads: whoever lends the memory waits for the writer before it writes
/// there again or frees it (`CheckpointWriter.finish`).
package struct LentFloats: Sendable {
  private let address: UInt
  private let count: Int

  /// Lends some floats.
  init(_ buffer: UnsafeBufferPointer<Float>) {
    address = UInt(bitPattern: buffer.baseAddress)
    count = buffer.count
  }

  /// The floats.
  var buffer: UnsafeBufferPointer<Float> {
    unsafe UnsafeBufferPointer(start: UnsafePointer(bitPattern: address), count: count)
  }
}

/// A tensor of a checkpoint whose elements are lent in pieces, or its own.
package struct LentTensor: Sendable {
  private enum Values {
    case own([Float])
    case lent([LentFloats])
  }

  let name: String
  let shape: [Int]
  private let values: Values

  /// A tensor that owns its elements.
  init(_ tensor: NamedTensor) {
    name = tensor.name
    shape = tensor.shape
    values = .own(tensor.values)
  }

  /// A tensor whose pieces, one after the other, are its elements.
  init(name: String, shape: [Int], pieces: [LentFloats]) {
    self.name = name
    self.shape = shape
    values = .lent(pieces)
  }

  /// Adds the tensor to a file.
  func add(to writer: inout SafetensorsWriter) {
    switch values {
    case .own(let array): writer.add(name, shape: shape, array)
    case .lent(let pieces):
      unsafe writer.add(name, shape: shape, borrowing: pieces.map { unsafe $0.buffer })
    }
  }

  /// Whether no element is infinite or NaN.
  var isFinite: Bool {
    func isFinite(_ buffer: UnsafeBufferPointer<Float>) -> Bool {
      guard let start = buffer.baseAddress else { return true }
      return unsafe largestMagnitudeBits(start, count: buffer.count) < Float.infinity.bitPattern
    }
    return switch values {
    case .own(let array): unsafe array.withUnsafeBufferPointer(isFinite)
    case .lent(let pieces): pieces.allSatisfy { unsafe isFinite($0.buffer) }
    }
  }
}
