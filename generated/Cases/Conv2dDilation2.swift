// Made by nncc from conv2d_dilation_2.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// conv2d_dilation_2: input [9, 7, 2] → dense [5, 3, 2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class Conv2dDilation2: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 65
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:5c53641d6bfeb7b7", inputs: [.init("input", [9, 7, 2])], outputs: [.init("dense", [5, 3, 2])],
      words: 2048,
    parameters: [
      .init("conv2d/kernel", [3, 3, 2, 3], at: 0, .glorotUniform),
      .init("conv2d/bias", [3], at: 64, .zeros),
      .init("dense/kernel", [3, 2], at: 80, .glorotUniform),
      .init("dense/bias", [2], at: 96, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var conv2dKernel: Floats { memory + 0 }
  private var conv2dBias: Floats { memory + 64 }
  private var denseKernel: Floats { memory + 80 }
  private var denseBias: Floats { memory + 96 }
  private var conv2dKernelPanels: Floats { memory + 112 }
  private var denseKernelPanels: Floats { memory + 400 }

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
          outputWidth: 1, filters: 3, kernelHeight: 3, kernelWidth: 3, dilationHeight: 2, dilationWidth: 2)),
      into: conv2dKernelPanels).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 3, columns: 2), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 126 ? 1 : 3
    let inputPlace = (memory + 448).write(input, count: rows * 126)
    // 4: conv2d: {filters: 3, kernel_size: 3, dilation_rate: 2, activation: relu}
    let conv2d = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels, bias: conv2dBias,
      activation: .relu, into: memory + 832,
      geometry: .init(images: rows, inputHeight: 9, inputWidth: 7, channels: 2, outputHeight: 5,
        outputWidth: 3, filters: 3, kernelHeight: 3, kernelWidth: 3, dilationHeight: 2,
        dilationWidth: 2)).run(on: machine)
    // 5: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: conv2d, panels: denseKernelPanels, bias: denseBias,
      into: memory + 448, geometry: .init(rows: rows * 15, inner: 3, columns: 2)).run(on: machine)
    densePlace.read(into: &dense, count: rows * 30)
  }

  /// Computes dense of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 126)
    var dense: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 30)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 126..<(first + rows) * 126), into: &span)
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
    let inputPlace = (memory + 448).write(input, count: 378)
    let denseTarget = (memory + 1264).write(target, count: 90)
    // 4: conv2d: {filters: 3, kernel_size: 3, dilation_rate: 2, activation: relu}
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 2, outputHeight: 1,
          outputWidth: 1, filters: 3, kernelHeight: 3, kernelWidth: 3, dilationHeight: 2, dilationWidth: 2)),
      into: memory + 832).run(on: machine)
    let conv2d = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels_2, bias: conv2dBias,
      activation: .relu, into: memory + 1120,
      geometry: .init(images: 3, inputHeight: 9, inputWidth: 7, channels: 2, outputHeight: 5, outputWidth: 3,
        filters: 3, kernelHeight: 3, kernelWidth: 3, dilationHeight: 2, dilationWidth: 2)).run(on: machine)
    // 5: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: conv2d, right: denseKernel, bias: denseBias, into: memory + 832,
      geometry: .init(rows: 45, inner: 3, columns: 2)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 976
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1104, rowLosses: memory + 928, gradient: denseLossGradient, rows: 45, classes: 2,
      scale: 0.022222223).run(on: machine)
    // Backward of 5: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 848, rows: 45, columns: 2,
      scratch: memory + 832).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: conv2d, right: denseLossGradient,
      into: memory + 832, geometry: .init(rows: 45, inner: 3, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 3),
      into: memory + 1072).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 6).run(on: machine)
    // Backward of 4: conv2d: {filters: 3, kernel_size: 3, dilation_rate: 2, activation: relu}
    let conv2dGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 832, geometry: .init(rows: 45, inner: 2, columns: 3)).run(on: machine)
    let conv2dBiasGradient = memory + 992
    let conv2dSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d, conv2dGradient,
      memory + 832, conv2dBiasGradient, rows: 45, columns: 3, activation: .relu,
      scratch: memory + 976).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dBias, gradient: conv2dBiasGradient, count: 3).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: inputPlace,
      outputGradient: conv2dSumGradient, into: memory + 976,
      geometry: .init(images: 3, inputHeight: 9, inputWidth: 7, channels: 2, outputHeight: 5, outputWidth: 3,
        filters: 3, kernelHeight: 3, kernelWidth: 3, dilationHeight: 2, dilationWidth: 2)).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dKernel, gradient: conv2dKernelGradient, count: 54).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 448).write(input, count: 378)
    let denseTarget = (memory + 1264).write(target, count: 90)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 2, outputHeight: 1,
          outputWidth: 1, filters: 3, kernelHeight: 3, kernelWidth: 3, dilationHeight: 2, dilationWidth: 2)),
      into: memory + 832).run(on: machine)
    let conv2d = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels_2, bias: conv2dBias,
      activation: .relu, into: memory + 1120,
      geometry: .init(images: 3, inputHeight: 9, inputWidth: 7, channels: 2, outputHeight: 5, outputWidth: 3,
        filters: 3, kernelHeight: 3, kernelWidth: 3, dilationHeight: 2, dilationWidth: 2)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: conv2d, right: denseKernel, bias: denseBias, into: memory + 832,
      geometry: .init(rows: 45, inner: 3, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 976
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1104, rowLosses: memory + 928, gradient: denseLossGradient, rows: 45, classes: 2,
      scale: 0.022222223).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 1264, rows: 45, columns: 2,
      scratch: memory + 832).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: conv2d, right: denseLossGradient,
      into: memory + 1280, geometry: .init(rows: 45, inner: 3, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 3),
      into: memory + 1072).run(on: machine)
    let conv2dGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 832, geometry: .init(rows: 45, inner: 2, columns: 3)).run(on: machine)
    let conv2dBiasGradient = memory + 1040
    let conv2dSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d, conv2dGradient,
      memory + 832, conv2dBiasGradient, rows: 45, columns: 3, activation: .relu,
      scratch: memory + 976).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: inputPlace,
      outputGradient: conv2dSumGradient, into: memory + 976,
      geometry: .init(images: 3, inputHeight: 9, inputWidth: 7, channels: 2, outputHeight: 5, outputWidth: 3,
        filters: 3, kernelHeight: 3, kernelWidth: 3, dilationHeight: 2, dilationWidth: 2)).run(on: machine)
    conv2dKernelGradient.read(into: &gradient, at: 0, count: 54)
    conv2dBiasGradient.read(into: &gradient, at: 54, count: 3)
    denseKernelGradient.read(into: &gradient, at: 57, count: 6)
    denseBiasGradient.read(into: &gradient, at: 63, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 448).write(input, count: 378)
    let denseTarget = (memory + 976).write(target, count: 90)
    let conv2d = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels, bias: conv2dBias,
      activation: .relu, into: memory + 832,
      geometry: .init(images: 3, inputHeight: 9, inputWidth: 7, channels: 2, outputHeight: 5, outputWidth: 3,
        filters: 3, kernelHeight: 3, kernelWidth: 3, dilationHeight: 2, dilationWidth: 2)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: conv2d, panels: denseKernelPanels, bias: denseBias,
      into: memory + 448, geometry: .init(rows: 45, inner: 3, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 592, rowLosses: memory + 544, rows: 45, classes: 2,
      scale: 0.022222223).run(on: machine)
    return denseLoss[0]
  }
}
