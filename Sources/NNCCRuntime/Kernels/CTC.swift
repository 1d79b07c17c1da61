import CMicrokernels

extension Kernels {
  /// Each example's loss of connectionist temporal classification, their sum times `scale`, and its gradient by the
  /// logits.
  ///
  /// An example's bits depend neither on the others nor on the threads.
  ///
  /// - Parameters:
  ///   - logits: [examples, time, classes]
  ///   - labels: [examples, labels]
  ///   - lengths: [examples], the steps of each example that count, at most `time`; nil for all. The gradient of the
  ///     others is 0.
  ///   - scale: 1 / examples for Keras's mean, 1 for a sum
  ///   - exampleLosses: [examples], not scaled
  ///   - gradient: [examples, time, classes], or nil; NaN for examples whose loss is not finite
  ///   - scratch: [examples, `geometry.scratchWords`]
  /// - Returns: scale · Σ exampleLosses
  @discardableResult
  public static func ctc(
    logits: UnsafePointer<Float>, labels: UnsafePointer<Int32>, lengths: UnsafePointer<Int32>? = nil,
    geometry: CTCGeometry, scale: Float, exampleLosses: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>?, scratch: UnsafeMutablePointer<Float>, pool: ThreadPool
  ) -> Double {
    let call = CTCCall(
      geometry: geometry, logits: logits, labels: labels, lengths: lengths, scale: scale,
      exampleLosses: exampleLosses, gradient: gradient, scratch: scratch)
    pool.run(call, count: geometry.examples, cost: geometry.time * (geometry.classes + geometry.labels) * 16)
    return Double(scale) * sum(.values, exampleLosses, count: geometry.examples, pool: pool)
  }
}

private struct CTCCall: SlicedCall {
  let geometry: CTCGeometry
  let logits: UnsafePointer<Float>
  let labels: UnsafePointer<Int32>
  let lengths: UnsafePointer<Int32>?
  let scale: Float
  let exampleLosses: UnsafeMutablePointer<Float>
  let gradient: UnsafeMutablePointer<Float>?
  let scratch: UnsafeMutablePointer<Float>

  func run(_ slice: Range<Int>) {
    let words = geometry.time * geometry.classes
    let scratchWords = geometry.scratchWords(hasGradient: gradient != nil)
    for example in slice {
      let steps = lengths.map { min(max(0, Int($0[example])), geometry.time) } ?? geometry.time
      let gradient = gradient.map { $0 + example * words }
      exampleLosses[example] = nncc_ctc(
        logits + example * words, steps, geometry.classes, labels + example * geometry.labels, geometry.labels,
        scale, scratch + example * scratchWords, gradient)
      let used = steps * geometry.classes
      gradient.map { nncc_fill($0 + used, words - used, 0) }
    }
  }
}
