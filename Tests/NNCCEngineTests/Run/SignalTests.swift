import Foundation
import NNCCEngine
import NNCCRuntime
import Testing

#if canImport(Glibc) || canImport(Darwin)
  /// Signals end or interrupt a process, so each test does so to one of its own.
  @Suite struct SignalTests {
    @Test func theFirstSignalSetsTheFlag() async {
      await #expect(processExitsWith: .success) {
        Interruption.install()
        guard Interruption.signal == nil else { exit(1) }
        raise(SIGTERM)
        guard Interruption.signal == SIGTERM else { exit(2) }
        exit(0)
      }
    }

    @Test func theSecondSignalEndsTheProcess() async {
      await #expect(processExitsWith: .signal(SIGINT)) {
        Interruption.install()
        raise(SIGINT)
        raise(SIGINT)
      }
    }

    @Test func aClosedTerminalSetsTheFlagUnlessItIsIgnored() async {
      await #expect(processExitsWith: .success) {
        Interruption.install()
        raise(SIGHUP)
        exit(Interruption.signal == SIGHUP ? 0 : 1)
      }
      await #expect(processExitsWith: .success) {
        signal(SIGHUP, SIG_IGN)
        Interruption.install()
        raise(SIGHUP)
        exit(Interruption.signal == nil ? 0 : 1)
      }
    }

    @Test func aClosedPipeDoesNotEndTheProcess() async {
      await #expect(processExitsWith: .success) {
        Interruption.install()
        raise(SIGPIPE)
        exit(0)
      }
    }

    private static let spec = Specs.classifier(train: "checkpoint: {every_epochs: 100}")

    /// Each process dies after its fourth batch, trained on or validated, and before that step is saved: in
    /// step 4, in the validation after step 5, and in steps 7 and 10.
    @Test func aRunKilledAgainAndAgainEndsAsOneThatRanThrough() async throws {
      let killed = try TemporaryDirectory("killed-\(getpid())")
      for _ in 0..<4 {
        await #expect(processExitsWith: .signal(SIGKILL)) {
          let directory = try TemporaryDirectory("killed-\(getppid())")
          let resumes = FileManager.default.fileExists(atPath: directory("run/checkpoint.safetensors"))
          try run(
            Self.spec, in: directory, resumes: resumes, checkpointInterval: 0, stoppingAfter: 4, isKilled: true)
        }
      }
      #expect(try WeightFile(path: killed("run/checkpoint.safetensors")).metadata["iteration"] == "9")
      let straight = try TemporaryDirectory()
      let whole = try run(Self.spec, in: straight)
      let rest = try run(Self.spec, in: killed, resumes: true)
      #expect(rest.steps == whole.steps)
      #expect(try killed.trainedWeights() == straight.trainedWeights())
      #expect(
        try killed.text("run/metrics.jsonl").count(where: \.isNewline)
          == straight.text("run/metrics.jsonl").count(where: \.isNewline))
    }

    /// Killed after its fourth step, the second of two that a checkpoint was asked for, in the first epoch.
    @Test func aRunKilledInItsFirstEpochLeavesWhatWasAskedFor() async throws {
      for (key, iteration) in [("every_steps: 3", "3"), ("every_minutes: 1.0e-9", "3"), ("every_epochs: 1", nil)] {
        let killed = try TemporaryDirectory("killed-early-\(getpid())")
        try key.write(toFile: killed("key"), atomically: true, encoding: .utf8)
        await #expect(processExitsWith: .signal(SIGKILL)) {
          let directory = try TemporaryDirectory("killed-early-\(getppid())")
          let key = try directory.text("key")
          try run(
            Specs.classifier(train: "checkpoint: {\(key)}"), in: directory, stoppingAfter: 4, isKilled: true)
        }
        let path = killed("run/checkpoint.safetensors")
        #expect(FileManager.default.fileExists(atPath: path) == (iteration != nil), "\(key)")
        if iteration != nil { #expect(try WeightFile(path: path).metadata["iteration"] == iteration, "\(key)") }
      }
    }
  }
#endif
