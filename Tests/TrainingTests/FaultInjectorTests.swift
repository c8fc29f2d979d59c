import Lockstep
import Synchronization
import Testing
import Training

/// Faults in numbers, on a process alone; those that end a process are the command's tests.
@Suite("FaultInjector")
struct FaultInjectorTests {
  /// What an injector says.
  private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
  }

  /// Offers a part of eight numbers, the first two of them zeros, after `step` was begun.
  private func offer(
    _ part: CorruptiblePart, to injector: FaultInjector, step: Int
  ) throws -> [Float] {
    var values: [Float] = [0, 0, 1, 2, 3, 4, 5, 6]
    injector.strike(beforeStep: step)
    let corruption = unsafe injector.corruption
    _ = unsafe values.withUnsafeMutableBufferPointer { unsafe corruption?(part, $0) }
    return values
  }

  private func injector(_ fault: Fault.Kind, _ lines: Lines, rank: Int = 0) throws
    -> FaultInjector?
  {
    FaultInjector(
      try FaultPlan([Fault(fault, rank: 0, step: 3)], environment: [:]), rank: rank,
      report: lines.add)
  }

  @Test("flips one bit of the first number that is not zero, once", arguments: [0, 22, 31])
  func bitFlip(bit: Int) throws {
    let lines = Lines()
    let kind = Fault.Kind.bitFlip(in: .weights, index: nil, bit: bit)
    let injector = try #require(try injector(kind, lines))
    let whole = try offer(.weights, to: injector, step: 2)
    #expect(try offer(.gradient, to: injector, step: 3) == whole, "another part")
    let flipped = try offer(.weights, to: injector, step: 3)
    for index in whole.indices {
      #expect(
        flipped[index].bitPattern ^ whole[index].bitPattern == (index == 2 ? 1 << bit : 0),
        "index \(index)")
    }
    #expect(try offer(.weights, to: injector, step: 3) == whole, "a second time")
    #expect(
      lines.all == [
        "injected: flip of bit \(bit) in the weights of rank 0 at step 3, index 2"
      ])
  }

  @Test("writes NaN to the given element")
  func notANumber() throws {
    let lines = Lines()
    let injector = try #require(try injector(.notANumber(in: .gradient, index: 5), lines))
    let values = try offer(.gradient, to: injector, step: 3)
    #expect(values.indices.filter { values[$0].isNaN } == [5])
    #expect(
      lines.all == ["injected: NaN in the gradient of rank 0 at step 3, index 5"])
  }

  @Test("refuses an element out of range")
  func outside() throws {
    let lines = Lines()
    let injector = try #require(try injector(.notANumber(in: .slots, index: 8), lines))
    #expect(try offer(.slots, to: injector, step: 3) == [0, 0, 1, 2, 3, 4, 5, 6])
    #expect(
      lines.all == [
        "not injected: NaN in the slots of rank 0 at step 3: there are 8 numbers"
      ])
  }

  @Test("is not there where nothing happens")
  func nothing() throws {
    let lines = Lines()
    #expect(try injector(.kill, lines, rank: 1) == nil, "another rank's")
    #expect(try injector(.fullDisk, lines) == nil, "a checkpoint's")
    let pause = try #require(try injector(.pause(milliseconds: 0), lines))
    #expect(unsafe pause.corruption == nil, "numbers would be offered for nothing")
  }

  @Test("lets every rank wait where one changes what others read", arguments: [0, 1])
  func wait(rank: Int) throws {
    let fault = Fault(.bitFlip(in: .copy, index: 0, bit: 1), rank: 0, step: 3)
    let injector = try #require(
      FaultInjector(try FaultPlan([fault], environment: [:]), rank: rank, report: { _ in }))
    var values: [Float] = [1]
    let waits = (2...4).map { step in
      injector.strike(beforeStep: step)
      return CorruptiblePart.allCases.filter { part in
        unsafe values.withUnsafeMutableBufferPointer { buffer in
          unsafe injector.corruption?(part, buffer) ?? false
        }
      }
    }
    #expect(waits == [[], [.copy], []])
    #expect((values == [1]) == (rank != 0))
  }

  @Test("happens once, before its step")
  func pause() throws {
    let lines = Lines()
    let injector = try #require(try injector(.pause(milliseconds: 1), lines))
    for step in 1...5 {
      injector.strike(beforeStep: step)
      #expect(lines.all.count == (step < 3 ? 0 : 1), "step \(step)")
    }
    #expect(lines.all == ["injected: pause of 1 ms of rank 0 at step 3"])
  }

  /// The last of ten updates is disturbed; the optimizer keeps nothing, so that what was disturbed
  /// tells the rest.
  @Test("changes the weights of a run by one bit", arguments: [UInt64(1), 2])
  func run(seed: UInt64) throws {
    func train(_ faults: [Fault]) throws -> Sequential {
      let model = try SmallProblem.model(.sgd(learningRate: 0.1), seed: seed)
      let trainer = try Trainer(
        model, on: SmallProblem.data(34), options: TrainingOptions(epochs: 2, batchSize: 8),
        progress: TrainingProgress(),
        injector: FaultInjector(
          try FaultPlan(faults, environment: [:]), rank: 0, report: { _ in }), in: .solo)
      _ = try trainer.train()
      return model
    }
    let whole = try train([])
    let flip = Fault.Kind.bitFlip(in: .weights, index: nil, bit: 7)
    let flipped = try train([Fault(flip, rank: 0, step: 10)])
    let differences = try zip(whole.weights(), flipped.weights()).flatMap { tensor, other in
      zip(tensor.values, other.values).map { $0.bitPattern ^ $1.bitPattern }
    }
    #expect(differences.filter { $0 != 0 } == [1 << 7])
    let difference = try firstDifference(train([Fault(flip, rank: 0, step: 11)]), whole)
    #expect(difference == nil, "a step that the run does not have: \(difference ?? "")")
  }

  @Test(
    "stops a run that it has corrupted", arguments: [CorruptiblePart.gradient, .samples])
  func spoiltRun(part: CorruptiblePart) throws {
    let fault = Fault(.notANumber(in: part, index: nil), rank: 0, step: 7)
    let trainer = try Trainer(
      SmallProblem.model(.sgd(learningRate: 0.1)), on: SmallProblem.data(34),
      options: TrainingOptions(epochs: 2, batchSize: 8), progress: TrainingProgress(),
      injector: FaultInjector(
        try FaultPlan([fault], environment: [:]), rank: 0, report: { _ in }), in: .solo)
    let error = #expect(throws: TrainingError.self) { try trainer.train() }
    guard case .notFinite(_, let epoch, let iteration) = error else {
      Issue.record("found \(error.map { "\($0)" } ?? "no error")")
      return
    }
    #expect(epoch == 2)
    #expect(iteration == 7)
  }
}
