import ArgumentParser

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a spec to start from.",
    discussion: """
      Templates: \(Template.list). Its first line names the schema that editors check it against: \
      'nncc schema > nncc.schema.json' writes that.
      """)

  @Argument(help: "The template: \(Template.list).")
  var template: Template = .mlp

  func run() { Console.write(template.text) }
}

extension Template: ExpressibleByArgument {
  fileprivate static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
