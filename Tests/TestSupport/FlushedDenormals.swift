import CVector
public import Testing

/// Runs a suite's tests with denormals flushed to zero, as training does.
///
/// The mode belongs to a thread: it is set on the one that calls the test, and stays set there.
/// Tests that give up their thread with `await` do not keep it.
public struct FlushedDenormals: SuiteTrait, TestTrait, TestScoping {
  /// Tests of suites inside the suite have the mode too.
  public var isRecursive: Bool { true }

  /// Sets the mode and calls the test.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    vector_flush_denormals()
    try await function()
  }
}

extension Trait where Self == FlushedDenormals {
  /// Denormals count as zero in these tests.
  public static var flushedDenormals: Self { Self() }
}
