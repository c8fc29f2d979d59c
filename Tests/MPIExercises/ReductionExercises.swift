import MPI

/// Sums, minima and maxima whose results are exact.
func reductionExercise(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let counts = setChunkLimit(arguments) ? [0, 1, 3, 4, 100] : [0, 1, 1000, 100_003]
  let rankSum = world.size * (world.size - 1) / 2
  for count in counts {
    var floats = (0..<count).map { Float($0 % 1000 + world.rank) }
    try unsafe floats.withUnsafeMutableBufferPointer { try unsafe world.allReduceSum($0) }
    let sums = (0..<count).map { Float($0 % 1000 * world.size + rankSum) }
    try expectElements("sum of \(count) floats", floats, are: sums)

    // Beyond what a 32-bit integer or a Double holds exactly.
    let large = 1 << 55
    var integers = (0..<count).map { large + $0 + world.rank }
    try world.allReduceSum(&integers)
    let integerSums = (0..<count).map { world.size * (large + $0) + rankSum }
    try expectElements("sum of \(count) integers", integers, are: integerSums)

    var smallest = (0..<count).map { $0 - world.rank * large }
    try world.allReduceMin(&smallest)
    let minima = (0..<count).map { $0 - (world.size - 1) * large }
    try expectElements("minimum of \(count)", smallest, are: minima)

    var largest = (0..<count).map { $0 % 2 == 0 ? world.rank : -world.rank }
    try world.allReduceMax(&largest)
    let maxima = (0..<count).map { $0 % 2 == 0 ? world.size - 1 : 0 }
    try expectElements("maximum of \(count)", largest, are: maxima)
  }
  let slowest = try world.allReduceMax(0.25 * Double(world.rank) - 1)
  try expect("maximum of Double", slowest, is: 0.25 * Double(world.size - 1) - 1)
  report(world, "reductions: \(world.size) ranks")
}
