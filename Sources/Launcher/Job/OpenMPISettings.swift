import Foundation

/// Open MPI's settings for a job, as variables and options of mpirun.
///
/// What the user has set is left alone.
package struct OpenMPISettings {
  /// Variables for mpirun, in the order in which they are shown.
  package private(set) var variables: [(name: String, value: String)]
  /// Options of mpirun.
  package private(set) var options: [String]
  private let environment: [String: String]

  /// The user's own settings.
  ///
  /// - Parameters:
  ///   - environment: The variables that mpirun inherits.
  ///   - parameters: MCA parameters by name.
  ///   - options: Options of mpirun.
  package init(
    _ environment: [String: String], parameters: [(name: String, value: String)] = [],
    options: [String] = []
  ) {
    self.environment = environment
    self.options = options
    variables = parameters.map { ("OMPI_MCA_\($0.name)", $0.value) }
  }

  /// The value of a variable that is set here or by the user; nil where it is not set.
  package subscript(name: String) -> String? {
    variables.last { $0.name == name }?.value ?? environment[name]
  }

  private mutating func setUnlessGiven(_ name: String, _ value: String) {
    if self[name] == nil { variables.append((name, value)) }
  }

  /// Whether there may be more ranks than slots.
  package var mayOversubscribe: Bool {
    options.contains("--oversubscribe")
      || self["OMPI_MCA_rmaps_base_oversubscribe"]?.isEmpty == false
  }

  /// Where Open MPI's session folders are, when the user has named a folder.
  package var sessionBase: String? { self["OMPI_MCA_orte_tmpdir_base"] }

  /// Lets root run mpirun.
  package mutating func allowRoot(_ isRoot: Bool = getuid() == 0) {
    guard isRoot else { return }
    setUnlessGiven("OMPI_ALLOW_RUN_AS_ROOT", "1")
    setUnlessGiven("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1")
  }

  /// Ends a job whose link to a host is cut for six seconds; one that comes back after two does
  /// not.
  package mutating func endWhenALinkIsCut() {
    setUnlessGiven("OMPI_MCA_oob_tcp_keepalive_time", "1")
    setUnlessGiven("OMPI_MCA_oob_tcp_keepalive_intvl", "1")
    setUnlessGiven("OMPI_MCA_oob_tcp_keepalive_probes", "6")
  }

  /// Shortens start-up and messages inside a host (measured with Open MPI 4.1).
  package mutating func speedUpOneHost() {
    setUnlessGiven("OMPI_MCA_pml", "ob1")
    setUnlessGiven("OMPI_MCA_btl_vader_single_copy_mechanism", "none")
  }

  /// Fits ranks to the processors of this machine, and to the slots that mpirun counts there.
  package mutating func fit(_ ranks: Int, to processors: Processors) {
    if ranks > processors.threadCount {
      oversubscribe()
    } else if let slots = slurmSlots, ranks > slots {
      // Slurm has given one task several processors: there is one for each rank, so that none of
      // them needs to yield.
      oversubscribe()
      setUnlessGiven("OMPI_MCA_mpi_yield_when_idle", "0")
    } else if ranks > processors.coreCount, slurmSlots == nil {
      // Enough processors, but Open MPI counts cores and would refuse.
      options.append("--use-hwthread-cpus")
    }
  }

  private mutating func oversubscribe() {
    if !mayOversubscribe { options.append("--oversubscribe") }
    if !options.contains("--bind-to"), self["OMPI_MCA_hwloc_base_binding_policy"] == nil {
      options += ["--bind-to", "none"]
    }
  }

  /// The slots that mpirun takes from Slurm, which are tasks: nil outside of its jobs.
  private var slurmSlots: Int? {
    guard environment["SLURM_JOBID"] != nil, let tasks = environment["SLURM_TASKS_PER_NODE"]
    else { return nil }
    return Int(tasks.prefix { $0.isNumber })
  }

  /// Whether the ranks run on this host alone: otherwise a batch system or a default host file
  /// spreads them, and slots, binding and transports are theirs to choose.
  package static func isOneHost(_ environment: [String: String]) -> Bool {
    let several = [
      "OMPI_MCA_orte_default_hostfile", "PRTE_MCA_prte_default_hostfile", "PBS_NODEFILE",
      "LSB_HOSTS", "PE_HOSTFILE",
    ]
    return several.allSatisfy { environment[$0, default: ""].isEmpty }
      && ["", "1"].contains(environment["SLURM_JOB_NUM_NODES", default: "1"])
  }
}
