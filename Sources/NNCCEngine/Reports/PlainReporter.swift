/// A line for each epoch, for logs and pipes, and the table of scores at the end.
package struct PlainReporter: TrainingReporter {
  private let streams: ReportStreams

  /// A reporter that writes to these streams.
  package init(_ streams: ReportStreams = .standard) { self.streams = streams }

  /// A line on the network and its data.
  package mutating func begin(_ run: RunOutline) { streams.progress(run.line + "\n") }

  /// Says nothing.
  package mutating func step(_ progress: StepProgress) {}

  /// A line with the scores.
  package mutating func epoch(_ report: EpochReport) { streams.progress(report.line + "\n") }

  /// The text between lines that tell it from the rest.
  package mutating func sample(_ sample: TextSample) { streams.progress(sample.framed) }

  /// The text on a line.
  package mutating func notice(_ text: String) { streams.progress(text + "\n") }

  /// What was done and where the files are, and the table.
  package mutating func end(_ result: RunResult) { streams.end(result) }
}

/// Where reports go: the progress of a run is for people, and its result is data.
package struct ReportStreams: Sendable {
  /// By default standard error.
  package var progress: @Sendable (String) -> Void
  /// By default standard output.
  package var result: @Sendable (String) -> Void

  /// Streams of two functions that write text.
  package init(progress: @escaping @Sendable (String) -> Void, result: @escaping @Sendable (String) -> Void) {
    self.progress = progress
    self.result = result
  }

  package func end(_ result: RunResult) {
    progress(result.reportText + result.curve + result.line + "\n")
    self.result(result.table)
  }
}

extension RunOutline {
  /// `training digits_cnn: 61,706 parameters, 1,437 examples in batches of 32, 20 epochs`
  package var line: String {
    let examples = [
      (trainingExamples, "training"), (validationExamples, "validation"), (testExamples, "test"),
    ]
    .filter { $0.0 > 0 }.map { "\(NumberText.grouped($0.0)) \($0.1)" }.joined(separator: ", ")
    return "training \(name): \(NumberText.grouped(parameterCount)) parameters, \(examples) examples, "
      + "batches of \(batchSize), \(epochs) \(epochs == 1 ? "epoch" : "epochs")"
  }
}

extension EpochReport {
  /// `epoch 3/20: loss 0.2312, accuracy 0.9312, val_loss 0.2514, 0.42 s`
  package var line: String {
    let entries = TrainingHistory.entries(train: train, validation: validation)
    let scores = entries.map { "\($0.name) \(NumberText.score($0.value))" }.joined(separator: ", ")
    return "epoch \(epoch)/\(epochs): \(scores), \(NumberText.fixed(seconds, digits: 2)) s"
  }
}

extension TextSample {
  /// `── after step 1,000`, the text, and a line that ends it.
  package var framed: String { "── after step \(NumberText.grouped(steps))\n\(text)\n──\n" }
}

extension RunResult {
  /// `loss 1.5320 █▅▃▂▁▁ 0.0081`, over the epochs, with a line break; empty for fewer than two.
  package var curve: String {
    guard let first = losses.first, let last = losses.last, losses.count > 1 else { return "" }
    // Of many epochs, as many as a line holds, evenly spread.
    let width = min(losses.count, 60)
    let shown = (0..<width).map { losses[$0 * (losses.count - 1) / (width - 1)] }
    return "loss \(NumberText.score(first)) \(sparkline(shown, width: width)) \(NumberText.score(last))\n"
  }

  /// What was done in how long, and where the files are.
  package var line: String {
    let work =
      steps == 0 ? "" : "\(epochs) \(epochs == 1 ? "epoch" : "epochs"), \(NumberText.grouped(steps)) steps "
    let place = folder.map { "; the files are in \($0)" } ?? ""
    guard interruption == nil else {
      return "interrupted after \(work)— a checkpoint is saved, --resume goes on from it\(place)"
    }
    return "\(work.isEmpty ? "evaluated " : work)in \(NumberText.fixed(seconds, digits: 2)) s\(place)"
  }
}
