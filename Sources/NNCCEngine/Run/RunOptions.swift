import NNCCCompiler
import NNCCRuntime

/// What a command line says about a run beside the spec.
package struct RunOptions: Sendable {
  /// A weight file (.safetensors or .npz) to start from; nil for the initializers.
  package var weights: String?
  /// Whether they may be of another network, if names and shapes fit.
  package var acceptsOtherNetwork = false
  /// Where the run's files go; nil for `runs/<name>` in the current directory, or when that is taken
  /// `runs/<name>-2`, `runs/<name>-3`, …
  package var folder: String?
  /// Continues from the folder's checkpoint; without `folder`, from the last numbered one that has any.
  package var resumes = false
  /// Removes what an earlier run left in the folder.
  package var overwrites = false
  /// How many threads compute; nil for one a core.
  package var threads: Int?
  /// The most bytes that an arena may take.
  package var memoryLimit = FileContents.physicalMemory
  /// The most nanoseconds of training that a killed process can lose.
  package var checkpointInterval: UInt64 = 30_000_000_000
  /// The signal that asks the run to stop, nil as long as none does: asked after every step.
  package var interruption: @Sendable () -> Int32? = { Interruption.signal }

  /// The defaults of `nncc run`.
  package init() {}
}

/// How a run ended, and how well the network did.
package struct RunResult: Sendable, Hashable {
  /// The last epoch's means, over the training part; nil where nothing was trained.
  package var train: Scores?
  /// After the last epoch; nil without a validation part.
  package var validation: Scores?
  /// After training; nil without a test part.
  package var test: Scores?
  /// What is said of the outputs beside the scores, by the part: `validation`, `test`.
  package var reports: [String: [OutputReport]] = [:]
  /// The training loss of each epoch that ended; empty where nothing was trained.
  package var losses: [Double] = []
  /// Epochs that ended, those before a resumption among them.
  package var epochs: Int
  /// Updates, those before a resumption among them.
  package var steps: Int
  /// Seconds the run took, those before a resumption among them.
  package var seconds: Double
  /// Where the run's files are; nil where nothing was trained.
  package var folder: String?
  /// The signal that stopped the run after a checkpoint was saved; the process should exit with 128 more.
  package var interruption: Int32?

  package init(epochs: Int, steps: Int, seconds: Double, folder: String? = nil) {
    self.epochs = epochs
    self.steps = steps
    self.seconds = seconds
    self.folder = folder
  }

  /// The exit code that a shell expects: 0, or 130 after Ctrl-C, 143 after SIGTERM and 129 after SIGHUP.
  package var exitCode: Int32 { interruption.map { 128 + $0 } ?? 0 }
}

/// A fault of the spec, the data or the weights that came up in a run: exit code 1.
package struct RunError: Error, Sendable, CustomStringConvertible {
  /// What is wrong, each with the place in the spec that it goes back to, if there is one.
  package var diagnostics: [Diagnostic]

  /// An error of several findings.
  package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

  /// An error of one finding.
  package init(
    _ id: String, at range: SourceRange? = nil, _ message: String, notes: [Diagnostic.Note] = []
  ) {
    diagnostics = [Diagnostic(id, at: range, message, notes: notes)]
  }

  /// The messages, one a line.
  package var description: String {
    diagnostics.map { ([$0.message] + $0.notes.map { "  " + $0.message }).joined(separator: "\n") }
      .joined(separator: "\n")
  }
}
