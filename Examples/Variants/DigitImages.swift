import Foundation
import Lockstep

/// Writes built-in digits as images by class, for the guide about folders of images:
/// `images/train/3/0012.pgm` and `images/test/3/0012.pgm`.
///
/// PGM is the simplest of formats: a line of text, and the bytes.
func digitImages(_ group: ProcessGroup) throws {
  let digits = SyntheticDigits(trainCount: 600, testCount: 200)
  let ((x, y), (testX, testY)) = try digits.load(on: group)
  guard group.isFirst else { return }
  for (part, images, labels) in [("train", x, y), ("test", testX, testY)] {
    for index in 0..<images.count {
      let folder = URL(filePath: "images/\(part)/\(labels[index])")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let pixels = images[index].map { UInt8($0) }
      try Data(Array("P5\n28 28\n255\n".utf8) + pixels)
        .write(to: folder.appending(path: String(format: "%04d.pgm", index / 10)))
    }
  }
  group.print("\(x.count + testX.count) images in the folder images")
}
