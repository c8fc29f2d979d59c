import FileFormats
import Kernels

extension Samples {
  /// The elements of one sample, after arithmetic.
  ///
  /// An index outside `0..<count` ends the program with a message, in release builds too.
  public subscript(index: Int) -> [Float] {
    guard (0..<count).contains(index) else {
      fatalError("\(failure ?? .layout(.index(found: index, count: count)))")
    }
    return unsafe [Float](unsafeUninitializedCapacity: sampleSize) { buffer, initializedCount in
      guard let y = buffer.baseAddress else { return }
      unsafe withUnsafePointer(to: Int32(index)) { position in
        unsafe gather(UnsafeBufferPointer(start: position, count: 1), into: y)
      }
      initializedCount = sampleSize
    }
  }

  /// Writes the samples at the given positions, after arithmetic, contiguous.
  ///
  /// Shapes: `y` is `[positions.count, sampleSize]`, row-major.
  ///
  /// - Precondition: Every position is in `0..<count`.
  package func gather(
    _ positions: UnsafeBufferPointer<Int32>, into y: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<positions.count {
      let position = unsafe positions[row]
      precondition(0 <= position && position < count, "sample \(position) of \(count)")
    }
    if case .elements(let storage, let format) = content {
      unsafe gather(positions, of: storage, format, into: y)
      return
    }
    if let range = rows.consecutive {
      unsafe gather(rows: positions, from: origin + range.lowerBound * sampleSize, into: y)
      return
    }
    unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: positions.count) { indices in
      for row in 0..<positions.count {
        unsafe indices[row] = Int32(rows[Int(positions[row])])
      }
      unsafe gather(rows: UnsafeBufferPointer(indices), from: origin, into: y)
    }
  }

  /// Writes rows of the content, which are counted from an offset in elements.
  private func gather(
    rows indices: UnsafeBufferPointer<Int32>, from start: Int, into y: UnsafeMutablePointer<Float>
  ) {
    guard let firstIndex = indices.baseAddress else { return }
    let (size, divisor) = (sampleSize, arithmetic.divisor)
    func applySteps(to row: UnsafeMutablePointer<Float>) {
      unsafe arithmetic.applySteps(to: row, size: size)
    }
    switch content {
    case .bytes(let storage):
      unsafe storage.withBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        let x = unsafe (base + start).assumingMemoryBound(to: UInt8.self)
        if arithmetic.steps.isEmpty {
          unsafe kernels.gatherRows(
            x, rowSize: size, indices: firstIndex, rows: indices.count, into: y, divisor: divisor)
        } else {
          unsafe kernels.gatherRows(
            x, rowSize: size, indices: firstIndex, rows: indices.count, into: y, divisor: divisor,
            finish: applySteps)
        }
      }
    case .values(let values):
      unsafe values.withUnsafeBufferPointer { x in
        guard let base = x.baseAddress else { return }
        unsafe kernels.gatherRows(
          base + start, rowSize: size, indices: firstIndex, rows: indices.count, into: y,
          divisor: divisor, finish: applySteps)
      }
    case .elements:
      preconditionFailure("elements of a file are converted row by row")
    }
  }

  /// Converts rows of a file's elements, then divides them as rows of floats are.
  private func gather(
    _ positions: UnsafeBufferPointer<Int32>, of storage: ByteStorage, _ format: ElementFormat,
    into y: UnsafeMutablePointer<Float>
  ) {
    let size = sampleSize
    let rowByteCount = size * format.byteCount
    unsafe storage.withBytes { bytes in
      unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: Swift.max(size, 1)) { row in
        guard let source = row.baseAddress else { return }
        for index in 0..<positions.count {
          let start = unsafe origin + rows[Int(positions[index])] * rowByteCount
          unsafe format.convert(
            UnsafeRawBufferPointer(rebasing: bytes[start..<start + rowByteCount]), into: source)
          var first: Int32 = 0
          unsafe kernels.gatherRows(
            source, rowSize: size, indices: &first, rows: 1, into: y + index * size,
            divisor: arithmetic.divisor
          ) { unsafe arithmetic.applySteps(to: $0, size: size) }
        }
      }
    }
  }
}

extension Samples: Sequence {
  /// Iterates over the samples, each as its elements after arithmetic; an invalid view has none.
  public func makeIterator() -> some IteratorProtocol<[Float]> {
    (0..<count).lazy.map { self[$0] }.makeIterator()
  }
}
