import Engine
import KerasFormat
import ModelTestSupport
import Testing

@Suite("Gradients of losses")
struct LossGradientTests {
  /// With all samples alike, and with weights of which some are 0.
  @Test(
    "are those of the plain formulas, and so are values", arguments: LossCase.all, [false, true])
  func agree(test: LossCase, hasSampleWeights: Bool) throws {
    let mismatch = try GradientCheck.mismatch(
      test.model(), loss: test.loss, seed: 540,
      .init(answers: [test.answers], hasSampleWeights: hasSampleWeights))
    #expect(mismatch == nil)
  }

  @Test("are distinguished from incorrect ones", arguments: LossCase.all)
  func refuseMistakes(test: LossCase) throws {
    let check = try GradientCheck(
      test.model(), losses: [test.loss], seed: 540,
      .init(answers: [test.answers], hasSampleWeights: true))
    func mismatch(_ kind: Alteration.Kind?) throws -> String? {
      try check.mismatch(test.model(), losses: [AlteredLoss(base: test.loss, kind: kind)])
    }
    let unaltered = try mismatch(nil)
    #expect(unaltered == nil, "it is not the wrapper that is found")
    for kind in Alteration.Kind.allCases {
      let found = try mismatch(kind)
      #expect(found?.hasPrefix("dense") == true, "\(kind): found \(found ?? "nothing")")
    }
  }

  /// A loss that is added to the library needs a case here.
  @Test func areCheckedForEveryLoss() {
    #expect(Set(LossCase.all.map(\.loss.identifier)) == Set(LossRegistry.identifiers))
  }
}
