import NNCCRuntime

extension ReferenceMachine {
  package func visit(_ call: Kernels.LocalResponseNormalization<Place>) {
    for row in 0..<call.rows {
      let (x, y) = (call.input + row * call.channels, call.output + row * call.channels)
      let divisors = divisors(x, channels: call.channels, call.window)
      for c in 0..<call.channels { y[c] = x[c] * Scalar.pow(divisors[c], -Scalar(call.window.beta)) }
    }
  }

  package func visit(_ call: Kernels.LocalResponseNormalizationGradient<Place>) {
    let (beta, factor) = (Scalar(call.window.beta), 2 * Scalar(call.window.alpha) * Scalar(call.window.beta))
    for row in 0..<call.rows {
      let first = row * call.channels
      let (x, dy, dx) = (call.input + first, call.outputGradient + first, call.inputGradient + first)
      let divisors = divisors(x, channels: call.channels, call.window)
      for c in 0..<call.channels {
        let around = call.window.range(around: c, of: call.channels)
        let sum = around.reduce(0 as Scalar) { $0 + dy[$1] * x[$1] * Scalar.pow(divisors[$1], -beta - 1) }
        dx[c] = dy[c] * Scalar.pow(divisors[c], -beta) - factor * x[c] * sum
      }
    }
  }

  /// bias + alpha · Σ x² around each channel
  private func divisors(_ x: Place, channels: Int, _ window: NormalizationWindow) -> [Scalar] {
    (0..<channels).map { c in
      let squares = window.range(around: c, of: channels).reduce(0 as Scalar) { $0 + x[$1] * x[$1] }
      return Scalar(window.bias) + Scalar(window.alpha) * squares
    }
  }
}
