import Engine
import FileFormats
import Kernels
import Layers

/// Borrowed floats that stay valid and unchanged until a writer on another thread has finished.
///
/// Only the address is passed between threads: the owner waits for the writer before it writes or
/// frees the memory (`CheckpointWriter.finish`).
package struct LentFloats: Sendable {
  private let address: UInt
  private let count: Int

  /// Borrows floats.
  init(_ buffer: UnsafeBufferPointer<Float>) {
    address = UInt(bitPattern: buffer.baseAddress)
    count = buffer.count
  }

  /// The floats.
  var buffer: UnsafeBufferPointer<Float> {
    unsafe UnsafeBufferPointer(start: UnsafePointer(bitPattern: address), count: count)
  }
}

/// A tensor of a checkpoint with borrowed pieces, or with its own elements.
package struct LentTensor: Sendable {
  private enum Values {
    case own([Float])
    case lent([LentFloats])
  }

  let name: String
  let shape: [Int]
  private let values: Values

  /// Creates a tensor that owns its elements.
  init(_ tensor: NamedTensor) {
    name = tensor.name
    shape = tensor.shape
    values = .own(tensor.values)
  }

  /// Creates a tensor from consecutive borrowed pieces.
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

  /// The elements, row-major; copied where they are borrowed.
  var elements: [Float] {
    switch values {
    case .own(let array): array
    case .lent(let pieces): pieces.flatMap { unsafe Array($0.buffer) }
    }
  }

  /// Whether all elements are finite.
  var isFinite: Bool {
    func isFinite(_ buffer: UnsafeBufferPointer<Float>) -> Bool {
      guard let start = buffer.baseAddress else { return true }
      return unsafe kernels.largestMagnitudeBits(start, count: buffer.count)
        < Float.infinity.bitPattern
    }
    return switch values {
    case .own(let array): unsafe array.withUnsafeBufferPointer(isFinite)
    case .lent(let pieces): pieces.allSatisfy { unsafe isFinite($0.buffer) }
    }
  }
}

extension [String: LentTensor] {
  /// Returns the tensor of a name.
  ///
  /// - Throws: `ModelError.weights` where there is none.
  func tensor(_ name: String) throws(ModelError) -> LentTensor {
    guard let tensor = self[name] else {
      throw .weights(name, expected: "values", found: "none")
    }
    return tensor
  }
}
