// swift-tools-version: 6.2
// A package that depends on Lockstep: on the repository around it, or on the one that LOCKSTEP_URL
// or LOCKSTEP_REPO names. A package elsewhere has one of these two lines:
//
//     .package(url: "https://github.com/OWNER/lockstep", from: "1.0.0"),
//     .package(path: "../lockstep"),
import PackageDescription

let lockstep: Package.Dependency =
  if let url = Context.environment["LOCKSTEP_URL"] {
    .package(url: url, from: "1.0.0")
  } else {
    .package(name: "lockstep", path: Context.environment["LOCKSTEP_REPO"] ?? "../..")
  }

let package = Package(
  name: "OwnPackage",
  platforms: [.macOS(.v15)],
  dependencies: [lockstep],
  targets: [
    .executableTarget(
      name: "OwnPackage", dependencies: [.product(name: "Lockstep", package: "lockstep")],
      // Top-level variables are the main actor's; so are, with this, the functions that use them.
      swiftSettings: [.defaultIsolation(MainActor.self)])
  ],
  swiftLanguageModes: [.v6]
)
