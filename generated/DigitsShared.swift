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
    network: "2:1afa369ed212a22e:70f33a06159e95b8",
      inputs: [.init("left", [8, 8, 1]), .init("right", [8, 8, 1])], outputs: [.init("logits", [10])],
      words: 1350656,
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
  private let machine: Kernels.Machine
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
    machine = Kernels.Machine(pool)
    self.pool = pool
  }

  /// Packs the weights as kernels read them, when they have changed.
  public func prepare() {
    guard !progress.pointee.isPrepared else { return }
    Kernels.Pack(aConv1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1,
          outputWidth: 1, filters: 32, kernelHeight: 3, kernelWidth: 3)),
      into: aConv1KernelPanels).run(on: machine)
    Kernels.Pack(aConv2Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1,
          outputWidth: 1, filters: 32, kernelHeight: 3, kernelWidth: 3), .fourByThree),
      into: aConv2KernelPanels).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 1024, columns: 64), into: denseKernelPanels).run(on: machine)
    Kernels.Pack(logitsKernel, as: .matrix(inner: 64, columns: 10), into: logitsKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example, or of a batch of 32. Allocates nothing.
  public func predict(left: Span<Float>, right: Span<Float>, into logits: inout MutableSpan<Float>) {
    prepare()
    let rows = left.count == 64 ? 1 : 32
    let leftPlace = (memory + 331184).write(left, count: rows * 64)
    let rightPlace = (memory + 886448).write(right, count: rows * 64)
    // 12: conv2d: {name: conv1, filters: 32, kernel_size: 3, padding: same, activation: re…
    let aConv1Bordered = Kernels.Border(leftPlace, into: memory + 396720,
      geometry: .init(images: rows, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let aConv1 = Kernels.Convolution(input: aConv1Bordered, packedKernel: aConv1KernelPanels,
      bias: aConv1Bias, activation: .relu, into: memory + 331184,
      geometry: .init(images: rows, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    // 13: conv2d: {name: conv2, filters: 32, kernel_size: 3, padding: same, activation: re…
    let aConv2Bordered = Kernels.Border(aConv1, into: memory + 702128,
      geometry: .init(images: rows, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let aConv2 = Kernels.Convolution(input: aConv2Bordered, packedKernel: aConv2KernelPanels,
      bias: aConv2Bias, activation: .relu, into: memory + 804528, scratch: memory + 331184,
      geometry: .init(images: rows, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    // 14: max_pooling2d: {name: pool, pool_size: 2}
    let aPool = Kernels.MaxPool(aConv2, memory + 870064,
      geometry: .init(images: rows, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 12: conv2d: {name: conv1, filters: 32, kernel_size: 3, padding: same, activation: re…
    let bConv1Bordered = Kernels.Border(rightPlace, into: memory + 396720,
      geometry: .init(images: rows, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let bConv1 = Kernels.Convolution(input: bConv1Bordered, packedKernel: aConv1KernelPanels,
      bias: aConv1Bias, activation: .relu, into: memory + 331184,
      geometry: .init(images: rows, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    // 13: conv2d: {name: conv2, filters: 32, kernel_size: 3, padding: same, activation: re…
    let bConv2Bordered = Kernels.Border(bConv1, into: memory + 702128,
      geometry: .init(images: rows, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let bConv2 = Kernels.Convolution(input: bConv2Bordered, packedKernel: aConv2KernelPanels,
      bias: aConv2Bias, activation: .relu, into: memory + 804528, scratch: memory + 331184,
      geometry: .init(images: rows, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    // 14: max_pooling2d: {name: pool, pool_size: 2}
    let bPool = Kernels.MaxPool(bConv2, memory + 363952,
      geometry: .init(images: rows, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 19: concatenate: {inputs: [a, b]}
    let concatenate = Kernels.CopyBlocks(from: aPool, fromStride: 32, to: memory + 331184, toStride: 64,
      blocks: rows * 16, size: 32).run(on: machine)
    Kernels.CopyBlocks(from: bPool, fromStride: 32, to: concatenate, toStart: 32, toStride: 64,
      blocks: rows * 16, size: 32).run(on: machine)
    // 21: dense: {units: 64, activation: relu}
    let dense = Kernels.Matmul(left: concatenate, panels: denseKernelPanels, bias: denseBias,
      activation: .relu, into: memory + 363952,
      geometry: .init(rows: rows, inner: 1024, columns: 64)).run(on: machine)
    // 22: dense: {name: logits, units: 10}
    let logitsPlace = Kernels.Matmul(left: dense, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 331184, geometry: .init(rows: rows, inner: 64, columns: 10)).run(on: machine)
    logitsPlace.read(into: &logits, count: rows * 10)
  }

  /// Computes logits of any number of examples: whole batches, then one by one.
  public func predict(left: [Float], right: [Float]) -> [Float] {
    let count = Self.examples(in: left.count, of: 64)
    guard right.count == count * 64 else {
      fatalError("the inputs hold unequal numbers of examples")
    }
    var logits: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 10)
      var span = part.mutableSpan
      predict(left: left.span.extracting(first * 64..<(first + rows) * 64),
        right: right.span.extracting(first * 64..<(first + rows) * 64), into: &span)
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

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(left: Span<Float>, right: Span<Float>, labels: Span<Int32>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let leftPlace = (memory + 331184).write(left, count: 2048)
    let rightPlace = (memory + 804528).write(right, count: 2048)
    let logitsLabels = (memory + 1222320).write(labels, count: 32)
    // 12: conv2d: {name: conv1, filters: 32, kernel_size: 3, padding: same, activation: re…
    let aConv1Bordered = Kernels.Border(leftPlace, into: memory + 1276592,
      geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let aConv1KernelPanels_2 = Kernels.Pack(aConv1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1,
          outputWidth: 1, filters: 32, kernelHeight: 3, kernelWidth: 3)),
      into: memory + 806576).run(on: machine)
    let aConv1 = Kernels.Convolution(input: aConv1Bordered, packedKernel: aConv1KernelPanels_2,
      bias: aConv1Bias, activation: .relu, into: memory + 906928,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    // 13: conv2d: {name: conv2, filters: 32, kernel_size: 3, padding: same, activation: re…
    let aConv2Bordered = Kernels.Border(aConv1, into: memory + 702128,
      geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let aConv2KernelPanels_2 = Kernels.Pack(aConv2Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1,
          outputWidth: 1, filters: 32, kernelHeight: 3, kernelWidth: 3), .fourByThree),
      into: memory + 1169072).run(on: machine)
    let aConv2 = Kernels.Convolution(input: aConv2Bordered, packedKernel: aConv2KernelPanels_2,
      bias: aConv2Bias, activation: .relu, into: memory + 972464, scratch: memory + 331184,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    // 14: max_pooling2d: {name: pool, pool_size: 2}
    let aPoolPositions = memory + 1234608
    let aPool = Kernels.MaxPool(aConv2, memory + 1205936, positions: aPoolPositions,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 12: conv2d: {name: conv1, filters: 32, kernel_size: 3, padding: same, activation: re…
    let bConv1Bordered = Kernels.Border(rightPlace, into: memory + 1279792,
      geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let bConv1 = Kernels.Convolution(input: bConv1Bordered, packedKernel: aConv1KernelPanels_2,
      bias: aConv1Bias, activation: .relu, into: memory + 1038000,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    // 13: conv2d: {name: conv2, filters: 32, kernel_size: 3, padding: same, activation: re…
    let bConv2Bordered = Kernels.Border(bConv1, into: memory + 804528,
      geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let bConv2 = Kernels.Convolution(input: bConv2Bordered, packedKernel: aConv2KernelPanels_2,
      bias: aConv2Bias, activation: .relu, into: memory + 1103536, scratch: memory + 331184,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    // 14: max_pooling2d: {name: pool, pool_size: 2}
    let bPoolPositions = memory + 462256
    let bPool = Kernels.MaxPool(bConv2, memory + 331184, positions: bPoolPositions,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 19: concatenate: {inputs: [a, b]}
    let concatenate = Kernels.CopyBlocks(from: aPool, fromStride: 32, to: memory + 396720, toStride: 64,
      blocks: 512, size: 32).run(on: machine)
    Kernels.CopyBlocks(from: bPool, fromStride: 32, to: concatenate, toStart: 32, toStride: 64, blocks: 512,
      size: 32).run(on: machine)
    // 21: dense: {units: 64, activation: relu}
    let dense = Kernels.Matmul(left: concatenate, right: denseKernel, bias: denseBias, activation: .relu,
      into: memory + 331184, geometry: .init(rows: 32, inner: 1024, columns: 64)).run(on: machine)
    // 22: dense: {name: logits, units: 10}
    let logitsLinear = Kernels.Matmul(left: dense, right: logitsKernel, bias: logitsBias,
      into: memory + 333232, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    // 25: loss: {sparse_categorical_crossentropy: {from_logits: true}}
    let logitsLossGradient = memory + 334512
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 1283024, rowLosses: memory + 333552,
      gradient: logitsLossGradient, rows: 32, classes: 10, scale: 0.03125).run(on: machine)
    // Backward of 22: dense: {name: logits, units: 10}
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 333248, rows: 32, columns: 10,
      scratch: memory + 333232).run(on: machine)
    Kernels.Update(Self.optimizer, logitsBias, gradient: logitsBiasGradient,
      slots: .init(memory + 227440, memory + 227456), count: 10).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: dense, right: logitsLossGradient,
      into: memory + 333232, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    let logitsKernelTransposed = Kernels.Pack(logitsKernel, as: .transposed(inner: 10, columns: 64),
      into: memory + 333872).run(on: machine)
    Kernels.Update(Self.optimizer, logitsKernel, gradient: logitsKernelGradient,
      slots: .init(memory + 226160, memory + 226800), count: 640).run(on: machine)
    // Backward of 21: dense: {units: 64, activation: relu}
    let denseGradient = Kernels.Matmul(left: logitsLossGradient, panels: logitsKernelTransposed,
      into: memory + 478640, geometry: .init(rows: 32, inner: 10, columns: 64)).run(on: machine)
    let denseBiasGradient = memory + 333232
    let denseSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense, denseGradient,
      memory + 478640, denseBiasGradient, rows: 32, columns: 64, activation: .relu,
      scratch: memory + 333296).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient,
      slots: .init(memory + 226032, memory + 226096), count: 64).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: concatenate, right: denseSumGradient,
      into: memory + 331184, geometry: .init(rows: 32, inner: 1024, columns: 64)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 64, columns: 1024),
      into: memory + 396720).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient,
      slots: .init(memory + 94960, memory + 160496), count: 65536).run(on: machine)
    // Backward of 19: concatenate: {inputs: [a, b]}
    let concatenateGradient = Kernels.Matmul(left: denseSumGradient, panels: denseKernelTransposed,
      into: memory + 331184, geometry: .init(rows: 32, inner: 64, columns: 1024)).run(on: machine)
    // Backward of 14: max_pooling2d: {name: pool, pool_size: 2}
    let bPoolGradient = Kernels.CopyBlocks(from: concatenateGradient, fromStart: 32, fromStride: 64,
      to: memory + 363952, toStride: 32, blocks: 512, size: 32).run(on: machine)
    let aPoolGradient = Kernels.CopyBlocks(from: concatenateGradient, fromStride: 64, to: memory + 1250992,
      toStride: 32, blocks: 512, size: 32).run(on: machine)
    // Backward of 13: conv2d: {name: conv2, filters: 32, kernel_size: 3, padding: same, activation: re…
    let bConv2Gradient = Kernels.MaxPoolGradient(bPoolGradient, positions: bPoolPositions, memory + 1169072,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let aConv2BiasGradient = memory + 1282992
    let bConv2SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: bConv2, bConv2Gradient,
      memory + 1169072, aConv2BiasGradient, rows: 2048, columns: 32, activation: .relu,
      scratch: memory + 331184).run(on: machine)
    let aConv2KernelGradient = Kernels.ConvolutionKernelGradient(input: bConv2Bordered,
      outputGradient: bConv2SumGradient, into: memory + 1267376, scratch: memory + 331184,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let bConv2GradientBordered = Kernels.Border(bConv2SumGradient, into: memory + 804528,
      geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let aConv2KernelPackedTurned = Kernels.Pack(aConv2Kernel,
      as: .turnedKernel(.init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
          outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), .fourByThree),
      into: memory + 1169072).run(on: machine)
    // Backward of 12: conv2d: {name: conv1, filters: 32, kernel_size: 3, padding: same, activation: re…
    let bConv1Gradient = Kernels.Convolution(input: bConv2GradientBordered,
      packedKernel: aConv2KernelPackedTurned, into: memory + 1103536, scratch: memory + 331184,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let aConv1BiasGradient = memory + 1169072
    let bConv1SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: bConv1, bConv1Gradient,
      memory + 1103536, aConv1BiasGradient, rows: 2048, columns: 32, activation: .relu,
      scratch: memory + 331184).run(on: machine)
    let aConv1KernelGradient = Kernels.ConvolutionKernelGradient(input: bConv1Bordered,
      outputGradient: bConv1SumGradient, into: memory + 1038000,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    // Backward of 13: conv2d: {name: conv2, filters: 32, kernel_size: 3, padding: same, activation: re…
    let aConv2Gradient = Kernels.MaxPoolGradient(aPoolGradient, positions: aPoolPositions, memory + 804528,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let aConv2BiasGradient_2 = memory + 331440
    let aConv2SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: aConv2, aConv2Gradient,
      memory + 804528, aConv2BiasGradient_2, rows: 2048, columns: 32, activation: .relu,
      scratch: memory + 331184).run(on: machine)
    Kernels.AddInto(aConv2BiasGradient, aConv2BiasGradient_2, count: 32).run(on: machine)
    Kernels.Update(Self.optimizer, aConv2Bias, gradient: aConv2BiasGradient,
      slots: .init(memory + 94896, memory + 94928), count: 32).run(on: machine)
    let aConv2KernelGradient_2 = Kernels.ConvolutionKernelGradient(input: aConv2Bordered,
      outputGradient: aConv2SumGradient, into: memory + 664688, scratch: memory + 331184,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    Kernels.AddInto(aConv2KernelGradient, aConv2KernelGradient_2, count: 9216).run(on: machine)
    let aConv2GradientBordered = Kernels.Border(aConv2SumGradient, into: memory + 702128,
      geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let aConv2KernelPackedTurned_2 = Kernels.Pack(aConv2Kernel,
      as: .turnedKernel(.init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
          outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), .fourByThree),
      into: memory + 870064).run(on: machine)
    Kernels.Update(Self.optimizer, aConv2Kernel, gradient: aConv2KernelGradient,
      slots: .init(memory + 76464, memory + 85680), count: 9216).run(on: machine)
    // Backward of 12: conv2d: {name: conv1, filters: 32, kernel_size: 3, padding: same, activation: re…
    let aConv1Gradient = Kernels.Convolution(input: aConv2GradientBordered,
      packedKernel: aConv2KernelPackedTurned_2, into: memory + 804528, scratch: memory + 331184,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let aConv1BiasGradient_2 = memory + 331440
    let aConv1SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: aConv1, aConv1Gradient,
      memory + 804528, aConv1BiasGradient_2, rows: 2048, columns: 32, activation: .relu,
      scratch: memory + 331184).run(on: machine)
    Kernels.AddInto(aConv1BiasGradient, aConv1BiasGradient_2, count: 32).run(on: machine)
    Kernels.Update(Self.optimizer, aConv1Bias, gradient: aConv1BiasGradient,
      slots: .init(memory + 76400, memory + 76432), count: 32).run(on: machine)
    let aConv1KernelGradient_2 = Kernels.ConvolutionKernelGradient(input: aConv1Bordered,
      outputGradient: aConv1SumGradient, into: memory + 331184,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    Kernels.AddInto(aConv1KernelGradient, aConv1KernelGradient_2, count: 288).run(on: machine)
    Kernels.Update(Self.optimizer, aConv1Kernel, gradient: aConv1KernelGradient,
      slots: .init(memory + 75824, memory + 76112), count: 288).run(on: machine)
    progress.pointee.finishUpdate()
    return logitsLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(left: Span<Float>, right: Span<Float>, labels: Span<Int32>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let leftPlace = (memory + 331184).write(left, count: 2048)
    let rightPlace = (memory + 804528).write(right, count: 2048)
    let logitsLabels = (memory + 1222320).write(labels, count: 32)
    let aConv1Bordered = Kernels.Border(leftPlace, into: memory + 1342128,
      geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let aConv1KernelPanels_2 = Kernels.Pack(aConv1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1,
          outputWidth: 1, filters: 32, kernelHeight: 3, kernelWidth: 3)),
      into: memory + 806576).run(on: machine)
    let aConv1 = Kernels.Convolution(input: aConv1Bordered, packedKernel: aConv1KernelPanels_2,
      bias: aConv1Bias, activation: .relu, into: memory + 906928,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    let aConv2Bordered = Kernels.Border(aConv1, into: memory + 702128,
      geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let aConv2KernelPanels_2 = Kernels.Pack(aConv2Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1,
          outputWidth: 1, filters: 32, kernelHeight: 3, kernelWidth: 3), .fourByThree),
      into: memory + 1169072).run(on: machine)
    let aConv2 = Kernels.Convolution(input: aConv2Bordered, packedKernel: aConv2KernelPanels_2,
      bias: aConv2Bias, activation: .relu, into: memory + 972464, scratch: memory + 331184,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let aPoolPositions = memory + 1300144
    let aPool = Kernels.MaxPool(aConv2, memory + 1205936, positions: aPoolPositions,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let bConv1Bordered = Kernels.Border(rightPlace, into: memory + 1345328,
      geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let bConv1 = Kernels.Convolution(input: bConv1Bordered, packedKernel: aConv1KernelPanels_2,
      bias: aConv1Bias, activation: .relu, into: memory + 1038000,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    let bConv2Bordered = Kernels.Border(bConv1, into: memory + 804528,
      geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let bConv2 = Kernels.Convolution(input: bConv2Bordered, packedKernel: aConv2KernelPanels_2,
      bias: aConv2Bias, activation: .relu, into: memory + 1103536, scratch: memory + 331184,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let bPoolPositions = memory + 429488
    let bPool = Kernels.MaxPool(bConv2, memory + 363952, positions: bPoolPositions,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let concatenate = Kernels.CopyBlocks(from: aPool, fromStride: 32, to: memory + 331184, toStride: 64,
      blocks: 512, size: 32).run(on: machine)
    Kernels.CopyBlocks(from: bPool, fromStride: 32, to: concatenate, toStart: 32, toStride: 64, blocks: 512,
      size: 32).run(on: machine)
    let dense = Kernels.Matmul(left: concatenate, right: denseKernel, bias: denseBias, activation: .relu,
      into: memory + 363952, geometry: .init(rows: 32, inner: 1024, columns: 64)).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: dense, right: logitsKernel, bias: logitsBias,
      into: memory + 366000, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    let logitsLossGradient = memory + 366640
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 1349264, rowLosses: memory + 366320,
      gradient: logitsLossGradient, rows: 32, classes: 10, scale: 0.03125).run(on: machine)
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 1349280, rows: 32, columns: 10,
      scratch: memory + 366000).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: dense, right: logitsLossGradient,
      into: memory + 1348528, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    let logitsKernelTransposed = Kernels.Pack(logitsKernel, as: .transposed(inner: 10, columns: 64),
      into: memory + 366000).run(on: machine)
    let denseGradient = Kernels.Matmul(left: logitsLossGradient, panels: logitsKernelTransposed,
      into: memory + 445872, geometry: .init(rows: 32, inner: 10, columns: 64)).run(on: machine)
    let denseBiasGradient = memory + 1349168
    let denseSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense, denseGradient,
      memory + 445872, denseBiasGradient, rows: 32, columns: 64, activation: .relu,
      scratch: memory + 366000).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: concatenate, right: denseSumGradient,
      into: memory + 1169072, geometry: .init(rows: 32, inner: 1024, columns: 64)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 64, columns: 1024),
      into: memory + 331184).run(on: machine)
    let concatenateGradient = Kernels.Matmul(left: denseSumGradient, panels: denseKernelTransposed,
      into: memory + 396720, geometry: .init(rows: 32, inner: 64, columns: 1024)).run(on: machine)
    let bPoolGradient = Kernels.CopyBlocks(from: concatenateGradient, fromStart: 32, fromStride: 64,
      to: memory + 331184, toStride: 32, blocks: 512, size: 32).run(on: machine)
    let aPoolGradient = Kernels.CopyBlocks(from: concatenateGradient, fromStride: 64, to: memory + 1316528,
      toStride: 32, blocks: 512, size: 32).run(on: machine)
    let bConv2Gradient = Kernels.MaxPoolGradient(bPoolGradient, positions: bPoolPositions, memory + 1234608,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let aConv2BiasGradient = memory + 1349232
    let bConv2SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: bConv2, bConv2Gradient,
      memory + 1234608, aConv2BiasGradient, rows: 2048, columns: 32, activation: .relu,
      scratch: memory + 331184).run(on: machine)
    let aConv2KernelGradient = Kernels.ConvolutionKernelGradient(input: bConv2Bordered,
      outputGradient: bConv2SumGradient, into: memory + 1332912, scratch: memory + 331184,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let bConv2GradientBordered = Kernels.Border(bConv2SumGradient, into: memory + 804528,
      geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let aConv2KernelPackedTurned = Kernels.Pack(aConv2Kernel,
      as: .turnedKernel(.init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
          outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), .fourByThree),
      into: memory + 1234608).run(on: machine)
    let bConv1Gradient = Kernels.Convolution(input: bConv2GradientBordered,
      packedKernel: aConv2KernelPackedTurned, into: memory + 1103536, scratch: memory + 331184,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let aConv1BiasGradient = memory + 1234608
    let bConv1SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: bConv1, bConv1Gradient,
      memory + 1103536, aConv1BiasGradient, rows: 2048, columns: 32, activation: .relu,
      scratch: memory + 331184).run(on: machine)
    let aConv1KernelGradient = Kernels.ConvolutionKernelGradient(input: bConv1Bordered,
      outputGradient: bConv1SumGradient, into: memory + 1038000,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    let aConv2Gradient = Kernels.MaxPoolGradient(aPoolGradient, positions: aPoolPositions, memory + 804528,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let aConv2BiasGradient_2 = memory + 331440
    let aConv2SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: aConv2, aConv2Gradient,
      memory + 804528, aConv2BiasGradient_2, rows: 2048, columns: 32, activation: .relu,
      scratch: memory + 331184).run(on: machine)
    Kernels.AddInto(aConv2BiasGradient, aConv2BiasGradient_2, count: 32).run(on: machine)
    let aConv2KernelGradient_2 = Kernels.ConvolutionKernelGradient(input: aConv2Bordered,
      outputGradient: aConv2SumGradient, into: memory + 664688, scratch: memory + 331184,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    Kernels.AddInto(aConv2KernelGradient, aConv2KernelGradient_2, count: 9216).run(on: machine)
    let aConv2GradientBordered = Kernels.Border(aConv2SumGradient, into: memory + 702128,
      geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let aConv2KernelPackedTurned_2 = Kernels.Pack(aConv2Kernel,
      as: .turnedKernel(.init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
          outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), .fourByThree),
      into: memory + 870064).run(on: machine)
    let aConv1Gradient = Kernels.Convolution(input: aConv2GradientBordered,
      packedKernel: aConv2KernelPackedTurned_2, into: memory + 804528, scratch: memory + 331184,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let aConv1BiasGradient_2 = memory + 331440
    let aConv1SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: aConv1, aConv1Gradient,
      memory + 804528, aConv1BiasGradient_2, rows: 2048, columns: 32, activation: .relu,
      scratch: memory + 331184).run(on: machine)
    Kernels.AddInto(aConv1BiasGradient, aConv1BiasGradient_2, count: 32).run(on: machine)
    let aConv1KernelGradient_2 = Kernels.ConvolutionKernelGradient(input: aConv1Bordered,
      outputGradient: aConv1SumGradient, into: memory + 331184,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    Kernels.AddInto(aConv1KernelGradient, aConv1KernelGradient_2, count: 288).run(on: machine)
    aConv1KernelGradient.read(into: &gradient, at: 0, count: 288)
    aConv1BiasGradient.read(into: &gradient, at: 288, count: 32)
    aConv2KernelGradient.read(into: &gradient, at: 320, count: 9216)
    aConv2BiasGradient.read(into: &gradient, at: 9536, count: 32)
    denseKernelGradient.read(into: &gradient, at: 9568, count: 65536)
    denseBiasGradient.read(into: &gradient, at: 75104, count: 64)
    logitsKernelGradient.read(into: &gradient, at: 75168, count: 640)
    logitsBiasGradient.read(into: &gradient, at: 75808, count: 10)
    return logitsLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(left: Span<Float>, right: Span<Float>, labels: Span<Int32>) -> Float {
    prepare()
    let leftPlace = (memory + 331184).write(left, count: 2048)
    let rightPlace = (memory + 886448).write(right, count: 2048)
    let logitsLabels = (memory + 888496).write(labels, count: 32)
    let aConv1Bordered = Kernels.Border(leftPlace, into: memory + 396720,
      geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let aConv1 = Kernels.Convolution(input: aConv1Bordered, packedKernel: aConv1KernelPanels,
      bias: aConv1Bias, activation: .relu, into: memory + 331184,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    let aConv2Bordered = Kernels.Border(aConv1, into: memory + 702128,
      geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let aConv2 = Kernels.Convolution(input: aConv2Bordered, packedKernel: aConv2KernelPanels,
      bias: aConv2Bias, activation: .relu, into: memory + 804528, scratch: memory + 331184,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let aPool = Kernels.MaxPool(aConv2, memory + 870064,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let bConv1Bordered = Kernels.Border(rightPlace, into: memory + 396720,
      geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let bConv1 = Kernels.Convolution(input: bConv1Bordered, packedKernel: aConv1KernelPanels,
      bias: aConv1Bias, activation: .relu, into: memory + 331184,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    let bConv2Bordered = Kernels.Border(bConv1, into: memory + 702128,
      geometry: .init(images: 32, height: 8, width: 8, channels: 32, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let bConv2 = Kernels.Convolution(input: bConv2Bordered, packedKernel: aConv2KernelPanels,
      bias: aConv2Bias, activation: .relu, into: memory + 804528, scratch: memory + 331184,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 32, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let bPool = Kernels.MaxPool(bConv2, memory + 363952,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let concatenate = Kernels.CopyBlocks(from: aPool, fromStride: 32, to: memory + 331184, toStride: 64,
      blocks: 512, size: 32).run(on: machine)
    Kernels.CopyBlocks(from: bPool, fromStride: 32, to: concatenate, toStart: 32, toStride: 64, blocks: 512,
      size: 32).run(on: machine)
    let dense = Kernels.Matmul(left: concatenate, panels: denseKernelPanels, bias: denseBias,
      activation: .relu, into: memory + 363952,
      geometry: .init(rows: 32, inner: 1024, columns: 64)).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: dense, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 331184, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 331536, rowLosses: memory + 331504,
      rows: 32, classes: 10, scale: 0.03125).run(on: machine)
    return logitsLoss[0]
  }
}
