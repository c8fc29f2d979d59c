import Benchmarks
import Engine
import Layers
import Testing

@testable import Benchmarks

/// What a step's arithmetic is counted as.
@Suite("ArithmeticCount")
struct ArithmeticCountTests {
  /// 784 · 512 + 512 · 10 products forward; backward as many, and 512 · 10 for the second layer's
  /// input.
  @Test("a dense layer has two operations a weight; backward twice that, but in the first layer")
  func mlp() throws {
    let model = Sequential {
      Dense(512, activation: .relu, inputShape: [784])
      Dense(10, activation: .softmax)
    }
    let count = try ArithmeticCount(model.graph())
    #expect(count.forward == 2 * 406_528)
    #expect(count.backward == 2 * (406_528 + 5_120))
  }

  @Test("a convolution has its filters' size for each output; other layers have nothing")
  func cnn() throws {
    let model = Sequential {
      Conv2D(32, (3, 3), activation: .relu, inputShape: [28, 28, 1])
      MaxPooling2D((2, 2))
      Conv2D(64, (3, 3), activation: .relu)
      MaxPooling2D((2, 2))
      Flatten()
      Dropout(0.5)
      Dense(10)
    }
    let (first, second, last) = (26 * 26 * 32 * 9, 11 * 11 * 64 * 9 * 32, 1_600 * 10)
    let count = try ArithmeticCount(model.graph())
    #expect(count.forward == 2 * (first + second + last))
    #expect(count.backward == 2 * (first + 2 * second + 2 * last))
  }

  @Test("a dense layer of an image has its weights for each row")
  func rows() throws {
    let model = Sequential { Dense(5, inputShape: [3, 4]) }
    let count = try ArithmeticCount(model.graph())
    #expect(count.forward == 2 * 3 * 4 * 5)
    #expect(count.backward == count.forward)
  }
}
