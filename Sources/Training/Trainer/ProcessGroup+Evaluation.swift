import Engine
import Parallel

extension ProcessGroup {
  /// Returns the result that rank 0 computes, on every rank; the others sleep meanwhile.
  ///
  /// `names` are those of the means, equal on every rank.
  func shared(
    _ names: [String], _ compute: () throws -> Scores.Means?
  ) throws -> Scores.Means {
    var numbers = [Double](repeating: 0, count: names.count)
    if isFirst, let means = try compute() { numbers = means.map(\.value) }
    expectWorkOnFirst()
    // Ranks that wait in MPI poll, which would slow down rank 0 where ranks outnumber cores.
    try hostBarrier()
    try broadcast(&numbers)
    resumeTogether()
    return zip(names, numbers).map { (name: $0, value: $1) }
  }
}
