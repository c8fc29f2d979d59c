package import Datasets
package import Engine
import FileFormats
package import Parallel

/// The data of training or evaluation: samples for each input of a model, labels for each output,
/// and the samples' weights.
package struct TrainingData {
  /// The samples of each input.
  package let samples: [Samples]
  /// The labels of each output.
  package let labels: [Labels]
  /// The weight of each sample's loss; nil for 1.
  package var weights: [Float]?

  package init(_ samples: [Samples], _ labels: [Labels], weights: [Float]? = nil) {
    self.samples = samples
    self.labels = labels
    self.weights = weights
  }

  /// The number of samples.
  package var count: Int { samples.first?.count ?? 0 }

  /// The encoding of the labels of each output.
  package var labelKinds: [LabelKind] { labels.map(\.kind) }

  /// Returns the samples in a range of indices.
  package subscript(range: Range<Int>) -> TrainingData {
    TrainingData(
      samples.map { $0[range] }, labels.map { $0[range] }, weights: weights.map { Array($0[range]) }
    )
  }

  /// Copies the samples with the given indices, their labels and weights to a program's inputs.
  package func gather(_ indices: UnsafeBufferPointer<Int32>, into program: Program) {
    for (input, samples) in samples.enumerated() {
      unsafe samples.gather(indices, into: program.input(input))
    }
    for (output, labels) in labels.enumerated() {
      let targets = program.targets(output)
      switch targets.form {
      case .classes: unsafe labels.gather(indices, into: targets.classes)
      case .values: unsafe labels.gather(indices, into: targets.values)
      }
    }
    guard let weights else { return }
    for row in 0..<indices.count {
      unsafe program.sampleWeights[row] = weights[Int(indices[row])]
    }
  }
}

extension Labels {
  /// The encoding of the labels, as losses name it.
  package var kind: LabelKind {
    switch encoding {
    case .integer: .integer
    case .oneHot: .oneHot
    case .dense: .dense
    }
  }
}

extension TrainingData {
  /// Checks that files which are mapped have not been changed since.
  ///
  /// - Throws: `DataFileError`.
  func checkFiles() throws(DataFileError) {
    for samples in samples { try samples.checkFile() }
    for labels in labels { try labels.checkFile() }
  }

  /// Returns the first sample, among some, with an element that is not finite; nil where all are.
  func firstNotFinite(among indices: some Sequence<Int32>) -> TrainingError? {
    for index in indices.sorted() {
      for samples in samples {
        guard let wrong = samples.firstNotFinite(inSample: Int(index)) else { continue }
        let row = wrong.row == index ? "" : ", where it is sample \(wrong.row)"
        let place = wrong.file.map { " in \($0.onOneLine(limit: .max))\(row)" } ?? ""
        return .sample(index: Int(index), element: wrong.element, found: wrong.found + place)
      }
    }
    return nil
  }
}

// MARK: - Fingerprints

extension TrainingData {
  /// The fingerprint of training data: the number of samples, and checksums of samples, labels and
  /// weights.
  package var fingerprint: String {
    func list(_ values: [UInt32]) -> String {
      values.map(\.hexadecimal).joined(separator: "+")
    }
    let weights = weights.map {
      " weights " + Samples(values: $0, shape: [1]).crc32.hexadecimal
    }
    return "\(count) samples \(list(samples.map(\.crc32))) labels \(list(labels.map(\.crc32)))"
      + (weights ?? "")
  }
}

extension TrainingData {
  /// The description of the view of the data, without the content.
  var view: String {
    (samples.map(\.viewDescription) + labels.map(\.viewDescription)).joined(separator: "; ")
      + (weights == nil ? "" : "; weighted")
  }

  /// What ranks compare of data before their content.
  func facts(_ name: String) -> [(what: String, value: String)] {
    [("parts of \(name)", view), ("places of \(name)", isShared ? "shared memory" : "own memory")]
  }

  /// Whether all ranks of a host read the same memory.
  fileprivate var isShared: Bool {
    weights == nil && samples.allSatisfy(\.isShared) && labels.allSatisfy(\.isShared)
  }
}

extension ProcessGroup {
  /// Returns the fingerprint of the training data, which must be the same on all ranks; collective.
  ///
  /// For memory that a host shares, the host's first rank computes it for all.
  ///
  /// - Throws: `ParallelError.disagreement` on rank 0.
  package func agreedFingerprint(_ data: TrainingData) throws -> String {
    try agreedFingerprint(data, called: "training data")
  }

  private func agreedFingerprint(_ data: TrainingData, called name: String) throws -> String {
    let own = hostRank == 0 || !data.isShared ? data.fingerprint : ""
    var bytes = Array(own.utf8)
    try broadcastOnHost(&bytes)
    let fingerprint = data.isShared ? String(decoding: bytes, as: UTF8.self) : own
    try agree(on: [(name, fingerprint)])
    return fingerprint
  }

  /// Checks that data whose `facts` are the same on all ranks have the same content; collective.
  ///
  /// - Throws: `ParallelError.disagreement` on rank 0.
  func compareContent(of data: TrainingData, called name: String) throws {
    // On one host all ranks read the same shared memory.
    guard worldSize > 1, hostCount > 1 || !data.isShared else { return }
    _ = try agreedFingerprint(data, called: name)
  }
}
