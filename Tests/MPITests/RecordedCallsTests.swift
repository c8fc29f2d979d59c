import CMPIRecorder
import MPI
import Testing

/// What each method calls, with functions that record their arguments in place of MPI's.
///
/// The functions are one a process and have state, hence one test at a time. Rank 1 of 3 calls.
@Suite("calls of MPI", .serialized)
struct RecordedCallsTests {
  /// A method, and the calls that it makes.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var chunkLimit = 0
    var received = 0
    let body: @Sendable (Communicator) throws -> Void
    let calls: [String]
  }

  /// Runs `body` on the world of a recorded start; returns the calls that it makes.
  private func record(
    _ item: Case, failing function: String? = nil, code: Int32 = 0
  ) throws -> [String] {
    unsafe recorder_begin(1, 3, Memory.base)
    let world = try MPIRuntime.start().world
    let start = calls().count
    recorder_set_received(Int32(item.received))
    if let function { unsafe recorder_fail(function, code) }
    MPIRuntime.setChunkLimit(item.chunkLimit)
    defer { MPIRuntime.setChunkLimit(0) }
    try item.body(world)
    return Array(calls().dropFirst(start))
  }

  private func calls() -> [String] {
    unsafe String(cString: recorder_calls()).split(separator: "\n").map(String.init)
  }

  @Test(arguments: groups + messages + reductions + gatherings + transfers)
  func areThese(item: Case) throws {
    #expect(try record(item) == item.calls)
  }

  @Test func ofTheStartAskForErrorsThatReturn() throws {
    recorder_begin(0, 1, nil)
    let runtime = try MPIRuntime.start()
    try runtime.finalize()
    #expect(
      calls() == [
        "MPI_Init_thread(MPI_THREAD_FUNNELED)",
        "MPI_Comm_set_errhandler(world, MPI_ERRORS_RETURN)",
        "MPI_Comm_set_errhandler(self, MPI_ERRORS_RETURN)",
        "MPI_Finalize()",
      ])
  }

  @Test func thatWaitAreClocked() throws {
    unsafe recorder_begin(1, 3, Memory.base)
    let world = try MPIRuntime.start().world
    let record = WaitRecord(capacity: 2)
    let before = Waits.nanoseconds
    for _ in 0..<3 { try world.barrier() }
    var recorded: UInt64 = 0
    var count = 0
    record.take { start, end in
      #expect(start <= end)
      recorded += end - start
      count += 1
    }
    #expect(count == 2, "there is no room for a third")
    #expect(Waits.nanoseconds - before >= recorded)
    record.take { _, _ in Issue.record("taken twice") }
    try world.barrier()
    record.take { _, _ in count += 1 }
    #expect(count == 3)
  }

  /// No code is dropped: the first that is not success ends the method, with MPI's own message.
  @Test(
    arguments: (groups + messages + reductions + gatherings + transfers).filter {
      !$0.calls.isEmpty
    })
  func thatFailAreErrors(item: Case) throws {
    let function = try #require(item.calls.first?.split(separator: "(").first).description
    let error = #expect(throws: MPIError.self) {
      try record(item, failing: function, code: 8)
    }
    #expect(error?.code == 8)
    #expect(error?.text == "MPI's words for 8")
    // A method is named by its main call.
    let names = ["MPI_Gather", "MPI_Allgatherv", "MPI_Testsome", function]
    #expect(names.contains(error?.function ?? ""), "\(String(describing: error))")
  }

  /// A message of another length than was expected is an error of the receiver's.
  @Test func thatReceiveAnotherCountAreErrors() throws {
    var item = try #require(Self.messages.first { $0.testDescription == "receive" })
    item.received = 6
    let error = #expect(throws: MPIError.self) { try record(item) }
    #expect(error?.function == "MPI_Recv")
  }
}

/// Memory whose address alone matters: as long as is said, and never read.
private enum Memory {
  /// Far from anything that is mapped; offsets count from here.
  static var base: UnsafeRawPointer? { unsafe UnsafeRawPointer(bitPattern: 1 << 32) }

  static func bytes(_ count: Int) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: base, count: count)
  }

  static func room(_ count: Int) -> UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(mutating: bytes(count))
  }

  static func floats(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
    unsafe room(count * 4).assumingMemoryBound(to: Float.self)
  }
}

// MARK: - The table

extension RecordedCallsTests {
  /// What one call of MPI can count.
  private static let most = Int(Int32.max)

