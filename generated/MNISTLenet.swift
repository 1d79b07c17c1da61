// Made by nncc from mnist_lenet.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// mnist_lenet: input [28, 28, 1] → logits [10].
///
/// Inputs are what `preprocess` makes of the data. One thread at a time may use an instance; instances share
/// nothing.
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
    network: "2:7133446d4a4b5c2c:16fa12ec90348f30", inputs: [.init("input", [28, 28, 1])],
      outputs: [.init("logits", [10])], words: 22505472,
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
  private let machine: Kernels.Machine
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
    machine = Kernels.Machine(pool)
    self.pool = pool
  }

  /// Packs the weights as kernels read them, when they have changed.
  public func prepare() {
    guard !progress.pointee.isPrepared else { return }
    Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1,
          outputWidth: 1, filters: 32, kernelHeight: 5, kernelWidth: 5)),
      into: conv2dKernelPanels).run(on: machine)
    Kernels.Pack(conv2d1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1,
          outputWidth: 1, filters: 64, kernelHeight: 5, kernelWidth: 5), .twoByFive),
      into: conv2d1KernelPanels).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 3136, columns: 1024),
      into: denseKernelPanels).run(on: machine)
    Kernels.Pack(logitsKernel, as: .matrix(inner: 1024, columns: 10),
      into: logitsKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example, or of a batch of 64. Allocates nothing.
  public func predict(_ input: Span<Float>, into logits: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 784 ? 1 : 64
    let inputPlace = (memory + 13126096).write(input, count: rows * 784)
    // 12: conv2d: {filters: 32, kernel_size: 5, padding: same, activation: relu}
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 14731728,
      geometry: .init(images: rows, height: 28, width: 28, channels: 1, top: 2, left: 2, frameHeight: 32,
        frameWidth: 32)).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, activation: .relu, into: memory + 13126096,
      geometry: .init(images: rows, inputHeight: 32, inputWidth: 32, channels: 1, outputHeight: 28,
        outputWidth: 28, filters: 32, kernelHeight: 5, kernelWidth: 5)).run(on: machine)
    // 13: max_pooling2d: {pool_size: 2} # [28, 2…
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 14731728,
      geometry: .init(images: rows, inputHeight: 28, inputWidth: 28, channels: 32, outputHeight: 14,
        outputWidth: 14, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 14: conv2d: {filters: 64, kernel_size: 5, padding: same, activation: relu}
    let conv2d1Bordered = Kernels.Border(maxPooling2d, into: memory + 16896464,
      geometry: .init(images: rows, height: 14, width: 14, channels: 32, top: 2, left: 2, frameHeight: 18,
        frameWidth: 18)).run(on: machine)
    let conv2d1 = Kernels.Convolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels,
      bias: conv2d1Bias, activation: .relu, into: memory + 16093648, scratch: memory + 13126096,
      geometry: .init(images: rows, inputHeight: 18, inputWidth: 18, channels: 32, outputHeight: 14,
        outputWidth: 14, filters: 64, kernelHeight: 5, kernelWidth: 5), form: .twoByFive).run(on: machine)
    // 15: max_pooling2d: {pool_size: 2} # [14, 1…
    let maxPooling2d1 = Kernels.MaxPool(conv2d1, memory + 13126096,
      geometry: .init(images: rows, inputHeight: 14, inputWidth: 14, channels: 64, outputHeight: 7,
        outputWidth: 7, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 17: dense: {units: 1024, activation: relu}
    let dense = Kernels.Matmul(left: maxPooling2d1, panels: denseKernelPanels, bias: denseBias,
      activation: .relu, into: memory + 13326800,
      geometry: .init(rows: rows, inner: 3136, columns: 1024)).run(on: machine)
    // 19: dense: {name: logits, units: 10}
    let logitsPlace = Kernels.Matmul(left: dense, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 13126096, geometry: .init(rows: rows, inner: 1024, columns: 10)).run(on: machine)
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

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 13126096).write(input, count: 50176)
    let logitsLabels = (memory + 16167376).write(labels, count: 64)
    // 12: conv2d: {filters: 32, kernel_size: 5, padding: same, activation: relu}
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 20212176,
      geometry: .init(images: 64, height: 28, width: 28, channels: 1, top: 2, left: 2, frameHeight: 32,
        frameWidth: 32)).run(on: machine)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1,
          outputWidth: 1, filters: 32, kernelHeight: 5, kernelWidth: 5)),
      into: memory + 13126096).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, activation: .relu, into: memory + 16337360,
      geometry: .init(images: 64, inputHeight: 32, inputWidth: 32, channels: 1, outputHeight: 28,
        outputWidth: 28, filters: 32, kernelHeight: 5, kernelWidth: 5)).run(on: machine)
    // 13: max_pooling2d: {pool_size: 2} # [28, 2…
    let maxPooling2dPositions = memory + 19409360
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 13126096, positions: maxPooling2dPositions,
      geometry: .init(images: 64, inputHeight: 28, inputWidth: 28, channels: 32, outputHeight: 14,
        outputWidth: 14, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 14: conv2d: {filters: 64, kernel_size: 5, padding: same, activation: relu}
    let conv2d1Bordered = Kernels.Border(maxPooling2d, into: memory + 18745808,
      geometry: .init(images: 64, height: 14, width: 14, channels: 32, top: 2, left: 2, frameHeight: 18,
        frameWidth: 18)).run(on: machine)
    let conv2d1KernelPanels_2 = Kernels.Pack(conv2d1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1,
          outputWidth: 1, filters: 64, kernelHeight: 5, kernelWidth: 5), .twoByFive),
      into: memory + 16093648).run(on: machine)
    let conv2d1 = Kernels.Convolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels_2,
      bias: conv2d1Bias, activation: .relu, into: memory + 17942992, scratch: memory + 13126096,
      geometry: .init(images: 64, inputHeight: 18, inputWidth: 18, channels: 32, outputHeight: 14,
        outputWidth: 14, filters: 64, kernelHeight: 5, kernelWidth: 5), form: .twoByFive).run(on: machine)
    // 15: max_pooling2d: {pool_size: 2} # [14, 1…
    let maxPooling2d1Positions = memory + 20011472
    let maxPooling2d1 = Kernels.MaxPool(conv2d1, memory + 19810768, positions: maxPooling2d1Positions,
      geometry: .init(images: 64, inputHeight: 14, inputWidth: 14, channels: 64, outputHeight: 7,
        outputWidth: 7, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 17: dense: {units: 1024, activation: relu}
    let dense = Kernels.Matmul(left: maxPooling2d1, right: denseKernel, bias: denseBias, activation: .relu,
      into: memory + 13126096, geometry: .init(rows: 64, inner: 3136, columns: 1024)).run(on: machine)
    // 18: dropout: {keep_prob: 0.4}
    let dropout = Kernels.Dropout(dense, memory + 13191632, count: 65536, rate: 0.6, drawsPerExample: 1024,
      layer: 1).run(on: machine)
    // 19: dense: {name: logits, units: 10}
    let logitsLinear = Kernels.Matmul(left: dropout, right: logitsKernel, bias: logitsBias,
      into: memory + 13257168, geometry: .init(rows: 64, inner: 1024, columns: 10)).run(on: machine)
    // 22: loss: {sparse_categorical_crossentropy: {from_logits: true}}
    let logitsLossGradient = memory + 13267408
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 20408784, rowLosses: memory + 13257808,
      gradient: logitsLossGradient, rows: 64, classes: 10, scale: 0.015625).run(on: machine)
    // Backward of 19: dense: {name: logits, units: 10}
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 13257184, rows: 64, columns: 10,
      scratch: memory + 13257168).run(on: machine)
    Kernels.Update(Self.optimizer, logitsBias, gradient: logitsBiasGradient,
      slots: .init(memory + 9823888, memory + 9823904), count: 10).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: dropout, right: logitsLossGradient,
      into: memory + 13257168, geometry: .init(rows: 64, inner: 1024, columns: 10)).run(on: machine)
    let logitsKernelTransposed = Kernels.Pack(logitsKernel, as: .transposed(inner: 10, columns: 1024),
      into: memory + 13191632).run(on: machine)
    Kernels.Update(Self.optimizer, logitsKernel, gradient: logitsKernelGradient,
      slots: .init(memory + 9803408, memory + 9813648), count: 10240).run(on: machine)
    // Backward of 18: dropout: {keep_prob: 0.4}
    let dropoutGradient = Kernels.Matmul(left: logitsLossGradient, panels: logitsKernelTransposed,
      into: memory + 20277712, geometry: .init(rows: 64, inner: 10, columns: 1024)).run(on: machine)
    // Backward of 17: dense: {units: 1024, activation: relu}
    let denseGradient = Kernels.Dropout(dropoutGradient, memory + 20277712, count: 65536, rate: 0.6,
      drawsPerExample: 1024, layer: 1).run(on: machine)
    let denseBiasGradient = memory + 13191632
    let denseSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense, denseGradient,
      memory + 20277712, denseBiasGradient, rows: 64, columns: 1024, activation: .relu,
      scratch: memory + 13192656).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient,
      slots: .init(memory + 9801360, memory + 9802384), count: 1024).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: maxPooling2d1, right: denseSumGradient,
      into: memory + 13126096, geometry: .init(rows: 64, inner: 3136, columns: 1024)).run(on: machine)
    let denseGradientBeforeActivationTransposed = Kernels.Pack(denseSumGradient,
      as: .transposed(inner: 1024, columns: 64), into: memory + 20343248).run(on: machine)
    // Backward of 15: max_pooling2d: {pool_size: 2} # [14, 1…
    let maxPooling2d1GradientTransposed = Kernels.Matmul(left: denseKernel,
      panels: denseGradientBeforeActivationTransposed, into: memory + 19810768,
      geometry: .init(rows: 3136, inner: 1024, columns: 64)).run(on: machine)
    // Backward of 17: dense: {units: 1024, activation: relu}
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient,
      slots: .init(memory + 3378832, memory + 6590096), count: 3211264).run(on: machine)
    // Backward of 15: max_pooling2d: {pool_size: 2} # [14, 1…
    let maxPooling2d1Gradient = Kernels.Transpose(maxPooling2d1GradientTransposed, memory + 13928912,
      transposition: self.transposition).run(on: machine)
    // Backward of 14: conv2d: {filters: 64, kernel_size: 5, padding: same, activation: relu}
    let conv2d1Gradient = Kernels.MaxPoolGradient(maxPooling2d1Gradient, positions: maxPooling2d1Positions,
      memory + 13126096,
      geometry: .init(images: 64, inputHeight: 14, inputWidth: 14, channels: 64, outputHeight: 7,
        outputWidth: 7, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2d1BiasGradient = memory + 13932048
    let conv2d1SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d1, conv2d1Gradient,
      memory + 13126096, conv2d1BiasGradient, rows: 12544, columns: 64, activation: .relu,
      scratch: memory + 13928912).run(on: machine)
    Kernels.Update(Self.optimizer, conv2d1Bias, gradient: conv2d1BiasGradient,
      slots: .init(memory + 3378704, memory + 3378768), count: 64).run(on: machine)
    let conv2d1KernelGradient = Kernels.ConvolutionKernelGradient(input: conv2d1Bordered,
      outputGradient: conv2d1SumGradient, into: memory + 14526224, scratch: memory + 13928912,
      geometry: .init(images: 64, inputHeight: 18, inputWidth: 18, channels: 32, outputHeight: 14,
        outputWidth: 14, filters: 64, kernelHeight: 5, kernelWidth: 5), form: .twoByFive).run(on: machine)
    let conv2d1GradientBordered = Kernels.Border(conv2d1SumGradient, into: memory + 17942992,
      geometry: .init(images: 64, height: 14, width: 14, channels: 64, top: 2, left: 2, frameHeight: 18,
        frameWidth: 18)).run(on: machine)
    let conv2d1KernelPackedTurned = Kernels.Pack(conv2d1Kernel,
      as: .turnedKernel(.init(images: 64, inputHeight: 18, inputWidth: 18, channels: 32, outputHeight: 14,
          outputWidth: 14, filters: 64, kernelHeight: 5, kernelWidth: 5), .twoByFive),
      into: memory + 15757776).run(on: machine)
    Kernels.Update(Self.optimizer, conv2d1Kernel, gradient: conv2d1KernelGradient,
      slots: .init(memory + 3276304, memory + 3327504), count: 51200).run(on: machine)
    // Backward of 13: max_pooling2d: {pool_size: 2} # [28, 2…
    let maxPooling2dGradient = Kernels.Convolution(input: conv2d1GradientBordered,
      packedKernel: conv2d1KernelPackedTurned, into: memory + 15356368, scratch: memory + 13126096,
      geometry: .init(images: 64, inputHeight: 18, inputWidth: 18, channels: 64, outputHeight: 14,
        outputWidth: 14, filters: 32, kernelHeight: 5, kernelWidth: 5), form: .twoByFive).run(on: machine)
    // Backward of 12: conv2d: {filters: 32, kernel_size: 5, padding: same, activation: relu}
    let conv2dGradient = Kernels.MaxPoolGradient(maxPooling2dGradient, positions: maxPooling2dPositions,
      memory + 13126096,
      geometry: .init(images: 64, inputHeight: 28, inputWidth: 28, channels: 32, outputHeight: 14,
        outputWidth: 14, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2dBiasGradient = memory + 14733776
    let conv2dSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d, conv2dGradient,
      memory + 13126096, conv2dBiasGradient, rows: 50176, columns: 32, activation: .relu,
      scratch: memory + 14731728).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dBias, gradient: conv2dBiasGradient,
      slots: .init(memory + 3276240, memory + 3276272), count: 32).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: conv2dBordered,
      outputGradient: conv2dSumGradient, into: memory + 14731728,
      geometry: .init(images: 64, inputHeight: 32, inputWidth: 32, channels: 1, outputHeight: 28,
        outputWidth: 28, filters: 32, kernelHeight: 5, kernelWidth: 5)).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dKernel, gradient: conv2dKernelGradient,
      slots: .init(memory + 3274640, memory + 3275440), count: 800).run(on: machine)
    progress.pointee.finishUpdate()
    return logitsLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, labels: Span<Int32>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 13126096).write(input, count: 50176)
    let logitsLabels = (memory + 16167376).write(labels, count: 64)
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 22376912,
      geometry: .init(images: 64, height: 28, width: 28, channels: 1, top: 2, left: 2, frameHeight: 32,
        frameWidth: 32)).run(on: machine)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1,
          outputWidth: 1, filters: 32, kernelHeight: 5, kernelWidth: 5)),
      into: memory + 13126096).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, activation: .relu, into: memory + 18567632,
      geometry: .init(images: 64, inputHeight: 32, inputWidth: 32, channels: 1, outputHeight: 28,
        outputWidth: 28, filters: 32, kernelHeight: 5, kernelWidth: 5)).run(on: machine)
    let maxPooling2dPositions = memory + 21500368
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 13126096, positions: maxPooling2dPositions,
      geometry: .init(images: 64, inputHeight: 28, inputWidth: 28, channels: 32, outputHeight: 14,
        outputWidth: 14, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2d1Bordered = Kernels.Border(maxPooling2d, into: memory + 20173264,
      geometry: .init(images: 64, height: 14, width: 14, channels: 32, top: 2, left: 2, frameHeight: 18,
        frameWidth: 18)).run(on: machine)
    let conv2d1KernelPanels_2 = Kernels.Pack(conv2d1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1,
          outputWidth: 1, filters: 64, kernelHeight: 5, kernelWidth: 5), .twoByFive),
      into: memory + 16093648).run(on: machine)
    let conv2d1 = Kernels.Convolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels_2,
      bias: conv2d1Bias, activation: .relu, into: memory + 16337360, scratch: memory + 13126096,
      geometry: .init(images: 64, inputHeight: 18, inputWidth: 18, channels: 32, outputHeight: 14,
        outputWidth: 14, filters: 64, kernelHeight: 5, kernelWidth: 5), form: .twoByFive).run(on: machine)
    let maxPooling2d1Positions = memory + 17942992
    let maxPooling2d1 = Kernels.MaxPool(conv2d1, memory + 17140176, positions: maxPooling2d1Positions,
      geometry: .init(images: 64, inputHeight: 14, inputWidth: 14, channels: 64, outputHeight: 7,
        outputWidth: 7, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let dense = Kernels.Matmul(left: maxPooling2d1, right: denseKernel, bias: denseBias, activation: .relu,
      into: memory + 13126096, geometry: .init(rows: 64, inner: 3136, columns: 1024)).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: dense, right: logitsKernel, bias: logitsBias,
      into: memory + 13191632, geometry: .init(rows: 64, inner: 1024, columns: 10)).run(on: machine)
    let logitsLossGradient = memory + 13201872
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 22504976, rowLosses: memory + 13192272,
      gradient: logitsLossGradient, rows: 64, classes: 10, scale: 0.015625).run(on: machine)
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 22504992, rows: 64, columns: 10,
      scratch: memory + 13191632).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: dense, right: logitsLossGradient,
      into: memory + 22493648, geometry: .init(rows: 64, inner: 1024, columns: 10)).run(on: machine)
    let logitsKernelTransposed = Kernels.Pack(logitsKernel, as: .transposed(inner: 10, columns: 1024),
      into: memory + 13191632).run(on: machine)
    let denseGradient = Kernels.Matmul(left: logitsLossGradient, panels: logitsKernelTransposed,
      into: memory + 17340880, geometry: .init(rows: 64, inner: 10, columns: 1024)).run(on: machine)
    let denseBiasGradient = memory + 22503888
    let denseSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense, denseGradient,
      memory + 17340880, denseBiasGradient, rows: 64, columns: 1024, activation: .relu,
      scratch: memory + 13191632).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: maxPooling2d1, right: denseSumGradient,
      into: memory + 13126096, geometry: .init(rows: 64, inner: 3136, columns: 1024)).run(on: machine)
    let denseGradientBeforeActivationTransposed = Kernels.Pack(denseSumGradient,
      as: .transposed(inner: 1024, columns: 64), into: memory + 17406416).run(on: machine)
    let maxPooling2d1GradientTransposed = Kernels.Matmul(left: denseKernel,
      panels: denseGradientBeforeActivationTransposed, into: memory + 17140176,
      geometry: .init(rows: 3136, inner: 1024, columns: 64)).run(on: machine)
    let maxPooling2d1Gradient = Kernels.Transpose(maxPooling2d1GradientTransposed, memory + 18143696,
      transposition: self.transposition).run(on: machine)
    let conv2d1Gradient = Kernels.MaxPoolGradient(maxPooling2d1Gradient, positions: maxPooling2d1Positions,
      memory + 17140176,
      geometry: .init(images: 64, inputHeight: 14, inputWidth: 14, channels: 64, outputHeight: 7,
        outputWidth: 7, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2d1BiasGradient = memory + 22504912
    let conv2d1SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d1, conv2d1Gradient,
      memory + 17140176, conv2d1BiasGradient, rows: 12544, columns: 64, activation: .relu,
      scratch: memory + 17942992).run(on: machine)
    let conv2d1KernelGradient = Kernels.ConvolutionKernelGradient(input: conv2d1Bordered,
      outputGradient: conv2d1SumGradient, into: memory + 22442448, scratch: memory + 16337360,
      geometry: .init(images: 64, inputHeight: 18, inputWidth: 18, channels: 32, outputHeight: 14,
        outputWidth: 14, filters: 64, kernelHeight: 5, kernelWidth: 5), form: .twoByFive).run(on: machine)
    let conv2d1GradientBordered = Kernels.Border(conv2d1SumGradient, into: memory + 20173264,
      geometry: .init(images: 64, height: 14, width: 14, channels: 64, top: 2, left: 2, frameHeight: 18,
        frameWidth: 18)).run(on: machine)
    let conv2d1KernelPackedTurned = Kernels.Pack(conv2d1Kernel,
      as: .turnedKernel(.init(images: 64, inputHeight: 18, inputWidth: 18, channels: 32, outputHeight: 14,
          outputWidth: 14, filters: 64, kernelHeight: 5, kernelWidth: 5), .twoByFive),
      into: memory + 22303184).run(on: machine)
    let maxPooling2dGradient = Kernels.Convolution(input: conv2d1GradientBordered,
      packedKernel: conv2d1KernelPackedTurned, into: memory + 21901776, scratch: memory + 16337360,
      geometry: .init(images: 64, inputHeight: 18, inputWidth: 18, channels: 64, outputHeight: 14,
        outputWidth: 14, filters: 32, kernelHeight: 5, kernelWidth: 5), form: .twoByFive).run(on: machine)
    let conv2dGradient = Kernels.MaxPoolGradient(maxPooling2dGradient, positions: maxPooling2dPositions,
      memory + 16337360,
      geometry: .init(images: 64, inputHeight: 28, inputWidth: 28, channels: 32, outputHeight: 14,
        outputWidth: 14, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2dBiasGradient = memory + 17945040
    let conv2dSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d, conv2dGradient,
      memory + 16337360, conv2dBiasGradient, rows: 50176, columns: 32, activation: .relu,
      scratch: memory + 17942992).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: conv2dBordered,
      outputGradient: conv2dSumGradient, into: memory + 17942992,
      geometry: .init(images: 64, inputHeight: 32, inputWidth: 32, channels: 1, outputHeight: 28,
        outputWidth: 28, filters: 32, kernelHeight: 5, kernelWidth: 5)).run(on: machine)
    conv2dKernelGradient.read(into: &gradient, at: 0, count: 800)
    conv2dBiasGradient.read(into: &gradient, at: 800, count: 32)
    conv2d1KernelGradient.read(into: &gradient, at: 832, count: 51200)
    conv2d1BiasGradient.read(into: &gradient, at: 52032, count: 64)
    denseKernelGradient.read(into: &gradient, at: 52096, count: 3211264)
    denseBiasGradient.read(into: &gradient, at: 3263360, count: 1024)
    logitsKernelGradient.read(into: &gradient, at: 3264384, count: 10240)
    logitsBiasGradient.read(into: &gradient, at: 3274624, count: 10)
    return logitsLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = (memory + 13126096).write(input, count: 50176)
    let logitsLabels = (memory + 17560016).write(labels, count: 64)
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 14731728,
      geometry: .init(images: 64, height: 28, width: 28, channels: 1, top: 2, left: 2, frameHeight: 32,
        frameWidth: 32)).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, activation: .relu, into: memory + 13126096,
      geometry: .init(images: 64, inputHeight: 32, inputWidth: 32, channels: 1, outputHeight: 28,
        outputWidth: 28, filters: 32, kernelHeight: 5, kernelWidth: 5)).run(on: machine)
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 14731728,
      geometry: .init(images: 64, inputHeight: 28, inputWidth: 28, channels: 32, outputHeight: 14,
        outputWidth: 14, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2d1Bordered = Kernels.Border(maxPooling2d, into: memory + 16896464,
      geometry: .init(images: 64, height: 14, width: 14, channels: 32, top: 2, left: 2, frameHeight: 18,
        frameWidth: 18)).run(on: machine)
    let conv2d1 = Kernels.Convolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels,
      bias: conv2d1Bias, activation: .relu, into: memory + 16093648, scratch: memory + 13126096,
      geometry: .init(images: 64, inputHeight: 18, inputWidth: 18, channels: 32, outputHeight: 14,
        outputWidth: 14, filters: 64, kernelHeight: 5, kernelWidth: 5), form: .twoByFive).run(on: machine)
    let maxPooling2d1 = Kernels.MaxPool(conv2d1, memory + 13126096,
      geometry: .init(images: 64, inputHeight: 14, inputWidth: 14, channels: 64, outputHeight: 7,
        outputWidth: 7, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let dense = Kernels.Matmul(left: maxPooling2d1, panels: denseKernelPanels, bias: denseBias,
      activation: .relu, into: memory + 13326800,
      geometry: .init(rows: 64, inner: 3136, columns: 1024)).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: dense, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 13126096, geometry: .init(rows: 64, inner: 1024, columns: 10)).run(on: machine)
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 13126800, rowLosses: memory + 13126736,
      rows: 64, classes: 10, scale: 0.015625).run(on: machine)
    return logitsLoss[0]
  }

  private let transposition = Transposition(shape: [3136, 64], permutation: [1, 0])!
}
