public struct SyntheticDigits { public init() {}
 public var layout: ImageLayout { ImageLayout(trainCount: 10, testCount: 10, imageShape: [28,28], classCount: 10) }
 public func fill(_ r: UnsafeMutableRawBufferPointer) { unsafe r.initializeMemory(as: UInt8.self, repeating: 0) } }
