import Datasets
import Engine
import FileFormats
import Layers

/// The variables of a model in a file of weights.
///
/// Keras's HDF5 files have them under Keras's paths, whatever the names of the layers. In the
/// others they have their own names, or those that Keras gives them; see `WeightNames`.
struct WeightSource {
  private let file: any WeightFile
  /// The names in the file of the model's variables.
  private let names: [String: String]
  /// The names of integers that Keras has beside the model's variables.
  private var counts: Set<String> = []

  /// Opens a file whose kind its content tells.
  ///
  /// - Throws: `FileError`, or the format's error.
  init(_ path: String, for model: Model) throws {
    switch try ModelFileKind(of: path) {
    case .keras: try self.init(KerasArchive(path).weights(), for: model)
    case .hdf5: try self.init(HDF5File(path), for: model)
    case .arrays: try self.init(ArrayArchive(path), plan: model.variablePlan())
    // The reader says what else a file is.
    case .safetensors, .other: try self.init(SafetensorsFile(path), plan: model.variablePlan())
    }
  }

  /// The variables in one of Keras's files of weights.
  ///
  /// - Throws: `DataFileError` for a file of Keras 2.
  init(_ file: HDF5File, for model: Model) throws {
    try file.checkIsOfKeras3()
    self.file = file
    let places = try KerasPlaces(of: model.graph(), isSequential: false)
    names = Dictionary(
      places.variables.map { ($0.name, $0.path) }, uniquingKeysWith: { first, _ in first })
    counts = Set(places.counts)
  }

  private init(_ file: some WeightFile, plan: VariablePlan) throws {
    self.file = file
    let wanted = plan.entries.map(\.parameter.name)
    let found = WeightNames(
      file.names, for: wanted,
      required: plan.entries.filter(\.isRequired).map(\.parameter.name))
    names = Dictionary(
      wanted.map { ($0, found[$0]) }, uniquingKeysWith: { first, _ in first })
  }

  /// Whether the file has a variable.
  func contains(_ parameter: Parameter) -> Bool { file.contains(name(of: parameter)) }

  /// The names of weights in the file that are none of the model's, in order.
  ///
  /// What an optimizer, callbacks and generators of random numbers keep is no weight.
  var unusedNames: [String] {
    let used = Set(names.values).union(counts)
    let isKeras = file is HDF5File
    return file.names.filter { name in
      let isState =
        name.hasPrefix("optimizer/") || name.hasPrefix("callbacks/")
        || name.contains("seed_generator") || name.hasSuffix("/count")
      return !isState && !used.contains(name)
        && (!isKeras || name.hasPrefix("layers/") && name.contains("/vars/"))
    }.sorted()
  }

  /// Checks that the file has a variable of the right shape.
  ///
  /// - Throws: The format's error, with names that the file has.
  func check(_ parameter: Parameter) throws {
    let name = name(of: parameter)
    let shape = try file.shape(of: name)
    guard shape == parameter.shape else {
      throw file.error(
        of: name, .shape, found: "shape \(shape)",
        expected: "\(parameter.shape), the model's"
          + (name.hasSuffix(parameter.name) ? "" : " \(parameter.name)"))
    }
  }

  /// Returns the elements of a variable.
  ///
  /// - Throws: The format's error for one that is missing, of another shape or type, or has NaN,
  ///   infinity, or a variance below 0.
  func values(of parameter: Parameter) throws -> [Float] {
    try check(parameter)
    let name = name(of: parameter)
    let values = try file.floats(name)
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw file.error(
        of: name, .notFinite, found: "\(values[index]) at element \(index)",
        expected: "finite numbers")
    }
    if parameter.isVariance, let wrong = values.first(where: { $0 < 0 }) {
      throw file.error(
        of: name, .dataType, found: "\(wrong)", expected: "variances, which are never below 0")
    }
    return values
  }

  private func name(of parameter: Parameter) -> String { names[parameter.name] ?? parameter.name }
}

extension Parameter {
  /// Whether the values are variances, which are never below 0.
  var isVariance: Bool { name.hasSuffix("/moving_variance") || name.hasSuffix("/variance") }
}

extension HDF5File {
  /// - Throws: `DataFileError` for a file of Keras 2, whose layout is another one.
  func checkIsOfKeras3() throws(DataFileError) {
    let isModel = attributes.contains("model_config") || groups.contains("model_weights")
    guard isModel || attributes.contains("layer_names") else { return }
    throw DataFileError(
      path: path,
      found: isModel
        ? "a whole model in the legacy format of Keras 2 (.h5)"
        : "weights in the legacy format of Keras 2 (.h5)",
      expected:
        "a file of Keras 3: \(isModel ? "keras.models.load_model(...).save" : "save_weights")"
        + "(\(isModel ? "\"model.keras\"" : "\"model.weights.h5\""))")
  }
}
