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
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-07, amsgrad: false)
  public static let learningRate = LearningRate.constant(0.001)
  /// Elements of all weights that are trained.
  public static let gradientCount = 75818
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "1da351ccf118c7c9", inputs: [.init("left", [8, 8, 1]), .init("right", [8, 8, 1])], outputs: [.init("logits", [10])], words: 1350656,
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

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let progress: UnsafeMutablePointer<ModelState.Progress>
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
  private var denseKernelPanels: Floats { memory + 264624 }
  private var logitsKernelPanels: Floats { memory + 330160 }

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
    Kernels.packKernel(aConv1Kernel,
      geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1, outputWidth: 1, filters: 32, kernelHeight: 3, kernelWidth: 3),
      into: aConv1KernelPanels, pool: pool)
    Kernels.packWinogradKernel(aConv2Kernel,
      geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1, outputWidth: 1, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      turned: false, into: aConv2KernelPanels, pool: pool)
    Kernels.pack(matrix: denseKernel, rowStride: 64, inner: 1024, columns: 64, into: denseKernelPanels, pool: pool)
    Kernels.pack(matrix: logitsKernel, rowStride: 10, inner: 64, columns: 10, into: logitsKernelPanels, pool: pool)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example, or of a batch of 32. Allocates nothing.
  public func predict(left: Span<Float>, right: Span<Float>, into logits: inout MutableSpan<Float>) {
    prepare()
    let rows = left.count == 64 ? 1 : 32
    let leftPlace = memory + 331184, rightPlace = memory + 886448, aConv1Bordered = memory + 396720, aConv1 = memory + 331184, aConv2Bordered = memory + 702128,
      aConv2 = memory + 804528, aConv2Scratch = memory + 331184, aPool = memory + 870064, bConv1Bordered = memory + 396720, bConv1 = memory + 331184,
      bConv2Bordered = memory + 702128, bConv2 = memory + 804528, bConv2Scratch = memory + 331184, bPool = memory + 363952, concatenate = memory + 331184, dense = memory + 363952,
      logitsPlace = memory + 331184
    leftPlace.write(left, count: rows * 64)
    rightPlace.write(right, count: rows * 64)
    // 12: conv2d: {name: conv1, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: leftPlace, into: aConv1Bordered, geometry: .init(images: rows, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.convolution(input: aConv1Bordered, packedKernel: aConv1KernelPanels, bias: aConv1Bias, activation: .relu, into: aConv1,
      geometry: .init(images: rows, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    // 13: conv2d: {name: conv2, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: aConv1, into: aConv2Bordered, geometry: .init(images: rows, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.winogradConvolution(input: aConv2Bordered, packedKernel: aConv2KernelPanels, bias: aConv2Bias, activation: .relu, into: aConv2, scratch: aConv2Scratch,
      geometry: .init(images: rows, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3),
      form: .fourByThree, pool: pool)
    // 14: max_pooling2d: {name: pool, pool_size: 2}
    Kernels.maxPooling(aConv2, aPool, positions: nil,
      geometry: .init(images: rows, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    // 12: conv2d: {name: conv1, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: rightPlace, into: bConv1Bordered, geometry: .init(images: rows, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.convolution(input: bConv1Bordered, packedKernel: aConv1KernelPanels, bias: aConv1Bias, activation: .relu, into: bConv1,
      geometry: .init(images: rows, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    // 13: conv2d: {name: conv2, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: bConv1, into: bConv2Bordered, geometry: .init(images: rows, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.winogradConvolution(input: bConv2Bordered, packedKernel: aConv2KernelPanels, bias: aConv2Bias, activation: .relu, into: bConv2, scratch: bConv2Scratch,
      geometry: .init(images: rows, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3),
      form: .fourByThree, pool: pool)
    // 14: max_pooling2d: {name: pool, pool_size: 2}
    Kernels.maxPooling(bConv2, bPool, positions: nil,
      geometry: .init(images: rows, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
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
    let count = Self.examples(in: left.count, of: 64)
    guard right.count == count * 64 else { fatalError("the inputs hold unequal numbers of examples") }
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

  /// Learns from a batch, by one update of each trained weight; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(left: Span<Float>, right: Span<Float>, labels: Span<Int32>) -> Float {
    let leftPlace = memory + 331184, rightPlace = memory + 804528, logitsLabels = memory + 1222320, aConv1Bordered = memory + 1276592, aConv1KernelPanels_2 = memory + 806576,
      aConv1 = memory + 906928, aConv2Bordered = memory + 702128, aConv2KernelPanels_2 = memory + 1169072, aConv2 = memory + 972464, aConv2Scratch = memory + 331184,
      aPool = memory + 1205936, aPoolPositions = memory + 1234608, bConv1Bordered = memory + 1279792, bConv1 = memory + 1038000, bConv2Bordered = memory + 804528,
      bConv2 = memory + 1103536, bConv2Scratch = memory + 331184, bPool = memory + 331184, bPoolPositions = memory + 462256, concatenate = memory + 396720, dense = memory + 331184,
      logitsPlace = memory + 1282992, logitsLoss = memory + 333264, logitsRowLosses = memory + 333232, logitsLossGradient = memory + 334512, loss = memory + 1283344,
      logitsBiasGradient = memory + 333248, logitsBiasScratch = memory + 333232, logitsKernelGradient = memory + 333232, logitsKernelTransposed = memory + 333872,
      denseGradient = memory + 478640, denseSumGradient = memory + 478640, denseBiasGradient = memory + 333232, denseBiasScratch = memory + 333296,
      denseKernelGradient = memory + 331184, denseKernelTransposed = memory + 396720, concatenateGradient = memory + 331184, bPoolGradient = memory + 363952,
      aPoolGradient = memory + 1250992, bConv2Gradient = memory + 1169072, bConv2SumGradient = memory + 1169072, aConv2BiasGradient = memory + 1283312,
      aConv2BiasScratch = memory + 331184, aConv2KernelGradient = memory + 1267376, aConv2KernelScratch = memory + 331184, bConv2GradientBordered = memory + 804528,
      aConv2KernelPackedTurned = memory + 1169072, bConv1Gradient = memory + 1103536, bConv1Scratch = memory + 331184, bConv1SumGradient = memory + 1103536,
      aConv1BiasGradient = memory + 1169072, aConv1BiasScratch = memory + 331184, aConv1KernelGradient = memory + 1038000, aConv2Gradient = memory + 804528,
      aConv2SumGradient = memory + 804528, aConv2BiasGradient_2 = memory + 331440, aConv2BiasScratch_2 = memory + 331184, aConv2KernelGradient_2 = memory + 664688,
      aConv2KernelScratch_2 = memory + 331184, aConv2GradientBordered = memory + 702128, aConv2KernelPackedTurned_2 = memory + 870064, aConv1Gradient = memory + 804528,
      aConv1Scratch = memory + 331184, aConv1SumGradient = memory + 804528, aConv1BiasGradient_2 = memory + 331440, aConv1BiasScratch_2 = memory + 331184,
      aConv1KernelGradient_2 = memory + 331184
    leftPlace.write(left, count: 2048)
    rightPlace.write(right, count: 2048)
    logitsLabels.write(labels, count: 32)
    let step = progress.pointee.nextUpdate()
    // 12: conv2d: {name: conv1, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: leftPlace, into: aConv1Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.packKernel(aConv1Kernel,
      geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1, outputWidth: 1, filters: 32, kernelHeight: 3, kernelWidth: 3),
      into: aConv1KernelPanels_2, pool: pool)
    Kernels.convolution(input: aConv1Bordered, packedKernel: aConv1KernelPanels_2, bias: aConv1Bias, activation: .relu, into: aConv1,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    // 13: conv2d: {name: conv2, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: aConv1, into: aConv2Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.packWinogradKernel(aConv2Kernel,
      geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1, outputWidth: 1, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      turned: false, into: aConv2KernelPanels_2, pool: pool)
    Kernels.winogradConvolution(input: aConv2Bordered, packedKernel: aConv2KernelPanels_2, bias: aConv2Bias, activation: .relu, into: aConv2, scratch: aConv2Scratch,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    // 14: max_pooling2d: {name: pool, pool_size: 2}
    Kernels.maxPooling(aConv2, aPool, positions: aPoolPositions.integers,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    // 12: conv2d: {name: conv1, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: rightPlace, into: bConv1Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.convolution(input: bConv1Bordered, packedKernel: aConv1KernelPanels_2, bias: aConv1Bias, activation: .relu, into: bConv1,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    // 13: conv2d: {name: conv2, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.border(source: bConv1, into: bConv2Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.winogradConvolution(input: bConv2Bordered, packedKernel: aConv2KernelPanels_2, bias: aConv2Bias, activation: .relu, into: bConv2, scratch: bConv2Scratch,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    // 14: max_pooling2d: {name: pool, pool_size: 2}
    Kernels.maxPooling(bConv2, bPool, positions: bPoolPositions.integers,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
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
    Kernels.maxPoolingGradient(bPoolGradient, positions: bPoolPositions.integers, bConv2Gradient,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: bConv2, bConv2Gradient, bConv2SumGradient, aConv2BiasGradient, rows: 2048, columns: 32, activation: .relu,
      scratch: aConv2BiasScratch, pool: pool)
    Kernels.winogradKernelGradient(input: bConv2Bordered, outputGradient: bConv2SumGradient, into: aConv2KernelGradient, scratch: aConv2KernelScratch,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    Kernels.border(source: bConv2SumGradient, into: bConv2GradientBordered,
      geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10), pool: pool)
    Kernels.packWinogradKernel(aConv2Kernel,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      turned: true, into: aConv2KernelPackedTurned, pool: pool)
    // Backward of 12: conv2d: {name: conv1, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.winogradConvolution(input: bConv2GradientBordered, packedKernel: aConv2KernelPackedTurned, into: bConv1Gradient, scratch: bConv1Scratch,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: bConv1, bConv1Gradient, bConv1SumGradient, aConv1BiasGradient, rows: 2048, columns: 32, activation: .relu,
      scratch: aConv1BiasScratch, pool: pool)
    Kernels.convolutionKernelGradient(input: bConv1Bordered, outputGradient: bConv1SumGradient, into: aConv1KernelGradient,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    // Backward of 13: conv2d: {name: conv2, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.maxPoolingGradient(aPoolGradient, positions: aPoolPositions.integers, aConv2Gradient,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: aConv2, aConv2Gradient, aConv2SumGradient, aConv2BiasGradient_2, rows: 2048, columns: 32, activation: .relu,
      scratch: aConv2BiasScratch_2, pool: pool)
    Kernels.addInto(aConv2BiasGradient, aConv2BiasGradient_2, count: 32, pool: pool)
    Kernels.update(Self.optimizer, parameter: aConv2Bias, gradient: aConv2BiasGradient, slots: memory + 94896, slotStride: 32, count: 32, step: step, pool: pool)
    Kernels.winogradKernelGradient(input: aConv2Bordered, outputGradient: aConv2SumGradient, into: aConv2KernelGradient_2, scratch: aConv2KernelScratch_2,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    Kernels.addInto(aConv2KernelGradient, aConv2KernelGradient_2, count: 9216, pool: pool)
    Kernels.border(source: aConv2SumGradient, into: aConv2GradientBordered,
      geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10), pool: pool)
    Kernels.packWinogradKernel(aConv2Kernel,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      turned: true, into: aConv2KernelPackedTurned_2, pool: pool)
    Kernels.update(Self.optimizer, parameter: aConv2Kernel, gradient: aConv2KernelGradient, slots: memory + 76464, slotStride: 9216, count: 9216, step: step, pool: pool)
    // Backward of 12: conv2d: {name: conv1, filters: 32, kernel_size: 3, padding: same, activation: relu}
    Kernels.winogradConvolution(input: aConv2GradientBordered, packedKernel: aConv2KernelPackedTurned_2, into: aConv1Gradient, scratch: aConv1Scratch,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: aConv1, aConv1Gradient, aConv1SumGradient, aConv1BiasGradient_2, rows: 2048, columns: 32, activation: .relu,
      scratch: aConv1BiasScratch_2, pool: pool)
    Kernels.addInto(aConv1BiasGradient, aConv1BiasGradient_2, count: 32, pool: pool)
    Kernels.update(Self.optimizer, parameter: aConv1Bias, gradient: aConv1BiasGradient, slots: memory + 76400, slotStride: 32, count: 32, step: step, pool: pool)
    Kernels.convolutionKernelGradient(input: aConv1Bordered, outputGradient: aConv1SumGradient, into: aConv1KernelGradient_2,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    Kernels.addInto(aConv1KernelGradient, aConv1KernelGradient_2, count: 288, pool: pool)
    Kernels.update(Self.optimizer, parameter: aConv1Kernel, gradient: aConv1KernelGradient, slots: memory + 75824, slotStride: 288, count: 288, step: step, pool: pool)
    progress.pointee.finishUpdate()
    return loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without dropout.
  /// Returns the loss.
  public func gradient(left: Span<Float>, right: Span<Float>, labels: Span<Int32>, into gradient: inout MutableSpan<Float>) -> Float {
    let leftPlace = memory + 331184, rightPlace = memory + 804528, logitsLabels = memory + 1222320, aConv1Bordered = memory + 1342128, aConv1KernelPanels_2 = memory + 806576,
      aConv1 = memory + 906928, aConv2Bordered = memory + 702128, aConv2KernelPanels_2 = memory + 1169072, aConv2 = memory + 972464, aConv2Scratch = memory + 331184,
      aPool = memory + 1205936, aPoolPositions = memory + 1300144, bConv1Bordered = memory + 1345328, bConv1 = memory + 1038000, bConv2Bordered = memory + 804528,
      bConv2 = memory + 1103536, bConv2Scratch = memory + 331184, bPool = memory + 363952, bPoolPositions = memory + 429488, concatenate = memory + 331184, dense = memory + 363952,
      logitsPlace = memory + 1349168, logitsLoss = memory + 366032, logitsRowLosses = memory + 366000, logitsLossGradient = memory + 366640, loss = memory + 1349584,
      logitsBiasGradient = memory + 1349600, logitsBiasScratch = memory + 366000, logitsKernelGradient = memory + 1348528, logitsKernelTransposed = memory + 366000,
      denseGradient = memory + 445872, denseSumGradient = memory + 445872, denseBiasGradient = memory + 1349488, denseBiasScratch = memory + 366000,
      denseKernelGradient = memory + 1169072, denseKernelTransposed = memory + 331184, concatenateGradient = memory + 396720, bPoolGradient = memory + 331184,
      aPoolGradient = memory + 1316528, bConv2Gradient = memory + 1234608, bConv2SumGradient = memory + 1234608, aConv2BiasGradient = memory + 1349552,
      aConv2BiasScratch = memory + 331184, aConv2KernelGradient = memory + 1332912, aConv2KernelScratch = memory + 331184, bConv2GradientBordered = memory + 804528,
      aConv2KernelPackedTurned = memory + 1234608, bConv1Gradient = memory + 1103536, bConv1Scratch = memory + 331184, bConv1SumGradient = memory + 1103536,
      aConv1BiasGradient = memory + 1234608, aConv1BiasScratch = memory + 331184, aConv1KernelGradient = memory + 1038000, aConv2Gradient = memory + 804528,
      aConv2SumGradient = memory + 804528, aConv2BiasGradient_2 = memory + 331440, aConv2BiasScratch_2 = memory + 331184, aConv2KernelGradient_2 = memory + 664688,
      aConv2KernelScratch_2 = memory + 331184, aConv2GradientBordered = memory + 702128, aConv2KernelPackedTurned_2 = memory + 870064, aConv1Gradient = memory + 804528,
      aConv1Scratch = memory + 331184, aConv1SumGradient = memory + 804528, aConv1BiasGradient_2 = memory + 331440, aConv1BiasScratch_2 = memory + 331184,
      aConv1KernelGradient_2 = memory + 331184
    leftPlace.write(left, count: 2048)
    rightPlace.write(right, count: 2048)
    logitsLabels.write(labels, count: 32)
    Kernels.border(source: leftPlace, into: aConv1Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.packKernel(aConv1Kernel,
      geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1, outputWidth: 1, filters: 32, kernelHeight: 3, kernelWidth: 3),
      into: aConv1KernelPanels_2, pool: pool)
    Kernels.convolution(input: aConv1Bordered, packedKernel: aConv1KernelPanels_2, bias: aConv1Bias, activation: .relu, into: aConv1,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    Kernels.border(source: aConv1, into: aConv2Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.packWinogradKernel(aConv2Kernel,
      geometry: .init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1, outputWidth: 1, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      turned: false, into: aConv2KernelPanels_2, pool: pool)
    Kernels.winogradConvolution(input: aConv2Bordered, packedKernel: aConv2KernelPanels_2, bias: aConv2Bias, activation: .relu, into: aConv2, scratch: aConv2Scratch,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    Kernels.maxPooling(aConv2, aPool, positions: aPoolPositions.integers,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    Kernels.border(source: rightPlace, into: bConv1Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.convolution(input: bConv1Bordered, packedKernel: aConv1KernelPanels_2, bias: aConv1Bias, activation: .relu, into: bConv1,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    Kernels.border(source: bConv1, into: bConv2Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.winogradConvolution(input: bConv2Bordered, packedKernel: aConv2KernelPanels_2, bias: aConv2Bias, activation: .relu, into: bConv2, scratch: bConv2Scratch,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    Kernels.maxPooling(bConv2, bPool, positions: bPoolPositions.integers,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
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
    Kernels.maxPoolingGradient(bPoolGradient, positions: bPoolPositions.integers, bConv2Gradient,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: bConv2, bConv2Gradient, bConv2SumGradient, aConv2BiasGradient, rows: 2048, columns: 32, activation: .relu,
      scratch: aConv2BiasScratch, pool: pool)
    Kernels.winogradKernelGradient(input: bConv2Bordered, outputGradient: bConv2SumGradient, into: aConv2KernelGradient, scratch: aConv2KernelScratch,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    Kernels.border(source: bConv2SumGradient, into: bConv2GradientBordered,
      geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10), pool: pool)
    Kernels.packWinogradKernel(aConv2Kernel,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      turned: true, into: aConv2KernelPackedTurned, pool: pool)
    Kernels.winogradConvolution(input: bConv2GradientBordered, packedKernel: aConv2KernelPackedTurned, into: bConv1Gradient, scratch: bConv1Scratch,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: bConv1, bConv1Gradient, bConv1SumGradient, aConv1BiasGradient, rows: 2048, columns: 32, activation: .relu,
      scratch: aConv1BiasScratch, pool: pool)
    Kernels.convolutionKernelGradient(input: bConv1Bordered, outputGradient: bConv1SumGradient, into: aConv1KernelGradient,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    Kernels.maxPoolingGradient(aPoolGradient, positions: aPoolPositions.integers, aConv2Gradient,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: aConv2, aConv2Gradient, aConv2SumGradient, aConv2BiasGradient_2, rows: 2048, columns: 32, activation: .relu,
      scratch: aConv2BiasScratch_2, pool: pool)
    Kernels.addInto(aConv2BiasGradient, aConv2BiasGradient_2, count: 32, pool: pool)
    Kernels.winogradKernelGradient(input: aConv2Bordered, outputGradient: aConv2SumGradient, into: aConv2KernelGradient_2, scratch: aConv2KernelScratch_2,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    Kernels.addInto(aConv2KernelGradient, aConv2KernelGradient_2, count: 9216, pool: pool)
    Kernels.border(source: aConv2SumGradient, into: aConv2GradientBordered,
      geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10), pool: pool)
    Kernels.packWinogradKernel(aConv2Kernel,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      turned: true, into: aConv2KernelPackedTurned_2, pool: pool)
    Kernels.winogradConvolution(input: aConv2GradientBordered, packedKernel: aConv2KernelPackedTurned_2, into: aConv1Gradient, scratch: aConv1Scratch,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: aConv1, aConv1Gradient, aConv1SumGradient, aConv1BiasGradient_2, rows: 2048, columns: 32, activation: .relu,
      scratch: aConv1BiasScratch_2, pool: pool)
    Kernels.addInto(aConv1BiasGradient, aConv1BiasGradient_2, count: 32, pool: pool)
    Kernels.convolutionKernelGradient(input: aConv1Bordered, outputGradient: aConv1SumGradient, into: aConv1KernelGradient_2,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
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
    prepare()
    let leftPlace = memory + 331184, rightPlace = memory + 886448, logitsLabels = memory + 888496, aConv1Bordered = memory + 396720, aConv1 = memory + 331184,
      aConv2Bordered = memory + 702128, aConv2 = memory + 804528, aConv2Scratch = memory + 331184, aPool = memory + 870064, bConv1Bordered = memory + 396720,
      bConv1 = memory + 331184, bConv2Bordered = memory + 702128, bConv2 = memory + 804528, bConv2Scratch = memory + 331184, bPool = memory + 363952, concatenate = memory + 331184,
      dense = memory + 363952, logitsPlace = memory + 331184, logitsLoss = memory + 331536, logitsRowLosses = memory + 331504, loss = memory + 331504
    leftPlace.write(left, count: 2048)
    rightPlace.write(right, count: 2048)
    logitsLabels.write(labels, count: 32)
    Kernels.border(source: leftPlace, into: aConv1Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.convolution(input: aConv1Bordered, packedKernel: aConv1KernelPanels, bias: aConv1Bias, activation: .relu, into: aConv1,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    Kernels.border(source: aConv1, into: aConv2Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.winogradConvolution(input: aConv2Bordered, packedKernel: aConv2KernelPanels, bias: aConv2Bias, activation: .relu, into: aConv2, scratch: aConv2Scratch,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    Kernels.maxPooling(aConv2, aPool, positions: nil,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
    Kernels.border(source: rightPlace, into: bConv1Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.convolution(input: bConv1Bordered, packedKernel: aConv1KernelPanels, bias: aConv1Bias, activation: .relu, into: bConv1,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), pool: pool)
    Kernels.border(source: bConv1, into: bConv2Bordered, geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10, frameWidth: 10),
      pool: pool)
    Kernels.winogradConvolution(input: bConv2Bordered, packedKernel: aConv2KernelPanels, bias: aConv2Bias, activation: .relu, into: bConv2, scratch: bConv2Scratch,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8, outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree,
      pool: pool)
    Kernels.maxPooling(bConv2, bPool, positions: nil,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4, outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2),
      pool: pool)
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
