import Testing

/// The page's commands, run one after the other in one folder.
@Suite("the newcomer's hour")
struct NewcomersHourTests {
  @Test("prints what its page shows")
  func commands() throws {
    let page = try GuidePage("NewcomersHour")
    #expect(page.steps.count > 12)
    try page.expectOutput()
  }
}

@Suite("GuidePage")
struct GuidePageTests {
  @Test func leavesOutTimesAlone() {
    #expect(
      GuidePage.withoutTimes("13/13 - 0s - 3ms/step - loss: 0.0014, 18 ms a step")
        == "13/13 - TIME - TIME/step - loss: 0.0014, TIME a step")
  }

  @Test func hasCommandsOfSeveralLines() {
    let steps = GuidePage.steps(
      of: "Text.\n```console\n$ cat >a <<'END'\n> one\n>\n> two\n> END\n$ cat a\none\n> no\n```\n")
    #expect(steps.map(\.command) == ["cat >a <<'END'\none\n\ntwo\nEND", "cat a"])
    #expect(steps.map(\.shown) == [[], ["one", "> no"]])
  }
}
