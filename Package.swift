// swift-tools-version: 6.2

import Foundation
import PackageDescription

/// What the environment says about the build; see CONTRIBUTING.md.
enum Build {
  private static let environment = ProcessInfo.processInfo.environment

  /// `-Ounchecked` turns a kernel's preconditions into assumptions; `LOCKSTEP_CHECKED_KERNELS=1`
  /// keeps Swift's own traps (overflow, bounds) for the tests.
  static let kernelOptimization =
    if isCompileOnly {
      "-Onone"
    } else if environment["LOCKSTEP_CHECKED_KERNELS"] == "1" {
      "-O"
    } else {
      "-Ounchecked"
    }

  /// Whether the build shows only that sources compile (`LOCKSTEP_COMPILE_ONLY=1`, in debug
  /// builds): nothing is optimised, and nothing of it is meant to run.
  static let isCompileOnly = environment["LOCKSTEP_COMPILE_ONLY"] == "1"

  /// The part of the package that is built (`LOCKSTEP_PART`); all of it when nil.
  static let part = environment["LOCKSTEP_PART"]

  /// Whether warnings of the compilers are errors (`LOCKSTEP_WARNINGS=error`), as in CI.
  ///
  /// Not by default: a newer compiler warns of more, and packages that depend on this one could
  /// then not be built.
  static let warningsAreErrors = environment["LOCKSTEP_WARNINGS"] == "error"

  /// Settings of a target with kernels, for an instruction set in clang's words (`-march`).
  static func kernelSettings(_ instructionSet: String?) -> [SwiftSetting] {
    [
      .unsafeFlags(
        [kernelOptimization] + (instructionSet.map { ["-Xcc", "-march=\($0)"] } ?? [])),
      .unsafeFlags(wholeModule, .when(configuration: .debug)),
    ]
  }

  /// What debug builds need beside `-O` to be as fast as release builds: inlining across files.
  static let wholeModule = [
    "-whole-module-optimization", "-num-threads", "1", "-disable-batch-mode",
  ]
}

let upcoming: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (Build.warningsAreErrors ? [.treatAllWarnings(as: .error)] : [])
let settings: [SwiftSetting] = upcoming + [.strictMemorySafety()]
let plainC: [CSetting] = Build.warningsAreErrors ? [.treatAllWarnings(as: .error)] : []

/// For targets whose code runs in each step or for each sample: optimised in debug builds too.
let optimized: [SwiftSetting] =
  Build.isCompileOnly
  ? settings
  : settings + [.unsafeFlags(["-O"] + Build.wholeModule, .when(configuration: .debug))]

/// For tests that wait for programs or call the library: to optimise them takes longer than it
/// saves.
let unoptimized: [SwiftSetting] =
  settings + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

/// A set of kernels: `Sources/KernelsV3`, compiled for one instruction set.
struct InstructionSet {
  var target: String
  /// clang's `-march`; nil for what the architecture always has.
  var march: String?
}

#if arch(x86_64)
  // The second folder is a symbolic link: two targets must not share one.
  let instructionSets = [
    InstructionSet(target: "KernelsV3", march: "x86-64-v3"),
    InstructionSet(target: "KernelsV4", march: "x86-64-v4"),
  ]
#else
  let instructionSets = [InstructionSet(target: "KernelsBase")]
#endif

