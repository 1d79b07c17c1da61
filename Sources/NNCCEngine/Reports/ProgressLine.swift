extension StepProgress {
  /// The state of an epoch in one line of at most `width` columns; what does not fit is left out from the
  /// right.
  ///
  ///     epoch 3/20 ━━━━━━━━━━━━━━━━━━━━ 28/45 loss 0.2312 accuracy 0.9312 12,345 examples/s ETA 0:12 ▇▅▃▂▁
  ///
  /// - Parameters:
  ///   - validation: the last epoch's.
  ///   - losses: of the epochs before.
  package func line(validation: Scores?, losses: [Double], width: Int) -> String {
    let seconds = Double(nanoseconds) * 1e-9
    let rate = seconds > 0 ? Double(examples) / seconds : 0
    var parts = ["epoch \(epoch)/\(epochs)", bar, "\(batch)/\(batches)"]
    parts += scores.entries.map { "\($0.name) \(NumberText.score($0.value))" }
    parts += (validation?.entries ?? []).map { "val_\($0.name) \(NumberText.score($0.value))" }
    if rate > 0 {
      parts.append("\(NumberText.grouped(Int(min(rate, 1e15)))) examples/s")
      parts.append("ETA \(NumberText.duration(secondsLeft(seconds)))")
    }
    parts.append(sparkline(losses, width: 20))

    var line = ""
    for part in parts where !part.isEmpty {
      // The last column stays free: some terminals wrap when it is filled.
      guard line.count + 1 + part.count < width else { break }
      line += (line.isEmpty ? "" : " ") + part
    }
    return line
  }

  private var bar: String {
    let length = 20
    let done = batches > 0 ? min(length, batch * length / batches) : 0
    return String(repeating: "━", count: done) + String(repeating: "┄", count: length - done)
  }

  /// Of the whole run, at this epoch's pace so far.
  private func secondsLeft(_ seconds: Double) -> Double {
    let batchesDone = Double(examples) / Double(max(1, batchSize))
    guard batchesDone > 0 else { return 0 }
    let batchesLeft = Double(batches - batch) + Double(epochs - epoch) * Double(batches)
    return seconds / batchesDone * batchesLeft
  }
}
