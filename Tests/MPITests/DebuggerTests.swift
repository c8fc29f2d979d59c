import Foundation
import MPI
import Testing

@Suite("Debugger")
struct DebuggerTests {
  @Test("is attached to no process of the tests, and unknown of a process that is not there")
  func isAttached() {
    #expect(Debugger.isAttached(to: getppid()) == false)
    #expect(Debugger.isAttached(to: -1) == nil)
  }
}
