import Foundation

/// MNIST's four files with few images, made from a counter: a run on them takes milliseconds.
enum SmallImages {
  /// The names of the files, as MNIST has them.
  static let names = [
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
  ]

  /// Writes the four files, uncompressed, into a folder that it makes.
  static func write(to folder: URL, trainCount: Int, testCount: Int = 100) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let train = 0..<trainCount
    let test = trainCount..<trainCount + testCount
    let files = [images(train), labels(train), images(test), labels(test)]
    for (name, file) in zip(names, files) { try file.write(to: folder.appending(path: name)) }
  }

  static func label(_ index: Int) -> UInt8 { UInt8((index * 7 + index / 10) % 10) }

  /// A bright band of the image tells its class; the rest is noise, half of it zeros.
  private static func image(_ index: Int) -> [UInt8] {
    let band = Int(label(index)) * 78..<(Int(label(index)) + 1) * 78
    return (0..<784).map { pixel in
      let noise = (UInt32(truncatingIfNeeded: index * 784 + pixel) &* 2_654_435_761) >> 24
      return band.contains(pixel) ? 128 + UInt8(noise / 2) : noise < 128 ? 0 : UInt8(noise)
    }
  }

  private static func images(_ range: Range<Int>) -> Data {
    header(kind: 3, sizes: [range.count, 28, 28]) + Data(range.flatMap(image))
  }

  private static func labels(_ range: Range<Int>) -> Data {
    header(kind: 1, sizes: [range.count]) + Data(range.map(label))
  }

  private static func header(kind: UInt8, sizes: [Int]) -> Data {
    Data([0, 0, 8, kind])
      + Data(sizes.flatMap { size in [24, 16, 8, 0].map { UInt8(size >> $0 & 255) } })
  }
}
