import FileFormats
import Models
import Testing

/// What reading makes of an optimizer that was written as text.
func readBack(_ optimizer: any Optimizer) throws -> any Optimizer {
  let model = Sequential { Dense(2, inputShape: [2]) }
  try model.compile(optimizer: optimizer, loss: .categoricalCrossentropy, metrics: [])
  let written = try #require(model.compilation).configuration()
  return try Compilation(
    configuration: JSON(parsing: Array(written.serialized().utf8))
  ).optimizer
}
