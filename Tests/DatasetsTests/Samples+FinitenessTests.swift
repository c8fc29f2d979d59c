import Datasets
import FileFormats
import TestSupport
import Testing

@Suite("Samples, with elements that are not finite")
struct SamplesFinitenessTests {
  @Test("are refused with the sample and the element")
  func own() throws {
    let samples: Samples = [[1, 2], [3, .nan], [-.infinity, 5]]
    try samples.checkFinite(0..<1)
    #expect(throws: SamplesError.notFinite(element: 1, sample: 1, found: "nan")) {
      try samples.checkFinite(0..<3)
    }
    #expect(throws: SamplesError.notFinite(element: 0, sample: 0, found: "-inf")) {
      try samples[[2, 1]].checkFinite(0..<2)
    }
  }

  @Test("of a file are refused with its name, its sample, and the number that it has")
  func ofFile() throws {
    let folder = try TemporaryFolder()
    let bits = [1, 2, 3, 1e300, 4, Double.infinity].map(\.bitPattern)
    let path = try folder.write("x.npy", npyFile("<f8", [3, 2], bytes(bits)))
    let samples = try Samples(npy: path)
    func expect(_ samples: Samples, _ place: String, _ found: String) {
      let error = #expect(throws: DataFileError.self) { try samples.checkFinite(0..<samples.count) }
      #expect(
        error?.description
          == "\(path): \(place), counted from 0: found \(found); expected finite numbers")
    }
    expect(samples, "element 1 of sample 1", "1e+300, too large for single precision")
    expect(samples[2...] / 2, "element 1 of sample 2", "inf")
    expect(samples.reshaped(to: [2, 1])[[2]], "element 1 of sample 2", "inf")
  }
}
