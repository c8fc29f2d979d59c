/// The command line of one job.
package struct JobLine {
  /// The environment variables to set, in display order.
  package var variables: [(name: String, value: String)]
  /// The program and its arguments.
  package var arguments: [String]

  /// Creates a command line of mpirun.
  ///
  /// - Parameters:
  ///   - settings: Open MPI's settings.
  ///   - ranks: The number of ranks.
  ///   - attempt: The number of the start, passed to the ranks as `LOCKSTEP_ATTEMPT`; nil for a job
  ///     that is started once.
  ///   - hosts: Options of mpirun that name the hosts.
  ///   - program: The program that each rank runs, and its arguments.
  package init(
    _ settings: OpenMPISettings, ranks: Int, attempt: Int? = nil, hosts: [String] = [],
    program: [String]
  ) {
    variables = settings.variables + (attempt.map { [("LOCKSTEP_ATTEMPT", "\($0)")] } ?? [])
    arguments =
      ["mpirun", "-np", "\(ranks)"] + (attempt == nil ? [] : ["-x", "LOCKSTEP_ATTEMPT"]) + hosts
      + settings.options + program
  }

  /// The command line, quoted for a shell.
  package var shown: String {
    let assignments = variables.map { "\($0.name)=\($0.value)" }
    return ShellText.line((assignments.isEmpty ? [] : ["env"]) + assignments + arguments)
  }

  /// Returns the environment of the job.
  package func environment(_ inherited: [String: String]) -> [String: String] {
    variables.reduce(into: inherited) { $0[$1.name] = $1.value }
  }
}
