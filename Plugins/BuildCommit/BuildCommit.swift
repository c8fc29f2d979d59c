import Foundation
import PackagePlugin

/// Writes the commit that is being built into a source file, before every build.
///
/// The manifest could ask git too, but SwiftPM keeps what a manifest said for as long as its text
/// is the same, and the program would name an old commit.
@main
struct BuildCommit: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) -> [Command] {
    let folder = context.pluginWorkDirectoryURL
    // Without git, or outside a repository, the commit is unknown. The file is replaced only when
    // it changes, so that an unchanged commit compiles nothing.
    let script = """
      cd "$1" || exit 0
      commit=$(git rev-parse --short=12 HEAD 2>/dev/null) || commit=unknown
      [ "$commit" = unknown ] || git diff --quiet HEAD 2>/dev/null || commit="$commit+"
      printf 'let buildCommit = "%s"\\n' "$commit" >"$2/BuildCommit.new"
      if cmp -s "$2/BuildCommit.new" "$2/BuildCommit.swift"; then
        rm "$2/BuildCommit.new"
      else
        mv "$2/BuildCommit.new" "$2/BuildCommit.swift"
      fi
      """
    return [
      .prebuildCommand(
        displayName: "Asking git for the commit",
        executable: URL(filePath: "/bin/sh"),
        arguments: ["-c", script, "sh", context.package.directoryURL.path(), folder.path()],
        outputFilesDirectory: folder)
    ]
  }
}
