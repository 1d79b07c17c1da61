import NNCCEngine
import Testing

@Suite struct ReporterTests {
  private static func scores(_ loss: Double, _ accuracy: Double) -> Scores {
    Scores(loss: loss, metrics: [.init(name: "accuracy", value: accuracy)])
  }

  private static let outline = RunOutline(
    name: "digits", parameterCount: 61_706, trainingExamples: 1437, validationExamples: 0, testExamples: 360,
    batchSize: 32, epochs: 20, steps: 900, folder: "runs/digits")

  private static func progress(batch: Int, loss: Double = 0.2312) throws -> StepProgress {
    var sums = ScoreSums(metrics: 1)
    sums.loss = loss * 896
    sums.examples = 896
    sums.metrics = [806]
    sums.counts = [896]
    let trainer = try Trainer.make(Specs.classifier())
    return StepProgress(
      epoch: 3, epochs: 20, batch: batch, batches: 45, examples: 896, nanoseconds: 500_000_000, batchSize: 32,
      sums: sums, scorer: trainer.scorer)
  }

  private static let report = EpochReport(
    epoch: 3, epochs: 20, steps: 135, train: scores(0.2312, 0.8996), validation: scores(0.3, 0.875),
    learningRate: 0.001, seconds: 0.42)

  private static var result: RunResult {
    var result = RunResult(epochs: 20, steps: 900, seconds: 12.3, folder: "runs/digits")
    result.train = scores(0.0731, 0.9791)
    result.test = scores(1.5e-5, 1)
    return result
  }

  @Test func aLineShowsTheStateOfAnEpoch() throws {
    #expect(
      try Self.progress(batch: 28).line(validation: nil, losses: [3, 2, 1], width: 200)
        == "epoch 3/20 ━━━━━━━━━━━━┄┄┄┄┄┄┄┄ 28/45 loss 0.2312 accuracy 0.8996 1,792 examples/s ETA 0:14 █▅▁")
  }

  @Test(arguments: 1...130) func aLineFitsTheTerminal(_ width: Int) throws {
    let line = try Self.progress(batch: 28).line(
      validation: Self.scores(1, 0), losses: [3, 2, 1], width: width)
    #expect(line.count < width)
  }

  @Test func theTerminalPaintsOneLineOverAndOver() throws {
    let transcript = Transcript()
    let times = Times([0, 50_000_000, 100_000_000])
    var reporter: any TrainingReporter = TerminalReporter(
      transcript.streams, width: { 80 }, clock: { times.next() })
    reporter.begin(Self.outline)
    for batch in 1...3 { reporter.step(try Self.progress(batch: batch)) }
    reporter.epoch(Self.report)
    reporter.end(Self.result)
    let painted = transcript.progress.split(separator: "\r\u{1B}[2K", omittingEmptySubsequences: false)
    // The outline, the first and the third step, and the end.
    #expect(painted.count == 4)
    #expect(painted[1].contains(" 1/45 ") && painted[2].contains(" 3/45 "))
    #expect(!painted[1].contains("\n"))
    #expect(transcript.result == Self.result.table)
  }

  @Test func aPlainReportIsALineAnEpoch() throws {
    let transcript = Transcript()
    var reporter: any TrainingReporter = PlainReporter(transcript.streams)
    reporter.begin(Self.outline)
    reporter.step(try Self.progress(batch: 1))
    reporter.epoch(Self.report)
    reporter.end(Self.result)
    #expect(
      transcript.progress == """
        training digits: 61,706 parameters, 1,437 training, 360 test examples, batches of 32, 20 epochs
        epoch 3/20: loss 0.2312, accuracy 0.8996, val_loss 0.3000, val_accuracy 0.8750, 0.42 s
        20 epochs, 900 steps in 12.30 s; the files are in runs/digits

        """)
  }

  @Test func theTableAlignsItsColumns() {
    #expect(
      Self.result.table == """
        part        loss  accuracy
        train     0.0731    0.9791
        test   1.500e-05    1.0000

        """)
  }

  @Test func aSparklineSpansItsValues() {
    #expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], width: 20) == "▁▂▃▄▅▆▇█")
    #expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], width: 2) == "▁█")
    #expect(sparkline([1, 1], width: 9) == "▁▁")
    #expect(sparkline([1, .nan, 2], width: 9) == "▁ █")
    #expect(sparkline([], width: 9) == "")
  }

  @Test func numbersReadWell() {
    #expect(NumberText.grouped(1_234_567) == "1,234,567")
    #expect(NumberText.grouped(-999) == "-999")
    #expect(NumberText.duration(59.6) == "1:00")
    #expect(NumberText.duration(3723) == "1:02:03")
    #expect(NumberText.duration(.infinity) == "0:00")
    #expect(NumberText.score(0.00012) == "1.200e-04")
    #expect(NumberText.score(.nan) == "nan")
  }
}

private final class Times: @unchecked Sendable {
  private var left: [UInt64]

  init(_ times: [UInt64]) { left = times }

  func next() -> UInt64 { left.removeFirst() }
}
