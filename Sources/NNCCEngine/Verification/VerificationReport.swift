import NNCCCompiler

/// What `verify` found.
package struct VerificationReport: Sendable {
  /// The network's.
  package var name: String
  /// The largest relative error that passes.
  package var tolerance: Double
  /// Examples in a batch.
  package var batch: Int
  /// One for each trainable parameter, and twice as many where training is another computation than the rest.
  package var gradients: [GradientCheck]
  /// One for each output.
  package var outputs: [OutputCheck]

  /// Whether every check passed.
  package var passes: Bool {
    gradients.allSatisfy { $0.passes(tolerance) } && outputs.allSatisfy { $0.error <= tolerance }
  }
}

/// How far a parameter's gradient is from what it should be.
package struct GradientCheck: Sendable {
  /// The parameter.
  package var name: String
  /// The parameter's shape.
  package var shape: [Int]
  /// Whether layers behaved as in training (dropout was on).
  package var isTraining: Bool
  /// Along random directions: the derivative by the gradient in Double against the loss's difference,
  /// relative to the gradient's norm. Of all parameters together where there was no time for each alone.
  package var directionError: Double
  /// The same for single elements, relative to the largest; nil where there was no time for any.
  package var elementError: Double?
  /// The fast kernels' gradient in Float against the one in Double, relative to the largest element.
  package var floatError: Double

  package func passes(_ tolerance: Double) -> Bool {
    [directionError, elementError ?? 0, floatError].allSatisfy { $0 <= tolerance }
  }
}

/// How far an output is from what it should be.
package struct OutputCheck: Sendable {
  /// The output.
  package var name: String
  /// The output's shape, with the batch.
  package var shape: [Int]
  /// The fast kernels' values in Float against those in Double, relative to the largest.
  package var error: Double
}

extension VerificationReport {
  /// The report for people, ending in a line break.
  package var text: String {
    var gradientTable = TextTable([
      ("gradient", .left), ("shape", .left), ("mode", .left), ("directions", .right), ("elements", .right),
      ("fast kernels", .right), ("", .left),
    ])
    for check in gradients {
      gradientTable.add([
        check.name, "\(check.shape)", check.isTraining ? "training" : "inference",
        scientific(check.directionError),
        check.elementError.map { scientific($0) } ?? "–", scientific(check.floatError),
        verdict(check.passes(tolerance)),
      ])
    }
    var outputTable = TextTable([("output", .left), ("shape", .left), ("fast kernels", .right), ("", .left)])
    for check in outputs {
      outputTable.add([
        check.name, "\(check.shape)", scientific(check.error), verdict(check.error <= tolerance),
      ])
    }
    return """
      \(name): relative errors on a batch of \(batch), of which none may be above \(tolerance)

      \(gradientTable.text)
      \(outputTable.text)
      """
  }

  private func verdict(_ passes: Bool) -> String { passes ? "ok" : "FAILED" }
}

/// A number with two digits: 1.2e-07.
private func scientific(_ number: Double) -> String {
  guard number.isFinite else { return "\(number)" }
  guard number > 0 else { return "0" }
  var mantissa = number
  var exponent = 0
  while mantissa >= 9.95 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
  while mantissa < 0.995 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
  return "\((mantissa * 10).rounded() / 10)e\(exponent)"
}
