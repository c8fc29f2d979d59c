import Kernels
import Testing

@Suite("Processor")
struct ProcessorTests {
  @Test func lacksNothingHere() {
    #expect(Processor.missingFeatures == [])
  }

  @Test func namesTheCompiledFeatures() {
    let features = Processor.compiledFeatures
    #expect(!features.contains(""))
    #expect(Set(features).count == features.count, "\(features)")
    #if arch(x86_64)
      #expect(Processor.usesFusedMultiplyAdd == features.contains("fma"))
      if features.contains("avx512f") {
        #expect(features.contains("avx2"), "\(features)")
      }
    #else
      #expect(Processor.usesFusedMultiplyAdd)
      #expect(features == [])
    #endif
  }
}
