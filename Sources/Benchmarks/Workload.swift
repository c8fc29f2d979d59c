import Engine
package import Layers
package import Parallel

/// A model and its data for a benchmark.
package struct Workload {
  /// The network's name in reports.
  package let name: String
  /// The compiled network.
  package let model: Model
  /// The number of samples of one step, on all ranks together.
  package let batchSize: Int
  /// Loads the data; collective.
  package let loadData: (ProcessGroup) throws -> BenchmarkData

  /// Creates a workload.
  package init(
    name: String, model: Model, batchSize: Int,
    loadData: @escaping (ProcessGroup) throws -> BenchmarkData
  ) {
    self.name = name
    self.model = model
    self.batchSize = batchSize
    self.loadData = loadData
  }
}
