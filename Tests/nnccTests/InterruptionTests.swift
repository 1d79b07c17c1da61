import Foundation
import NNCCRuntime
import Testing

/// Training that is killed and resumed ends at the same bits as training that is not.
@Suite struct InterruptionTests {
  private static let arguments = [
    "run", "specs/digits_mlp.yaml", "--quiet", "--threads", "1", "--set", "train.epochs=150", "--run-dir",
  ]

  private func weights(_ folder: URL) throws -> [UInt8] {
    try FileContents.bytes(of: folder.appending(path: "weights.safetensors").path)
  }

  @Test func killedAtAnyMomentAndResumedItEndsAtTheSameBits() throws {
    let folder = try TemporaryDirectory()
    let straight = folder.file("straight")
    let start = Date()
    #expect(try CommandLineRun(Self.arguments + [straight.path]).status == 0)
    let seconds = Date().timeIntervalSince(start)
    for kill in 0..<5 {
      let run = folder.file("killed-\(kill)")
      let end = Date().addingTimeInterval(seconds * Double.random(in: 0.1..<0.9))
      _ = try CommandLineRun(Self.arguments + [run.path], interruptingWhen: { Date() > end }, by: SIGKILL)
      let resumed = try CommandLineRun(Self.arguments + [run.path, "--resume"])
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(try weights(run) == weights(straight))
    }
  }
}
