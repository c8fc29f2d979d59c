import Engine
import FileFormats
import Layers
import Testing

@Suite("RandomUniform")
struct RandomUniformTests {
  @Test func fillsItsRange() {
    let values = initialValues(RandomUniform(minval: 2, maxval: 3), [100, 100])
    #expect(values.allSatisfy { $0 >= 2 && $0 < 3 })
    #expect(values.contains { $0 < 2.01 } && values.contains { $0 > 2.99 })
  }

  @Test func hasKerasDefaults() throws {
    #expect(
      RandomUniform().configuration == ["minval": -0.05, "maxval": 0.05, "seed": nil])
  }

  @Test func wantsItsRangeInOrder() throws {
    #expect(
      throws: ModelError.invalidValue(
        of: "minval of initializer RandomUniform", expected: "at most maxval, 1.0", found: "2.0")
    ) { try RandomUniform(minval: 2, maxval: 1).validate() }
    #expect(throws: ModelError.self) { try RandomUniform(minval: .nan).validate() }
    try RandomUniform(minval: 1, maxval: 1).validate()
  }
}
