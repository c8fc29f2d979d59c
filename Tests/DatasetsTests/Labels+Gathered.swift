import Datasets
import Testing

extension Labels {
  /// The floats that `gather` writes for some indices.
  func gatheredValues(_ indices: [Int32]) -> [Float] {
    var y = [Float](repeating: -7, count: indices.count * sampleSize + 1)
    unsafe indices.withUnsafeBufferPointer { indices in
      unsafe y.withUnsafeMutableBufferPointer { y in
        guard let y0 = y.baseAddress else { return }
        unsafe gather(indices, into: y0)
      }
    }
    #expect(y.removeLast() == -7, "gather wrote past its end")
    return y
  }

  /// The classes that `gather` writes for some indices.
  func gatheredClasses(_ indices: [Int32]) -> [Int32] {
    var y = [Int32](repeating: -7, count: indices.count + 1)
    unsafe indices.withUnsafeBufferPointer { indices in
      unsafe y.withUnsafeMutableBufferPointer { y in
        guard let y0 = y.baseAddress else { return }
        unsafe gather(indices, into: y0)
      }
    }
    #expect(y.removeLast() == -7, "gather wrote past its end")
    return y
  }
}
