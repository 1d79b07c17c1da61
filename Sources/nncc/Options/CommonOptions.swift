import ArgumentParser
import Foundation
import NNCCCompiler

/// When diagnostics are coloured.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
  case auto, always, never
}

/// What every command that reads a spec takes.
struct CommonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Colour diagnostics: auto, always or never.",
      discussion: "auto: where standard error is a terminal, unless NO_COLOR is set or TERM is dumb."))
  var color: ColorChoice = .auto

  @Flag(help: "Print no warnings and no progress.")
  var quiet = false

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Override a key of the spec; repeatable.", valueName: "path=value"))
  var overrides: [String] = []

  /// The style of diagnostics, by the choice and the environment.
  var style: TextStyle {
    switch color {
    case .always: return .ansi
    case .never: return .plain
    case .auto:
      // https://no-color.org: set and not empty.
      let refuses = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
      return Console.isInteractive && !refuses ? .ansi : .plain
    }
  }
}
