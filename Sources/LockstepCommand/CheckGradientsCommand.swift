import ArgumentParser
import Datasets
import Engine
import FileFormats
import Foundation
import Layers
import Parallel
import Training

/// `lockstep check-gradients MODEL`.
struct CheckGradientsCommand: GroupCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-gradients",
    abstract: "Compares every parameter's gradient with central differences of the loss.",
    discussion: """
      Looks at the elements with the largest gradients and at others evenly spread. The loss is a \
      single-precision number, so right gradients are off by up to three per cent of the largest; \
      wrong derivatives are off by more.

        lockstep check-gradients cnn
        lockstep check-gradients model.json --data x.npz --batch-size 32
      """)

  @Argument(
    help:
      "A model's name (\(ModelCatalog.names.joined(separator: ", "))) or a file with Keras's JSON.")
  var model: String

  @Option(help: .data(default: "digits, or the model's own kind"))
  var data: String?

  @Option(help: "The samples of the batch.")
  var batchSize = 16

  @Option(help: "The elements that are looked at of each parameter, at most.")
  var elements = 24

  @Option(help: CompileOptions.lossHelp)
  var loss: String?

  @Option(help: "Determines the weights.")
  var seed: UInt64 = 0

  func validate() throws {
    try OptionCheck.path(model, of: "the model")
    try OptionCheck.path(data, of: "--data")
    try OptionCheck.number(batchSize, of: "--batch-size", in: 1...Int.max)
    try OptionCheck.number(elements, of: "--elements", in: 2...Int.max)
  }

  func run(in group: ProcessGroup) throws {
    guard group.isFirst else { return }
    let choice = try ModelChoice(model, seed: seed)
    let model = choice.model
    let source = DataSource(data ?? choice.data ?? "digits")
    let data = try source.load(on: ProcessGroup.selfOnly)
    let compileOptions = try CompileOptions.ofLoss(loss)
    try compileOptions.compile(choice, hasClasses: data.train.labels.areClasses)
    let batch = try choice.naming(unless: compileOptions.isCause) {
      try ModelData(data, from: source, for: model, trainCount: batchSize).train
    }
    try ProcessGroup.prepareProcessor()
    let findings = try GradientCheck(model, on: batch)
      .run(model.currentState(), elementCount: elements)
    for finding in findings {
      print(Self.line(finding))
    }
    let wrong = findings.filter { !($0.error <= GradientCheck.tolerance) }
    guard wrong.isEmpty else {
      throw TrainingError.gradients(parameters: wrong.map(\.parameter))
    }
    print("All \(findings.count) gradients agree with central differences.")
  }

  private static func line(_ finding: GradientCheck.Finding) -> String {
    let isRight = finding.error <= GradientCheck.tolerance
    let error =
      finding.error.isFinite
      ? String(format: "at most %.2f %% off", 100 * finding.error) : "not finite"
    return String(
      format: "%@ %@: %d elements, %@ (element %d: %@, difference %@)",
      isRight ? "ok" : "WRONG", finding.parameter.onOneLine(), finding.elementCount, error,
      finding.worstElement, text(finding.gradient), text(finding.difference))
  }

  private static func text(_ value: Double) -> String {
    value.isNaN ? "NaN" : String(format: "%.6g", value)
  }
}
