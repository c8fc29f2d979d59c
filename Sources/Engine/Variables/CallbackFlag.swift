/// Whether a run is calling a callback: on rank 0 alone, so that the other ranks take part in
/// nothing meanwhile.
///
/// One object belongs to the processes of the run and to the memory of its model's variables.
package final class CallbackFlag {
  /// Whether a callback is being called.
  package var isSet = false

  /// Creates a flag of processes that call no callback.
  package init() {}
}

@available(*, unavailable)
extension CallbackFlag: Sendable {}
