import Engine
import FileFormats
import Foundation
import KerasFormat
import Kernels
import Layers
import Parallel

extension RunOptions {
  /// Returns the callbacks that report a run besides the terminal; `log` is the open log, `board`
  /// the writer of TensorBoard's files.
  func reporters(
    _ log: RunLog?, _ board: TensorBoard? = nil, _ report: RunReport? = nil
  ) -> [any Callback] {
    var reporters: [any Callback] = []
    if let logInterval {
      reporters.append(
        StepLog(every: logInterval) { line in
          if let log {
            log.write(line)
          } else {
            Terminal.standardOutput.write(line.finite.serialized() + "\n")
          }
        })
    }
    if let log { reporters.append(log) }
    if let board { reporters.append(board) }
    if let report { reporters.append(report) }
    if trace != nil || reportsTimes {
      reporters.append(TimesReport(printsEpochs: reportsTimes))
    }
    return reporters
  }

  /// The writer of TensorBoard's files, if any are asked for.
  var board: TensorBoard? {
    tensorBoard.map { TensorBoard($0, histogramFreq: histogramFreq, writeGrads: true) }
  }

  /// Returns the report, if one is asked for; `settings` are those in the first line of a log.
  ///
  /// - Throws: `ModelError` for a model without a summary.
  func makeReport(
    of model: Model, _ settings: [String: JSON], epochs: Int, _ resumed: ResumedRun?
  ) throws -> RunReport? {
    guard let report else { return nil }
    let content = ReportContent(
      model: settings["model"]?.stringValue ?? model.name,
      data: settings["data"]?.stringValue
        ?? "\(settings["trainSamples"]?.integerValue ?? 0) samples",
      epochCount: epochs,
      settings: settings.sorted { $0.key < $1.key }.map { name, value in
        (name, value.stringValue ?? value.finite.serialized())
      },
      reproduction: reproduction, summary: try model.summary(), started: Timestamp.utc)
    return RunReport(report, content, after: resumed?.progress.epoch)
  }

  /// Returns the settings in the first line of a log.
  func settings(
    of model: Model, _ parts: TrainingParts, _ settings: TrainingOptions, _ resumed: ResumedRun?,
    in group: ProcessGroup
  ) -> [String: JSON] {
    let entries: [String: JSON] = [
      "trainSamples": .integer(parts.train.count), "epochs": .integer(settings.epochs),
      "batchSize": .integer(settings.batchSize), "optimizer": .string(model.optimizerName),
      "learningRate": .shortest(model.learningRate), "seed": .string(String(model.seed)),
      "leaves": .integer(settings.leafCount),
      "exchange": .string(
        group.worldSize == 1 ? "solo" : settings.exchange.resolved(for: group).rawValue),
      "worldSize": .integer(group.worldSize), "hosts": .integer(group.hostCount),
      "host": .string(group.hostName), "numerics": .integer(Numerics.version),
      "resumedFrom": resumed?.path.map(JSON.string) ?? .null,
      "started": .string(Timestamp.utc),
    ]
    return entries.merging(logSettings) { _, own in own }
  }
}

extension RunOptions {
  /// Returns the steps in the trace of a run that has made some steps.
  func tracedSteps(after iterations: Int) -> ClosedRange<Int> {
    traceSteps ?? iterations + 1...iterations + RunTrace.usualStepCount
  }
}

extension RunOptions {
  /// Returns the settings in the first line of a digest log: those on which the bits depend.
  ///
  /// - Throws: `ModelError` for a model that no file can describe.
  func digestSettings(
    of model: Model, _ parts: TrainingParts, _ settings: TrainingOptions, data: String?,
    in group: ProcessGroup
  ) throws -> [String: JSON] {
    var entries: [String: JSON] = [
      "trainSamples": .integer(parts.train.count), "batchSize": .integer(settings.batchSize),
      "optimizer": .string(model.optimizerName), "seed": .string(String(model.seed)),
      "learningRate": .number(Double(model.learningRate)), "leaves": .integer(settings.leafCount),
      "shuffle": .bool(settings.shuffle), "numerics": .integer(Numerics.version),
      "model": .string(try model.configuration().checksum),
    ]
    entries["compile"] = model.compilation.map { .string($0.configuration().checksum) }
    entries["data"] = data.map(JSON.string)
    if group.worldSize > 1, settings.exchange.resolved(for: group) == .mpi {
      entries["exchange"] = .string(ExchangeKind.mpi.rawValue)
      entries["worldSize"] = .integer(group.worldSize)
    }
    return entries
  }
}

extension CheckpointWriter {
  /// Returns the observers of checkpoint writes: the trace of `LOCKSTEP_TRACE`, and faults.
  static func observers(_ faults: FaultPlan) -> [CheckpointObserver] {
    var observers: [CheckpointObserver] = []
    // First, because the trace must record a stage before a fault ends the process.
    if let path = ProcessInfo.processInfo.environment[CheckpointTrace.variable], !path.isEmpty {
      let trace = CheckpointTrace(path)
      observers.append { try trace($0, $1, $2) }
    }
    if let faults = CheckpointFaults(faults) { observers.append { try faults($0, $1, $2) } }
    return observers
  }
}
