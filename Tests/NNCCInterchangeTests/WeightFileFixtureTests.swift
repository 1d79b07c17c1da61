import NNCCRuntime
import Testing

struct WeightFileFixtureTests {
  @Test func aFileOfTheReferenceImplementationIsReadAndWrittenToTheSameBytes() throws {
    let file = try WeightFile(path: Fixture.path("weights.safetensors"))
    #expect(file.metadata == ["name": "café"])
    #expect(file["dense/kernel"]?.shape == Fixture.shape)
    #expect(try file["dense/kernel"]?.floats() == Fixture.floats)
    #expect(try file["dense/bias"]?.floats() == Array(Fixture.floats[..<4]))
    #expect(try file["half"]?.floats() == Fixture.floats)
    #expect(try file["steps"]?.int32s() == [7, -8])
    #expect(try file["scalar"]?.floats() == [2.5])
    #expect(file.serialized() == (try Fixture.bytes("weights.safetensors")))
  }
}
