import FileFormats

/// The requests of callbacks on rank 0, which all ranks carry out.
package struct RunRequest: Equatable {
  /// An action on the weights; actions are carried out in order.
  package enum Action: Equatable {
    /// Keep a copy for a callback.
    case keep(Int)
    /// Restore the copy that a callback kept.
    case restore(Int)
    /// Write the model to a file.
    case write(String, weightsOnly: Bool)
  }

  package var stops = false
  package var saves = false
  package var learningRate: Float?
  package var actions: [Action] = []
  /// The text of an error that ends the run.
  package var failure: String?

  package init() {}

  var isEmpty: Bool { self == RunRequest() }

  /// Whether the request can be carried out between the exchange and the update of a step:
  /// everything else needs the state before the step.
  var changesRateOnly: Bool { !stops && !saves && actions.isEmpty && failure == nil }
}

// MARK: - Between ranks

extension RunRequest {
  /// The encoded request, to send to other ranks; empty for no request.
  var bytes: [UInt8] {
    guard !isEmpty else { return [] }
    let actions = actions.map { action -> JSON in
      switch action {
      case .keep(let index): ["keep", .integer(index)]
      case .restore(let index): ["restore", .integer(index)]
      case .write(let path, let weightsOnly): ["write", .string(path), .bool(weightsOnly)]
      }
    }
    let json: JSON = [
      "stops": .bool(stops), "saves": .bool(saves), "actions": .array(actions),
      "learningRate": learningRate.map { .integer(Int($0.bitPattern)) } ?? .null,
      "failure": failure.map { .string($0) } ?? .null,
    ]
    return json.serializedBytes()
  }

  /// Decodes a request.
  init(bytes: [UInt8]) throws {
    guard !bytes.isEmpty else { return }
    let json = try JSON(parsing: bytes)
    stops = json["stops"]?.boolValue ?? false
    saves = json["saves"]?.boolValue ?? false
    learningRate = json["learningRate"]?.integerValue.map {
      Float(bitPattern: UInt32(truncatingIfNeeded: $0))
    }
    failure = json["failure"]?.stringValue
    actions = (json["actions"]?.arrayValue ?? []).compactMap { entry in
      guard let parts = entry.arrayValue, let name = parts.first?.stringValue else { return nil }
      switch name {
      case "write":
        return parts[1].stringValue.map { .write($0, weightsOnly: parts[2].boolValue ?? false) }
      case "keep": return parts[1].integerValue.map { .keep($0) }
      default: return parts[1].integerValue.map { .restore($0) }
      }
    }
  }
}
