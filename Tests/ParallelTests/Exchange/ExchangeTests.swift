import Engine
import Parallel
import TestSupport
import Testing

@Suite("Exchange")
struct ExchangeTests {
  @Test func isChosenByName() {
    #expect(ExchangeKind.allCases.map(\.rawValue) == ["auto", "shared", "ordered", "mpi"])
    #expect(ExchangeKind(rawValue: "nccl") == nil)
  }

  @Test(arguments: ExchangeKind.allCases)
  func isSharedOnOneHostUnlessAskedForByName(kind: ExchangeKind) {
    #expect(kind.resolved(for: .solo) == (kind == .auto ? .shared : kind))
  }

  /// Whatever is asked for, a process alone has nobody to exchange with.
  @Test(arguments: ExchangeKind.allCases)
  func worksAloneByAnyName(kind: ExchangeKind) throws {
    let solo = try SoloExchange(leafCount: 2, kind: kind)
    try solo.setWeights(solo.vector { Float($0) })
    solo.setGradients(solo.vector { -Float($0) })
    _ = try solo.meet()
    try solo.update { weights, gradient in weights + gradient }
    expectSameBits(solo.weights, solo.vector { _ in 0 }, "\(kind)")
    try solo.exchange.close()
  }
}
