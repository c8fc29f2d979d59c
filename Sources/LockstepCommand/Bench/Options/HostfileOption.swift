import ArgumentParser

/// `--hostfile`.
struct HostfileOption: ParsableArguments {
  @Option(help: ArgumentHelp("mpirun's file of hosts; this host without one.", valueName: "file"))
  var hostfile: String?
}
