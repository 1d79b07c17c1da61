import CMicrokernels

extension Kernels {
  /// Copies `blocks` runs of `size` floats, from every `fromStride`-th float of one array to every `toStride`-th of
  /// another: concatenation along an axis, splitting, cropping and padding are made of these.
  ///
  /// The two do not overlap. With `adding`, the floats are added to those that are there.
  public struct CopyBlocks<Place>: Operation {
    /// What it reads.
    public var input: Place
    /// Where the first run begins.
    public var inputStart: Int
    /// Elements from one block read to the next.
    public var inputStride: Int
    /// The result.
    public var output: Place
    /// Where the first run goes.
    public var outputStart: Int
    /// Elements from one block of the result to the next.
    public var outputStride: Int
    /// How many blocks.
    public var blocks: Int
    /// Elements of a block.
    public var size: Int
    /// Whether it adds to what is there.
    public var adding: Bool
    /// Whether the output's other floats were written before, and stay: plans say so, calls need not.
    public var isPart: Bool

    /// Memberwise.
    @inlinable
    public init(
      from input: Place, fromStart inputStart: Int = 0, fromStride inputStride: Int, to output: Place,
      toStart outputStart: Int = 0, toStride outputStride: Int, blocks: Int, size: Int, adding: Bool = false,
      isPart: Bool = false
    ) {
      self.input = input
      self.inputStart = inputStart
      self.inputStride = inputStride
      self.output = output
      self.outputStart = outputStart
      self.outputStride = outputStride
      self.blocks = blocks
      self.size = size
      self.adding = adding
      self.isPart = isPart
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        CopyBlocks<V.Place>(
          from: visitor.reads(input, "from"), fromStart: visitor.option(inputStart, "fromStart", default: 0),
          fromStride: visitor.option(inputStride, "fromStride"),
          to: adding || isPart ? visitor.updates(output, "to") : visitor.writes(output, "to"),
          toStart: visitor.option(outputStart, "toStart", default: 0),
          toStride: visitor.option(outputStride, "toStride"), blocks: visitor.option(blocks, "blocks"),
          size: visitor.option(size, "size"), adding: visitor.option(adding, "adding", default: false),
          isPart: isPart))
    }
  }
}

extension Kernels.CopyBlocks: Sendable where Place: Sendable {}

extension Kernels.CopyBlocks: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    machine.crew.run(CopyBlocksSlices(call: self), count: blocks, cost: size)
    return output
  }
}

private struct CopyBlocksSlices: SlicedCall {
  let call: Kernels.CopyBlocks<Floats>

  func run(_ slice: Range<Int>) {
    for block in slice {
      let source = call.input + call.inputStart + block * call.inputStride
      let target = call.output + call.outputStart + block * call.outputStride
      if call.adding {
        nncc_add_into(target, source, call.size, 1)
      } else {
        target.copy(from: source, count: call.size)
      }
    }
  }
}
