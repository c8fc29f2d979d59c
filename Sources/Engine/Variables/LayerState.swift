/// The variables of one layer, and whether training changes them.
///
/// A layer class stores one, `let state = LayerState()`: so all models that contain the layer have
/// the same weights, before and after training, as in Keras.
public final class LayerState {
  /// Whether training changes the layer's parameters; a batch normalization that is not trained is
  /// in inference mode.
  ///
  /// A model takes a change over when it is compiled.
  public var isTrainable = true

  /// What the layer said of its variables when they were made; empty before.
  package private(set) var specifications: [ParameterSpecification] = []

  /// Where each variable's values are.
  private var values: [Values] = []

  private enum Values {
    case own([Float])
    case memory(VariableMemory, offset: Int)
  }

  /// The state of a layer whose variables are not made yet.
  public init() {}

  /// Whether the variables are made.
  package var isBuilt: Bool { !specifications.isEmpty }

  /// Makes the variables, with their first values.
  package func build(_ specifications: [ParameterSpecification], values: [[Float]]) {
    self.specifications = specifications
    self.values = values.map(Values.own)
  }
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
      // Shared memory is written by a run alone, where all ranks know when.
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

  /// Refers from now on to memory that holds a variable's values.
  package func refer(_ index: Int, to memory: VariableMemory, offset: Int) {
    values[index] = .memory(memory, offset: offset)
  }

  /// The memory that holds a variable's values at an offset; nil where they are elsewhere.
  package func memory(of index: Int, at offset: Int) -> VariableMemory? {
    guard case .memory(let memory, offset) = values[index] else { return nil }
    return memory
  }

  private func count(of index: Int) -> Int { specifications[index].shape.reduce(1, *) }
}
