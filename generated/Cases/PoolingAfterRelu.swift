// Made by nncc from pooling_after_relu.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// pooling_after_relu: input [8, 7, 1] → dense [2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class PoolingAfterRelu: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.005)
  /// Elements of all weights that are trained.
  public static let gradientCount = 117
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:ac419300caef4f28", inputs: [.init("input", [8, 7, 1])], outputs: [.init("dense", [2])],
      words: 4096,
    parameters: [
      .init("conv2d/kernel", [3, 3, 1, 4], at: 0, .glorotUniform),
      .init("conv2d/bias", [4], at: 48, .zeros),
      .init("conv2d_1/kernel", [2, 2, 4, 3], at: 64, .glorotUniform),
      .init("conv2d_1/bias", [3], at: 112, .zeros),
      .init("dense/kernel", [12, 2], at: 128, .glorotUniform),
      .init("dense/bias", [2], at: 160, .zeros),
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
  private var conv2d1Bias: Floats { memory + 112 }
  private var denseKernel: Floats { memory + 128 }
  private var denseBias: Floats { memory + 160 }
  private var conv2dKernelPanels: Floats { memory + 176 }
  private var conv2d1KernelPanels: Floats { memory + 320 }
  private var denseKernelPanels: Floats { memory + 576 }

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
          outputWidth: 1, filters: 4, kernelHeight: 3, kernelWidth: 3)),
      into: conv2dKernelPanels).run(on: machine)
    Kernels.Pack(conv2d1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 4, outputHeight: 1,
          outputWidth: 1, filters: 3, kernelHeight: 2, kernelWidth: 2)),
      into: conv2d1KernelPanels).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 12, columns: 2), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 56 ? 1 : 3
    let inputPlace = (memory + 768).write(input, count: rows * 56)
    // 4: conv2d: {filters: 4, kernel_size: 3, padding: same, activation: relu}
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 1440,
      geometry: .init(images: rows, height: 8, width: 7, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 9)).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, activation: .relu, into: memory + 768,
      geometry: .init(images: rows, inputHeight: 10, inputWidth: 9, channels: 1, outputHeight: 8,
        outputWidth: 7, filters: 4, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    // 5: max_pooling2d: {pool_size: 3, strides: 2, padding: same}
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 1440,
      geometry: .init(images: rows, inputHeight: 8, inputWidth: 7, channels: 4, outputHeight: 4,
        outputWidth: 4, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2,
        paddingLeft: 1)).run(on: machine)
    // 6: conv2d: {filters: 3, kernel_size: 2}
    let conv2d1Linear = Kernels.Convolution(input: maxPooling2d, packedKernel: conv2d1KernelPanels,
      bias: conv2d1Bias, into: memory + 768,
      geometry: .init(images: rows, inputHeight: 4, inputWidth: 4, channels: 4, outputHeight: 3,
        outputWidth: 3, filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    // 7: average_pooling2d: {pool_size: 2, strides: 1}
    let averagePooling2d = Kernels.AveragePool(conv2d1Linear, memory + 864,
      geometry: .init(images: rows, inputHeight: 3, inputWidth: 3, channels: 3, outputHeight: 2,
        outputWidth: 2, windowHeight: 2, windowWidth: 2, strideHeight: 1, strideWidth: 1)).run(on: machine)
    // 9: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: averagePooling2d, panels: denseKernelPanels, bias: denseBias,
      into: memory + 768, geometry: .init(rows: rows, inner: 12, columns: 2)).run(on: machine)
    densePlace.read(into: &dense, count: rows * 2)
  }

  /// Computes dense of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 56)
    var dense: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 2)
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
    let inputPlace = (memory + 768).write(input, count: 168)
    let denseTarget = (memory + 1984).write(target, count: 6)
    // 4: conv2d: {filters: 4, kernel_size: 3, padding: same, activation: relu}
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 2112,
      geometry: .init(images: 3, height: 8, width: 7, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 9)).run(on: machine)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1,
          outputWidth: 1, filters: 4, kernelHeight: 3, kernelWidth: 3)), into: memory + 1440).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, activation: .relu, into: memory + 768,
      geometry: .init(images: 3, inputHeight: 10, inputWidth: 9, channels: 1, outputHeight: 8, outputWidth: 7,
        filters: 4, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    // 5: max_pooling2d: {pool_size: 3, strides: 2, padding: same}
    let maxPooling2dPositions = memory + 2384
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 1696, positions: maxPooling2dPositions,
      geometry: .init(images: 3, inputHeight: 8, inputWidth: 7, channels: 4, outputHeight: 4, outputWidth: 4,
        windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2, paddingLeft: 1)).run(on: machine)
    // 6: conv2d: {filters: 3, kernel_size: 2}
    let conv2d1KernelPanels_2 = Kernels.Pack(conv2d1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 4, outputHeight: 1,
          outputWidth: 1, filters: 3, kernelHeight: 2, kernelWidth: 2)), into: memory + 1440).run(on: machine)
    let conv2d1Linear = Kernels.Convolution(input: maxPooling2d, packedKernel: conv2d1KernelPanels_2,
      bias: conv2d1Bias, into: memory + 1888,
      geometry: .init(images: 3, inputHeight: 4, inputWidth: 4, channels: 4, outputHeight: 3, outputWidth: 3,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    // 7: average_pooling2d: {pool_size: 2, strides: 1}
    let averagePooling2d = Kernels.AveragePool(conv2d1Linear, memory + 1440,
      geometry: .init(images: 3, inputHeight: 3, inputWidth: 3, channels: 3, outputHeight: 2, outputWidth: 2,
        windowHeight: 2, windowWidth: 2, strideHeight: 1, strideWidth: 1)).run(on: machine)
    // 9: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: averagePooling2d, right: denseKernel, bias: denseBias,
      into: memory + 1488, geometry: .init(rows: 3, inner: 12, columns: 2)).run(on: machine)
    // 10: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.005}}, batch_size: 3, step…
    let denseLossGradient = memory + 1552
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 2768, rowLosses: memory + 1504, gradient: denseLossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    // Backward of 9: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 1504, rows: 3, columns: 2,
      scratch: memory + 1488).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: averagePooling2d, right: denseLossGradient,
      into: memory + 1488, geometry: .init(rows: 3, inner: 12, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 12),
      into: memory + 1520).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 24).run(on: machine)
    // Backward of 7: average_pooling2d: {pool_size: 2, strides: 1}
    let averagePooling2dGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 1440, geometry: .init(rows: 3, inner: 2, columns: 12)).run(on: machine)
    // Backward of 6: conv2d: {filters: 3, kernel_size: 2}
    let conv2d1LinearGradient = Kernels.AveragePoolGradient(averagePooling2dGradient, memory + 1888,
      geometry: .init(images: 3, inputHeight: 3, inputWidth: 3, channels: 3, outputHeight: 2, outputWidth: 2,
        windowHeight: 2, windowWidth: 2, strideHeight: 1, strideWidth: 1)).run(on: machine)
    let conv2d1BiasGradient = Kernels.ColumnSums(conv2d1LinearGradient, memory + 1456, rows: 27, columns: 3,
      scratch: memory + 1440).run(on: machine)
    Kernels.Update(Self.optimizer, conv2d1Bias, gradient: conv2d1BiasGradient, count: 3).run(on: machine)
    let conv2d1KernelGradient = Kernels.ConvolutionKernelGradient(input: maxPooling2d,
      outputGradient: conv2d1LinearGradient, into: memory + 1984,
      geometry: .init(images: 3, inputHeight: 4, inputWidth: 4, channels: 4, outputHeight: 3, outputWidth: 3,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    let conv2d1LinearGradientBordered = Kernels.Border(conv2d1LinearGradient, into: memory + 1440,
      geometry: .init(images: 3, height: 3, width: 3, channels: 3, top: 1, left: 1, frameHeight: 5,
        frameWidth: 5)).run(on: machine)
    let conv2d1KernelPackedTurned = Kernels.Pack(conv2d1Kernel,
      as: .turnedKernel(.init(images: 3, inputHeight: 4, inputWidth: 4, channels: 4, outputHeight: 3,
          outputWidth: 3, filters: 3, kernelHeight: 2, kernelWidth: 2)), into: memory + 1680).run(on: machine)
    Kernels.Update(Self.optimizer, conv2d1Kernel, gradient: conv2d1KernelGradient, count: 48).run(on: machine)
    // Backward of 5: max_pooling2d: {pool_size: 3, strides: 2, padding: same}
    let maxPooling2dGradient = Kernels.Convolution(input: conv2d1LinearGradientBordered,
      packedKernel: conv2d1KernelPackedTurned, into: memory + 2576,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 5, channels: 3, outputHeight: 4, outputWidth: 4,
        filters: 4, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    // Backward of 4: conv2d: {filters: 4, kernel_size: 3, padding: same, activation: relu}
    let conv2dGradient = Kernels.MaxPoolGradient(maxPooling2dGradient, positions: maxPooling2dPositions,
      memory + 1440,
      geometry: .init(images: 3, inputHeight: 8, inputWidth: 7, channels: 4, outputHeight: 4, outputWidth: 4,
        windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2, paddingLeft: 1)).run(on: machine)
    let conv2dBiasGradient = memory + 2400
    let conv2dSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d, conv2dGradient,
      memory + 1440, conv2dBiasGradient, rows: 168, columns: 4, activation: .relu,
      scratch: memory + 2384).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dBias, gradient: conv2dBiasGradient, count: 4).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: conv2dBordered,
      outputGradient: conv2dSumGradient, into: memory + 768,
      geometry: .init(images: 3, inputHeight: 10, inputWidth: 9, channels: 1, outputHeight: 8, outputWidth: 7,
        filters: 4, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dKernel, gradient: conv2dKernelGradient, count: 36).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 768).write(input, count: 168)
    let denseTarget = (memory + 1984).write(target, count: 6)
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 2112,
      geometry: .init(images: 3, height: 8, width: 7, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 9)).run(on: machine)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1,
          outputWidth: 1, filters: 4, kernelHeight: 3, kernelWidth: 3)), into: memory + 1440).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, activation: .relu, into: memory + 768,
      geometry: .init(images: 3, inputHeight: 10, inputWidth: 9, channels: 1, outputHeight: 8, outputWidth: 7,
        filters: 4, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    let maxPooling2dPositions = memory + 2384
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 1696, positions: maxPooling2dPositions,
      geometry: .init(images: 3, inputHeight: 8, inputWidth: 7, channels: 4, outputHeight: 4, outputWidth: 4,
        windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2, paddingLeft: 1)).run(on: machine)
    let conv2d1KernelPanels_2 = Kernels.Pack(conv2d1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 4, outputHeight: 1,
          outputWidth: 1, filters: 3, kernelHeight: 2, kernelWidth: 2)), into: memory + 1440).run(on: machine)
    let conv2d1Linear = Kernels.Convolution(input: maxPooling2d, packedKernel: conv2d1KernelPanels_2,
      bias: conv2d1Bias, into: memory + 1888,
      geometry: .init(images: 3, inputHeight: 4, inputWidth: 4, channels: 4, outputHeight: 3, outputWidth: 3,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    let averagePooling2d = Kernels.AveragePool(conv2d1Linear, memory + 1440,
      geometry: .init(images: 3, inputHeight: 3, inputWidth: 3, channels: 3, outputHeight: 2, outputWidth: 2,
        windowHeight: 2, windowWidth: 2, strideHeight: 1, strideWidth: 1)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: averagePooling2d, right: denseKernel, bias: denseBias,
      into: memory + 1488, geometry: .init(rows: 3, inner: 12, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 1520
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 2848, rowLosses: memory + 1504, gradient: denseLossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 2864, rows: 3, columns: 2,
      scratch: memory + 1488).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: averagePooling2d, right: denseLossGradient,
      into: memory + 2816, geometry: .init(rows: 3, inner: 12, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 12),
      into: memory + 1488).run(on: machine)
    let averagePooling2dGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 1440, geometry: .init(rows: 3, inner: 2, columns: 12)).run(on: machine)
    let conv2d1LinearGradient = Kernels.AveragePoolGradient(averagePooling2dGradient, memory + 1888,
      geometry: .init(images: 3, inputHeight: 3, inputWidth: 3, channels: 3, outputHeight: 2, outputWidth: 2,
        windowHeight: 2, windowWidth: 2, strideHeight: 1, strideWidth: 1)).run(on: machine)
    let conv2d1BiasGradient = Kernels.ColumnSums(conv2d1LinearGradient, memory + 2880, rows: 27, columns: 3,
      scratch: memory + 1440).run(on: machine)
    let conv2d1KernelGradient = Kernels.ConvolutionKernelGradient(input: maxPooling2d,
      outputGradient: conv2d1LinearGradient, into: memory + 2768,
      geometry: .init(images: 3, inputHeight: 4, inputWidth: 4, channels: 4, outputHeight: 3, outputWidth: 3,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    let conv2d1LinearGradientBordered = Kernels.Border(conv2d1LinearGradient, into: memory + 1440,
      geometry: .init(images: 3, height: 3, width: 3, channels: 3, top: 1, left: 1, frameHeight: 5,
        frameWidth: 5)).run(on: machine)
    let conv2d1KernelPackedTurned = Kernels.Pack(conv2d1Kernel,
      as: .turnedKernel(.init(images: 3, inputHeight: 4, inputWidth: 4, channels: 4, outputHeight: 3,
          outputWidth: 3, filters: 3, kernelHeight: 2, kernelWidth: 2)), into: memory + 1680).run(on: machine)
    let maxPooling2dGradient = Kernels.Convolution(input: conv2d1LinearGradientBordered,
      packedKernel: conv2d1KernelPackedTurned, into: memory + 2576,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 5, channels: 3, outputHeight: 4, outputWidth: 4,
        filters: 4, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    let conv2dGradient = Kernels.MaxPoolGradient(maxPooling2dGradient, positions: maxPooling2dPositions,
      memory + 1440,
      geometry: .init(images: 3, inputHeight: 8, inputWidth: 7, channels: 4, outputHeight: 4, outputWidth: 4,
        windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2, paddingLeft: 1)).run(on: machine)
    let conv2dBiasGradient = memory + 2400
    let conv2dSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d, conv2dGradient,
      memory + 1440, conv2dBiasGradient, rows: 168, columns: 4, activation: .relu,
      scratch: memory + 2384).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: conv2dBordered,
      outputGradient: conv2dSumGradient, into: memory + 768,
      geometry: .init(images: 3, inputHeight: 10, inputWidth: 9, channels: 1, outputHeight: 8, outputWidth: 7,
        filters: 4, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    conv2dKernelGradient.read(into: &gradient, at: 0, count: 36)
    conv2dBiasGradient.read(into: &gradient, at: 36, count: 4)
    conv2d1KernelGradient.read(into: &gradient, at: 40, count: 48)
    conv2d1BiasGradient.read(into: &gradient, at: 88, count: 3)
    denseKernelGradient.read(into: &gradient, at: 91, count: 24)
    denseBiasGradient.read(into: &gradient, at: 115, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 768).write(input, count: 168)
    let denseTarget = (memory + 1712).write(target, count: 6)
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 1440,
      geometry: .init(images: 3, height: 8, width: 7, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 9)).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, activation: .relu, into: memory + 768,
      geometry: .init(images: 3, inputHeight: 10, inputWidth: 9, channels: 1, outputHeight: 8, outputWidth: 7,
        filters: 4, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 1440,
      geometry: .init(images: 3, inputHeight: 8, inputWidth: 7, channels: 4, outputHeight: 4, outputWidth: 4,
        windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2, paddingLeft: 1)).run(on: machine)
    let conv2d1Linear = Kernels.Convolution(input: maxPooling2d, packedKernel: conv2d1KernelPanels,
      bias: conv2d1Bias, into: memory + 768,
      geometry: .init(images: 3, inputHeight: 4, inputWidth: 4, channels: 4, outputHeight: 3, outputWidth: 3,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    let averagePooling2d = Kernels.AveragePool(conv2d1Linear, memory + 864,
      geometry: .init(images: 3, inputHeight: 3, inputWidth: 3, channels: 3, outputHeight: 2, outputWidth: 2,
        windowHeight: 2, windowWidth: 2, strideHeight: 1, strideWidth: 1)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: averagePooling2d, panels: denseKernelPanels, bias: denseBias,
      into: memory + 768, geometry: .init(rows: 3, inner: 12, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 784, rowLosses: memory + 800, rows: 3, classes: 2, scale: 0.33333334).run(on: machine)
    return denseLoss[0]
  }
}
