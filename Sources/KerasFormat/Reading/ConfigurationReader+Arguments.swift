import Engine
import FileFormats

extension ConfigurationReader {
  /// The value under a key, where there is one that is not null.
  func valued(_ key: String) -> ConfigurationReader? {
    self[key].flatMap { $0.json.isNull ? nil : $0 }
  }

  /// Throws at the first key, in alphabetical order, that has a value and is not among those known.
  func refuseKeys(except known: [String]) throws(ModelError) {
    guard let entries = json.objectValue else {
      throw malformed("an object")
    }
    guard
      let key = entries.keys.sorted().first(where: {
        !known.contains($0) && !(entries[$0]?.isNull ?? true)
      })
    else { return }
    throw .unsupported(kind: "argument", name: key, path: path, supported: known.sorted())
  }

  /// Throws at a value under which something would have to be done that is not done here.
  func expect(_ key: String, _ supported: JSON...) throws(ModelError) {
    guard let value = self[key] else { return }
    let found = value.json
    for one in supported where one.means(found) { return }
    let words = supported.map { one in one.stringValue ?? one.serialized() }
    throw .unsupported(
      kind: key, name: found.stringValue ?? found.excerpt, path: value.path, supported: words)
  }

  /// Throws unless `dtype`, where it is there, is single precision: a policy's object, or its name.
  func expectSinglePrecision() throws(ModelError) {
    guard let type = valued("dtype") else { return }
    let name = type["config"]?["name"] ?? type
    guard name.json == "float32" else {
      throw .unsupported(
        kind: "dtype", name: name.json.stringValue ?? name.json.excerpt, path: type.path,
        supported: ["float32"])
    }
  }

  /// A loss, metric or another part as Keras writes it: its class and arguments, or a word, or one
  /// of Keras's functions, which have no arguments.
  ///
  /// - Throws: `ModelError.unsupported` for a class of the user's own, which calls the part `kind`
  ///   and lists the names that are supported.
  func classAndArguments(
    of kind: String, supported: [String]
  ) throws(ModelError) -> (className: String, arguments: ConfigurationReader?) {
    if case .string(let word) = json { return (word, nil) }
    let className = try required("class_name").string()
    guard className != "function" else {
      return (try functionName(of: kind, supported: supported), nil)
    }
    guard try isKerasClass() else {
      throw .unsupported(
        kind: kind, name: valued("registered_name")?.json.stringValue ?? className, path: path,
        supported: supported)
    }
    return (className, valued("config"))
  }

  /// The name of one of Keras's functions, for which Keras writes `builtins` as the module.
  ///
  /// - Throws: `ModelError.unsupported` for one of another module, or of a registered name.
  func functionName(of kind: String, supported: [String]) throws(ModelError) -> String {
    let name = try required("config").string()
    let package = try valued("module")?.string().prefix { $0 != "." } ?? "builtins"
    let registered = try valued("registered_name")?.string()
    guard ["builtins", "keras", "tf_keras", "tensorflow"].contains(package),
      [nil, "function", name].contains(registered)
    else {
      throw .unsupported(
        kind: kind, name: registered ?? "\(package).\(name)", path: path, supported: supported)
    }
    return name
  }

  /// Whether the class of an object is Keras's own: a user's may have the same name.
  func isKerasClass() throws(ModelError) -> Bool {
    let registered = try valued("registered_name")?.string()
    guard let module = valued("module") else { return registered == nil }
    let package = try module.string().prefix { $0 != "." }
    // A user's class is registered as my>Dense, whatever the module says.
    let className = try required("class_name").string()
    return ["keras", "tf_keras", "tensorflow", "lockstep"].contains(package)
      && [nil, className, "keras>\(className)"].contains(registered)
  }

  /// Checks a seed, where there is one: a number, or Keras's object that counts on from one.
  ///
  /// It has no effect; see `KerasRemarks`.
  func expectSeed() throws(ModelError) {
    guard let seed = valued("seed") else { return }
    guard let config = seed["config"], seed["class_name"]?.json == "SeedGenerator" else {
      _ = try seed.wholeNumber()
      return
    }
    try seed.refuseKeys(except: ["module", "class_name", "config", "registered_name"])
    try config.expectSeed()
    try config.refuseKeys(except: ["seed", "name"])
  }
}
