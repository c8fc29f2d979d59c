import Foundation
import TestSupport
import Testing

@Suite("Job")
struct JobTests {
  /// Far more on both outputs than a pipe holds.
  @Test func readsLargeOutputs() throws {
    let result = try Job.solo("MPIExercises", ["chatter", "20000"])
    #expect(result.exitCode == 0)
    #expect(result.standardOutput.utf8.count == 20_000 * 64)
    #expect(result.standardError.utf8.count == 20_000 * 64)
    #expect(result.standardOutput.allSatisfy { $0 == "o" || $0 == "\n" })
    #expect(result.standardError.allSatisfy { $0 == "e" || $0 == "\n" })
  }

  @Test(arguments: [0, 1, 42] as [Int32])
  func givesTheExitCode(code: Int32) throws {
    #expect(try Job.solo("MPIExercises", ["exit", "\(code)"]).exitCode == code)
  }

  @Test func killsProgramsThatHang() throws {
    let result = try Job.solo("MPIExercises", ["hang"], timeout: .seconds(1))
    #expect(result.exitCode == 124, "\(result)")
    let number = try #require(Int32(result.standardOutput.filter(\.isNumber)), "\(result)")
    #expect(Processes.ends(number), "process \(number) is still there")
  }

  @Test func killsRanksThatHang() throws {
    let result = try Job.mpirun(2, "MPIExercises", ["hang"], timeout: .seconds(1))
    #expect(result.exitCode == 110, "\(result)")
    let numbers = result.standardOutput.split(whereSeparator: \.isNewline).compactMap { Int32($0) }
    #expect(numbers.count == 2, "\(result)")
    for number in numbers { #expect(Processes.ends(number), "process \(number) is still there") }
  }

  #if os(Linux)
    /// A program that could not be asked to end would have to be killed.
    @Test func blocksNoSignals() throws {
      let result = try Job.program("grep", ["SigBlk", "/proc/self/status"])
      #expect(result.standardOutput == "SigBlk:\t0000000000000000\n", "\(result)")
    }
  #endif

  @Test func givesVariablesAndDirectory() throws {
    try withTemporaryDirectory { directory in
      let result = try Job.solo(
        "MPIExercises", ["where", "LOCKSTEP_A", "OMPI_MCA_pml", "LOCKSTEP_B"],
        environment: ["LOCKSTEP_A": "one", "OMPI_MCA_pml": "changed"], directory: directory)
      let lines = result.standardOutput.split(separator: "\n").map(String.init)
      let path = directory.resolvingSymlinksInPath().path
      #expect(lines == [path, "one", "changed", "(none)"], "\(result)")
    }
  }

  @Test func hidesLaunchersAroundTheTests() {
    let inherited = [
      "PATH": "/bin", "OMPI_COMM_WORLD_SIZE": "2", "PMIX_RANK": "0", "ORTE_X": "", "OPAL_X": "",
      "SLURM_NTASKS": "8", "PMI_RANK": "0", "OMPI_MCA_pml": "cm",
    ]
    let environment = Job.childEnvironment(from: inherited)
    #expect(environment["PATH"] == "/bin")
    #expect(environment["OMPI_MCA_pml"] == "ob1")
    for name in inherited.keys.sorted() where name != "PATH" && name != "OMPI_MCA_pml" {
      #expect(environment[name] == nil, "\(name) came through")
    }
  }

  @Test func missingProgramsAreClearErrors() {
    #expect(throws: JobError.self) { try Job.solo("NoSuchProduct") }
    #expect(throws: JobError.self) { try Job.program("no-such-program") }
    #expect("\(JobError.missingProgram(name: "mpirun"))".contains("apt-get install libopenmpi-dev"))
  }
}
