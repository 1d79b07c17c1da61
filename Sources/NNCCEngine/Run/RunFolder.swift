import Foundation
import NNCCCompiler
import NNCCRuntime

/// Where a run keeps its files.
package struct RunFolder: Sendable {
  package let path: String

  /// A folder that need not be there.
  package init(path: String) { self.path = path }

  package var weights: String { file("weights.safetensors") }
  package var checkpoint: String { file("checkpoint.safetensors") }
  /// The weights of the best epoch by `checkpoint.best`.
  var best: KeptWeights { .init(path: file("best.safetensors")) }
  /// Those that `early_stopping` is to restore.
  var toRestore: KeptWeights { .init(path: file("early-stopping.safetensors")) }
  package var metrics: String { file("metrics.jsonl") }
  /// Of a metric, or of the loss.
  package func chart(of metric: String) -> String { file(metric + Self.chartEnding) }

  private static let chartEnding = ".svg"

  /// The charts of the run whose log lies here: those of scores that it has. Other pictures are not its own.
  private func charts() -> [String] {
    guard let log = try? FileContents.bytes(of: metrics) else { return [] }
    let text = String(decoding: log.prefix(1 << 20), as: UTF8.self)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { name in
      name.hasSuffix(Self.chartEnding) && text.contains("\"\(name.dropLast(Self.chartEnding.count))\": ")
    }.map(file)
  }

  package var spec: String { file("spec.yaml") }
  package var result: String { file("result.json") }
  package var lock: String { file(".lock") }

  package func file(_ name: String) -> String { path + "/" + name }

  /// The checkpoint of the end of an epoch, counted from 1.
  package func checkpoint(ofEpoch epoch: Int) -> String {
    let digits = String(epoch)
    return file(
      Self.epochPrefix + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + Self.suffix)
  }

  private static let epochPrefix = "checkpoint-"
  private static let suffix = ".safetensors"

  package var hasCheckpoint: Bool { FileManager.default.fileExists(atPath: checkpoint) }

  // MARK: Choosing

  /// A folder that no other run writes to as long as the lock is there.
  package typealias Locked = (folder: RunFolder, lock: RunLock)

  /// The folder of a new run, locked: the one given, or else the first of `runs/<name>`, `runs/<name>-2`, … that does
  /// not exist yet. What an earlier run left in it is removed, so that it cannot be taken for this one's.
  ///
  /// - Parameter overwrites: whether an earlier run's weights and checkpoint may be removed.
  /// - Throws: `RunError` where it cannot be made, is another run's, or may not be overwritten.
  package static func begin(_ given: String?, name: String, overwrites: Bool) throws -> Locked {
    let folder = try given.map(RunFolder.init) ?? new(name)
    do {
      try makeFolder(folder.path)
    } catch { throw folder.cannotBeMade(error) }
    let lock = try RunLock(folder)
    try folder.requireFree(overwrites: overwrites)
    do {
      for stale in folder.checkpoints() + folder.charts()
        + [folder.checkpoint, folder.weights, folder.result, folder.best.path, folder.toRestore.path]
      where exists(stale) {
        try FileManager.default.removeItem(atPath: stale)
      }
    } catch { throw folder.cannotBeMade(error) }
    return (folder, lock)
  }

  /// Makes the first numbered folder that nobody has made.
  private static func new(_ name: String) throws -> RunFolder {
    var last = RunFolder(path: "runs/\(name)")
    do {
      try makeFolder("runs")
      for path in numbered(name) where !exists(path) {
        last = RunFolder(path: path)
        if mkdir(path, 0o777) == 0 { break }
        // Another run made it in the meantime.
        guard errno == EEXIST else { throw FileError(.create, path, errno: errno) }
      }
    } catch { throw last.cannotBeMade(error) }
    return last
  }

  private func cannotBeMade(_ error: any Error) -> RunError {
    RunError("run-folder", "cannot make the run folder \(path): \(error)")
  }

  /// - Throws: `RunError` where there are the files of an earlier run, unless they may go.
  package func requireFree(overwrites: Bool) throws {
    guard !overwrites else { return }
    let held =
      [weights, checkpoint, result, best.path, toRestore.path].first(where: Self.exists) ?? checkpoints().first
    // A spec without the log of a run is the user's own.
    if held == nil, Self.exists(spec), !Self.exists(metrics) {
      throw RunError(
        "run-folder-taken", "\(spec) is there already, and a run writes the spec as it was run to this name",
        notes: [.init("another --run-dir, or none, leaves it as it is"), .init("--overwrite replaces it")])
    }
    guard let file = held else { return }
    throw RunError(
      "run-folder-taken", "\(path) holds an earlier run, such as \(file)",
      notes: [
        .init("--overwrite removes it"), .init("--resume goes on from its checkpoint"),
        .init("without --run-dir each run gets a folder of its own"),
      ])
  }

  /// The folder of a run to resume, locked: the one given, or else the last of `runs/<name>`, `runs/<name>-2`, … that
  /// has a checkpoint.
  ///
  /// - Throws: `RunError` where there is no checkpoint, or another run writes to it.
  package static func resume(_ given: String?, name: String) throws -> Locked {
    let candidates = given.map { [$0] } ?? Array(numbered(name).prefix { exists($0) })
    let folders = candidates.map(RunFolder.init)
    guard let folder = folders.last(where: \.hasCheckpoint) else {
      let place = given ?? "runs/\(name)"
      throw RunError(
        "nothing-to-resume", "there is no checkpoint to resume in \(place)",
        notes: [.init("without --resume, the run starts anew")])
    }
    return (folder, try RunLock(folder))
  }

  private static func numbered(_ name: String) -> some Sequence<String> {
    (1...10_000).lazy.map { $0 == 1 ? "runs/\(name)" : "runs/\(name)-\($0)" }
  }

  private static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  // MARK: The spec

  /// Leaves the spec with its overrides and defaults, which can be run from where it then lies.
  ///
  /// - Parameter directory: what the paths of the compiled one are relative to.
  func writeSpec(_ compilation: Compilation, from directory: String) throws {
    let resolved = compilation.resolvedSpec { file in
      file.hasPrefix("/") || file.hasPrefix("~/") ? file : relativePath(to: "\(directory)/\(file)", from: path)
    }
    guard let resolved else { throw InternalError("a run of a spec that is not valid") }
    try AtomicFile.write(Array(resolvedYAML(resolved).utf8), to: spec)
  }

  // MARK: Checkpoints of epochs

  /// The numbered checkpoints, oldest first.
  package func checkpoints() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let numbered = names.compactMap { name -> (Int, String)? in
      guard name.hasPrefix(Self.epochPrefix), name.hasSuffix(Self.suffix) else { return nil }
      return Int(name.dropFirst(Self.epochPrefix.count).dropLast(Self.suffix.count)).map { ($0, name) }
    }
    return numbered.sorted { $0.0 < $1.0 }.map { file($0.1) }
  }

  /// Removes all numbered checkpoints but the last `count`.
  package func removeCheckpoints(keeping count: Int) {
    // One that cannot be removed does no harm.
    for path in checkpoints().dropLast(count) { try? FileManager.default.removeItem(atPath: path) }
  }
}
