// Made by nncc from mnist_lenet.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// mnist_lenet: input [28, 28, 1] → logits [10].
///
/// Inputs are what `preprocess` makes of the data. One thread at a time may use an instance; instances share nothing.
public final class MNISTLenet: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 64
  /// `data.scale`, which `preprocess` multiplies inputs by.
  public static let inputScale: Float = 0.003921569
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-07, amsgrad: false)
  public static let learningRate = LearningRate.constant(0.001)
  /// Elements of all weights that are trained.
  public static let gradientCount = 3274634
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "e42b38d791ea0f64", inputs: [.init("input", [28, 28, 1])], outputs: [.init("logits", [10])], words: 22506496,
    parameters: [
      .init("conv2d/kernel", [5, 5, 1, 32], at: 0, .glorotUniform),
      .init("conv2d/bias", [32], at: 800, .zeros),
      .init("conv2d_1/kernel", [5, 5, 32, 64], at: 832, .glorotUniform),
      .init("conv2d_1/bias", [64], at: 52032, .zeros),
      .init("dense/kernel", [3136, 1024], at: 52096, .glorotUniform),
      .init("dense/bias", [1024], at: 3263360, .zeros),
      .init("logits/kernel", [1024, 10], at: 3264384, .glorotUniform),
      .init("logits/bias", [10], at: 3274624, .zeros),
    ], optimizer: optimizer, slotsAt: 3274640
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var conv2dKernel: Floats { memory + 0 }
  private var conv2dBias: Floats { memory + 800 }
  private var conv2d1Kernel: Floats { memory + 832 }
  private var conv2d1Bias: Floats { memory + 52032 }
  private var denseKernel: Floats { memory + 52096 }
  private var denseBias: Floats { memory + 3263360 }
  private var logitsKernel: Floats { memory + 3264384 }
  private var logitsBias: Floats { memory + 3274624 }
  private var conv2dKernelPanels: Floats { memory + 9823920 }
  private var conv2d1KernelPanels: Floats { memory + 9824720 }
  private var denseKernelPanels: Floats { memory + 9898448 }
  private var logitsKernelPanels: Floats { memory + 13109712 }

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
      geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1, outputWidth: 1, filters: 32, kernelHeight: 5, kernelWidth: 5),
      into: conv2dKernelPanels, pool: pool)
    Kernels.packWinogradKernel(conv2d1Kernel,
      geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1, outputWidth: 1, filters: 64, kernelHeight: 5, kernelWidth: 5), form: .twoByFive,
      turned: false, into: conv2d1KernelPanels, pool: pool)
    Kernels.pack(matrix: denseKernel, rowStride: 1024, inner: 3136, columns: 1024, into: denseKernelPanels, pool: pool)
    Kernels.pack(matrix: logitsKernel, rowStride: 10, inner: 1024, columns: 10, into: logitsKernelPanels, pool: pool)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example, or of a batch of 64. Allocates nothing.
  public func predict(_ input: Span<Float>, into logits: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 784 ? 1 : 64
    let inputPlace = memory + 13126096, conv2dBordered = memory + 14731728, conv2d = memory + 13126096, maxPooling2d = memory + 14731728, conv2d1Bordered = memory + 16896464,
      conv2d1 = memory + 16093648, conv2d1Scratch = memory + 13126096, maxPooling2d1 = memory + 13126096, dense = memory + 13326800, logitsPlace = memory + 13126096
    inputPlace.write(input, count: rows * 784)
    // 12: conv2d: {filters: 32, kernel_size: 5, padding: same, activation: relu}
    Kernels.border(source: inputPlace, into: conv2dBordered, geometry: .init(images: rows, height: 28, width: 28, channels: 1, top: 2, left: 2, frameHeight: 32, frameWidth: 32),
      pool: pool)
    Kernels.convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels, bias: conv2dBias, activation: .relu, into: conv2d,
      geometry: .init(images: rows, inputHeight: 32, inputWidth: 32, channels: 1, outputHeight: 28, outputWidth: 28, filters: 32, kernelHeight: 5, kernelWidth: 5), pool: pool)
    // 13: max_pooling2d: {pool_size: 2}                                           # [28, 28, 32] → […
    Kernels.maxPooling(conv2d, maxPooling2d, positions: nil,
      geometry: .init(images: rows, inputHeight: 28, inputWidth: 28, channels: 32, outputHeight: 14, outputWidth: 14, windowHeight: 2, windowWidth: 2, strideHeight: 2,
        strideWidth: 2), pool: pool)
    // 14: conv2d: {filters: 64, kernel_size: 5, padding: same, activation: relu}
    Kernels.border(source: maxPooling2d, into: conv2d1Bordered,
      geometry: .init(images: rows, height: 14, width: 14, channels: 32, top: 2, left: 2, frameHeight: 18, frameWidth: 18), pool: pool)
    Kernels.winogradConvolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels, bias: conv2d1Bias, activation: .relu, into: conv2d1, scratch: conv2d1Scratch,
      geometry: .init(images: rows, inputHeight: 18, inputWidth: 18, channels: 32, outputHeight: 14, outputWidth: 14, filters: 64, kernelHeight: 5, kernelWidth: 5),
      form: .twoByFive, pool: pool)
    // 15: max_pooling2d: {pool_size: 2}                                           # [14, 14, 64] → […
    Kernels.maxPooling(conv2d1, maxPooling2d1, positions: nil,
      geometry: .init(images: rows, inputHeight: 14, inputWidth: 14, channels: 64, outputHeight: 7, outputWidth: 7, windowHeight: 2, windowWidth: 2, strideHeight: 2,
        strideWidth: 2), pool: pool)
    // 17: dense: {units: 1024, activation: relu}
    Kernels.matmul(left: maxPooling2d1, panels: denseKernelPanels, bias: denseBias, activation: .relu, into: dense, geometry: .init(rows: rows, inner: 3136, columns: 1024),
      pool: pool)
    // 19: dense: {name: logits, units: 10}
    Kernels.matmul(left: dense, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: rows, inner: 1024, columns: 10), pool: pool)
    logitsPlace.read(into: &logits, count: rows * 10)
  }

  /// Computes logits of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 784)
    var logits: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 10)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 784..<(first + rows) * 784), into: &span)
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
    let inputPlace = memory + 13126096, logitsLabels = memory + 16167376, conv2dBordered = memory + 20212176, conv2dKernelPanels_2 = memory + 13126096, conv2d = memory + 16337360,
      maxPooling2d = memory + 13126096, maxPooling2dPositions = memory + 19409360, conv2d1Bordered = memory + 18745808, conv2d1KernelPanels_2 = memory + 16093648,
      conv2d1 = memory + 17942992, conv2d1Scratch = memory + 13126096, maxPooling2d1 = memory + 19810768, maxPooling2d1Positions = memory + 20011472, dense = memory + 13126096,
      dropout = memory + 13191632, logitsPlace = memory + 20408784, logitsLoss = memory + 13257232, logitsRowLosses = memory + 13257168, logitsLossGradient = memory + 13267408,
      loss = memory + 20409424, logitsBiasGradient = memory + 13257184, logitsBiasScratch = memory + 13257168, logitsKernelGradient = memory + 13257168,
      logitsKernelTransposed = memory + 13191632, dropoutGradient = memory + 20277712, denseGradient = memory + 20277712, denseSumGradient = memory + 20277712,
      denseBiasGradient = memory + 13191632, denseBiasScratch = memory + 13192656, denseKernelGradient = memory + 13126096,
      denseGradientBeforeActivationTransposed = memory + 20343248, maxPooling2d1GradientTransposed = memory + 19810768, maxPooling2d1Gradient = memory + 13928912,
      conv2d1Gradient = memory + 13126096, conv2d1SumGradient = memory + 13126096, conv2d1BiasGradient = memory + 13932048, conv2d1BiasScratch = memory + 13928912,
      conv2d1KernelGradient = memory + 14526224, conv2d1KernelScratch = memory + 13928912, conv2d1GradientBordered = memory + 17942992,
      conv2d1KernelPackedTurned = memory + 15757776, maxPooling2dGradient = memory + 15356368, maxPooling2dScratch = memory + 13126096, conv2dGradient = memory + 13126096,
      conv2dSumGradient = memory + 13126096, conv2dBiasGradient = memory + 14733776, conv2dBiasScratch = memory + 14731728, conv2dKernelGradient = memory + 14731728
    inputPlace.write(input, count: 50176)
    logitsLabels.write(labels, count: 64)
    let (iteration, seed) = (progress.pointee.iteration, progress.pointee.seed)
    let step = progress.pointee.nextUpdate()
    // 12: conv2d: {filters: 32, kernel_size: 5, padding: same, activation: relu}
    Kernels.border(source: inputPlace, into: conv2dBordered, geometry: .init(images: 64, height: 28, width: 28, channels: 1, top: 2, left: 2, frameHeight: 32, frameWidth: 32),
      pool: pool)
    Kernels.packKernel(conv2dKernel,
      geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1, outputWidth: 1, filters: 32, kernelHeight: 5, kernelWidth: 5),
      into: conv2dKernelPanels_2, pool: pool)
    Kernels.convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels_2, bias: conv2dBias, activation: .relu, into: conv2d,
      geometry: .init(images: 64, inputHeight: 32, inputWidth: 32, channels: 1, outputHeight: 28, outputWidth: 28, filters: 32, kernelHeight: 5, kernelWidth: 5), pool: pool)
    // 13: max_pooling2d: {pool_size: 2}                                           # [28, 28, 32] → […
    Kernels.maxPooling(conv2d, maxPooling2d, positions: maxPooling2dPositions.integers,
      geometry: .init(images: 64, inputHeight: 28, inputWidth: 28, channels: 32, outputHeight: 14, outputWidth: 14, windowHeight: 2, windowWidth: 2, strideHeight: 2,
        strideWidth: 2), pool: pool)
    // 14: conv2d: {filters: 64, kernel_size: 5, padding: same, activation: relu}
    Kernels.border(source: maxPooling2d, into: conv2d1Bordered, geometry: .init(images: 64, height: 14, width: 14, channels: 32, top: 2, left: 2, frameHeight: 18, frameWidth: 18),
      pool: pool)
    Kernels.packWinogradKernel(conv2d1Kernel,
      geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1, outputWidth: 1, filters: 64, kernelHeight: 5, kernelWidth: 5), form: .twoByFive,
      turned: false, into: conv2d1KernelPanels_2, pool: pool)
    Kernels.winogradConvolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels_2, bias: conv2d1Bias, activation: .relu, into: conv2d1, scratch: conv2d1Scratch,
      geometry: .init(images: 64, inputHeight: 18, inputWidth: 18, channels: 32, outputHeight: 14, outputWidth: 14, filters: 64, kernelHeight: 5, kernelWidth: 5), form: .twoByFive,
      pool: pool)
    // 15: max_pooling2d: {pool_size: 2}                                           # [14, 14, 64] → […
    Kernels.maxPooling(conv2d1, maxPooling2d1, positions: maxPooling2d1Positions.integers,
      geometry: .init(images: 64, inputHeight: 14, inputWidth: 14, channels: 64, outputHeight: 7, outputWidth: 7, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    // 17: dense: {units: 1024, activation: relu}
    Kernels.matmul(left: maxPooling2d1, right: denseKernel, bias: denseBias, activation: .relu, into: dense, geometry: .init(rows: 64, inner: 3136, columns: 1024), pool: pool)
    // 18: dropout: {keep_prob: 0.4}
    Kernels.dropout(dense, dropout, count: 65536, rate: 0.6, key: RandomKey(seed: seed, purpose: .dropout, index: 1), step: iteration, pool: pool)
    // 19: dense: {name: logits, units: 10}
    Kernels.matmul(left: dropout, right: logitsKernel, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 64, inner: 1024, columns: 10), pool: pool)
    // 22: loss: {sparse_categorical_crossentropy: {from_logits: true}}
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 64, classes: 10, scale: 0.015625,
        rowLosses: logitsRowLosses, gradient: logitsLossGradient, pool: pool))
    loss[0] = logitsLoss[0]
    // Backward of 19: dense: {name: logits, units: 10}
    Kernels.columnSums(logitsLossGradient, logitsBiasGradient, rows: 64, columns: 10, scratch: logitsBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: logitsBias, gradient: logitsBiasGradient, slots: memory + 9823888, slotStride: 16, count: 10, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: dropout, right: logitsLossGradient, into: logitsKernelGradient, geometry: .init(rows: 64, inner: 1024, columns: 10), pool: pool)
    Kernels.packTransposed(matrix: logitsKernel, rowStride: 10, inner: 10, columns: 1024, into: logitsKernelTransposed, pool: pool)
    Kernels.update(Self.optimizer, parameter: logitsKernel, gradient: logitsKernelGradient, slots: memory + 9803408, slotStride: 10240, count: 10240, step: step, pool: pool)
    // Backward of 18: dropout: {keep_prob: 0.4}
    Kernels.matmul(left: logitsLossGradient, panels: logitsKernelTransposed, into: dropoutGradient, geometry: .init(rows: 64, inner: 10, columns: 1024), pool: pool)
    // Backward of 17: dense: {units: 1024, activation: relu}
    Kernels.dropout(dropoutGradient, denseGradient, count: 65536, rate: 0.6, key: RandomKey(seed: seed, purpose: .dropout, index: 1), step: iteration, pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: dense, denseGradient, denseSumGradient, denseBiasGradient, rows: 64, columns: 1024, activation: .relu,
      scratch: denseBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: denseBias, gradient: denseBiasGradient, slots: memory + 9801360, slotStride: 1024, count: 1024, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: maxPooling2d1, right: denseSumGradient, into: denseKernelGradient, geometry: .init(rows: 64, inner: 3136, columns: 1024), pool: pool)
    Kernels.packTransposed(matrix: denseSumGradient, rowStride: 1024, inner: 1024, columns: 64, into: denseGradientBeforeActivationTransposed, pool: pool)
    // Backward of 15: max_pooling2d: {pool_size: 2}                                           # [14, 14, 64] → […
    Kernels.matmul(left: denseKernel, panels: denseGradientBeforeActivationTransposed, into: maxPooling2d1GradientTransposed, geometry: .init(rows: 3136, inner: 1024, columns: 64),
      pool: pool)
    // Backward of 17: dense: {units: 1024, activation: relu}
    Kernels.update(Self.optimizer, parameter: denseKernel, gradient: denseKernelGradient, slots: memory + 3378832, slotStride: 3211264, count: 3211264, step: step, pool: pool)
    // Backward of 15: max_pooling2d: {pool_size: 2}                                           # [14, 14, 64] → […
    Kernels.transpose(maxPooling2d1GradientTransposed, maxPooling2d1Gradient, transposition: self.transposition, pool: pool)
    // Backward of 14: conv2d: {filters: 64, kernel_size: 5, padding: same, activation: relu}
    Kernels.maxPoolingGradient(maxPooling2d1Gradient, positions: maxPooling2d1Positions.integers, conv2d1Gradient,
      geometry: .init(images: 64, inputHeight: 14, inputWidth: 14, channels: 64, outputHeight: 7, outputWidth: 7, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: conv2d1, conv2d1Gradient, conv2d1SumGradient, conv2d1BiasGradient, rows: 12544, columns: 64, activation: .relu,
      scratch: conv2d1BiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: conv2d1Bias, gradient: conv2d1BiasGradient, slots: memory + 3378704, slotStride: 64, count: 64, step: step, pool: pool)
    Kernels.winogradKernelGradient(input: conv2d1Bordered, outputGradient: conv2d1SumGradient, into: conv2d1KernelGradient, scratch: conv2d1KernelScratch,
      geometry: .init(images: 64, inputHeight: 18, inputWidth: 18, channels: 32, outputHeight: 14, outputWidth: 14, filters: 64, kernelHeight: 5, kernelWidth: 5), form: .twoByFive,
      pool: pool)
    Kernels.border(source: conv2d1SumGradient, into: conv2d1GradientBordered,
      geometry: .init(images: 64, height: 14, width: 14, channels: 64, top: 2, left: 2, frameHeight: 18, frameWidth: 18), pool: pool)
    Kernels.packWinogradKernel(conv2d1Kernel,
      geometry: .init(images: 64, inputHeight: 18, inputWidth: 18, channels: 32, outputHeight: 14, outputWidth: 14, filters: 64, kernelHeight: 5, kernelWidth: 5), form: .twoByFive,
      turned: true, into: conv2d1KernelPackedTurned, pool: pool)
    Kernels.update(Self.optimizer, parameter: conv2d1Kernel, gradient: conv2d1KernelGradient, slots: memory + 3276304, slotStride: 51200, count: 51200, step: step, pool: pool)
    // Backward of 13: max_pooling2d: {pool_size: 2}                                           # [28, 28, 32] → […
    Kernels.winogradConvolution(input: conv2d1GradientBordered, packedKernel: conv2d1KernelPackedTurned, into: maxPooling2dGradient, scratch: maxPooling2dScratch,
      geometry: .init(images: 64, inputHeight: 18, inputWidth: 18, channels: 64, outputHeight: 14, outputWidth: 14, filters: 32, kernelHeight: 5, kernelWidth: 5), form: .twoByFive,
      pool: pool)
    // Backward of 12: conv2d: {filters: 32, kernel_size: 5, padding: same, activation: relu}
    Kernels.maxPoolingGradient(maxPooling2dGradient, positions: maxPooling2dPositions.integers, conv2dGradient,
      geometry: .init(images: 64, inputHeight: 28, inputWidth: 28, channels: 32, outputHeight: 14, outputWidth: 14, windowHeight: 2, windowWidth: 2, strideHeight: 2,
        strideWidth: 2), pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: conv2d, conv2dGradient, conv2dSumGradient, conv2dBiasGradient, rows: 50176, columns: 32, activation: .relu,
      scratch: conv2dBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: conv2dBias, gradient: conv2dBiasGradient, slots: memory + 3276240, slotStride: 32, count: 32, step: step, pool: pool)
    Kernels.convolutionKernelGradient(input: conv2dBordered, outputGradient: conv2dSumGradient, into: conv2dKernelGradient,
      geometry: .init(images: 64, inputHeight: 32, inputWidth: 32, channels: 1, outputHeight: 28, outputWidth: 28, filters: 32, kernelHeight: 5, kernelWidth: 5), pool: pool)
    Kernels.update(Self.optimizer, parameter: conv2dKernel, gradient: conv2dKernelGradient, slots: memory + 3274640, slotStride: 800, count: 800, step: step, pool: pool)
    progress.pointee.finishUpdate()
    return loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without dropout.
  /// Returns the loss.
  public func gradient(_ input: Span<Float>, labels: Span<Int32>, into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = memory + 13126096, logitsLabels = memory + 16167376, conv2dBordered = memory + 22376912, conv2dKernelPanels_2 = memory + 13126096, conv2d = memory + 18567632,
      maxPooling2d = memory + 13126096, maxPooling2dPositions = memory + 21500368, conv2d1Bordered = memory + 20173264, conv2d1KernelPanels_2 = memory + 16093648,
      conv2d1 = memory + 16337360, conv2d1Scratch = memory + 13126096, maxPooling2d1 = memory + 17140176, maxPooling2d1Positions = memory + 17942992, dense = memory + 13126096,
      logitsPlace = memory + 22504912, logitsLoss = memory + 13191696, logitsRowLosses = memory + 13191632, logitsLossGradient = memory + 13201872, loss = memory + 22505616,
      logitsBiasGradient = memory + 22505632, logitsBiasScratch = memory + 13191632, logitsKernelGradient = memory + 22493648, logitsKernelTransposed = memory + 13191632,
      denseGradient = memory + 17340880, denseSumGradient = memory + 17340880, denseBiasGradient = memory + 22503888, denseBiasScratch = memory + 13191632,
      denseKernelGradient = memory + 13126096, denseGradientBeforeActivationTransposed = memory + 17406416, maxPooling2d1GradientTransposed = memory + 17140176,
      maxPooling2d1Gradient = memory + 18143696, conv2d1Gradient = memory + 17140176, conv2d1SumGradient = memory + 17140176, conv2d1BiasGradient = memory + 22505552,
      conv2d1BiasScratch = memory + 17942992, conv2d1KernelGradient = memory + 22442448, conv2d1KernelScratch = memory + 16337360, conv2d1GradientBordered = memory + 20173264,
      conv2d1KernelPackedTurned = memory + 22303184, maxPooling2dGradient = memory + 21901776, maxPooling2dScratch = memory + 16337360, conv2dGradient = memory + 16337360,
      conv2dSumGradient = memory + 16337360, conv2dBiasGradient = memory + 17945040, conv2dBiasScratch = memory + 17942992, conv2dKernelGradient = memory + 17942992
    inputPlace.write(input, count: 50176)
    logitsLabels.write(labels, count: 64)
    Kernels.border(source: inputPlace, into: conv2dBordered, geometry: .init(images: 64, height: 28, width: 28, channels: 1, top: 2, left: 2, frameHeight: 32, frameWidth: 32),
      pool: pool)
    Kernels.packKernel(conv2dKernel,
      geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1, outputWidth: 1, filters: 32, kernelHeight: 5, kernelWidth: 5),
      into: conv2dKernelPanels_2, pool: pool)
    Kernels.convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels_2, bias: conv2dBias, activation: .relu, into: conv2d,
      geometry: .init(images: 64, inputHeight: 32, inputWidth: 32, channels: 1, outputHeight: 28, outputWidth: 28, filters: 32, kernelHeight: 5, kernelWidth: 5), pool: pool)
    Kernels.maxPooling(conv2d, maxPooling2d, positions: maxPooling2dPositions.integers,
      geometry: .init(images: 64, inputHeight: 28, inputWidth: 28, channels: 32, outputHeight: 14, outputWidth: 14, windowHeight: 2, windowWidth: 2, strideHeight: 2,
        strideWidth: 2), pool: pool)
    Kernels.border(source: maxPooling2d, into: conv2d1Bordered, geometry: .init(images: 64, height: 14, width: 14, channels: 32, top: 2, left: 2, frameHeight: 18, frameWidth: 18),
      pool: pool)
    Kernels.packWinogradKernel(conv2d1Kernel,
      geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1, outputWidth: 1, filters: 64, kernelHeight: 5, kernelWidth: 5), form: .twoByFive,
      turned: false, into: conv2d1KernelPanels_2, pool: pool)
    Kernels.winogradConvolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels_2, bias: conv2d1Bias, activation: .relu, into: conv2d1, scratch: conv2d1Scratch,
      geometry: .init(images: 64, inputHeight: 18, inputWidth: 18, channels: 32, outputHeight: 14, outputWidth: 14, filters: 64, kernelHeight: 5, kernelWidth: 5), form: .twoByFive,
      pool: pool)
    Kernels.maxPooling(conv2d1, maxPooling2d1, positions: maxPooling2d1Positions.integers,
      geometry: .init(images: 64, inputHeight: 14, inputWidth: 14, channels: 64, outputHeight: 7, outputWidth: 7, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    Kernels.matmul(left: maxPooling2d1, right: denseKernel, bias: denseBias, activation: .relu, into: dense, geometry: .init(rows: 64, inner: 3136, columns: 1024), pool: pool)
    Kernels.matmul(left: dense, right: logitsKernel, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 64, inner: 1024, columns: 10), pool: pool)
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 64, classes: 10, scale: 0.015625,
        rowLosses: logitsRowLosses, gradient: logitsLossGradient, pool: pool))
    loss[0] = logitsLoss[0]
    Kernels.columnSums(logitsLossGradient, logitsBiasGradient, rows: 64, columns: 10, scratch: logitsBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: dense, right: logitsLossGradient, into: logitsKernelGradient, geometry: .init(rows: 64, inner: 1024, columns: 10), pool: pool)
    Kernels.packTransposed(matrix: logitsKernel, rowStride: 10, inner: 10, columns: 1024, into: logitsKernelTransposed, pool: pool)
    Kernels.matmul(left: logitsLossGradient, panels: logitsKernelTransposed, into: denseGradient, geometry: .init(rows: 64, inner: 10, columns: 1024), pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: dense, denseGradient, denseSumGradient, denseBiasGradient, rows: 64, columns: 1024, activation: .relu,
      scratch: denseBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: maxPooling2d1, right: denseSumGradient, into: denseKernelGradient, geometry: .init(rows: 64, inner: 3136, columns: 1024), pool: pool)
    Kernels.packTransposed(matrix: denseSumGradient, rowStride: 1024, inner: 1024, columns: 64, into: denseGradientBeforeActivationTransposed, pool: pool)
    Kernels.matmul(left: denseKernel, panels: denseGradientBeforeActivationTransposed, into: maxPooling2d1GradientTransposed, geometry: .init(rows: 3136, inner: 1024, columns: 64),
      pool: pool)
    Kernels.transpose(maxPooling2d1GradientTransposed, maxPooling2d1Gradient, transposition: self.transposition, pool: pool)
    Kernels.maxPoolingGradient(maxPooling2d1Gradient, positions: maxPooling2d1Positions.integers, conv2d1Gradient,
      geometry: .init(images: 64, inputHeight: 14, inputWidth: 14, channels: 64, outputHeight: 7, outputWidth: 7, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: conv2d1, conv2d1Gradient, conv2d1SumGradient, conv2d1BiasGradient, rows: 12544, columns: 64, activation: .relu,
      scratch: conv2d1BiasScratch, pool: pool)
    Kernels.winogradKernelGradient(input: conv2d1Bordered, outputGradient: conv2d1SumGradient, into: conv2d1KernelGradient, scratch: conv2d1KernelScratch,
      geometry: .init(images: 64, inputHeight: 18, inputWidth: 18, channels: 32, outputHeight: 14, outputWidth: 14, filters: 64, kernelHeight: 5, kernelWidth: 5), form: .twoByFive,
      pool: pool)
    Kernels.border(source: conv2d1SumGradient, into: conv2d1GradientBordered,
      geometry: .init(images: 64, height: 14, width: 14, channels: 64, top: 2, left: 2, frameHeight: 18, frameWidth: 18), pool: pool)
    Kernels.packWinogradKernel(conv2d1Kernel,
      geometry: .init(images: 64, inputHeight: 18, inputWidth: 18, channels: 32, outputHeight: 14, outputWidth: 14, filters: 64, kernelHeight: 5, kernelWidth: 5), form: .twoByFive,
      turned: true, into: conv2d1KernelPackedTurned, pool: pool)
    Kernels.winogradConvolution(input: conv2d1GradientBordered, packedKernel: conv2d1KernelPackedTurned, into: maxPooling2dGradient, scratch: maxPooling2dScratch,
      geometry: .init(images: 64, inputHeight: 18, inputWidth: 18, channels: 64, outputHeight: 14, outputWidth: 14, filters: 32, kernelHeight: 5, kernelWidth: 5), form: .twoByFive,
      pool: pool)
    Kernels.maxPoolingGradient(maxPooling2dGradient, positions: maxPooling2dPositions.integers, conv2dGradient,
      geometry: .init(images: 64, inputHeight: 28, inputWidth: 28, channels: 32, outputHeight: 14, outputWidth: 14, windowHeight: 2, windowWidth: 2, strideHeight: 2,
        strideWidth: 2), pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: conv2d, conv2dGradient, conv2dSumGradient, conv2dBiasGradient, rows: 50176, columns: 32, activation: .relu,
      scratch: conv2dBiasScratch, pool: pool)
    Kernels.convolutionKernelGradient(input: conv2dBordered, outputGradient: conv2dSumGradient, into: conv2dKernelGradient,
      geometry: .init(images: 64, inputHeight: 32, inputWidth: 32, channels: 1, outputHeight: 28, outputWidth: 28, filters: 32, kernelHeight: 5, kernelWidth: 5), pool: pool)
    conv2dKernelGradient.read(into: &gradient, at: 0, count: 800)
    conv2dBiasGradient.read(into: &gradient, at: 800, count: 32)
    conv2d1KernelGradient.read(into: &gradient, at: 832, count: 51200)
    conv2d1BiasGradient.read(into: &gradient, at: 52032, count: 64)
    denseKernelGradient.read(into: &gradient, at: 52096, count: 3211264)
    denseBiasGradient.read(into: &gradient, at: 3263360, count: 1024)
    logitsKernelGradient.read(into: &gradient, at: 3264384, count: 10240)
    logitsBiasGradient.read(into: &gradient, at: 3274624, count: 10)
    return loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = memory + 13126096, logitsLabels = memory + 17560016, conv2dBordered = memory + 14731728, conv2d = memory + 13126096, maxPooling2d = memory + 14731728,
      conv2d1Bordered = memory + 16896464, conv2d1 = memory + 16093648, conv2d1Scratch = memory + 13126096, maxPooling2d1 = memory + 13126096, dense = memory + 13326800,
      logitsPlace = memory + 13126096, logitsLoss = memory + 13126800, logitsRowLosses = memory + 13126736, loss = memory + 13126736
    inputPlace.write(input, count: 50176)
    logitsLabels.write(labels, count: 64)
    Kernels.border(source: inputPlace, into: conv2dBordered, geometry: .init(images: 64, height: 28, width: 28, channels: 1, top: 2, left: 2, frameHeight: 32, frameWidth: 32),
      pool: pool)
    Kernels.convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels, bias: conv2dBias, activation: .relu, into: conv2d,
      geometry: .init(images: 64, inputHeight: 32, inputWidth: 32, channels: 1, outputHeight: 28, outputWidth: 28, filters: 32, kernelHeight: 5, kernelWidth: 5), pool: pool)
    Kernels.maxPooling(conv2d, maxPooling2d, positions: nil,
      geometry: .init(images: 64, inputHeight: 28, inputWidth: 28, channels: 32, outputHeight: 14, outputWidth: 14, windowHeight: 2, windowWidth: 2, strideHeight: 2,
        strideWidth: 2), pool: pool)
    Kernels.border(source: maxPooling2d, into: conv2d1Bordered, geometry: .init(images: 64, height: 14, width: 14, channels: 32, top: 2, left: 2, frameHeight: 18, frameWidth: 18),
      pool: pool)
    Kernels.winogradConvolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels, bias: conv2d1Bias, activation: .relu, into: conv2d1, scratch: conv2d1Scratch,
      geometry: .init(images: 64, inputHeight: 18, inputWidth: 18, channels: 32, outputHeight: 14, outputWidth: 14, filters: 64, kernelHeight: 5, kernelWidth: 5), form: .twoByFive,
      pool: pool)
    Kernels.maxPooling(conv2d1, maxPooling2d1, positions: nil,
      geometry: .init(images: 64, inputHeight: 14, inputWidth: 14, channels: 64, outputHeight: 7, outputWidth: 7, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    Kernels.matmul(left: maxPooling2d1, panels: denseKernelPanels, bias: denseBias, activation: .relu, into: dense, geometry: .init(rows: 64, inner: 3136, columns: 1024),
      pool: pool)
    Kernels.matmul(left: dense, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 64, inner: 1024, columns: 10), pool: pool)
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 64, classes: 10, scale: 0.015625,
        rowLosses: logitsRowLosses, gradient: nil, pool: pool))
    loss[0] = logitsLoss[0]
    return loss[0]
  }

  private let transposition = Transposition(shape: [3136, 64], permutation: [1, 0])!
}