  private static let groups = [
    Case(
      testDescription: "barrier", body: { try $0.barrier() }, calls: ["MPI_Barrier(world)"]),
    Case(
      testDescription: "split by host",
      body: { world in
        let host = try world.splitByHost()
        try host.barrier()
      },
      calls: [
        "MPI_Comm_split_type(world, MPI_COMM_TYPE_SHARED, 1, MPI_INFO_NULL)",
        "MPI_Comm_set_errhandler(part, MPI_ERRORS_RETURN)", "MPI_Barrier(part)",
        "MPI_Comm_free(part)",
      ]),
    Case(
      testDescription: "split",
      body: { world in try #expect(world.split(color: 2, key: -5)?.size == 3) },
      calls: [
        "MPI_Comm_split(world, 2, -5)", "MPI_Comm_set_errhandler(part, MPI_ERRORS_RETURN)",
        "MPI_Comm_free(part)",
      ]),
    Case(
      testDescription: "split into no part",
      body: { world in try #expect(world.split(color: -7, key: 4) == nil) },
      calls: ["MPI_Comm_split(world, MPI_UNDEFINED, 4)"]),
  ]

  private static let messages = [
    Case(
      testDescription: "broadcast", body: { try unsafe $0.broadcast(Memory.room(10), from: 2) },
      calls: ["MPI_Bcast(+0, 10, MPI_BYTE, 2, world)"]),
    Case(
      testDescription: "broadcast of nothing",
      body: { world in
        try unsafe world.broadcast(UnsafeMutableRawBufferPointer(start: nil, count: 0), from: 0)
      },
      calls: ["MPI_Bcast(NULL, 0, MPI_BYTE, 0, world)"]),
    Case(
      testDescription: "broadcast from a root that no int holds",
      body: { try unsafe $0.broadcast(Memory.room(1), from: 1 << 40) },
      calls: ["MPI_Bcast(+0, 1, MPI_BYTE, -1000, world)"]),
    Case(
      testDescription: "broadcast of more than an int can count",
      body: { try unsafe $0.broadcast(Memory.room(2 * most + 5), from: 0) },
      calls: [
        "MPI_Bcast(+0, 2147483647, MPI_BYTE, 0, world)",
        "MPI_Bcast(+2147483647, 2147483647, MPI_BYTE, 0, world)",
        "MPI_Bcast(+4294967294, 5, MPI_BYTE, 0, world)",
      ]),
    Case(
      testDescription: "send", body: { try unsafe $0.send(Memory.bytes(7), to: 2, tag: 31_999) },
      calls: ["MPI_Send(+0, 7, MPI_BYTE, 2, 31999, world)"]),
    Case(
      testDescription: "send in pieces", chunkLimit: 3,
      body: { try unsafe $0.send(Memory.bytes(7), to: 2, tag: 1) },
      calls: [
        "MPI_Send(+0, 3, MPI_BYTE, 2, 1, world)", "MPI_Send(+3, 3, MPI_BYTE, 2, 1, world)",
        "MPI_Send(+6, 1, MPI_BYTE, 2, 1, world)",
      ]),
    Case(
      testDescription: "send of exactly what an int can count",
      body: { try unsafe $0.send(Memory.bytes(most), to: 0, tag: 0) },
      calls: ["MPI_Send(+0, 2147483647, MPI_BYTE, 0, 0, world)"]),
    Case(
      testDescription: "receive", received: 7,
      body: { try unsafe $0.receive(into: Memory.room(7), from: 0, tag: 3) },
      calls: ["MPI_Recv(+0, 7, MPI_BYTE, 0, 3, world)"]),
    Case(
      testDescription: "receive in pieces", chunkLimit: 4, received: 4,
      body: { try unsafe $0.receive(into: Memory.room(8), from: 2, tag: 3) },
      calls: ["MPI_Recv(+0, 4, MPI_BYTE, 2, 3, world)", "MPI_Recv(+4, 4, MPI_BYTE, 2, 3, world)"]),
  ]

  private static let reductions = [
    Case(
      testDescription: "sum of floats", body: { try unsafe $0.allReduceSum(Memory.floats(5)) },
      calls: ["MPI_Allreduce(MPI_IN_PLACE, +0, 5, MPI_FLOAT, MPI_SUM, world)"]),
    Case(
      testDescription: "sum of more floats than an int can count",
      body: { try unsafe $0.allReduceSum(Memory.floats(most + 2)) },
      calls: [
        "MPI_Allreduce(MPI_IN_PLACE, +0, 2147483647, MPI_FLOAT, MPI_SUM, world)",
        "MPI_Allreduce(MPI_IN_PLACE, +8589934588, 2, MPI_FLOAT, MPI_SUM, world)",
      ]),
    Case(
      testDescription: "sum of nothing", body: { try unsafe $0.allReduceSum(Memory.floats(0)) },
      calls: []),
    Case(
      testDescription: "smallest integers",
      body: { world in
        var values = [1, 2]
        try world.allReduceMin(&values)
      }, calls: ["MPI_Allreduce(MPI_IN_PLACE, elsewhere, 2, MPI_INT64_T, MPI_MIN, world)"]),
    Case(
      testDescription: "largest integers, in pieces", chunkLimit: 2,
      body: { world in
        var values = [1, 2, 3]
        try world.allReduceMax(&values)
      },
      calls: [
        "MPI_Allreduce(MPI_IN_PLACE, elsewhere, 2, MPI_INT64_T, MPI_MAX, world)",
        "MPI_Allreduce(MPI_IN_PLACE, elsewhere, 1, MPI_INT64_T, MPI_MAX, world)",
      ]),
    Case(
      testDescription: "largest double", body: { world in _ = try world.allReduceMax(1.5) },
      calls: ["MPI_Allreduce(MPI_IN_PLACE, elsewhere, 1, MPI_DOUBLE, MPI_MAX, world)"]),
  ]

  private static let gatherings = [
    Case(
      testDescription: "gather to another rank",
      body: { world in try #expect(unsafe world.gather(Memory.bytes(4), to: 0) == nil) },
      calls: [
        "MPI_Gather(1, MPI_INT64_T, 1, MPI_INT64_T, 0, world)",
        "MPI_Send(+0, 4, MPI_BYTE, 0, 32001, world)",
      ]),
    Case(
      testDescription: "gather here", received: 2,
      body: { world in
        let mine: [UInt8] = [1, 2]
        let parts = try unsafe mine.withUnsafeBytes { try unsafe world.gather($0, to: 1) }
        #expect(parts == [[0, 0], [1, 2], [0, 0]])
      },
      calls: [
        "MPI_Gather(1, MPI_INT64_T, 1, MPI_INT64_T, 1, world)",
        "MPI_Recv(elsewhere, 2, MPI_BYTE, 0, 32001, world)",
        "MPI_Recv(elsewhere, 2, MPI_BYTE, 2, 32001, world)",
      ]),
    Case(
      testDescription: "all-gather in place",
      body: { world in
        let all = unsafe Memory.room(9)
        try unsafe world.allGather(
          UnsafeRawBufferPointer(rebasing: all[2..<6]), into: all, byteCounts: [2, 4, 3])
      },
      calls: [
        "MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, +0, 2@0 4@2 3@6, MPI_BYTE, world)"
      ]),
    Case(
      testDescription: "all-gather of more than an int can count",
      body: { world in
        let all = unsafe Memory.room(most + 2)
        try unsafe world.allGather(
          UnsafeRawBufferPointer(rebasing: all[1..<1]), into: all, byteCounts: [1, 0, most + 1])
      },
      calls: [
        "MPI_Bcast(+0, 1, MPI_BYTE, 0, world)",
        "MPI_Bcast(+1, 2147483647, MPI_BYTE, 2, world)",
        "MPI_Bcast(+2147483648, 1, MPI_BYTE, 2, world)",
      ]),
  ]

  private static let transfers = [
    Case(
      testDescription: "transfers", received: 3,
      body: { world in
        let transfers = try Transfers(on: world, capacity: 2)
        try unsafe transfers.send(UnsafeBufferPointer(Memory.floats(5)), to: 0, tag: 4)
        try unsafe transfers.receive(into: Memory.floats(3), from: 2, tag: 4)
        try transfers.waitForAll()
        #expect(transfers.count == 0)
      },
      calls: [
        "MPI_Isend(+0, 5, MPI_FLOAT, 0, 4, world)", "MPI_Irecv(+0, 3, MPI_FLOAT, 2, 4, world)",
        "MPI_Waitsome(2)",
      ]),
    Case(
      testDescription: "progress of transfers", received: 3,
      body: { world in
        let transfers = try Transfers(on: world, capacity: 1)
        try transfers.progress()
        try unsafe transfers.receive(into: Memory.floats(3), from: 2, tag: 4)
        try transfers.progress()
        #expect(transfers.pendingCount == 0)
      },
      calls: ["MPI_Irecv(+0, 3, MPI_FLOAT, 2, 4, world)", "MPI_Testsome(1)"]),
  ]
}
