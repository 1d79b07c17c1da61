import ArgumentParser
import Foundation
import NNCCCompiler
import NNCCEngine

/// The command line. Each subcommand is a thin shell over the library: what it prints as data goes to standard
/// output, everything else to standard error.
@main
struct NNCC: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nncc",
    abstract: "Compiles declarative specs of neural networks, trains and runs them.",
    discussion: """
      Exit codes: 0 done; 1 the spec, data or weights are at fault; 64 wrong usage; 70 a defect of nncc; \
      130 interrupted.
      """,
    version: nnccVersion,
    subcommands: [
      Check.self, Run.self, Predict.self, Generate.self, Gradient.self, Verify.self, Compile.self, Bench.self,
      Init.self,
      Schema.self,
    ])

  static func main() {
    ProcessClock.start()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as InternalError {
      Console.writeError(
        """
        internal error: \(error)
        This is a defect of nncc \(nnccVersion), not of your files: please report it, with the spec and the \
        command line.

        """)
      Foundation.exit(ExitStatus.internalError)
    } catch  where isFault(error) {
      Console.writeError("error: \(error)\n")
      Foundation.exit(ExitStatus.fault)
    } catch {
      suggestCommand()
      exit(withError: error)
    }
  }

  /// Ends with the command that was meant, where the first argument is nearly one.
  private static func suggestCommand() {
    let names = configuration.subcommands.map { $0._commandName }
    guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"), !names.contains(word),
      word != "help",
      let near = nearestName(to: word, among: names)
    else { return }
    Console.writeError("Error: there is no command '\(word)'; did you mean '\(near)'?\n")
    Foundation.exit(EX_USAGE)
  }

  /// Whether an error is about files that the user names, and not ArgumentParser's own.
  private static func isFault(_ error: any Error) -> Bool {
    exitCode(for: error) == .failure && !(error is ExitCode)
  }
}

/// What a process ends with besides 0 and ArgumentParser's 64.
enum ExitStatus {
  /// The spec, data or weights are at fault.
  static let fault: Int32 = 1
  /// A defect of nncc: EX_SOFTWARE of sysexits.h.
  static let internalError: Int32 = 70

  /// What a command ends with that finds these; nil where none is an error. Faults of the arguments themselves are
  /// ArgumentParser's 64 here too.
  static func of(_ diagnostics: [Diagnostic]) -> Int32? {
    let errors = diagnostics.filter { $0.severity == .error }
    if errors.isEmpty { return nil }
    return errors.contains { ["override-syntax", "wrong-option", "missing-option"].contains($0.id) } ? EX_USAGE : fault
  }
}
