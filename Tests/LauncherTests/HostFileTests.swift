import Testing

@testable import Launcher

/// What mpirun 4.1.4 reads in these files with `--display-allocation`; and what it refuses, or
/// reads as something else than anybody can have meant.
@Suite("HostFile")
struct HostFileTests {
  @Test(
    "three slots in every spelling",
    arguments: [
      "localhost slots=3\n", "localhost slots = 3\n", "localhost\tslots=3\tmax_slots=3\n",
      "localhost cpu=3\n", "localhost count = 3\n", "// my machine\nlocalhost slots=3\n",
      "/* my machine,\n   three ranks */\nlocalhost slots=3\n", "localhost slots=3\r\n",
      "/* a */ localhost slots=3\n", "localhost slots=3 /* c */\n", "localhost slots=3 // c\n",
      "localhost slots=3 # c", "localhost slots=3", "localhost slots=03\n", "localhost max-slots=3",
      "localhost\nlocalhost\n  \nlocalhost\n", "localhost slots=1\nlocalhost slots=2\n",
      "rank 0=localhost slot=0\nrank 1 = localhost slot=1\nrank 2=localhost slot=2\n",
      "other slots=0\n/* * ** /* */localhost slots=3 max-cpu = 7",
      "/* host-1 slots=2\r\n*/\r\n# host-2 /* slots=2\r\nlocalhost slots=3 /* host-3 */\r\n",
    ])
  func spellings(text: String) throws {
    #expect(try HostFile(text).hosts == [LaunchHost("localhost", slots: 3)])
  }

  @Test("several hosts, with users and ports, and slots that only they know")
  func hosts() throws {
    let text = "a.example\nme@b slots=2\n192.0.2.1 username=you port=77\n::1\nnode_c-1 port = 8\n"
    #expect(
      try HostFile(text).hosts == [
        LaunchHost("a.example"), LaunchHost("b", slots: 2, user: "me"),
        LaunchHost("192.0.2.1", user: "you", port: 77), LaunchHost("::1"),
        LaunchHost("node_c-1", port: 8),
      ])
    #expect(try HostFile("# nobody\n\n").hosts == [])
  }

  @Test(
    "an invalid line is named, with the offending text",
    arguments: [
      ("a\nb cpus=3\n", HostFileError(line: 2, reason: .setting("cpus"))),
      ("a slots 3\n", HostFileError(line: 1, reason: .value(of: "slots", found: nil))),
      ("a slots=\n", HostFileError(line: 1, reason: .value(of: "slots", found: nil))),
      ("a slots=3x\n", HostFileError(line: 1, reason: .value(of: "slots", found: "3x"))),
      ("a slots=-1\n", HostFileError(line: 1, reason: .value(of: "slots", found: "-1"))),
      (
        "\na slots=99999999999\n",
        HostFileError(line: 2, reason: .value(of: "slots", found: "99999999999"))
      ),
      ("a slots=2 slots=1\n", HostFileError(line: 1, reason: .setting("slots"))),
      ("a slots=4 max_slots=2\n", HostFileError(line: 1, reason: .slots(4, most: 2))),
      ("localhost:3\n", HostFileError(line: 1, reason: .host("localhost:3"))),
      ("a,b slots=3\n", HostFileError(line: 1, reason: .host("a,b"))),
      ("a\r\n^b\r\n", HostFileError(line: 2, reason: .host("^b"))),
      ("+n0 slots=2\n", HostFileError(line: 1, reason: .host("+n0"))),
      ("\"a\" slots=2\n", HostFileError(line: 1, reason: .host("\"a\""))),
      ("rank 0\n", HostFileError(line: 1, reason: .host("rank"))),
      ("a /* of\nmine */ slots=2\n", HostFileError(line: 2, reason: .host("slots"))),
      ("a ;comment\n", HostFileError(line: 1, reason: .setting(";comment"))),
      ("a\n/* b\n", HostFileError(line: 3, reason: .openComment)),
    ])
  func wrong(text: String, error: HostFileError) {
    #expect(throws: error) { try HostFile(text) }
    #expect(error.description.hasPrefix("line \(error.line): "))
    #expect(!error.description.contains("\n"))
  }

  @Test("a list of hosts is mpirun's, a slot for each time that a host is named")
  func list() throws {
    #expect(
      try [LaunchHost](list: "a,b:3,c:*,a") == [
        LaunchHost("a", slots: 2), LaunchHost("b", slots: 3), LaunchHost("c"),
      ])
    for (list, entry) in [
      ("a:0", "a:0"), ("", ""), ("a,,b", ""), ("a:b", "a:b"), ("a:1:2", "a:1:2"),
    ] {
      #expect(throws: LaunchError.hostList(entry: entry)) { try [LaunchHost](list: list) }
    }
  }
}
