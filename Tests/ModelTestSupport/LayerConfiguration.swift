package import Engine
package import FileFormats
import KerasFormat
import Layers

/// The layer that a configuration describes, behind an input of the given shape.
package func layer(_ className: String, _ config: JSON, inputShape: [Int]) throws -> (any Layer)? {
  let sizes: [JSON] = [nil] + inputShape.map(JSON.integer)
  let input: JSON = [
    "class_name": "InputLayer", "config": ["batch_shape": .array(sizes)],
  ]
  let layers: JSON = [input, ["class_name": .string(className), "config": config]]
  let configuration: JSON = ["class_name": "Sequential", "config": ["layers": layers]]
  let bytes = Array(configuration.serialized().utf8)
  return try Sequential(configuration: JSON(parsing: bytes), seed: 0).layers.last
}

/// What reading makes of a layer's own configuration.
package func readBack(_ original: any Layer, inputShape: [Int]) throws -> (any Layer)? {
  try layer(
    original.className, JSON(.object(original.configuration)), inputShape: inputShape)
}
