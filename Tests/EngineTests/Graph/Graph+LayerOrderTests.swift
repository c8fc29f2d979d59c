import Engine
import Layers
import Testing

/// Expected orders are those of Keras 3.15's `model.layers` for the same graphs.
@Suite("Graph.layersInKerasOrder")
struct GraphLayerOrderTests {
  private func order(_ inputs: [Symbol], _ outputs: [Symbol]) throws -> [String] {
    let graph = try Graph(inputs: inputs, outputs: outputs)
    return graph.layersInKerasOrder.map { graph.calls[$0[0]].name }
  }

  @Test func isThatOfTheCallsInAChain() throws {
    let input = Symbol.input(shape: [4], name: "x")
    let output = try Dense(2, name: "b")(Dense(3, name: "a")(input))
    #expect(try order([input], [output]) == ["x", "a", "b"])
    #expect(try !Graph(inputs: [input], outputs: [output]).branches)
  }

  /// A short branch stands where its result is needed.
  @Test func isByDepth() throws {
    let (x, z) = (Symbol.input(shape: [4], name: "x"), Symbol.input(shape: [4], name: "z"))
    let short = try Dense(4, name: "short")(z)
    let long = try Dense(4, name: "c")(Dense(4, name: "b")(Dense(4, name: "a")(x)))
    let merged = try Add(name: "pair")(short, long)
    #expect(try order([z, x], [merged]) == ["x", "a", "z", "b", "short", "c", "pair"])
  }

  /// A shared layer is as deep as its deepest call.
  @Test func countsASharedLayerOnce() throws {
    let input = Symbol.input(shape: [4], name: "x")
    let shared = Dense(4, name: "shared")
    let first = try shared(input)
    let second = try shared(Activation(.relu, name: "between")(first))
    let merged = try Add(name: "pair")(first, second)
    let graph = try Graph(inputs: [input], outputs: [merged])
    #expect(try order([input], [merged]) == ["x", "shared", "between", "pair"])
    #expect(graph.layersInKerasOrder.map(\.count) == [1, 2, 1, 1])
    #expect(graph.branches)
  }

  @Test func branchesWhereTwoLayersTakeOneTensor() throws {
    let input = Symbol.input(shape: [4], name: "x")
    let outputs = [try Dense(2, name: "a")(input), try Dense(2, name: "b")(input)]
    #expect(try Graph(inputs: [input], outputs: outputs).branches)
    #expect(try order([input], outputs) == ["x", "a", "b"])
    #expect(try order([input], outputs.reversed()) == ["x", "b", "a"])
  }

  /// Neither the walk nor anything else may recurse: test threads have small stacks.
  @Test func supportsDeepGraphs() throws {
    let model = Sequential([InputLayer(shape: [2])])
    for _ in 0..<50_000 { model.add(Flatten()) }
    let graph = try model.graph()
    #expect(graph.layersInKerasOrder.map { $0[0] } == Array(0...50_000))
    #expect(!graph.branches)
  }
}
