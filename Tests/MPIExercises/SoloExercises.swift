import Foundation
import MPI

/// The library's version, without a start of MPI.
func versionExercise(_ arguments: [String]) throws {
  print(MPIRuntime.libraryVersion)
}

/// `chatter COUNT`: so many lines of 64 bytes on each output, in turn.
func chatterExercise(_ arguments: [String]) throws {
  let count = arguments.first.flatMap { Int($0) } ?? 1
  for _ in 0..<count {
    FileHandle.standardOutput.write(Data((String(repeating: "o", count: 63) + "\n").utf8))
    FileHandle.standardError.write(Data((String(repeating: "e", count: 63) + "\n").utf8))
  }
}

/// `exit CODE`: ends with that code.
func exitExercise(_ arguments: [String]) throws {
  exit(arguments.first.flatMap { Int32($0) } ?? 1)
}

/// Writes its process number and never ends by itself.
func hangExercise(_ arguments: [String]) throws {
  print(ProcessInfo.processInfo.processIdentifier)
  fflush(nil)
  while true { sleep(60) }
}

/// Prints the working directory, then the value of each named variable.
func whereExercise(_ arguments: [String]) throws {
  print(FileManager.default.currentDirectoryPath)
  for name in arguments { print(ProcessInfo.processInfo.environment[name] ?? "(none)") }
}
