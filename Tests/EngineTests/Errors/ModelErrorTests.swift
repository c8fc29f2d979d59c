import Engine
import Layers
import ModelTestSupport
import Testing

@Suite("ModelError")
struct ModelErrorTests {
  private static let lines: [(error: ModelError, line: String)] = [
    (
      .shape(layer: "dense", expected: "(None, inputs)", found: [28, 28]),
      "layer dense: its input has shape (None, 28, 28); expected (None, inputs)"
    ),
    (
      .missingInputShape(layer: "Dense"),
      "layer Dense: the first layer has no input shape; give it one, as in "
        + "Dense(512, inputShape: [784]), or add an InputLayer before it"
    ),
    (.empty, "the model has no layers; add one before compile"),
    (
      .duplicateName("a"),
      "two layers are named a; every layer of a model needs a name of its own"
    ),
    (
      .invalidValue(of: "units of layer a", expected: "at least 1", found: "0"),
      "units of layer a is 0; expected at least 1"
    ),
    (
      .loss("categorical_crossentropy", expected: "classes", found: "(None, 2, 3)"),
      "loss categorical_crossentropy: expected classes, found (None, 2, 3)"
    ),
    (
      .notCompiled,
      "the model is not compiled; call compile(optimizer:loss:metrics:) first"
    ),
    (
      .unsupported(kind: "layer", name: "GRU", path: "model.x", supported: ["A", "B"]),
      "model.x: layer GRU is not supported; supported: A, B"
    ),
    (
      .unsupported(kind: "layer", name: "Dens", path: "x", supported: ["Dense", "Flatten"]),
      "x: layer Dens is not supported; supported: Dense, Flatten; did you mean Dense?"
    ),
    (
      .malformed(
        path: "model.x[1]", expected: "a string",
        found: "3"), "model.x[1]: found 3; expected a string"
    ),
  ]

  @Test(arguments: lines.indices)
  func saysOnOneLineWhatWasFoundAndExpected(index: Int) {
    let (error, line) = Self.lines[index]
    #expect("\(error)" == line)
    #expect(!line.contains("\n"))
  }
}
