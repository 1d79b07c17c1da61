import Testing

/// Not one bit of what networks compute changes unawares: predictions, losses, gradients, and the weights and optimizer's
/// slots after training, of every spec and fixture, against `Tests/Fixtures/arithmetic.txt`.
///
/// The list changes only by a commit that names the arithmetic it changed. With NNCC_RECORD_ARITHMETIC set it is written
/// anew instead, and beside it, not to be committed, the hash of each part of each case: recorded on the commit before,
/// these let a failure name the first part that differs.
@Suite(.enabled(if: ArithmeticList.isOfInstructionSetInUse, "AVX2 and AVX-512 have the bits of the list"))
struct ArithmeticTests {
  @Test(.disabled(if: ArithmeticList.isRecording), arguments: ArithmeticCase.names)
  func bitsAreThoseOfTheList(_ name: String) throws {
    let list = try ArithmeticList.recorded.get()
    let parts = try ArithmeticRun(ArithmeticCase(name), threads: 2).parts
    let hash = ArithmeticList.hash(parts)
    if hash != list.hashes[name] { Issue.record("\(name) differs: \(list.firstDifference(name, parts))") }
  }

  @Test(.disabled(if: ArithmeticList.isRecording)) func theListHasTheseCasesAndNoOther() throws {
    #expect(ArithmeticCase.names.count > 700)
    let listed = try ArithmeticList.recorded.get().hashes.keys
    #expect(Set(listed).symmetricDifference(ArithmeticCase.names) == [])
  }

  @Test(.enabled(if: ArithmeticList.isRecording)) func recordsTheList() throws {
    let cases = try ArithmeticCase.names.map { name in
      (name, try ArithmeticRun(ArithmeticCase(name), threads: 2).parts)
    }
    try ArithmeticList.record(cases)
  }
}
