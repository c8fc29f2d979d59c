import Foundation
import MPI

/// A thread of this program's own.
package enum OwnThread {
  /// Starts a thread that nobody waits for.
  ///
  /// - Throws: `ParallelError.noThread` where the system allows no further thread.
  package static func start(_ body: @escaping @Sendable () -> Void) throws(ParallelError) {
    let code = OwnProcess.startThread(body)
    guard code == 0 else { throw .noThread(reason: unsafe String(cString: strerror(code))) }
  }
}
