import Engine
import FileFormats
import KerasFormat
import Layers
import Testing

@Suite("InitializerRegistry")
struct InitializerRegistryTests {
  private func read(_ json: JSON) throws -> any Initializer {
    try InitializerRegistry.initializer(json, path: "config.kernel_initializer")
  }

  @Test(
    arguments: [
      Zeros(), Ones(), Constant(0.25), GlorotUniform(), GlorotNormal(), HeUniform(), HeNormal(),
      RandomUniform(minval: -0.5, maxval: 0.25), RandomNormal(mean: 0.5, stddev: 0.125),
    ] as [any Initializer])
  func readsWhatItWrites(initializer: any Initializer) throws {
    let written = JSON(initializer)
    let again = try read(JSON(parsing: Array(written.serialized().utf8)))
    #expect(type(of: again) == type(of: initializer))
    #expect(again.configuration == initializer.configuration)
  }

  @Test(arguments: [
    ("zeros", "Zeros"), ("zero", "Zeros"), ("ones", "Ones"), ("one", "Ones"),
    ("constant", "Constant"), ("glorot_uniform", "GlorotUniform"),
    ("GlorotUniform", "GlorotUniform"), ("glorot_normal", "GlorotNormal"),
    ("he_uniform", "HeUniform"), ("he_normal", "HeNormal"), ("HeNormal", "HeNormal"),
    ("random_uniform", "RandomUniform"), ("uniform", "RandomUniform"),
    ("random_normal", "RandomNormal"), ("normal", "RandomNormal"),
  ])
  func takesKerasNames(name: String, className: String) throws {
    #expect(try read(.string(name)).className == className)
    #expect(try read(["class_name": .string(name), "config": [:]]).className == className)
  }

  @Test func hasKerasDefaults() throws {
    #expect(try read("uniform").configuration == RandomUniform().configuration)
    #expect(try read("normal").configuration == RandomNormal().configuration)
    #expect(try read("constant").configuration == Constant(0).configuration)
  }

  /// Keras writes arguments that are not set as null.
  @Test func refusesArgumentsThatItDoesNotHave() throws {
    let usual: JSON = ["seed": 7, "input_axes": nil, "output_axes": nil]
    #expect(try read(["class_name": "HeNormal", "config": usual]).className == "HeNormal")
    #expect(
      throws: ModelError.malformed(
        path: "config.kernel_initializer.config.input_axes", expected: "null: it is not supported",
        found: "[0]")
    ) { try read(["class_name": "HeNormal", "config": ["input_axes": [0]]]) }
  }

  @Test func namesWhatItDoesNotKnow() {
    #expect(
      throws: ModelError.unsupported(
        kind: "initializer", name: "Orthogonal", path: "config.kernel_initializer",
        supported: [
          "Zeros", "Ones", "Constant", "GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal",
          "RandomUniform", "RandomNormal",
        ])
    ) { try read(["class_name": "Orthogonal", "config": [:]]) }
    #expect(
      throws: ModelError.malformed(
        path: "config.kernel_initializer", expected: "a value named class_name",
        found: "none")
    ) { try read(["config": [:]]) }
    #expect(
      throws: ModelError.malformed(
        path: "config.kernel_initializer.config.stddev", expected: "a number",
        found: #""large""#)
    ) { try read(["class_name": "RandomNormal", "config": ["stddev": "large"]]) }
  }
}
