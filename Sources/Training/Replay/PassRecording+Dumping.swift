import FileFormats

extension PassRecording {
  /// Writes each tensor as a `.npy` file into a folder, which is made where it is not there, and
  /// the samples' indices as `samples.npy`.
  ///
  /// A file's name has the tensor's number, its name with characters that are no part of file names
  /// replaced, and its kind: `03-dense-activation.npy`.
  ///
  /// - Returns: The names of the files, in order.
  /// - Throws: `FileError`.
  @discardableResult
  package func dump(to directory: String) throws -> [String] {
    try Directory.create(directory)
    try NpyWriter.write(samples, shape: [samples.count], to: "\(directory)/samples.npy")
    let width = String(tensors.count).count
    return try tensors.enumerated().map { index, tensor in
      let number = String(index + 1)
      let zeros = String(repeating: "0", count: width - number.count)
      let name = "\(zeros)\(number)-\(tensor.fileName).npy"
      try NpyWriter.write(tensor.values, shape: tensor.shape, to: "\(directory)/\(name)")
      return name
    }
  }
}

extension RecordedTensor {
  /// The name and the kind, with letters, digits and `_` alone.
  fileprivate var fileName: String {
    let plain = name.unicodeScalars.map { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        ? Character(scalar) : "_"
    }
    let suffix =
      switch kind {
      case .input: ""
      case .activation: "-activation"
      case .activationGradient, .parameterGradient: "-gradient"
      }
    return String(plain).prefix(100) + suffix
  }
}
