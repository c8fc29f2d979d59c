package import Engine
package import Layers

extension Model {
  /// The classes of the parts of a program's own that the model's configuration names: losses,
  /// metrics, optimizer, schedule and initializers; each once, in this order.
  ///
  /// - Throws: `ModelError` naming the layer that does not support its input.
  package func ownPartNames() throws(ModelError) -> [String] {
    var parts: [any Configurable] = []
    if let compilation {
      parts += compilation.objective.losses.map { $0 as any Configurable }
        .filter { !LossRegistry.table.hasClass(of: $0) }
      parts += compilation.objective.metrics.joined().map { $0 as any Configurable }
        .filter { !MetricRegistry.table.hasClass(of: $0) }
      if !OptimizerRegistry.table.hasClass(of: compilation.optimizer) {
        parts.append(compilation.optimizer)
      }
      let rate = compilation.optimizer.learningRate
      if rate.constantRate == nil, !ScheduleRegistry.table.hasClass(of: rate) { parts.append(rate) }
    }
    for call in try graph().calls {
      parts += call.layer.parameters(for: call.inputShapes).map(\.initializer)
        .filter { !InitializerRegistry.table.hasClass(of: $0) }
    }
    var names: [String] = []
    for part in parts {
      // Metrics of closures are all of one class.
      let name = (part as? MetricFunction)?.name ?? part.className
      if !names.contains(name) { names.append(name) }
    }
    return names
  }
}

extension PartTable {
  /// Whether a part's class is one of the table's.
  func hasClass(of part: any Configurable) -> Bool {
    entries.contains { $0.className == part.className }
  }
}
