import CMicrokernels

extension PoolingGeometry {
  /// What the C loops take for one row of output pixels of one image: window rows clipped to the input.
  fileprivate func row(_ outputRow: Int) -> nncc_pool_row {
    let start = outputRow * strideHeight - paddingTop
    return nncc_pool_row(
      first: max(0, start), end: min(inputHeight, start + windowHeight),
      input_height: inputHeight, input_width: inputWidth, channels: channels,
      output_width: outputWidth, window: windowWidth, stride: strideWidth, padding: paddingLeft)
  }

  fileprivate var inputImage: Int { inputHeight * inputWidth * channels }
  fileprivate var outputImage: Int { outputHeight * outputWidth * channels }
  fileprivate var outputRowSize: Int { outputWidth * channels }
  fileprivate var window: Int { windowHeight * windowWidth }
}

extension Kernels {
  /// The maximum of each window, NaN where the window has one.
  public struct MaxPool<Place>: Operation {
    /// [images, inputHeight, inputWidth, channels]
    public var input: Place
    /// [images, outputHeight, outputWidth, channels]
    public var output: Place
    /// Like the output, whole numbers: where each maximum stands, as row · inputWidth + column of its image, the first
    /// of equal ones. Only the gradient asks.
    public var positions: Place?
    /// The sizes.
    public var geometry: PoolingGeometry

    /// Memberwise.
    @inlinable
    public init(_ input: Place, _ output: Place, positions: Place? = nil, geometry: PoolingGeometry) {
      self.input = input
      self.output = output
      self.positions = positions
      self.geometry = geometry
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        MaxPool<V.Place>(
          visitor.reads(input), visitor.writes(output), positions: visitor.writes(positions, "positions", .int32),
          geometry: visitor.option(geometry, "geometry")))
    }
  }

  /// The gradient of `MaxPool`: each output's goes to where the maximum stood.
  public struct MaxPoolGradient<Place>: Operation {
    /// The gradient of the output.
    public var outputGradient: Place
    /// Whole numbers: where each maximum stood.
    public var positions: Place
    /// The result: the gradient of the input.
    public var inputGradient: Place
    /// The sizes.
    public var geometry: PoolingGeometry

    /// Memberwise.
    @inlinable
    public init(_ outputGradient: Place, positions: Place, _ inputGradient: Place, geometry: PoolingGeometry) {
      self.outputGradient = outputGradient
      self.positions = positions
      self.inputGradient = inputGradient
      self.geometry = geometry
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        MaxPoolGradient<V.Place>(
          visitor.reads(outputGradient), positions: visitor.reads(positions, "positions", .int32),
          visitor.writes(inputGradient), geometry: visitor.option(geometry, "geometry")))
    }
  }

  /// The mean of each window over the part of it that lies in the input.
  public struct AveragePool<Place>: Operation {
    /// What it reads.
    public var input: Place
    /// The result.
    public var output: Place
    /// The sizes.
    public var geometry: PoolingGeometry

    /// Memberwise.
    @inlinable
    public init(_ input: Place, _ output: Place, geometry: PoolingGeometry) {
      self.input = input
      self.output = output
      self.geometry = geometry
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        AveragePool<V.Place>(
          visitor.reads(input), visitor.writes(output), geometry: visitor.option(geometry, "geometry")))
    }
  }

  /// The gradient of `AveragePool`: each output's is shared evenly over its window.
  public struct AveragePoolGradient<Place>: Operation {
    /// The gradient of the output.
    public var outputGradient: Place
    /// The result: the gradient of the input.
    public var inputGradient: Place
    /// The sizes.
    public var geometry: PoolingGeometry

    /// Memberwise.
    @inlinable
    public init(_ outputGradient: Place, _ inputGradient: Place, geometry: PoolingGeometry) {
      self.outputGradient = outputGradient
      self.inputGradient = inputGradient
      self.geometry = geometry
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        AveragePoolGradient<V.Place>(
          visitor.reads(outputGradient), visitor.writes(inputGradient),
          geometry: visitor.option(geometry, "geometry")))
    }
  }
}

extension Kernels.MaxPool: Sendable where Place: Sendable {}
extension Kernels.MaxPoolGradient: Sendable where Place: Sendable {}
extension Kernels.AveragePool: Sendable where Place: Sendable {}
extension Kernels.AveragePoolGradient: Sendable where Place: Sendable {}

extension Kernels.MaxPool: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    machine.crew.run(
      MaxPoolRows(call: self), count: geometry.images * geometry.outputHeight,
      cost: geometry.outputRowSize * geometry.window)
    return output
  }
}

extension Kernels.MaxPoolGradient: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    machine.crew.run(MaxPoolGradientImages(call: self), count: geometry.images, cost: geometry.inputImage)
    return inputGradient
  }
}

extension Kernels.AveragePool: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    machine.crew.run(
      AveragePoolRows(call: self), count: geometry.images * geometry.outputHeight,
      cost: geometry.outputRowSize * geometry.window)
    return output
  }
}

extension Kernels.AveragePoolGradient: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    machine.crew.run(
      AveragePoolGradientImages(call: self), count: geometry.images,
      cost: geometry.inputImage + geometry.outputImage * geometry.window)
    return inputGradient
  }
}

private struct MaxPoolRows: SlicedCall {
  let call: Kernels.MaxPool<Floats>

  func run(_ slice: Range<Int>) {
    let geometry = call.geometry
    for item in slice {
      let (image, row) = item.quotientAndRemainder(dividingBy: geometry.outputHeight)
      var pooled = geometry.row(row)
      let target = item * geometry.outputRowSize
      nncc_max_pool_row(
        &pooled, call.input + image * geometry.inputImage, call.output + target,
        call.positions.map { $0.integers + target })
    }
  }
}

private struct MaxPoolGradientImages: SlicedCall {
  let call: Kernels.MaxPoolGradient<Floats>

  func run(_ slice: Range<Int>) {
    let geometry = call.geometry
    for image in slice {
      let target = call.inputGradient + image * geometry.inputImage
      let source = image * geometry.outputImage
      nncc_fill(target, geometry.inputImage, 0)
      nncc_max_pool_gradient(
        call.outputGradient + source, call.positions.integers + source, geometry.outputHeight * geometry.outputWidth,
        geometry.channels, target)
    }
  }
}

private struct AveragePoolRows: SlicedCall {
  let call: Kernels.AveragePool<Floats>

  func run(_ slice: Range<Int>) {
    let geometry = call.geometry
    for item in slice {
      let (image, row) = item.quotientAndRemainder(dividingBy: geometry.outputHeight)
      var pooled = geometry.row(row)
      nncc_average_pool_row(
        &pooled, call.input + image * geometry.inputImage, call.output + item * geometry.outputRowSize)
    }
  }
}

private struct AveragePoolGradientImages: SlicedCall {
  let call: Kernels.AveragePoolGradient<Floats>

  func run(_ slice: Range<Int>) {
    let geometry = call.geometry
    for image in slice {
      let target = call.inputGradient + image * geometry.inputImage
      nncc_fill(target, geometry.inputImage, 0)
      for row in 0..<geometry.outputHeight {
        var pooled = geometry.row(row)
        nncc_average_pool_gradient_row(
          &pooled, call.outputGradient + image * geometry.outputImage + row * geometry.outputRowSize, target)
      }
    }
  }
}
