import ArgumentParser
import NNCCCompiler

struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the JSON Schema of specs, for editors, or a reference page.")

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case json, reference
  }

  @Option(help: "What to print: json, the JSON Schema (draft-07), or reference, a page in Markdown.")
  var format: Format = .json

  func run() {
    switch format {
    case .json: Console.write(SpecSchema.text)
    case .reference: Console.write(SpecReference.text)
    }
  }
}
