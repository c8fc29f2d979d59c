import Kernels

/// Arithmetic on samples is a view: it is performed, in order, when a batch is gathered, and each
/// result is rounded to `Float`, as NumPy rounds arrays of `float32`.
///
/// An operand is a number, or an array that has one number for each element of a sample (row-major)
/// or for each index of its last axis, such as a feature or a channel. An operand that is infinite
/// or NaN, a divisor of 0 and an array of another length make an invalid view; see ``check()``.
extension Samples {
  /// Returns samples with their elements divided by a number.
  ///
  /// Divisions by numbers that follow one another are one division by the product of the divisors,
  /// so that each element is rounded once.
  public static func / <Number: BinaryFloatingPoint>(x: Samples, divisor: Number) -> Samples {
    x.applying(.divide, Float(divisor))
  }

  /// Returns samples with their elements multiplied by a number.
  public static func * <Number: BinaryFloatingPoint>(x: Samples, factor: Number) -> Samples {
    x.applying(.multiply, Float(factor))
  }

  /// Returns samples with a number added to their elements.
  public static func + <Number: BinaryFloatingPoint>(x: Samples, term: Number) -> Samples {
    x.applying(.add, Float(term))
  }

  /// Returns samples with a number subtracted from their elements.
  public static func - <Number: BinaryFloatingPoint>(x: Samples, term: Number) -> Samples {
    x.applying(.subtract, Float(term))
  }

  /// Returns samples with their elements multiplied by a number.
  public static func * <Number: BinaryFloatingPoint>(factor: Number, x: Samples) -> Samples {
    x.applying(.multiply, Float(factor))
  }

  /// Returns samples with a number added to their elements.
  public static func + <Number: BinaryFloatingPoint>(term: Number, x: Samples) -> Samples {
    x.applying(.add, Float(term))
  }

  /// Returns samples with their elements subtracted from a number, as `1 - x / 255`.
  public static func - <Number: BinaryFloatingPoint>(number: Number, x: Samples) -> Samples {
    // The sign changes exactly, so only the sum is rounded.
    x.applying(.multiply, -1).applying(.add, Float(number))
  }

  /// Returns samples divided element by element, as `(x - mean) / standardDeviation`.
  public static func / <Number: BinaryFloatingPoint>(x: Samples, divisors: [Number]) -> Samples {
    x.applying(.divide, divisors.map { Float($0) })
  }

  /// Returns samples multiplied element by element.
  public static func * <Number: BinaryFloatingPoint>(x: Samples, factors: [Number]) -> Samples {
    x.applying(.multiply, factors.map { Float($0) })
  }

  /// Returns samples to which numbers are added element by element.
  public static func + <Number: BinaryFloatingPoint>(x: Samples, terms: [Number]) -> Samples {
    x.applying(.add, terms.map { Float($0) })
  }

  /// Returns samples from which numbers are subtracted element by element.
  public static func - <Number: BinaryFloatingPoint>(x: Samples, terms: [Number]) -> Samples {
    x.applying(.subtract, terms.map { Float($0) })
  }

  private func applying(_ operation: RowOperation, _ number: Float) -> Samples {
    applying(operation) { () throws(SamplesError) in try SampleOperand(number, of: operation) }
  }

  private func applying(_ operation: RowOperation, _ numbers: [Float]) -> Samples {
    applying(operation) { () throws(SamplesError) in
      try SampleOperand(numbers, of: operation, shape: shape)
    }
  }

  private func applying(
    _ operation: RowOperation, _ operand: () throws(SamplesError) -> SampleOperand
  ) -> Samples {
    guard failure == nil else { return self }
    do throws(SamplesError) {
      var view = self
      view.arithmetic.append(operation, try operand())
      return view
    } catch {
      return Samples(invalid: error)
    }
  }
}
