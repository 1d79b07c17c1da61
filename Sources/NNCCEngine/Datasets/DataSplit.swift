import NNCCCompiler
import NNCCRuntime

/// The parts that a file's examples are split into.
package struct DataParts {
  package var training: ExampleSet
  package var validation: ExampleSet?
  package var test: ExampleSet?

  package init(training: ExampleSet, validation: ExampleSet? = nil, test: ExampleSet? = nil) {
    self.training = training
    self.validation = validation
    self.test = test
  }

  /// The names of the parts that lack a class which another has, with those classes; for targets that are class numbers.
  package var missingClasses: [(part: String, classes: [Int32])] {
    let parts = [("training", training), ("validation", validation), ("test", test)].compactMap { name, part in
      part.map { (name, Set($0.classNumbers ?? [])) }
    }
    let all = parts.reduce(into: Set<Int32>()) { $0.formUnion($1.1) }
    return parts.compactMap { name, classes in
      let missing = all.subtracting(classes)
      return missing.isEmpty ? nil : (name, missing.sorted())
    }
  }
}

extension DataSource.Split {
  /// Shares out examples, each a whole.
  ///
  /// - Parameters:
  ///   - seed: what the order is drawn from, where chance decides.
  ///   - origin: the file, for errors.
  /// - Throws: `DatasetError` where a part would be empty.
  package func parts(of examples: ExampleSet, seed: UInt64, origin: String) throws -> DataParts {
    var groups = [Array(0..<examples.count)]
    if stratifies, let numbers = examples.classNumbers {
      groups = Dictionary(grouping: groups[0]) { numbers[$0] }.sorted { $0.key < $1.key }.map(\.value)
    }
    let key = RandomKey(seed: seed, purpose: .data, index: Self.randomIndex)
    var parts: [[Int]] = [[], [], []]
    for (number, group) in groups.enumerated() {
      var order = group
      if shuffles { key.shuffle(&order, step: number) }
      let (trained, held) = boundaries(order.count)
      parts[0] += order[..<trained]
      parts[1] += order[trained..<held]
      parts[2] += order[held...]
    }
    func part(_ index: Int, _ name: String, _ share: Double) throws -> ExampleSet? {
      guard share > 0 else { return nil }
      guard !parts[index].isEmpty else { throw DatasetError.emptyPart(origin: origin, part: name) }
      // In the order of the file, whatever was drawn.
      return examples.subset(parts[index].sorted())
    }
    guard let training = try part(0, "training", train) else {
      throw DatasetError.emptyPart(origin: origin, part: "training")
    }
    return DataParts(
      training: training, validation: try part(1, "validation", validation), test: try part(2, "test", test))
  }

  /// Of so many, how many are before the validation part, and before the test part.
  package func boundaries(_ count: Int) -> (validation: Int, test: Int) {
    let held = (Double(count) * (1 - test)).rounded()
    let trained = (Double(count) * (1 - test - validation)).rounded()
    return (min(max(0, Int(trained)), count), min(max(0, Int(held)), count))
  }

  /// Apart from what made-up data are drawn from.
  private static let randomIndex = 1 << 20
}

extension ExampleSet {
  /// The class of each example, where the first target is the number of one.
  fileprivate var classNumbers: [Int32]? {
    guard let target = targets.first, target.elementsPerExample == 1, case .int32(let numbers) = target.elements
    else { return nil }
    return numbers
  }
}
