import FileFormats

/// The content of an event in TensorBoard's files.
///
/// Source: TensorFlow's `event.proto`, `summary.proto` and `tensor.proto`.
enum SummaryEvent {
  /// The first record of each file: the version of the format.
  case version
  /// The start of a run: TensorBoard drops what earlier files have from this step on.
  case start
  /// Values under their tags.
  case summary([Value])

  /// A value of a step.
  struct Value {
    let tag: String
    let content: Content
  }

  /// What a value can be.
  enum Content {
    case scalar(Double)
    case histogram(WeightHistogram)
    case text(String)
    /// A model in Keras's JSON, of which TensorBoard draws the graph.
    case model(String)
    /// A picture, and the line that stands above it.
    case picture(SamplePicture, title: String)
  }

  /// Returns the encoded event.
  ///
  /// - Parameters:
  ///   - step: The epoch, from 0.
  ///   - time: The wall time in seconds since 1970.
  /// - Returns: The message.
  func message(step: Int, time: Double) -> ProtobufMessage {
    ProtobufMessage { event in
      event.add(time, as: 1)
      event.add(step, as: 2)
      switch self {
      case .version: event.add("brain.Event:2", as: 3)
      case .start: event.add(ProtobufMessage { $0.add(1, as: 1) }, as: 7)
      case .summary(let values):
        event.add(
          ProtobufMessage { summary in
            for value in values { summary.add(value.message, as: 1) }
          }, as: 5)
      }
    }
  }
}

extension SummaryEvent.Value {
  fileprivate var message: ProtobufMessage {
    ProtobufMessage { value in
      value.add(tag, as: 1)
      switch content {
      case .scalar(let number): value.add(Float(number), as: 2)
      case .histogram(let histogram): value.add(histogram.message, as: 5)
      case .text(let text): Self.add(text, ofPlugin: "text", to: &value)
      case .model(let json): Self.add(json, ofPlugin: "graph_keras_model", to: &value)
      case .picture(let picture, let title): Self.add(picture, title, to: &value)
      }
    }
  }

  /// Adds a tensor of three strings, width, height and file, and the title.
  private static func add(
    _ picture: SamplePicture, _ title: String, to value: inout ProtobufMessage
  ) {
    let plugin = ProtobufMessage { $0.add("images", as: 1) }
    value.add(
      ProtobufMessage { metadata in
        metadata.add(plugin, as: 1)
        metadata.add(title, as: 2)
        // DATA_CLASS_BLOB_SEQUENCE.
        metadata.add(3, as: 4)
      }, as: 9)
    value.add(
      ProtobufMessage { tensor in
        // DT_STRING, and a shape of one dimension.
        tensor.add(7, as: 1)
        let size = ProtobufMessage { $0.add(3, as: 1) }
        tensor.add(ProtobufMessage { $0.add(size, as: 2) }, as: 2)
        tensor.add("\(picture.width)", as: 8)
        tensor.add("\(picture.height)", as: 8)
        tensor.add(picture.bytes, as: 8)
      }, as: 8)
  }

  /// Adds a tensor of one string, and the name of the plugin that shows it.
  private static func add(
    _ text: String, ofPlugin name: String, to value: inout ProtobufMessage
  ) {
    let plugin = ProtobufMessage { $0.add(name, as: 1) }
    value.add(ProtobufMessage { $0.add(plugin, as: 1) }, as: 9)
    value.add(
      ProtobufMessage { tensor in
        // DT_STRING, and a shape without dimensions.
        tensor.add(7, as: 1)
        tensor.add(ProtobufMessage(), as: 2)
        tensor.add(text, as: 8)
      }, as: 8)
  }
}

extension WeightHistogram {
  /// The histogram as a `HistogramProto`, whose buckets are given by their right edges.
  fileprivate var message: ProtobufMessage {
    ProtobufMessage { histogram in
      histogram.add(minimum, as: 1)
      histogram.add(maximum, as: 2)
      histogram.add(Double(count), as: 3)
      histogram.add(sum, as: 4)
      histogram.add(squares, as: 5)
      histogram.add(edges, as: 6)
      histogram.add(buckets.map(Double.init), as: 7)
    }
  }
}
