import Datasets
import Testing

@Suite("SamplesError")
struct SamplesErrorTests {
  private let pairs = Samples(values: [1, 2, 3, 4], shape: [2])

  @Test func saysWhatWasFoundAndExpected() {
    let invalid: [(samples: Samples, description: String)] = [
      (
        Samples(values: [1, 2, 3], shape: [2]),
        "samples: found 3 values; expected a multiple of 2, the size of shape [2]"
      ),
      (
        Samples(values: [1, 2], shape: [2, 0]),
        "samples: found shape [2, 0]; expected sizes above 0 whose product fits Int"
      ),
      (
        Samples(values: [1, 2], shape: [-1]),
        "samples: found shape [-1]; expected sizes above 0 whose product fits Int"
      ),
      (
        Samples(values: [], shape: [Int.max, Int.max]),
        "samples: found shape [9223372036854775807, 9223372036854775807]; expected sizes above 0 "
          + "whose product fits Int"
      ),
      (
        [[1, 2], [3, 4], [5]], "samples: row 2: found 1 values; expected 2 as in row 0"
      ),
      (
        [],
        "samples: found no rows; expected at least one, or a shape for none: "
          + "(values: [], shape: [2])"
      ),
      ([[]], "samples: found shape [0]; expected sizes above 0 whose product fits Int"),
      (
        Samples(storage: ByteStorage([1, 2, 3]), byteOffset: 1, count: 2, shape: [2]),
        "samples: found 2 of shape [2] from byte 1 on; expected them inside a storage of 3 bytes"
      ),
      (
        Samples(storage: ByteStorage([1, 2, 3]), byteOffset: -1, count: 1, shape: [2]),
        "samples: found 1 of shape [2] from byte -1 on; expected them inside a storage of 3 bytes"
      ),
      (
        Samples(storage: ByteStorage([1]), byteOffset: Int.max, count: Int.max, shape: [2]),
        "samples: found 9223372036854775807 of shape [2] from byte 9223372036854775807 on; "
          + "expected them inside a storage of 1 bytes"
      ),
      (
        Samples(storage: ByteStorage([1]), count: -1, shape: [2]),
        "samples: found a count of -1; expected 0 to 2147483647"
      ),
      (
        Samples(storage: ByteStorage([1]), count: 1 << 31, shape: [0]),
        "samples: found a count of 2147483648; expected 0 to 2147483647"
      ),
      (
        pairs.reshaped(3, 2),
        "reshaped(to:): found [3, 2]; expected the 2 elements of [2], with or without the count 2 "
          + "in front"
      ),
      (pairs[1...7], "samples: found the range from 1 to below 8; expected one inside 0..<2"),
      (pairs[[0, 2]], "samples: found index 2; expected one inside 0..<2"),
      (pairs / 0, "samples /: found 0.0; expected a finite number other than 0"),
      (
        pairs / [1, 0],
        "samples /: found 0.0 at index 1; expected a finite number other than 0; a constant "
          + "feature has a standard deviation of 0, to which a small number must be added"
      ),
      (
        pairs * [1, 2, 3],
        "samples *: found 3 numbers for samples of shape [2]; expected 2"
      ),
      (
        pairs.appending(pairs.reshaped(2, 1)),
        "appending(_:): found samples of shape [2, 1]; expected [2]"
      ),
    ]
    for (samples, description) in invalid {
      let error = #expect(throws: SamplesError.self) { try samples.check() }
      #expect(error?.description == description)
      #expect(samples.count == 0)
    }
  }
}
