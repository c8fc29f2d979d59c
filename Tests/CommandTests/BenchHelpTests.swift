import TestSupport
import Testing

/// Every word of the measurements' help, on one line with single spaces: how it wraps does not
/// matter.
@Suite("bench --help")
struct BenchHelpTests {
  @Test("says what every option does, and its default", arguments: golden.keys.sorted())
  func help(subcommand: String) throws {
    let result = try Job.solo("lockstep", ["bench", subcommand, "--help"])
    #expect(result.exitCode == 0, "\(result)")
    let text = result.standardOutput.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text == Self.golden[subcommand])
  }

  private static let golden = [
    "step": """
    OVERVIEW: Times training steps, for several world sizes and leaf counts in turns. Each \
    world size of --worlds is started anew in every round (world size 1 without mpirun, \
    pinned to one core), round after round, so that a machine whose speed drifts treats all \
    alike. Under mpirun, or with a single world size 1, it times this process group itself. \
    A turn starts at one instant on all ranks, and its time is the slowest rank's. The \
    percentage is of the fused multiply-adds that the job's cores did in the same run. \
    lockstep bench step --model cnn --worlds 1,2 USAGE: lockstep bench step [--model \
    <model>] [--data <folder|name>] [--batch-size <batch-size>] [--leaves <n,...>] \
    [--exchange <exchange>] [--worlds <n,...>] [--rounds <rounds>] [--repeats <repeats>] \
    [--steps <steps>] [--kernels <set>] [--json] [--csv] OPTIONS: --model <model> The \
    network: mlp, cnn, leaky-relu, sgd-momentum, sparse, dropout, deep, batch-norm, moons, \
    counts. (default: mlp) --data <folder|name> mnist, random (dense inputs, in which no \
    kernel finds a zero), digits, or MNIST's folder. --batch-size <batch-size> The samples \
    of one step, on all ranks together. (default: 128) --leaves <n,...> Leaf counts that \
    take turns. (default: 8) --exchange <exchange> How gradients are summed: auto, shared, \
    ordered or mpi. (default: auto) --worlds <n,...> World sizes that take turns. (default: \
    1,2,4) --rounds <rounds> How often each world size is started. (default: 5) --repeats \
    <repeats> Turns of each measurement within a start. (default: 10) --steps <steps> Steps \
    of one turn. (default: 50) --kernels <set> The kernels to measure: v3 or v4; those that \
    the program chooses without one. --json Print JSON. --csv Print comma-separated values: \
    a row for each figure. --version Show the version. -h, --help Show help information.
    """,
    "scaling": """
    OVERVIEW: Measures speed-up over ranks: with one batch for all, and with one for each. \
    Every run is started anew in every round, one after the other, so that a machine whose \
    speed drifts treats all alike. World size 1 is the solo program, without mpirun and \
    pinned to one core, with --leaves leaves and with one: the faster of the two is what \
    speed-ups are against. More ranks than leaves raise the number of leaves for all. \
    lockstep bench scaling --models mlp --worlds 1,2,4 --svg scaling.svg USAGE: lockstep \
    bench scaling <options> OPTIONS: --models <models> The networks: mlp, cnn, leaky-relu, \
    sgd-momentum, sparse, dropout, deep, batch-norm, moons, counts; commas between them. \
    (default: mlp,cnn) --data <folder|name> mnist, random (dense inputs, in which no kernel \
    finds a zero), digits, or MNIST's folder. --batches <n,...> Batches of all ranks \
    together (strong scaling), or none. (default: 128,256,1024) --batches-per-rank <n,...> \
    Batches of each rank (weak scaling), or none. (default: 128) --worlds <n,...> World \
    sizes that take turns. (default: 1,2,4) --rounds <rounds> How often each world size is \
    started. (default: 5) --hostfile <file> mpirun's file of hosts; this host without one. \
    --leaves <leaves> The leaves of the reduction tree: a power of two, and the most ranks. \
    (default: 8) --exchange <exchange> How gradients are summed: auto, shared, ordered or \
    mpi. (default: auto) --repeats <repeats> Turns of each measurement within a start. \
    (default: 10) --steps <steps> Steps of one turn. (default: 20) --kernels <set> The \
    kernels to measure: v3 or v4; those that the program chooses without one. --json <file> \
    Also write JSON to a file. --csv <file> Also write comma-separated values to a file: a \
    row for each point. --svg <file> Also draw a picture (SVG) to a file. --version Show the \
    version. -h, --help Show help information.
    """,
    "kernels": """
    OVERVIEW: Times each kernel on the networks' shapes, beside what the machine can do. On \
    one core: `taskset -c 0` keeps it on one. The kernels take turns. What the machine can \
    do is measured in the same run: fused multiply-adds in registers, and reading and \
    updating numbers in each cache and in memory. lockstep bench kernels --models mlp --only \
    dense USAGE: lockstep bench kernels [--models <models>] [--batch-size <batch-size>] \
    [--leaves <leaves>] [--repeats <repeats>] [--only <only>] [--kernels <set>] [--json] \
    [--csv] OPTIONS: --models <models> The networks: mlp, cnn, leaky-relu, sgd-momentum, \
    sparse, dropout, deep, batch-norm, moons, counts; commas between them. (default: \
    mlp,cnn,deep) --batch-size <batch-size> The rows of a batch; the networks' own without \
    one. --leaves <leaves> The leaves of the reduction tree: a power of two, and the most \
    ranks. (default: 8) --repeats <repeats> Turns of each measurement within a start. \
    (default: 21) --only <only> Only kernels whose name contains this. --kernels <set> The \
    kernels to measure: v3 or v4; those that the program chooses without one. --json Print \
    JSON. --csv Print comma-separated values: a row for each figure. --version Show the \
    version. -h, --help Show help information.
    """,
    "exchange": """
    OVERVIEW: Times the exchange of gradients by size, beside MPI_Allreduce and a copy. \
    Every world size of --worlds is started anew in every round: once for Lockstep's \
    exchanges, and once for each of several settings of Open MPI for MPI_Allreduce. A time \
    goes from an instant that all ranks agree on until the slowest has read the whole \
    result, and includes whatever an exchange makes the ranks wait for. Under mpirun it \
    times this process group itself. lockstep bench exchange --sizes mlp,1000000 --worlds 4 \
    USAGE: lockstep bench exchange [--sizes <n|model,...>] [--worlds <n,...>] [--rounds \
    <rounds>] [--hostfile <file>] [--leaves <leaves>] [--repeats <repeats>] [--kernels \
    <set>] [--json] [--csv] OPTIONS: --sizes <n|model,...> How many floats: numbers, and \
    models' names for their parameters. (default: 1000,10000,100000,mlp,1000000,10000000) \
    --worlds <n,...> World sizes that take turns. (default: 2,4) --rounds <rounds> How often \
    each world size is started. (default: 3) --hostfile <file> mpirun's file of hosts; this \
    host without one. --leaves <leaves> The leaves of the reduction tree: a power of two, \
    and the most ranks. (default: 8) --repeats <repeats> Turns of each measurement within a \
    start. (default: 30) --kernels <set> The kernels to measure: v3 or v4; those that the \
    program chooses without one. --json Print JSON. --csv Print comma-separated values: a \
    row for each figure. --version Show the version. -h, --help Show help information.
    """,
    "checkpoint": """
    OVERVIEW: Times saves: how long they hold the steps, and when the file is whole. Runs \
    with saves and runs without take turns. Each world size of --worlds is started anew in \
    every round, as by bench step. The files go to a folder of their own below --folder, \
    which is removed at the end. lockstep bench checkpoint --model cnn --folder runs USAGE: \
    lockstep bench checkpoint <options> OPTIONS: --model <model> The network: mlp, cnn, \
    leaky-relu, sgd-momentum, sparse, dropout, deep, batch-norm, moons, counts. (default: \
    mlp) --data <folder|name> mnist, random (dense inputs, in which no kernel finds a zero), \
    digits, or MNIST's folder. --batch-size <batch-size> The samples of one step, on all \
    ranks together. (default: 128) --leaves <leaves> The leaves of the reduction tree: a \
    power of two, and the most ranks. (default: 8) --exchange <exchange> How gradients are \
    summed: auto, shared, ordered or mpi. (default: auto) --worlds <n,...> World sizes that \
    take turns. (default: 1,2) --rounds <rounds> How often each world size is started. \
    (default: 3) --repeats <repeats> Turns of each measurement within a start. (default: 5) \
    --steps <steps> Steps of one turn. (default: 200) --every <every> Steps between two \
    saves. (default: 20) --folder <folder> On which disk the files are written. (default: .) \
    --kernels <set> The kernels to measure: v3 or v4; those that the program chooses without \
    one. --json Print JSON. --csv Print comma-separated values: a row for each figure. \
    --version Show the version. -h, --help Show help information.
    """,
  ]
}
