import Datasets
import FileFormats

extension JSON {
  /// Returns the columns of a table: the names of the features, the labels' and the classes.
  static func columns(_ columns: TableColumns) -> JSON {
    var members: [String: JSON] = ["featureCount": .integer(columns.featureCount)]
    if let label = columns.labels.first, columns.labels.count == 1 {
      members["label"] = .string(label)
    } else {
      members["labels"] = .array(columns.labels.map(JSON.string))
    }
    members["features"] = columns.features.map { .array($0.map(JSON.string)) }
    members["classes"] = columns.classes.map { .array($0.map(JSON.string)) }
    return .object(members)
  }
}

extension CheckpointMetadata {
  /// Returns the columns of the table that the run was trained on; nil for other data.
  func columns() throws -> TableColumns? {
    guard has(.columns) else { return nil }
    let entry = try json(.columns, maximumMemory: 4 * JSON.maximumMemory)
    try checkKeys(of: entry, .columns, "features", "featureCount", "label", "labels", "classes")
    func names(_ key: String) throws -> [String]? {
      // A literal nil would be JSON's null here.
      guard let value = entry[key] else { return Optional<[String]>.none }
      guard let names = value.arrayValue?.map(\.stringValue), !names.contains(nil) else {
        throw malformed(.columns, expected: "\(key), a list of names")
      }
      return names.compactMap(\.self)
    }
    let features = try names("features")
    let count = try self.count(entry["featureCount"], .columns)
    guard features?.count ?? count == count else {
      throw malformed(.columns, expected: "as many features as featureCount says")
    }
    let classes = try names("classes")
    guard let labels = try names("labels") else {
      guard let label = entry["label"]?.stringValue else {
        throw malformed(.columns, expected: "a label, or labels")
      }
      return TableColumns(
        features: features, featureCount: count, labels: [label], classes: classes)
    }
    guard entry["label"] == nil, classes == nil, labels.count > 1,
      Set(labels + (features ?? [])).count == labels.count + (features?.count ?? 0)
    else {
      throw malformed(
        .columns, expected: "several labels, which are neither features nor classes, each once")
    }
    return TableColumns(features: features, featureCount: count, labels: labels)
  }
}
