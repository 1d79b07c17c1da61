import CMicrokernels

extension Kernels {
  /// y = x / (1 − rate) where an element is kept, else 0; each is dropped with probability `rate`, in 0 ... 1.
  ///
  /// Draws are a function of seed, layer, step of training and element, so that the backward pass makes the same mask
  /// again and none is stored: the gradient is the same operation on dy.
  public struct Dropout<Place>: Operation {
    /// What it reads.
    public var input: Place
    /// May be the input, but not with a mask of another shape.
    public var output: Place
    /// Elements.
    public var count: Int
    /// The chance that an element is dropped.
    public var rate: Float
    /// Where one draw serves many elements (Keras's `noise_shape`): the mask has the right side's shape of the
    /// broadcast, and x and y the left side's, which is the common one.
    public var mask: Broadcast?
    /// Which layer draws.
    public var layer: Int
    /// The layer's own seed, where it has one.
    public var seed: UInt64?

    /// Memberwise.
    @inlinable
    public init(
      _ input: Place, _ output: Place, count: Int, rate: Float, mask: Broadcast? = nil, layer: Int,
      seed: UInt64? = nil
    ) {
      self.input = input
      self.output = output
      self.count = count
      self.rate = rate
      self.mask = mask
      self.layer = layer
      self.seed = seed
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        Dropout<V.Place>(
          visitor.reads(input), visitor.writes(output, inPlaceOf: mask == nil ? input : nil),
          count: visitor.option(count, "count"), rate: visitor.option(rate, "rate"),
          mask: visitor.option(mask, "mask"), layer: visitor.option(layer, "layer"),
          seed: visitor.option(seed, "seed")))
    }

    /// What is drawn from.
    package func key(_ context: RunContext) -> RandomKey {
      RandomKey(seed: seed ?? context.seed, purpose: .dropout, index: layer)
    }
  }
}

extension Kernels.Dropout: Sendable where Place: Sendable {}

extension Kernels.Dropout: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    let (key, step) = (key(machine.context), machine.context.iteration)
    let threshold = DropoutThreshold(rate: rate)
    if let mask {
      let slices = NoiseShapeSlices(
        call: self, mask: mask, rows: mask.rows, key: key, step: step, threshold: threshold)
      machine.crew.run(slices, count: slices.rows.product, cost: mask.width * 8)
    } else {
      let slices = DropoutSlices(call: self, random: key.at(step: step), threshold: threshold)
      machine.crew.run(slices, count: count)
    }
    return output
  }
}

/// Which words keep an element, and what a kept element is multiplied by.
private struct DropoutThreshold {
  let least: UInt32
  let scale: Float

  init(rate: Float) {
    let rate = Double(rate)
    least = UInt32(max(0, min(rate * 0x1p32 + 0.5, 0x1p32 - 1)))
    scale = rate < 1 ? Float(1 / (1 - rate)) : 0
  }
}

private struct DropoutSlices: SlicedCall {
  let call: Kernels.Dropout<Floats>
  let random: nncc_random
  let threshold: DropoutThreshold

  func run(_ slice: Range<Int>) {
    let first = slice.lowerBound
    nncc_dropout(
      random, first, slice.count, threshold.least, threshold.scale, call.input + first, call.output + first)
  }
}

private struct NoiseShapeSlices: SlicedCall {
  let call: Kernels.Dropout<Floats>
  let mask: Broadcast
  let rows: Axes
  let key: RandomKey
  let step: Int
  let threshold: DropoutThreshold

  func run(_ slice: Range<Int>) {
    let (width, stride) = (mask.width, mask.right.last ?? 0)
    for row in slice {
      let element = rows.offset(of: row, strides: mask.right)
      let (x, y) = (call.input + row * width, call.output + row * width)
      if stride == 0 {
        if keeps(element) {
          nncc_scale(x, y, width, threshold.scale, 0)
        } else {
          nncc_fill(y, width, 0)
        }
      } else {
        for column in 0..<width { y[column] = keeps(element + column * stride) ? x[column] * threshold.scale : 0 }
      }
    }
  }

  private func keeps(_ element: Int) -> Bool { key.word(at: element, step: step) >= threshold.least }
}
