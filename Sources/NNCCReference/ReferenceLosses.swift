import NNCCRuntime

extension ReferenceMachine {
  package func visit(_ call: Kernels.RowLosses<Place>) {
    let (loss, classes, scale) = (call.loss, call.classes, Scalar(call.scale))
    var total: Scalar = 0
    for row in 0..<call.rows {
      let weight = call.weights?[row] ?? 1
      let p = (0..<classes).map { call.prediction[row * classes + $0] }
      let t: [Scalar]
      if loss.takesLabels {
        let label = call.target[row]
        let known = label >= 0 && label < Scalar(classes)
        t = (0..<classes).map { known ? (label == Scalar($0) ? 1 : 0) : .nan }
      } else {
        t = (0..<classes).map { call.target[row * classes + $0] }
      }
      let (value, slopes) = rowLoss(loss, p, t)
      call.rowLosses[row] = weight * value
      total += weight * value
      for i in 0..<classes { call.gradient?[row * classes + i] = weight * scale * slopes[i] }
    }
    call.amount[0] = scale * total
  }

  /// Keras's.
  private var epsilon: Scalar { Scalar(Float(1e-7)) }

  /// One row's loss and its derivative by each prediction.
  private func rowLoss(_ loss: Loss, _ p: [Scalar], _ t: [Scalar]) -> (value: Scalar, slopes: [Scalar]) {
    switch loss {
    case .categoricalCrossentropy(let fromLogits, let smoothing):
      let smooth = smoothed(t, Scalar(smoothing))
      return fromLogits ? crossentropyFromLogits(p, smooth) : crossentropy(p, smooth)
    case .sparseCategoricalCrossentropy(let fromLogits, let smoothing):
      let smooth = smoothed(t, Scalar(smoothing))
      return fromLogits ? crossentropyFromLogits(p, smooth) : sparseCrossentropy(p, smooth)
    case .klDivergence:
      let terms = zip(p, t).map { p, t -> (Scalar, Scalar) in
        let (q, u) = (clamp(p, epsilon, 1), clamp(t, epsilon, 1))
        return (u * Scalar.log(u / q), p >= epsilon && p <= 1 ? -u / q : 0)
      }
      return (terms.reduce(0) { $0 + $1.0 }, terms.map(\.1))
    case .cosineSimilarity:
      return cosine(p, t)
    case .meanSquaredError, .meanAbsoluteError, .huber, .binaryCrossentropy, .poisson, .hinge:
      let count = Scalar(p.count)
      let terms = zip(p, t).map { elementLoss(loss, $0, $1) }
      return (terms.reduce(0) { $0 + $1.value } / count, terms.map { $0.slope / count })
    }
  }

  private func elementLoss(_ loss: Loss, _ p: Scalar, _ t: Scalar) -> (value: Scalar, slope: Scalar) {
    let error = p - t
    let sign: Scalar = error > 0 ? 1 : error < 0 ? -1 : error
    switch loss {
    case .meanSquaredError: return (error * error, 2 * error)
    case .meanAbsoluteError: return (abs(error), sign)
    case .huber(let delta):
      let delta = Scalar(delta)
      return abs(error) <= delta
        ? (error * error / 2, error) : (delta * abs(error) - delta * delta / 2, delta * sign)
    case .binaryCrossentropy(let fromLogits, let smoothing):
      let t = t * (1 - Scalar(smoothing)) + Scalar(smoothing) / 2
      if fromLogits { return (softplus(p) - p * t, sigmoid(p) - t) }
      let high = Scalar(1 - Float(1e-7))
      let q = clamp(p, epsilon, high)
      let inside = p >= epsilon && p <= high
      return (
        -(t * Scalar.log(q) + (1 - t) * Scalar.log(1 - q)), inside ? (q - t) / (q * (1 - q)) : 0
      )
    case .poisson: return (p - t * Scalar.log(p + epsilon), 1 - t / (p + epsilon))
    case .hinge:
      let t = t == 0 ? -1 : t
      let margin = 1 - t * p
      return margin >= 0 ? (margin, -t) : (margin.isNaN ? margin : 0, 0)
    default: return (.nan, .nan)
    }
  }

  private func crossentropyFromLogits(_ x: [Scalar], _ t: [Scalar]) -> (value: Scalar, slopes: [Scalar]) {
    var logShares = x
    logShares.withUnsafeMutableBufferPointer {
      guard let row = $0.baseAddress else { return }
      visit(Kernels.Softmax(row, row, rows: 1, columns: x.count, isLogarithmic: true))
    }
    let mass = t.reduce(0, +)
    let value = zip(logShares, t).reduce(0) { $0 - ($1.1 == 0 ? 0 : $1.1 * $1.0) }
    return (value, zip(logShares, t).map { Scalar.exp($0) * mass - $1 })
  }

  private func smoothed(_ t: [Scalar], _ smoothing: Scalar) -> [Scalar] {
    t.map { $0 * (1 - smoothing) + smoothing / Scalar(t.count) }
  }

  /// log Σ q − Σ t · log q, with q the clipped p
  private func sparseCrossentropy(_ p: [Scalar], _ t: [Scalar]) -> (value: Scalar, slopes: [Scalar]) {
    let q = p.map { clamp($0, epsilon, 1 - epsilon) }
    let sum = q.reduce(0, +)
    let value = Scalar.log(sum) - zip(t, q).reduce(0) { $0 + $1.0 * Scalar.log($1.1) }
    let slopes = p.indices.map { p[$0] >= epsilon && p[$0] <= 1 - epsilon ? 1 / sum - t[$0] / q[$0] : 0 }
    return (value, slopes)
  }

  private func crossentropy(_ x: [Scalar], _ t: [Scalar]) -> (value: Scalar, slopes: [Scalar]) {
    let (low, high) = (epsilon, Scalar(1 - Float(1e-7)))
    let sum = x.reduce(0, +)
    let p = x.map { $0 / sum }
    let value = zip(p, t).reduce(0) { $0 - $1.1 * Scalar.log(clamp($1.0, low, high)) }
    // By each share of the sum, and then by each of the values that make up the sum.
    let byShare = zip(p, t).map { $0 >= low && $0 <= high ? -$1 / $0 : 0 }
    let mean = zip(byShare, p).reduce(0) { $0 + $1.0 * $1.1 }
    return (value, byShare.map { ($0 - mean) / sum })
  }

  private func cosine(_ x: [Scalar], _ t: [Scalar]) -> (value: Scalar, slopes: [Scalar]) {
    let most = 1 / epsilon
    let a = min(1 / x.reduce(0) { $0 + $1 * $1 }.squareRoot(), most)
    let b = min(1 / t.reduce(0) { $0 + $1 * $1 }.squareRoot(), most)
    let cosine = zip(x, t).reduce(0) { $0 + $1.0 * a * $1.1 * b }
    let along = a < most ? cosine : 0
    return (-cosine, zip(x, t).map { a * (along * a * $0 - b * $1) })
  }
}
