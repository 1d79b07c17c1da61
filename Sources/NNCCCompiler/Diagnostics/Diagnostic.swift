/// A stretch of bytes in one source file. Lines and columns are looked up when a diagnostic is printed.
package struct SourceRange: Sendable, Hashable {
  /// Which file of the `SourceMap`.
  package var source: Int
  /// UTF-8 offsets; `end` is one past the last byte.
  package var start: Int
  package var end: Int

  package init(source: Int, start: Int, end: Int) {
    self.source = source
    self.start = start
    self.end = end
  }
}

/// One message about a spec: what is wrong, where, and the way out.
package struct Diagnostic: Sendable, Hashable {
  package enum Severity: String, Sendable, Hashable, Codable { case error, warning }

  /// More about a diagnostic, with a place of its own where it has one.
  package struct Note: Sendable, Hashable {
    package var message: String
    package var range: SourceRange?

    package init(_ message: String, at range: SourceRange? = nil) {
      self.message = message
      self.range = range
    }
  }

  /// An edit that would mend it: the bytes of `range` become `replacement`.
  package struct FixIt: Sendable, Hashable {
    package var message: String
    package var range: SourceRange
    package var replacement: String

    package init(_ message: String, range: SourceRange, replacement: String) {
      self.message = message
      self.range = range
      self.replacement = replacement
    }
  }

  /// A stable kebab-case name, such as `shape-mismatch`: what scripts match on.
  package var id: String
  package var severity: Severity
  /// nil where the message is about no place in a file.
  package var range: SourceRange?
  package var message: String
  package var notes: [Note]
  package var fixIts: [FixIt]

  package init(
    _ id: String, _ severity: Severity = .error, at range: SourceRange?, _ message: String,
    notes: [Note] = [], fixIts: [FixIt] = []
  ) {
    self.id = id
    self.severity = severity
    self.range = range
    self.message = message
    self.notes = notes
    self.fixIts = fixIts
  }
}

/// Collects what the stages have to say about one spec: each thing once, and no more than anyone reads.
package struct Diagnostics: Sendable {
  package private(set) var all: [Diagnostic] = []
  private var errorCount = 0

  /// Errors, and likewise warnings, that are kept; looking for more in a hostile spec would take long.
  private static let limit = 100

  package init() {}

  package var hasErrors: Bool { errorCount > 0 }

  /// Whether there are as many errors as are kept, so that it is no use to find out more.
  package var isFull: Bool { errorCount > Self.limit }

  package mutating func report(_ diagnostic: Diagnostic) {
    let isError = diagnostic.severity == .error
    guard isError ? !isFull : all.count - errorCount < Self.limit, !all.contains(diagnostic) else { return }
    errorCount += isError ? 1 : 0
    all.append(
      isFull ? .tooManyErrors(limit: Self.limit, at: diagnostic.range) : diagnostic)
  }

  package mutating func error(
    _ id: String, at range: SourceRange?, _ message: String,
    notes: [Diagnostic.Note] = [], fixIts: [Diagnostic.FixIt] = []
  ) {
    report(Diagnostic(id, .error, at: range, message, notes: notes, fixIts: fixIts))
  }

  package mutating func warning(
    _ id: String, at range: SourceRange?, _ message: String,
    notes: [Diagnostic.Note] = [], fixIts: [Diagnostic.FixIt] = []
  ) {
    report(Diagnostic(id, .warning, at: range, message, notes: notes, fixIts: fixIts))
  }
}

/// A bug in nncc itself, never a user's mistake: the command line answers it with exit code 70.
package struct InternalError: Error, Sendable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) {
    self.description = description
  }
}
