import CMPI

/// What the system tells of debuggers, without a call of MPI.
package enum Debugger {
  /// Returns whether a debugger is attached to a process of this host; nil where the system does
  /// not tell.
  package static func isAttached(to process: Int32) -> Bool? {
    switch cmpi_is_traced(process) {
    case 1: true
    case 0: false
    default: nil
    }
  }

  /// From now on any process of this user may attach to this one.
  ///
  /// A system may otherwise allow it to a process's parents alone, and a rank's are mpirun's.
  package static func allowAttaching() { cmpi_let_debuggers_attach() }
}
