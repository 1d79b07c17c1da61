// Made by nncc from conv2d_two.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// conv2d_two: input [8, 7, 1] → dense [4].
///
/// One thread at a time may use an instance; instances share nothing.
public final class Conv2dTwo: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 300
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:25977bb23c8d0907", inputs: [.init("input", [8, 7, 1])], outputs: [.init("dense", [4])],
      words: 6144,
    parameters: [
      .init("conv2d/kernel", [3, 3, 1, 5], at: 0, .glorotUniform),
      .init("conv2d/bias", [5], at: 48, .zeros),
      .init("conv2d_1/kernel", [3, 3, 5, 3], at: 64, .glorotUniform),
      .init("conv2d_1/bias", [3], at: 208, .zeros),
      .init("dense/kernel", [27, 4], at: 224, .glorotUniform),
      .init("dense/bias", [4], at: 336, .zeros),
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
  private var conv2d1Kernel: Floats { memory + 64 }
  private var conv2d1Bias: Floats { memory + 208 }
  private var denseKernel: Floats { memory + 224 }
  private var denseBias: Floats { memory + 336 }
  private var conv2dKernelPanels: Floats { memory + 352 }
  private var conv2d1KernelPanels: Floats { memory + 496 }
  private var denseKernelPanels: Floats { memory + 1216 }

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
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1,
          outputWidth: 1, filters: 5, kernelHeight: 3, kernelWidth: 3)),
      into: conv2dKernelPanels).run(on: machine)
    Kernels.Pack(conv2d1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 5, outputHeight: 1,
          outputWidth: 1, filters: 3, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2)),
      into: conv2d1KernelPanels).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 27, columns: 4), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 56 ? 1 : 3
    let inputPlace = (memory + 1648).write(input, count: rows * 56)
    // 4: conv2d: {filters: 5, kernel_size: 3, padding: same, activation: relu}
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 2496,
      geometry: .init(images: rows, height: 8, width: 7, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 9)).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, activation: .relu, into: memory + 1648,
      geometry: .init(images: rows, inputHeight: 10, inputWidth: 9, channels: 1, outputHeight: 8,
        outputWidth: 7, filters: 5, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    // 5: conv2d: {filters: 3, kernel_size: 3, strides: 2, activation: relu}
    let conv2d1 = Kernels.Convolution(input: conv2d, packedKernel: conv2d1KernelPanels, bias: conv2d1Bias,
      activation: .relu, into: memory + 2496,
      geometry: .init(images: rows, inputHeight: 8, inputWidth: 7, channels: 5, outputHeight: 3,
        outputWidth: 3, filters: 3, kernelHeight: 3, kernelWidth: 3, strideHeight: 2,
        strideWidth: 2)).run(on: machine)
    // 7: dense: {units: 4}
    let densePlace = Kernels.Matmul(left: conv2d1, panels: denseKernelPanels, bias: denseBias,
      into: memory + 1648, geometry: .init(rows: rows, inner: 27, columns: 4)).run(on: machine)
    densePlace.read(into: &dense, count: rows * 4)
  }

  /// Computes dense of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 56)
    var dense: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 4)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 56..<(first + rows) * 56), into: &span)
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
    let inputPlace = (memory + 1648).write(input, count: 168)
    let denseTarget = (memory + 3312).write(target, count: 12)
    // 4: conv2d: {filters: 5, kernel_size: 3, padding: same, activation: relu}
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 4592,
      geometry: .init(images: 3, height: 8, width: 7, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 9)).run(on: machine)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1,
          outputWidth: 1, filters: 5, kernelHeight: 3, kernelWidth: 3)), into: memory + 2496).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, activation: .relu, into: memory + 1648,
      geometry: .init(images: 3, inputHeight: 10, inputWidth: 9, channels: 1, outputHeight: 8, outputWidth: 7,
        filters: 5, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    // 5: conv2d: {filters: 3, kernel_size: 3, strides: 2, activation: relu}
    let conv2d1KernelPanels_2 = Kernels.Pack(conv2d1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 5, outputHeight: 1,
          outputWidth: 1, filters: 3, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2)),
      into: memory + 2496).run(on: machine)
    let conv2d1 = Kernels.Convolution(input: conv2d, packedKernel: conv2d1KernelPanels_2, bias: conv2d1Bias,
      activation: .relu, into: memory + 3216,
      geometry: .init(images: 3, inputHeight: 8, inputWidth: 7, channels: 5, outputHeight: 3, outputWidth: 3,
        filters: 3, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 7: dense: {units: 4}
    let denseLinear = Kernels.Matmul(left: conv2d1, right: denseKernel, bias: denseBias, into: memory + 2496,
      geometry: .init(rows: 3, inner: 27, columns: 4)).run(on: machine)
    // 8: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 2736
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 4864, rowLosses: memory + 2512, gradient: denseLossGradient, rows: 3, classes: 4,
      scale: 0.33333334).run(on: machine)
    // Backward of 7: dense: {units: 4}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 2512, rows: 3, columns: 4,
      scratch: memory + 2496).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 4).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: conv2d1, right: denseLossGradient,
      into: memory + 2624, geometry: .init(rows: 3, inner: 27, columns: 4)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 4, columns: 27),
      into: memory + 2496).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 108).run(on: machine)
    // Backward of 5: conv2d: {filters: 3, kernel_size: 3, strides: 2, activation: relu}
    let conv2d1Gradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 2640, geometry: .init(rows: 3, inner: 4, columns: 27)).run(on: machine)
    let conv2d1BiasGradient = memory + 2512
    let conv2d1SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d1, conv2d1Gradient,
      memory + 2640, conv2d1BiasGradient, rows: 27, columns: 3, activation: .relu,
      scratch: memory + 2496).run(on: machine)
    Kernels.Update(Self.optimizer, conv2d1Bias, gradient: conv2d1BiasGradient, count: 3).run(on: machine)
    let conv2d1KernelGradient = Kernels.ConvolutionKernelGradient(input: conv2d,
      outputGradient: conv2d1SumGradient, into: memory + 2496,
      geometry: .init(images: 3, inputHeight: 8, inputWidth: 7, channels: 5, outputHeight: 3, outputWidth: 3,
        filters: 3, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2d1GradientBordered = Kernels.Border(conv2d1SumGradient, into: memory + 3344,
      geometry: .init(images: 3, height: 3, width: 3, channels: 3, top: 2, left: 2, frameHeight: 10,
        frameWidth: 9, spacingHeight: 2, spacingWidth: 2)).run(on: machine)
    let conv2d1KernelPackedTurned = Kernels.Pack(conv2d1Kernel,
      as: .turnedKernel(.init(images: 3, inputHeight: 8, inputWidth: 7, channels: 5, outputHeight: 3,
          outputWidth: 3, filters: 3, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2)),
      into: memory + 4160).run(on: machine)
    Kernels.Update(Self.optimizer, conv2d1Kernel, gradient: conv2d1KernelGradient,
      count: 135).run(on: machine)
    // Backward of 4: conv2d: {filters: 5, kernel_size: 3, padding: same, activation: relu}
    let conv2dGradient = Kernels.Convolution(input: conv2d1GradientBordered,
      packedKernel: conv2d1KernelPackedTurned, into: memory + 2496,
      geometry: .init(images: 3, inputHeight: 10, inputWidth: 9, channels: 3, outputHeight: 8, outputWidth: 7,
        filters: 5, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    let conv2dBiasGradient = memory + 3360
    let conv2dSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d, conv2dGradient,
      memory + 2496, conv2dBiasGradient, rows: 168, columns: 5, activation: .relu,
      scratch: memory + 3344).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dBias, gradient: conv2dBiasGradient, count: 5).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: conv2dBordered,
      outputGradient: conv2dSumGradient, into: memory + 1648,
      geometry: .init(images: 3, inputHeight: 10, inputWidth: 9, channels: 1, outputHeight: 8, outputWidth: 7,
        filters: 5, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dKernel, gradient: conv2dKernelGradient, count: 45).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 1648).write(input, count: 168)
    let denseTarget = (memory + 3312).write(target, count: 12)
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 4592,
      geometry: .init(images: 3, height: 8, width: 7, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 9)).run(on: machine)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1,
          outputWidth: 1, filters: 5, kernelHeight: 3, kernelWidth: 3)), into: memory + 2496).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, activation: .relu, into: memory + 1648,
      geometry: .init(images: 3, inputHeight: 10, inputWidth: 9, channels: 1, outputHeight: 8, outputWidth: 7,
        filters: 5, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    let conv2d1KernelPanels_2 = Kernels.Pack(conv2d1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 5, outputHeight: 1,
          outputWidth: 1, filters: 3, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2)),
      into: memory + 2496).run(on: machine)
    let conv2d1 = Kernels.Convolution(input: conv2d, packedKernel: conv2d1KernelPanels_2, bias: conv2d1Bias,
      activation: .relu, into: memory + 3216,
      geometry: .init(images: 3, inputHeight: 8, inputWidth: 7, channels: 5, outputHeight: 3, outputWidth: 3,
        filters: 3, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: conv2d1, right: denseKernel, bias: denseBias, into: memory + 2496,
      geometry: .init(rows: 3, inner: 27, columns: 4)).run(on: machine)
    let denseLossGradient = memory + 2720
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 5120, rowLosses: memory + 2512, gradient: denseLossGradient, rows: 3, classes: 4,
      scale: 0.33333334).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 5136, rows: 3, columns: 4,
      scratch: memory + 2496).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: conv2d1, right: denseLossGradient,
      into: memory + 5008, geometry: .init(rows: 3, inner: 27, columns: 4)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 4, columns: 27),
      into: memory + 2496).run(on: machine)
    let conv2d1Gradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 2624, geometry: .init(rows: 3, inner: 4, columns: 27)).run(on: machine)
    let conv2d1BiasGradient = memory + 5152
    let conv2d1SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d1, conv2d1Gradient,
      memory + 2624, conv2d1BiasGradient, rows: 27, columns: 3, activation: .relu,
      scratch: memory + 2496).run(on: machine)
    let conv2d1KernelGradient = Kernels.ConvolutionKernelGradient(input: conv2d,
      outputGradient: conv2d1SumGradient, into: memory + 4864,
      geometry: .init(images: 3, inputHeight: 8, inputWidth: 7, channels: 5, outputHeight: 3, outputWidth: 3,
        filters: 3, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2d1GradientBordered = Kernels.Border(conv2d1SumGradient, into: memory + 3344,
      geometry: .init(images: 3, height: 3, width: 3, channels: 3, top: 2, left: 2, frameHeight: 10,
        frameWidth: 9, spacingHeight: 2, spacingWidth: 2)).run(on: machine)
    let conv2d1KernelPackedTurned = Kernels.Pack(conv2d1Kernel,
      as: .turnedKernel(.init(images: 3, inputHeight: 8, inputWidth: 7, channels: 5, outputHeight: 3,
          outputWidth: 3, filters: 3, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2)),
      into: memory + 4160).run(on: machine)
    let conv2dGradient = Kernels.Convolution(input: conv2d1GradientBordered,
      packedKernel: conv2d1KernelPackedTurned, into: memory + 2496,
      geometry: .init(images: 3, inputHeight: 10, inputWidth: 9, channels: 3, outputHeight: 8, outputWidth: 7,
        filters: 5, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    let conv2dBiasGradient = memory + 3360
    let conv2dSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d, conv2dGradient,
      memory + 2496, conv2dBiasGradient, rows: 168, columns: 5, activation: .relu,
      scratch: memory + 3344).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: conv2dBordered,
      outputGradient: conv2dSumGradient, into: memory + 1648,
      geometry: .init(images: 3, inputHeight: 10, inputWidth: 9, channels: 1, outputHeight: 8, outputWidth: 7,
        filters: 5, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    conv2dKernelGradient.read(into: &gradient, at: 0, count: 45)
    conv2dBiasGradient.read(into: &gradient, at: 45, count: 5)
    conv2d1KernelGradient.read(into: &gradient, at: 50, count: 135)
    conv2d1BiasGradient.read(into: &gradient, at: 185, count: 3)
    denseKernelGradient.read(into: &gradient, at: 188, count: 108)
    denseBiasGradient.read(into: &gradient, at: 296, count: 4)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 1648).write(input, count: 168)
    let denseTarget = (memory + 2768).write(target, count: 12)
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 2496,
      geometry: .init(images: 3, height: 8, width: 7, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 9)).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, activation: .relu, into: memory + 1648,
      geometry: .init(images: 3, inputHeight: 10, inputWidth: 9, channels: 1, outputHeight: 8, outputWidth: 7,
        filters: 5, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    let conv2d1 = Kernels.Convolution(input: conv2d, packedKernel: conv2d1KernelPanels, bias: conv2d1Bias,
      activation: .relu, into: memory + 2496,
      geometry: .init(images: 3, inputHeight: 8, inputWidth: 7, channels: 5, outputHeight: 3, outputWidth: 3,
        filters: 3, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: conv2d1, panels: denseKernelPanels, bias: denseBias,
      into: memory + 1648, geometry: .init(rows: 3, inner: 27, columns: 4)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1664, rowLosses: memory + 1680, rows: 3, classes: 4,
      scale: 0.33333334).run(on: machine)
    return denseLoss[0]
  }
}
