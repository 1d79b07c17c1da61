import NNCCCompiler

extension RunResult {
  /// What result.json holds: `{train: {loss, …}, validation: {…}, test: {…}, epochs, steps, seconds}`; a part
  /// that the spec lacks is left out.
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
      ])
  }
}
