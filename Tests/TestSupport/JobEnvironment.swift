extension Job {
  /// What every program of the tests finds in its environment, before a test's own additions.
  ///
  /// The variables of any launcher around the tests are gone: with them a child `mpirun` ends with
  /// exit code 1 and no word. Open MPI is told to be quick to start, to let ranks outnumber cores
  /// and to bind none of them.
  ///
  /// - Parameter inherited: The environment of the tests.
  /// - Returns: The variables by name.
  public static func childEnvironment(from inherited: [String: String]) -> [String: String] {
    inherited
      .filter { variable in !launcherPrefixes.contains { variable.key.hasPrefix($0) } }
      .merging(additions) { _, new in new }
  }

  private static let launcherPrefixes = ["OMPI_", "PMIX_", "ORTE_", "OPAL_", "SLURM_", "PMI_"]

  private static let additions = [
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_pml": "ob1",
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "OMPI_MCA_hwloc_base_binding_policy": "none",
    "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
    "SWIFT_BACKTRACE": "enable=no",
  ]
}
