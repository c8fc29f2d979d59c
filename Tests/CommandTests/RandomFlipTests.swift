import Engine
import Foundation
import Layers
import Parallel
import TestSupport
import Testing

/// Bits that flip at random in jobs, and what `lockstep audit` says of them.
///
/// A few belong to the ordinary tests; `scripts/test --hard` makes a hundred flips, and audits a
/// thousand honest steps.
@Suite("random flipped bits", .timeLimit(.minutes(30)))
struct RandomFlipTests {
  private static let flipCount = RandomTier.count(default: 6)
  private static let flipsPerRun = 10

  /// A flip, and where the audit must find it.
  private struct Flip {
    let argument: String
    /// The beginning of the line on the step, or the checkpoint.
    let place: String
    /// The line on the element, up to the numbers.
    let element: String
  }

  /// What decides in which memory of a rank an element lies.
  private struct Layout {
    let space: ParameterSpace
    let slotNames = ["momentum", "velocity"]
    let world: World

    init(_ world: World) throws {
      space = try RandomLayers.model().parameterSpace()
      self.world = world
    }

    private func plan(_ count: Int) -> [Range<Int>] { SlicePlan(space, count: count).slices }

    /// A flip in one of an epoch's steps; each epoch begins with the checkpoint of the last.
    func flip(epoch: Int, _ generator: inout NumberGenerator) throws -> Flip {
      let last = (epoch + 1) * RandomLayers.stepsPerEpoch
      let step = last - generator.below(RandomLayers.stepsPerEpoch)
      var rank = generator.below(world.size)
      let bit = generator.below(23)
      let parts = ["gradient", "weights", "slots"] + (world.ranksPerHost == nil ? [] : ["copy"])
      let part = generator.pick(parts)
      let tensor = generator.pick(space.parameters)
      let element = generator.below(tensor.range.count)
      let position = tensor.range.lowerBound + element
      var rest = element
      let indices: [Int] = tensor.shape.reversed().map { size in
        defer { rest /= size }
        return rest % size
      }.reversed()
      func flip(_ index: Int, _ text: String, isAtOnce: Bool = false) -> Flip {
        let isSaved = step == last && !isAtOnce
        return Flip(
          argument: "bitflip:rank=\(rank),step=\(step),part=\(part),index=\(index),bit=\(bit)",
          place: isSaved
            ? "run/step-\(String(repeating: "0", count: 8 - "\(step)".count))\(step).safetensors is "
            : "Step \(isAtOnce ? step : step + 1) is ",
          element: "\(text)\(indices): found ")
      }
      if part == "gradient" {
        let shard = try Shard(of: ReductionTree(leafCount: 8), rank: rank, worldSize: world.size)
        let block = generator.below(shard.blocks.count)
        return flip(
          block * space.count + position, "rank \(rank), gradients: \(tensor.name) block \(block)",
          isAtOnce: true)
      }
      let slices = plan(world.size)
      let owner = slices.firstIndex { $0.contains(position) } ?? 0
      if part == "copy" {
        // Of what lies before a rank's slice, or else of what lies behind it.
        rank = slices.lastIndex { $0.lowerBound > position } ?? 0
        let start = slices[rank].lowerBound > 0 ? 0 : slices[rank].upperBound
        guard position >= start, rank != owner else {
          return try self.flip(epoch: epoch, &generator)
        }
        let perHost = world.ranksPerHost ?? world.size
        let host = rank / perHost
        // A checkpoint is of the first host's copy.
        guard step < last, host * perHost > owner || owner >= (host + 1) * perHost else {
          return try self.flip(epoch: epoch, &generator)
        }
        let reader = host * perHost + (plan(perHost).firstIndex { $0.contains(position) } ?? 0)
        return flip(position - start, "rank \(reader), weights: \(tensor.name)")
      }
      rank = owner
      let index = position - slices[owner].lowerBound
      if part == "weights" {
        // Every host reads it: the rank that updates it is to blame.
        return flip(
          index, "rank \(rank), \(step < last ? "weights" : "parameters"): \(tensor.name)")
      }
      let slot = generator.below(slotNames.count)
      let name = slotNames[slot]
      return flip(
        slot * slices[owner].count + index,
        step == last
          ? "rank \(rank), optimizer's \(name): \(tensor.name)"
          : "rank \(rank), slots: \(name)/\(tensor.name)")
    }
  }

  @Test("are all found, with rank, tensor and index")
  func flips() throws {
    var generator = NumberGenerator(seed: RandomTier.seed)
    var rest = Self.flipCount
    var worlds = [World.ranks(3), .ranks(2), .ranks(4, perHost: 2), .ranks(5), .solo]
    while rest > 0 {
      let world = worlds.removeFirst()
      worlds.append(world)
      let layout = try Layout(world)
      let flips = try (0..<min(rest, Self.flipsPerRun)).map {
        try layout.flip(epoch: $0, &generator)
      }
      rest -= flips.count
      try TrainingFolder.with(sampleCount: RandomLayers.sampleCount) { folder in
        let options = try RandomLayers.options(in: folder, epochs: flips.count)
        let trained = try folder.attempt(
          options + [
            "--digest", folder.path("log"), "--digest-gradients", "--digest-ranks",
          ] + flips.flatMap { ["--inject", $0.argument] }, in: world)
        try #require(trained.exitCode == 0, "\(world.testDescription): \(trained)")
        let result = try folder.lockstep(
          ["audit", "run", "--digest", "log", "--data", folder.data.path, "--steps", "100"])
        #expect(result.exitCode == 1, "\(world.testDescription): \(result)")
        let lines = result.standardOutput.split(separator: "\n")
        let starts = lines.indices.filter { !lines[$0].hasPrefix("  ") }
        // The last line has the numbers of findings and steps.
        let story = "seed \(RandomTier.seed), \(world.testDescription): \(flips): \(result)"
        try #require(starts.count == flips.count + 1, "\(story)")
        for (flip, start) in zip(flips, starts) {
          #expect(lines[start].hasPrefix(flip.place), "\(flip): \(story)")
          #expect(lines[start + 1].hasPrefix("  \(flip.element)"), "\(flip): \(story)")
        }
      }
    }
  }

  @Test("are not found where no bit flips")
  func honest() throws {
    let epochs = RandomTier.isHard ? 200 : 4
    let stepCount = epochs * RandomLayers.stepsPerEpoch
    try TrainingFolder.with(sampleCount: RandomLayers.sampleCount) { folder in
      let options = try RandomLayers.options(in: folder, epochs: epochs)
      try folder.train(
        options + ["--digest", folder.path("log"), "--digest-gradients", "--digest-ranks"],
        in: .ranks(3))
      let result = try folder.lockstep(
        ["audit", "run", "--digest", "log", "--data", folder.data.path, "--steps", "\(stepCount)"])
      #expect(result.exitCode == 0, "\(result)")
      let numbers = "\(stepCount) of \(stepCount) steps drawn, \(stepCount) computed again"
      #expect(result.standardOutput == "All agree: \(numbers).\n", "\(result)")
    }
  }
}
