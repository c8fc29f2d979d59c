import Datasets
import FileFormats
import TestSupport

/// Reads some bytes as a PNG image, with the checksums that they should have, since else hardly any
/// change would come further than to the first one, and some inputs as they are too.
func fuzzPNG(_ bytes: [UInt8], _ share: InputShare) {
  let whole = withChecksums(bytes)
  fuzzImage(whole, share)
  if whole != bytes, share.includes(oneIn: 8) { fuzzImage(bytes, share) }
}

/// Reads some bytes as an image, of few pixels for most inputs: they take the most time.
func fuzzImage(_ bytes: [UInt8], _ share: InputShare) {
  ScratchFile.input.replace(with: bytes)
  readImage(
    ScratchFile.input.path, maximumPixelCount: share.includes(oneIn: 64) ? 1 << 20 : 1 << 12)
}

/// Reads a file to its end as an image, in each number of channels and resized.
func readImage(_ path: String, maximumPixelCount: Int = 1 << 20) {
  do {
    let file = try ImageFile(path, maximumPixelCount: maximumPixelCount)
    let header = file.header
    expect(header.pixelCount <= maximumPixelCount, "\(header.pixelCount) pixels")
    if let start = try? ImageHeader(of: path) {
      expect(start == header, "\(start) at the beginning of \(header)")
    }
    let color = try file.pixels(channelCount: 3)
    expect(color.count == 3 * header.pixelCount, "\(color.count) bytes of colour")
    let opaque = try file.pixels(channelCount: 4)
    expect(opaque.count == 4 * header.pixelCount, "\(opaque.count) bytes with opacity")
    for pixel in 0..<header.pixelCount {
      for channel in 0..<3 where color[3 * pixel + channel] != opaque[4 * pixel + channel] {
        stop("pixel \(pixel) has another colour with opacity than without")
      }
    }
    let grey = try file.pixels(channelCount: 1)
    expect(grey.count == header.pixelCount, "\(grey.count) bytes of grey")
    let small = ImageResize(from: (header.height, header.width), to: (5, 7), 1).resized(grey)
    expect(small.count == 35, "\(small.count) bytes of 35")
    guard let least = grey.min(), let most = grey.max() else { return }
    expect(small.allSatisfy { (least...most).contains($0) }, "a grey beyond those of the image")
  } catch {
    expectOneLine(error)
  }
}

/// The chunks of a PNG image with the checksums that they should have.
private func withChecksums(_ bytes: [UInt8]) -> [UInt8] {
  var result = bytes
  var offset = 8
  while offset + 12 <= bytes.count {
    let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - offset - 12 else { break }
    let end = offset + 8 + length
    let sum = unsafe bytes.withUnsafeBytes { all in
      unsafe CRC32(UnsafeRawBufferPointer(rebasing: all[offset + 4..<end])).value
    }
    for index in 0..<4 {
      result[end + index] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * UInt32(index)))
    }
    offset = end + 4
  }
  return result
}
