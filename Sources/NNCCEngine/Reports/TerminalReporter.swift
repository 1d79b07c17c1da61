/// One line that is painted over again and again, and the table of scores at the end.
package struct TerminalReporter: TrainingReporter {
  /// Painting more often than this is not seen, and takes time from training.
  private static let interval: UInt64 = 100_000_000

  private let streams: ReportStreams
  private let width: @Sendable () -> Int
  private let clock: @Sendable () -> UInt64
  private var nextPaint: UInt64 = 0
  private var validation: Scores?
  private var losses: [Double] = []

  /// A reporter.
  ///
  /// - Parameter width: the terminal's columns, asked for at every painting.
  package init(_ streams: ReportStreams = .standard, width: @escaping @Sendable () -> Int) {
    self.init(streams, width: width, clock: Clock.nanoseconds)
  }

  package init(
    _ streams: ReportStreams, width: @escaping @Sendable () -> Int, clock: @escaping @Sendable () -> UInt64
  ) {
    self.streams = streams
    self.width = width
    self.clock = clock
  }

  /// A line on the network and its data, which stays.
  package mutating func begin(_ run: RunOutline) { streams.progress(run.line + "\n") }

  /// Paints the line, at most ten times a second.
  package mutating func step(_ progress: StepProgress) {
    let now = clock()
    guard now >= nextPaint else { return }
    nextPaint = now + Self.interval
    paint(progress.line(validation: validation, losses: losses, width: width()))
  }

  /// Remembers the scores for the next lines.
  package mutating func epoch(_ report: EpochReport) {
    validation = report.validation
    losses.append(report.train.loss ?? .nan)
  }

  /// The text between lines that tell it from the rest, which stays.
  package mutating func sample(_ sample: TextSample) { paint(sample.framed) }

  /// The text on a line of its own, which stays.
  package mutating func notice(_ text: String) { paint(text + "\n") }

  /// What was done and where the files are, and the table.
  package mutating func end(_ result: RunResult) {
    paint("")
    streams.end(result)
  }

  private func paint(_ line: String) { streams.progress("\r\u{1B}[2K" + line) }
}
