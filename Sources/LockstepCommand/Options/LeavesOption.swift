import ArgumentParser
import Parallel

/// `--leaves`.
struct LeavesOption: ParsableArguments {
  @Option(help: "The leaves of the reduction tree: a power of two, and the most ranks.")
  var leaves = 8

  func validate() throws { try Self.check(leaves) }

  /// Checks the leaf count.
  ///
  /// - Throws: `ValidationError` that says what is allowed.
  static func check(_ leafCount: Int) throws {
    do throws(ParallelError) {
      _ = try ReductionTree(leafCount: leafCount)
    } catch {
      throw ValidationError("\(error)")
    }
  }
}
