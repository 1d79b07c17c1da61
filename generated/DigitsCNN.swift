// Made by nncc from digits_cnn.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// digits_cnn: input [8, 8, 1] → logits [10].
///
/// Inputs are what `preprocess` makes of the data. One thread at a time may use an instance; instances share nothing.
public final class DigitsCNN: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 32
  /// `data.scale`, which `preprocess` multiplies inputs by.
  public static let inputScale: Float = 0.0625
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-07, amsgrad: false)
  public static let learningRate = LearningRate.constant(0.001)
  /// Elements of all weights that are trained.
  public static let gradientCount = 53002
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "35d26017a4d5aa9d", inputs: [.init("input", [8, 8, 1])], outputs: [.init("logits", [10])], words: 702464,
    parameters: [
      .init("conv2d/kernel", [3, 3, 1, 32], at: 0, .glorotUniform),
      .init("conv2d/bias", [32], at: 288, .zeros),
      .init("conv2d_1/kernel", [3, 3, 32, 64], at: 320, .glorotUniform),
      .init("conv2d_1/bias", [64], at: 18752, .zeros),
      .init("dense/kernel", [256, 128], at: 18816, .glorotUniform),
      .init("dense/bias", [128], at: 51584, .zeros),
      .init("logits/kernel", [128, 10], at: 51712, .glorotUniform),
      .init("logits/bias", [10], at: 52992, .zeros),
    ], optimizer: optimizer, slotsAt: 53008
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var conv2dKernel: Floats { memory + 0 }
  private var conv2dBias: Floats { memory + 288 }
  private var conv2d1Kernel: Floats { memory + 320 }
  private var conv2d1Bias: Floats { memory + 18752 }
  private var denseKernel: Floats { memory + 18816 }
  private var denseBias: Floats { memory + 51584 }
  private var logitsKernel: Floats { memory + 51712 }
  private var logitsBias: Floats { memory + 52992 }
  private var conv2dKernelPanels: Floats { memory + 159024 }
  private var conv2d1KernelPanels: Floats { memory + 159312 }
  private var denseKernelPanels: Floats { memory + 233040 }
  private var logitsKernelPanels: Floats { memory + 265808 }

  /// A model over memory that is ready for it; `init(weights:)` makes both.
  public init(state: ModelState, pool: consuming ThreadPool) {
    self.state = state
    memory = state.memory(of: Self.layout)
    progress = state.progress
    self.pool = pool
  }

  /// Packs the weights as kernels read them, when they have changed.
  public func prepare() {
    guard !progress.pointee.isPrepared else { return }
    Kernels.packKernel(conv2dKernel,
      geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1, outputWidth: 1, filters: 32, kernelHeight: 3, kernelWidth: 3),
      into: conv2dKernelPanels, pool: pool)
    Kernels.packWinogradKernel(conv2d1Kernel,
      geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1, outputWidth: 1, filters: 64, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      turned: false, into: conv2d1KernelPanels, pool: pool)
    Kernels.pack(matrix: denseKernel, rowStride: 128, inner: 256, columns: 128, into: denseKernelPanels, pool: pool)
    Kernels.pack(matrix: logitsKernel, rowStride: 10, inner: 128, columns: 10, into: logitsKernelPanels, pool: pool)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example, or of a batch of 32. Allocates nothing.
  public func predict(_ input: Span<Float>, into logits: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 64 ? 1 : 32
    let inputPlace = memory + 267856, conv2dBordered = memory + 333392, conv2d = memory + 267856, maxPooling2d = memory + 333392, conv2d1Bordered = memory + 417616,
      conv2d1 = memory + 454480, conv2d1Scratch = memory + 267856, maxPooling2d1 = memory + 267856, dense = memory + 276048, logitsPlace = memory + 267856
    inputPlace.write(input, count: rows * 64)
    // 8: conv2d: {filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: inputPlace, into: conv2dBordered, geometry: .init(images: rows, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels, bias: conv2dBias, activation: .relu, into: conv2d,
      geometry: .init(images: rows, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    // 9: max_pooling2d: {pool_size: 2}                                           # [8, 8, 32] → [4,…
    Kernels.maxPooling(conv2d, maxPooling2d, positions: nil,
      geometry: .init(images: rows, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    // 10: conv2d: {filters: 64, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: maxPooling2d, into: conv2d1Bordered, geometry: .init(images: rows, height: 4, width: 4, channels: 32, top: 1, left: 1, frameHeight: 6, frameWidth: 6),
      pool: pool)
    Kernels.winogradConvolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels, bias: conv2d1Bias, activation: .relu, into: conv2d1, scratch: conv2d1Scratch,
      geometry: .init(images: rows, inputHeight: 6, inputWidth: 6, channels: 32, outputHeight: 4, outputWidth: 4, filters: 64, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    // 11: max_pooling2d: {pool_size: 2}                                           # [4, 4, 64] → [2,…
    Kernels.maxPooling(conv2d1, maxPooling2d1, positions: nil,
      geometry: .init(images: rows, inputHeight: 4, inputWidth: 4, channels: 64, outputHeight: 2, outputWidth: 2, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    // 13: dense: {units: 128, activation: relu}
    Kernels.matmul(left: maxPooling2d1, panels: denseKernelPanels, bias: denseBias, activation: .relu, into: dense, geometry: .init(rows: rows, inner: 256, columns: 128),
      pool: pool)
    // 15: dense: {name: logits, units: 10}
    Kernels.matmul(left: dense, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: rows, inner: 128, columns: 10), pool: pool)
    logitsPlace.read(into: &logits, count: rows * 10)
  }

  /// Computes logits of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 64)
    var logits: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 10)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 64..<(first + rows) * 64), into: &span)
      logits += part
    }
    return logits
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    try golden.expect("logits", predict(golden.floats("input")))
  }

  /// Learns from a batch, by one update of each trained weight; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    let inputPlace = memory + 267856, logitsLabels = memory + 524112, conv2dBordered = memory + 664272, conv2dKernelPanels_2 = memory + 267856, conv2d = memory + 527056,
      maxPooling2d = memory + 267856, maxPooling2dPositions = memory + 647888, conv2d1Bordered = memory + 592592, conv2d1KernelPanels_2 = memory + 417616,
      conv2d1 = memory + 491344, conv2d1Scratch = memory + 267856, maxPooling2d1 = memory + 300624, maxPooling2d1Positions = memory + 308816, dense = memory + 267856,
      dropout = memory + 271952, logitsPlace = memory + 667472, logitsLoss = memory + 276080, logitsRowLosses = memory + 276048, logitsLossGradient = memory + 277328,
      loss = memory + 667792, logitsBiasGradient = memory + 276064, logitsBiasScratch = memory + 276048, logitsKernelGradient = memory + 276048,
      logitsKernelTransposed = memory + 271952, dropoutGradient = memory + 317008, denseGradient = memory + 317008, denseSumGradient = memory + 317008,
      denseBiasGradient = memory + 271952, denseBiasScratch = memory + 272080, denseKernelGradient = memory + 267856, denseGradientBeforeActivationTransposed = memory + 321104,
      maxPooling2d1GradientTransposed = memory + 300624, maxPooling2d1Gradient = memory + 267856, conv2d1Gradient = memory + 453904, conv2d1SumGradient = memory + 453904,
      conv2d1BiasGradient = memory + 267984, conv2d1BiasScratch = memory + 267856, conv2d1KernelGradient = memory + 629456, conv2d1KernelScratch = memory + 267856,
      conv2d1GradientBordered = memory + 379600, conv2d1KernelPackedTurned = memory + 453328, maxPooling2dGradient = memory + 592592, maxPooling2dScratch = memory + 267856,
      conv2dGradient = memory + 267856, conv2dSumGradient = memory + 267856, conv2dBiasGradient = memory + 333648, conv2dBiasScratch = memory + 333392,
      conv2dKernelGradient = memory + 333392
    inputPlace.write(input, count: 2048)
    logitsLabels.write(labels, count: 32)
    let (iteration, seed) = (progress.pointee.iteration, progress.pointee.seed)
    let step = progress.pointee.nextUpdate()
    // 8: conv2d: {filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: inputPlace, into: conv2dBordered, geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.packKernel(conv2dKernel,
      geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1, outputWidth: 1, filters: 32, kernelHeight: 3, kernelWidth: 3),
      into: conv2dKernelPanels_2, pool: pool)
    Kernels.convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels_2, bias: conv2dBias, activation: .relu, into: conv2d,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    // 9: max_pooling2d: {pool_size: 2}                                           # [8, 8, 32] → [4,…
    Kernels.maxPooling(conv2d, maxPooling2d, positions: maxPooling2dPositions.integers,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    // 10: conv2d: {filters: 64, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: maxPooling2d, into: conv2d1Bordered, geometry: .init(images: 32, height: 4, width: 4, channels: 32, top: 1, left: 1, frameHeight: 6, frameWidth: 6),
      pool: pool)
    Kernels.packWinogradKernel(conv2d1Kernel,
      geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1, outputWidth: 1, filters: 64, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      turned: false, into: conv2d1KernelPanels_2, pool: pool)
    Kernels.winogradConvolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels_2, bias: conv2d1Bias, activation: .relu, into: conv2d1, scratch: conv2d1Scratch,
      geometry: .init(images: 32, inputHeight: 6, inputWidth: 6, channels: 32, outputHeight: 4, outputWidth: 4, filters: 64, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    // 11: max_pooling2d: {pool_size: 2}                                           # [4, 4, 64] → [2,…
    Kernels.maxPooling(conv2d1, maxPooling2d1, positions: maxPooling2d1Positions.integers,
      geometry: .init(images: 32, inputHeight: 4, inputWidth: 4, channels: 64, outputHeight: 2, outputWidth: 2, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    // 13: dense: {units: 128, activation: relu}
    Kernels.matmul(left: maxPooling2d1, right: denseKernel, bias: denseBias, activation: .relu, into: dense, geometry: .init(rows: 32, inner: 256, columns: 128), pool: pool)
    // 14: dropout: {keep_prob: 0.5}    # in training alone
    Kernels.dropout(dense, dropout, count: 4096, rate: 0.5, key: RandomKey(seed: seed, purpose: .dropout, index: 1), step: iteration, pool: pool)
    // 15: dense: {name: logits, units: 10}
    Kernels.matmul(left: dropout, right: logitsKernel, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 32, inner: 128, columns: 10), pool: pool)
    // 18: loss: {sparse_categorical_crossentropy: {from_logits: true}}
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 32, classes: 10, scale: 0.03125,
        rowLosses: logitsRowLosses, gradient: logitsLossGradient, pool: pool))
    loss[0] = logitsLoss[0]
    // Backward of 15: dense: {name: logits, units: 10}
    Kernels.columnSums(logitsLossGradient, logitsBiasGradient, rows: 32, columns: 10, scratch: logitsBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: logitsBias, gradient: logitsBiasGradient, slots: memory + 158992, slotStride: 16, count: 10, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: dropout, right: logitsLossGradient, into: logitsKernelGradient, geometry: .init(rows: 32, inner: 128, columns: 10), pool: pool)
    Kernels.packTransposed(matrix: logitsKernel, rowStride: 10, inner: 10, columns: 128, into: logitsKernelTransposed, pool: pool)
    Kernels.update(Self.optimizer, parameter: logitsKernel, gradient: logitsKernelGradient, slots: memory + 156432, slotStride: 1280, count: 1280, step: step, pool: pool)
    // Backward of 14: dropout: {keep_prob: 0.5}    # in training alone
    Kernels.matmul(left: logitsLossGradient, panels: logitsKernelTransposed, into: dropoutGradient, geometry: .init(rows: 32, inner: 10, columns: 128), pool: pool)
    // Backward of 13: dense: {units: 128, activation: relu}
    Kernels.dropout(dropoutGradient, denseGradient, count: 4096, rate: 0.5, key: RandomKey(seed: seed, purpose: .dropout, index: 1), step: iteration, pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: dense, denseGradient, denseSumGradient, denseBiasGradient, rows: 32, columns: 128, activation: .relu,
      scratch: denseBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: denseBias, gradient: denseBiasGradient, slots: memory + 156176, slotStride: 128, count: 128, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: maxPooling2d1, right: denseSumGradient, into: denseKernelGradient, geometry: .init(rows: 32, inner: 256, columns: 128), pool: pool)
    Kernels.packTransposed(matrix: denseSumGradient, rowStride: 128, inner: 128, columns: 32, into: denseGradientBeforeActivationTransposed, pool: pool)
    // Backward of 11: max_pooling2d: {pool_size: 2}                                           # [4, 4, 64] → [2,…
    Kernels.matmul(left: denseKernel, panels: denseGradientBeforeActivationTransposed, into: maxPooling2d1GradientTransposed, geometry: .init(rows: 256, inner: 128, columns: 32),
      pool: pool)
    // Backward of 13: dense: {units: 128, activation: relu}
    Kernels.update(Self.optimizer, parameter: denseKernel, gradient: denseKernelGradient, slots: memory + 90640, slotStride: 32768, count: 32768, step: step, pool: pool)
    // Backward of 11: max_pooling2d: {pool_size: 2}                                           # [4, 4, 64] → [2,…
    Kernels.transpose(maxPooling2d1GradientTransposed, maxPooling2d1Gradient, transposition: self.transposition, pool: pool)
    // Backward of 10: conv2d: {filters: 64, kernel_size: 3, padding: same, activation: relu}
    Kernels.maxPoolingGradient(maxPooling2d1Gradient, positions: maxPooling2d1Positions.integers, conv2d1Gradient,
      geometry: .init(images: 32, inputHeight: 4, inputWidth: 4, channels: 64, outputHeight: 2, outputWidth: 2, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: conv2d1, conv2d1Gradient, conv2d1SumGradient, conv2d1BiasGradient, rows: 512, columns: 64, activation: .relu,
      scratch: conv2d1BiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: conv2d1Bias, gradient: conv2d1BiasGradient, slots: memory + 90512, slotStride: 64, count: 64, step: step, pool: pool)
    Kernels.winogradKernelGradient(input: conv2d1Bordered, outputGradient: conv2d1SumGradient, into: conv2d1KernelGradient, scratch: conv2d1KernelScratch,
      geometry: .init(images: 32, inputHeight: 6, inputWidth: 6, channels: 32, outputHeight: 4, outputWidth: 4, filters: 64, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    Kernels.border(source: conv2d1SumGradient, into: conv2d1GradientBordered,
      geometry: .init(images: 32, height: 4, width: 4, channels: 64, top: 1, left: 1, frameHeight: 6, frameWidth: 6), pool: pool)
    Kernels.packWinogradKernel(conv2d1Kernel,
      geometry: .init(images: 32, inputHeight: 6, inputWidth: 6, channels: 32, outputHeight: 4, outputWidth: 4, filters: 64, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      turned: true, into: conv2d1KernelPackedTurned, pool: pool)
    Kernels.update(Self.optimizer, parameter: conv2d1Kernel, gradient: conv2d1KernelGradient, slots: memory + 53648, slotStride: 18432, count: 18432, step: step, pool: pool)
    // Backward of 9: max_pooling2d: {pool_size: 2}                                           # [8, 8, 32] → [4,…
    Kernels.winogradConvolution(input: conv2d1GradientBordered, packedKernel: conv2d1KernelPackedTurned, into: maxPooling2dGradient, scratch: maxPooling2dScratch,
      geometry: .init(images: 32, inputHeight: 6, inputWidth: 6, channels: 64, outputHeight: 4, outputWidth: 4, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    // Backward of 8: conv2d: {filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.maxPoolingGradient(maxPooling2dGradient, positions: maxPooling2dPositions.integers, conv2dGradient,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: conv2d, conv2dGradient, conv2dSumGradient, conv2dBiasGradient, rows: 2048, columns: 32, activation: .relu,
      scratch: conv2dBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: conv2dBias, gradient: conv2dBiasGradient, slots: memory + 53584, slotStride: 32, count: 32, step: step, pool: pool)
    Kernels.convolutionKernelGradient(input: conv2dBordered, outputGradient: conv2dSumGradient, into: conv2dKernelGradient,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    Kernels.update(Self.optimizer, parameter: conv2dKernel, gradient: conv2dKernelGradient, slots: memory + 53008, slotStride: 288, count: 288, step: step, pool: pool)
    progress.pointee.finishUpdate()
    return loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without dropout.
  /// Returns the loss.
  public func gradient(_ input: Span<Float>, labels: Span<Int32>, into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = memory + 267856, logitsLabels = memory + 524112, conv2dBordered = memory + 697040, conv2dKernelPanels_2 = memory + 267856, conv2d = memory + 527056,
      maxPooling2d = memory + 267856, maxPooling2dPositions = memory + 680656, conv2d1Bordered = memory + 592592, conv2d1KernelPanels_2 = memory + 417616,
      conv2d1 = memory + 491344, conv2d1Scratch = memory + 267856, maxPooling2d1 = memory + 267856, maxPooling2d1Positions = memory + 276048, dense = memory + 284240,
      logitsPlace = memory + 701520, logitsLoss = memory + 288368, logitsRowLosses = memory + 288336, logitsLossGradient = memory + 293712, loss = memory + 702032,
      logitsBiasGradient = memory + 702048, logitsBiasScratch = memory + 288336, logitsKernelGradient = memory + 700240, logitsKernelTransposed = memory + 292432,
      denseGradient = memory + 288336, denseSumGradient = memory + 288336, denseBiasGradient = memory + 701840, denseBiasScratch = memory + 292432,
      denseKernelGradient = memory + 629456, denseGradientBeforeActivationTransposed = memory + 284240, maxPooling2d1GradientTransposed = memory + 267856,
      maxPooling2d1Gradient = memory + 284240, conv2d1Gradient = memory + 453904, conv2d1SumGradient = memory + 453904, conv2d1BiasGradient = memory + 701968,
      conv2d1BiasScratch = memory + 267856, conv2d1KernelGradient = memory + 662224, conv2d1KernelScratch = memory + 267856, conv2d1GradientBordered = memory + 379600,
      conv2d1KernelPackedTurned = memory + 453328, maxPooling2dGradient = memory + 592592, maxPooling2dScratch = memory + 267856, conv2dGradient = memory + 267856,
      conv2dSumGradient = memory + 267856, conv2dBiasGradient = memory + 333680, conv2dBiasScratch = memory + 333392, conv2dKernelGradient = memory + 333392
    inputPlace.write(input, count: 2048)
    logitsLabels.write(labels, count: 32)
    Kernels.border(source: inputPlace, into: conv2dBordered, geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.packKernel(conv2dKernel,
      geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1, outputWidth: 1, filters: 32, kernelHeight: 3, kernelWidth: 3),
      into: conv2dKernelPanels_2, pool: pool)
    Kernels.convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels_2, bias: conv2dBias, activation: .relu, into: conv2d,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    Kernels.maxPooling(conv2d, maxPooling2d, positions: maxPooling2dPositions.integers,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    Kernels.border(source: maxPooling2d, into: conv2d1Bordered, geometry: .init(images: 32, height: 4, width: 4, channels: 32, top: 1, left: 1, frameHeight: 6, frameWidth: 6),
      pool: pool)
    Kernels.packWinogradKernel(conv2d1Kernel,
      geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1, outputWidth: 1, filters: 64, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      turned: false, into: conv2d1KernelPanels_2, pool: pool)
    Kernels.winogradConvolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels_2, bias: conv2d1Bias, activation: .relu, into: conv2d1, scratch: conv2d1Scratch,
      geometry: .init(images: 32, inputHeight: 6, inputWidth: 6, channels: 32, outputHeight: 4, outputWidth: 4, filters: 64, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    Kernels.maxPooling(conv2d1, maxPooling2d1, positions: maxPooling2d1Positions.integers,
      geometry: .init(images: 32, inputHeight: 4, inputWidth: 4, channels: 64, outputHeight: 2, outputWidth: 2, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    Kernels.matmul(left: maxPooling2d1, right: denseKernel, bias: denseBias, activation: .relu, into: dense, geometry: .init(rows: 32, inner: 256, columns: 128), pool: pool)
    Kernels.matmul(left: dense, right: logitsKernel, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 32, inner: 128, columns: 10), pool: pool)
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 32, classes: 10, scale: 0.03125,
        rowLosses: logitsRowLosses, gradient: logitsLossGradient, pool: pool))
    loss[0] = logitsLoss[0]
    Kernels.columnSums(logitsLossGradient, logitsBiasGradient, rows: 32, columns: 10, scratch: logitsBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: dense, right: logitsLossGradient, into: logitsKernelGradient, geometry: .init(rows: 32, inner: 128, columns: 10), pool: pool)
    Kernels.packTransposed(matrix: logitsKernel, rowStride: 10, inner: 10, columns: 128, into: logitsKernelTransposed, pool: pool)
    Kernels.matmul(left: logitsLossGradient, panels: logitsKernelTransposed, into: denseGradient, geometry: .init(rows: 32, inner: 10, columns: 128), pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: dense, denseGradient, denseSumGradient, denseBiasGradient, rows: 32, columns: 128, activation: .relu,
      scratch: denseBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: maxPooling2d1, right: denseSumGradient, into: denseKernelGradient, geometry: .init(rows: 32, inner: 256, columns: 128), pool: pool)
    Kernels.packTransposed(matrix: denseSumGradient, rowStride: 128, inner: 128, columns: 32, into: denseGradientBeforeActivationTransposed, pool: pool)
    Kernels.matmul(left: denseKernel, panels: denseGradientBeforeActivationTransposed, into: maxPooling2d1GradientTransposed, geometry: .init(rows: 256, inner: 128, columns: 32),
      pool: pool)
    Kernels.transpose(maxPooling2d1GradientTransposed, maxPooling2d1Gradient, transposition: self.transposition, pool: pool)
    Kernels.maxPoolingGradient(maxPooling2d1Gradient, positions: maxPooling2d1Positions.integers, conv2d1Gradient,
      geometry: .init(images: 32, inputHeight: 4, inputWidth: 4, channels: 64, outputHeight: 2, outputWidth: 2, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: conv2d1, conv2d1Gradient, conv2d1SumGradient, conv2d1BiasGradient, rows: 512, columns: 64, activation: .relu,
      scratch: conv2d1BiasScratch, pool: pool)
    Kernels.winogradKernelGradient(input: conv2d1Bordered, outputGradient: conv2d1SumGradient, into: conv2d1KernelGradient, scratch: conv2d1KernelScratch,
      geometry: .init(images: 32, inputHeight: 6, inputWidth: 6, channels: 32, outputHeight: 4, outputWidth: 4, filters: 64, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    Kernels.border(source: conv2d1SumGradient, into: conv2d1GradientBordered,
      geometry: .init(images: 32, height: 4, width: 4, channels: 64, top: 1, left: 1, frameHeight: 6, frameWidth: 6), pool: pool)
    Kernels.packWinogradKernel(conv2d1Kernel,
      geometry: .init(images: 32, inputHeight: 6, inputWidth: 6, channels: 32, outputHeight: 4, outputWidth: 4, filters: 64, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      turned: true, into: conv2d1KernelPackedTurned, pool: pool)
    Kernels.winogradConvolution(input: conv2d1GradientBordered, packedKernel: conv2d1KernelPackedTurned, into: maxPooling2dGradient, scratch: maxPooling2dScratch,
      geometry: .init(images: 32, inputHeight: 6, inputWidth: 6, channels: 64, outputHeight: 4, outputWidth: 4, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    Kernels.maxPoolingGradient(maxPooling2dGradient, positions: maxPooling2dPositions.integers, conv2dGradient,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: conv2d, conv2dGradient, conv2dSumGradient, conv2dBiasGradient, rows: 2048, columns: 32, activation: .relu,
      scratch: conv2dBiasScratch, pool: pool)
    Kernels.convolutionKernelGradient(input: conv2dBordered, outputGradient: conv2dSumGradient, into: conv2dKernelGradient,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    conv2dKernelGradient.read(into: &gradient, at: 0, count: 288)
    conv2dBiasGradient.read(into: &gradient, at: 288, count: 32)
    conv2d1KernelGradient.read(into: &gradient, at: 320, count: 18432)
    conv2d1BiasGradient.read(into: &gradient, at: 18752, count: 64)
    denseKernelGradient.read(into: &gradient, at: 18816, count: 32768)
    denseBiasGradient.read(into: &gradient, at: 51584, count: 128)
    logitsKernelGradient.read(into: &gradient, at: 51712, count: 1280)
    logitsBiasGradient.read(into: &gradient, at: 52992, count: 10)
    return loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = memory + 267856, logitsLabels = memory + 487248, conv2dBordered = memory + 333392, conv2d = memory + 267856, maxPooling2d = memory + 333392,
      conv2d1Bordered = memory + 417616, conv2d1 = memory + 454480, conv2d1Scratch = memory + 267856, maxPooling2d1 = memory + 267856, dense = memory + 276048,
      logitsPlace = memory + 267856, logitsLoss = memory + 268208, logitsRowLosses = memory + 268176, loss = memory + 268176
    inputPlace.write(input, count: 2048)
    logitsLabels.write(labels, count: 32)
    Kernels.border(source: inputPlace, into: conv2dBordered, geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels, bias: conv2dBias, activation: .relu, into: conv2d,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    Kernels.maxPooling(conv2d, maxPooling2d, positions: nil,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    Kernels.border(source: maxPooling2d, into: conv2d1Bordered, geometry: .init(images: 32, height: 4, width: 4, channels: 32, top: 1, left: 1, frameHeight: 6, frameWidth: 6),
      pool: pool)
    Kernels.winogradConvolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels, bias: conv2d1Bias, activation: .relu, into: conv2d1, scratch: conv2d1Scratch,
      geometry: .init(images: 32, inputHeight: 6, inputWidth: 6, channels: 32, outputHeight: 4, outputWidth: 4, filters: 64, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    Kernels.maxPooling(conv2d1, maxPooling2d1, positions: nil,
      geometry: .init(images: 32, inputHeight: 4, inputWidth: 4, channels: 64, outputHeight: 2, outputWidth: 2, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    Kernels.matmul(left: maxPooling2d1, panels: denseKernelPanels, bias: denseBias, activation: .relu, into: dense, geometry: .init(rows: 32, inner: 256, columns: 128), pool: pool)
    Kernels.matmul(left: dense, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 32, inner: 128, columns: 10), pool: pool)
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 32, classes: 10, scale: 0.03125,
        rowLosses: logitsRowLosses, gradient: nil, pool: pool))
    loss[0] = logitsLoss[0]
    return loss[0]
  }

  private let transposition = Transposition(shape: [256, 32], permutation: [1, 0])!
}
