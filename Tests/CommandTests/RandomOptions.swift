import Foundation

/// A set of options of `lockstep train` that a seed and a number decide, and how such a run is
/// disturbed.
struct RandomOptions: CustomStringConvertible {
  /// The options, without those that say where and on how many ranks.
  private(set) var arguments: [String] = []
  /// The steps of an undisturbed run, unless a callback ends it.
  private(set) var stepCount = 0
  /// Whether old checkpoints are removed.
  private(set) var prunes = false
  private let leafCount: Int
  private var generator: NumberGenerator

  init(seed: UInt64, number: Int) {
    generator = NumberGenerator(seed: seed &* 1_000_003 &+ UInt64(number))
    leafCount = generator.pick([8, 8, 4, 16])
    let epochs = 1 + generator.below(3)
    let trainCount = 40 + generator.below(217)
    let batchSize = generator.pick([16, 24, 32, 64, 100])
    add("--leaves", "\(leafCount)")
    add("--epochs", "\(epochs)")
    add("--train-samples", "\(trainCount)")
    add("--batch-size", "\(batchSize)")
    add("--seed", "\(generator.below(1_000))")
    addModel()
    let held = addValidation(trainCount)
    let stepsPerEpoch = (trainCount - held + batchSize - 1) / batchSize
    stepCount = stepsPerEpoch * epochs
    addOptimizer()
    addCallbacks()
    if generator.chance(2) {
      addFaults()
    } else if generator.chance(3) {
      // Ranks that check one another would find the faults.
      add("--verify-every", "\(1 + generator.below(3))")
    }
    if generator.chance(4) { add("--no-shuffle") }
    if generator.chance(2) { add("--checkpoint-every", "\(1 + generator.below(4))") }
    if generator.chance(3) {
      add("--keep", "\(1 + generator.below(3))")
      prunes = true
    }
  }

  var description: String { arguments.joined(separator: " ") }

  private mutating func add(_ words: String...) { arguments += words }

  private mutating func addModel() {
    let model = generator.pick([
      "mlp", "dropout", "batch-norm", "deep", "sparse", "sgd-momentum", "leaky-relu", "moons",
      "moons", "counts",
    ])
    add("--model", model)
    if !["moons", "counts"].contains(model) { add("--data", "digits") }
    guard !["moons", "counts", "sparse"].contains(model), generator.chance(3) else { return }
    add("--metrics", generator.pick(["none", "accuracy,top_k_categorical_accuracy:k=3"]))
  }

  /// Returns how many samples are held back.
  private mutating func addValidation(_ count: Int) -> Int {
    switch generator.below(3) {
    case 0:
      add("--validation-split", "0.25", "--monitor", generator.pick(["val_loss", "loss"]))
      return count - Int(Double(count) * 0.75)
    case 1: add("--validate", "--monitor", "val_loss")
    default: if generator.chance(2) { add("--monitor", "loss") }
    }
    return 0
  }

  private mutating func addOptimizer() {
    let optimizers = [
      "adam", "adamw", "adagrad", "adadelta", "rmsprop:momentum=0.5,centered=true",
      "sgd:momentum=0.9,nesterov=true", "adam:beta1=0.8", "sgd",
    ]
    if generator.chance(2) { add("--optimizer", generator.pick(optimizers)) }
    switch generator.below(6) {
    case 0: add("--schedule", "cosine:decaySteps=9")
    case 1: add("--schedule", "warmup:steps=4,then=exponential:decaySteps=3,decayRate=0.5")
    case 2: add("--learning-rate", "0.02")
    case 3, 4:
      // A schedule cannot be replaced.
      add("--reduce-lr", "loss:factor=0.5,patience=1,minDelta=\(generator.pick(["0.5", "1e-4"]))")
    default: break
    }
    switch generator.below(6) {
    case 0: add("--clip-norm", "0.5")
    case 1: add("--clip-value", "0.01")
    case 2: add("--global-clip-norm", "1")
    default: break
    }
  }

  private mutating func addCallbacks() {
    if generator.chance(3) {
      add(
        "--early-stopping",
        "loss:patience=\(generator.below(2)),minDelta=\(generator.pick(["1", "0"]))"
          + ",restoreBest=\(generator.pick(["true", "false"]))")
    }
    if generator.chance(3) { add("--csv", "numbers.csv") }
  }

  /// Steps that are not finite: one, some, or more in a row than a run accepts.
  private mutating func addFaults() {
    add("--on-nan", generator.pick(["skip", "rollback", "rollback", "stop"]))
    let first = 1 + generator.below(stepCount)
    let count = generator.pick([1, 1, 2, 3, 12])
    for step in first..<first + count {
      let part = generator.pick(["samples", "gradient"])
      add("--inject", "nan:rank=0,step=\(step),part=\(part)")
    }
  }
}

// MARK: - How it is run

extension RandomOptions {
  /// A number of ranks, and how they pass for hosts.
  mutating func world() -> World {
    let count = generator.below(min(leafCount, 5) + 1)
    guard count > 0 else { return .solo }
    let perHost = count >= 2 && generator.chance(3) ? 1 + generator.below(count - 1) : nil
    return .ranks(count, perHost: perHost)
  }

  /// An exchange of the same bits.
  mutating func exchange(in world: World) -> String {
    // Shared memory joins the ranks of one host alone.
    generator.pick(["auto", "ordered"] + (world.ranksPerHost == nil ? ["shared"] : []))
  }

  /// Up to three steps, in order, before which a run is ended.
  mutating func interruptions() -> [Int] {
    let count = 1 + generator.below(3)
    return Set((0..<count).map { _ in 1 + generator.below(stepCount) }).sorted()
  }

  /// The options that end a run before or after a step.
  mutating func ending(at step: Int, in world: World) -> [String] {
    let place = "rank=\(generator.below(world.size)),step=\(step)"
    return generator.pick([
      ["--inject", "term:\(place)"], ["--inject", "term:\(place)"], ["--inject", "kill:\(place)"],
      ["--max-steps", "\(step)"],
    ])
  }
}

/// A small generator of numbers, the same on every machine.
///
/// Source: Steele, Lea and Flood 2014, SplitMix64.
struct NumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }

  /// A number from 0 to below `count`.
  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(max(count, 1))) }

  /// True once in `count` times.
  mutating func chance(_ count: Int) -> Bool { below(count) == 0 }

  mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }
}
