extension ReferenceKernels {
  /// y = softmax(x) of each row
  public static func softmax<Scalar: ReferenceScalar>(
    _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int
  ) {
    logSoftmax(x, y, rows: rows, columns: columns)
    for i in 0..<rows * columns { y[i] = Scalar.exp(y[i]) }
  }

  /// y = log softmax(x) of each row
  public static func logSoftmax<Scalar: ReferenceScalar>(
    _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int
  ) {
    for row in 0..<rows {
      let cells = row * columns..<(row + 1) * columns
      let top = cells.reduce(-Scalar.infinity) { Scalar.maximum($0, x[$1]) }
      let logSum = Scalar.log(cells.reduce(0) { $0 + Scalar.exp(x[$1] - top) })
      for i in cells { y[i] = x[i] - top - logSum }
    }
  }

  /// dx = y · (dy - Σ dy · y) row by row
  public static func softmaxGradient<Scalar: ReferenceScalar>(
    fromOutput y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, _ dx: UnsafeMutablePointer<Scalar>,
    rows: Int, columns: Int
  ) {
    for row in 0..<rows {
      let cells = row * columns..<(row + 1) * columns
      let dot = cells.reduce(0) { $0 + dy[$1] * y[$1] }
      for i in cells { dx[i] = y[i] * (dy[i] - dot) }
    }
  }

  /// dx = dy - eʸ · Σ dy row by row
  public static func logSoftmaxGradient<Scalar: ReferenceScalar>(
    fromOutput y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, _ dx: UnsafeMutablePointer<Scalar>,
    rows: Int, columns: Int
  ) {
    for row in 0..<rows {
      let cells = row * columns..<(row + 1) * columns
      let sum = cells.reduce(0) { $0 + dy[$1] }
      for i in cells { dx[i] = dy[i] - Scalar.exp(y[i]) * sum }
    }
  }

  /// Each row's loss and its gradient; returns scale · Σ rowLosses. Targets are [rows, classes], or labels
  /// [rows].
  @discardableResult
  public static func loss<Scalar: ReferenceScalar>(
    _ loss: Loss, prediction: UnsafePointer<Scalar>, target: UnsafePointer<Scalar>,
    weights: UnsafePointer<Scalar>? = nil, rows: Int, classes: Int, scale: Scalar,
    rowLosses: UnsafeMutablePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>?
  ) -> Scalar {
    var total: Scalar = 0
    for row in 0..<rows {
      let weight = weights?[row] ?? 1
      let p = (0..<classes).map { prediction[row * classes + $0] }
      let t: [Scalar]
      if loss.takesLabels {
        let known = target[row] >= 0 && target[row] < Scalar(classes)
        t = (0..<classes).map { known ? (target[row] == Scalar($0) ? 1 : 0) : .nan }
      } else {
        t = (0..<classes).map { target[row * classes + $0] }
      }
      let (value, slopes) = rowLoss(loss, p, t)
      rowLosses[row] = weight * value
      total += weight * value
      for i in 0..<classes { gradient?[row * classes + i] = weight * scale * slopes[i] }
    }
    return scale * total
  }

  private static func epsilon<Scalar: ReferenceScalar>(_: Scalar.Type) -> Scalar { Scalar(Float(1e-7)) }

  /// One row's loss and its derivative by each prediction.
  private static func rowLoss<Scalar: ReferenceScalar>(
    _ loss: Loss, _ p: [Scalar], _ t: [Scalar]
  ) -> (value: Scalar, slopes: [Scalar]) {
    switch loss {
    case .categoricalCrossentropy(let fromLogits, let smoothing):
      let smooth = smoothed(t, Scalar(smoothing))
      return fromLogits ? crossentropyFromLogits(p, smooth) : crossentropy(p, smooth)
    case .sparseCategoricalCrossentropy(let fromLogits, let smoothing):
      let smooth = smoothed(t, Scalar(smoothing))
      return fromLogits ? crossentropyFromLogits(p, smooth) : sparseCrossentropy(p, smooth)
    case .klDivergence:
      let epsilon = epsilon(Scalar.self)
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

  private static func elementLoss<Scalar: ReferenceScalar>(
    _ loss: Loss, _ p: Scalar, _ t: Scalar
  ) -> (value: Scalar, slope: Scalar) {
    let error = p - t
    let sign: Scalar = error > 0 ? 1 : error < 0 ? -1 : error
    let epsilon = epsilon(Scalar.self)
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

  private static func crossentropyFromLogits<Scalar: ReferenceScalar>(
    _ x: [Scalar], _ t: [Scalar]
  ) -> (value: Scalar, slopes: [Scalar]) {
    var logShares = x
    logSoftmax(x, &logShares, rows: 1, columns: x.count)
    let mass = t.reduce(0, +)
    let value = zip(logShares, t).reduce(0) { $0 - ($1.1 == 0 ? 0 : $1.1 * $1.0) }
    return (value, zip(logShares, t).map { Scalar.exp($0) * mass - $1 })
  }

  private static func smoothed<Scalar: ReferenceScalar>(_ t: [Scalar], _ smoothing: Scalar) -> [Scalar] {
    t.map { $0 * (1 - smoothing) + smoothing / Scalar(t.count) }
  }

  /// log Σ q − Σ t · log q, with q the clipped p
  private static func sparseCrossentropy<Scalar: ReferenceScalar>(
    _ p: [Scalar], _ t: [Scalar]
  ) -> (value: Scalar, slopes: [Scalar]) {
    let epsilon = epsilon(Scalar.self)
    let q = p.map { clamp($0, epsilon, 1 - epsilon) }
    let sum = q.reduce(0, +)
    let value = Scalar.log(sum) - zip(t, q).reduce(0) { $0 + $1.0 * Scalar.log($1.1) }
    let slopes = p.indices.map { p[$0] >= epsilon && p[$0] <= 1 - epsilon ? 1 / sum - t[$0] / q[$0] : 0 }
    return (value, slopes)
  }

  private static func crossentropy<Scalar: ReferenceScalar>(
    _ x: [Scalar], _ t: [Scalar]
  ) -> (value: Scalar, slopes: [Scalar]) {
    let (low, high) = (epsilon(Scalar.self), Scalar(1 - Float(1e-7)))
    let sum = x.reduce(0, +)
    let p = x.map { $0 / sum }
    let value = zip(p, t).reduce(0) { $0 - $1.1 * Scalar.log(clamp($1.0, low, high)) }
    // By each share of the sum, and then by each of the values that make up the sum.
    let byShare = zip(p, t).map { $0 >= low && $0 <= high ? -$1 / $0 : 0 }
    let mean = zip(byShare, p).reduce(0) { $0 + $1.0 * $1.1 }
    return (value, byShare.map { ($0 - mean) / sum })
  }

  private static func cosine<Scalar: ReferenceScalar>(
    _ x: [Scalar], _ t: [Scalar]
  ) -> (value: Scalar, slopes: [Scalar]) {
    let most = 1 / epsilon(Scalar.self)
    let a = min(1 / x.reduce(0) { $0 + $1 * $1 }.squareRoot(), most)
    let b = min(1 / t.reduce(0) { $0 + $1 * $1 }.squareRoot(), most)
    let cosine = zip(x, t).reduce(0) { $0 + $1.0 * a * $1.1 * b }
    let along = a < most ? cosine : 0
    return (-cosine, zip(x, t).map { a * (along * a * $0 - b * $1) })
  }
}
