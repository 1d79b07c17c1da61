// Made by nncc from dropout_cnn.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// dropout_cnn: input [8, 8, 1] → logits [10].
///
/// One thread at a time may use an instance; instances share nothing.
public final class DropoutCNN: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 4
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 575
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:966fc46fc22fb9b7", inputs: [.init("input", [8, 8, 1])], outputs: [.init("logits", [10])],
      words: 7168,
    parameters: [
      .init("conv2d/kernel", [3, 3, 1, 4], at: 0, .glorotUniform),
      .init("conv2d/bias", [4], at: 48, .zeros),
      .init("dense/kernel", [64, 7], at: 64, .glorotUniform),
      .init("dense/bias", [7], at: 512, .zeros),
      .init("logits/kernel", [7, 10], at: 528, .glorotUniform),
      .init("logits/bias", [10], at: 608, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var conv2dKernel: Floats { memory + 0 }
  private var conv2dBias: Floats { memory + 48 }
  private var denseKernel: Floats { memory + 64 }
  private var denseBias: Floats { memory + 512 }
  private var logitsKernel: Floats { memory + 528 }
  private var logitsBias: Floats { memory + 608 }
  private var conv2dKernelPanels: Floats { memory + 624 }
  private var denseKernelPanels: Floats { memory + 768 }
  private var logitsKernelPanels: Floats { memory + 1792 }

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
          outputWidth: 1, filters: 4, kernelHeight: 3, kernelWidth: 3)),
      into: conv2dKernelPanels).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 64, columns: 7), into: denseKernelPanels).run(on: machine)
    Kernels.Pack(logitsKernel, as: .matrix(inner: 7, columns: 10), into: logitsKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example, or of a batch of 4. Allocates nothing.
  public func predict(_ input: Span<Float>, into logits: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 64 ? 1 : 4
    let inputPlace = (memory + 1904).write(input, count: rows * 64)
    // 4: conv2d: {filters: 4, kernel_size: 3, padding: same, activation: relu}
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 2928,
      geometry: .init(images: rows, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, activation: .relu, into: memory + 1904,
      geometry: .init(images: rows, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 4, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    // 5: max_pooling2d: {pool_size: 2}
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 2928,
      geometry: .init(images: rows, inputHeight: 8, inputWidth: 8, channels: 4, outputHeight: 4,
        outputWidth: 4, windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 8: dense: {units: 7, activation: relu}
    let dense = Kernels.Matmul(left: maxPooling2d, panels: denseKernelPanels, bias: denseBias,
      activation: .relu, into: memory + 1952,
      geometry: .init(rows: rows, inner: 64, columns: 7)).run(on: machine)
    // 10: dense: {name: logits, units: 10}
    let logitsPlace = Kernels.Matmul(left: dense, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 1904, geometry: .init(rows: rows, inner: 7, columns: 10)).run(on: machine)
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
    let inputPlace = (memory + 1904).write(input, count: 256)
    let logitsLabels = (memory + 3072).write(labels, count: 4)
    // 4: conv2d: {filters: 4, kernel_size: 3, padding: same, activation: relu}
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 3952,
      geometry: .init(images: 4, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1,
          outputWidth: 1, filters: 4, kernelHeight: 3, kernelWidth: 3)), into: memory + 2928).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, activation: .relu, into: memory + 1904,
      geometry: .init(images: 4, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 4, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    // 5: max_pooling2d: {pool_size: 2}
    let maxPooling2dPositions = memory + 4352
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 3376, positions: maxPooling2dPositions,
      geometry: .init(images: 4, inputHeight: 8, inputWidth: 8, channels: 4, outputHeight: 4, outputWidth: 4,
        windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 6: dropout: {keep_prob: 0.8, seed: 3}
    let dropout = Kernels.Dropout(maxPooling2d, memory + 3376, count: 256, rate: 0.2, drawsPerExample: 64,
      layer: 1, seed: 3).run(on: machine)
    // 8: dense: {units: 7, activation: relu}
    let dense = Kernels.Matmul(left: dropout, right: denseKernel, bias: denseBias, activation: .relu,
      into: memory + 3216, geometry: .init(rows: 4, inner: 64, columns: 7)).run(on: machine)
    // 9: dropout: {keep_prob: 0.5}
    let dropout1 = Kernels.Dropout(dense, memory + 2976, count: 28, rate: 0.5, drawsPerExample: 7,
      layer: 2).run(on: machine)
    // 10: dense: {name: logits, units: 10}
    let logitsLinear = Kernels.Matmul(left: dropout1, right: logitsKernel, bias: logitsBias,
      into: memory + 2928, geometry: .init(rows: 4, inner: 7, columns: 10)).run(on: machine)
    // 11: train: {loss: {sparse_categorical_crossentropy: {from_logits: true}}, optimizer:…
    let logitsLossGradient = memory + 3168
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 4864, rowLosses: memory + 3008,
      gradient: logitsLossGradient, rows: 4, classes: 10, scale: 0.25).run(on: machine)
    // Backward of 10: dense: {name: logits, units: 10}
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 2944, rows: 4, columns: 10,
      scratch: memory + 2928).run(on: machine)
    Kernels.Update(Self.optimizer, logitsBias, gradient: logitsBiasGradient, count: 10).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: dropout1, right: logitsLossGradient,
      into: memory + 3088, geometry: .init(rows: 4, inner: 7, columns: 10)).run(on: machine)
    let logitsKernelTransposed = Kernels.Pack(logitsKernel, as: .transposed(inner: 10, columns: 7),
      into: memory + 2928).run(on: machine)
    Kernels.Update(Self.optimizer, logitsKernel, gradient: logitsKernelGradient, count: 70).run(on: machine)
    // Backward of 9: dropout: {keep_prob: 0.5}
    let dropout1Gradient = Kernels.Matmul(left: logitsLossGradient, panels: logitsKernelTransposed,
      into: memory + 3824, geometry: .init(rows: 4, inner: 10, columns: 7)).run(on: machine)
    // Backward of 8: dense: {units: 7, activation: relu}
    let denseGradient = Kernels.Dropout(dropout1Gradient, memory + 3824, count: 28, rate: 0.5,
      drawsPerExample: 7, layer: 2).run(on: machine)
    let denseBiasGradient = memory + 2944
    let denseSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense, denseGradient, memory + 3824,
      denseBiasGradient, rows: 4, columns: 7, activation: .relu, scratch: memory + 2928).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 7).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: dropout, right: denseSumGradient,
      into: memory + 2928, geometry: .init(rows: 4, inner: 64, columns: 7)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 7, columns: 64),
      into: memory + 3376).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 448).run(on: machine)
    // Backward of 6: dropout: {keep_prob: 0.8, seed: 3}
    let dropoutGradient = Kernels.Matmul(left: denseSumGradient, panels: denseKernelTransposed,
      into: memory + 4608, geometry: .init(rows: 4, inner: 7, columns: 64)).run(on: machine)
    // Backward of 5: max_pooling2d: {pool_size: 2}
    let maxPooling2dGradient = Kernels.Dropout(dropoutGradient, memory + 4608, count: 256, rate: 0.2,
      drawsPerExample: 64, layer: 1, seed: 3).run(on: machine)
    // Backward of 4: conv2d: {filters: 4, kernel_size: 3, padding: same, activation: relu}
    let conv2dGradient = Kernels.MaxPoolGradient(maxPooling2dGradient, positions: maxPooling2dPositions,
      memory + 2928,
      geometry: .init(images: 4, inputHeight: 8, inputWidth: 8, channels: 4, outputHeight: 4, outputWidth: 4,
        windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2dBiasGradient = memory + 4368
    let conv2dSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d, conv2dGradient,
      memory + 2928, conv2dBiasGradient, rows: 256, columns: 4, activation: .relu,
      scratch: memory + 4352).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dBias, gradient: conv2dBiasGradient, count: 4).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: conv2dBordered,
      outputGradient: conv2dSumGradient, into: memory + 1904,
      geometry: .init(images: 4, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 4, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dKernel, gradient: conv2dKernelGradient, count: 36).run(on: machine)
    progress.pointee.finishUpdate()
    return logitsLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, labels: Span<Int32>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 1904).write(input, count: 256)
    let logitsLabels = (memory + 3232).write(labels, count: 4)
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 4400,
      geometry: .init(images: 4, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 1, outputHeight: 1,
          outputWidth: 1, filters: 4, kernelHeight: 3, kernelWidth: 3)), into: memory + 2928).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels_2,
      bias: conv2dBias, activation: .relu, into: memory + 1904,
      geometry: .init(images: 4, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 4, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    let maxPooling2dPositions = memory + 4800
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 2928, positions: maxPooling2dPositions,
      geometry: .init(images: 4, inputHeight: 8, inputWidth: 8, channels: 4, outputHeight: 4, outputWidth: 4,
        windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let dense = Kernels.Matmul(left: maxPooling2d, right: denseKernel, bias: denseBias, activation: .relu,
      into: memory + 3392, geometry: .init(rows: 4, inner: 64, columns: 7)).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: dense, right: logitsKernel, bias: logitsBias, into: memory + 3184,
      geometry: .init(rows: 4, inner: 7, columns: 10)).run(on: machine)
    let logitsLossGradient = memory + 3344
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 5392, rowLosses: memory + 3248,
      gradient: logitsLossGradient, rows: 4, classes: 10, scale: 0.25).run(on: machine)
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 5408, rows: 4, columns: 10,
      scratch: memory + 3184).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: dense, right: logitsLossGradient,
      into: memory + 5312, geometry: .init(rows: 4, inner: 7, columns: 10)).run(on: machine)
    let logitsKernelTransposed = Kernels.Pack(logitsKernel, as: .transposed(inner: 10, columns: 7),
      into: memory + 3184).run(on: machine)
    let denseGradient = Kernels.Matmul(left: logitsLossGradient, panels: logitsKernelTransposed,
      into: memory + 3424, geometry: .init(rows: 4, inner: 10, columns: 7)).run(on: machine)
    let denseBiasGradient = memory + 5424
    let denseSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense, denseGradient, memory + 3424,
      denseBiasGradient, rows: 4, columns: 7, activation: .relu, scratch: memory + 3184).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: maxPooling2d, right: denseSumGradient,
      into: memory + 3952, geometry: .init(rows: 4, inner: 64, columns: 7)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 7, columns: 64),
      into: memory + 2928).run(on: machine)
    let maxPooling2dGradient = Kernels.Matmul(left: denseSumGradient, panels: denseKernelTransposed,
      into: memory + 5056, geometry: .init(rows: 4, inner: 7, columns: 64)).run(on: machine)
    let conv2dGradient = Kernels.MaxPoolGradient(maxPooling2dGradient, positions: maxPooling2dPositions,
      memory + 2928,
      geometry: .init(images: 4, inputHeight: 8, inputWidth: 8, channels: 4, outputHeight: 4, outputWidth: 4,
        windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2dBiasGradient = memory + 4816
    let conv2dSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d, conv2dGradient,
      memory + 2928, conv2dBiasGradient, rows: 256, columns: 4, activation: .relu,
      scratch: memory + 4800).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: conv2dBordered,
      outputGradient: conv2dSumGradient, into: memory + 1904,
      geometry: .init(images: 4, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 4, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    conv2dKernelGradient.read(into: &gradient, at: 0, count: 36)
    conv2dBiasGradient.read(into: &gradient, at: 36, count: 4)
    denseKernelGradient.read(into: &gradient, at: 40, count: 448)
    denseBiasGradient.read(into: &gradient, at: 488, count: 7)
    logitsKernelGradient.read(into: &gradient, at: 495, count: 70)
    logitsBiasGradient.read(into: &gradient, at: 565, count: 10)
    return logitsLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = (memory + 1904).write(input, count: 256)
    let logitsLabels = (memory + 3328).write(labels, count: 4)
    let conv2dBordered = Kernels.Border(inputPlace, into: memory + 2928,
      geometry: .init(images: 4, height: 8, width: 8, channels: 1, top: 1, left: 1, frameHeight: 10,
        frameWidth: 10)).run(on: machine)
    let conv2d = Kernels.Convolution(input: conv2dBordered, packedKernel: conv2dKernelPanels,
      bias: conv2dBias, activation: .relu, into: memory + 1904,
      geometry: .init(images: 4, inputHeight: 10, inputWidth: 10, channels: 1, outputHeight: 8,
        outputWidth: 8, filters: 4, kernelHeight: 3, kernelWidth: 3)).run(on: machine)
    let maxPooling2d = Kernels.MaxPool(conv2d, memory + 2928,
      geometry: .init(images: 4, inputHeight: 8, inputWidth: 8, channels: 4, outputHeight: 4, outputWidth: 4,
        windowHeight: 2, windowWidth: 2, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let dense = Kernels.Matmul(left: maxPooling2d, panels: denseKernelPanels, bias: denseBias,
      activation: .relu, into: memory + 1952,
      geometry: .init(rows: 4, inner: 64, columns: 7)).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: dense, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 1904, geometry: .init(rows: 4, inner: 7, columns: 10)).run(on: machine)
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 1952, rowLosses: memory + 1968,
      rows: 4, classes: 10, scale: 0.25).run(on: machine)
    return logitsLoss[0]
  }
}
