// Made by nncc from digits_shared.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// digits_shared: left [8, 8, 1], right [8, 8, 1] → logits [10].
///
/// One thread at a time may use an instance; instances share nothing.
public final class DigitsShared: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 32
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and its learning rate after so many updates.
  public static let optimizer = Optimizer.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-07, amsgrad: false)
  public static let learningRate = LearningRate.constant(0.001)
  /// Elements of all weights that are trained.
  public static let gradientCount = 75818
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "1da351ccf118c7c9", inputs: [.init("left", [8, 8, 1]), .init("right", [8, 8, 1])], outputs: [.init("logits", [10])], words: 1501184,
    parameters: [
      .init("a/conv1/kernel", [3, 3, 1, 32], at: 0, .glorotUniform),
      .init("a/conv1/bias", [32], at: 288, .zeros),
      .init("a/conv2/kernel", [3, 3, 32, 32], at: 320, .glorotUniform),
      .init("a/conv2/bias", [32], at: 9536, .zeros),
      .init("dense/kernel", [1024, 64], at: 9568, .glorotUniform),
      .init("dense/bias", [64], at: 75104, .zeros),
      .init("logits/kernel", [64, 10], at: 75168, .glorotUniform),
      .init("logits/bias", [10], at: 75808, .zeros),
    ], optimizer: optimizer, slotsAt: 75824
  )

  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private var aConv1Kernel: Floats { memory + 0 }
  private var aConv1Bias: Floats { memory + 288 }
  private var aConv2Kernel: Floats { memory + 320 }
  private var aConv2Bias: Floats { memory + 9536 }
  private var denseKernel: Floats { memory + 9568 }
  private var denseBias: Floats { memory + 75104 }
  private var logitsKernel: Floats { memory + 75168 }
  private var logitsBias: Floats { memory + 75808 }
  private var aConv1KernelPanels: Floats { memory + 227472 }
  private var aConv2KernelPanels: Floats { memory + 227760 }
  private var denseKernelPanels: Floats { memory + 244144 }
  private var logitsKernelPanels: Floats { memory + 309680 }

  /// A model over memory that is ready for it; `init(weights:)` makes both.
  public init(state: ModelState) {
    self.state = state
    memory = state.arena.base
    pool = state.pool
  }

  /// Packs the weights as kernels read them, when they have changed.
  public func prepare() {
    Kernels.packKernel(aConv1Kernel, geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1, outputWidth: 1, filters: 32, kernelHeight: 3,
        kernelWidth: 3), into: aConv1KernelPanels, pool: pool)
    Kernels.packWinogradKernel(aConv2Kernel, geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1, outputWidth: 1, filters: 32, kernelHeight: 3,
        kernelWidth: 3), form: .F(2×2, 3×3), turned: false, into: aConv2KernelPanels, pool: pool)
    Kernels.pack(matrix: denseKernel, rowStride: 64, inner: 1024, columns: 64, into: denseKernelPanels, pool: pool)
    Kernels.pack(matrix: logitsKernel, rowStride: 10, inner: 64, columns: 10, into: logitsKernelPanels, pool: pool)
    state.isPrepared = true
  }

  /// Computes logits of one example, or of a batch of 32. Allocates nothing.
  public func predict(left: Span<Float>, right: Span<Float>, into logits: inout MutableSpan<Float>) {
    if !state.isPrepared { prepare() }
    let rows = left.count == 64 ? 1 : 32
    let leftPlace = memory + 310704, rightPlace = memory + 1021360, aConv1Bordered = memory + 376240, aConv1 = memory + 310704, aConv2Bordered = memory + 837040,
      aConv2 = memory + 939440, aConv2Scratch = memory + 310704, aPool = memory + 1004976, bConv1Bordered = memory + 376240, bConv1 = memory + 310704,
      bConv2Bordered = memory + 837040, bConv2 = memory + 939440, bConv2Scratch = memory + 310704, bPool = memory + 343472, concatenate = memory + 310704, dense = memory + 343472,
      logitsPlace = memory + 310704
    leftPlace.write(left, count: rows * 64)
    rightPlace.write(right, count: rows * 64)
    // 12: conv2d: {name: conv1, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: leftPlace, into: aConv1Bordered, geometry: .init(images: rows, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.convolution(input: aConv1Bordered, packedKernel: aConv1KernelPanels, bias: aConv1Bias, activation: .relu, into: aConv1, geometry: .init(images: rows, inputHeight: 10,
        inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    // 13: conv2d: {name: conv2, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: aConv1, into: aConv2Bordered, geometry: .init(images: rows, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.winogradConvolution(input: aConv2Bordered, packedKernel: aConv2KernelPanels, bias: aConv2Bias, activation: .relu, into: aConv2, scratch: aConv2Scratch,
      geometry: .init(images: rows, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .F(2×2,
        3×3), pool: pool)
    // 14: max_pooling2d: {name: pool, pool_size: 2}
    Kernels.maxPooling(aConv2, aPool, positions: nil, geometry: .init(images: rows, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2,
        windowWidth: 2, strideHeight: 2, strideWidth: 2), pool: pool)
    // 12: conv2d: {name: conv1, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: rightPlace, into: bConv1Bordered, geometry: .init(images: rows, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.convolution(input: bConv1Bordered, packedKernel: aConv1KernelPanels, bias: aConv1Bias, activation: .relu, into: bConv1, geometry: .init(images: rows, inputHeight: 10,
        inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    // 13: conv2d: {name: conv2, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: bConv1, into: bConv2Bordered, geometry: .init(images: rows, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.winogradConvolution(input: bConv2Bordered, packedKernel: aConv2KernelPanels, bias: aConv2Bias, activation: .relu, into: bConv2, scratch: bConv2Scratch,
      geometry: .init(images: rows, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .F(2×2,
        3×3), pool: pool)
    // 14: max_pooling2d: {name: pool, pool_size: 2}
    Kernels.maxPooling(bConv2, bPool, positions: nil, geometry: .init(images: rows, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2,
        windowWidth: 2, strideHeight: 2, strideWidth: 2), pool: pool)
    // 19: concatenate: {inputs: [a, b]}
    Kernels.copyBlocks(aPool, stride: 32, concatenate, targetStride: 64, blocks: rows * 16, size: 32, adding: false, pool: pool)
    Kernels.copyBlocks(bPool, stride: 32, concatenate + 32, targetStride: 64, blocks: rows * 16, size: 32, adding: false, pool: pool)
    // 21: dense: {units: 64, activation: relu}
    Kernels.matmul(left: concatenate, panels: denseKernelPanels, bias: denseBias, activation: .relu, into: dense, geometry: .init(rows: rows, inner: 1024, columns: 64), pool: pool)
    // 22: dense: {name: logits, units: 10}
    Kernels.matmul(left: dense, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: rows, inner: 64, columns: 10), pool: pool)
    logitsPlace.read(into: &logits, count: rows * 10)
  }

  /// Computes logits of any number of examples: whole batches, then one by one.
  public func predict(left: [Float], right: [Float]) -> [Float] {
    let count = left.count / 64
    precondition(left.count == count * 64 && right.count == count * 64, "an array does not hold whole examples")
    var logits: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 10)
      var span = part.mutableSpan
      predict(left: left.span.extracting(first * 64..<(first + rows) * 64), right: right.span.extracting(first * 64..<(first + rows) * 64), into: &span)
      logits += part
    }
    return logits
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    try golden.expect("logits", predict(left: golden.floats("left"), right: golden.floats("right")))
  }

  /// Learns from a batch, by one update of every weight, and returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(left: Span<Float>, right: Span<Float>, labels: Span<Int32>) -> Float {
    let leftPlace = memory + 310704, rightPlace = memory + 837040, logitsLabels = memory + 839376, aConv1Bordered = memory + 1426608, aConv1KernelPanels_2 = memory + 839088,
      aConv1 = memory + 1056944, aConv2Bordered = memory + 852144, aConv2KernelPanels_2 = memory + 1319088, aConv2 = memory + 1122480, aConv2Scratch = memory + 310704,
      aPool = memory + 1335472, aPoolPositions = memory + 1384624, bConv1Bordered = memory + 1429808, bConv1 = memory + 1188016, bConv2Bordered = memory + 954544,
      bConv2 = memory + 1253552, bConv2Scratch = memory + 310704, bPool = memory + 310704, bPoolPositions = memory + 441776, concatenate = memory + 376240, dense = memory + 310704,
      logitsPlace = memory + 1433008, logitsLoss = memory + 312784, logitsRowLosses = memory + 312752, logitsLossGradient = memory + 314032, loss = memory + 1433360,
      logitsBiasGradient = memory + 312768, logitsBiasScratch = memory + 312752, logitsKernelGradient = memory + 312752, logitsKernelTransposed = memory + 313392,
      denseGradient = memory + 458160, denseSumGradient = memory + 458160, denseBiasGradient = memory + 312752, denseBiasScratch = memory + 312816,
      denseKernelGradient = memory + 310704, denseKernelTransposed = memory + 376240, concatenateGradient = memory + 310704, bPoolGradient = memory + 343472,
      aPoolGradient = memory + 1401008, bConv2Gradient = memory + 1319088, bConv2SumGradient = memory + 1319088, aConv2BiasGradient = memory + 1433328,
      aConv2BiasScratch = memory + 310704, aConv2KernelGradient = memory + 1417392, aConv2KernelScratch = memory + 310704, bConv2GradientBordered = memory + 954544,
      aConv2KernelPackedTurned = memory + 1319088, bConv1Gradient = memory + 1253552, bConv1Scratch = memory + 310704, bConv1SumGradient = memory + 1253552,
      aConv1BiasGradient = memory + 1029584, aConv1BiasScratch = memory + 310704, aConv1KernelGradient = memory + 1029296, aConv2Gradient = memory + 954544,
      aConv2SumGradient = memory + 954544, aConv2BiasGradient_2 = memory + 310960, aConv2BiasScratch_2 = memory + 310704, aConv2KernelGradient_2 = memory + 1020080,
      aConv2KernelScratch_2 = memory + 310704, aConv2GradientBordered = memory + 837040, aConv2KernelPackedTurned_2 = memory + 1004976, aConv1Gradient = memory + 939440,
      aConv1Scratch = memory + 310704, aConv1SumGradient = memory + 939440, aConv1BiasGradient_2 = memory + 310960, aConv1BiasScratch_2 = memory + 310704,
      aConv1KernelGradient_2 = memory + 310704
    leftPlace.write(left, count: 2048)
    rightPlace.write(right, count: 2048)
    logitsLabels.write(labels, count: 32)
    let step = UpdateStep(iteration: state.iteration, learningRate: Self.learningRate.value(at: state.iteration))
    // 12: conv2d: {name: conv1, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: leftPlace, into: aConv1Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.packKernel(aConv1Kernel, geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1, outputWidth: 1, filters: 32, kernelHeight: 3,
        kernelWidth: 3), into: aConv1KernelPanels_2, pool: pool)
    Kernels.convolution(input: aConv1Bordered, packedKernel: aConv1KernelPanels_2, bias: aConv1Bias, activation: .relu, into: aConv1, geometry: .init(images: 32, inputHeight: 10,
        inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    // 13: conv2d: {name: conv2, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: aConv1, into: aConv2Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.packWinogradKernel(aConv2Kernel, geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1, outputWidth: 1, filters: 32, kernelHeight: 3,
        kernelWidth: 3), form: .F(2×2, 3×3), turned: false, into: aConv2KernelPanels_2, pool: pool)
    Kernels.winogradConvolution(input: aConv2Bordered, packedKernel: aConv2KernelPanels_2, bias: aConv2Bias, activation: .relu, into: aConv2, scratch: aConv2Scratch,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .F(2×2, 3×3),
      pool: pool)
    // 14: max_pooling2d: {name: pool, pool_size: 2}
    Kernels.maxPooling(aConv2, aPool, positions: aPoolPositions.integers, geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4,
        windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2), pool: pool)
    // 12: conv2d: {name: conv1, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: rightPlace, into: bConv1Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.convolution(input: bConv1Bordered, packedKernel: aConv1KernelPanels_2, bias: aConv1Bias, activation: .relu, into: bConv1, geometry: .init(images: 32, inputHeight: 10,
        inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    // 13: conv2d: {name: conv2, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: bConv1, into: bConv2Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.winogradConvolution(input: bConv2Bordered, packedKernel: aConv2KernelPanels_2, bias: aConv2Bias, activation: .relu, into: bConv2, scratch: bConv2Scratch,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .F(2×2, 3×3),
      pool: pool)
    // 14: max_pooling2d: {name: pool, pool_size: 2}
    Kernels.maxPooling(bConv2, bPool, positions: bPoolPositions.integers, geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4,
        windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2), pool: pool)
    // 19: concatenate: {inputs: [a, b]}
    Kernels.copyBlocks(aPool, stride: 32, concatenate, targetStride: 64, blocks: 512, size: 32, adding: false, pool: pool)
    Kernels.copyBlocks(bPool, stride: 32, concatenate + 32, targetStride: 64, blocks: 512, size: 32, adding: false, pool: pool)
    // 21: dense: {units: 64, activation: relu}
    Kernels.matmul(left: concatenate, right: denseKernel, bias: denseBias, activation: .relu, into: dense, geometry: .init(rows: 32, inner: 1024, columns: 64), pool: pool)
    // 22: dense: {name: logits, units: 10}
    Kernels.matmul(left: dense, right: logitsKernel, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    // 25: loss: {sparse_categorical_crossentropy: {from_logits: true}}
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 32, classes: 10, scale: 0.03125,
        rowLosses: logitsRowLosses, gradient: logitsLossGradient, pool: pool))
    loss[0] = logitsLoss[0]
    // Backward of 22: dense: {name: logits, units: 10}
    Kernels.columnSums(logitsLossGradient, logitsBiasGradient, rows: 32, columns: 10, scratch: logitsBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: logitsBias, gradient: logitsBiasGradient, slots: memory + 227440, slotStride: 16, count: 10, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: dense, right: logitsLossGradient, into: logitsKernelGradient, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    Kernels.packTransposed(matrix: logitsKernel, rowStride: 10, inner: 10, columns: 64, into: logitsKernelTransposed, pool: pool)
    Kernels.update(Self.optimizer, parameter: logitsKernel, gradient: logitsKernelGradient, slots: memory + 226160, slotStride: 640, count: 640, step: step, pool: pool)
    // Backward of 21: dense: {units: 64, activation: relu}
    Kernels.matmul(left: logitsLossGradient, panels: logitsKernelTransposed, into: denseGradient, geometry: .init(rows: 32, inner: 10, columns: 64), pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: dense, denseGradient, denseSumGradient, denseBiasGradient, rows: 32, columns: 64, activation: .relu,
      scratch: denseBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: denseBias, gradient: denseBiasGradient, slots: memory + 226032, slotStride: 64, count: 64, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: concatenate, right: denseSumGradient, into: denseKernelGradient, geometry: .init(rows: 32, inner: 1024, columns: 64), pool: pool)
    Kernels.packTransposed(matrix: denseKernel, rowStride: 64, inner: 64, columns: 1024, into: denseKernelTransposed, pool: pool)
    Kernels.update(Self.optimizer, parameter: denseKernel, gradient: denseKernelGradient, slots: memory + 94960, slotStride: 65536, count: 65536, step: step, pool: pool)
    // Backward of 19: concatenate: {inputs: [a, b]}
    Kernels.matmul(left: denseSumGradient, panels: denseKernelTransposed, into: concatenateGradient, geometry: .init(rows: 32, inner: 64, columns: 1024), pool: pool)
    // Backward of 14: max_pooling2d: {name: pool, pool_size: 2}
    Kernels.copyBlocks(concatenateGradient + 32, stride: 64, bPoolGradient, targetStride: 32, blocks: 512, size: 32, adding: false, pool: pool)
    Kernels.copyBlocks(concatenateGradient, stride: 64, aPoolGradient, targetStride: 32, blocks: 512, size: 32, adding: false, pool: pool)
    // Backward of 13: conv2d: {name: conv2, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.maxPoolingGradient(bPoolGradient, positions: bPoolPositions.integers, bConv2Gradient, geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32,
        outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2), pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: bConv2, bConv2Gradient, bConv2SumGradient, aConv2BiasGradient, rows: 2048, columns: 32, activation: .relu,
      scratch: aConv2BiasScratch, pool: pool)
    Kernels.winogradKernelGradient(input: bConv2Bordered, outputGradient: bConv2SumGradient, into: aConv2KernelGradient, scratch: aConv2KernelScratch, geometry: .init(images: 32,
        inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .F(2×2, 3×3), pool: pool)
    Kernels.border(source: bConv2SumGradient, into: bConv2GradientBordered, geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10), pool: pool)
    Kernels.packWinogradKernel(aConv2Kernel, geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32,
        kernelHeight: 3, kernelWidth: 3), form: .F(2×2, 3×3), turned: true, into: aConv2KernelPackedTurned, pool: pool)
    // Backward of 12: conv2d: {name: conv1, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.winogradConvolution(input: bConv2GradientBordered, packedKernel: aConv2KernelPackedTurned, into: bConv1Gradient, scratch: bConv1Scratch, geometry: .init(images: 32,
        inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .F(2×2, 3×3), pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: bConv1, bConv1Gradient, bConv1SumGradient, aConv1BiasGradient, rows: 2048, columns: 32, activation: .relu,
      scratch: aConv1BiasScratch, pool: pool)
    Kernels.convolutionKernelGradient(input: bConv1Bordered, outputGradient: bConv1SumGradient, into: aConv1KernelGradient, geometry: .init(images: 32, inputHeight: 10,
        inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    // Backward of 13: conv2d: {name: conv2, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.maxPoolingGradient(aPoolGradient, positions: aPoolPositions.integers, aConv2Gradient, geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32,
        outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2), pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: aConv2, aConv2Gradient, aConv2SumGradient, aConv2BiasGradient_2, rows: 2048, columns: 32, activation: .relu,
      scratch: aConv2BiasScratch_2, pool: pool)
    Kernels.addInto(aConv2BiasGradient, aConv2BiasGradient_2, count: 32, pool: pool)
    Kernels.update(Self.optimizer, parameter: aConv2Bias, gradient: aConv2BiasGradient, slots: memory + 94896, slotStride: 32, count: 32, step: step, pool: pool)
    Kernels.winogradKernelGradient(input: aConv2Bordered, outputGradient: aConv2SumGradient, into: aConv2KernelGradient_2, scratch: aConv2KernelScratch_2,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .F(2×2, 3×3),
      pool: pool)
    Kernels.addInto(aConv2KernelGradient, aConv2KernelGradient_2, count: 9216, pool: pool)
    Kernels.border(source: aConv2SumGradient, into: aConv2GradientBordered, geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10), pool: pool)
    Kernels.packWinogradKernel(aConv2Kernel, geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32,
        kernelHeight: 3, kernelWidth: 3), form: .F(2×2, 3×3), turned: true, into: aConv2KernelPackedTurned_2, pool: pool)
    Kernels.update(Self.optimizer, parameter: aConv2Kernel, gradient: aConv2KernelGradient, slots: memory + 76464, slotStride: 9216, count: 9216, step: step, pool: pool)
    // Backward of 12: conv2d: {name: conv1, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.winogradConvolution(input: aConv2GradientBordered, packedKernel: aConv2KernelPackedTurned_2, into: aConv1Gradient, scratch: aConv1Scratch, geometry: .init(images: 32,
        inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .F(2×2, 3×3), pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: aConv1, aConv1Gradient, aConv1SumGradient, aConv1BiasGradient_2, rows: 2048, columns: 32, activation: .relu,
      scratch: aConv1BiasScratch_2, pool: pool)
    Kernels.addInto(aConv1BiasGradient, aConv1BiasGradient_2, count: 32, pool: pool)
    Kernels.update(Self.optimizer, parameter: aConv1Bias, gradient: aConv1BiasGradient, slots: memory + 76400, slotStride: 32, count: 32, step: step, pool: pool)
    Kernels.convolutionKernelGradient(input: aConv1Bordered, outputGradient: aConv1SumGradient, into: aConv1KernelGradient_2, geometry: .init(images: 32, inputHeight: 10,
        inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    Kernels.addInto(aConv1KernelGradient, aConv1KernelGradient_2, count: 288, pool: pool)
    Kernels.update(Self.optimizer, parameter: aConv1Kernel, gradient: aConv1KernelGradient, slots: memory + 75824, slotStride: 288, count: 288, step: step, pool: pool)
    state.finishUpdate()
    return loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without dropout.
  /// Returns the loss.
  public func gradient(left: Span<Float>, right: Span<Float>, labels: Span<Int32>, into gradient: inout MutableSpan<Float>) -> Float {
    let leftPlace = memory + 310704, rightPlace = memory + 837040, logitsLabels = memory + 839376, aConv1Bordered = memory + 1492144, aConv1KernelPanels_2 = memory + 839088,
      aConv1 = memory + 1056944, aConv2Bordered = memory + 852144, aConv2KernelPanels_2 = memory + 1319088, aConv2 = memory + 1122480, aConv2Scratch = memory + 310704,
      aPool = memory + 1335472, aPoolPositions = memory + 1450160, bConv1Bordered = memory + 1495344, bConv1 = memory + 1188016, bConv2Bordered = memory + 954544,
      bConv2 = memory + 1253552, bConv2Scratch = memory + 310704, bPool = memory + 343472, bPoolPositions = memory + 409008, concatenate = memory + 310704, dense = memory + 343472,
      logitsPlace = memory + 1499184, logitsLoss = memory + 345552, logitsRowLosses = memory + 345520, logitsLossGradient = memory + 346160, loss = memory + 1499600,
      logitsBiasGradient = memory + 1499616, logitsBiasScratch = memory + 345520, logitsKernelGradient = memory + 1498544, logitsKernelTransposed = memory + 345520,
      denseGradient = memory + 425392, denseSumGradient = memory + 425392, denseBiasGradient = memory + 1499504, denseBiasScratch = memory + 345520,
      denseKernelGradient = memory + 1319088, denseKernelTransposed = memory + 310704, concatenateGradient = memory + 376240, bPoolGradient = memory + 310704,
      aPoolGradient = memory + 1466544, bConv2Gradient = memory + 1384624, bConv2SumGradient = memory + 1384624, aConv2BiasGradient = memory + 1499568,
      aConv2BiasScratch = memory + 310704, aConv2KernelGradient = memory + 1482928, aConv2KernelScratch = memory + 310704, bConv2GradientBordered = memory + 954544,
      aConv2KernelPackedTurned = memory + 1384624, bConv1Gradient = memory + 1253552, bConv1Scratch = memory + 310704, bConv1SumGradient = memory + 1253552,
      aConv1BiasGradient = memory + 1029584, aConv1BiasScratch = memory + 310704, aConv1KernelGradient = memory + 1029296, aConv2Gradient = memory + 954544,
      aConv2SumGradient = memory + 954544, aConv2BiasGradient_2 = memory + 310960, aConv2BiasScratch_2 = memory + 310704, aConv2KernelGradient_2 = memory + 1020080,
      aConv2KernelScratch_2 = memory + 310704, aConv2GradientBordered = memory + 837040, aConv2KernelPackedTurned_2 = memory + 1004976, aConv1Gradient = memory + 939440,
      aConv1Scratch = memory + 310704, aConv1SumGradient = memory + 939440, aConv1BiasGradient_2 = memory + 310960, aConv1BiasScratch_2 = memory + 310704,
      aConv1KernelGradient_2 = memory + 310704
    leftPlace.write(left, count: 2048)
    rightPlace.write(right, count: 2048)
    logitsLabels.write(labels, count: 32)
    Kernels.border(source: leftPlace, into: aConv1Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.packKernel(aConv1Kernel, geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1, outputWidth: 1, filters: 32, kernelHeight: 3,
        kernelWidth: 3), into: aConv1KernelPanels_2, pool: pool)
    Kernels.convolution(input: aConv1Bordered, packedKernel: aConv1KernelPanels_2, bias: aConv1Bias, activation: .relu, into: aConv1, geometry: .init(images: 32, inputHeight: 10,
        inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    Kernels.border(source: aConv1, into: aConv2Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.packWinogradKernel(aConv2Kernel, geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1, outputWidth: 1, filters: 32, kernelHeight: 3,
        kernelWidth: 3), form: .F(2×2, 3×3), turned: false, into: aConv2KernelPanels_2, pool: pool)
    Kernels.winogradConvolution(input: aConv2Bordered, packedKernel: aConv2KernelPanels_2, bias: aConv2Bias, activation: .relu, into: aConv2, scratch: aConv2Scratch,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .F(2×2, 3×3),
      pool: pool)
    Kernels.maxPooling(aConv2, aPool, positions: aPoolPositions.integers, geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4,
        windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2), pool: pool)
    Kernels.border(source: rightPlace, into: bConv1Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.convolution(input: bConv1Bordered, packedKernel: aConv1KernelPanels_2, bias: aConv1Bias, activation: .relu, into: bConv1, geometry: .init(images: 32, inputHeight: 10,
        inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    Kernels.border(source: bConv1, into: bConv2Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.winogradConvolution(input: bConv2Bordered, packedKernel: aConv2KernelPanels_2, bias: aConv2Bias, activation: .relu, into: bConv2, scratch: bConv2Scratch,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .F(2×2, 3×3),
      pool: pool)
    Kernels.maxPooling(bConv2, bPool, positions: bPoolPositions.integers, geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4,
        windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2), pool: pool)
    Kernels.copyBlocks(aPool, stride: 32, concatenate, targetStride: 64, blocks: 512, size: 32, adding: false, pool: pool)
    Kernels.copyBlocks(bPool, stride: 32, concatenate + 32, targetStride: 64, blocks: 512, size: 32, adding: false, pool: pool)
    Kernels.matmul(left: concatenate, right: denseKernel, bias: denseBias, activation: .relu, into: dense, geometry: .init(rows: 32, inner: 1024, columns: 64), pool: pool)
    Kernels.matmul(left: dense, right: logitsKernel, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 32, classes: 10, scale: 0.03125,
        rowLosses: logitsRowLosses, gradient: logitsLossGradient, pool: pool))
    loss[0] = logitsLoss[0]
    Kernels.columnSums(logitsLossGradient, logitsBiasGradient, rows: 32, columns: 10, scratch: logitsBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: dense, right: logitsLossGradient, into: logitsKernelGradient, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    Kernels.packTransposed(matrix: logitsKernel, rowStride: 10, inner: 10, columns: 64, into: logitsKernelTransposed, pool: pool)
    Kernels.matmul(left: logitsLossGradient, panels: logitsKernelTransposed, into: denseGradient, geometry: .init(rows: 32, inner: 10, columns: 64), pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: dense, denseGradient, denseSumGradient, denseBiasGradient, rows: 32, columns: 64, activation: .relu,
      scratch: denseBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: concatenate, right: denseSumGradient, into: denseKernelGradient, geometry: .init(rows: 32, inner: 1024, columns: 64), pool: pool)
    Kernels.packTransposed(matrix: denseKernel, rowStride: 64, inner: 64, columns: 1024, into: denseKernelTransposed, pool: pool)
    Kernels.matmul(left: denseSumGradient, panels: denseKernelTransposed, into: concatenateGradient, geometry: .init(rows: 32, inner: 64, columns: 1024), pool: pool)
    Kernels.copyBlocks(concatenateGradient + 32, stride: 64, bPoolGradient, targetStride: 32, blocks: 512, size: 32, adding: false, pool: pool)
    Kernels.copyBlocks(concatenateGradient, stride: 64, aPoolGradient, targetStride: 32, blocks: 512, size: 32, adding: false, pool: pool)
    Kernels.maxPoolingGradient(bPoolGradient, positions: bPoolPositions.integers, bConv2Gradient, geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32,
        outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2), pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: bConv2, bConv2Gradient, bConv2SumGradient, aConv2BiasGradient, rows: 2048, columns: 32, activation: .relu,
      scratch: aConv2BiasScratch, pool: pool)
    Kernels.winogradKernelGradient(input: bConv2Bordered, outputGradient: bConv2SumGradient, into: aConv2KernelGradient, scratch: aConv2KernelScratch, geometry: .init(images: 32,
        inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .F(2×2, 3×3), pool: pool)
    Kernels.border(source: bConv2SumGradient, into: bConv2GradientBordered, geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10), pool: pool)
    Kernels.packWinogradKernel(aConv2Kernel, geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32,
        kernelHeight: 3, kernelWidth: 3), form: .F(2×2, 3×3), turned: true, into: aConv2KernelPackedTurned, pool: pool)
    Kernels.winogradConvolution(input: bConv2GradientBordered, packedKernel: aConv2KernelPackedTurned, into: bConv1Gradient, scratch: bConv1Scratch, geometry: .init(images: 32,
        inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .F(2×2, 3×3), pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: bConv1, bConv1Gradient, bConv1SumGradient, aConv1BiasGradient, rows: 2048, columns: 32, activation: .relu,
      scratch: aConv1BiasScratch, pool: pool)
    Kernels.convolutionKernelGradient(input: bConv1Bordered, outputGradient: bConv1SumGradient, into: aConv1KernelGradient, geometry: .init(images: 32, inputHeight: 10,
        inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    Kernels.maxPoolingGradient(aPoolGradient, positions: aPoolPositions.integers, aConv2Gradient, geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32,
        outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2), pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: aConv2, aConv2Gradient, aConv2SumGradient, aConv2BiasGradient_2, rows: 2048, columns: 32, activation: .relu,
      scratch: aConv2BiasScratch_2, pool: pool)
    Kernels.addInto(aConv2BiasGradient, aConv2BiasGradient_2, count: 32, pool: pool)
    Kernels.winogradKernelGradient(input: aConv2Bordered, outputGradient: aConv2SumGradient, into: aConv2KernelGradient_2, scratch: aConv2KernelScratch_2,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .F(2×2, 3×3),
      pool: pool)
    Kernels.addInto(aConv2KernelGradient, aConv2KernelGradient_2, count: 9216, pool: pool)
    Kernels.border(source: aConv2SumGradient, into: aConv2GradientBordered, geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10), pool: pool)
    Kernels.packWinogradKernel(aConv2Kernel, geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32,
        kernelHeight: 3, kernelWidth: 3), form: .F(2×2, 3×3), turned: true, into: aConv2KernelPackedTurned_2, pool: pool)
    Kernels.winogradConvolution(input: aConv2GradientBordered, packedKernel: aConv2KernelPackedTurned_2, into: aConv1Gradient, scratch: aConv1Scratch, geometry: .init(images: 32,
        inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .F(2×2, 3×3), pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: aConv1, aConv1Gradient, aConv1SumGradient, aConv1BiasGradient_2, rows: 2048, columns: 32, activation: .relu,
      scratch: aConv1BiasScratch_2, pool: pool)
    Kernels.addInto(aConv1BiasGradient, aConv1BiasGradient_2, count: 32, pool: pool)
    Kernels.convolutionKernelGradient(input: aConv1Bordered, outputGradient: aConv1SumGradient, into: aConv1KernelGradient_2, geometry: .init(images: 32, inputHeight: 10,
        inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    Kernels.addInto(aConv1KernelGradient, aConv1KernelGradient_2, count: 288, pool: pool)
    aConv1KernelGradient.read(into: &gradient, at: 0, count: 288)
    aConv1BiasGradient.read(into: &gradient, at: 288, count: 32)
    aConv2KernelGradient.read(into: &gradient, at: 320, count: 9216)
    aConv2BiasGradient.read(into: &gradient, at: 9536, count: 32)
    denseKernelGradient.read(into: &gradient, at: 9568, count: 65536)
    denseBiasGradient.read(into: &gradient, at: 75104, count: 64)
    logitsKernelGradient.read(into: &gradient, at: 75168, count: 640)
    logitsBiasGradient.read(into: &gradient, at: 75808, count: 10)
    return loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(left: Span<Float>, right: Span<Float>, labels: Span<Int32>) -> Float {
    if !state.isPrepared { prepare() }
    let leftPlace = memory + 310704, rightPlace = memory + 1021360, logitsLabels = memory + 1023408, aConv1Bordered = memory + 376240, aConv1 = memory + 310704,
      aConv2Bordered = memory + 837040, aConv2 = memory + 939440, aConv2Scratch = memory + 310704, aPool = memory + 1004976, bConv1Bordered = memory + 376240,
      bConv1 = memory + 310704, bConv2Bordered = memory + 837040, bConv2 = memory + 939440, bConv2Scratch = memory + 310704, bPool = memory + 343472, concatenate = memory + 310704,
      dense = memory + 343472, logitsPlace = memory + 310704, logitsLoss = memory + 311056, logitsRowLosses = memory + 311024, loss = memory + 311024
    leftPlace.write(left, count: 2048)
    rightPlace.write(right, count: 2048)
    logitsLabels.write(labels, count: 32)
    Kernels.border(source: leftPlace, into: aConv1Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.convolution(input: aConv1Bordered, packedKernel: aConv1KernelPanels, bias: aConv1Bias, activation: .relu, into: aConv1, geometry: .init(images: 32, inputHeight: 10,
        inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    Kernels.border(source: aConv1, into: aConv2Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.winogradConvolution(input: aConv2Bordered, packedKernel: aConv2KernelPanels, bias: aConv2Bias, activation: .relu, into: aConv2, scratch: aConv2Scratch,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .F(2×2, 3×3),
      pool: pool)
    Kernels.maxPooling(aConv2, aPool, positions: nil, geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2,
        windowWidth: 2, strideHeight: 2, strideWidth: 2), pool: pool)
    Kernels.border(source: rightPlace, into: bConv1Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.convolution(input: bConv1Bordered, packedKernel: aConv1KernelPanels, bias: aConv1Bias, activation: .relu, into: bConv1, geometry: .init(images: 32, inputHeight: 10,
        inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    Kernels.border(source: bConv1, into: bConv2Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.winogradConvolution(input: bConv2Bordered, packedKernel: aConv2KernelPanels, bias: aConv2Bias, activation: .relu, into: bConv2, scratch: bConv2Scratch,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .F(2×2, 3×3),
      pool: pool)
    Kernels.maxPooling(bConv2, bPool, positions: nil, geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2,
        windowWidth: 2, strideHeight: 2, strideWidth: 2), pool: pool)
    Kernels.copyBlocks(aPool, stride: 32, concatenate, targetStride: 64, blocks: 512, size: 32, adding: false, pool: pool)
    Kernels.copyBlocks(bPool, stride: 32, concatenate + 32, targetStride: 64, blocks: 512, size: 32, adding: false, pool: pool)
    Kernels.matmul(left: concatenate, panels: denseKernelPanels, bias: denseBias, activation: .relu, into: dense, geometry: .init(rows: 32, inner: 1024, columns: 64), pool: pool)
    Kernels.matmul(left: dense, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 32, classes: 10, scale: 0.03125,
        rowLosses: logitsRowLosses, gradient: nil, pool: pool))
    loss[0] = logitsLoss[0]
    return loss[0]
  }
}
