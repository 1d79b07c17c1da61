extension ReferenceKernels {
  /// mask = 1 where a step of a sequence counts, else 0; whole numbers are scalars here too
  public static func sequenceMask<Scalar: ReferenceScalar>(
    _ source: UnsafePointer<Scalar>, _ mask: UnsafeMutablePointer<Scalar>, examples: Int, time: Int, width: Int,
    rule: SequenceMaskRule
  ) {
    for example in 0..<examples {
      for step in 0..<time {
        let place = example * time + step
        let counts =
          switch rule {
          case .differs(let value): (0..<width).contains { source[place * width + $0] != Scalar(value) }
          case .nonzero: source[place] != 0
          case .length: Scalar(step) < source[example]
          }
        mask[place] = counts ? 1 : 0
      }
    }
  }

  /// What each element of a step counts: its mask, scaled up for a mean.
  public static func maskWeights<Scalar: ReferenceScalar>(
    _ mask: UnsafePointer<Scalar>, _ weights: UnsafeMutablePointer<Scalar>, steps: Int, inner: Int,
    purpose: MaskWeightsPurpose
  ) {
    let group = purpose.group(of: steps)
    for step in 0..<steps {
      let first = step / group * group
      let kept = (first..<first + group).reduce(Scalar(0)) { $0 + mask[$1] }
      for element in 0..<inner {
        weights[step * inner + element] = mask[step] * purpose.factor(kept: kept, of: Scalar(steps))
      }
    }
  }
}
