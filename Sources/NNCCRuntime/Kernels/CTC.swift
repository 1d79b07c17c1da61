import CMicrokernels

extension Kernels {
  /// Each example's loss of connectionist temporal classification, amount = scale · Σ of them, and their gradient by
  /// the logits.
  ///
  /// An example's bits depend neither on the others nor on the threads.
  public struct CTC<Place>: Operation {
    /// [examples, time, classes]
    public var logits: Place
    /// Whole numbers [examples, labels], padded with 0.
    public var labels: Place
    /// [examples, time], 0 for steps that paths leave out, with a gradient of 0; nil for none.
    public var mask: Place?
    /// One number.
    public var amount: Place
    /// [examples], not scaled.
    public var exampleLosses: Place
    /// [examples, time, classes], NaN for examples whose loss is not finite; nil where it is not wanted.
    public var gradient: Place?
    /// [examples, `geometry.scratchWords`]
    public var scratch: Place
    /// The sizes.
    public var geometry: CTCGeometry
    /// 1 / examples for Keras's mean, 1 for a sum.
    public var scale: Float

    /// Memberwise.
    @inlinable
    public init(
      logits: Place, labels: Place, mask: Place? = nil, amount: Place, exampleLosses: Place, gradient: Place? = nil,
      scratch: Place, geometry: CTCGeometry, scale: Float
    ) {
      self.logits = logits
      self.labels = labels
      self.mask = mask
      self.amount = amount
      self.exampleLosses = exampleLosses
      self.gradient = gradient
      self.scratch = scratch
      self.geometry = geometry
      self.scale = scale
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        CTC<V.Place>(
          logits: visitor.reads(logits, "logits"), labels: visitor.reads(labels, "labels", .int32),
          mask: visitor.reads(mask, "mask"), amount: visitor.writes(amount, "amount"),
          exampleLosses: visitor.scratch(exampleLosses, "exampleLosses"),
          gradient: visitor.writes(gradient, "gradient"), scratch: visitor.scratch(scratch, "scratch"),
          geometry: visitor.option(geometry, "geometry"), scale: visitor.option(scale, "scale")))
    }
  }
}

extension Kernels.CTC: Sendable where Place: Sendable {}

extension Kernels.CTC: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    let cost = geometry.time * (geometry.classes + geometry.labels) * 16
    machine.crew.run(CTCSlices(call: self), count: geometry.examples, cost: cost)
    amount[0] = Float(Double(scale) * machine.crew.sum(.values, exampleLosses, count: geometry.examples))
    return amount
  }
}

private struct CTCSlices: SlicedCall {
  let call: Kernels.CTC<Floats>

  func run(_ slice: Range<Int>) {
    let g = call.geometry
    let words = g.time * g.classes
    let scratchWords = g.scratchWords(hasGradient: call.gradient != nil)
    for example in slice {
      call.exampleLosses[example] = nncc_ctc(
        call.logits + example * words, call.mask.map { $0 + example * g.time }, g.time, g.classes,
        call.labels.integers + example * g.labels, g.labels, call.scale, call.scratch + example * scratchWords,
        call.gradient.map { $0 + example * words })
    }
  }
}
