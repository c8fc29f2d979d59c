import Engine
import Layers
import ModelTestSupport
import Testing

@Suite("FusedCalls")
struct FusedCallsTests {
  @Test func poolsAConvolutionThatNothingElseReads() throws {
    let image = Symbol.input(shape: [6, 6, 2])
    let pooled = try MaxPooling2D((2, 2))(Conv2D(3, (3, 3), activation: .relu)(image))
    let work = try FusedCalls(Graph(inputs: [image], outputs: [pooled]))
    #expect(work.operations.map(\.count) == [0, 1, 0])
    #expect(work.outputShapes == [[6, 6, 2], [2, 2, 3], [2, 2, 3]])
  }

  @Test func keepsAConvolutionThatSomethingElseReads() throws {
    let image = Symbol.input(shape: [6, 6, 2])
    let whole = try Conv2D(3, (3, 3))(image)
    let pooled = try MaxPooling2D((2, 2))(whole)
    let twoOutputs = try FusedCalls(Graph(inputs: [image], outputs: [whole, pooled]))
    #expect(twoOutputs.operations.map(\.count) == [0, 1, 1])
    let sum = try Add()([pooled, MaxPooling2D((2, 2))(whole)])
    let twoReaders = try FusedCalls(Graph(inputs: [image], outputs: [sum]))
    #expect(twoReaders.operations.map(\.count) == [0, 1, 1, 1, 1])
  }

  @Test func keepsOperationsInBetween() throws {
    let image = Symbol.input(shape: [6, 6, 2])
    let pooled = try MaxPooling2D((2, 2))(Activation(.tanh)(Conv2D(3, (3, 3))(image)))
    let work = try FusedCalls(Graph(inputs: [image], outputs: [pooled]))
    #expect(work.operations.map(\.count) == [0, 1, 1, 1])
  }

  @Test func keepsWindowsThatOverlapOrReachBeyondTheImage() throws {
    for pooling in [
      MaxPooling2D((3, 3), strides: (1, 1)), MaxPooling2D((3, 3), padding: .same),
    ] {
      let image = Symbol.input(shape: [6, 6, 2])
      let pooled = try pooling(Conv2D(3, (3, 3))(image))
      let work = try FusedCalls(Graph(inputs: [image], outputs: [pooled]))
      #expect(work.operations.map(\.count) == [0, 1, 1])
    }
  }
}
