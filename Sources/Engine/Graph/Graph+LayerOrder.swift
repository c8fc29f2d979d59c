extension Graph {
  /// Each layer's calls, as indices of `calls`; the layers are in the order of Keras's
  /// `model.layers`.
  ///
  /// That is by depth, the number of calls on the longest path to an output, the deepest first;
  /// layers of equal depth are in the order in which a traversal from the outputs reaches them.
  /// Source: Keras 3, `map_graph`.
  package var layersInKerasOrder: [[Int]] {
    let (order, firstSeen) = walkFromOutputs()
    let depths = depths(order).ofLayers
    var layers: [ObjectIdentifier: [Int]] = [:]
    for (index, call) in calls.enumerated() {
      layers[ObjectIdentifier(call.layer), default: []].append(index)
    }
    func rank(_ indices: [Int]) -> (Int, Int) {
      let layer = ObjectIdentifier(calls[indices[0]].layer)
      return (-depths[layer, default: 0], firstSeen[layer, default: -1])
    }
    // The index breaks ties: a dictionary's order differs from run to run.
    return layers.values.sorted {
      let (left, right) = (rank($0), rank($1))
      return (left.0, left.1, $0[0]) < (right.0, right.1, $1[0])
    }
  }

  /// Whether the graph is more than a single chain of calls.
  package var branches: Bool {
    let depths = depths(walkFromOutputs().order)
    return Set(depths.ofCalls).count < calls.count || depths.ofLayers.count < calls.count
      || calls.contains { $0.inputs.count > 1 }
  }

  /// The calls that the outputs depend on, each after its inputs, and when each layer was first
  /// reached.
  private func walkFromOutputs() -> (order: [Int], firstSeen: [ObjectIdentifier: Int]) {
    var order: [Int] = []
    var firstSeen: [ObjectIdentifier: Int] = [:]
    var isListed = [Bool](repeating: false, count: calls.count)
    var waiting: [(index: Int, isReady: Bool)] = outputs.reversed().map { ($0, false) }
    while let (index, isReady) = waiting.popLast() {
      guard !isListed[index] else { continue }
      if isReady {
        isListed[index] = true
        order.append(index)
        continue
      }
      let layer = ObjectIdentifier(calls[index].layer)
      if firstSeen[layer] == nil { firstSeen[layer] = firstSeen.count }
      waiting.append((index, true))
      waiting += calls[index].inputs.reversed().map { ($0, false) }
    }
    return (order, firstSeen)
  }

  /// The depth of each call, and of each layer: that of its deepest call.
  private func depths(_ order: [Int]) -> (ofCalls: [Int], ofLayers: [ObjectIdentifier: Int]) {
    var ofCalls = [Int](repeating: 0, count: calls.count)
    var ofLayers: [ObjectIdentifier: Int] = [:]
    for index in order.reversed() {
      let layer = ObjectIdentifier(calls[index].layer)
      // As in Keras, an earlier call of a layer is as deep as its later ones.
      let depth = max(ofCalls[index], ofLayers[layer, default: 0])
      ofLayers[layer] = depth
      ofCalls[index] = depth
      for input in calls[index].inputs { ofCalls[input] = max(depth + 1, ofCalls[input]) }
    }
    return (ofCalls, ofLayers)
  }
}