let package = Package(
  name: "lockstep",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Lockstep", targets: ["Lockstep"]),
    .executable(name: "lockstep", targets: ["LockstepCommand"]),
  ],
  dependencies: [
    // For the command alone: the library needs it neither to build nor to run.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    // So that a program that embeds the library can route its warnings.
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
  ],
  targets: [
    // Row 0: C, and the system's libraries.
    .systemLibrary(
      name: "COpenMPI", pkgConfig: "ompi-c",
      providers: [.apt(["libopenmpi-dev"]), .brew(["open-mpi"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    // The library is named again for machines without pkg-config.
    .target(
      name: "CMPI", dependencies: ["COpenMPI"], cSettings: plainC,
      linkerSettings: [.linkedLibrary("mpi")]),
    .target(name: "CVector", cSettings: plainC),
    .target(name: "CSignals", cSettings: plainC),
    .target(name: "CProcess", cSettings: plainC),
    .target(name: "CImages", cSettings: plainC),

    // Row 1: arithmetic, and bytes.
    .target(
      name: "KernelInterface", dependencies: ["CVector"],
      swiftSettings: upcoming + Build.kernelSettings(instructionSets.first?.march)),
    .target(
      name: "Kernels",
      dependencies: ["CVector", "KernelInterface"]
        + instructionSets.map { .target(name: $0.target) },
      swiftSettings: settings),
    .target(
      name: "FileFormats", dependencies: ["CImages", "CZlib"], swiftSettings: optimized),
    .target(name: "Launcher", dependencies: ["CProcess"], swiftSettings: settings),

    // Row 2: programs over graphs, data, processes.
    .target(
      name: "Engine", dependencies: ["Kernels"], swiftSettings: optimized),
    .target(
      name: "Datasets", dependencies: ["Kernels", "FileFormats"], swiftSettings: optimized),
    .target(name: "MPI", dependencies: ["CMPI"], swiftSettings: settings),

    // Row 3: what networks are made of; many processes, one network.
    .target(
      name: "Layers", dependencies: ["Kernels", "Engine"], swiftSettings: optimized),
    .target(
      name: "Parallel", dependencies: ["Kernels", "Engine", "MPI"], swiftSettings: optimized),

    // Row 4: networks in files.
    .target(
      name: "KerasFormat", dependencies: ["FileFormats", "Engine", "Layers"],
      swiftSettings: settings),

    // Row 5 to 7: training, the library's door, the command.
    .target(
      name: "Training",
      dependencies: [
        "CSignals", "Kernels", "FileFormats", "Engine", "Layers", "KerasFormat", "Datasets",
        "Parallel",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: optimized),
    .target(
      name: "Lockstep",
      dependencies: ["Engine", "Layers", "KerasFormat", "Datasets", "Parallel", "Training"],
      swiftSettings: settings),
    .target(
      name: "Benchmarks",
      dependencies: [
        "Kernels", "FileFormats", "Launcher", "Engine", "Layers", "KerasFormat", "Datasets", "MPI",
        "Parallel", "Training",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "LockstepCommand",
      dependencies: [
        "Benchmarks", "Lockstep", "Kernels", "FileFormats", "Launcher", "Engine", "Layers",
        "KerasFormat", "Datasets", "MPI", "Parallel", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings, plugins: ["BuildCommit"]),
    .plugin(name: "BuildCommit", capability: .buildTool()),

    // Examples: the program in README.md, word for word, the tutorial, and the tutorial's variants.
    .executableTarget(
      name: "ReadmeExample", dependencies: ["Lockstep"], path: "Examples/Readme",
      swiftSettings: settings),
    .executableTarget(
      name: "Tutorial", dependencies: ["Lockstep"], path: "Examples/Tutorial",
      swiftSettings: settings),
    .executableTarget(
      name: "Variants", dependencies: ["Lockstep"], path: "Examples/Variants",
      swiftSettings: settings),
    // The program of a package that depends on this one, under another name than it has there.
    .executableTarget(
      name: "OwnProgram", dependencies: ["Lockstep"],
      path: "Examples/OwnPackage/Sources/OwnPackage",
      swiftSettings: settings + [.defaultIsolation(MainActor.self)]),

    // Tests.
    // No program of its own: `scripts/fuzz` links it with libFuzzer.
    .target(
      name: "FuzzTargets", dependencies: ["Datasets", "FileFormats", "TestSupport"],
      path: "Tests/FuzzTargets", swiftSettings: settings),
    .target(
      name: "TestSupport", dependencies: ["CVector", "FileFormats"], path: "Tests/TestSupport",
      swiftSettings: settings),
    .target(
      name: "ModelTestSupport",
      dependencies: ["Engine", "FileFormats", "KerasFormat", "Kernels", "Layers", "TestSupport"],
      path: "Tests/ModelTestSupport", swiftSettings: settings),
    .executableTarget(
      name: "MPIExercises", dependencies: ["MPI"], path: "Tests/MPIExercises",
      swiftSettings: settings),
    .executableTarget(
      name: "ParallelExercises", dependencies: ["Kernels", "Engine", "Layers", "Parallel"],
      path: "Tests/ParallelExercises", swiftSettings: settings),
    .executableTarget(
      name: "ProgramExercises", dependencies: ["Lockstep"], path: "Tests/ProgramExercises",
      swiftSettings: settings),
    .executableTarget(
      name: "TrainingExercises", dependencies: ["Lockstep"], path: "Tests/TrainingExercises",
      swiftSettings: settings),
    // The kernels, whose objects a test reads.
    .testTarget(
      name: "ArchitectureTests", dependencies: ["Kernels", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "KernelsTests", dependencies: ["Kernels", "TestSupport"], swiftSettings: upcoming),
    .testTarget(
      name: "FileFormatsTests", dependencies: ["FileFormats", "TestSupport"],
      swiftSettings: settings),
    // Takes the place of MPI's functions in the test process, which never calls MPI itself.
    .target(
      name: "CMPIRecorder", dependencies: ["COpenMPI"], path: "Tests/CMPIRecorder",
      cSettings: plainC),
    .testTarget(
      name: "MPITests",
      dependencies: ["CMPI", "CMPIRecorder", "MPI", "MPIExercises", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets", "FileFormats", "Kernels", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "EngineTests",
      dependencies: ["Engine", "Kernels", "Layers", "ModelTestSupport", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "LayersTests",
      dependencies: [
        "Engine", "FileFormats", "KerasFormat", "Kernels", "Layers", "ModelTestSupport",
        "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "KerasFormatTests",
      dependencies: [
        "Engine", "FileFormats", "KerasFormat", "Layers", "ModelTestSupport", "TestSupport",
      ],
      swiftSettings: unoptimized),
    .testTarget(
      name: "ParallelTests",
      dependencies: [
        "Parallel", "Kernels", "Engine", "Layers", "MPI", "ParallelExercises", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Lockstep", "Kernels", "FileFormats", "Engine", "Layers", "KerasFormat", "Datasets",
        "Parallel", "ProgramExercises", "Training", "TrainingExercises", "TestSupport",
      ],
      resources: [.copy("Fixtures")], swiftSettings: unoptimized),
    .testTarget(
      name: "LauncherTests", dependencies: ["Launcher"], swiftSettings: unoptimized),
    .testTarget(
      name: "BenchmarksTests",
      dependencies: ["Benchmarks", "FileFormats", "Launcher", "Engine", "Layers", "Parallel"],
      swiftSettings: unoptimized),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "LockstepCommand", "FileFormats", "Engine", "Kernels", "Layers", "KerasFormat",
        "OwnProgram",
        "ReadmeExample", "TestSupport", "Training", "Tutorial", "Variants",
      ],
      swiftSettings: unoptimized),
  ],
  swiftLanguageModes: [.v6]
)

package.targets += instructionSets.map { set in
  .target(
    name: set.target, dependencies: ["CVector", "KernelInterface"],
    path: set.march == nil ? "Sources/KernelsV3" : nil,
    swiftSettings: upcoming + Build.kernelSettings(set.march))
}

// `LOCKSTEP_PART=kernels` leaves only what the kernels' tests need, to build them in another way.
if Build.part == "kernels" {
  let names =
    [
      "CImages", "CVector", "CZlib", "FileFormats", "KernelInterface", "Kernels", "KernelsTests",
      "TestSupport",
    ] + instructionSets.map(\.target)
  package.products = []
  package.dependencies = []
  package.targets.removeAll { !names.contains($0.name) }
}
