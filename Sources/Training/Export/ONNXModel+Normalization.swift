import Engine
import Layers

extension ONNXModel {
  mutating func normalized(
    _ layer: BatchNormalization, _ x: Value
  ) throws(ModelError) -> Value {
    let count = x.shape.dimensions.last ?? 1
    let gamma = try layer.scale ? variable("gamma") : filled("gamma", 1, count)
    let beta = try layer.center ? variable("beta") : filled("beta", 0, count)
    let statistics = try [variable("moving_mean"), variable("moving_variance")]
    let epsilon = ONNXGraph.Attribute.float(Float(layer.epsilon))
    // The operator takes channels as the second index.
    if x.shape.rank == 3 {
      return add(
        "BatchNormalization", [graph.withChannelsFirst(x).name, gamma, beta] + statistics,
        isChannelsFirst: true, ["epsilon": epsilon])
    }
    guard x.shape.rank != 1 else {
      return add("BatchNormalization", [x.name, gamma, beta] + statistics, ["epsilon": epsilon])
    }
    let centred = add("Sub", [x.name, statistics[0]])
    let shifted = add("Add", [statistics[1], scalar("epsilon", Float(layer.epsilon))])
    let scaled = add("Div", [centred.name, add("Sqrt", [shifted.name]).name])
    return add("Add", [add("Mul", [scaled.name, gamma]).name, beta])
  }

  mutating func normalized(
    _ layer: LayerNormalization, _ x: Value
  ) throws(ModelError) -> Value {
    // An operator of its own exists since operator set 17 only.
    let axes: [String: ONNXGraph.Attribute] = [
      "axes": .integers(layer.axis.indices.map { $0 - layer.axis.count })
    ]
    let centred = add("Sub", [x.name, add("ReduceMean", [x.name], axes).name])
    let squares = add("Mul", [centred.name, centred.name])
    let variance = add("ReduceMean", [squares.name], axes)
    let shifted = add("Add", [variance.name, scalar("epsilon", Float(layer.epsilon))])
    var value = add("Div", [centred.name, add("Sqrt", [shifted.name]).name])
    if layer.scale { value = add("Mul", [value.name, try variable("gamma")]) }
    if layer.center { value = add("Add", [value.name, try variable("beta")]) }
    return value
  }

  /// Numbers that are subtracted and divided by, or the inverse.
  mutating func standardized(_ layer: Normalization, _ x: Value) throws(ModelError) -> Value {
    let pattern = layer.statistics(of: x.shape)
    let mean = try statistic("mean", layer.mean, pattern, x)
    let variance = try statistic("variance", layer.variance, pattern, x)
    let least = scalar("epsilon", Normalization.leastDeviation)
    let deviation = add("Max", [add("Sqrt", [variance]).name, least])
    guard layer.invert else {
      return add("Div", [add("Sub", [x.name, mean]).name, deviation.name])
    }
    return add("Add", [add("Mul", [x.name, deviation.name]).name, mean])
  }

  /// Adds the means or variances as a constant that is repeated along the other axes.
  private mutating func statistic(
    _ name: String, _ argument: [Float]?, _ pattern: StatisticPattern, _ x: Value
  ) throws(ModelError) -> String {
    let values = if let argument { argument } else { try tensor(name).elements }
    let sizes = x.shape.dimensions.enumerated().map { pattern.axes.contains($0) ? $1 : 1 }
    return graph.constant(
      "\(call.name)/\(name)", shape: values.count == pattern.count ? sizes : []
    ) { values }
  }
}
