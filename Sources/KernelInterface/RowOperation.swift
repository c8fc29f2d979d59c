/// An arithmetic operation on each element of a row.
///
/// The raw values are part of the fingerprints of data.
package enum RowOperation: UInt64, Sendable {
  case add = 1
  case subtract = 2
  case multiply = 3
  case divide = 4
}
