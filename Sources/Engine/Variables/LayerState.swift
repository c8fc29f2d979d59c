/// The variables of one layer, and whether training changes them.
///
/// A layer class stores one, `let state = LayerState()`, so all models that contain the layer share
/// its weights, before and after training, as in Keras.
public final class LayerState {
  /// Whether training changes the layer's parameters; a frozen batch normalization is in inference
  /// mode.
  ///
  /// A change takes effect when a model is compiled.
  package var isTrainable = true

  /// The specifications from which the variables were created; empty before.
  package private(set) var specifications: [ParameterSpecification] = []

  /// The location of each variable's values.
  private var values: [Values] = []

  private enum Values {
    case own([Float])
    case memory(VariableMemory, offset: Int)
  }

  /// Creates the variables of a model that contains the layer; nil where none knows their shapes.
  package var creation: (() -> Void)?

  /// The layers inside a composite and their names in it, in the order of their calls; empty before
  /// the first call, and for any other layer.
  package var inside: [(name: String, layer: any Layer)] = []

  /// Creates the state of a layer without variables yet.
  public init() {}

  /// Whether the variables have been created.
  package var isBuilt: Bool { !specifications.isEmpty }

  /// Creates the variables with their initial values.
  package func build(_ specifications: [ParameterSpecification], values: [[Float]]) {
    self.specifications = specifications
    self.values = values.map(Values.own)
    creation = nil
  }

  /// Creates the variables if a model knows their shapes; does nothing where they exist.
  func buildIfPossible() { if !isBuilt { creation?() } }
}

// MARK: - Values

extension LayerState {
  /// A variable's values, row-major.
  package subscript(index: Int) -> [Float] {
    get {
      switch values[index] {
      case .own(let array): return array
      case .memory(let memory, let offset):
        let start = unsafe memory.base + offset
        return unsafe Array(UnsafeBufferPointer(start: start, count: count(of: index)))
      }
    }
    set {
      // Only a run writes shared memory, at points where all ranks are synchronised.
      if case .memory(let memory, let offset) = values[index], !memory.isShared {
        unsafe newValue.withUnsafeBufferPointer { buffer in
          guard let start = buffer.baseAddress else { return }
          unsafe (memory.base + offset).update(from: start, count: buffer.count)
        }
      } else {
        values[index] = .own(newValue)
      }
    }
  }

  /// Whether the values belong to a run that is calling a callback.
  package var isInCallback: Bool {
    values.contains {
      if case .memory(let memory, _) = $0 { memory.callbacks.isSet } else { false }
    }
  }

  /// Copies a variable's values.
  package func copy(_ index: Int, to target: UnsafeMutablePointer<Float>) {
    switch values[index] {
    case .own(let array):
      unsafe array.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        unsafe target.update(from: start, count: buffer.count)
      }
    case .memory(let memory, let offset):
      unsafe target.update(from: memory.base + offset, count: count(of: index))
    }
  }

  /// Makes a variable refer to memory that holds its values.
  package func refer(_ index: Int, to memory: VariableMemory, offset: Int) {
    values[index] = .memory(memory, offset: offset)
  }

  /// Returns the memory that holds a variable's values at an offset; nil where they are elsewhere.
  package func memory(of index: Int, at offset: Int) -> VariableMemory? {
    guard case .memory(let memory, offset) = values[index] else { return nil }
    return memory
  }

  private func count(of index: Int) -> Int { specifications[index].shape.reduce(1, *) }
}
