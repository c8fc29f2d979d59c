/// The number of elements of a chunk of a sum of squares.
package let squaresChunkSize = 1_024
