import Engine
import Testing

@Suite("Suggestion")
struct SuggestionTests {
  private static let optimizers = ["adam", "adamw", "sgd", "rmsprop", "adagrad", "adadelta"]

  @Test(arguments: [
    ("adma", "adam"), ("adm", "adam"), ("ADAM", "adam"), ("adamx", "adam"), ("asgd", "sgd"),
    ("sdg", "sgd"), ("rmsporp", "rmsprop"), ("rmspr", "rmsprop"), ("adagrat", "adagrad"),
    ("aadelta", "adadelta"), ("adamww", "adamw"),
  ])
  func findsWhatWasMeant(name: String, meant: String) {
    #expect(Suggestion.nearest(to: name, among: Self.optimizers) == meant)
  }

  @Test(arguments: ["newton", "", "s", "s1xx", "xyz", "lamb"])
  func isEmptyWhereNothingIsNear(name: String) {
    #expect(Suggestion.nearest(to: name, among: Self.optimizers) == nil)
    #expect(Suggestion.hint(for: name, among: Self.optimizers) == "")
  }

  /// 24 letters allow 8 changes, and no more.
  @Test func allowsAThirdOfALongWord() {
    let known = ["categorical_crossentropy"]
    #expect(Suggestion.nearest(to: "categorical_cross_____py", among: known) == known[0])
    #expect(Suggestion.nearest(to: "categorical_cr_________y", among: known) == nil)
    #expect(
      Suggestion.nearest(to: String(repeating: "x", count: 100_000), among: known) == nil)
  }

  @Test func prefersTheNearestThenTheFirst() {
    #expect(Suggestion.nearest(to: "beta", among: ["beta1", "beta2"]) == "beta1")
    #expect(Suggestion.nearest(to: "beta2", among: ["beta1", "beta2"]) == "beta2")
    #expect(Suggestion.nearest(to: "any", among: []) == nil)
  }

  @Test func comesAtTheEndOfAList() {
    #expect(
      Suggestion.list(["adam", "sgd"], insteadOf: "adma") == "adam, sgd; did you mean adam?")
    #expect(Suggestion.list(["adam", "sgd"], insteadOf: "newton") == "adam, sgd")
    #expect(Suggestion.list(["adam", "sgd"], insteadOf: "sgd") == "adam, sgd")
  }
}
