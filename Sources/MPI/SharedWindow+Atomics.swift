import CMPI

/// Atomic numbers in shared memory, which ranks read and write concurrently.
///
/// Stores have release order and loads acquire order: a rank that loads a stored number also sees
/// what the storing rank wrote before it. All offsets are in bytes from the segment's start.
extension SharedWindow {
  /// Claims the 32-bit cell for this caller, unless it is claimed already.
  ///
  /// - Precondition: The cell lies inside the segment, on a multiple of its size.
  /// - Parameters:
  ///   - byteOffset: The offset of the cell, which is zero until it is claimed, then one.
  ///   - rank: The rank of the segment.
  /// - Returns: `true` for exactly one caller.
  public func claim(at byteOffset: Int, of rank: Int) -> Bool {
    unsafe cmpi_claim(cell(Int32.self, at: byteOffset, of: rank)) == 1
  }

  /// Reads a 64-bit number that another rank may be storing.
  ///
  /// - Precondition: The cell lies inside the segment, on a multiple of its size.
  public func loadUInt64(at byteOffset: Int, of rank: Int) -> UInt64 {
    unsafe cmpi_load_uint64(cell(UInt64.self, at: byteOffset, of: rank))
  }

  /// Stores a 64-bit number that another rank may be reading.
  ///
  /// - Precondition: The cell lies inside the segment, on a multiple of its size.
  public func storeUInt64(_ value: UInt64, at byteOffset: Int, of rank: Int) {
    unsafe cmpi_store_uint64(cell(UInt64.self, at: byteOffset, of: rank), value)
  }

  func cell<Number>(
    _ type: Number.Type, at byteOffset: Int, of rank: Int
  ) -> UnsafeMutablePointer<Number> {
    let memory = unsafe segment(of: rank)
    let size = MemoryLayout<Number>.size
    guard let start = memory.baseAddress, byteOffset >= 0, byteOffset + size <= memory.count,
      byteOffset % size == 0
    else {
      preconditionFailure(
        "a cell of \(size) bytes at \(byteOffset) of \(memory.count) of rank \(rank)")
    }
    return unsafe (start + byteOffset).assumingMemoryBound(to: type)
  }
}
