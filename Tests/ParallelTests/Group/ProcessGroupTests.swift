import Parallel
import TestSupport
import Testing

@Suite("ProcessGroup")
struct ProcessGroupTests {
  private let fourRanks = ["OMPI_COMM_WORLD_RANK": "0", "OMPI_COMM_WORLD_SIZE": "4"]

  @Test func isSoloWithoutMPI() {
    let group = ProcessGroup.solo
    #expect(group.rank == 0 && group.worldSize == 1 && group.isFirst)
    #expect(group.hostRank == 0 && group.hostIndex == 0 && group.hostCount == 1)
    #expect(group.slicePosition == 0 && group.slicePosition(of: 0) == 0)
    #expect(!group.hostName.isEmpty)
    #expect(group.world == nil && group.host == nil && group.leaders == nil)
  }

  /// Otherwise every rank would train alone and write the same files.
  @Test func refusesToBeSoloOnOneOfSeveralRanks() {
    #expect(throws: ParallelError.notInGroup(worldSize: 4)) {
      try ProcessGroup.solo.checkLaunch(fourRanks)
    }
  }

  @Test(arguments: [
    [:], ["OMPI_COMM_WORLD_RANK": "0", "OMPI_COMM_WORLD_SIZE": "1"],
    ["OMPI_COMM_WORLD_SIZE": "4"],
  ])
  func mayBeSoloOtherwise(environment: [String: String]) {
    #expect(throws: Never.self) { try ProcessGroup.solo.checkLaunch(environment) }
  }

  @Test(arguments: [
    ["OMPI_COMM_WORLD_RANK": "4", "OMPI_COMM_WORLD_SIZE": "4"],
    ["OMPI_COMM_WORLD_RANK": "0", "OMPI_COMM_WORLD_SIZE": "many"],
  ])
  func refusesToBeSoloWithARankThatNoSizeHas(environment: [String: String]) throws {
    let error = try #require(throws: ParallelError.self) {
      try ProcessGroup.solo.checkLaunch(environment)
    }
    guard case .noRank = error else {
      Issue.record("\(error)")
      return
    }
  }

  /// Rank 0 evaluates alone in the middle of a job.
  @Test func mayWorkForTheOthers() {
    #expect(throws: Never.self) { try ProcessGroup.selfOnly.checkLaunch(fourRanks) }
    #expect(ProcessGroup.selfOnly.worldSize == 1)
  }

  @Test func passesBarriersWhenSolo() throws {
    let group = ProcessGroup.solo
    try group.hostBarrier()
    try group.worldBarrier()
    var bytes: [UInt8] = [1, 2]
    var floats: [Float] = [3]
    var doubles = [4.5]
    var integers = [5]
    try group.broadcast(&bytes)
    try group.broadcast(&floats)
    try group.broadcast(&doubles)
    try group.broadcastOnHost(&integers)
    #expect(bytes == [1, 2] && floats == [3] && doubles == [4.5] && integers == [5])
    #expect(try group.holdsEverywhere(true))
    #expect(try !group.holdsEverywhere(false))
    #expect(try group.maximum(-2.5) == -2.5)
    #expect(try group.gather(7) == [7])
    try group.agree(on: [(what: "seed", value: "1")])
    try group.close()
  }
}
