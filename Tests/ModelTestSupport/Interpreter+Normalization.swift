import FileFormats

extension Interpreter {
  /// Each element by the numbers of its indices along the axes, the foremost axis counting most.
  package static func standardization(_ call: Call) -> Tensor {
    let shape = call.input.shape
    let axes = (call.arguments["axis"]?.arrayValue ?? []).compactMap(\.integerValue)
      .map { $0 < 0 ? $0 + shape.count : $0 - 1 }.sorted()
    func numbers(_ name: String) -> [Double] {
      if let values = call.variables[name] { return values }
      guard let argument = call.arguments[name] else { return [] }
      return argument.arrayValue?.compactMap(\.numberValue) ?? [argument.numberValue ?? .nan]
    }
    let (means, variances) = (numbers("mean"), numbers("variance"))
    let inverts = call.arguments["invert"] == true
    let values = call.input.values.enumerated().map { position, x in
      var index = 0
      for axis in axes {
        let stride = shape[(axis + 1)...].reduce(1, *)
        index = index * shape[axis] + position / stride % shape[axis]
      }
      let mean = means[index % means.count]
      let deviation = max(variances[index % variances.count].squareRoot(), 1e-7)
      return inverts ? mean + x * deviation : (x - mean) / deviation
    }
    return Tensor(shape: shape, values: values)
  }

  /// Each row of the last few axes by itself.
  package static func layerNormalization(_ call: Call) -> Tensor {
    let axes = call.arguments["axis"]?.arrayValue?.count ?? 1
    let columns = call.input.shape.suffix(axes).reduce(1, *)
    let gamma = call.variables["gamma"] ?? [Double](repeating: 1, count: columns)
    let beta = call.variables["beta"] ?? [Double](repeating: 0, count: columns)
    var values: [Double] = []
    for start in stride(from: 0, to: call.input.values.count, by: columns) {
      let row = Array(call.input.values[start..<start + columns])
      let center = mean(row)
      let deviation = (variance(row, around: center) + call.number("epsilon")).squareRoot()
      for column in 0..<columns {
        values.append((row[column] - center) / deviation * gamma[column] + beta[column])
      }
    }
    return Tensor(shape: call.input.shape, values: values)
  }

  /// Each channel over all samples and pixels in training, by its moving averages at inference.
  package static func batchNormalization(_ call: Call) -> Tensor {
    let channels = call.input.shape.last ?? 1
    let gamma = call.variables["gamma"] ?? [Double](repeating: 1, count: channels)
    let beta = call.variables["beta"] ?? [Double](repeating: 0, count: channels)
    var (means, variances) = (
      call.variables["moving_mean"] ?? [], call.variables["moving_variance"] ?? []
    )
    if call.isTraining { (means, variances) = statistics(of: call.input) }
    let deviations = variances.map { ($0 + call.number("epsilon")).squareRoot() }
    let values = call.input.values.enumerated().map { index, value in
      let channel = index % channels
      return (value - means[channel]) / deviations[channel] * gamma[channel] + beta[channel]
    }
    return Tensor(shape: call.input.shape, values: values)
  }

  /// Each channel's mean and biased variance.
  package static func statistics(of x: Tensor) -> (means: [Double], variances: [Double]) {
    let channels = x.shape.last ?? 1
    let columns = (0..<channels).map { channel in
      stride(from: channel, to: x.values.count, by: channels).map { x.values[$0] }
    }
    let means = columns.map(mean)
    return (means, zip(columns, means).map { variance($0, around: $1) })
  }

  private static func variance(_ values: [Double], around center: Double) -> Double {
    mean(values.map { ($0 - center) * ($0 - center) })
  }
}
