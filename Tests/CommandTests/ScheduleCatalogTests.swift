import FileFormats
import Foundation
import TestSupport
import Testing

/// What `--schedule` takes, through the command.
@Suite("train --schedule")
struct ScheduleCatalogTests {
  @Test(
    "refuses invalid values, and lists valid ones",
    arguments: [
      (
        ["step"],
        """
        --schedule is step; expected exponential, inverse-time, cosine, piecewise, polynomial, \
        warmup
        """
      ),
      (["cosin:decaySteps=5"], "polynomial, warmup; did you mean cosine?"),
      (["cosine"], "decaySteps of --schedule is not given; expected cosine:decaySteps=..."),
      (
        ["cosine:decayStep=5"],
        """
        decayStep in cosine:decayStep=5; expected keys alpha, decaySteps, initialLearningRate, \
        warmupSteps, warmupTarget; did you mean decaySteps?
        """
      ),
      (["cosine:decaySteps=0"], "decaySteps of CosineDecay is 0.0; expected a number above 0"),
      (["cosine:decaySteps=x"], "decaySteps of --schedule is x; expected a number"),
      (["exponential:decaySteps=5"], "decayRate of --schedule is not given"),
      (
        ["inverse-time:decaySteps=5,decayRate=1,staircase=2"],
        "staircase of --schedule is 2; expected true or false"
      ),
      (
        ["piecewise:boundaries=1/x,values=1/2/3"],
        "boundaries of --schedule is 1/x; expected whole numbers as in 100/200"
      ),
      (
        ["piecewise:boundaries=1,values=0.1/"],
        "values of --schedule is 0.1/; expected numbers as in 0.1/0.01/0.001"
      ),
      (
        ["piecewise:boundaries=1/2,values=0.1/0.2"],
        "the number of values of PiecewiseConstantDecay is 2; expected 3"
      ),
      (["polynomial:decaySteps=5,power=-1"], "power of PolynomialDecay is -1.0"),
      (["warmup:peak=0.1"], "steps of --schedule is not given; expected warmup:steps=..."),
      (["warmup:steps=5,then=cosine:alpha=1"], "decaySteps of --schedule is not given"),
      (["cosine:decaySteps"], "expected NAME:key=value,key=value, each key once"),
      (
        ["piecewise:boundaries=1,values=0.1/0.2", "--learning-rate", "0.5"],
        "--learning-rate is 0.5; expected none beside a --schedule that has its own"
      ),
      (
        ["cosine:initialLearningRate=1,decaySteps=5", "--learning-rate", "0.5"],
        "--learning-rate is 0.5; expected none beside a --schedule that has its own"
      ),
      (
        ["cosine:decaySteps=5", "--learning-rate", "nan"],
        "initialLearningRate of CosineDecay is nan; expected a number from 0 up"
      ),
    ])
  func refuses(arguments: [String], message: String) throws {
    let result = try Job.solo(
      "lockstep", ["train", "--data", "digits", "--schedule"] + arguments)
    #expect(result.exitCode == 64, "\(result)")
    expectOneErrorLine(result, containing: [message])
    #expect(result.standardOutput == "", "\(result)")
  }

