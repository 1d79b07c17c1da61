import NNCCRuntime

/// What `nncc compile -o` is asked for.
package struct GenerationOptions: Sendable {
  /// Leave out all that training needs.
  package var inferenceOnly = false
  /// Examples of a batch; nil for the spec's, or one where it has no `train:`.
  package var batch: Int?
  package var memoryLimit = Int.max

  package init() {}
}

/// A network as the plans that its generated code is made of.
struct GeneratedModel {
  let graph: Graph
  let training: Training?
  let sources: SourceMap
  let typeName: String
  let layout: SharedLayout
  /// In the order of `layout.offsets`.
  let plans: [(use: Use, plan: Plan)]

  /// What a plan becomes in generated code.
  enum Use: Hashable { case one, batch, evaluation, gradient, training }

  func plan(_ use: Use) -> Plan? { plans.first { $0.use == use }?.plan }

  /// The largest number of examples that a plan takes.
  var batch: Int { plan(.batch)?.batch ?? 1 }

  var isTrainable: Bool { plan(.training) != nil }

}

extension Compilation {
  /// The network as Swift source: one file, the same bytes for the same spec and options.
  ///
  /// - Returns: nil after adding diagnostics, such as one that a plan takes too much memory.
  package mutating func swiftSource(_ options: GenerationOptions) throws -> String? {
    guard let model = try generatedModel(options) else { return nil }
    return model.source
  }

  /// The generated type's name.
  package var swiftTypeName: String? { graph.map { Identifiers.typeName($0.typeName) } }

  private mutating func generatedModel(_ options: GenerationOptions) throws -> GeneratedModel? {
    guard isValid, let graph else { return nil }
    let training = options.inferenceOnly ? nil : training
    let batch = options.batch ?? self.training?.batchSize ?? 1
    var wanted: [(GeneratedModel.Use, Int, PlanPurpose)] = [(.one, 1, .inference)]
    if batch > 1 { wanted.append((.batch, batch, .inference)) }
    if training != nil {
      wanted += [
        (.evaluation, batch, .evaluation), (.gradient, batch, .gradient(isTraining: false)),
        (.training, batch, .training),
      ]
    }
    var plans: [(use: GeneratedModel.Use, plan: Plan)] = []
    for (use, batch, purpose) in wanted {
      guard let plan = try plan(batch: batch, purpose: purpose, memoryLimit: options.memoryLimit) else { return nil }
      plans.append((use, plan))
    }
    return GeneratedModel(
      graph: graph, training: training, sources: sources, typeName: Identifiers.typeName(graph.typeName),
      layout: SharedLayout(plans.map(\.plan)), plans: plans)
  }
}
