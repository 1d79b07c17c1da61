import Foundation
import NNCCCompiler
import Testing

/// The README's specs and commands do what it says: every command of a `console` block runs, and prints
/// what stands below it.
@Suite struct ReadmeTests {
  private struct Block {
    /// `yaml`, `console`, `sh`; with a file's name after `file=`.
    var kind: String
    var file: String?
    var text: String
  }

  private static func blocks() throws -> [Block] {
    let text = try String(contentsOf: CommandLineRun.root.appending(path: "README.md"), encoding: .utf8)
    var blocks: [Block] = []
    var open: Block?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("```") else {
        open?.text += line + "\n"
        continue
      }
      if let done = open {
        blocks.append(done)
        open = nil
      } else {
        let words = line.dropFirst(3).split(separator: " ")
        open = Block(
          kind: words.first.map(String.init) ?? "",
          file: words.dropFirst().first { $0.hasPrefix("file=") }.map { String($0.dropFirst(5)) }, text: "")
      }
    }
    return blocks
  }

  @Test func specsCompile() throws {
    // `tall.yaml` is full of mistakes, which a command below it shows.
    let specs = try Self.blocks().filter { $0.kind == "yaml" && $0.file != "tall.yaml" }
    #expect(specs.count >= 2)
    for spec in specs {
      let compilation = Compilation(file: "README.md", bytes: Array(spec.text.utf8))
      #expect(compilation.isValid, "\(TextFormatter().format(compilation.diagnostics.all, in: compilation.sources))")
    }
  }

  @Test func commandsPrintWhatStandsBelowThem() throws {
    let blocks = try Self.blocks()
    let folder = try TemporaryDirectory()
    try FileManager.default.createSymbolicLink(
      at: folder.url.appending(path: "specs"), withDestinationURL: CommandLineRun.root.appending(path: "specs"))
    for block in blocks {
      if let file = block.file {
        try block.text.write(to: folder.url.appending(path: file), atomically: true, encoding: .utf8)
      }
    }
    var commands = 0
    for block in blocks where block.kind == "console" {
      for part in block.text.components(separatedBy: "$ nncc ").dropFirst() {
        let lines = part.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        let arguments = lines[0].split(separator: " ").map(String.init)
        let result = try CommandLineRun(arguments, in: folder.url)
        #expect(result.errors + result.output == String(lines[1]), "nncc \(lines[0])")
        commands += 1
      }
    }
    #expect(commands >= 3)
  }

  @Test func aTextModelWritesWhileItLearns() throws {
    let spec = try #require(try Self.blocks().first { $0.file == "writer.yaml" })
    let folder = try TemporaryDirectory()
    try FileManager.default.createSymbolicLink(
      at: folder.url.appending(path: "specs"), withDestinationURL: CommandLineRun.root.appending(path: "specs"))
    _ = try folder.write("writer.yaml", spec.text)
    let run = try CommandLineRun(["run", "writer.yaml", "--set", "train.epochs=1"], in: folder.url)
    #expect(run.status == 0)
    #expect(run.errors.contains("── after step 200\n"))
  }

  @Test func filesThatItNamesAreThere() throws {
    let text = try String(contentsOf: CommandLineRun.root.appending(path: "README.md"), encoding: .utf8)
    for link in text.matches(of: /\]\(([^)#:]+)\)/) {
      #expect(
        FileManager.default.fileExists(atPath: CommandLineRun.root.appending(path: String(link.1)).path), "\(link.1)")
    }
  }
}
