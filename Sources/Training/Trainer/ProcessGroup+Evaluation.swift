import Engine
import Parallel

extension ProcessGroup {
  /// What rank 0 computes, on every rank; the others sleep meanwhile.
  ///
  /// `names` are those of the means, which every rank knows.
  func shared(
    _ names: [String], _ compute: () throws -> Scores.Means?
  ) throws -> Scores.Means {
    var numbers = [Double](repeating: 0, count: names.count)
    if isFirst, let means = try compute() { numbers = means.map(\.value) }
    expectWorkOnFirst()
    // Ranks that wait in MPI poll; where ranks outnumber cores that would slow rank 0 down.
    try hostBarrier()
    try broadcast(&numbers)
    resumeTogether()
    return zip(names, numbers).map { (name: $0, value: $1) }
  }
}
