import Foundation
import Testing

/// `compile -o`: what it writes, and what it leaves alone.
@Suite struct CompileTests {
  private static let spec = """
    name: tiny
    input: [4]
    layers:
      - dense: {units: 2}

    """

  private static func file(in directory: TemporaryDirectory) -> String {
    directory.file("out/Tiny.swift").path(percentEncoded: false)
  }

  private func compile(_ directory: TemporaryDirectory, _ arguments: String...) throws {
    let run = try CommandLineRun(["compile", "tiny.yaml", "-o", "out"] + arguments, in: directory.url)
    try #require(run.status == 0, "\(run.errors)")
  }

  /// The file, and when it was written.
  private func written(_ directory: TemporaryDirectory) throws -> (text: String, date: Date) {
    let path = Self.file(in: directory)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (try String(contentsOfFile: path, encoding: .utf8), try #require(attributes[.modificationDate] as? Date))
  }

  @Test func aFileThatWouldNotChangeIsNotTouched() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write("tiny.yaml", Self.spec)
    try compile(directory)
    let longAgo = Date(timeIntervalSince1970: 1e9)
    try FileManager.default.setAttributes([.modificationDate: longAgo], ofItemAtPath: Self.file(in: directory))
    let first = try written(directory)

    try compile(directory)
    #expect(try written(directory) == first)

    _ = try directory.write("tiny.yaml", Self.spec.replacing("units: 2", with: "units: 3"))
    try compile(directory)
    let changed = try written(directory)
    #expect(changed.text != first.text)
    #expect(changed.date > first.date)
  }

  @Test func equalSpecsGiveEqualBytes() throws {
    let texts = try (0..<2).map { _ in
      let directory = try TemporaryDirectory()
      _ = try directory.write("tiny.yaml", Self.spec)
      try compile(directory)
      return try written(directory).text
    }
    #expect(texts[0] == texts[1])
  }

  @Test func whatSomebodyWroteIsNotWrittenOver() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write("tiny.yaml", Self.spec)
    _ = try directory.write("other.yaml", Self.spec)
    try FileManager.default.createDirectory(at: directory.file("out"), withIntermediateDirectories: true)
    _ = try directory.write("out/Tiny.swift", "// by hand\n")
    let overHand = try CommandLineRun(["compile", "tiny.yaml", "-o", "out"], in: directory.url)
    #expect(overHand.status == 1)
    #expect(
      overHand.errors.contains("out/Tiny.swift is there already, and was not made from this spec"), "\(overHand.errors)"
    )
    #expect(try written(directory).text == "// by hand\n")
    try FileManager.default.removeItem(atPath: Self.file(in: directory))
    try compile(directory)
    let overOther = try CommandLineRun(["compile", "other.yaml", "-o", "out"], in: directory.url)
    #expect(overOther.status == 1)
    let both = try CommandLineRun(["compile", "tiny.yaml", "other.yaml", "-o", "out2"], in: directory.url)
    #expect(both.status == 1)
    #expect(both.errors.contains("tiny.yaml and other.yaml would both be Tiny.swift"), "\(both.errors)")
  }

  /// A checkpoint beside the spec is called as the compiled weights would be.
  @Test func weightsOfAnotherKindAreNotWrittenOver() throws {
    let directory = try TemporaryDirectory()
    let spec = Self.spec + "train: {loss: mse, steps: 1}\ndata: {train: {synthetic: {examples: 4}}}\n"
    _ = try directory.write("tiny.yaml", spec)
    try #require(CommandLineRun(["run", "tiny.yaml", "--run-dir", "run", "--quiet"], in: directory.url).status == 0)
    try FileManager.default.copyItem(
      at: directory.file("run/checkpoint.safetensors"), to: directory.file("Tiny.safetensors"))
    let before = try Data(contentsOf: directory.file("Tiny.safetensors"))
    let over = try CommandLineRun(
      ["compile", "tiny.yaml", "--weights", "Tiny.safetensors", "-o", "."], in: directory.url)
    #expect(over.status == 1)
    #expect(over.errors.contains("Tiny.safetensors is there already"), "\(over.errors)")
    #expect(try Data(contentsOf: directory.file("Tiny.safetensors")) == before)
    for _ in 0..<2 { try compile(directory, "--weights", "Tiny.safetensors") }
  }
}
