// Made by nncc from global_max_pooling2d.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// global_max_pooling2d: input [5, 6, 2] → global_max_pooling2d [3].
///
/// One thread at a time may use an instance; instances share nothing.
public final class GlobalMaxPooling2d: TrainableModel {
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
    network: "2:34f715c5d9d01ec9", inputs: [.init("input", [5, 6, 2])],
      outputs: [.init("global_max_pooling2d", [3])], words: 2048,
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

  /// Computes globalMaxPooling2d of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into globalMaxPooling2d: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 60 ? 1 : 3
    let inputPlace = (memory + 176).write(input, count: rows * 60)
    // 4: conv2d: {filters: 3, kernel_size: 2}
    let conv2dLinear = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, into: memory + 368,
      geometry: .init(images: rows, inputHeight: 5, inputWidth: 6, channels: 2, outputHeight: 4,
        outputWidth: 5, filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    // 5: global_max_pooling2d
    let globalMaxPooling2dPlace = Kernels.Reduce(.maximum, conv2dLinear, memory + 176, outer: rows,
      middle: 20, inner: 3).run(on: machine)
    globalMaxPooling2dPlace.read(into: &globalMaxPooling2d, count: rows * 3)
  }

  /// Computes globalMaxPooling2d of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 60)
    var globalMaxPooling2d: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 3)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 60..<(first + rows) * 60), into: &span)
      globalMaxPooling2d += part
    }
    return globalMaxPooling2d
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    try golden.expect("global_max_pooling2d", predict(golden.floats("input")))
  }

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, target: Span<Float>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 176).write(input, count: 180)
    let globalMaxPooling2dTarget = (memory + 688).write(target, count: 9)
    // 4: conv2d: {filters: 3, kernel_size: 2}
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 2, outputHeight: 1,
          outputWidth: 1, filters: 3, kernelHeight: 2, kernelWidth: 2)), into: memory + 560).run(on: machine)
    let conv2dLinear = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, into: memory + 368,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 6, channels: 2, outputHeight: 4, outputWidth: 5,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    // 5: global_max_pooling2d
    let globalMaxPooling2d_2 = Kernels.Reduce(.maximum, conv2dLinear, memory + 752, outer: 3, middle: 20,
      inner: 3).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let globalMaxPooling2dLossGradient = memory + 784
    let globalMaxPooling2dLoss = Kernels.RowLosses(.meanSquaredError, prediction: globalMaxPooling2d_2,
      target: globalMaxPooling2dTarget, amount: memory + 768, rowLosses: memory + 560,
      gradient: globalMaxPooling2dLossGradient, rows: 3, classes: 3, scale: 0.33333334).run(on: machine)
    // Backward of 4: conv2d: {filters: 3, kernel_size: 2}
    let conv2dLinearGradient = Kernels.ReduceGradient(.maximum, input: conv2dLinear,
      output: globalMaxPooling2d_2, globalMaxPooling2dLossGradient, memory + 560, outer: 3, middle: 20,
      inner: 3).run(on: machine)
    let conv2dBiasGradient = Kernels.ColumnSums(conv2dLinearGradient, memory + 384, rows: 60, columns: 3,
      scratch: memory + 368).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dBias, gradient: conv2dBiasGradient, count: 3).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: inputPlace,
      outputGradient: conv2dLinearGradient, into: memory + 368,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 6, channels: 2, outputHeight: 4, outputWidth: 5,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dKernel, gradient: conv2dKernelGradient, count: 24).run(on: machine)
    progress.pointee.finishUpdate()
    return globalMaxPooling2dLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 176).write(input, count: 180)
    let globalMaxPooling2dTarget = (memory + 688).write(target, count: 9)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 2, outputHeight: 1,
          outputWidth: 1, filters: 3, kernelHeight: 2, kernelWidth: 2)), into: memory + 560).run(on: machine)
    let conv2dLinear = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, into: memory + 368,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 6, channels: 2, outputHeight: 4, outputWidth: 5,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    let globalMaxPooling2d_2 = Kernels.Reduce(.maximum, conv2dLinear, memory + 752, outer: 3, middle: 20,
      inner: 3).run(on: machine)
    let globalMaxPooling2dLossGradient = memory + 784
    let globalMaxPooling2dLoss = Kernels.RowLosses(.meanSquaredError, prediction: globalMaxPooling2d_2,
      target: globalMaxPooling2dTarget, amount: memory + 768, rowLosses: memory + 560,
      gradient: globalMaxPooling2dLossGradient, rows: 3, classes: 3, scale: 0.33333334).run(on: machine)
    let conv2dLinearGradient = Kernels.ReduceGradient(.maximum, input: conv2dLinear,
      output: globalMaxPooling2d_2, globalMaxPooling2dLossGradient, memory + 560, outer: 3, middle: 20,
      inner: 3).run(on: machine)
    let conv2dBiasGradient = Kernels.ColumnSums(conv2dLinearGradient, memory + 400, rows: 60, columns: 3,
      scratch: memory + 368).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: inputPlace,
      outputGradient: conv2dLinearGradient, into: memory + 368,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 6, channels: 2, outputHeight: 4, outputWidth: 5,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    conv2dKernelGradient.read(into: &gradient, at: 0, count: 24)
    conv2dBiasGradient.read(into: &gradient, at: 24, count: 3)
    return globalMaxPooling2dLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 176).write(input, count: 180)
    let globalMaxPooling2dTarget = (memory + 560).write(target, count: 9)
    let conv2dLinear = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, into: memory + 368,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 6, channels: 2, outputHeight: 4, outputWidth: 5,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    let globalMaxPooling2d_2 = Kernels.Reduce(.maximum, conv2dLinear, memory + 176, outer: 3, middle: 20,
      inner: 3).run(on: machine)
    let globalMaxPooling2dLoss = Kernels.RowLosses(.meanSquaredError, prediction: globalMaxPooling2d_2,
      target: globalMaxPooling2dTarget, amount: memory + 192, rowLosses: memory + 208, rows: 3, classes: 3,
      scale: 0.33333334).run(on: machine)
    return globalMaxPooling2dLoss[0]
  }
}
