import NNCCCompiler

extension RunResult {
  /// What result.json holds: `{train: {loss, …}, validation: {…}, test: {…}, epochs, steps, seconds}`; a part
  /// that the spec lacks is left out. `classes` and `residuals` hold, for each part that was evaluated, what is said of
  /// each output beside the scores.
  package var json: JSONValue {
    let parts = [("train", train), ("validation", validation), ("test", test)]
    return .object(
      parts.compactMap { name, scores in
        scores.map { scores in
          (name: name, value: .object(scores.entries.map { (name: $0.name, value: .number($0.value)) }))
        }
      } + [
        (name: "epochs", value: .int(epochs)), (name: "steps", value: .int(steps)),
        (name: "seconds", value: .number(seconds)),
      ] + details)
  }

  private var details: [(name: String, value: JSONValue)] {
    func byPart(_ document: (OutputReport) -> JSONValue?) -> JSONValue? {
      let parts = ["validation", "test"].compactMap { part -> (name: String, value: JSONValue)? in
        let documents = (reports[part] ?? []).compactMap(document)
        return documents.isEmpty ? nil : (part, .array(documents))
      }
      return parts.isEmpty ? nil : .object(parts)
    }
    return [
      ("classes", byPart { $0.confusion?.json }), ("residuals", byPart { $0.residuals?.json }),
    ].compactMap { name, value in value.map { (name, $0) } }
  }
}

extension ConfusionMatrix {
  /// The matrix with a row for each true class, and what it says of each class.
  fileprivate var json: JSONValue {
    let rows = classes.indices.map(row)
    return .object([
      ("output", .string(output)), ("names", .array(classes.map { .string($0) })),
      (
        "matrix",
        .array(classes.indices.map { target in .array(classes.indices.map { .int(self[target, $0]) }) })
      ),
      ("precision", .array(rows.map { .number($0.precision) })), ("recall", .array(rows.map { .number($0.recall) })),
      ("f1", .array(rows.map { .number($0.f1) })), ("support", .array(rows.map { .int($0.support) })),
    ])
  }
}

extension Residuals {
  fileprivate var json: JSONValue {
    let rows = names.indices.map(row)
    return .object([
      ("output", .string(output)), ("names", .array(names.map { .string($0) })),
      ("bias", .array(rows.map { .number($0.bias) })), ("mae", .array(rows.map { .number($0.mae) })),
      ("rmse", .array(rows.map { .number($0.rmse) })),
      ("r2", .array(rows.map { $0.r2.map { .number($0) } ?? .null })),
    ])
  }
}
