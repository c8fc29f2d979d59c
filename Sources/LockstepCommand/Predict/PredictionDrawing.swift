import Datasets
import Engine
import FileFormats
import Foundation
import Layers
import Training

/// Samples drawn in a terminal, with what a model takes them for.
struct PredictionDrawing {
  private let samples: Samples
  private let drawing: SampleDrawing

  /// - Throws: `TrainingError.invalidValue` for samples that are no images, neither in their file
  ///   nor as the model takes them.
  init(_ samples: Samples, _ predictor: Predictor) throws {
    let columns = Terminal.standardOutput.columns ?? 80
    for shape in [samples.shape, try predictor.model.inputShapes().first?.dimensions ?? []]
    where shape.reduce(1, *) == samples.shape.reduce(1, *) {
      let images = samples.reshaped(to: shape)
      let range = SampleStatistics(of: images)
      if let drawing = SampleDrawing(shape, range, columns: columns) {
        self.samples = images
        self.drawing = drawing
        return
      }
    }
    throw TrainingError.invalidValue(
      of: "--show", expected: "images, of shape [height, width] with or without channels",
      found: "samples of shape \(samples.shape)")
  }

  /// The pictures, as many beside one another as the terminal has room for, each above its class or
  /// value.
  func lines(_ predictions: Predictions) -> [String] {
    let count = drawing.countInLine
    return stride(from: 0, to: samples.count, by: count).flatMap { first -> [String] in
      let row = first..<min(first + count, samples.count)
      let pictures = row.map { drawing.lines(samples[$0]) }
      let captions = row.map { fitted(caption($0, predictions)) }
      return ((0..<drawing.height).map { line in pictures.map { $0[line] } } + [captions])
        .map { $0.joined(separator: "  ") }
    }
  }

  private func fitted(_ caption: String) -> String {
    let text = caption.prefix(drawing.width)
    return text + String(repeating: " ", count: drawing.width - text.count)
  }

  private func caption(_ index: Int, _ predictions: Predictions) -> String {
    guard let classes = predictions.classes else {
      return predictions.outputs[index].map { String(format: "%.4g", $0) }.joined(separator: " ")
    }
    guard let label = classes[index] else { return "none: NaN" }
    let name = predictions.name(label)?.onOneLine(limit: 60) ?? "\(label)"
    let probability = predictions.probability(index, ofClass: label)
    return name + String(format: "  %.2f %%", 100 * probability)
  }
}
