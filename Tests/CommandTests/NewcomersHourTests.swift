import Testing

/// The page's commands, run one after the other in one folder.
@Suite("the newcomer's hour")
struct NewcomersHourTests {
  @Test("prints what its page shows")
  func commands() throws {
    try GuidePage.run("NewcomersHour", stepCount: 13)
  }

  @Test func leavesOutTimesAlone() {
    #expect(
      GuidePage.withoutTimes("13/13 - 0s - 3ms/step - loss: 0.0014, 18 ms a step")
        == "13/13 - TIME - TIME/step - loss: 0.0014, TIME a step")
  }
}
