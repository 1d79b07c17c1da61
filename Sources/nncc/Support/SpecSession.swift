import ArgumentParser
import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCRuntime

/// One spec in the course of a command: its compilation, and how its diagnostics are printed.
struct SpecSession {
  let path: String
  var compilation: Compilation
  private let options: CommonOptions

  /// Reads and compiles a spec, and prints nothing yet.
  ///
  /// - Parameters:
  ///   - path: `-` for standard input.
  ///   - fallbacks: `path=value` that go before what `--set` says.
  init(_ path: String, options: CommonOptions, fallbacks: [String] = []) {
    self.path = path
    self.options = options
    let overrides = fallbacks + options.overrides
    let file = path == "-" ? "stdin" : path
    do {
      let bytes = path == "-" ? try Console.readAll(limit: 16 << 20) : try FileContents.bytes(of: path, limit: 16 << 20)
      compilation = Compilation(file: file, bytes: bytes, overrides: overrides)
    } catch {
      let reason = (error as? FileError).map { "cannot \($0.operation.rawValue): \($0.reason)" }
      compilation = Compilation(file: file, unreadableAs: reason ?? "\(error)")
    }
  }

  /// Reads and compiles a spec for a command that goes on only with a valid one: its diagnostics are printed.
  ///
  /// - Throws: `ExitCode` where the spec has errors.
  static func valid(_ path: String, options: CommonOptions, fallbacks: [String] = []) throws -> SpecSession {
    let session = SpecSession(path, options: options, fallbacks: fallbacks)
    session.show(session.compilation.diagnostics.all)
    guard session.compilation.isValid else {
      throw ExitCode(ExitStatus.of(session.compilation.diagnostics.all) ?? ExitStatus.fault)
    }
    return session
  }

  /// The directory that the spec's paths are relative to.
  var directory: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Prints diagnostics to standard error: with `--quiet` errors alone.
  func show(_ diagnostics: [Diagnostic]) {
    let shown = options.quiet ? diagnostics.filter { $0.severity == .error } : diagnostics
    guard !shown.isEmpty else { return }
    let formatter = TextFormatter(style: options.style, width: Console.width)
    Console.writeError(formatter.format(shown, in: compilation.sources))
    if let summary = shown.summary { Console.writeError(summary + "\n") }
  }

  /// Prints one.
  func show(_ diagnostic: Diagnostic) { show([diagnostic]) }

  /// Runs `body` and prints what it finds wrong with spec, data or weights.
  ///
  /// - Throws: `ExitCode` in place of `RunError`.
  func reportingFaults<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as RunError {
      show(error.diagnostics)
      throw ExitCode(ExitStatus.of(error.diagnostics) ?? ExitStatus.fault)
    }
  }

  /// The plan for a batch size.
  ///
  /// - Throws: `ExitCode` after printing why there is none.
  mutating func plan(batch: Int, purpose: PlanPurpose, memoryLimit: Int) throws -> Plan {
    try reportingDiagnostics { try $0.plan(batch: batch, purpose: purpose, PlanOptions(memoryLimit: memoryLimit)) }
  }

  /// What a stage of the compiler makes of the spec.
  ///
  /// - Throws: `ExitCode` after printing why it made nothing.
  mutating func reportingDiagnostics<Value>(_ stage: (inout Compilation) throws -> Value?) throws -> Value {
    let known = compilation.diagnostics.all.count
    let value = try reportingFaults { try stage(&compilation) }
    guard let value else {
      show(Array(compilation.diagnostics.all.dropFirst(known)))
      throw ExitCode(ExitStatus.fault)
    }
    return value
  }
}
