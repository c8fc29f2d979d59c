import Engine

extension PassRecording {
  /// Returns the inputs that are not those a rank has gathered.
  ///
  /// - Parameters:
  ///   - digests: The digests of what the rank had.
  ///   - rank: The rank.
  /// - Returns: The elements; none where all are the same.
  func inputs(differingFrom digests: RankDigests, ofRank rank: Int) -> [RunAudit.Element] {
    let inputs = tensors.filter { $0.kind == .input }
    return unsafe withCopies(of: inputs.map(\.values)) { pointers in
      var tensors = RankTensors()
      for (index, input) in inputs.enumerated() {
        unsafe tensors.add(.samples, input.name, pointers[index], shape: input.shape)
      }
      return digests.differences(from: tensors, ofRank: rank)
    }
  }

  /// Returns the block sums of gradients that are not those a rank has computed.
  ///
  /// - Parameters:
  ///   - digests: The digests of what the rank had.
  ///   - rank: The rank.
  ///   - space: The parameters' layout.
  /// - Returns: The elements; none where all are the same.
  func gradients(
    differingFrom digests: RankDigests, ofRank rank: Int, in space: ParameterSpace
  ) -> [RunAudit.Element] {
    unsafe withCopies(of: [blocks.flatMap { $0 }]) { pointers in
      var tensors = RankTensors()
      unsafe tensors.add(blocks: blocks.count, pointers[0], of: space)
      return digests.differences(from: tensors, ofRank: rank)
    }
  }
}

extension RankDigests {
  /// Returns an element of each tensor that has other digests here, as far as it can be told.
  ///
  /// - Parameters:
  ///   - tensors: What the rank should have had.
  ///   - rank: The rank.
  /// - Returns: The elements; none where all are the same.
  func differences(from tensors: RankTensors, ofRank rank: Int) -> [RunAudit.Element] {
    tensors.spans.compactMap { span in
      guard let found = digests[span.kind]?[span.name] else { return nil }
      let expected = span.digest
      guard found != expected else { return nil }
      var element = RunAudit.Element(
        tensor: RankTensors.title(span.kind, span.name), kind: span.kind, rank: rank)
      if let (index, change) = found.change(from: expected, in: span.indices) {
        let value = unsafe span.values[index - span.indices.lowerBound]
        let other = UInt32(truncatingIfNeeded: Int64(value.bitPattern) &+ change)
        element.locate(index, in: span.shape, "\(Float(bitPattern: other))", "\(value)")
      }
      return element
    }
  }
}

/// Calls `body` with the addresses of copies of some arrays.
private func withCopies<Result>(
  of arrays: [[Float]], _ body: ([UnsafePointer<Float>]) -> Result
) -> Result {
  let copies = arrays.map { values in
    let copy = Arena(count: values.count)
    for (index, value) in values.enumerated() { unsafe copy.base[index] = value }
    return copy
  }
  return withExtendedLifetime(copies) {
    unsafe body(copies.map { unsafe UnsafePointer($0.base) })
  }
}
