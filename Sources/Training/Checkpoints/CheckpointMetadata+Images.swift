import Datasets
import FileFormats

extension JSON {
  /// Returns the form of images: size, channels, whether others are resized, and the classes.
  static func images(_ images: ImageForm) -> JSON {
    var members: [String: JSON] = [
      "height": .integer(images.height), "width": .integer(images.width),
      "colorMode": .string(images.colorMode.rawValue), "resized": .bool(images.isResized),
    ]
    members["classes"] = images.classes.map { .array($0.map(JSON.string)) }
    return .object(members)
  }
}

extension CheckpointMetadata {
  /// Returns the form of the images that the run was trained on; nil for other data.
  func images() throws -> ImageForm? {
    guard has(.images) else { return nil }
    let entry = try json(.images, maximumMemory: 4 * JSON.maximumMemory)
    try checkKeys(of: entry, .images, "height", "width", "colorMode", "resized", "classes")
    guard let colorMode = entry["colorMode"]?.stringValue.flatMap(DataFiles.ColorMode.init) else {
      throw malformed(.images, expected: "grayscale, rgb or rgba for colorMode")
    }
    guard let isResized = entry["resized"]?.boolValue else {
      throw malformed(.images, expected: "true or false for resized")
    }
    var classes: [String]?
    if let value = entry["classes"] {
      guard let names = value.arrayValue?.map(\.stringValue), !names.contains(nil),
        Set(names).count == names.count
      else { throw malformed(.images, expected: "classes, a list of different names") }
      classes = names.compactMap(\.self)
    }
    func side(_ name: String) throws -> Int {
      let value = try count(entry[name], .images)
      guard (1...ImageForm.greatestSide).contains(value) else {
        throw malformed(
          .images, expected: "\(name) of 1 to \(ImageForm.greatestSide)", found: "\(value)")
      }
      return value
    }
    return ImageForm(
      height: try side("height"), width: try side("width"), colorMode: colorMode,
      isResized: isResized, classes: classes)
  }

  /// Returns what the training samples were; nil for what is assumed of them.
  func samples() throws -> DataForm.Elements? {
    guard has(.samples) else { return nil }
    guard let elements = DataForm.Elements(try string(.samples)) else {
      throw malformed(.samples, expected: "numbers, or uint8 with what is computed with it")
    }
    return elements
  }

  /// Returns the form of the training data.
  func form() throws -> DataForm {
    DataForm(columns: try columns(), images: try images(), elements: try samples())
  }
}
