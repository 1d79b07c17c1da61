import NNCCRuntime

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// metrics.jsonl: a JSON object a line, for logged steps, for epochs and for what a text model writes.
///
/// Lines are written as they come. A checkpoint notes how long the file is, and a run that goes on from it
/// first cuts off what came after, so that no line stands twice.
package final class MetricsLog {
  private let path: String
  private let descriptor: Int32
  /// Bytes so far.
  package private(set) var length: Int

  /// Opens a log.
  ///
  /// - Parameter kept: how many bytes of a log that is there stay.
  /// - Throws: `FileError`.
  package init(path: String, keeping kept: Int) throws {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError(.create, path, errno: errno) }
    let end = Int(lseek(descriptor, 0, SEEK_END))
    length = min(kept, max(0, end))
    guard ftruncate(descriptor, off_t(length)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
      throw FileError(.write, path, errno: errno)
    }
  }

  deinit { close(descriptor) }

  /// Appends a line for one step.
  ///
  /// - Throws: `FileError`.
  package func logStep(_ step: Int, epoch: Int, scores: Scores, learningRate: Float, seconds: Double) throws {
    try append("step", step: step, epoch: epoch, scores.entries, learningRate: learningRate, seconds: seconds)
  }

  /// Appends a line for one epoch.
  ///
  /// - Throws: `FileError`.
  package func logEpoch(_ report: EpochReport, seconds: Double) throws {
    try append(
      "epoch", step: report.steps, epoch: report.epoch,
      TrainingHistory.entries(train: report.train, validation: report.validation),
      learningRate: report.learningRate, seconds: seconds)
  }

  /// Appends a line for a sample.
  ///
  /// - Throws: `FileError`.
  package func logSample(_ sample: TextSample, epoch: Int, seconds: Double) throws {
    try append(
      "sample", step: sample.steps, epoch: epoch, ["\"text\": \(sample.text.jsonLiteral)"], seconds: seconds)
  }

  private func append(
    _ kind: String, step: Int, epoch: Int, _ entries: [Scores.Entry], learningRate: Float, seconds: Double
  ) throws {
    let scores = entries.map { "\($0.name.jsonLiteral): \($0.value.isFinite ? "\($0.value)" : "null")" }
    try append(
      kind, step: step, epoch: epoch, scores + ["\"learning_rate\": \(learningRate)"], seconds: seconds)
  }

  private func append(_ kind: String, step: Int, epoch: Int, _ more: [String], seconds: Double) throws {
    let members =
      ["\"kind\": \(kind.jsonLiteral)", "\"step\": \(step)", "\"epoch\": \(epoch)"] + more
      + ["\"seconds\": \((seconds * 1e6).rounded() / 1e6)"]
    let line = Array("{\(members.joined(separator: ", "))}\n".utf8)
    var rest = line[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileError(.write, path, errno: errno) }
      rest = rest.dropFirst(count)
    }
    length += line.count
  }
}
