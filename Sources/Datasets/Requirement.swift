/// Ends the program with a message unless a condition holds, in release builds too.
///
/// A caller's value is checked with this where nothing can be thrown: `precondition` prints no
/// message under `-O`.
func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  guard condition else { fatalError(message()) }
}
