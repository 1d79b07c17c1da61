import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCInterchange
import NNCCRuntime
import Testing

/// A directory that is removed with all that is in it when the value goes away.
final class TemporaryDirectory: Sendable {
  let path: String

  /// - Parameter name: of one that may be there already; nil for a new one.
  init(_ name: String? = nil) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "nncc-\(name ?? UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }
}

/// Specs that train in a fraction of a second.
enum Specs {
  /// A classifier of 70 noise images in batches of 16: four full ones and one of 6.
  ///
  /// - Parameter epochs: nil where `train` says how many steps.
  static func classifier(
    epochs: Int? = 3, optimizer: String = "adam", train: String = "", data: String = "",
    layers: String = "- dense: {units: 12, activation: relu}\n  - dropout: {rate: 0.25}"
  ) -> String {
    """
    name: tiny
    input: [4, 4, 1]
    layers:
      - conv2d: {filters: 3, kernel_size: 3, padding: same, activation: relu}
      - flatten
      \(layers)
      - dense: {name: logits, units: 5}
    train:
      loss: {sparse_categorical_crossentropy: {from_logits: true}}
      optimizer: \(optimizer)
      batch_size: 16
      \(epochs.map { "epochs: \($0)" } ?? "")
      metrics: [accuracy]
      \(train)
    data:
      train: {synthetic: {examples: 70, classes: 5}}
      validation: {synthetic: {examples: 21, classes: 5}}
      test: {synthetic: {examples: 19, classes: 5}}
      \(data)
    """
  }

  static func compile(_ text: String) throws -> Compilation {
    let compilation = Compilation(file: "tiny.yaml", bytes: Array(text.utf8))
    let messages = TextFormatter().format(compilation.diagnostics.all, in: compilation.sources)
    try #require(compilation.isValid, "\(messages)")
    return compilation
  }
}

/// Runs a spec as `nncc run` would, over what an earlier run left.
///
/// - Parameters:
///   - polls: the question, of those whether a signal came, that is the first to be answered with SIGINT.
///   - isKilled: whether the process is killed by that question instead.
@discardableResult
func run(
  _ text: String, in directory: TemporaryDirectory, resumes: Bool = false, threads: Int = 1,
  weights: String? = nil, checkpointInterval: UInt64 = .max, stoppingAfter polls: Int? = nil,
  isKilled: Bool = false, reporter: any TrainingReporter = QuietReporter()
) throws -> RunResult {
  var options = RunOptions()
  options.folder = directory("run")
  options.resumes = resumes
  options.overwrites = !resumes
  options.threads = threads
  options.weights = weights
  options.checkpointInterval = checkpointInterval
  let countdown = Countdown(polls, isKilled: isKilled)
  options.interruption = { countdown.signal() }
  var reporter = reporter
  return try train(
    Specs.compile(text), specDirectory: directory.path, options: options, reporter: &reporter)
}

/// Answers with SIGINT from the nth question on.
private final class Countdown: @unchecked Sendable {
  private var left: Int?
  private let isKilled: Bool

  init(_ polls: Int?, isKilled: Bool) {
    left = polls
    self.isKilled = isKilled
  }

  func signal() -> Int32? {
    guard let now = left else { return nil }
    left = max(0, now - 1)
    if isKilled, now <= 1 { kill(getpid(), SIGKILL) }
    return now <= 1 ? 2 : nil
  }
}

/// Collects what a reporter writes.
final class Transcript: @unchecked Sendable {
  private(set) var progress = ""
  private(set) var result = ""

  var streams: ReportStreams {
    ReportStreams(progress: { self.progress += $0 }, result: { self.result += $0 })
  }
}

extension TemporaryDirectory {
  func text(_ name: String) throws -> String { try String(contentsOfFile: self(name), encoding: .utf8) }

  /// The weights that a run left.
  func trainedWeights() throws -> [WeightFile.Tensor] {
    try WeightFile(path: self("run/weights.safetensors")).tensors
  }
}
