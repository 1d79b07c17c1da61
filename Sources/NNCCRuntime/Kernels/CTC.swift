import CMicrokernels

extension Kernels {
  // @_noAllocation
  /// Each example's loss of connectionist temporal classification, their sum times `scale`, and its gradient by the
  /// logits.
  ///
  /// An example's bits depend neither on the others nor on the threads.
  ///
  /// - Parameters:
  ///   - logits: [examples, time, classes]
  ///   - labels: [examples, labels]
  ///   - mask: [examples, time], 0 for steps that paths leave out, with a gradient of 0; nil for none
  ///   - scale: 1 / examples for Keras's mean, 1 for a sum
  ///   - exampleLosses: [examples], not scaled
  ///   - gradient: [examples, time, classes], or nil; NaN for examples whose loss is not finite
  ///   - scratch: [examples, `geometry.scratchWords`]
  /// - Returns: scale · Σ exampleLosses
  @discardableResult
  public static func ctc(
    logits: UnsafePointer<Float>, labels: UnsafePointer<Int32>, mask: UnsafePointer<Float>? = nil,
    geometry: CTCGeometry, scale: Float, exampleLosses: UnsafeMutablePointer<Float>,
    gradient: UnsafeMutablePointer<Float>?, scratch: UnsafeMutablePointer<Float>, pool: borrowing ThreadPool
  ) -> Double {
    let call = CTCCall(
      geometry: geometry, logits: logits, labels: labels, mask: mask, scale: scale,
      exampleLosses: exampleLosses, gradient: gradient, scratch: scratch)
    pool.crew.run(call, count: geometry.examples, cost: geometry.time * (geometry.classes + geometry.labels) * 16)
    return Double(scale) * sum(.values, exampleLosses, count: geometry.examples, pool: pool)
  }
}

private struct CTCCall: SlicedCall {
  let geometry: CTCGeometry
  let logits: UnsafePointer<Float>
  let labels: UnsafePointer<Int32>
  let mask: UnsafePointer<Float>?
  let scale: Float
  let exampleLosses: UnsafeMutablePointer<Float>
  let gradient: UnsafeMutablePointer<Float>?
  let scratch: UnsafeMutablePointer<Float>

  func run(_ slice: Range<Int>) {
    let words = geometry.time * geometry.classes
    let scratchWords = geometry.scratchWords(hasGradient: gradient != nil)
    for example in slice {
      exampleLosses[example] = nncc_ctc(
        logits + example * words, mask.map { $0 + example * geometry.time }, geometry.time, geometry.classes,
        labels + example * geometry.labels, geometry.labels, scale, scratch + example * scratchWords,
        gradient.map { $0 + example * words })
    }
  }
}
