import Engine
import Layers
import Parallel

/// A model's passes over one batch, whose tensors are kept layer by layer.
///
/// Its program fuses no operations, which has the same bits, so that every layer has an output.
final class PassRecorder {
  private let graph: Graph
  private let program: Program

  /// Lays out a model's passes of up to `capacity` rows; without losses it only predicts.
  ///
  /// - Throws: `ModelError` when the losses do not support the outputs.
  init(
    _ graph: Graph, _ objective: Objective?, labels: [LabelKind], capacity: Int
  ) throws(ModelError) {
    self.graph = graph
    program = try Program(
      graph,
      objective.map { Objective(losses: $0.losses, lossWeights: $0.lossWeights) },
      labels: labels, capacity: capacity, fuses: false)
  }

  /// The greatest number of rows of a pass.
  var capacity: Int { program.capacity }

  /// Whether a layer takes sums over the samples of all ranks in its passes.
  var hasSumsOfAllSamples: Bool { program.reductionCount > 0 }

  /// Runs `body` whenever a layer's operation is about to run forward, with the layer's name.
  func beforeEachLayer(_ body: @escaping (_ name: String) -> Void) {
    announce = body
  }
  private var announce: ((String) -> Void)?

  /// Computes the outputs of samples without a loss.
  ///
  /// - Parameters:
  ///   - indices: The samples.
  ///   - data: What they are in.
  ///   - variables: The model's variables, which are not changed.
  /// - Returns: The inputs, and the output of each call.
  /// - Throws: What a layer throws.
  func outputs(
    of indices: [Int32], in data: TrainingData, _ variables: ModelVariables
  ) throws -> [RecordedTensor] {
    let tensors = KeptTensors()
    observe(tensors)
    unsafe indices.withUnsafeBufferPointer { unsafe data.gather($0, into: program) }
    try program.predict(rows: indices.count, variables)
    return tensors.outputs(of: graph, rows: indices.count)
  }

  /// Computes both passes over a shard's part of a batch.
  ///
  /// - Parameters:
  ///   - share: The samples, and the pass over them.
  ///   - data: What they are in.
  ///   - variables: The model's variables; a training pass moves the moving statistics.
  ///   - asInference: Whether layers compute as in `predict`.
  /// - Returns: All tensors.
  /// - Throws: What a layer throws.
  func record(
    _ share: StepShare, of data: TrainingData, _ variables: ModelVariables,
    asInference: Bool = false
  ) throws -> PassRecording {
    let tensors = KeptTensors()
    observe(tensors)
    program.gather(share, of: data)
    let pass = share.pass
    try program.forward(pass, variables, asInference: asInference)
    let losses = rowLosses(pass.leaves.rowCount)
    let space = program.parameterSpace
    let gradients = Arena(count: pass.leaves.blocks.count * space.count)
    try unsafe program.backward(variables, gradients: gradients.base)
    let blocks = pass.leaves.blocks.indices.map { block in
      unsafe Array(
        UnsafeBufferPointer(start: gradients.base + block * space.count, count: space.count))
    }
    return PassRecording(
      samples: share.indices.map { Int($0) }, losses: losses,
      tensors: tensors.outputs(of: graph, rows: pass.leaves.rowCount)
        + tensors.gradients(of: graph, space, blocks, rows: pass.leaves.rowCount),
      blocks: blocks)
  }

  private func observe(_ tensors: KeptTensors) {
    program.observer = PassObserver(
      willCompute: { [announce, graph] call in announce?(graph.calls[call].name) },
      computed: { tensors.take($0) })
  }

  /// Each row's loss, weighted as in the batch's mean.
  private func rowLosses(_ rows: Int) -> [Double] {
    (0..<rows).map { row in
      var sums = [Double](repeating: 0, count: program.scores.count)
      unsafe sums.withUnsafeMutableBufferPointer { sums in
        guard let base = sums.baseAddress else { return }
        unsafe program.add(row..<row + 1, to: base)
      }
      return program.scores.totalLoss(sums)
    }
  }
}

/// Copies of a pass's tensors, by call.
private final class KeptTensors {
  private var inputs: [Int: [Float]] = [:]
  private var outputs: [Int: [Float]] = [:]
  private var gradients: [Int: [Float]] = [:]

  func take(_ tensor: PassTensor) {
    let values = unsafe Array(tensor.buffer)
    switch tensor.role {
    case .input(let index): inputs[index] = values
    // The last operation of a call computes its output, and is the first that runs backward.
    case .output(let call): outputs[call] = values
    case .outputGradient(let call): gradients[call] = gradients[call] ?? values
    }
  }

  /// The inputs, then the output of each call in model order.
  func outputs(of graph: Graph, rows: Int) -> [RecordedTensor] {
    var values: [[Float]] = []
    let tensors = graph.calls.enumerated().map { index, call in
      let input = graph.inputs.firstIndex(of: index)
      // A call without operations gives its input another shape.
      let own =
        input.flatMap { inputs[$0] } ?? outputs[index]
        ?? call.inputs.first.map { values[$0] } ?? []
      values.append(own)
      return RecordedTensor(
        kind: input == nil ? .activation : .input, name: call.name,
        shape: [rows] + call.outputShape.dimensions, values: own)
    }
    return tensors.filter { $0.kind == .input } + tensors.filter { $0.kind == .activation }
  }

  /// The gradients of each call's output and of its parameters, in model order.
  ///
  /// A rank's gradient of a parameter is the sum of its blocks'.
  func gradients(
    of graph: Graph, _ space: ParameterSpace, _ blocks: [[Float]], rows: Int
  ) -> [RecordedTensor] {
    var parameters = space.parameters[...]
    return graph.calls.enumerated().flatMap { index, call -> [RecordedTensor] in
      var tensors: [RecordedTensor] = []
      if let values = gradients[index] {
        tensors.append(
          RecordedTensor(
            kind: .activationGradient, name: call.name,
            shape: [rows] + call.outputShape.dimensions, values: values))
      }
      // Those of a shared layer stand at its first call.
      while let parameter = parameters.first, parameter.name.hasPrefix(call.name + "/") {
        parameters.removeFirst()
        tensors.append(
          RecordedTensor(
            kind: .parameterGradient, name: parameter.name, shape: parameter.shape,
            values: parameter.range.map { element in
              blocks.dropFirst().reduce(blocks.first?[element] ?? 0) { $0 + $1[element] }
            }))
      }
      return tensors
    }
  }
}
