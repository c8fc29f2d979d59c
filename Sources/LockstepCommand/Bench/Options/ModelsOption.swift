import ArgumentParser

/// `--models`.
struct ModelsOption<Defaults: BenchDefaults>: ParsableArguments {
  @Option(help: "The networks: \(ModelCatalog.names.joined(separator: ", ")); commas between them.")
  var models = Defaults.models

  /// The networks' names.
  var names: [String] { OptionCheck.elements(models) }
}
