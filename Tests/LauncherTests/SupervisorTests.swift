import Testing

@testable import Launcher

/// When a job is started again, and how.
@Suite("Supervisor")
struct SupervisorTests {
  private let machine = ScriptedMachine()
  private static let line = "-np 2 -x LOCKSTEP_ATTEMPT program"

  @Test("runs a job that is done once")
  func done() throws {
    #expect(try machine.run() == 0)
    #expect(machine.starts == [Self.line])
    #expect(machine.lines == [] && machine.pauses == [] && machine.cleared == [])
  }

  @Test("resumes from the newest checkpoint, and names the failure and the restart")
  func goesOn() throws {
    machine.job = { attempt, machine in
      switch attempt {
      case 1:
        machine.step = 10
        return ScriptedMachine.ended(
          137, "process rank 1 with PID 0 on node here exited on signal 9")
      case 2:
        machine.step = 20
        return ScriptedMachine.ended(75)
      case 3: return ScriptedMachine.ended(137)
      default: return ScriptedMachine.ended(0)
      }
    }
    #expect(try machine.run() == 0)
    #expect(
      machine.lines == [
        "rank 1 on here was ended by SIGKILL (mpirun's exit code: 137)",
        "going on with 2 ranks from run/step-10 (start 2)",
        "the ranks were asked to end, and saved (mpirun's exit code: 75)",
        "going on with 2 ranks from run/step-20 (start 3)",
        "the job ended (mpirun's exit code: 137)",
        "going on with 2 ranks from run/step-20 (start 4)",
      ])
    #expect(machine.starts == [Self.line] + Array(repeating: "\(Self.line) --resume", count: 3))
    #expect(machine.cleared.count == 3)
  }

  @Test("says where it starts afresh, and does not repeat --resume")
  func afresh() throws {
    machine.job = { attempt, _ in ScriptedMachine.ended(attempt == 1 ? 1 : 0) }
    #expect(try machine.run { $0.program.append("--resume") } == 0)
    #expect(machine.starts == Array(repeating: "\(Self.line) --resume", count: 2))
    #expect(
      machine.lines.last == "starting afresh with 2 ranks, since there is no checkpoint (start 2)")
  }

  @Test("pauses longer and longer, gives up, and ends with the last job's exit code")
  func givesUp() throws {
    machine.job = { attempt, _ in ScriptedMachine.ended(Int32(30 + attempt)) }
    #expect(try machine.run { $0.mostRestarts = 8 } == 39)
    #expect(machine.pauses == [1, 2, 4, 8, 16, 32, 60, 60])
    #expect(machine.starts.count == 9 && machine.cleared.count == 9)
    #expect(machine.lines.last == "giving up after 8 restarts without a newer checkpoint")
  }

  @Test("resets restarts and pauses when there is a newer checkpoint")
  func progress() throws {
    machine.job = { attempt, machine in
      if [3, 6].contains(attempt) { machine.step = attempt }
      return ScriptedMachine.ended(1)
    }
    let code = try machine.run {
      $0.mostRestarts = 3
      $0.pause = 2
    }
    #expect(code == 1)
    #expect(machine.pauses == [2, 4, 2, 4, 8, 2, 4, 8])
    #expect(machine.starts.count == 9)
  }

  @Test(
    "does not restart where a restart does not help", arguments: [64, 65, 66, 73, 76] as [Int32])
  func incurable(code: Int32) throws {
    machine.job = { _, _ in ScriptedMachine.ended(code) }
    #expect(try machine.run() == code)
    #expect(machine.starts.count == 1 && machine.cleared.count == 1)
    #expect(machine.lines.last == "a restart does not help against exit code \(code)")
  }

  @Test("waits for a folder that the dead job's last rank still holds")
  func lockedFolder() throws {
    machine.job = { attempt, _ in
      switch attempt {
      case 1: ScriptedMachine.ended(137)
      case 2: ScriptedMachine.ended(73, "run is in use by another job (lockstep.lock)")
      default: ScriptedMachine.ended(0)
      }
    }
    #expect(try machine.run() == 0)
    #expect(machine.starts.count == 3)
  }

  @Test("ends on request, in a job and in a pause, and says how to resume")
  func askedToEnd() throws {
    machine.job = { _, machine in
      machine.step = 7
      machine.isAskedToEnd = true
      return ScriptedMachine.ended(75)
    }
    #expect(try machine.run() == 75)
    let goesOn = "ended as asked; go on from run/step-7 with the same arguments and --resume"
    #expect(machine.lines.last == goesOn)

    let other = ScriptedMachine()
    other.job = { _, _ in ScriptedMachine.ended(1) }
    other.inPause = { _, machine in machine.isAskedToEnd = true }
    #expect(try other.run() == 75)
    #expect(other.starts.count == 1)
    #expect(other.lines.last == "ended as asked, before the first checkpoint")
  }

  @Test("a plain start has one line, no number, and the job's exit code")
  func plainStart() throws {
    for code: Int32 in [0, 1, 64, 75] {
      let machine = ScriptedMachine()
      machine.job = { _, _ in ScriptedMachine.ended(code) }
      let found = try machine.run {
        $0.mostRestarts = 0
        $0.folder = nil
      }
      #expect(found == code)
      #expect(machine.starts == ["-np 2 program"])
      #expect(machine.lines == [] && machine.cleared.count == (code == 0 ? 0 : 1))
    }
    machine.job = { _, _ in ScriptedMachine.ended(137, leftSession: true) }
    #expect(try machine.run { $0.mostRestarts = 0 } == 137)
    #expect(machine.lines == ["mpirun was ended by SIGKILL (mpirun's exit code: 137)"])
  }
}

