// Made by nncc from average_pooling2d_strides_1_same.yaml, whose lines the comments give. Change that, not
// this.

import NNCCRuntime

/// average_pooling2d_strides_1_same: input [6, 5, 2] → average_pooling2d [5, 4, 3].
///
/// One thread at a time may use an instance; instances share nothing.
public final class AveragePooling2dStrides1Same: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 27
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:d1c17590a48db7ab", inputs: [.init("input", [6, 5, 2])],
      outputs: [.init("average_pooling2d", [5, 4, 3])], words: 2048,
    parameters: [
      .init("conv2d/kernel", [2, 2, 2, 3], at: 0, .glorotUniform),
      .init("conv2d/bias", [3], at: 32, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var conv2dKernel: Floats { memory + 0 }
  private var conv2dBias: Floats { memory + 32 }
  private var conv2dKernelPanels: Floats { memory + 48 }

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
          outputWidth: 1, filters: 3, kernelHeight: 2, kernelWidth: 2)),
      into: conv2dKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes averagePooling2d of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into averagePooling2d: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 60 ? 1 : 3
    let inputPlace = (memory + 176).write(input, count: rows * 60)
    // 4: conv2d: {filters: 3, kernel_size: 2}
    let conv2dLinear = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, into: memory + 368,
      geometry: .init(images: rows, inputHeight: 6, inputWidth: 5, channels: 2, outputHeight: 5,
        outputWidth: 4, filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    // 5: average_pooling2d: {pool_size: 3, strides: 1, padding: same}
    let averagePooling2dPlace = Kernels.AveragePool(conv2dLinear, memory + 176,
      geometry: .init(images: rows, inputHeight: 5, inputWidth: 4, channels: 3, outputHeight: 5,
        outputWidth: 4, windowHeight: 3, windowWidth: 3, strideHeight: 1, strideWidth: 1, paddingTop: 1,
        paddingLeft: 1)).run(on: machine)
    averagePooling2dPlace.read(into: &averagePooling2d, count: rows * 60)
  }

  /// Computes averagePooling2d of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 60)
    var averagePooling2d: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 60)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 60..<(first + rows) * 60), into: &span)
      averagePooling2d += part
    }
    return averagePooling2d
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    try golden.expect("average_pooling2d", predict(golden.floats("input")))
  }

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, target: Span<Float>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 176).write(input, count: 180)
    let averagePooling2dTarget = (memory + 368).write(target, count: 180)
    // 4: conv2d: {filters: 3, kernel_size: 2}
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 2, outputHeight: 1,
          outputWidth: 1, filters: 3, kernelHeight: 2, kernelWidth: 2)), into: memory + 752).run(on: machine)
    let conv2dLinear = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, into: memory + 560,
      geometry: .init(images: 3, inputHeight: 6, inputWidth: 5, channels: 2, outputHeight: 5, outputWidth: 4,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    // 5: average_pooling2d: {pool_size: 3, strides: 1, padding: same}
    let averagePooling2d_2 = Kernels.AveragePool(conv2dLinear, memory + 752,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 4, channels: 3, outputHeight: 5, outputWidth: 4,
        windowHeight: 3, windowWidth: 3, strideHeight: 1, strideWidth: 1, paddingTop: 1,
        paddingLeft: 1)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let averagePooling2dLossGradient = memory + 560
    let averagePooling2dLoss = Kernels.RowLosses(.meanSquaredError, prediction: averagePooling2d_2,
      target: averagePooling2dTarget, amount: memory + 1008, rowLosses: memory + 944,
      gradient: averagePooling2dLossGradient, rows: 60, classes: 3, scale: 0.016666668).run(on: machine)
    // Backward of 4: conv2d: {filters: 3, kernel_size: 2}
    let conv2dLinearGradient = Kernels.AveragePoolGradient(averagePooling2dLossGradient, memory + 368,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 4, channels: 3, outputHeight: 5, outputWidth: 4,
        windowHeight: 3, windowWidth: 3, strideHeight: 1, strideWidth: 1, paddingTop: 1,
        paddingLeft: 1)).run(on: machine)
    let conv2dBiasGradient = Kernels.ColumnSums(conv2dLinearGradient, memory + 576, rows: 60, columns: 3,
      scratch: memory + 560).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dBias, gradient: conv2dBiasGradient, count: 3).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: inputPlace,
      outputGradient: conv2dLinearGradient, into: memory + 560,
      geometry: .init(images: 3, inputHeight: 6, inputWidth: 5, channels: 2, outputHeight: 5, outputWidth: 4,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dKernel, gradient: conv2dKernelGradient, count: 24).run(on: machine)
    progress.pointee.finishUpdate()
    return averagePooling2dLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 176).write(input, count: 180)
    let averagePooling2dTarget = (memory + 368).write(target, count: 180)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 2, outputHeight: 1,
          outputWidth: 1, filters: 3, kernelHeight: 2, kernelWidth: 2)), into: memory + 752).run(on: machine)
    let conv2dLinear = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, into: memory + 560,
      geometry: .init(images: 3, inputHeight: 6, inputWidth: 5, channels: 2, outputHeight: 5, outputWidth: 4,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    let averagePooling2d_2 = Kernels.AveragePool(conv2dLinear, memory + 752,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 4, channels: 3, outputHeight: 5, outputWidth: 4,
        windowHeight: 3, windowWidth: 3, strideHeight: 1, strideWidth: 1, paddingTop: 1,
        paddingLeft: 1)).run(on: machine)
    let averagePooling2dLossGradient = memory + 560
    let averagePooling2dLoss = Kernels.RowLosses(.meanSquaredError, prediction: averagePooling2d_2,
      target: averagePooling2dTarget, amount: memory + 1008, rowLosses: memory + 944,
      gradient: averagePooling2dLossGradient, rows: 60, classes: 3, scale: 0.016666668).run(on: machine)
    let conv2dLinearGradient = Kernels.AveragePoolGradient(averagePooling2dLossGradient, memory + 368,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 4, channels: 3, outputHeight: 5, outputWidth: 4,
        windowHeight: 3, windowWidth: 3, strideHeight: 1, strideWidth: 1, paddingTop: 1,
        paddingLeft: 1)).run(on: machine)
    let conv2dBiasGradient = Kernels.ColumnSums(conv2dLinearGradient, memory + 592, rows: 60, columns: 3,
      scratch: memory + 560).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: inputPlace,
      outputGradient: conv2dLinearGradient, into: memory + 560,
      geometry: .init(images: 3, inputHeight: 6, inputWidth: 5, channels: 2, outputHeight: 5, outputWidth: 4,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    conv2dKernelGradient.read(into: &gradient, at: 0, count: 24)
    conv2dBiasGradient.read(into: &gradient, at: 24, count: 3)
    return averagePooling2dLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 176).write(input, count: 180)
    let averagePooling2dTarget = (memory + 368).write(target, count: 180)
    let conv2dLinear = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, into: memory + 560,
      geometry: .init(images: 3, inputHeight: 6, inputWidth: 5, channels: 2, outputHeight: 5, outputWidth: 4,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    let averagePooling2d_2 = Kernels.AveragePool(conv2dLinear, memory + 176,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 4, channels: 3, outputHeight: 5, outputWidth: 4,
        windowHeight: 3, windowWidth: 3, strideHeight: 1, strideWidth: 1, paddingTop: 1,
        paddingLeft: 1)).run(on: machine)
    let averagePooling2dLoss = Kernels.RowLosses(.meanSquaredError, prediction: averagePooling2d_2,
      target: averagePooling2dTarget, amount: memory + 624, rowLosses: memory + 560, rows: 60, classes: 3,
      scale: 0.016666668).run(on: machine)
    return averagePooling2dLoss[0]
  }
}
