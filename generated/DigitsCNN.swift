// Made by nncc from digits_cnn.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// digits_cnn: input [8, 8, 1] → logits [10].
///
/// Inputs are what `preprocess` makes of the data. One thread at a time may use an instance; instances share
/// nothing.
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
    network: "2:a68e7b1670cfeec2:87c603f0a3fed964", inputs: [.init("input", [8, 8, 1])],
      outputs: [.init("logits", [10])], words: 702464,
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
  private let machine: Kernels.Machine
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
    machine = Kernels.Machine(pool)
    self.pool = pool
  }

  /// Packs the weights as kernels read them, when they have changed.
  public func prepare() {
    guard !progress.pointee.isPrepared else { return }
    Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1,
          outputWidth: 1, filters: 32, kernelHeight: 3, kernelWidth: 3)),
      into: conv2dKernelPanels).run(on: machine)
    Kernels.Pack(conv2d1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1,
          outputWidth: 1, filters: 64, kernelHeight: 3, kernelWidth: 3), .fourByThree),
      into: conv2d1KernelPanels).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 256, columns: 128), into: denseKernelPanels).run(on: machine)
    Kernels.Pack(logitsKernel, as: .matrix(inner: 128, columns: 10),
      into: logitsKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example, or of a batch of 32. Allocates nothing.
  public func predict(_ input: Span<Float>, into logits: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 64 ? 1 : 32
    let inputPlace = (memory + 267856).write(input, count: rows * 64)
    // 8: conv2d: {filters: 32, kernel_size: 3, padding: same, activation: relu}
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 333392,
      geometry: .init(images: rows, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, activation: .relu, into: memory + 267856,
      geometry: .init(images: rows, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    // 9: max_pooling2d: {pool_size: 2} # [8, 8,…
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 333392,
      geometry: .init(images: rows, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 10: conv2d: {filters: 64, kernel_size: 3, padding: same, activation: relu}
    let conv2d1Bordered = Kernels.Border(maxPooling2d, into: memory + 417616,
      geometry: .init(images: rows, height: 4, width: 4, channels: 32, top: 1, left: 1, frameHeight: 6,
        frameWidth: 6)).run(on: machine)
    let conv2d1 = Kernels.Convolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels,
      bias: conv2d1Bias, activation: .relu, into: memory + 454480, scratch: memory + 267856,
      geometry: .init(images: rows, inputHeight: 6, inputWidth: 6, channels: 32, outputHeight: 4,
        outputWidth: 4, filters: 64, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    // 11: max_pooling2d: {pool_size: 2} # [4, 4,…
    let maxPooling2d1 = Kernels.MaxPool(conv2d1, memory + 267856,
      geometry: .init(images: rows, inputHeight: 4, inputWidth: 4, channels: 64, outputHeight: 2,
        outputWidth: 2, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 13: dense: {units: 128, activation: relu}
    let dense = Kernels.Matmul(left: maxPooling2d1, panels: denseKernelPanels, bias: denseBias,
      activation: .relu, into: memory + 276048,
      geometry: .init(rows: rows, inner: 256, columns: 128)).run(on: machine)
    // 15: dense: {name: logits, units: 10}
    let logitsPlace = Kernels.Matmul(left: dense, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 267856, geometry: .init(rows: rows, inner: 128, columns: 10)).run(on: machine)
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

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 267856).write(input, count: 2048)
    let logitsLabels = (memory + 524112).write(labels, count: 32)
    // 8: conv2d: {filters: 32, kernel_size: 3, padding: same, activation: relu}
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 664272,
      geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1,
          outputWidth: 1, filters: 32, kernelHeight: 3, kernelWidth: 3)),
      into: memory + 267856).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, activation: .relu, into: memory + 527056,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    // 9: max_pooling2d: {pool_size: 2} # [8, 8,…
    let maxPooling2dPositions = memory + 647888
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 267856, positions: maxPooling2dPositions,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 10: conv2d: {filters: 64, kernel_size: 3, padding: same, activation: relu}
    let conv2d1Bordered = Kernels.Border(maxPooling2d, into: memory + 592592,
      geometry: .init(images: 32, height: 4, width: 4, channels: 32, top: 1, left: 1, frameHeight: 6,
        frameWidth: 6)).run(on: machine)
    let conv2d1KernelPanels_2 = Kernels.Pack(conv2d1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1,
          outputWidth: 1, filters: 64, kernelHeight: 3, kernelWidth: 3), .fourByThree),
      into: memory + 417616).run(on: machine)
    let conv2d1 = Kernels.Convolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels_2,
      bias: conv2d1Bias, activation: .relu, into: memory + 491344, scratch: memory + 267856,
      geometry: .init(images: 32, inputHeight: 6, inputWidth: 6, channels: 32, outputHeight: 4,
        outputWidth: 4, filters: 64, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    // 11: max_pooling2d: {pool_size: 2} # [4, 4,…
    let maxPooling2d1Positions = memory + 308816
    let maxPooling2d1 = Kernels.MaxPool(conv2d1, memory + 300624, positions: maxPooling2d1Positions,
      geometry: .init(images: 32, inputHeight: 4, inputWidth: 4, channels: 64, outputHeight: 2,
        outputWidth: 2, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 13: dense: {units: 128, activation: relu}
    let dense = Kernels.Matmul(left: maxPooling2d1, right: denseKernel, bias: denseBias, activation: .relu,
      into: memory + 267856, geometry: .init(rows: 32, inner: 256, columns: 128)).run(on: machine)
    // 14: dropout: {keep_prob: 0.5} # in training alone
    let dropout = Kernels.Dropout(dense, memory + 271952, count: 4096, rate: 0.5, drawsPerExample: 128,
      layer: 1).run(on: machine)
    // 15: dense: {name: logits, units: 10}
    let logitsLinear = Kernels.Matmul(left: dropout, right: logitsKernel, bias: logitsBias,
      into: memory + 276048, geometry: .init(rows: 32, inner: 128, columns: 10)).run(on: machine)
    // 18: loss: {sparse_categorical_crossentropy: {from_logits: true}}
    let logitsLossGradient = memory + 277328
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 667472, rowLosses: memory + 276368,
      gradient: logitsLossGradient, rows: 32, classes: 10, scale: 0.03125).run(on: machine)
    // Backward of 15: dense: {name: logits, units: 10}
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 276064, rows: 32, columns: 10,
      scratch: memory + 276048).run(on: machine)
    Kernels.Update(Self.optimizer, logitsBias, gradient: logitsBiasGradient,
      slots: .init(memory + 158992, memory + 159008), count: 10).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: dropout, right: logitsLossGradient,
      into: memory + 276048, geometry: .init(rows: 32, inner: 128, columns: 10)).run(on: machine)
    let logitsKernelTransposed = Kernels.Pack(logitsKernel, as: .transposed(inner: 10, columns: 128),
      into: memory + 271952).run(on: machine)
    Kernels.Update(Self.optimizer, logitsKernel, gradient: logitsKernelGradient,
      slots: .init(memory + 156432, memory + 157712), count: 1280).run(on: machine)
    // Backward of 14: dropout: {keep_prob: 0.5} # in training alone
    let dropoutGradient = Kernels.Matmul(left: logitsLossGradient, panels: logitsKernelTransposed,
      into: memory + 317008, geometry: .init(rows: 32, inner: 10, columns: 128)).run(on: machine)
    // Backward of 13: dense: {units: 128, activation: relu}
    let denseGradient = Kernels.Dropout(dropoutGradient, memory + 317008, count: 4096, rate: 0.5,
      drawsPerExample: 128, layer: 1).run(on: machine)
    let denseBiasGradient = memory + 271952
    let denseSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense, denseGradient,
      memory + 317008, denseBiasGradient, rows: 32, columns: 128, activation: .relu,
      scratch: memory + 272080).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient,
      slots: .init(memory + 156176, memory + 156304), count: 128).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: maxPooling2d1, right: denseSumGradient,
      into: memory + 267856, geometry: .init(rows: 32, inner: 256, columns: 128)).run(on: machine)
    let denseGradientBeforeActivationTransposed = Kernels.Pack(denseSumGradient,
      as: .transposed(inner: 128, columns: 32), into: memory + 321104).run(on: machine)
    // Backward of 11: max_pooling2d: {pool_size: 2} # [4, 4,…
    let maxPooling2d1GradientTransposed = Kernels.Matmul(left: denseKernel,
      panels: denseGradientBeforeActivationTransposed, into: memory + 300624,
      geometry: .init(rows: 256, inner: 128, columns: 32)).run(on: machine)
    // Backward of 13: dense: {units: 128, activation: relu}
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient,
      slots: .init(memory + 90640, memory + 123408), count: 32768).run(on: machine)
    // Backward of 11: max_pooling2d: {pool_size: 2} # [4, 4,…
    let maxPooling2d1Gradient = Kernels.Transpose(maxPooling2d1GradientTransposed, memory + 267856,
      transposition: self.transposition).run(on: machine)
    // Backward of 10: conv2d: {filters: 64, kernel_size: 3, padding: same, activation: relu}
    let conv2d1Gradient = Kernels.MaxPoolGradient(maxPooling2d1Gradient, positions: maxPooling2d1Positions,
      memory + 453904,
      geometry: .init(images: 32, inputHeight: 4, inputWidth: 4, channels: 64, outputHeight: 2,
        outputWidth: 2, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2d1BiasGradient = memory + 267984
    let conv2d1SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d1, conv2d1Gradient,
      memory + 453904, conv2d1BiasGradient, rows: 512, columns: 64, activation: .relu,
      scratch: memory + 267856).run(on: machine)
    Kernels.Update(Self.optimizer, conv2d1Bias, gradient: conv2d1BiasGradient,
      slots: .init(memory + 90512, memory + 90576), count: 64).run(on: machine)
    let conv2d1KernelGradient = Kernels.ConvolutionKernelGradient(input: conv2d1Bordered,
      outputGradient: conv2d1SumGradient, into: memory + 629456, scratch: memory + 267856,
      geometry: .init(images: 32, inputHeight: 6, inputWidth: 6, channels: 32, outputHeight: 4,
        outputWidth: 4, filters: 64, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let conv2d1GradientBordered = Kernels.Border(conv2d1SumGradient, into: memory + 379600,
      geometry: .init(images: 32, height: 4, width: 4, channels: 64, top: 1, left: 1, frameHeight: 6,
        frameWidth: 6)).run(on: machine)
    let conv2d1KernelPackedTurned = Kernels.Pack(conv2d1Kernel,
      as: .turnedKernel(.init(images: 32, inputHeight: 6, inputWidth: 6, channels: 32, outputHeight: 4,
          outputWidth: 4, filters: 64, kernelHeight: 3, kernelWidth: 3), .fourByThree),
      into: memory + 453328).run(on: machine)
    Kernels.Update(Self.optimizer, conv2d1Kernel, gradient: conv2d1KernelGradient,
      slots: .init(memory + 53648, memory + 72080), count: 18432).run(on: machine)
    // Backward of 9: max_pooling2d: {pool_size: 2} # [8, 8,…
    let maxPooling2dGradient = Kernels.Convolution(input: conv2d1GradientBordered,
      packedKernel: conv2d1KernelPackedTurned, into: memory + 592592, scratch: memory + 267856,
      geometry: .init(images: 32, inputHeight: 6, inputWidth: 6, channels: 64, outputHeight: 4,
        outputWidth: 4, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    // Backward of 8: conv2d: {filters: 32, kernel_size: 3, padding: same, activation: relu}
    let conv2dGradient = Kernels.MaxPoolGradient(maxPooling2dGradient, positions: maxPooling2dPositions,
      memory + 267856,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2dBiasGradient = memory + 333648
    let conv2dSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d, conv2dGradient,
      memory + 267856, conv2dBiasGradient, rows: 2048, columns: 32, activation: .relu,
      scratch: memory + 333392).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dBias, gradient: conv2dBiasGradient,
      slots: .init(memory + 53584, memory + 53616), count: 32).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: conv2dBordered,
      outputGradient: conv2dSumGradient, into: memory + 333392,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dKernel, gradient: conv2dKernelGradient,
      slots: .init(memory + 53008, memory + 53296), count: 288).run(on: machine)
    progress.pointee.finishUpdate()
    return logitsLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, labels: Span<Int32>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 267856).write(input, count: 2048)
    let logitsLabels = (memory + 524112).write(labels, count: 32)
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 697040,
      geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1,
          outputWidth: 1, filters: 32, kernelHeight: 3, kernelWidth: 3)),
      into: memory + 267856).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, activation: .relu, into: memory + 527056,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    let maxPooling2dPositions = memory + 680656
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 267856, positions: maxPooling2dPositions,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2d1Bordered = Kernels.Border(maxPooling2d, into: memory + 592592,
      geometry: .init(images: 32, height: 4, width: 4, channels: 32, top: 1, left: 1, frameHeight: 6,
        frameWidth: 6)).run(on: machine)
    let conv2d1KernelPanels_2 = Kernels.Pack(conv2d1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 32, outputHeight: 1,
          outputWidth: 1, filters: 64, kernelHeight: 3, kernelWidth: 3), .fourByThree),
      into: memory + 417616).run(on: machine)
    let conv2d1 = Kernels.Convolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels_2,
      bias: conv2d1Bias, activation: .relu, into: memory + 491344, scratch: memory + 267856,
      geometry: .init(images: 32, inputHeight: 6, inputWidth: 6, channels: 32, outputHeight: 4,
        outputWidth: 4, filters: 64, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let maxPooling2d1Positions = memory + 276048
    let maxPooling2d1 = Kernels.MaxPool(conv2d1, memory + 267856, positions: maxPooling2d1Positions,
      geometry: .init(images: 32, inputHeight: 4, inputWidth: 4, channels: 64, outputHeight: 2,
        outputWidth: 2, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let dense = Kernels.Matmul(left: maxPooling2d1, right: denseKernel, bias: denseBias, activation: .relu,
      into: memory + 284240, geometry: .init(rows: 32, inner: 256, columns: 128)).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: dense, right: logitsKernel, bias: logitsBias,
      into: memory + 288336, geometry: .init(rows: 32, inner: 128, columns: 10)).run(on: machine)
    let logitsLossGradient = memory + 293712
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 701712, rowLosses: memory + 288656,
      gradient: logitsLossGradient, rows: 32, classes: 10, scale: 0.03125).run(on: machine)
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 701728, rows: 32, columns: 10,
      scratch: memory + 288336).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: dense, right: logitsLossGradient,
      into: memory + 700240, geometry: .init(rows: 32, inner: 128, columns: 10)).run(on: machine)
    let logitsKernelTransposed = Kernels.Pack(logitsKernel, as: .transposed(inner: 10, columns: 128),
      into: memory + 292432).run(on: machine)
    let denseGradient = Kernels.Matmul(left: logitsLossGradient, panels: logitsKernelTransposed,
      into: memory + 288336, geometry: .init(rows: 32, inner: 10, columns: 128)).run(on: machine)
    let denseBiasGradient = memory + 701520
    let denseSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense, denseGradient,
      memory + 288336, denseBiasGradient, rows: 32, columns: 128, activation: .relu,
      scratch: memory + 292432).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: maxPooling2d1, right: denseSumGradient,
      into: memory + 629456, geometry: .init(rows: 32, inner: 256, columns: 128)).run(on: machine)
    let denseGradientBeforeActivationTransposed = Kernels.Pack(denseSumGradient,
      as: .transposed(inner: 128, columns: 32), into: memory + 284240).run(on: machine)
    let maxPooling2d1GradientTransposed = Kernels.Matmul(left: denseKernel,
      panels: denseGradientBeforeActivationTransposed, into: memory + 267856,
      geometry: .init(rows: 256, inner: 128, columns: 32)).run(on: machine)
    let maxPooling2d1Gradient = Kernels.Transpose(maxPooling2d1GradientTransposed, memory + 284240,
      transposition: self.transposition).run(on: machine)
    let conv2d1Gradient = Kernels.MaxPoolGradient(maxPooling2d1Gradient, positions: maxPooling2d1Positions,
      memory + 453904,
      geometry: .init(images: 32, inputHeight: 4, inputWidth: 4, channels: 64, outputHeight: 2,
        outputWidth: 2, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2d1BiasGradient = memory + 701648
    let conv2d1SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d1, conv2d1Gradient,
      memory + 453904, conv2d1BiasGradient, rows: 512, columns: 64, activation: .relu,
      scratch: memory + 267856).run(on: machine)
    let conv2d1KernelGradient = Kernels.ConvolutionKernelGradient(input: conv2d1Bordered,
      outputGradient: conv2d1SumGradient, into: memory + 662224, scratch: memory + 267856,
      geometry: .init(images: 32, inputHeight: 6, inputWidth: 6, channels: 32, outputHeight: 4,
        outputWidth: 4, filters: 64, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let conv2d1GradientBordered = Kernels.Border(conv2d1SumGradient, into: memory + 379600,
      geometry: .init(images: 32, height: 4, width: 4, channels: 64, top: 1, left: 1, frameHeight: 6,
        frameWidth: 6)).run(on: machine)
    let conv2d1KernelPackedTurned = Kernels.Pack(conv2d1Kernel,
      as: .turnedKernel(.init(images: 32, inputHeight: 6, inputWidth: 6, channels: 32, outputHeight: 4,
          outputWidth: 4, filters: 64, kernelHeight: 3, kernelWidth: 3), .fourByThree),
      into: memory + 453328).run(on: machine)
    let maxPooling2dGradient = Kernels.Convolution(input: conv2d1GradientBordered,
      packedKernel: conv2d1KernelPackedTurned, into: memory + 592592, scratch: memory + 267856,
      geometry: .init(images: 32, inputHeight: 6, inputWidth: 6, channels: 64, outputHeight: 4,
        outputWidth: 4, filters: 32, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let conv2dGradient = Kernels.MaxPoolGradient(maxPooling2dGradient, positions: maxPooling2dPositions,
      memory + 267856,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2dBiasGradient = memory + 333680
    let conv2dSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d, conv2dGradient,
      memory + 267856, conv2dBiasGradient, rows: 2048, columns: 32, activation: .relu,
      scratch: memory + 333392).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: conv2dBordered,
      outputGradient: conv2dSumGradient, into: memory + 333392,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    conv2dKernelGradient.read(into: &gradient, at: 0, count: 288)
    conv2dBiasGradient.read(into: &gradient, at: 288, count: 32)
    conv2d1KernelGradient.read(into: &gradient, at: 320, count: 18432)
    conv2d1BiasGradient.read(into: &gradient, at: 18752, count: 64)
    denseKernelGradient.read(into: &gradient, at: 18816, count: 32768)
    denseBiasGradient.read(into: &gradient, at: 51584, count: 128)
    logitsKernelGradient.read(into: &gradient, at: 51712, count: 1280)
    logitsBiasGradient.read(into: &gradient, at: 52992, count: 10)
    return logitsLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = (memory + 267856).write(input, count: 2048)
    let logitsLabels = (memory + 487248).write(labels, count: 32)
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 333392,
      geometry: .init(images: 32, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, activation: .relu, into: memory + 267856,
      geometry: .init(images: 32, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 32, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 333392,
      geometry: .init(images: 32, inputHeight: 8, inputWidth: 8, channels: 32, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2d1Bordered = Kernels.Border(maxPooling2d, into: memory + 417616,
      geometry: .init(images: 32, height: 4, width: 4, channels: 32, top: 1, left: 1, frameHeight: 6,
        frameWidth: 6)).run(on: machine)
    let conv2d1 = Kernels.Convolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels,
      bias: conv2d1Bias, activation: .relu, into: memory + 454480, scratch: memory + 267856,
      geometry: .init(images: 32, inputHeight: 6, inputWidth: 6, channels: 32, outputHeight: 4,
        outputWidth: 4, filters: 64, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let maxPooling2d1 = Kernels.MaxPool(conv2d1, memory + 267856,
      geometry: .init(images: 32, inputHeight: 4, inputWidth: 4, channels: 64, outputHeight: 2,
        outputWidth: 2, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let dense = Kernels.Matmul(left: maxPooling2d1, panels: denseKernelPanels, bias: denseBias,
      activation: .relu, into: memory + 276048,
      geometry: .init(rows: 32, inner: 256, columns: 128)).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: dense, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 267856, geometry: .init(rows: 32, inner: 128, columns: 10)).run(on: machine)
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 268208, rowLosses: memory + 268176,
      rows: 32, classes: 10, scale: 0.03125).run(on: machine)
    return logitsLoss[0]
  }

  private let transposition = Transposition(shape: [256, 32], permutation: [1, 0])!
}
