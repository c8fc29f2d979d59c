import MPI

/// `measure-barrier WORK`: the time of one step made of WORK/ranks units of arithmetic and a
/// barrier, with `HostBarrier`, with `MPI_Barrier` and with none, block by block in turn.
///
/// The same WORK on more ranks is the same step, split further, as a global batch is.
func barrierMeasurement(_ runtime: MPIRuntime, _ arguments: [String]) throws {
  let world = runtime.world
  let host = try world.splitByHost()
  let barrier = try HostBarrier(on: host)
  let work = (arguments.first.flatMap { Int($0) } ?? 100_000) / world.size
  let blockCount = 40
  let stepCount = 100
  var times: [[Double]] = [[], [], []]
  for _ in 0..<blockCount {
    for (kind, name) in ["HostBarrier", "MPI_Barrier", "none"].enumerated() {
      try world.barrier()
      let clock = ContinuousClock()
      let start = clock.now
      for _ in 0..<stepCount {
        burn(work)
        if name == "HostBarrier" { barrier.wait() }
        if name == "MPI_Barrier" { try world.barrier() }
      }
      let parts = (clock.now - start).components
      let seconds = Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
      times[kind].append(try world.allReduceMax(seconds) / Double(stepCount) * 1e6)
    }
  }
  let columns = ["HostBarrier", "MPI_Barrier", "no barrier"].enumerated().map { kind, name in
    let sorted = times[kind].sorted()
    return "\(name) \(tenths(sorted[blockCount / 2])) (\(tenths(sorted[0])))"
  }
  try barrier.close()
  report(
    world, "\(world.size) ranks, us a step, median (minimum): " + columns.joined(separator: ", "))
}

private func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }
