/// The rows of the house, the lowest first: a target imports only from rows below its own.
///
/// CONTRIBUTING.md shows the same table. The system's libraries are a row of their own here, since
/// plain C stands on them; the kernels' three rows are one there.
let rows: [[String]] = [
  ["COpenMPI", "CZlib"],
  ["CMPI", "CVector", "CSignals", "CProcess", "CImages"],
  ["KernelInterface", "FileFormats", "Launcher"],
  ["KernelsV3", "KernelsV4"],
  ["Kernels"],
  ["Engine", "Datasets", "MPI"],
  ["Layers", "Parallel"],
  ["KerasFormat"],
  ["Training"],
  ["Lockstep", "Benchmarks"],
  ["LockstepCommand"],
]
