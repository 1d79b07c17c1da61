import Foundation
import NNCCCompiler
import NNCCInterchange

/// What a network gave for some examples, to be shown or written: which class is the likeliest, and the numbers under
/// the names of what they are of.
package struct Predictions {
  /// One output of the network.
  fileprivate struct Output {
    var name: String
    /// [examples, …]
    var array: NDArray
    var scores: Graph.ClassScores
    /// Of the last axis' numbers.
    var names: [String]
    /// Whether they are those that the spec or the data give.
    var hasNames: Bool
    /// Whether the numbers are labels that were decoded, padded with −1.
    var isDecoded: Bool

    var examples: Int { array.shape[0] }
    var width: Int { isDecoded ? array.shape[1...].reduce(1, *) : array.shape.count > 1 ? array.shape.last ?? 1 : 1 }
    /// The axes between the examples' and the last: time steps, pixels …
    var places: [Int] { isDecoded ? [] : Array(array.shape.dropFirst().dropLast()) }
    var placesPerExample: Int { places.reduce(1, *) }

    /// The index along each of the places' axes.
    func indices(of place: Int) -> [String] { places.place(of: place).map { "\($0)" } }
  }

  private let outputs: [Output]

  /// - Parameters:
  ///   - arrays: as `predict` or `greedilyDecoded` gives them.
  ///   - classes: what classes are called, where that is known.
  package init(_ arrays: [String: NDArray], of compilation: Compilation, classes: ClassNames?) throws {
    let graph = try compilation.requireGraph()
    let columns = compilation.spec?.data?.targetColumns ?? []
    outputs = graph.outputs.compactMap { output in
      guard let array = arrays[output.name] else { return nil }
      let scores = graph.classScores(of: output, compilation.training)
      let isDecoded = if case .int32 = array.elements { true } else { false }
      let width = graph.tensors[output.tensor].shape.last ?? 1
      var names: [String]?
      if let classes, classes.count == graph.classCount(of: output, compilation.training) {
        names = classes.names
      } else if scores == .none, columns.count == width {
        names = columns
      }
      return Output(
        name: output.name, array: array, scores: scores, names: names ?? (0..<max(2, width)).map { "\($0)" },
        hasNames: names != nil, isDecoded: isDecoded)
    }
  }

  // MARK: For people

  /// A table with a line for each example, or for each of its time steps: the `top` likeliest classes with their
  /// probabilities, or the numbers.
  package func table(top: Int) -> String {
    guard let first = outputs.first else { return "" }
    // Outputs that differ in their places stand one below the other.
    if outputs.contains(where: { $0.places != first.places }) {
      return outputs.map { "\($0.name)\n" + Self.table([$0], top: top, isAlone: true) }.joined(separator: "\n")
    }
    return Self.table(outputs, top: top, isAlone: outputs.count == 1)
  }

  private static func table(_ outputs: [Output], top: Int, isAlone: Bool) -> String {
    let (examples, places) = (outputs[0].examples, outputs[0].places)
    var columns: [(title: String, alignment: TextTable.Alignment)] = [("example", .right)]
    for axis in places.indices { columns.append((places.count == 1 ? "step" : "axis \(axis)", .right)) }
    for output in outputs { columns += output.columns(top: top, prefix: isAlone ? "" : output.name + " ") }
    var table = TextTable(columns)
    for example in 0..<examples {
      for place in 0..<outputs[0].placesPerExample {
        var row = ["\(example)"] + outputs[0].indices(of: place)
        for output in outputs { row += output.cells(example * output.placesPerExample + place, top: top) }
        table.add(row)
      }
    }
    return table.text
  }

  // MARK: For programs

  /// A column for each number, `<output>_<class or index>`, with the indices of the axes before it in between; a row for
  /// each example.
  package func csv(only name: String? = nil) -> String {
    let outputs = outputs.filter { name == nil || $0.name == name }
    let rows = (0..<(outputs.first?.examples ?? 0)).map { example in outputs.flatMap { $0.values(of: example) } }
    return ([outputs.flatMap(\.keys)] + rows).map(csvLine).joined()
  }

  /// An object for each example, on a line, with the keys that are the columns of `csv`.
  package func jsonLines(only name: String? = nil) -> String {
    let outputs = outputs.filter { name == nil || $0.name == name }
    let keys = outputs.flatMap(\.keys).map { JSONValue.string($0).formatted }
    return (0..<(outputs.first?.examples ?? 0)).map { example in
      let members = zip(keys, outputs.flatMap { $0.values(of: example) }).map { "\($0): \($1)" }
      return "{" + members.joined(separator: ", ") + "}\n"
    }.joined()
  }
}

