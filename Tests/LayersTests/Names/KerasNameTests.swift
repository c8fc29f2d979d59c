import Layers
import Testing

@Suite("KerasName")
struct KerasNameTests {
  @Test(arguments: [
    ("AdamW", "adam_w"), ("adamw", "adam_w"), ("RMSprop", "rms_prop"), ("rm_sprop", "rmsprop"),
    ("LeakyReLU", "leaky_relu"), ("leaky_re_lu", "leaky_relu"), ("ReLU", "relu"),
    ("CategoricalCrossentropy", "categorical_crossentropy"), ("swish", "silu"),
    ("MSE", "mean_squared_error"), ("mae", "MeanAbsoluteError"), ("bce", "BinaryCrossentropy"),
    ("acc", "accuracy"), ("zero", "Zeros"), ("one", "ones"), ("uniform", "RandomUniform"),
    ("normal", "random_normal"),
  ])
  func equalsOtherSpellings(one: String, other: String) {
    #expect(KerasName(one) == KerasName(other))
    #expect(Set([KerasName(one), KerasName(other)]).count == 1)
  }

  @Test(arguments: [
    ("adam", "adam_w"), ("binary_crossentropy", "categorical_crossentropy"), ("relu", "elu"),
    ("", "relu"), ("mse", "mae"),
  ])
  func differsFromOtherNames(one: String, other: String) {
    #expect(KerasName(one) != KerasName(other))
  }

  @Test func findsTheFirstElementOfAName() {
    let words = ["relu", "leaky_relu", "LeakyReLU"]
    #expect(words.first(named: "LeakyReLU", by: \.self) == "leaky_relu")
    #expect(words.first(named: "gelu", by: \.self) == nil)
  }
}
