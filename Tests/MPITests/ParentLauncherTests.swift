import Testing

@testable import MPI

@Suite("ParentLauncher")
struct ParentLauncherTests {
  @Test(
    "is the parent, or that of sudo",
    arguments: [
      ([9: "9 (mpirun) S 8 9"], "mpirun"), ([9: "9 (orted) S 1 9"], "orted"),
      ([9: "9 (sudo) S 8 9", 8: "8 (sudo) S 7 8", 7: "7 (prted) S 1 7"], "prted"),
      ([9: "9 (bash) S 8 9", 8: "8 (mpirun) S 1 8"], nil),
      ([9: "9 (my) (mpirun) S 1 9"], nil), ([9: "9 (a) b) S 1 9"], nil),
      ([9: "9 (sudo) S 9 9"], nil), ([9: "9 (sudo)"], nil), ([9: ""], nil), ([:], nil),
      ([9: ")("], nil),
    ] as [([Int32: String], String?)])
  func names(processes: [Int32: String], name: String?) {
    #expect(ParentLauncher.find(from: 9) { processes[$0] } == name)
  }
}
