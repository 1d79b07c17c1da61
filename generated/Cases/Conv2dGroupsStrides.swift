// Made by nncc from conv2d_groups_strides.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// conv2d_groups_strides: input [7, 7, 4] → dense [4, 4, 2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class Conv2dGroupsStrides: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 86
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:fd7794a7cff878af", inputs: [.init("input", [7, 7, 4])], outputs: [.init("dense", [4, 4, 2])],
      words: 4096,
    parameters: [
      .init("conv2d/kernel", [3, 3, 2, 4], at: 0, .glorotUniform),
      .init("conv2d/bias", [4], at: 80, .zeros),
      .init("dense/kernel", [4, 2], at: 96, .glorotUniform),
      .init("dense/bias", [2], at: 112, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var conv2dKernel: Floats { memory + 0 }
  private var conv2dBias: Floats { memory + 80 }
  private var denseKernel: Floats { memory + 96 }
  private var denseBias: Floats { memory + 112 }
  private var conv2dKernelPanels: Floats { memory + 128 }
  private var denseKernelPanels: Floats { memory + 704 }

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
          outputWidth: 1, filters: 4, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2,
          groups: 2)), into: conv2dKernelPanels).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 4, columns: 2), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 196 ? 1 : 3
    let inputPlace = (memory + 1744).write(input, count: rows * 196)
    // 4: conv2d: {filters: 4, kernel_size: 3, groups: 2, strides: 2, padding: same}
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 768,
      geometry: .init(images: rows, height: 7, width: 7, channels: 4, top: 1, left: 1, frameHeight: 9,
        frameWidth: 9)).run(on: machine)
    let conv2dLinear = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, into: memory + 1744,
      geometry: .init(images: rows, inputHeight: 9, inputWidth: 9, channels: 4, outputHeight: 4,
        outputWidth: 4, filters: 4, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2,
        groups: 2)).run(on: machine)
    // 5: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: conv2dLinear, panels: denseKernelPanels, bias: denseBias,
      into: memory + 768, geometry: .init(rows: rows * 16, inner: 4, columns: 2)).run(on: machine)
    densePlace.read(into: &dense, count: rows * 32)
  }

  /// Computes dense of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 196)
    var dense: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 32)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 196..<(first + rows) * 196), into: &span)
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
    let inputPlace = (memory + 1744).write(input, count: 588)
    let denseTarget = (memory + 2512).write(target, count: 96)
    // 4: conv2d: {filters: 4, kernel_size: 3, groups: 2, strides: 2, padding: same}
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 768,
      geometry: .init(images: 3, height: 7, width: 7, channels: 4, top: 1, left: 1, frameHeight: 9,
        frameWidth: 9)).run(on: machine)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 4, outputHeight: 1,
          outputWidth: 1, filters: 4, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2,
          groups: 2)), into: memory + 1744).run(on: machine)
    let conv2dLinear = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, into: memory + 2320,
      geometry: .init(images: 3, inputHeight: 9, inputWidth: 9, channels: 4, outputHeight: 4, outputWidth: 4,
        filters: 4, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2,
        groups: 2)).run(on: machine)
    // 5: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: conv2dLinear, right: denseKernel, bias: denseBias,
      into: memory + 1744, geometry: .init(rows: 48, inner: 4, columns: 2)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 1936
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 2064, rowLosses: memory + 1840, gradient: denseLossGradient, rows: 48, classes: 2,
      scale: 0.020833334).run(on: machine)
    // Backward of 5: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 1760, rows: 48, columns: 2,
      scratch: memory + 1744).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: conv2dLinear, right: denseLossGradient,
      into: memory + 1744, geometry: .init(rows: 48, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 2032).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 8).run(on: machine)
    // Backward of 4: conv2d: {filters: 4, kernel_size: 3, groups: 2, strides: 2, padding: same}
    let conv2dLinearGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 1744, geometry: .init(rows: 48, inner: 2, columns: 4)).run(on: machine)
    let conv2dBiasGradient = Kernels.ColumnSums(conv2dLinearGradient, memory + 1952, rows: 48, columns: 4,
      scratch: memory + 1936).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dBias, gradient: conv2dBiasGradient, count: 4).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: conv2dBordered,
      outputGradient: conv2dLinearGradient, into: memory + 1936,
      geometry: .init(images: 3, inputHeight: 9, inputWidth: 9, channels: 4, outputHeight: 4, outputWidth: 4,
        filters: 4, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2,
        groups: 2)).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dKernel, gradient: conv2dKernelGradient, count: 72).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 1744).write(input, count: 588)
    let denseTarget = (memory + 2512).write(target, count: 96)
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 768,
      geometry: .init(images: 3, height: 7, width: 7, channels: 4, top: 1, left: 1, frameHeight: 9,
        frameWidth: 9)).run(on: machine)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 4, outputHeight: 1,
          outputWidth: 1, filters: 4, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2,
          groups: 2)), into: memory + 1744).run(on: machine)
    let conv2dLinear = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, into: memory + 2320,
      geometry: .init(images: 3, inputHeight: 9, inputWidth: 9, channels: 4, outputHeight: 4, outputWidth: 4,
        filters: 4, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2,
        groups: 2)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: conv2dLinear, right: denseKernel, bias: denseBias,
      into: memory + 1744, geometry: .init(rows: 48, inner: 4, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 1936
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 2064, rowLosses: memory + 1840, gradient: denseLossGradient, rows: 48, classes: 2,
      scale: 0.020833334).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 2080, rows: 48, columns: 2,
      scratch: memory + 1744).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: conv2dLinear, right: denseLossGradient,
      into: memory + 2096, geometry: .init(rows: 48, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 2032).run(on: machine)
    let conv2dLinearGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 1744, geometry: .init(rows: 48, inner: 2, columns: 4)).run(on: machine)
    let conv2dBiasGradient = Kernels.ColumnSums(conv2dLinearGradient, memory + 2016, rows: 48, columns: 4,
      scratch: memory + 1936).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: conv2dBordered,
      outputGradient: conv2dLinearGradient, into: memory + 1936,
      geometry: .init(images: 3, inputHeight: 9, inputWidth: 9, channels: 4, outputHeight: 4, outputWidth: 4,
        filters: 4, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2,
        groups: 2)).run(on: machine)
    conv2dKernelGradient.read(into: &gradient, at: 0, count: 72)
    conv2dBiasGradient.read(into: &gradient, at: 72, count: 4)
    denseKernelGradient.read(into: &gradient, at: 76, count: 8)
    denseBiasGradient.read(into: &gradient, at: 84, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 1744).write(input, count: 588)
    let denseTarget = (memory + 2336).write(target, count: 96)
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 768,
      geometry: .init(images: 3, height: 7, width: 7, channels: 4, top: 1, left: 1, frameHeight: 9,
        frameWidth: 9)).run(on: machine)
    let conv2dLinear = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, into: memory + 1744,
      geometry: .init(images: 3, inputHeight: 9, inputWidth: 9, channels: 4, outputHeight: 4, outputWidth: 4,
        filters: 4, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2,
        groups: 2)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: conv2dLinear, panels: denseKernelPanels, bias: denseBias,
      into: memory + 768, geometry: .init(rows: 48, inner: 4, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 912, rowLosses: memory + 864, rows: 48, classes: 2,
      scale: 0.020833334).run(on: machine)
    return denseLoss[0]
  }
}
