// Made by nncc from conv2d_constraint_min_max_norm.yaml, whose lines the comments give. Change that, not
// this.

import NNCCRuntime

/// conv2d_constraint_min_max_norm: input [5, 5, 2] → dense [4, 4, 2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class Conv2dConstraintMinMaxNorm: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 35
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:350c4db9e95a49e5", inputs: [.init("input", [5, 5, 2])], outputs: [.init("dense", [4, 4, 2])],
      words: 2048,
    parameters: [
      .init("conv2d/kernel", [2, 2, 2, 3], at: 0, .glorotUniform),
      .init("conv2d/bias", [3], at: 32, .zeros),
      .init("dense/kernel", [3, 2], at: 48, .glorotUniform),
      .init("dense/bias", [2], at: 64, .zeros),
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
  private var denseKernel: Floats { memory + 48 }
  private var denseBias: Floats { memory + 64 }
  private var conv2dKernelPanels: Floats { memory + 80 }
  private var denseKernelPanels: Floats { memory + 208 }

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
    Kernels.Pack(denseKernel, as: .matrix(inner: 3, columns: 2), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 50 ? 1 : 3
    let inputPlace = (memory + 256).write(input, count: rows * 50)
    // 4: conv2d: {filters: 3, kernel_size: 2, kernel_constraint: {min_max_norm: {min_valu…
    let conv2dLinear = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, into: memory + 416,
      geometry: .init(images: rows, inputHeight: 5, inputWidth: 5, channels: 2, outputHeight: 4,
        outputWidth: 4, filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    // 5: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: conv2dLinear, panels: denseKernelPanels, bias: denseBias,
      into: memory + 256, geometry: .init(rows: rows * 16, inner: 3, columns: 2)).run(on: machine)
    densePlace.read(into: &dense, count: rows * 32)
  }

  /// Computes dense of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 50)
    var dense: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 32)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 50..<(first + rows) * 50), into: &span)
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
    let inputPlace = (memory + 256).write(input, count: 150)
    let denseTarget = (memory + 688).write(target, count: 96)
    // 4: conv2d: {filters: 3, kernel_size: 2, kernel_constraint: {min_max_norm: {min_valu…
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 2, outputHeight: 1,
          outputWidth: 1, filters: 3, kernelHeight: 2, kernelWidth: 2)), into: memory + 560).run(on: machine)
    let conv2dLinear = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, into: memory + 416,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 5, channels: 2, outputHeight: 4, outputWidth: 4,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    // 5: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: conv2dLinear, right: denseKernel, bias: denseBias,
      into: memory + 560, geometry: .init(rows: 48, inner: 3, columns: 2)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 784
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 656, rowLosses: memory + 880, gradient: denseLossGradient, rows: 48, classes: 2,
      scale: 0.020833334).run(on: machine)
    // Backward of 5: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 576, rows: 48, columns: 2,
      scratch: memory + 560).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: conv2dLinear, right: denseLossGradient,
      into: memory + 592, geometry: .init(rows: 48, inner: 3, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 3),
      into: memory + 560).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 6).run(on: machine)
    // Backward of 4: conv2d: {filters: 3, kernel_size: 2, kernel_constraint: {min_max_norm: {min_valu…
    let conv2dLinearGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 416, geometry: .init(rows: 48, inner: 2, columns: 3)).run(on: machine)
    let conv2dBiasGradient = Kernels.ColumnSums(conv2dLinearGradient, memory + 576, rows: 48, columns: 3,
      scratch: memory + 560).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dBias, gradient: conv2dBiasGradient, count: 3).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: inputPlace,
      outputGradient: conv2dLinearGradient, into: memory + 560,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 5, channels: 2, outputHeight: 4, outputWidth: 4,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dKernel, gradient: conv2dKernelGradient, count: 24).run(on: machine)
    Kernels.Constrain(conv2dKernel, to: self.constraint, shape: self.axes).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 256).write(input, count: 150)
    let denseTarget = (memory + 688).write(target, count: 96)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 2, outputHeight: 1,
          outputWidth: 1, filters: 3, kernelHeight: 2, kernelWidth: 2)), into: memory + 560).run(on: machine)
    let conv2dLinear = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, into: memory + 416,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 5, channels: 2, outputHeight: 4, outputWidth: 4,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: conv2dLinear, right: denseKernel, bias: denseBias,
      into: memory + 560, geometry: .init(rows: 48, inner: 3, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 784
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 656, rowLosses: memory + 880, gradient: denseLossGradient, rows: 48, classes: 2,
      scale: 0.020833334).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 592, rows: 48, columns: 2,
      scratch: memory + 560).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: conv2dLinear, right: denseLossGradient,
      into: memory + 608, geometry: .init(rows: 48, inner: 3, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 3),
      into: memory + 560).run(on: machine)
    let conv2dLinearGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 416, geometry: .init(rows: 48, inner: 2, columns: 3)).run(on: machine)
    let conv2dBiasGradient = Kernels.ColumnSums(conv2dLinearGradient, memory + 624, rows: 48, columns: 3,
      scratch: memory + 560).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: inputPlace,
      outputGradient: conv2dLinearGradient, into: memory + 560,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 5, channels: 2, outputHeight: 4, outputWidth: 4,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    conv2dKernelGradient.read(into: &gradient, at: 0, count: 24)
    conv2dBiasGradient.read(into: &gradient, at: 24, count: 3)
    denseKernelGradient.read(into: &gradient, at: 27, count: 6)
    denseBiasGradient.read(into: &gradient, at: 33, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 256).write(input, count: 150)
    let denseTarget = (memory + 560).write(target, count: 96)
    let conv2dLinear = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, into: memory + 416,
      geometry: .init(images: 3, inputHeight: 5, inputWidth: 5, channels: 2, outputHeight: 4, outputWidth: 4,
        filters: 3, kernelHeight: 2, kernelWidth: 2)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: conv2dLinear, panels: denseKernelPanels, bias: denseBias,
      into: memory + 256, geometry: .init(rows: 48, inner: 3, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 400, rowLosses: memory + 352, rows: 48, classes: 2,
      scale: 0.020833334).run(on: machine)
    return denseLoss[0]
  }

  private let constraint = Constraint.minMaxNorm(minimum: 0.3, maximum: 0.6, rate: 0.5, axes: [0, 1])
  private let axes = Axes([2, 2, 2, 3])!
}
