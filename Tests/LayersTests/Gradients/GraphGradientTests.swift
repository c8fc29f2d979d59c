import Engine
import ModelTestSupport
import Testing

@Suite("Gradients through graphs")
struct GraphGradientTests {
  @Test("are those of the plain loops, and so are values", arguments: GraphCase.all)
  func agree(test: GraphCase) throws {
    let check = try GradientCheck(test.make(), losses: test.losses, seed: 520, test.options)
    #expect(try check.mismatch(test.make()) == nil)
  }
}
