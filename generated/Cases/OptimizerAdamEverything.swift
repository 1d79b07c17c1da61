// Made by nncc from optimizer_adam_everything.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// optimizer_adam_everything: input [6, 5, 2] → dense [3].
///
/// One thread at a time may use an instance; instances share nothing.
public final class OptimizerAdamEverything: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 5
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-07, amsgrad: false)
  public static let learningRate = LearningRate.constant(0.02)
  /// Elements of all weights that are trained.
  public static let gradientCount = 75
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:f1439810b514d2d9", inputs: [.init("input", [6, 5, 2])], outputs: [.init("dense", [3])],
      words: 4096,
    parameters: [
      .init("conv2d/kernel", [3, 3, 2, 3], at: 0, .glorotUniform),
      .init("conv2d/bias", [3], at: 64, .zeros),
      .init("frozen/kernel", [18, 5], at: 80, .glorotUniform, isTrained: false),
      .init("frozen/bias", [5], at: 176, .zeros, isTrained: false),
      .init("dense/kernel", [5, 3], at: 192, .glorotUniform),
      .init("dense/bias", [3], at: 208, .zeros),
    ], optimizer: optimizer, slotsAt: 224
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var conv2dKernel: Floats { memory + 0 }
  private var conv2dBias: Floats { memory + 64 }
  private var frozenKernel: Floats { memory + 80 }
  private var frozenBias: Floats { memory + 176 }
  private var denseKernel: Floats { memory + 192 }
  private var denseBias: Floats { memory + 208 }
  private var conv2dKernelPanels: Floats { memory + 448 }
  private var frozenKernelPanels: Floats { memory + 736 }
  private var denseKernelPanels: Floats { memory + 1024 }

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
          outputWidth: 1, filters: 3, kernelHeight: 3, kernelWidth: 3)),
      into: conv2dKernelPanels).run(on: machine)
    Kernels.Pack(frozenKernel, as: .matrix(inner: 18, columns: 5), into: frozenKernelPanels).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 5, columns: 3), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 5. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 60 ? 1 : 5
    let inputPlace = (memory + 1664).write(input, count: rows * 60)
    // 4: conv2d: {filters: 3, kernel_size: 3, padding: same, activation: relu, kernel_reg…
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 1104,
      geometry: .init(images: rows, height: 6, width: 5, channels: 2, top: 1, left: 1, frameHeight: 8,
        frameWidth: 7)).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, activation: .relu, into: memory + 1664,
      geometry: .init(images: rows, inputHeight: 8, inputWidth: 7, channels: 2, outputHeight: 6,
        outputWidth: 5, filters: 3, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    // 5: max_pooling2d
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 1104,
      geometry: .init(images: rows, inputHeight: 6, inputWidth: 5, channels: 3, outputHeight: 3,
        outputWidth: 2, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 7: dense: {name: frozen, units: 5, activation: tanh, trainable: false}
    let frozen = Kernels.Matmul(left: maxPooling2d, panels: frozenKernelPanels, bias: frozenBias,
      activation: .tanh, into: memory + 1200,
      geometry: .init(rows: rows, inner: 18, columns: 5)).run(on: machine)
    // 8: dense: {units: 3, kernel_constraint: {max_norm: {max_value: 0.9}}}
    let densePlace = Kernels.Matmul(left: frozen, panels: denseKernelPanels, bias: denseBias,
      into: memory + 1104, geometry: .init(rows: rows, inner: 5, columns: 3)).run(on: machine)
    densePlace.read(into: &dense, count: rows * 3)
  }

  /// Computes dense of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 60)
    var dense: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 3)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 60..<(first + rows) * 60), into: &span)
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
  public func trainStep(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 1664).write(input, count: 300)
    let denseLabels = (memory + 2416).write(labels, count: 5)
    // 4: conv2d: {filters: 3, kernel_size: 3, padding: same, activation: relu, kernel_reg…
    let conv2dKernelPenalty = Kernels.Penalty(.l1l2(l1: 0, l2: 0.01), of: conv2dKernel, memory + 2432,
      count: 54, columns: 3, scratch: memory + 1104).run(on: machine)
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 1104,
      geometry: .init(images: 5, height: 6, width: 5, channels: 2, top: 1, left: 1, frameHeight: 8,
        frameWidth: 7)).run(on: machine)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 2, outputHeight: 1,
          outputWidth: 1, filters: 3, kernelHeight: 3, kernelWidth: 3)), into: memory + 2128).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, activation: .relu, into: memory + 1664,
      geometry: .init(images: 5, inputHeight: 8, inputWidth: 7, channels: 2, outputHeight: 6, outputWidth: 5,
        filters: 3, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    // 5: max_pooling2d
    let maxPooling2dPositions = memory + 2592
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 2128, positions: maxPooling2dPositions,
      geometry: .init(images: 5, inputHeight: 6, inputWidth: 5, channels: 3, outputHeight: 3, outputWidth: 2,
        windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 7: dense: {name: frozen, units: 5, activation: tanh, trainable: false}
    let frozen = Kernels.Matmul(left: maxPooling2d, right: frozenKernel, bias: frozenBias, activation: .tanh,
      into: memory + 2224, geometry: .init(rows: 5, inner: 18, columns: 5)).run(on: machine)
    // 8: dense: {units: 3, kernel_constraint: {max_norm: {max_value: 0.9}}}
    let denseLinear = Kernels.Matmul(left: frozen, right: denseKernel, bias: denseBias, into: memory + 2128,
      geometry: .init(rows: 5, inner: 5, columns: 3)).run(on: machine)
    // 9: train: {loss: {sparse_categorical_crossentropy: {from_logits: true}}, optimizer:…
    let denseLossGradient = memory + 2176
    let denseLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: denseLinear, target: denseLabels, amount: memory + 2144, rowLosses: memory + 2160,
      gradient: denseLossGradient, rows: 5, classes: 3, scale: 0.2).run(on: machine)
    let loss = Kernels.CopyBlocks(from: denseLoss, fromStride: 1, to: memory + 2784, toStride: 1, blocks: 1,
      size: 1).run(on: machine)
    Kernels.AddInto(loss, conv2dKernelPenalty, count: 1).run(on: machine)
    // Backward of 8: dense: {units: 3, kernel_constraint: {max_norm: {max_value: 0.9}}}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 2800, rows: 5, columns: 3,
      scratch: memory + 2128).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: frozen, right: denseLossGradient,
      into: memory + 2816, geometry: .init(rows: 5, inner: 5, columns: 3)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 3, columns: 5),
      into: memory + 2128).run(on: machine)
    // Backward of 7: dense: {name: frozen, units: 5, activation: tanh, trainable: false}
    let frozenGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 2288, geometry: .init(rows: 5, inner: 3, columns: 5)).run(on: machine)
    let frozenSumGradient = Kernels.ActivationGradient(fromOutput: frozen, frozenGradient, memory + 2288,
      count: 25, activation: .tanh).run(on: machine)
    let frozenKernelTransposed = Kernels.Pack(frozenKernel, as: .transposed(inner: 5, columns: 18),
      into: memory + 2128).run(on: machine)
    // Backward of 5: max_pooling2d
    let maxPooling2dGradient = Kernels.Matmul(left: frozenSumGradient, panels: frozenKernelTransposed,
      into: memory + 2688, geometry: .init(rows: 5, inner: 5, columns: 18)).run(on: machine)
    // Backward of 4: conv2d: {filters: 3, kernel_size: 3, padding: same, activation: relu, kernel_reg…
    let conv2dGradient = Kernels.MaxPoolGradient(maxPooling2dGradient, positions: maxPooling2dPositions,
      memory + 2128,
      geometry: .init(images: 5, inputHeight: 6, inputWidth: 5, channels: 3, outputHeight: 3, outputWidth: 2,
        windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2dBiasGradient = memory + 2608
    let conv2dSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d, conv2dGradient,
      memory + 2128, conv2dBiasGradient, rows: 150, columns: 3, activation: .relu,
      scratch: memory + 2592).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: conv2dBordered,
      outputGradient: conv2dSumGradient, into: memory + 1664,
      geometry: .init(images: 5, inputHeight: 8, inputWidth: 7, channels: 2, outputHeight: 6, outputWidth: 5,
        filters: 3, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    Kernels.PenaltyGradient(.l1l2(l1: 0, l2: 0.01), of: conv2dKernel, addingTo: conv2dKernelGradient,
      count: 54, columns: 3, scratch: memory + 1104).run(on: machine)
    let globalClipnormSquares = Kernels.SquaredNorm(of: conv2dKernelGradient, memory + 1104,
      count: 54).run(on: machine)
    Kernels.SquaredNorm(of: conv2dBiasGradient, globalClipnormSquares, count: 3,
      adding: true).run(on: machine)
    Kernels.SquaredNorm(of: denseKernelGradient, globalClipnormSquares, count: 15,
      adding: true).run(on: machine)
    Kernels.SquaredNorm(of: denseBiasGradient, globalClipnormSquares, count: 3, adding: true).run(on: machine)
    let globalClipnorm = Kernels.NormLimit(globalClipnormSquares, memory + 1120, limit: 0.8).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dKernel, gradient: conv2dKernelGradient,
      slots: .init(memory + 224, memory + 288), count: 54, factor: globalClipnorm,
      weightDecay: 0.01).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dBias, gradient: conv2dBiasGradient,
      slots: .init(memory + 352, memory + 368), count: 3, factor: globalClipnorm,
      weightDecay: 0.01).run(on: machine)
    // Backward of 8: dense: {units: 3, kernel_constraint: {max_norm: {max_value: 0.9}}}
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient,
      slots: .init(memory + 384, memory + 400), count: 15, factor: globalClipnorm,
      weightDecay: 0.01).run(on: machine)
    Kernels.Constrain(denseKernel, to: self.constraint, shape: self.axes).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient,
      slots: .init(memory + 416, memory + 432), count: 3, factor: globalClipnorm,
      weightDecay: 0.01).run(on: machine)
    progress.pointee.finishUpdate()
    return loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, labels: Span<Int32>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 1664).write(input, count: 300)
    let denseLabels = (memory + 2416).write(labels, count: 5)
    let conv2dKernelPenalty = Kernels.Penalty(.l1l2(l1: 0, l2: 0.01), of: conv2dKernel, memory + 2432,
      count: 54, columns: 3, scratch: memory + 1104).run(on: machine)
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 1104,
      geometry: .init(images: 5, height: 6, width: 5, channels: 2, top: 1, left: 1, frameHeight: 8,
        frameWidth: 7)).run(on: machine)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 2, outputHeight: 1,
          outputWidth: 1, filters: 3, kernelHeight: 3, kernelWidth: 3)), into: memory + 2128).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, activation: .relu, into: memory + 1664,
      geometry: .init(images: 5, inputHeight: 8, inputWidth: 7, channels: 2, outputHeight: 6, outputWidth: 5,
        filters: 3, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    let maxPooling2dPositions = memory + 2592
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 2128, positions: maxPooling2dPositions,
      geometry: .init(images: 5, inputHeight: 6, inputWidth: 5, channels: 3, outputHeight: 3, outputWidth: 2,
        windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let frozen = Kernels.Matmul(left: maxPooling2d, right: frozenKernel, bias: frozenBias, activation: .tanh,
      into: memory + 2224, geometry: .init(rows: 5, inner: 18, columns: 5)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: frozen, right: denseKernel, bias: denseBias, into: memory + 2128,
      geometry: .init(rows: 5, inner: 5, columns: 3)).run(on: machine)
    let denseLossGradient = memory + 2176
    let denseLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: denseLinear, target: denseLabels, amount: memory + 2144, rowLosses: memory + 2160,
      gradient: denseLossGradient, rows: 5, classes: 3, scale: 0.2).run(on: machine)
    let loss = Kernels.CopyBlocks(from: denseLoss, fromStride: 1, to: memory + 2784, toStride: 1, blocks: 1,
      size: 1).run(on: machine)
    Kernels.AddInto(loss, conv2dKernelPenalty, count: 1).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 2800, rows: 5, columns: 3,
      scratch: memory + 2128).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: frozen, right: denseLossGradient,
      into: memory + 2816, geometry: .init(rows: 5, inner: 5, columns: 3)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 3, columns: 5),
      into: memory + 2128).run(on: machine)
    let frozenGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 2288, geometry: .init(rows: 5, inner: 3, columns: 5)).run(on: machine)
    let frozenSumGradient = Kernels.ActivationGradient(fromOutput: frozen, frozenGradient, memory + 2288,
      count: 25, activation: .tanh).run(on: machine)
    let frozenKernelTransposed = Kernels.Pack(frozenKernel, as: .transposed(inner: 5, columns: 18),
      into: memory + 2128).run(on: machine)
    let maxPooling2dGradient = Kernels.Matmul(left: frozenSumGradient, panels: frozenKernelTransposed,
      into: memory + 2688, geometry: .init(rows: 5, inner: 5, columns: 18)).run(on: machine)
    let conv2dGradient = Kernels.MaxPoolGradient(maxPooling2dGradient, positions: maxPooling2dPositions,
      memory + 2128,
      geometry: .init(images: 5, inputHeight: 6, inputWidth: 5, channels: 3, outputHeight: 3, outputWidth: 2,
        windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2dBiasGradient = memory + 2608
    let conv2dSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d, conv2dGradient,
      memory + 2128, conv2dBiasGradient, rows: 150, columns: 3, activation: .relu,
      scratch: memory + 2592).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: conv2dBordered,
      outputGradient: conv2dSumGradient, into: memory + 1664,
      geometry: .init(images: 5, inputHeight: 8, inputWidth: 7, channels: 2, outputHeight: 6, outputWidth: 5,
        filters: 3, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    Kernels.PenaltyGradient(.l1l2(l1: 0, l2: 0.01), of: conv2dKernel, addingTo: conv2dKernelGradient,
      count: 54, columns: 3, scratch: memory + 1104).run(on: machine)
    conv2dKernelGradient.read(into: &gradient, at: 0, count: 54)
    conv2dBiasGradient.read(into: &gradient, at: 54, count: 3)
    denseKernelGradient.read(into: &gradient, at: 57, count: 15)
    denseBiasGradient.read(into: &gradient, at: 72, count: 3)
    return loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = (memory + 1664).write(input, count: 300)
    let denseLabels = (memory + 2128).write(labels, count: 5)
    let conv2dKernelPenalty = Kernels.Penalty(.l1l2(l1: 0, l2: 0.01), of: conv2dKernel, memory + 2144,
      count: 54, columns: 3, scratch: memory + 1104).run(on: machine)
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 1104,
      geometry: .init(images: 5, height: 6, width: 5, channels: 2, top: 1, left: 1, frameHeight: 8,
        frameWidth: 7)).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, activation: .relu, into: memory + 1664,
      geometry: .init(images: 5, inputHeight: 8, inputWidth: 7, channels: 2, outputHeight: 6, outputWidth: 5,
        filters: 3, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 1104,
      geometry: .init(images: 5, inputHeight: 6, inputWidth: 5, channels: 3, outputHeight: 3, outputWidth: 2,
        windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let frozen = Kernels.Matmul(left: maxPooling2d, panels: frozenKernelPanels, bias: frozenBias,
      activation: .tanh, into: memory + 1200,
      geometry: .init(rows: 5, inner: 18, columns: 5)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: frozen, panels: denseKernelPanels, bias: denseBias,
      into: memory + 1104, geometry: .init(rows: 5, inner: 5, columns: 3)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: denseLinear, target: denseLabels, amount: memory + 1120, rowLosses: memory + 1136, rows: 5,
      classes: 3, scale: 0.2).run(on: machine)
    let loss = Kernels.CopyBlocks(from: denseLoss, fromStride: 1, to: memory + 1104, toStride: 1, blocks: 1,
      size: 1).run(on: machine)
    Kernels.AddInto(loss, conv2dKernelPenalty, count: 1).run(on: machine)
    return loss[0]
  }

  private let constraint = Constraint.maxNorm(maximum: 0.9, axes: [0])
  private let axes = Axes([5, 3])!
}
