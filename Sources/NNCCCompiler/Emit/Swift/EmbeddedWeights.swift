import NNCCRuntime

/// A weight file as Swift source: an extension of the generated type that holds its bytes as text.
///
/// - Parameters:
///   - typeName: of the generated type
///   - spec: the name of the spec's file
package func embeddedWeightsSource(_ weights: WeightFile, typeName: String, spec: String) -> String {
  let text = Base64.encode(weights.serialized())
  var lines: [Substring] = []
  let all = String(decoding: text, as: UTF8.self)[...]
  var rest = all
  while !rest.isEmpty {
    lines.append(rest.prefix(116))
    rest = rest.dropFirst(116)
  }
  return """
    // Made by nncc from \(printable(spec)), with weights: a safetensors file in base64.

    import NNCCRuntime

    extension \(typeName) {
      /// The weights that the model was compiled with: `try \(typeName)(weights: \(typeName).embeddedWeights)`.
      public static var embeddedWeights: WeightFile {
        get throws { try WeightFile(base64: weightText) }
      }

      private static let weightText: StaticString = \"""
        \(lines.joined(separator: "\n    "))
        \"""
    }

    """
}
