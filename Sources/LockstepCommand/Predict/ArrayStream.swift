import Datasets
import FileFormats
import Parallel
import Training

/// A model in a pipe: arrays of samples come in, arrays of outputs go out.
struct ArrayStream {
  private let predictor: Predictor

  init(_ predictor: Predictor) { self.predictor = predictor }

  /// Reads arrays to the end of standard input; each one's outputs are written before the next is
  /// read.
  ///
  /// - Throws: `DataFileError` for an array that is none, or breaks off; `FileError`.
  func run() throws {
    let input = StandardInput()
    var isFirst = true
    while try input.hasMore() {
      let samples = try Samples(npy: input)
      if isFirst { try predictor.warn(of: samples, in: input.path) }
      isFirst = false
      let predictions = try predictor.predictions(of: samples, in: input.path)
      try PredictionFormat.npy.write(predictions) { StandardStream.writeOutput($0) }
      // Nobody reads any more: the rest is not needed.
      guard StandardStream.outputFailure == nil else { return }
    }
  }
}
