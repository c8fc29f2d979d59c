import FileFormats
import Testing

@testable import Benchmarks

@Suite("Machine")
struct MachineTests {
  private static let information = """
    processor\t: 0
    model name\t: First (R) Processor: 1
    cpu MHz\t\t: 1000.5

    processor\t: 1
    model name\t: Second Processor
    cpu MHz\t\t: 2000.25
    """

  private static func machine(
    _ number: Int, _ files: [String: String], kernels: String = "v3"
  ) -> Machine {
    Machine(processor: number, of: 2, kernels: kernels, system: "Linux 6.1 x86_64") { files[$0] }
  }

  private static let folder = "/sys/devices/system/cpu/cpu1"

  private static let whole: [String: String] = [
    "/proc/cpuinfo": information,
    "\(folder)/cache/index0/level": "1\n", "\(folder)/cache/index0/type": "Data\n",
    "\(folder)/cache/index0/size": "32K\n",
    "\(folder)/cache/index1/level": "1\n", "\(folder)/cache/index1/type": "Instruction\n",
    "\(folder)/cache/index1/size": "64K\n",
    "\(folder)/cache/index3/level": "3\n", "\(folder)/cache/index3/type": "Unified\n",
    "\(folder)/cache/index3/size": "16M\n",
    "\(folder)/cpufreq/scaling_cur_freq": "3400000\n",
    "\(folder)/cpufreq/cpuinfo_max_freq": "3700000\n",
  ]

  @Test("has the processor's name, caches and frequency from the system's files")
  func files() {
    let machine = Self.machine(1, Self.whole)
    #expect(machine.processor == "Second Processor")
    #expect(machine.caches.map(\.level) == [1, 1, 3])
    #expect(machine.caches.map(\.kind) == ["Data", "Instruction", "Unified"])
    #expect(machine.caches.map(\.byteCount) == [32 << 10, 64 << 10, 16 << 20])
    #expect(machine.megahertz == 3_400)
    #expect(machine.highestMegahertz == 3_700)
    #expect(
      machine.description
        == "Second Processor, 2 processors, L1 32 kB L3 16 MB, 3400 MHz (at most 3700), "
        + "kernels v3, Linux 6.1 x86_64")
  }

  @Test("takes the frequency from cpuinfo where there is no cpufreq, and does without any file")
  func fewerFiles() {
    let machine = Self.machine(0, ["/proc/cpuinfo": Self.information])
    #expect(machine.processor == "First (R) Processor: 1")
    #expect(machine.megahertz == 1_000.5)
    #expect(machine.highestMegahertz == nil && machine.caches.isEmpty)
    let bare = Self.machine(0, [:])
    #expect(
      bare.description == "unknown processor, 2 processors, kernels v3, Linux 6.1 x86_64")
  }

  @Test("survives its JSON", arguments: [whole, [:]])
  func json(files: [String: String]) throws {
    let machine = Self.machine(1, files)
    let text = machine.json.serialized()
    #expect(Machine(try JSON(parsing: Array(text.utf8))) == machine)
    #expect(Machine(["processor": "x"]) == nil)
  }
}
