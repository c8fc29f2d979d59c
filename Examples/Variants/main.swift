// Short programs, one in a file: the variants of the tutorial's section 8, its other ways to write
// a model, data of other kinds, and what the guides measure.
//
//     swift run -c release Variants cnn
//     mpirun -np 4 .build/release/Variants cnn
//
// Both print the same numbers. MNIST is looked for in $MNIST_DIR, then in data/mnist.

import Lockstep

let examples: KeyValuePairs<String, (ProcessGroup) throws -> Void> = [
  "cnn": cnn, "leaky-relu": leakyReLU, "sgd-momentum": sgdMomentum, "sparse": sparse,
  "batch-32": { try batchSize(32, on: $0) }, "batch-256": { try batchSize(256, on: $0) },
  "dropout": dropout, "deep": deep, "batch-norm": batchNorm,
  "functional": functional, "branches": branches, "subclassing": subclassing,
  "own-operation": ownOperation, "own-loss": ownLoss, "forgotten-term": forgottenTerm,
  "moons": moons, "counts": counts,
  "digit-images": digitImages, "preparing-data": preparingData, "activations": activations,
  "losses": losses,
  "optimizers": optimizers, "vanishing-gradients": vanishingGradients,
  "dying-relu": dyingReLU, "overfitting": overfitting, "runs": runs, "snippets": snippets,
]

ProcessGroup.run { group in
  let word = CommandLine.arguments.dropFirst().first ?? "nothing"
  guard let example = examples.first(where: { $0.key == word }) else {
    throw TrainingError.invalidValue(
      of: "the example", expected: examples.map(\.key).joined(separator: ", "), found: word)
  }
  try example.value(group)
}
