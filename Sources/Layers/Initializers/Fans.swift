import Engine

/// The numbers of inputs and outputs that a weight connects.
///
/// For a kernel they are the last two sizes of its shape, each times the sizes before them (a
/// filter's area); for a vector both are its length. Source: Keras 3, `compute_fans`.
struct Fans {
  let inputs: Int
  let outputs: Int

  init(_ shape: [Int]) {
    let area = shape.dropLast(2).reduce(1, *)
    let sizes = shape.suffix(2)
    inputs = max(area * (sizes.first ?? 1), 1)
    outputs = max(area * (sizes.last ?? 1), 1)
  }
}
