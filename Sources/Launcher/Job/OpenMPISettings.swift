import Foundation

/// Open MPI's settings for a job, as variables and options of mpirun.
///
/// The user's own settings have precedence.
package struct OpenMPISettings {
  /// The environment variables for mpirun, in display order.
  package private(set) var variables: [(name: String, value: String)]
  /// Options of mpirun.
  package private(set) var options: [String]
  private let environment: [String: String]

  /// Creates the user's own settings.
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

  /// The value of a variable that is set here or by the user; nil if it is not set.
  package subscript(name: String) -> String? {
    variables.last { $0.name == name }?.value ?? environment[name]
  }

  /// Sets a variable that mpirun and the ranks of this host inherit.
  package mutating func set(_ name: String, _ value: String) { variables.append((name, value)) }

  private mutating func setUnlessGiven(_ name: String, _ value: String) {
    if self[name] == nil { variables.append((name, value)) }
  }

  /// Whether there may be more ranks than slots.
  package var mayOversubscribe: Bool {
    options.contains("--oversubscribe")
      || self["OMPI_MCA_rmaps_base_oversubscribe"]?.isEmpty == false
  }

  /// The parent of Open MPI's session folders, if the user has set it.
  package var sessionBase: String? { self["OMPI_MCA_orte_tmpdir_base"] }

  /// Lets root run mpirun.
  package mutating func allowRoot(_ isRoot: Bool = getuid() == 0) {
    guard isRoot else { return }
    setUnlessGiven("OMPI_ALLOW_RUN_AS_ROOT", "1")
    setUnlessGiven("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1")
  }

  /// Ends a job when the connection to a host is lost for six seconds; an interruption of two
  /// seconds is tolerated.
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
      // Slurm has given one task several processors, one for each rank, so that ranks need not
      // yield.
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

  /// The slots that mpirun takes from Slurm, the number of tasks; nil outside of Slurm jobs.
  private var slurmSlots: Int? {
    guard environment["SLURM_JOBID"] != nil, let tasks = environment["SLURM_TASKS_PER_NODE"]
    else { return nil }
    return Int(tasks.prefix { $0.isNumber })
  }

  /// Returns whether the ranks run only on this host: otherwise a batch system or a default host
  /// file distributes them, and determines slots, binding and transports.
  package static func isOneHost(_ environment: [String: String]) -> Bool {
    let several = [
      "OMPI_MCA_orte_default_hostfile", "PRTE_MCA_prte_default_hostfile", "PBS_NODEFILE",
      "LSB_HOSTS", "PE_HOSTFILE",
    ]
    return several.allSatisfy { environment[$0, default: ""].isEmpty }
      && ["", "1"].contains(environment["SLURM_JOB_NUM_NODES", default: "1"])
  }
}
