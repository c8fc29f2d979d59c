import Parallel
import Testing

@Suite("DebuggerNotice")
struct DebuggerNoticeTests {
  @Test(
    "is read from the line that it writes, tagged by mpirun or not",
    arguments: ["", "[1,2]<stderr>:"])
  func roundTrip(tag: String) {
    let notice = DebuggerNotice(rank: 2, process: 4711, host: "node1.example")
    #expect("\(notice)".contains("rank 2 (process 4711 on node1.example)"), "\(notice)")
    #expect("\(notice)".hasSuffix("db -p 4711"), "\(notice)")
    #expect(DebuggerNotice(line: "\(tag)\(notice)") == notice)
  }

  @Test(
    "is no other line",
    arguments: [
      "", "lockstep: error: rank 2 (process 4711 on a) waits",
      "lockstep: rank 2 (process 99999999999 on a) waits for a debugger: gdb -p 1",
    ])
  func others(line: String) {
    #expect(DebuggerNotice(line: line) == nil)
  }
}
