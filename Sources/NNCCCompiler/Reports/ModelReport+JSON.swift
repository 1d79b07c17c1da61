extension Compilation {
  /// The report as the contract's JSON object; what is unknown of a broken spec is null or empty.
  ///
  /// - Parameter diagnostics: the compilation's, or those as the user wants them to count.
  package func json(_ report: ModelReport?, diagnostics: [Diagnostic]) -> JSONValue {
    .object([
      ("name", (report?.name ?? spec?.name).map { .string($0) } ?? .null),
      ("layers", .array((report?.layers ?? []).map(\.json))),
      ("parameters", report.map { .int($0.parameters) } ?? .null),
      ("trainable_parameters", report.map { .int($0.trainableParameters) } ?? .null),
      (
        "memory",
        report.map {
          .object([
            ("inference_bytes", .int($0.inference.bytes)),
            ("training_bytes", $0.training.map { .int($0.bytes) } ?? .null),
          ])
        } ?? .null
      ),
      ("diagnostics", JSONFormatter.value(diagnostics, in: sources)),
    ])
  }
}

extension ModelReport.Layer {
  fileprivate var json: JSONValue {
    .object([
      ("name", .string(name)), ("type", .string(type)), ("inputs", .array(inputs.map { .string($0) })),
      ("output_shape", .array(outputShape.map { .int($0) })), ("rank", .int(rank)), ("volume", .int(volume)),
      ("parameters", .int(parameters)), ("flops", .int(flops)),
    ])
  }
}
