// Made by nncc from local_response_normalization.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// local_response_normalization: input [5, 4, 2] → conv2d_1 [3, 2, 2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class LocalResponseNormalization: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 325
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:d37a6e3cd813a572", inputs: [.init("input", [5, 4, 2])],
      outputs: [.init("conv2d_1", [3, 2, 2])], words: 6144,
    parameters: [
      .init("conv2d/kernel", [2, 2, 2, 19], at: 0, .glorotUniform),
      .init("conv2d/bias", [19], at: 160, .zeros),
      .init("conv2d_1/kernel", [2, 2, 19, 2], at: 192, .glorotUniform),
      .init("conv2d_1/bias", [2], at: 352, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var conv2dKernel: Floats { memory + 0 }
  private var conv2dBias: Floats { memory + 160 }
  private var conv2d1Kernel: Floats { memory + 192 }
  private var conv2d1Bias: Floats { memory + 352 }
  private var conv2dKernelPanels: Floats { memory + 368 }
  private var conv2d1KernelPanels: Floats { memory + 624 }

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
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 2, outputHeight: 1,
          outputWidth: 1, filters: 19, kernelHeight: 2, kernelWidth: 2)),
      into: conv2dKernelPanels).run(on: machine)
    Kernels.Pack(conv2d1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 19, outputHeight: 1,
          outputWidth: 1, filters: 2, kernelHeight: 2, kernelWidth: 2)),
      into: conv2d1KernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes conv2d1 of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into conv2d1: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 40 ? 1 : 3
    let inputPlace = (memory + 2528).write(input, count: rows * 40)
    // 4: conv2d: {filters: 19, kernel_size: 2, activation: tanh}
    let conv2d = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels, bias: conv2dBias,
      activation: .tanh, into: memory + 1840,
      geometry: .init(images: rows, inputHeight: 5, inputWidth: 4, channels: 2, outputHeight: 4,
        outputWidth: 3, filters: 19, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    // 5: local_response_normalization
    let localResponseNormalization = Kernels.LocalResponseNormalization(conv2d, memory + 2528,
      rows: rows * 12, channels: 19, window: .init(radius: 5, bias: 1, alpha: 1, beta: 0.5)).run(on: machine)
    // 6: conv2d: {filters: 2, kernel_size: 2}
    let conv2d1Place = Kernels.Convolution(input: localResponseNormalization,
      packedKernel: conv2d1KernelPanels, bias: conv2d1Bias, into: memory + 1840,
      geometry: .init(images: rows, inputHeight: 4, inputWidth: 3, channels: 19, outputHeight: 3,
        outputWidth: 2, filters: 2, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    conv2d1Place.read(into: &conv2d1, count: rows * 12)
  }

  /// Computes conv2d1 of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 40)
    var conv2d1: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 12)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 40..<(first + rows) * 40), into: &span)
      conv2d1 += part
    }
    return conv2d1
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    try golden.expect("conv2d_1", predict(golden.floats("input")))
  }

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, target: Span<Float>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 4432).write(input, count: 120)
    let conv2d1Target = (memory + 4560).write(target, count: 36)
    // 4: conv2d: {filters: 19, kernel_size: 2, activation: tanh}
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 2, outputHeight: 1,
          outputWidth: 1, filters: 19, kernelHeight: 2, kernelWidth: 2)),
      into: memory + 1840).run(on: machine)
    let conv2d = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels_2, bias: conv2dBias,
      activation: .tanh, into: memory + 3056,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 4, channels: 2, outputHeight: 4, outputWidth: 3,
        filters: 19, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    // 5: local_response_normalization
    let localResponseNormalization = Kernels.LocalResponseNormalization(conv2d, memory + 3744, rows: 36,
      channels: 19, window: .init(radius: 5, bias: 1, alpha: 1, beta: 0.5)).run(on: machine)
    // 6: conv2d: {filters: 2, kernel_size: 2}
    let conv2d1KernelPanels_2 = Kernels.Pack(conv2d1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 19, outputHeight: 1,
          outputWidth: 1, filters: 2, kernelHeight: 2, kernelWidth: 2)), into: memory + 1840).run(on: machine)
    let conv2d1Linear = Kernels.Convolution(input: localResponseNormalization,
      packedKernel: conv2d1KernelPanels_2, bias: conv2d1Bias, into: memory + 4608,
      geometry: .init(images: 3, inputHeight: 4, inputWidth: 3, channels: 19, outputHeight: 3, outputWidth: 2,
        filters: 2, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    // 7: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let conv2d1LossGradient = memory + 2000
    let conv2d1Loss = Kernels.RowLosses(.meanSquaredError, prediction: conv2d1Linear, target: conv2d1Target,
      amount: memory + 2912, rowLosses: memory + 1840, gradient: conv2d1LossGradient, rows: 18, classes: 2,
      scale: 0.055555556).run(on: machine)
    // Backward of 6: conv2d: {filters: 2, kernel_size: 2}
    let conv2d1BiasGradient = Kernels.ColumnSums(conv2d1LossGradient, memory + 1856, rows: 18, columns: 2,
      scratch: memory + 1840).run(on: machine)
    Kernels.Update(Self.optimizer, conv2d1Bias, gradient: conv2d1BiasGradient, count: 2).run(on: machine)
    let conv2d1KernelGradient = Kernels.ConvolutionKernelGradient(input: localResponseNormalization,
      outputGradient: conv2d1LossGradient, into: memory + 1840,
      geometry: .init(images: 3, inputHeight: 4, inputWidth: 3, channels: 19, outputHeight: 3, outputWidth: 2,
        filters: 2, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    let conv2d1LinearGradientBordered = Kernels.Border(conv2d1LossGradient, into: memory + 2784,
      geometry: .init(images: 3, height: 3, width: 2, channels: 2, top: 1, left: 1, frameHeight: 5,
        frameWidth: 4)).run(on: machine)
    let conv2d1KernelPackedTurned = Kernels.Pack(conv2d1Kernel,
      as: .turnedKernel(.init(images: 3, inputHeight: 4, inputWidth: 3, channels: 19, outputHeight: 3,
          outputWidth: 2, filters: 2, kernelHeight: 2, kernelWidth: 2)), into: memory + 2528).run(on: machine)
    Kernels.Update(Self.optimizer, conv2d1Kernel, gradient: conv2d1KernelGradient,
      count: 152).run(on: machine)
    // Backward of 5: local_response_normalization
    let localResponseNormalizationGradient = Kernels.Convolution(input: conv2d1LinearGradientBordered,
      packedKernel: conv2d1KernelPackedTurned, into: memory + 1840,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 4, channels: 2, outputHeight: 4, outputWidth: 3,
        filters: 19, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    // Backward of 4: conv2d: {filters: 19, kernel_size: 2, activation: tanh}
    let conv2dGradient = Kernels.LocalResponseNormalizationGradient(input: conv2d,
      localResponseNormalizationGradient, memory + 3744, rows: 36, channels: 19,
      window: .init(radius: 5, bias: 1, alpha: 1, beta: 0.5), scratch: memory + 2528).run(on: machine)
    let conv2dBiasGradient = memory + 1840
    let conv2dSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d, conv2dGradient,
      memory + 3744, conv2dBiasGradient, rows: 36, columns: 19, activation: .tanh,
      scratch: memory + 1872).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dBias, gradient: conv2dBiasGradient, count: 19).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: inputPlace,
      outputGradient: conv2dSumGradient, into: memory + 1840,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 4, channels: 2, outputHeight: 4, outputWidth: 3,
        filters: 19, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dKernel, gradient: conv2dKernelGradient, count: 152).run(on: machine)
    progress.pointee.finishUpdate()
    return conv2d1Loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 4432).write(input, count: 120)
    let conv2d1Target = (memory + 4560).write(target, count: 36)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 2, outputHeight: 1,
          outputWidth: 1, filters: 19, kernelHeight: 2, kernelWidth: 2)),
      into: memory + 1840).run(on: machine)
    let conv2d = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels_2, bias: conv2dBias,
      activation: .tanh, into: memory + 3056,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 4, channels: 2, outputHeight: 4, outputWidth: 3,
        filters: 19, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    let localResponseNormalization = Kernels.LocalResponseNormalization(conv2d, memory + 3744, rows: 36,
      channels: 19, window: .init(radius: 5, bias: 1, alpha: 1, beta: 0.5)).run(on: machine)
    let conv2d1KernelPanels_2 = Kernels.Pack(conv2d1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 19, outputHeight: 1,
          outputWidth: 1, filters: 2, kernelHeight: 2, kernelWidth: 2)), into: memory + 1840).run(on: machine)
    let conv2d1Linear = Kernels.Convolution(input: localResponseNormalization,
      packedKernel: conv2d1KernelPanels_2, bias: conv2d1Bias, into: memory + 4608,
      geometry: .init(images: 3, inputHeight: 4, inputWidth: 3, channels: 19, outputHeight: 3, outputWidth: 2,
        filters: 2, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    let conv2d1LossGradient = memory + 1840
    let conv2d1Loss = Kernels.RowLosses(.meanSquaredError, prediction: conv2d1Linear, target: conv2d1Target,
      amount: memory + 2944, rowLosses: memory + 1888, gradient: conv2d1LossGradient, rows: 18, classes: 2,
      scale: 0.055555556).run(on: machine)
    let conv2d1BiasGradient = Kernels.ColumnSums(conv2d1LossGradient, memory + 2960, rows: 18, columns: 2,
      scratch: memory + 1888).run(on: machine)
    let conv2d1KernelGradient = Kernels.ConvolutionKernelGradient(input: localResponseNormalization,
      outputGradient: conv2d1LossGradient, into: memory + 2784,
      geometry: .init(images: 3, inputHeight: 4, inputWidth: 3, channels: 19, outputHeight: 3, outputWidth: 2,
        filters: 2, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    let conv2d1LinearGradientBordered = Kernels.Border(conv2d1LossGradient, into: memory + 3744,
      geometry: .init(images: 3, height: 3, width: 2, channels: 2, top: 1, left: 1, frameHeight: 5,
        frameWidth: 4)).run(on: machine)
    let conv2d1KernelPackedTurned = Kernels.Pack(conv2d1Kernel,
      as: .turnedKernel(.init(images: 3, inputHeight: 4, inputWidth: 3, channels: 19, outputHeight: 3,
          outputWidth: 2, filters: 2, kernelHeight: 2, kernelWidth: 2)), into: memory + 2528).run(on: machine)
    let localResponseNormalizationGradient = Kernels.Convolution(input: conv2d1LinearGradientBordered,
      packedKernel: conv2d1KernelPackedTurned, into: memory + 1840,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 4, channels: 2, outputHeight: 4, outputWidth: 3,
        filters: 19, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    let conv2dGradient = Kernels.LocalResponseNormalizationGradient(input: conv2d,
      localResponseNormalizationGradient, memory + 3744, rows: 36, channels: 19,
      window: .init(radius: 5, bias: 1, alpha: 1, beta: 0.5), scratch: memory + 2528).run(on: machine)
    let conv2dBiasGradient = memory + 2000
    let conv2dSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d, conv2dGradient,
      memory + 3744, conv2dBiasGradient, rows: 36, columns: 19, activation: .tanh,
      scratch: memory + 1840).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: inputPlace,
      outputGradient: conv2dSumGradient, into: memory + 1840,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 4, channels: 2, outputHeight: 4, outputWidth: 3,
        filters: 19, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    conv2dKernelGradient.read(into: &gradient, at: 0, count: 152)
    conv2dBiasGradient.read(into: &gradient, at: 152, count: 19)
    conv2d1KernelGradient.read(into: &gradient, at: 171, count: 152)
    conv2d1BiasGradient.read(into: &gradient, at: 323, count: 2)
    return conv2d1Loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 2528).write(input, count: 120)
    let conv2d1Target = (memory + 3216).write(target, count: 36)
    let conv2d = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels, bias: conv2dBias,
      activation: .tanh, into: memory + 1840,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 4, channels: 2, outputHeight: 4, outputWidth: 3,
        filters: 19, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    let localResponseNormalization = Kernels.LocalResponseNormalization(conv2d, memory + 2528, rows: 36,
      channels: 19, window: .init(radius: 5, bias: 1, alpha: 1, beta: 0.5)).run(on: machine)
    let conv2d1Linear = Kernels.Convolution(input: localResponseNormalization,
      packedKernel: conv2d1KernelPanels, bias: conv2d1Bias, into: memory + 1840,
      geometry: .init(images: 3, inputHeight: 4, inputWidth: 3, channels: 19, outputHeight: 3, outputWidth: 2,
        filters: 2, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    let conv2d1Loss = Kernels.RowLosses(.meanSquaredError, prediction: conv2d1Linear, target: conv2d1Target,
      amount: memory + 1920, rowLosses: memory + 1888, rows: 18, classes: 2,
      scale: 0.055555556).run(on: machine)
    return conv2d1Loss[0]
  }
}
