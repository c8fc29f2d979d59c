import Testing

@testable import Benchmarks

@Suite("ProcessorSet")
struct ProcessorSetTests {
  @Test(
    "reads what a thread's status says of its affinity",
    arguments: [
      ("Name:\tx\nCpus_allowed:\tf\nCpus_allowed_list:\t0-3\n", [0, 1, 2, 3]),
      ("Cpus_allowed_list:\t2,64-65,130", [2, 64, 65, 130]),
      ("Cpus_allowed_list:\t7", [7]),
    ])
  func status(text: String, numbers: [Int]) throws {
    let set = try #require(ProcessorSet(status: text))
    #expect(set.numbers == numbers)
    #expect(set.count == numbers.count)
    #expect(set == ProcessorSet(words: set.words + [0]))
  }

  @Test(
    "takes no set out of another text",
    arguments: ["", "Cpus_allowed:\tf", "Cpus_allowed_list:\t", "Cpus_allowed_list:\t3-1"])
  func noStatus(text: String) {
    #expect(ProcessorSet(status: text) == nil)
  }

  @Test("has what is in either")
  func union() {
    let (low, high) = (ProcessorSet([1, 3]), ProcessorSet([3, 100]))
    #expect(low.union(high).numbers == [1, 3, 100])
    #expect(low.union(high) == high.union(low))
  }
}

@Suite("JobProcessors")
struct JobProcessorsTests {
  @Test("are on each host those that any of its ranks may use")
  func count() {
    let bound = JobProcessors(
      [ProcessorSet([0]), ProcessorSet([1]), ProcessorSet([0])], hostIndices: [0, 0, 1])
    #expect(bound.count == 3)
    #expect(bound.count(ofHost: 0) == 2)
    let free = JobProcessors(
      [ProcessorSet(0..<4), ProcessorSet(2..<6)], hostIndices: [0, 0])
    #expect(free.count == 6)
  }

  /// The processors of each rank, their hosts, and the ranks that compute at once.
  @Test(
    "let as many ranks compute at once as have a processor each",
    arguments: [
      ([[0, 1], [0, 1], [0, 1], [0, 1]], [0, 0, 0, 0], [0, 1]),
      // The first one gives the only processor of the second up.
      ([[0, 1], [0]], [0, 0], [0, 1]),
      ([[0], [0]], [0, 1], [0, 1]),
      ([[3], [3], [2]], [0, 0, 0], [0, 2]),
    ])
  func workers(numbers: [[Int]], hosts: [Int], workers: [Int]) {
    let job = JobProcessors(numbers.map(ProcessorSet.init), hostIndices: hosts)
    #expect(job.workers == workers)
    #expect(job.isCrowded == (workers.count < numbers.count))
  }

  @Test("reach as a job what they do in one round, not the sum of each one's best")
  func peak() {
    #expect(ArithmeticPeak.best(ofRanks: [[1, 5, 4], [5, 1, 4]]) == 8)
    #expect(ArithmeticPeak.best(ofRanks: [[1, 5]]) == 5)
    #expect(ArithmeticPeak.best(ofRanks: []) == 0)
  }
}