  @Test(
    "creates the named schedule, which the checkpoint stores",
    arguments: [
      (
        ["exponential:decaySteps=5,decayRate=0.5,staircase=true", "--learning-rate", "0.25"],
        "ExponentialDecay",
        [
          "initial_learning_rate": 0.25, "decay_steps": 5, "decay_rate": 0.5, "staircase": true,
        ]
      ),
      (
        ["InverseTimeDecay:decaySteps=5,decayRate=0.5", "--optimizer", "sgd:learningRate=0.5"],
        "InverseTimeDecay",
        [
          "initial_learning_rate": 0.5, "decay_steps": 5, "decay_rate": 0.5, "staircase": false,
        ]
      ),
      (
        [
          "cosine:initialLearningRate=0.5,decaySteps=9,alpha=0.25,warmupTarget=1,warmupSteps=3"
        ], "CosineDecay",
        [
          "initial_learning_rate": 0.5, "decay_steps": 9, "alpha": 0.25, "warmup_target": 1,
          "warmup_steps": 3,
        ]
      ),
      (
        ["piecewise:boundaries=2/4,values=0.5/0.25/0"], "PiecewiseConstantDecay",
        ["boundaries": [2, 4], "values": [0.5, 0.25, 0]]
      ),
      (
        ["polynomial_decay:initialLearningRate=1,decaySteps=9,endLearningRate=0,cycle=true"],
        "PolynomialDecay",
        [
          "initial_learning_rate": 1, "decay_steps": 9, "end_learning_rate": 0, "power": 1,
          "cycle": true,
        ]
      ),
      (
        ["warmup:steps=5,start=0.25,peak=0.5"], "LinearWarmup",
        ["start": 0.25, "peak": 0.5, "steps": 5, "then": nil]
      ),
    ] as [([String], String, JSON)])
  func makes(arguments: [String], className: String, config: JSON) throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      try folder.train(["--epochs", "1", "--schedule"] + arguments)
      let written = try learningRate(folder)
      #expect(written["class_name"] == .string(className))
      try expectSameNumbers(#require(written["config"]), config)
    }
  }

  /// The rest of the word, commas too, belongs to what follows, which begins at the peak.
  @Test("passes the arguments after then to the schedule after a warm-up")
  func nests() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      try folder.train([
        "--epochs", "1", "--learning-rate", "0.5", "--schedule",
        "warmup:steps=2,then=exponential:decaySteps=3,decayRate=0.25",
      ])
      let config = try #require(try learningRate(folder)["config"])
      #expect(config["peak"] == 0.5)
      try expectSameNumbers(
        #require(config["then"]?["config"]),
        [
          "initial_learning_rate": 0.5, "decay_steps": 3, "decay_rate": 0.25, "staircase": false,
        ])
    }
  }

  /// Five steps an epoch; step 7 is inside the second.
  @Test("resumes in the middle of a schedule with the same bits")
  func resumes() throws {
    let arguments = [
      "--batch-size", "16", "--epochs", "3", "--learning-rate", "0.01", "--schedule",
      "warmup:steps=4,then=cosine:decaySteps=9",
    ]
    try TrainingFolder.with(sampleCount: 80) { folder in
      try folder.train(arguments, run: "whole")
      try folder.train(arguments + ["--max-steps", "7"], in: .ranks(2))
      try folder.train(arguments + ["--resume"], in: .ranks(3))
      let difference = try firstDifference(folder.newest(), folder.newest(run: "whole"))
      #expect(difference == nil)
      // 13 steps are 4 up and 9 down: the rate of what would be the 16th update is 0.
      let file = try SafetensorsFile(folder.path("run/step-00000015.safetensors"))
      let rate = try #require(file.metadata["learningRate"])
      #expect(rate.contains(#""bits":"00000000""#), "\(rate)")
    }
  }

  /// A rate of 0 from the third update on: more epochs do not change the weights.
  @Test("sets the rate of each step")
  func setsTheRate() throws {
    let schedule = "piecewise:boundaries=1,values=0.5/0"
    try TrainingFolder.with(sampleCount: 64) { folder in
      let arguments = [
        "--batch-size", "16", "--optimizer", "sgd", "--schedule", schedule,
      ]
      try folder.train(arguments + ["--epochs", "1", "--max-steps", "1"], run: "one")
      try folder.train(arguments + ["--epochs", "1", "--max-steps", "2"], run: "two")
      try folder.train(arguments + ["--epochs", "2"], run: "eight")
      #expect(
        try firstTensorDifference(folder.newest(run: "two"), folder.newest(run: "eight")) == nil)
      #expect(
        try firstTensorDifference(folder.newest(run: "one"), folder.newest(run: "two")) != nil)
    }
  }

  /// The learning rate in the only checkpoint's settings.
  private func learningRate(_ folder: TrainingFolder) throws -> JSON {
    let file = try SafetensorsFile(folder.path("run/step-00000001.safetensors"))
    let text = try #require(file.metadata["compile"], "\(file.metadata.keys.sorted())")
    let optimizer = try JSON(parsing: Array(text.utf8))["optimizer"]
    return try #require(optimizer?["config"]?["learning_rate"])
  }

  /// Expects equal keys and values, where 1 and 1.0 are the same.
  private func expectSameNumbers(
    _ found: JSON, _ expected: JSON, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let (left, right) = (
      try #require(found.objectValue, sourceLocation: sourceLocation),
      try #require(expected.objectValue, sourceLocation: sourceLocation)
    )
    #expect(left.keys.sorted() == right.keys.sorted(), sourceLocation: sourceLocation)
    for (key, value) in right {
      let same =
        value.arrayValue == nil
        ? left[key]?.numberValue == value.numberValue && left[key]?.boolValue == value.boolValue
        : left[key]?.arrayValue?.map(\.numberValue) == value.arrayValue?.map(\.numberValue)
      #expect(same, "\(key) in \(found)", sourceLocation: sourceLocation)
    }
  }
}
