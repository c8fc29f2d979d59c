import Foundation
import TestSupport
import Testing

@Suite("lockstep")
struct MainTests {
  /// The help of a subcommand on one line with single spaces: how it wraps does not matter.
  private func help(_ arguments: [String]) throws -> String {
    let result = try Job.solo("lockstep", arguments)
    #expect(result.exitCode == 0, "\(result)")
    #expect(result.standardError == "", "\(result)")
    return result.standardOutput.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test("--help lists subcommands and exit codes", arguments: [["--help"], ["-h"], ["help"], []])
  func rootHelp(arguments: [String]) throws {
    #expect(
      try help(arguments) == """
        OVERVIEW: Trains neural networks on many processes, with the same bits on any number of \
        them. Exit codes: 0 done, 64 an option is invalid, 65 data or a checkpoint are damaged or \
        do not fit, 66 data or a checkpoint are missing or may not be read, 70 something went wrong inside, 71 the \
        system has no more files or memory for this process, 73 a file or folder cannot be created, \
        74 writing failed, 75 saved and unfinished, 76 the ranks disagree. USAGE: lockstep <subcommand> [options] mpirun -np 4 lockstep train [options] \
        OPTIONS: --version Show the version. -h, --help Show help information. SUBCOMMANDS: \
        train Trains a network, alone or on every rank that mpirun starts. evaluate Computes the \
        loss and accuracy of a checkpoint or a .keras file on the test set. predict Computes a saved model's output \
        for samples: classes and probabilities, or values. export Writes a saved model to a file \
        for other programs: Keras, ONNX, NumPy. inspect Shows what is in data, a \
        checkpoint or another file of tensors. summary Prints a model's layers, shapes \
        and counts, as Keras does. compare Compares two checkpoints, two runs' folders or two \
        digest logs, bit by bit. replay Computes a step of a saved run again, alone, and shows \
        every tensor of it. audit Computes steps of a saved run again, alone, and compares them \
        with its digest log. check-gradients Compares every parameter's gradient with \
        central differences of the loss. doctor Checks what a new machine, or a job, gets wrong, \
        and says what to do about it. launch Starts a program on several ranks, and again from \
        its checkpoint when it dies. debug Starts a program on several ranks, some of them in a \
        debugger. bench Measures the program on this machine. See 'lockstep \
        help <subcommand>' for detailed help.
        """)
  }

