extension Graph {
  /// Each layer's calls, as places in `calls`, the layers in the order of Keras's `model.layers`.
  ///
  /// That is by depth, the number of calls on the longest way to an output, the deepest first; and
  /// at one depth as they are met on the way back from the outputs. Source: Keras 3, `map_graph`.
  package var layersInKerasOrder: [[Int]] {
    let (order, firstSeen) = walkFromOutputs()
    let depths = depths(order).ofLayers
    var layers: [ObjectIdentifier: [Int]] = [:]
    for (place, call) in calls.enumerated() {
      layers[ObjectIdentifier(call.layer), default: []].append(place)
    }
    func rank(_ places: [Int]) -> (Int, Int) {
      let layer = ObjectIdentifier(calls[places[0]].layer)
      return (-depths[layer, default: 0], firstSeen[layer, default: -1])
    }
    // The place breaks ties: a dictionary's own order differs from run to run.
    return layers.values.sorted {
      let (left, right) = (rank($0), rank($1))
      return (left.0, left.1, $0[0]) < (right.0, right.1, $1[0])
    }
  }

  /// Whether the calls do not follow each other one by one.
  package var branches: Bool {
    let depths = depths(walkFromOutputs().order)
    return Set(depths.ofCalls).count < calls.count || depths.ofLayers.count < calls.count
      || calls.contains { $0.inputs.count > 1 }
  }

  /// The calls that outputs need, each after its inputs, and when each layer was first met.
  private func walkFromOutputs() -> (order: [Int], firstSeen: [ObjectIdentifier: Int]) {
    var order: [Int] = []
    var firstSeen: [ObjectIdentifier: Int] = [:]
    var isPlaced = [Bool](repeating: false, count: calls.count)
    var waiting: [(place: Int, isReady: Bool)] = outputs.reversed().map { ($0, false) }
    while let (place, isReady) = waiting.popLast() {
      guard !isPlaced[place] else { continue }
      if isReady {
        isPlaced[place] = true
        order.append(place)
        continue
      }
      let layer = ObjectIdentifier(calls[place].layer)
      if firstSeen[layer] == nil { firstSeen[layer] = firstSeen.count }
      waiting.append((place, true))
      waiting += calls[place].inputs.reversed().map { ($0, false) }
    }
    return (order, firstSeen)
  }

  /// The depth of each call and of each layer, that of its deepest call.
  private func depths(_ order: [Int]) -> (ofCalls: [Int], ofLayers: [ObjectIdentifier: Int]) {
    var ofCalls = [Int](repeating: 0, count: calls.count)
    var ofLayers: [ObjectIdentifier: Int] = [:]
    for place in order.reversed() {
      let layer = ObjectIdentifier(calls[place].layer)
      // As in Keras, an earlier call of a layer is as deep as its later ones.
      let depth = max(ofCalls[place], ofLayers[layer, default: 0])
      ofLayers[layer] = depth
      ofCalls[place] = depth
      for input in calls[place].inputs { ofCalls[input] = max(depth + 1, ofCalls[input]) }
    }
    return (ofCalls, ofLayers)
  }
}