extension Predictions.Output {
  // MARK: Columns of the table

  func columns(top: Int, prefix: String) -> [(title: String, alignment: TextTable.Alignment)] {
    if isDecoded { return [(prefix + "labels", .left)] }
    switch scores {
    case .softmax:
      return (0..<min(top, width)).flatMap { _ in [(prefix + "class", .left), ("probability", .right)] }
    case .sigmoid, .sigmoidOfLogits:
      if width == 1 { return [(prefix + "class", .left), ("probability", .right)] }
      return names.map { (prefix + $0, .right) }
    case .none:
      if width == 1 { return [(hasNames ? names[0] : name, .right)] }
      return names.map { (prefix.isEmpty && !hasNames ? "\(name)_\($0)" : prefix + $0, .right) }
    }
  }

  /// - Parameter place: of all examples' places.
  func cells(_ place: Int, top: Int) -> [String] {
    let row = place * width..<(place + 1) * width
    switch array.elements {
    case .int32(let labels):
      return [
        labels[row].filter { $0 >= 0 }.map { names.indices.contains(Int($0)) ? names[Int($0)] : "\($0)" }
          .joined(separator: " ")
      ]
    case .float32(let values): return cells(values[row], top: top)
    default: return []
    }
  }

  private func cells(_ row: ArraySlice<Float>, top: Int) -> [String] {
    func percent(_ value: Double) -> String { NumberText.fixed(value, digits: 4) }
    let values = row.map(Double.init)
    switch scores {
    case .softmax(let ofLogits):
      let probabilities = ofLogits ? softmax(values) : values
      // Of equal ones the lowest number first.
      let order = probabilities.indices.sorted { (probabilities[$1], $0) < (probabilities[$0], $1) }
      return order.prefix(top).flatMap { [names[$0], percent(probabilities[$0])] }
    case .sigmoid, .sigmoidOfLogits:
      let probabilities = scores == .sigmoid ? values : values.map { 1 / (1 + exp(-$0)) }
      guard width == 1 else { return probabilities.map(percent) }
      let isSecond = probabilities[0] > 0.5
      return [names[isSecond ? 1 : 0], percent(isSecond ? probabilities[0] : 1 - probabilities[0])]
    case .none: return row.map { NumberText.score(Double($0)) }
    }
  }

  // MARK: Keys and values

  var keys: [String] {
    let lastNames = isDecoded || width == 1 && !hasNames ? nil : names.count >= width ? names : nil
    return (0..<placesPerExample * width).map { element in
      var parts = [name] + indices(of: element / width)
      // One number of two classes is the probability of the second.
      let isBinary = width == 1 && (scores == .sigmoid || scores == .sigmoidOfLogits)
      let number = element % width + (isBinary && hasNames ? 1 : 0)
      parts.append(lastNames.map { $0[number] } ?? "\(element % width)")
      return parts.joined(separator: "_")
    }
  }

  func values(of example: Int) -> [String] {
    let range = example * placesPerExample * width..<(example + 1) * placesPerExample * width
    switch array.elements {
    case .float32(let values): return values[range].map { $0.isFinite ? "\($0)" : "null" }
    case .int32(let values): return values[range].map { "\($0)" }
    default: return []
    }
  }
}

private func softmax(_ logits: [Double]) -> [Double] {
  let largest = logits.max() ?? 0
  let powers = logits.map { exp($0 - largest) }
  let sum = powers.reduce(0, +)
  return powers.map { $0 / sum }
}