  @Test("train --help says what every option does, and its default")
  func trainHelp() throws {
    #expect(
      try help(["train", "--help"]) == """
        OVERVIEW: Trains a network, alone or on every rank that mpirun starts. Alone: lockstep \
        train. On four processes: mpirun -np 4 lockstep train. The checkpoints are the same, byte \
        for byte, on any number of ranks up to the number of leaves. With a file of settings: \
        lockstep train --config run.json --epochs 3. USAGE: lockstep train \
        <options> OPTIONS: --model <name|file> The network: mlp, cnn, leaky-relu, \
        sgd-momentum, sparse, dropout, deep, batch-norm, moons, counts, a file with what \
        Keras's to_json() prints, or a .keras file, whose weights are then the first ones. \
        (default: mlp) --data <folder|file|name> MNIST's folder; an \
        .npz file with the arrays x_train, y_train, x_test and y_test, or a folder of them as .npy \
        files, as in --data mnist.npz; a table in CSV text; a folder of images by class, as \
        train/CLASS/NAME.png and test/CLASS/NAME.png, or CLASS/NAME.jpg; or built-in data: digits, moons, counts (default: the \
        model's own kind; MNIST from $MNIST_DIR, else data/mnist). Bytes are divided by 255, other \
        numbers are taken as they are; labels of whole numbers are classes, others values. \
        --label-column <name|n> The column of a table's labels, by name or by position counted \
        from 1, or from the end: --label-column species, --label-column -1 (default: the column \
        called label, else the last). Several columns of values: --label-column x --label-column y. \
        --header <yes|no|auto> Whether a table's first row has the \
        columns' names: yes, no, or auto, where no field of it is a number (default: auto). (values: \
        auto, yes, no) --image-size <HxW> Resize images by class to this height and width, \
        bilinearly: --image-size 64x64 (default: all must have one size). --color-mode \
        <grayscale|rgb|rgba> The channels of images: grayscale, rgb or rgba (default: those that all \
        images have). (values: grayscale, rgb, rgba) --train-fraction <share> Train on this share of samples that \
        have no test set, drawn at random, and test on the others: --train-fraction 0.8. \
        --no-shuffle-split Take the first samples, rather than draw any (with --train-fraction). \
        --stratify Draw the same share of each class (with --train-fraction). --split-seed <n> \
        Determines the samples that --train-fraction draws (default: 0). \
        --train-samples <n> Train on the first n samples only. --standardize Put a Normalization in \
        front of the model: inputs become (x - mean) / deviation, by the numbers of the samples to \
        train on alone, for each feature of rows and each channel of images. The checkpoint keeps \
        it. --epochs <epochs> How \
        often all samples are seen. (default: 5) --batch-size <n> The samples of one optimizer \
        step, on all ranks together (default: 128; cnn: 64; moons and counts: 32). --optimizer \
        <name[:key=value,...]> One of adam, adamw, sgd, rmsprop, adagrad, adadelta, with \
        hyperparameters where wanted: adam:beta1=0.9,epsilon=1e-7 (default: adam). \
        --learning-rate <number> How far a step goes (default: 0.001; sgd: 0.01). --schedule \
        <name:key=value,...> How the learning rate changes from step to step: one of exponential, \
        inverse-time, cosine, piecewise, polynomial, warmup, as in cosine:decaySteps=2345 or \
        warmup:steps=500,then=cosine:decaySteps=2000. --momentum <number> The share of the \
        velocity that sgd keeps each step. --loss <name[:key=value,...]> One of \
        categorical_crossentropy, sparse_categorical_crossentropy, binary_crossentropy, poisson, \
        mean_squared_error, mean_absolute_error, as in \
        categorical_crossentropy:labelSmoothing=0.1,fromLogits=true (default: the model's). \
        --metrics <name,...> Some of accuracy, binary_accuracy, categorical_accuracy, \
        sparse_categorical_accuracy, top_k_categorical_accuracy, \
        sparse_top_k_categorical_accuracy, mean_absolute_error, mean_squared_error, or none, as in \
        accuracy,top_k_categorical_accuracy:k=3 \
        (default: accuracy). --clip-norm <number> Scale each parameter's gradient down to this \
        norm at most. --clip-value <number> Move each gradient into -number to number. \
        --global-clip-norm <number> Scale all gradients down to this norm together at most. \
        --early-stopping <name[:key=value,...]> End once a number has stopped getting better: \
        val_loss:patience=3,restoreBest=true; further keys are minDelta, mode, baseline and \
        startFromEpoch. --reduce-lr <name[:key=value,...]> Reduce the learning rate when a number \
        has stopped getting better: val_loss:factor=0.2,patience=2; further keys are minDelta, \
        mode, cooldown and minRate. --csv <file> Write each epoch's numbers as a row of a CSV \
        file. --seed <seed> Determines the first weights and the order of samples. (default: 0) \
        --leaves <leaves> The leaves of the reduction tree: a power of two, and the most ranks. \
        (default: 8) --exchange <exchange> How gradients are summed: auto, shared, ordered or \
        mpi. (default: auto) --checkpoint-dir <folder> Where checkpoints go (default: a new \
        folder below runs). --checkpoint-every <n|90s|10m|2h> Save a checkpoint after every n \
        steps, or so much time, beside the ends of epochs. --keep <n> Keep the n newest \
        checkpoints (default: all). --on-nan <stop|skip|rollback> A step whose loss or gradient \
        is not finite: stop, skip its update, or rollback to the newest checkpoint's weights. \
        (default: stop) --verify-every <n> Every n steps the ranks check one another's numbers \
        and memory, bit by bit. --monitor <name> Keep the best checkpoint of the epochs' ends \
        too, as best.safetensors: best by a number of the history, such as loss, accuracy, \
        val_loss or val_accuracy. --resume Go on from the newest whole checkpoint in \
        --checkpoint-dir. --max-steps <n> End after n optimizer steps, counted from the run's \
        very start. --timeout <90s|5m|2h> End the job when no rank of a host makes progress for \
        so long; 0 for no limit (default: $LOCKSTEP_TIMEOUT, else 5m). --validate Evaluate the \
        test set after each epoch too. --evaluate-on <first|all> Who evaluates: first (rank 0, \
        while the others sleep) or all ranks, each a part; the same bits. (default: first) \
        --validation-split <share> Evaluate this share of the \
        training samples, the last ones, after each epoch instead of training on them. --no-shuffle Go through the samples in the data's order in every epoch. \
        --initial-weights <file> Start from the weights in a file: safetensors or .npz, which name \
        them as a checkpoint does, .keras or .weights.h5. --verbose <verbose> 0 prints only the result, 1 a bar for each epoch, \
        2 a line for each epoch. (default: 1) --log <file> Write the run's numbers as JSON lines. \
        --log-every <n> Write the loss of every n-th batch before its update, to the log or else \
        to standard output. --tensorboard <folder> Write event files for TensorBoard: each epoch's \
        numbers, histograms of weights and gradients, the model, the worst mistakes. \
        --histogram-freq <n> Write histograms after every n-th epoch, 0 for none (with --tensorboard; default: 1). --report \
        <file.html> Write a page about the run in HTML, anew after each epoch: curves, times, and at \
        the end the confusion matrix and the worst mistakes. --digest <file> Write a digest of \
        every parameter after every step as JSON lines: the same file on any number of ranks, for \
        lockstep compare. --digest-gradients Write digests of the gradients too, before they are \
        clipped. --digest-ranks Write digests of what each rank reads and computes too, by which \
        lockstep audit names a rank and an element; the file then depends on the number of ranks. \
        --trace <file> Write when each rank did what, on one clock, for Perfetto or \
        chrome://tracing; the last lines say what it means. --trace-steps <first-last> The steps in \
        the trace, counted from the run's very start (default: the first 500). --times Print where \
        each rank's time went after each epoch, and at the end what it means. --inject <fault:key=value,...> Let something go wrong, once, on a \
        run's first attempt; may be given several times. One of kill, term, hang, stop, slow, nan, \
        bitflip, torn-write, disk-full, as in kill:rank=2,step=37. --config <file.json> Take \
        settings from a JSON file: these options by their names, as in {"epochs": 3, "data": \
        "digits", "validate": true}; options on the command line win, --no-validate too. \
        --print-config Print the settings as such a file, and end. --version Show the version. \
        -h, --help Show help information.
        """)
  }

  @Test(
    "other subcommands have help too",
    arguments: [
      (
        ["evaluate"],
        [
          "<checkpoint>", "--data <folder|file|name>", "--label-column <name|n>",
          "--verbose <verbose>",
        ]
      ),
      (
        ["predict"],
        [
          "<checkpoint>", "--data <folder|file|name>", "--header <yes|no|auto>",
          "--format <format>",
          "--show", "--stdin",
          "lockstep predict runs/a --data mnist.npz --limit 8 --show",
        ]
      ),
      (
        ["export"],
        [
          "<checkpoint>", "--format <format>", "--output <file>",
          "lockstep export runs/a --output",
        ]
      ),
      (
        ["inspect"],
        [
          "<data|checkpoint>", "--label-column <name|n>", "--header <yes|no|auto>",
          "lockstep inspect mnist.npz",
          "lockstep inspect runs/a",
        ]
      ),
      (
        ["doctor"],
        [
          "--ranks <n>", "--model <name|file.json>", "--data <folder|file|name>",
          "--checkpoint-dir <folder>", "--json", "mpirun -np 4 lockstep doctor --data data/mnist",
        ]
      ),
      (
        ["summary"],
        [
          "<model>",
          """
          A model's name (mlp, cnn, leaky-relu, sgd-momentum, sparse, dropout, deep, batch-norm, \
          moons, counts), a .keras file, one with Keras's JSON, a checkpoint's file, or a run's \
          folder for its newest checkpoint.
          """,
        ]
      ),
      (
        ["replay"],
        [
          "<checkpoint>", "--step <n>", "--rank <n>", "--of <n>", "--samples", "--dump <folder>",
          "--digest <file>", "--break <layer>",
          "lockstep replay runs/a --step 500 --rank 2 --of 4 --samples",
        ]
      ),
      (
        ["audit"],
        [
          "<run>", "--digest <file>", "--steps <n>", "(default: 100)", "--seed <seed>",
          "lockstep audit runs/a --digest a.digests",
        ]
      ),
      (["check-gradients"], ["<model>", "--data", "--batch-size", "--elements", "--loss"]),
      (["bench"], ["step (default)", "scaling", "kernels", "exchange", "checkpoint"]),
    ])
  func otherHelp(subcommand: [String], words: [String]) throws {
    let text = try help(subcommand + ["--help"])
    for word in words { #expect(text.contains(word), "\(word) is not in: \(text)") }
  }

  @Test("--version names version, commit, MPI and kernels")
  func version() throws {
    let result = try Job.solo("lockstep", ["--version"])
    #expect(result.exitCode == 0, "\(result)")
    let lines = result.standardOutput.split(separator: "\n").map(String.init)
    try #require(lines.count == 3, "\(result)")
    let version = /lockstep [0-9]+\.[0-9]+\.[0-9]+ \(([0-9a-f]{12}\+?|unknown)\)/
    let first = lines[0].wholeMatch(of: version)
    #expect(first != nil, "\(lines[0])")
    #expect(lines[1].hasPrefix("Open MPI v"), "\(lines[1])")
    let third = lines[2].prefixMatch(of: /numerics [0-9]+, kernels (v3|v4|base) of [bv]/)
    #expect(third != nil, "\(lines[2])")
  }

  @Test(
    "prints help and version once, whatever the number of ranks",
    arguments: ["--help", "--version"])
  func onRanks(option: String) throws {
    let alone = try Job.solo("lockstep", [option])
    let ranks = try Job.mpirun(2, "lockstep", [option])
    #expect(ranks.exitCode == 0, "\(ranks)")
    let lines = { (result: JobResult) in result.standardOutput.split(whereSeparator: \.isNewline) }
    #expect(lines(ranks) == lines(alone))
  }

  @Test("refuses a subcommand that does not exist", arguments: [World.solo, .ranks(2)])
  func unknownSubcommand(world: World) throws {
    try withTemporaryDirectory { folder in
      let result = try TrainingFolder(in: folder, sampleCount: 1).lockstep(["fly"], in: world)
      #expect(result.exitCode == 64, "\(result)")
      expectOneErrorLine(result, containing: ["fly", "see lockstep --help"])
    }
  }
}
