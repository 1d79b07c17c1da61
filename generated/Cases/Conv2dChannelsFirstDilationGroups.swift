// Made by nncc from conv2d_channels_first_dilation_groups.yaml, whose lines the comments give. Change that,
// not this.

import NNCCRuntime

/// conv2d_channels_first_dilation_groups: input [4, 7, 6] → dense [6, 5, 2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class Conv2dChannelsFirstDilationGroups: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 64
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:ed435efee71c856a", inputs: [.init("input", [4, 7, 6])], outputs: [.init("dense", [6, 5, 2])],
      words: 3072,
    parameters: [
      .init("conv2d/kernel", [2, 2, 2, 6], at: 0, .glorotUniform),
      .init("conv2d/bias", [6], at: 48, .zeros),
      .init("dense/kernel", [4, 2], at: 64, .glorotUniform),
      .init("dense/bias", [2], at: 80, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var conv2dKernel: Floats { memory + 0 }
  private var conv2dBias: Floats { memory + 48 }
  private var denseKernel: Floats { memory + 64 }
  private var denseBias: Floats { memory + 80 }
  private var conv2dKernelPanels: Floats { memory + 96 }
  private var denseKernelPanels: Floats { memory + 352 }

  /// A model over memory that is ready for it; `init(weights:)` makes both.
  public init(state: ModelState, pool: consuming ThreadPool) {
    self.state = state
    memory = state.memory(of: Self.layout)
    progress = state.progress
    machine = Kernels.Machine(pool)
    self.pool = pool
  }

  /// Packs the weights as kernels read them, when they have changed.
  public func prepare() {
    guard !progress.pointee.isPrepared else { return }
    Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 4, outputHeight: 1,
          outputWidth: 1, filters: 6, kernelHeight: 2, kernelWidth: 2, dilationHeight: 2, dilationWidth: 2,
          groups: 2)), into: conv2dKernelPanels).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 4, columns: 2), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 168 ? 1 : 3
    if rows == 1 {
      let inputPlace = (memory + 416).write(input, count: 168)
      // 4: conv2d: {filters: 6, kernel_size: 2, dilation_rate: 2, groups: 2, data_format: c…
      let conv2dChannelsLast = Kernels.Transpose(inputPlace, memory + 592,
        transposition: self.transposition).run(on: machine)
      let conv2dLinear = Kernels.Convolution(input: conv2dChannelsLast, packedKernel: conv2dKernelPanels,
        bias: conv2dBias, into: memory + 416,
        geometry: .init(images: 1, inputHeight: 7, inputWidth: 6, channels: 4, outputHeight: 5,
          outputWidth: 4, filters: 6, kernelHeight: 2, kernelWidth: 2, dilationHeight: 2, dilationWidth: 2,
          groups: 2)).run(on: machine)
      let conv2d = Kernels.Transpose(conv2dLinear, memory + 544,
        transposition: self.transposition_2).run(on: machine)
      // 5: dense: {units: 2}
      let densePlace = Kernels.Matmul(left: conv2d, panels: denseKernelPanels, bias: denseBias,
        into: memory + 416, geometry: .init(rows: 30, inner: 4, columns: 2)).run(on: machine)
      densePlace.read(into: &dense, count: 60)
    }
    if rows > 1 {
      let inputPlace = (memory + 416).write(input, count: 504)
      // 4: conv2d: {filters: 6, kernel_size: 2, dilation_rate: 2, groups: 2, data_format: c…
      let conv2dChannelsLast = Kernels.Transpose(inputPlace, memory + 928,
        transposition: self.transposition_3).run(on: machine)
      let conv2dLinear = Kernels.Convolution(input: conv2dChannelsLast, packedKernel: conv2dKernelPanels,
        bias: conv2dBias, into: memory + 416,
        geometry: .init(images: 3, inputHeight: 7, inputWidth: 6, channels: 4, outputHeight: 5,
          outputWidth: 4, filters: 6, kernelHeight: 2, kernelWidth: 2, dilationHeight: 2, dilationWidth: 2,
          groups: 2)).run(on: machine)
      let conv2d = Kernels.Transpose(conv2dLinear, memory + 784,
        transposition: self.transposition_4).run(on: machine)
      // 5: dense: {units: 2}
      let densePlace = Kernels.Matmul(left: conv2d, panels: denseKernelPanels, bias: denseBias,
        into: memory + 416, geometry: .init(rows: 90, inner: 4, columns: 2)).run(on: machine)
      densePlace.read(into: &dense, count: 180)
    }
  }

  /// Computes dense of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 168)
    var dense: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 60)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 168..<(first + rows) * 168), into: &span)
      dense += part
    }
    return dense
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    try golden.expect("dense", predict(golden.floats("input")))
  }

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, target: Span<Float>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 416).write(input, count: 504)
    let denseTarget = (memory + 1808).write(target, count: 180)
    // 4: conv2d: {filters: 6, kernel_size: 2, dilation_rate: 2, groups: 2, data_format: c…
    let conv2dChannelsLast = Kernels.Transpose(inputPlace, memory + 928,
      transposition: self.transposition_3).run(on: machine)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 4, outputHeight: 1,
          outputWidth: 1, filters: 6, kernelHeight: 2, kernelWidth: 2, dilationHeight: 2, dilationWidth: 2,
          groups: 2)), into: memory + 1440).run(on: machine)
    let conv2dLinear = Kernels.Convolution(input: conv2dChannelsLast, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, into: memory + 416,
      geometry: .init(images: 3, inputHeight: 7, inputWidth: 6, channels: 4, outputHeight: 5, outputWidth: 4,
        filters: 6, kernelHeight: 2, kernelWidth: 2, dilationHeight: 2, dilationWidth: 2,
        groups: 2)).run(on: machine)
    let conv2d = Kernels.Transpose(conv2dLinear, memory + 1440,
      transposition: self.transposition_4).run(on: machine)
    // 5: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: conv2d, right: denseKernel, bias: denseBias, into: memory + 416,
      geometry: .init(rows: 90, inner: 4, columns: 2)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 2000
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 816, rowLosses: memory + 608, gradient: denseLossGradient, rows: 90, classes: 2,
      scale: 0.011111111).run(on: machine)
    // Backward of 5: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 432, rows: 90, columns: 2,
      scratch: memory + 416).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: conv2d, right: denseLossGradient,
      into: memory + 416, geometry: .init(rows: 90, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 784).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 8).run(on: machine)
    // Backward of 4: conv2d: {filters: 6, kernel_size: 2, dilation_rate: 2, groups: 2, data_format: c…
    let conv2dGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 416, geometry: .init(rows: 90, inner: 2, columns: 4)).run(on: machine)
    let conv2dLinearGradient = Kernels.Transpose(conv2dGradient, memory + 1440,
      transposition: self.transposition_5).run(on: machine)
    let conv2dBiasGradient = Kernels.ColumnSums(conv2dLinearGradient, memory + 432, rows: 60, columns: 6,
      scratch: memory + 416).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dBias, gradient: conv2dBiasGradient, count: 6).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: conv2dChannelsLast,
      outputGradient: conv2dLinearGradient, into: memory + 416,
      geometry: .init(images: 3, inputHeight: 7, inputWidth: 6, channels: 4, outputHeight: 5, outputWidth: 4,
        filters: 6, kernelHeight: 2, kernelWidth: 2, dilationHeight: 2, dilationWidth: 2,
        groups: 2)).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dKernel, gradient: conv2dKernelGradient, count: 48).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 416).write(input, count: 504)
    let denseTarget = (memory + 1808).write(target, count: 180)
    let conv2dChannelsLast = Kernels.Transpose(inputPlace, memory + 928,
      transposition: self.transposition_3).run(on: machine)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 4, outputHeight: 1,
          outputWidth: 1, filters: 6, kernelHeight: 2, kernelWidth: 2, dilationHeight: 2, dilationWidth: 2,
          groups: 2)), into: memory + 1440).run(on: machine)
    let conv2dLinear = Kernels.Convolution(input: conv2dChannelsLast, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, into: memory + 416,
      geometry: .init(images: 3, inputHeight: 7, inputWidth: 6, channels: 4, outputHeight: 5, outputWidth: 4,
        filters: 6, kernelHeight: 2, kernelWidth: 2, dilationHeight: 2, dilationWidth: 2,
        groups: 2)).run(on: machine)
    let conv2d = Kernels.Transpose(conv2dLinear, memory + 1440,
      transposition: self.transposition_4).run(on: machine)
    let denseLinear = Kernels.Matmul(left: conv2d, right: denseKernel, bias: denseBias, into: memory + 416,
      geometry: .init(rows: 90, inner: 4, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 2000
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 816, rowLosses: memory + 608, gradient: denseLossGradient, rows: 90, classes: 2,
      scale: 0.011111111).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 832, rows: 90, columns: 2,
      scratch: memory + 416).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: conv2d, right: denseLossGradient,
      into: memory + 848, geometry: .init(rows: 90, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 784).run(on: machine)
    let conv2dGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 416, geometry: .init(rows: 90, inner: 2, columns: 4)).run(on: machine)
    let conv2dLinearGradient = Kernels.Transpose(conv2dGradient, memory + 1440,
      transposition: self.transposition_5).run(on: machine)
    let conv2dBiasGradient = Kernels.ColumnSums(conv2dLinearGradient, memory + 464, rows: 60, columns: 6,
      scratch: memory + 416).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: conv2dChannelsLast,
      outputGradient: conv2dLinearGradient, into: memory + 416,
      geometry: .init(images: 3, inputHeight: 7, inputWidth: 6, channels: 4, outputHeight: 5, outputWidth: 4,
        filters: 6, kernelHeight: 2, kernelWidth: 2, dilationHeight: 2, dilationWidth: 2,
        groups: 2)).run(on: machine)
    conv2dKernelGradient.read(into: &gradient, at: 0, count: 48)
    conv2dBiasGradient.read(into: &gradient, at: 48, count: 6)
    denseKernelGradient.read(into: &gradient, at: 54, count: 8)
    denseBiasGradient.read(into: &gradient, at: 62, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 416).write(input, count: 504)
    let denseTarget = (memory + 1440).write(target, count: 180)
    let conv2dChannelsLast = Kernels.Transpose(inputPlace, memory + 928,
      transposition: self.transposition_3).run(on: machine)
    let conv2dLinear = Kernels.Convolution(input: conv2dChannelsLast, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, into: memory + 416,
      geometry: .init(images: 3, inputHeight: 7, inputWidth: 6, channels: 4, outputHeight: 5, outputWidth: 4,
        filters: 6, kernelHeight: 2, kernelWidth: 2, dilationHeight: 2, dilationWidth: 2,
        groups: 2)).run(on: machine)
    let conv2d = Kernels.Transpose(conv2dLinear, memory + 784,
      transposition: self.transposition_4).run(on: machine)
    let denseLinear = Kernels.Matmul(left: conv2d, panels: denseKernelPanels, bias: denseBias,
      into: memory + 416, geometry: .init(rows: 90, inner: 4, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 704, rowLosses: memory + 608, rows: 90, classes: 2,
      scale: 0.011111111).run(on: machine)
    return denseLoss[0]
  }

  private let transposition = Transposition(shape: [1, 4, 7, 6], permutation: [0, 2, 3, 1])!
  private let transposition_2 = Transposition(shape: [1, 5, 4, 6], permutation: [0, 3, 1, 2])!
  private let transposition_3 = Transposition(shape: [3, 4, 7, 6], permutation: [0, 2, 3, 1])!
  private let transposition_4 = Transposition(shape: [3, 5, 4, 6], permutation: [0, 3, 1, 2])!
  private let transposition_5 = Transposition(shape: [3, 6, 5, 4], permutation: [0, 2, 3, 1])!
}
