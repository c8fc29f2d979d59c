import Foundation

/// Tells on standard error what a user should know of a run that goes on.
package final class Warnings: Callback {
  package init() {}

  package func stepLeftOut(_ step: LeftOutStep, of run: RunDescription) {
    FileHandle.standardError.write(Data("lockstep: warning: \(step)\n".utf8))
  }
}
