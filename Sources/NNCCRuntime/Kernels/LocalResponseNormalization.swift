import CMicrokernels

extension Kernels {
  /// y = x · (bias + alpha · Σ x²)^−beta over rows of channels, the sum over the channels of a window around each, as
  /// in tf.nn.local_response_normalization (Krizhevsky 2012, section 3.3).
  public struct LocalResponseNormalization<Place>: Operation {
    /// [rows, channels]
    public var input: Place
    /// The result.
    public var output: Place
    /// Rows of channels.
    public var rows: Int
    /// Elements of a row.
    public var channels: Int
    /// What is divided by.
    public var window: NormalizationWindow

    /// Memberwise.
    @inlinable
    public init(_ input: Place, _ output: Place, rows: Int, channels: Int, window: NormalizationWindow) {
      self.input = input
      self.output = output
      self.rows = rows
      self.channels = channels
      self.window = window
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        LocalResponseNormalization<V.Place>(
          visitor.reads(input), visitor.writes(output), rows: visitor.option(rows, "rows"),
          channels: visitor.option(channels, "channels"), window: visitor.option(window, "window")))
    }
  }

  /// Its gradient, with s for what is raised: dx = dy · s^−beta − 2 · alpha · beta · x · Σ dy · x · s^(−beta − 1).
  public struct LocalResponseNormalizationGradient<Place>: Operation {
    /// [rows, channels]
    public var input: Place
    /// The gradient of the output.
    public var outputGradient: Place
    /// The result.
    public var inputGradient: Place
    /// `scratchWords`
    public var scratch: Place
    /// Rows of channels.
    public var rows: Int
    /// Elements of a row.
    public var channels: Int
    /// What is divided by.
    public var window: NormalizationWindow

    /// Memberwise.
    @inlinable
    public init(
      input: Place, _ outputGradient: Place, _ inputGradient: Place, rows: Int, channels: Int,
      window: NormalizationWindow, scratch: Place
    ) {
      self.input = input
      self.outputGradient = outputGradient
      self.inputGradient = inputGradient
      self.scratch = scratch
      self.rows = rows
      self.channels = channels
      self.window = window
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        LocalResponseNormalizationGradient<V.Place>(
          input: visitor.reads(input, "input"), visitor.reads(outputGradient), visitor.writes(inputGradient),
          rows: visitor.option(rows, "rows"), channels: visitor.option(channels, "channels"),
          window: visitor.option(window, "window"), scratch: visitor.scratch(scratch, "scratch")))
    }
  }

  /// Words of workspace of the gradient: a row for each slice of the rows.
  package static func localResponseScratchWords(rows: Int, channels: Int, _ window: NormalizationWindow) -> Int {
    window.slicing(rows: rows, channels: channels).slices * channels
  }
}

extension Kernels.LocalResponseNormalization: Sendable where Place: Sendable {}
extension Kernels.LocalResponseNormalizationGradient: Sendable where Place: Sendable {}

extension Kernels.LocalResponseNormalization: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    machine.crew.run(NormalizationSlices(call: self), window.slicing(rows: rows, channels: channels))
    return output
  }
}

extension Kernels.LocalResponseNormalizationGradient: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    let slicing = window.slicing(rows: rows, channels: channels)
    machine.crew.run(NormalizationGradientSlices(call: self, size: slicing.size), slicing)
    return inputGradient
  }
}

extension NormalizationWindow {
  fileprivate func slicing(rows: Int, channels: Int) -> Slicing {
    Slicing(count: rows, cost: channels * (2 * radius + 32))
  }

  fileprivate var loops: nncc_window { nncc_window(radius: radius, bias: bias, alpha: alpha, beta: beta) }
}

private struct NormalizationSlices: SlicedCall {
  let call: Kernels.LocalResponseNormalization<Floats>

  func run(_ slice: Range<Int>) {
    let first = slice.lowerBound * call.channels
    var window = call.window.loops
    nncc_normalize_windows(call.input + first, call.output + first, slice.count, call.channels, &window)
  }
}

private struct NormalizationGradientSlices: SlicedCall {
  let call: Kernels.LocalResponseNormalizationGradient<Floats>
  /// Rows of a slice.
  let size: Int

  func run(_ slice: Range<Int>) {
    let first = slice.lowerBound * call.channels
    var window = call.window.loops
    nncc_normalize_windows_gradient(
      call.input + first, call.outputGradient + first, call.inputGradient + first,
      call.scratch + slice.lowerBound / size * call.channels, slice.count, call.channels, &window)
  }
}
