import Launcher
import Testing

@Suite("CoreDumps")
struct CoreDumpsTests {
  @Test(
    "are where the system's pattern says",
    arguments: [
      (
        "core\n", "/runs/core (kernel.core_pattern=core.%p keeps one for each rank)"
      ),
      ("core.%e.%p\n", "/runs/core.%e.%p"),
      ("/var/cores/%p", "/var/cores/%p"),
      ("|/usr/share/apport/apport -p%p", "handed to /usr/share/apport/apport"),
      (
        "|/usr/lib/systemd/systemd-coredump %P %u",
        "kept by systemd-coredump (coredumpctl gdb)"
      ),
    ])
  func place(pattern: String, place: String) {
    #expect(CoreDumps.place(pattern: pattern, folder: "/runs") == place)
  }
}
