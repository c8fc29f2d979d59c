import Engine
import Testing

@Suite("Shape")
struct ShapeTests {
  /// The batch's size comes first and is unknown; Python's tuple of one has no trailing comma here.
  @Test(arguments: [
    (Shape([]), "(None)"), (Shape([784]), "(None, 784)"),
    (Shape([28, 28, 1]), "(None, 28, 28, 1)"),
  ])
  func isWrittenAsKerasDoes(shape: Shape, text: String) {
    #expect(shape.description == text)
  }

  @Test(arguments: [
    (Shape([]), 1), (Shape([7]), 7), (Shape([28, 28, 3]), 2_352), (Shape([4, 0, 2]), 0),
  ])
  func countsTheElementsOfOneSample(shape: Shape, count: Int) {
    #expect(shape.elementCount == count)
    #expect(shape.flattened() == [count])
  }

  /// A file may name any sizes: their product must not trap.
  @Test(arguments: [Shape([1 << 40, 1 << 40]), [.max, 2], [1 << 23, 1 << 23, 1 << 23]])
  func countsNoFurtherThanTheLargestInteger(shape: Shape) {
    #expect(shape.elementCount == .max)
  }

  @Test func isEqualBySizesAndTheirOrder() {
    #expect(Shape([2, 3]) == [2, 3])
    #expect(Shape([2, 3]) != [3, 2])
    #expect(Shape([2, 3]) != [2, 3, 1])
    #expect(Shape([2, 3]).rank == 2)
  }
}
