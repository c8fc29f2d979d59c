import Testing

@Suite("Transfers")
struct TransfersTests {
  @Test(arguments: 1...5)
  func moveMessagesInOrder(rankCount: Int) throws {
    try SharedStart.expectSuccess(of: ["transfers"], rankCount)
  }
}
