import Parallel

extension ProcessGroup {
  /// What rank 0 computes, on every rank; the others sleep meanwhile.
  func shared(_ compute: () throws -> Evaluator.Result?) throws -> Evaluator.Result {
    var numbers = [0.0, 0.0]
    if isFirst, let result = try compute() { numbers = [result.loss, result.accuracy] }
    // Ranks that wait in MPI poll; where ranks outnumber cores that would slow rank 0 down.
    try hostBarrier()
    try broadcast(&numbers)
    return Evaluator.Result(loss: numbers[0], accuracy: numbers[1])
  }
}
