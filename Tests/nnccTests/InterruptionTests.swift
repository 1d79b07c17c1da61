import Foundation
import NNCCRuntime
import Testing

/// Training that is killed or interrupted, and resumed, ends at the same bits as training that is not.
@Suite struct InterruptionTests {
  private static let arguments = [
    "run", "specs/digits_mlp.yaml", "--quiet", "--threads", "1", "--set", "train.epochs=150", "--run-dir",
  ]

  private func weights(_ folder: URL) throws -> [UInt8] {
    try FileContents.bytes(of: folder.appending(path: "weights.safetensors").path)
  }

  @Test func killedAtAnyMomentAndResumedItEndsAtTheSameBits() throws {
    let folder = try TemporaryFolder()
    let straight = folder.url.appending(path: "straight")
    let start = Date()
    #expect(try Command.run(Self.arguments + [straight.path]).status == 0)
    let seconds = Date().timeIntervalSince(start)
    for kill in 0..<5 {
      let run = folder.url.appending(path: "killed-\(kill)")
      let (process, _) = try Command.start(Self.arguments + [run.path])
      Thread.sleep(forTimeInterval: seconds * Double.random(in: 0.1..<0.9))
      Foundation.kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let resumed = try Command.run(Self.arguments + [run.path, "--resume"])
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(try weights(run) == weights(straight))
    }
  }

  @Test func interruptedItSavesAndExits130() throws {
    let folder = try TemporaryFolder()
    let run = folder.url.appending(path: "run")
    let long = Self.arguments.map { $0 == "train.epochs=150" ? "train.epochs=1000000" : $0 }
    let (process, _) = try Command.start(long + [run.path])
    Thread.sleep(forTimeInterval: 1)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let checkpoint = try WeightFile(path: run.appending(path: "checkpoint.safetensors").path)
    #expect(checkpoint["logits/kernel"] != nil || !checkpoint.tensors.isEmpty)
  }
}
