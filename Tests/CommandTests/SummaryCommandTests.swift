import Foundation
import TestSupport
import Testing

@Suite("summary")
struct SummaryCommandTests {
  @Test("prints a model by its name, once", arguments: [World.solo, .ranks(2)])
  func named(world: World) throws {
    try TrainingFolder.with(sampleCount: 1) { folder in
      let result = try folder.lockstep(["summary", "mlp"], in: world)
      #expect(result.exitCode == 0, "\(result)")
      let lines = result.standardOutput.split(whereSeparator: \.isNewline)
      #expect(lines.first == "Model: \"sequential\"", "\(result)")
      #expect(lines.filter { $0 == " Total params: 407,050 (1.55 MB)" }.count == 1, "\(result)")
    }
  }

  @Test("prints the model of a checkpoint, and the optimizer's numbers")
  func checkpoint() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      try folder.train(["--epochs", "1"])
      let result = try folder.lockstep(["summary", "run/step-00000001.safetensors"])
      #expect(result.exitCode == 0, "\(result)")
      for line in [
        " Trainable params: 407,050 (1.55 MB)\n", " Optimizer params: 814,102 (3.11 MB)\n",
      ] {
        #expect(result.standardOutput.contains(line), "\(result)")
      }
      let newest = try folder.lockstep(["summary", "run"])
      #expect(newest.exitCode == 0 && newest.standardOutput == result.standardOutput, "\(newest)")
    }
  }

  @Test("draws the graph, as a picture or for Graphviz, and not both")
  func drawings() throws {
    let dot = try Job.solo("lockstep", ["summary", "mlp", "--dot"])
    #expect(dot.exitCode == 0, "\(dot)")
    for line in [
      "digraph \"sequential\" {\n", "\"dense (Dense)\\n(None, 784) -> (None, 512)\"];\n",
      "  layer0 -> layer1;\n}\n",
    ] { #expect(dot.standardOutput.contains(line), "\(dot)") }
    let svg = try Job.solo("lockstep", ["summary", "mlp", "--svg"])
    #expect(svg.exitCode == 0, "\(svg)")
    #expect(svg.standardOutput.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""), "\(svg)")
    #expect(svg.standardOutput.hasSuffix("</svg>\n"), "\(svg)")
    let both = try Job.solo("lockstep", ["summary", "mlp", "--svg", "--dot"])
    #expect(both.exitCode == 64, "\(both)")
  }

  @Test(
    "refuses what is neither",
    arguments: [
      ("rnn", 64, "mlp, cnn, leaky-relu, sgd-momentum, sparse, dropout, deep"),
      ("nowhere.safetensors", 66, "cannot open"),
    ])
  func unknown(model: String, exitCode: Int32, words: String) throws {
    let result = try Job.solo("lockstep", ["summary", model])
    #expect(result.exitCode == exitCode, "\(result)")
    expectOneErrorLine(result, containing: [model, words])
  }
}
