extension Kernels {
  /// mask [examples, time] = 1 where a step of a sequence counts, else 0.
  public struct SequenceMask<Place>: Operation {
    /// What the rule speaks of.
    public var source: Place
    /// [examples, time]: 1 for steps that count, else 0.
    public var mask: Place
    /// Sequences.
    public var examples: Int
    /// Steps of a sequence.
    public var time: Int
    /// Features of a step, where the rule looks at them.
    public var width: Int
    /// Which steps count.
    public var rule: SequenceMaskRule

    /// Memberwise.
    @inlinable
    public init(_ source: Place, _ mask: Place, examples: Int, time: Int, width: Int, rule: SequenceMaskRule) {
      self.source = source
      self.mask = mask
      self.examples = examples
      self.time = time
      self.width = width
      self.rule = rule
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        SequenceMask<V.Place>(
          visitor.reads(source, nil, rule.sourceType), visitor.writes(mask),
          examples: visitor.option(examples, "examples"), time: visitor.option(time, "time"),
          width: visitor.option(width, "width"), rule: visitor.option(rule, "rule")))
    }
  }

  /// weights [steps, inner] = what each element of a step counts: its mask [steps], scaled up for a mean.
  ///
  /// Where every step is left out, nothing counts.
  public struct MaskWeights<Place>: Operation {
    /// [examples, time]: 1 for steps that count, else 0.
    public var mask: Place
    /// The result: what each element counts.
    public var weights: Place
    /// examples · time
    public var steps: Int
    /// Elements of each step.
    public var inner: Int
    /// What the weights are for.
    public var purpose: MaskWeightsPurpose

    /// Memberwise.
    @inlinable
    public init(_ mask: Place, _ weights: Place, steps: Int, inner: Int, purpose: MaskWeightsPurpose) {
      self.mask = mask
      self.weights = weights
      self.steps = steps
      self.inner = inner
      self.purpose = purpose
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        MaskWeights<V.Place>(
          visitor.reads(mask), visitor.writes(weights), steps: visitor.option(steps, "steps"),
          inner: visitor.option(inner, "inner"), purpose: visitor.option(purpose, "purpose")))
    }
  }
}

extension Kernels.SequenceMask: Sendable where Place: Sendable {}
extension Kernels.MaskWeights: Sendable where Place: Sendable {}

extension Kernels.SequenceMask: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    let steps = examples * time
    switch rule {
    case .differs(let value):
      for step in 0..<steps {
        let row = UnsafeBufferPointer(start: source + step * width, count: width)
        mask[step] = row.contains { $0 != value } ? 1 : 0
      }
    case .nonzero:
      let numbers = source.integers
      for step in 0..<steps { mask[step] = numbers[step] == 0 ? 0 : 1 }
    case .length:
      let lengths = source.integers
      for step in 0..<steps { mask[step] = step % time < Int(lengths[step / time]) ? 1 : 0 }
    }
    return mask
  }
}

extension Kernels.MaskWeights: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    guard steps > 0 else { return weights }
    let group = purpose.group(of: steps)
    for first in stride(from: 0, to: steps, by: group) {
      let kept = (first..<first + group).reduce(into: 0) { $0 += mask[$1] == 0 ? 0 : 1 }
      let factor = purpose.factor(kept: Float(kept), of: Float(steps))
      for element in first * inner..<(first + group) * inner { weights[element] = factor * mask[element / inner] }
    }
    return weights
  }
}
