import FileFormats
import Foundation
import TestSupport
import Testing

/// What `--optimizer` takes, through the command.
@Suite("train --optimizer")
struct OptimizerCatalogTests {
  @Test(
    "refuses invalid values, and lists valid ones",
    arguments: [
      (
        "newton",
        "--optimizer is newton; expected adam, adamw, sgd, rmsprop, adagrad, adadelta"
      ),
      ("adma", "rmsprop, adagrad, adadelta; did you mean adam?"),
      ("", "expected adam, adamw, sgd, rmsprop, adagrad, adadelta"),
      (
        "rmsprop:rate=1",
        "rate in rmsprop:rate=1; expected keys centered, epsilon, learningRate, momentum, rho"
      ),
      (
        "adam:momentum=0.9",
        "momentum in adam:momentum=0.9; expected keys beta1, beta2, epsilon, learningRate"
      ),
      ("adam:bta1=0.9", "epsilon, learningRate; did you mean beta1?"),
      ("adamw:rho=1", "expected keys beta1, beta2, epsilon, learningRate, weightDecay"),
      ("sgd:rho=1", "expected keys learningRate, momentum, nesterov"),
      ("adagrad:rho=1", "expected keys epsilon, initialAccumulator, learningRate"),
      ("adadelta:momentum=1", "expected keys epsilon, learningRate, rho"),
      ("rmsprop:rho=1", "rho of RMSprop is 1.0; expected a number from 0 to below 1"),
      ("adam:beta2=-0.1", "beta2 of Adam is -0.1; expected a number from 0 to below 1"),
      ("sgd:momentum=1.5", "momentum of SGD is 1.5; expected a number from 0 to 1"),
      ("adagrad:epsilon=small", "epsilon of --optimizer is small; expected a number"),
      ("adamw:weightDecay=nan", "weightDecay of AdamW is nan; expected a number from 0 up"),
      ("adadelta:learningRate=-1", "the learning rate is -1.0; expected a number from 0 up"),
      ("sgd:nesterov=maybe", "nesterov of --optimizer is maybe; expected true or false"),
      ("adam:beta1", "expected NAME:key=value,key=value, each key once"),
      ("adam:beta1=0.5,beta1=0.6", "expected NAME:key=value,key=value, each key once"),
    ])
  func refuses(word: String, message: String) throws {
    let result = try Job.solo("lockstep", ["train", "--data", "digits", "--optimizer", word])
    #expect(result.exitCode == 64, "\(result)")
    expectOneErrorLine(result, containing: [message])
    #expect(result.standardOutput == "", "\(result)")
  }

  @Test(
    "creates the named optimizer, which the checkpoint stores",
    arguments: [
      ("adam:beta1=0.5", "Adam", ["beta_1": 0.5, "beta_2": 0.999]),
      ("adam_w:weightDecay=0.25", "AdamW", ["weight_decay": 0.25, "beta_1": 0.9]),
      ("sgd:momentum=0.5,nesterov=true", "SGD", ["momentum": 0.5, "nesterov": true]),
      (
        "rm_sprop:rho=0.5,centered=true,momentum=0.25", "RMSprop",
        ["rho": 0.5, "centered": true, "momentum": 0.25]
      ),
      ("adagrad:initialAccumulator=0.5", "Adagrad", ["initial_accumulator_value": 0.5]),
      ("adadelta:rho=0.5,learningRate=1", "Adadelta", ["rho": 0.5, "learning_rate": 1]),
    ] as [(String, String, [String: JSON])])
  func makes(word: String, className: String, values: [String: JSON]) throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      try folder.train(["--epochs", "1", "--optimizer", word])
      let file = try SafetensorsFile(folder.path("run/step-00000001.safetensors"))
      let text = try #require(file.metadata["compile"], "\(file.metadata.keys.sorted())")
      let written = try #require(JSON(parsing: Array(text.utf8))["optimizer"])
      #expect(written["class_name"] == .string(className), "\(written)")
      for (key, value) in values {
        #expect(
          written["config"]?[key]?.numberValue == value.numberValue
            && written["config"]?[key]?.boolValue == value.boolValue, "\(key) in \(written)")
      }
    }
  }
}
