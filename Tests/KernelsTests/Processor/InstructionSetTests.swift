import Testing

@testable import Kernels

@Suite("InstructionSet")
struct InstructionSetTests {
  @Test func choosesTheLastThatTheProcessorExecutes() throws {
    #expect(try InstructionSet.choose(named: nil).get() == InstructionSet.supported.last)
    #expect(try InstructionSet.choose(named: "").get() == InstructionSet.supported.last)
    #expect(try InstructionSet.choice.get() == InstructionSet.chosen)
  }

  @Test(arguments: InstructionSet.allCases)
  func choosesByName(set: InstructionSet) throws {
    let choice = InstructionSet.choose(named: set.rawValue)
    guard set.isSupported else {
      #expect(choice == .failure(.missing(set, features: set.missingFeatures)))
      return
    }
    #expect(try choice.get() == set)
  }

  @Test func refusesAnotherName() throws {
    let error = try #require(throws: InstructionSetError.self) {
      try InstructionSet.choose(named: "native").get()
    }
    let names = InstructionSet.allCases.map(\.rawValue).joined(separator: " or ")
    #expect(error.description == "LOCKSTEP_KERNELS is native; expected \(names)")
  }

  @Test(arguments: InstructionSet.allCases)
  func multipliesAndAddsInOneInstruction(set: InstructionSet) {
    #expect(set.kernels.usesFusedMultiplyAdd == true)
  }

  @Test func needsMoreFromSetToSet() {
    let required = InstructionSet.allCases.map { $0.kernels.requiredFeatures }
    for (less, more) in zip(required, required.dropFirst()) {
      #expect(less & more == less, "\(less) of \(more)")
      #expect(less != more)
    }
  }
}
