extension Kernels {
  // @_noAllocation
  /// mask = 1 where a step of a sequence counts, else 0.
  ///
  /// - Parameters:
  ///   - source: what the rule speaks of
  ///   - mask: [examples, time]
  ///   - width: features of a step, where the rule looks at them
  public static func sequenceMask(
    _ source: UnsafeRawPointer, _ mask: Floats, examples: Int, time: Int, width: Int, rule: SequenceMaskRule
  ) {
    let steps = examples * time
    switch rule {
    case .differs(let value):
      let features = source.assumingMemoryBound(to: Float.self)
      for step in 0..<steps {
        let row = UnsafeBufferPointer(start: features + step * width, count: width)
        mask[step] = row.contains { $0 != value } ? 1 : 0
      }
    case .nonzero:
      let numbers = source.assumingMemoryBound(to: Int32.self)
      for step in 0..<steps { mask[step] = numbers[step] == 0 ? 0 : 1 }
    case .length:
      let lengths = source.assumingMemoryBound(to: Int32.self)
      for step in 0..<steps { mask[step] = step % time < Int(lengths[step / time]) ? 1 : 0 }
    }
  }

  // @_noAllocation
  /// What each element of a step counts: its mask, scaled up for a mean.
  ///
  /// Where every step is left out, nothing counts.
  ///
  /// - Parameters:
  ///   - mask: [steps]
  ///   - weights: [steps, inner]
  public static func maskWeights(
    _ mask: UnsafePointer<Float>, _ weights: Floats, steps: Int, inner: Int, purpose: MaskWeightsPurpose
  ) {
    guard steps > 0 else { return }
    let group = purpose.group(of: steps)
    for first in stride(from: 0, to: steps, by: group) {
      let kept = (first..<first + group).reduce(into: 0) { $0 += mask[$1] == 0 ? 0 : 1 }
      let factor = purpose.factor(kept: Float(kept), of: Float(steps))
      for element in first * inner..<(first + group) * inner { weights[element] = factor * mask[element / inner] }
    }
  }
}
