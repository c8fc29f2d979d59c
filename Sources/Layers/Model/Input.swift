public import Engine

// swift-format-ignore: AlwaysUseLowerCamelCase
/// Returns a model's input with the given shape of one sample, on which layers are called.
///
/// The same as `Symbol.input(shape:name:)`. Source: Keras 3, `Input`.
public func Input(shape: Shape, name: String? = nil) -> Symbol { .input(shape: shape, name: name) }

// swift-format-ignore: AlwaysUseLowerCamelCase
/// Returns the input of a `Sequential`, as its first layer.
///
/// The same as `InputLayer(shape:name:)`. Source: Keras 3, `Input`.
@_disfavoredOverload
public func Input(shape: Shape, name: String? = nil) -> InputLayer {
  InputLayer(shape: shape, name: name)
}