/// On which hosts, and with how many ranks.
@Suite("Supervisor, on several hosts")
struct SupervisorHostTests {
  private let machine = ScriptedMachine()

  @Test("skips a host that does not answer, and takes it back when it answers")
  func hostGoes() throws {
    machine.job = { attempt, machine in
      switch attempt {
      case 1:
        machine.step = 1
        machine.silent = ["b"]
        machine.killed = ["c"]
        return ScriptedMachine.ended(205, "  Remote daemon: [[1,0],1] on node b\n")
      case 2:
        (machine.silent, machine.killed) = ([], [])
        return ScriptedMachine.ended(1)
      default: return ScriptedMachine.ended(0)
      }
    }
    let hosts = [LaunchHost("a", slots: 2), LaunchHost("b", slots: 3), LaunchHost("c")]
    #expect(try machine.run(hosts, ranks: nil) == 0)
    // c says that it has four cores.
    #expect(
      machine.starts == [
        "-np 9 -x LOCKSTEP_ATTEMPT --host a:2,b:3,c:4 program",
        "-np 6 -x LOCKSTEP_ATTEMPT --host a:2,c:4 program --resume",
        "-np 9 -x LOCKSTEP_ATTEMPT --host a:2,b:3,c:4 program --resume",
      ])
    #expect(
      machine.lines == [
        "the connection to b was lost (mpirun's exit code: 205)",
        "the job's processes on c had been killed",
        "going on with 6 ranks from run/step-1 (start 2, without b: no answer)",
        "the job ended (mpirun's exit code: 1)", "going on with 9 ranks from run/step-1 (start 3)",
      ])
  }

  @Test(
    "shrinks the ranks to the slots that are left",
    arguments: [(4, [], 2), (1, [], 1), (16, ["--oversubscribe"], 4)])
  func slots(ranks: Int, options: [String], count: Int) throws {
    machine.silent = ["b", "c"]
    let hosts = [LaunchHost("a", slots: 2), LaunchHost("b", slots: 3), LaunchHost("c", slots: 3)]
    #expect(try machine.run(hosts, ranks: ranks, options: options) == 0)
    #expect(machine.starts.first?.hasPrefix("-np \(count) ") == true, "\(machine.starts)")
    let text = count == 1 ? "1 rank" : "\(count) ranks"
    #expect(machine.lines == ["starting with \(text) without b c: no answer"])
  }

  @Test("refuses more ranks than slots, and starts nothing")
  func tooManyRanks() {
    #expect(throws: LaunchError.ranks(5, slots: 4)) {
      try machine.run([LaunchHost("a", slots: 4)], ranks: 5)
    }
    #expect(machine.starts == [])
  }

  @Test("waits for hosts when too few answer, and gives up at last")
  func tooFewHosts() throws {
    machine.silent = ["b"]
    machine.inPause = { seconds, machine in if seconds == 4 { machine.silent = [] } }
    let hosts = [LaunchHost("a", slots: 2), LaunchHost("b", slots: 2)]
    #expect(try machine.run(hosts, ranks: nil) { $0.fewestRanks = 3 } == 0)
    #expect(machine.starts == ["-np 4 -x LOCKSTEP_ATTEMPT --host a:2,b:2 program"])
    let waiting = "too few hosts answer; no answer from b"
    #expect(machine.lines == [waiting, waiting, waiting])

    let other = ScriptedMachine()
    other.silent = ["a", "b"]
    #expect(try other.run(hosts, ranks: nil) { $0.mostRestarts = 2 } == 75)
    #expect(other.starts == [] && other.lines.last?.hasPrefix("giving up after 2") == true)
  }
}
