import Foundation
import Testing

/// `generate` after `run`.
@Suite struct GenerateTests {
  private static let spec = """
    name: echo
    input: {shape: [6], dtype: int32}
    layers:
      - one_hot: {depth: 4}
      - gru: {units: 12, return_sequences: true, stateful: true}
      - dense: {units: 4, activation: softmax}
    train:
      loss: sparse_categorical_crossentropy
      optimizer: {adam: {learning_rate: 0.02}}
      batch_size: 4
      epochs: 30
    data:
      train: {text: {path: abc.txt, sequence_length: 6}}

    """

  private func trained() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    _ = try directory.write("echo.yaml", Self.spec)
    _ = try directory.write("abc.txt", String(repeating: "abc\n", count: 100))
    let run = try CommandLineRun(
      ["run", "echo.yaml", "--run-dir", "out", "--quiet", "--threads", "1"], in: directory.url)
    try #require(run.status == 0, "\(run.errors)")
    return directory
  }

  private func generate(_ directory: TemporaryDirectory, _ arguments: String...) throws -> CommandLineRun {
    try CommandLineRun(
      ["generate", "echo.yaml", "--weights", "out/weights.safetensors"] + arguments, in: directory.url)
  }

  @Test func aModelOfARepeatedTextGoesOnWithIt() throws {
    let directory = try trained()
    let likeliest = try generate(directory, "--prompt", "ab", "--length", "10", "--temperature", "0")
    #expect(likeliest.output == "abc\nabc\nabc\n\n")
    #expect(likeliest.errors.isEmpty)
    #expect(likeliest.status == 0)
    // Without the text, for the vocabulary is in the weights.
    try FileManager.default.removeItem(at: directory.file("abc.txt"))
    let draws = try ["1", "1", "2"].map {
      try generate(directory, "--length", "300", "--temperature", "3", "--top-k", "3", "--top-p", "0.99", "--seed", $0)
    }
    #expect(draws[0].output == draws[1].output)
    #expect(draws[0].output != draws[2].output)
    #expect(draws.allSatisfy { $0.output.count == 301 })
  }

  @Test func promptsAndOptionsThatCannotBeAreRefused() throws {
    let directory = try trained()
    let unknown = try generate(directory, "--prompt", "abd")
    #expect(unknown.status == 1)
    #expect(unknown.errors.contains("--prompt:1:3: 'd' (U+0064) is not in the vocabulary"))
    for arguments in [["--temperature", "-1"], ["--top-k", "0"], ["--top-p", "1.5"], ["--length=-2"]] {
      let run = try CommandLineRun(
        ["generate", "echo.yaml", "--weights", "out/weights.safetensors"] + arguments, in: directory.url)
      #expect(run.status == 64, "\(arguments)")
      #expect(run.errors.contains("\(arguments[0].prefix { $0 != "=" }) takes a number"), "\(run.errors)")
    }
  }
}
