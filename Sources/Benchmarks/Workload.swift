import Engine
package import Layers
package import Parallel

/// What a benchmark trains.
package struct Workload {
  /// The network's name in reports.
  package let name: String
  /// The compiled network.
  package let model: Model
  /// The samples of one step, on all ranks together.
  package let batchSize: Int
  /// Loads the data; every rank calls it.
  package let loadData: (ProcessGroup) throws -> BenchmarkData

  /// A network, the samples of its steps, and where its data come from.
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
