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
    /// Draws of one example, 0 where one draw serves all examples: a part of a batch draws for its own ones.
    public var drawsPerExample: Int
    /// Which layer draws.
    public var layer: Int
    /// The layer's own seed, where it has one.
    public var seed: UInt64?

    /// Memberwise.
    @inlinable
    public init(
      _ input: Place, _ output: Place, count: Int, rate: Float, mask: Broadcast? = nil,
      drawsPerExample: Int, layer: Int, seed: UInt64? = nil
    ) {
      self.input = input
      self.output = output
      self.count = count
      self.rate = rate
      self.mask = mask
      self.drawsPerExample = drawsPerExample
      self.layer = layer
      self.seed = seed
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        Dropout<V.Place>(
          visitor.reads(input), visitor.writes(output, inPlaceOf: mask == nil ? input : nil),
          count: visitor.option(count, "count"), rate: visitor.option(rate, "rate"),
          mask: visitor.option(mask, "mask"),
          drawsPerExample: visitor.option(drawsPerExample, "drawsPerExample"), layer: visitor.option(layer, "layer"),
          seed: visitor.option(seed, "seed")))
    }

    /// What is drawn from.
    package func key(_ context: RunContext) -> RandomKey {
      RandomKey(seed: seed ?? context.seed, purpose: .dropout, index: layer)
    }

    /// The number of the first draw.
    package func firstDraw(_ context: RunContext) -> Int { context.firstExample * drawsPerExample }
  }
}

extension Kernels.Dropout: Sendable where Place: Sendable {}

extension Kernels.Dropout: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    let (key, step, first) = (key(machine.context), machine.context.iteration, firstDraw(machine.context))
    let threshold = DropoutThreshold(rate: rate)
    if let mask {
      let slices = NoiseShapeSlices(
        call: self, mask: mask, rows: mask.rows, first: first, key: key, step: step, threshold: threshold)
      machine.crew.run(slices, count: slices.rows.product, cost: mask.width * 8)
    } else {
      let slices = DropoutSlices(call: self, first: first, key: key, step: step, threshold: threshold)
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
  let first: Int
  let key: RandomKey
  let step: Int
  let threshold: DropoutThreshold

  func run(_ slice: Range<Int>) {
    var place = slice.lowerBound
    // The loop begins with a draw whose number is a multiple of 64, as only a whole batch surely does.
    while (first + place) % 64 != 0, place < slice.upperBound {
      let isKept = key.word(at: first + place, step: step) >= threshold.least
      call.output[place] = isKept ? call.input[place] * threshold.scale : 0
      place += 1
    }
    nncc_dropout(
      key.at(step: step), first + place, slice.upperBound - place, threshold.least, threshold.scale,
      call.input + place, call.output + place)
  }
}

private struct NoiseShapeSlices: SlicedCall {
  let call: Kernels.Dropout<Floats>
  let mask: Broadcast
  let rows: Axes
  let first: Int
  let key: RandomKey
  let step: Int
  let threshold: DropoutThreshold

  func run(_ slice: Range<Int>) {
    let (width, stride) = (mask.width, mask.right.last ?? 0)
    for row in slice {
      let element = first + rows.offset(of: row, strides: mask.right)
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
