import CMPI

extension Communicator {
  /// Replaces each value by its sum over the ranks (`MPI_Allreduce`).
  ///
  /// MPI chooses the order of the additions: the last bits depend on the number of ranks and on the
  /// algorithm.
  ///
  /// - Parameter values: The values, equally many on every rank.
  /// - Throws: `MPIError` with MPI's message.
  public func allReduceSum(_ values: UnsafeMutableBufferPointer<Float>) throws {
    let code = unsafe cmpi_allreduce(
      handle, values.baseAddress, values.count, cmpi_float, cmpi_sum)
    try MPIError.check(code, "MPI_Allreduce")
  }

  /// Replaces each number by its sum over the ranks (`MPI_Allreduce`), which must not overflow.
  ///
  /// - Throws: `MPIError` with MPI's message.
  public func allReduceSum(_ values: inout [Int]) throws {
    try reduce(&values, cmpi_sum)
  }

  /// Replaces each number by the least of all ranks (`MPI_Allreduce`).
  ///
  /// - Throws: `MPIError` with MPI's message.
  public func allReduceMin(_ values: inout [Int]) throws {
    try reduce(&values, cmpi_min)
  }

  /// Replaces each number by the greatest of all ranks (`MPI_Allreduce`).
  ///
  /// - Throws: `MPIError` with MPI's message.
  public func allReduceMax(_ values: inout [Int]) throws {
    try reduce(&values, cmpi_max)
  }

  /// Returns the greatest of all ranks' values (`MPI_Allreduce`), for timings.
  ///
  /// - Throws: `MPIError` with MPI's message.
  public func allReduceMax(_ value: Double) throws -> Double {
    var result = value
    let code = unsafe cmpi_allreduce(handle, &result, 1, cmpi_double, cmpi_max)
    try MPIError.check(code, "MPI_Allreduce")
    return result
  }

  private func reduce(_ values: inout [Int], _ operation: cmpi_operation) throws(MPIError) {
    let code = unsafe values.withUnsafeMutableBufferPointer { buffer in
      unsafe cmpi_allreduce(handle, buffer.baseAddress, buffer.count, cmpi_int64, operation)
    }
    try MPIError.check(code, "MPI_Allreduce")
  }
}
