import Engine
import FileFormats
import Layers
import ModelTestSupport
import Testing

@Suite("Gradients of layers")
struct LayerGradientTests {
  @Test("are those of the plain loops, and so are values", arguments: LayerCase.all)
  func agree(test: LayerCase) throws {
    #expect(try GradientCheck.mismatch(test.model(), seed: 500) == nil)
  }

  /// The check has to find sign, factor, an element left out and a gradient that is not written: of
  /// each input and each parameter, in each operation of the layer.
  @Test("are distinguished from incorrect ones", arguments: LayerCase.all)
  func refuseMistakes(test: LayerCase) throws {
    let check = try GradientCheck(
      test.model(), losses: [SparseCategoricalCrossentropy(fromLogits: true)], seed: 500)
    let unaltered = try check.mismatch(test.model(altered: nil))
    #expect(unaltered == nil, "it is not the wrapper that is found")
    #expect(!test.alterations.isEmpty)
    for alteration in test.alterations {
      let mismatch = try check.mismatch(test.model(altered: alteration))
      let names = check.run.program.parameterSpace.parameters.map(\.name)
      #expect(
        names.contains { mismatch?.hasPrefix($0) == true },
        "\(alteration) is not found in a gradient: \(mismatch ?? "nothing")")
    }
  }

  /// A layer that is added to the library needs a case here: its registry says which there are.
  @Test func areCheckedForEveryClass() throws {
    let checked = Set(LayerCase.all.map { $0.make().className })
    // An input has no gradient.
    let others: Set = ["InputLayer"]
    let error = #expect(throws: ModelError.self) {
      try layer("NoSuchLayer", [:], inputShape: [1])
    }
    guard case .unsupported(_, _, _, let supported) = error else {
      Issue.record("\(String(describing: error)) does not list the layers")
      return
    }
    #expect(Set(supported) == checked.union(others))
  }
}
