/// A stretch of bytes in one source file. Lines and columns are looked up when a diagnostic is printed.
public struct SourceRange: Sendable, Hashable {
  /// Which file of the `SourceMap`.
  public var source: Int
  /// UTF-8 offsets; `end` is one past the last byte.
  public var start: Int
  public var end: Int

  public init(source: Int, start: Int, end: Int) {
    self.source = source
    self.start = start
    self.end = end
  }
}

/// One message about a spec: what is wrong, where, and the way out.
public struct Diagnostic: Sendable, Hashable {
  public enum Severity: String, Sendable, Hashable, Codable { case error, warning }

  /// More about a diagnostic, with a place of its own where it has one.
  public struct Note: Sendable, Hashable {
    public var message: String
    public var range: SourceRange?

    public init(_ message: String, at range: SourceRange? = nil) {
      self.message = message
      self.range = range
    }
  }

  /// An edit that would mend it: the bytes of `range` become `replacement`.
  public struct FixIt: Sendable, Hashable {
    public var message: String
    public var range: SourceRange
    public var replacement: String

    public init(_ message: String, range: SourceRange, replacement: String) {
      self.message = message
      self.range = range
      self.replacement = replacement
    }
  }

  /// A stable kebab-case name, such as `shape-mismatch`: what scripts match on.
  public var id: String
  public var severity: Severity
  /// nil where the message is about no place in a file.
  public var range: SourceRange?
  public var message: String
  public var notes: [Note]
  public var fixIts: [FixIt]

  public init(
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

/// Collects what the stages have to say about one spec.
public struct Diagnostics: Sendable {
  public private(set) var all: [Diagnostic] = []

  public init() {}

  public var hasErrors: Bool { all.contains { $0.severity == .error } }

  public mutating func report(_ diagnostic: Diagnostic) {
    if !all.contains(diagnostic) { all.append(diagnostic) }
  }

  public mutating func error(
    _ id: String, at range: SourceRange?, _ message: String,
    notes: [Diagnostic.Note] = [], fixIts: [Diagnostic.FixIt] = []
  ) {
    report(Diagnostic(id, .error, at: range, message, notes: notes, fixIts: fixIts))
  }

  public mutating func warning(
    _ id: String, at range: SourceRange?, _ message: String,
    notes: [Diagnostic.Note] = [], fixIts: [Diagnostic.FixIt] = []
  ) {
    report(Diagnostic(id, .warning, at: range, message, notes: notes, fixIts: fixIts))
  }
}

/// A bug in nncc itself, never a user's mistake: the command line answers it with exit code 70.
public struct InternalError: Error, Sendable, CustomStringConvertible {
  public var description: String

  public init(_ description: String) {
    self.description = description
  }
}
