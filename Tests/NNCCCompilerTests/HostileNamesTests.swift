import Foundation
import NNCCCompiler
import NNCCRuntime
import Testing

/// Whatever names and comments a spec has, the Swift that it becomes compiles.
@Suite struct HostileNamesTests {
  /// Keywords of Swift, names that generated code uses itself, names that differ only in what Swift cannot write, and
  /// names that look like those of gradients and numbered ones.
  private static let names = [
    "self", "init", "class", "in", "Self", "Type", "default", "memory", "pool", "progress", "broadcast", "constraint",
    "axes", "transposition", "state", "step", "rows", "first", "seed", "preprocess", "postprocess", "examples",
    "fatalError", "inputScale", "isNormalized",
    "iteration", "count", "span", "part", "golden", "outputs", "gradient", "labels", "target", "loss", "Kernels",
    "Float",
    "predict", "prepare", "layout", "a-b", "a.b", "a_b", "aB", "ab", "_", "__", "_1", "x_gradient", "x", "x_2", "x-2",
    "optimizer", "learning_rate", "batchSize", "stride", "precondition", "print", "max", "zip", "as", "try", "await",
  ]
  private static let types = [
    "Float", "Kernels", "Span", "Array", "WeightFile", "ModelState", "TrainableModel", "Swift", "NNCCRuntime", "A",
    "fatalError", "Set",
  ]
  private static let comments = [
    "*/", "/* \"", "\\(fatalError())", "\u{202E} \u{1F600}\u{A0}", "\"\"\" \\u{0}", "#if x",
  ]

  /// A network of layers with names drawn by a seed, each read once more by a later one.
  private func spec(_ seed: UInt64) -> String {
    let key = RandomKey(seed: seed, purpose: .data)
    var draws = 0
    func draw(_ bound: Int) -> Int {
      draws += 1
      return key.number(below: bound, at: draws, step: 0)
    }
    var names = Self.names
    key.shuffle(&names, step: 1)
    let comment = Self.comments[draw(Self.comments.count)]
    var text = "type_name: T\(seed)\ninputs: {'\(names[0])': [6], '\(names[1])': [6]}\nlayers:  # \(comment)\n"
    for index in 2..<7 {
      let activation = ["relu", "tanh", "gelu", "sigmoid"][draw(4)]
      text +=
        "  - dense: {name: '\(names[index])', inputs: '\(names[draw(index)])', units: 6, activation: \(activation)}"
      text += "  # \(comment)\n"
    }
    // With values that are made once: how shapes stretch, and a constraint.
    text +=
      "  - dense: {name: '\(names[8])', inputs: '\(names[3])', units: 1, kernel_constraint: max_norm}\n"
    text +=
      "  - add: {name: '\(names[7])', inputs: ['\(names[5])', '\(names[6])', '\(names[2])', '\(names[8])']}\n"
    text += "outputs: ['\(names[7])', '\(names[4])']\n"
    let loss = "mean_squared_error"
    text +=
      "train: {loss: {'\(names[7])': \(loss), '\(names[4])': \(loss)}, batch_size: 3, optimizer: {adam: {clipnorm: 1}}}\n"
    return text
  }

  private func source(_ spec: String, file: String = "x.yaml") throws -> String {
    var compilation = Compilation(file: file, bytes: Array(spec.utf8))
    try #require(compilation.isValid, "\(compilation.diagnostics.all.map(\.message)) in\n\(spec)")
    return try #require(try compilation.swiftSource(GenerationOptions()))
  }

  @Test func namesAreIdentifiersThatMeanNothingElse() throws {
    for type in Self.types {
      let source = try source("type_name: \(type)\ninput: [2]\nlayers: [{dense: {units: 2}}]\n")
      let isTaken = type != "A"
      #expect(source.contains("final class \(type)\(isTaken ? "Model" : ""):"))
    }
  }

  @Test(.enabled(if: SwiftModule.canBeCompiled)) func generatedCodeCompiles() throws {
    let module = try SwiftModule()
    for seed in 0..<40 {
      try module.add(try source(spec(UInt64(seed)), file: "*/\"\\\n#\(seed).yaml"), named: "T\(seed)")
    }
    #expect(try module.errors(.types) == "")
  }
}
