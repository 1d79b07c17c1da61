import Foundation
import NNCCRuntime
import Testing

/// No run destroys what another one wrote.
@Suite struct RunFolderTests {
  private static let spec = """
    name: tiny
    input: [3]
    layers: [{dense: {units: 2}}]
    train: {loss: mse, optimizer: sgd, batch_size: 4, epochs: 2}
    data:
      train: {synthetic: {examples: 8}}
      test: {synthetic: {examples: 8}}
    """
  private static let arguments = ["run", "tiny.yaml", "--quiet", "--threads", "1", "--run-dir", "out"]

  private func directory() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    _ = try directory.write("tiny.yaml", Self.spec)
    return directory
  }

  private func run(_ more: [String] = [], in directory: TemporaryDirectory) throws -> CommandLineRun {
    try CommandLineRun(Self.arguments + more, in: directory.url)
  }

  /// What a user has in a folder that no run was in.
  @Test func otherFilesOfAFolderStay() throws {
    let directory = try directory()
    let out = directory.file("out")
    try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: out.appending(path: "spec.yaml"))
    let taken = try run(in: directory)
    #expect(taken.status == 1)
    #expect(
      taken.errors.contains("out/spec.yaml is there already, and a run writes the spec as it was run to this name"))
    try FileManager.default.moveItem(at: out.appending(path: "spec.yaml"), to: out.appending(path: "best.safetensors"))
    #expect(try run(in: directory).errors.contains("out holds an earlier run, such as out/best.safetensors"))
    #expect(try Data(contentsOf: out.appending(path: "best.safetensors")) == Data("mine".utf8))
    try FileManager.default.moveItem(at: out.appending(path: "best.safetensors"), to: out.appending(path: "mine.svg"))
    #expect(try run(in: directory).status == 0)
    #expect(try Data(contentsOf: out.appending(path: "mine.svg")) == Data("mine".utf8))
  }

  @Test func anEarlierRunsFilesStay() throws {
    let directory = try directory()
    #expect(try run(in: directory).status == 0)
    let weights = try FileContents.bytes(of: directory.file("out/weights.safetensors").path)

    let second = try run(["--set", "train.seed=7"], in: directory)
    #expect(second.status == 1)
    #expect(second.errors.contains("out holds an earlier run, such as out/weights.safetensors"))
    #expect(second.errors.contains("--overwrite removes it"))
    #expect(try FileContents.bytes(of: directory.file("out/weights.safetensors").path) == weights)

    #expect(try run(["--set", "train.seed=7", "--overwrite"], in: directory).status == 0)
    #expect(try FileContents.bytes(of: directory.file("out/weights.safetensors").path) != weights)
    #expect(try run(["--resume", "--overwrite"], in: directory).status == 64)
  }

  @Test func twoRunsDoNotShareAFolder() throws {
    let directory = try directory()
    let url = directory.url
    var second: CommandLineRun?
    // The first is interrupted once it has written a line and the second has been refused.
    let first = try CommandLineRun(
      Self.arguments + ["--set", "train.epochs=100000000"], in: url,
      interruptingWhen: {
        let log = try? FileContents.bytes(of: url.appending(path: "out/metrics.jsonl").path)
        guard log?.isEmpty == false else { return false }
        second = try? CommandLineRun(Self.arguments + ["--overwrite"], in: url)
        return true
      }, by: SIGHUP)
    #expect(second?.status == 1)
    #expect(second?.errors.contains("another run is writing to out") == true, "\(second?.errors ?? "")")
    // SIGHUP saves, and what is saved can be gone on from.
    #expect(first.status == 129, "\(first.errors)")
    let resumed = try run(["--resume"], in: directory)
    #expect(resumed.status == 0, "\(resumed.errors)")
    let log = try String(contentsOf: directory.file("out/metrics.jsonl"), encoding: .utf8)
    #expect(log.split(separator: "\n").allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
  }

  @Test func anEvaluationWritesItsFolder() throws {
    let directory = try directory()
    #expect(try run(in: directory).status == 0)
    let weights = ["--weights", "out/weights.safetensors", "--set", "train=null"]
    let arguments = ["run", "tiny.yaml", "--quiet", "--run-dir"]
    let evaluated = try CommandLineRun(arguments + ["scores"] + weights, in: directory.url)
    #expect(evaluated.status == 0, "\(evaluated.errors)")
    let result = try JSONSerialization.jsonObject(with: Data(contentsOf: directory.file("scores/result.json")))
    #expect(((result as? [String: Any])?["test"] as? [String: Any])?["accuracy"] as? Double != nil)
    #expect(FileManager.default.fileExists(atPath: directory.file("scores/spec.yaml").path))

    let resumed = try CommandLineRun(arguments + ["scores", "--resume"] + weights, in: directory.url)
    #expect(resumed.status == 1 && resumed.errors.contains("there is no training to resume"))
  }
}
