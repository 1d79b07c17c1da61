// Made by nncc from digits_mlp.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// digits_mlp: input [8, 8, 1] → logits [10].
///
/// Inputs are what `preprocess` makes of the data. One thread at a time may use an instance; instances share nothing.
public final class DigitsMLP: TrainableModel {
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
  public static let gradientCount = 17226
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "5d34a31bcc0b2697", inputs: [.init("input", [8, 8, 1])], outputs: [.init("logits", [10])], words: 99328,
    parameters: [
      .init("dense/kernel", [64, 128], at: 0, .glorotUniform),
      .init("dense/bias", [128], at: 8192, .zeros),
      .init("dense_1/kernel", [128, 64], at: 8320, .glorotUniform),
      .init("dense_1/bias", [64], at: 16512, .zeros),
      .init("logits/kernel", [64, 10], at: 16576, .glorotUniform),
      .init("logits/bias", [10], at: 17216, .zeros),
    ], optimizer: optimizer, slotsAt: 17232
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var denseKernel: Floats { memory + 0 }
  private var denseBias: Floats { memory + 8192 }
  private var dense1Kernel: Floats { memory + 8320 }
  private var dense1Bias: Floats { memory + 16512 }
  private var logitsKernel: Floats { memory + 16576 }
  private var logitsBias: Floats { memory + 17216 }
  private var denseKernelPanels: Floats { memory + 51696 }
  private var dense1KernelPanels: Floats { memory + 59888 }
  private var logitsKernelPanels: Floats { memory + 68080 }

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
    Kernels.pack(matrix: denseKernel, rowStride: 128, inner: 64, columns: 128, into: denseKernelPanels, pool: pool)
    Kernels.pack(matrix: dense1Kernel, rowStride: 64, inner: 128, columns: 64, into: dense1KernelPanels, pool: pool)
    Kernels.pack(matrix: logitsKernel, rowStride: 10, inner: 64, columns: 10, into: logitsKernelPanels, pool: pool)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example, or of a batch of 32. Allocates nothing.
  public func predict(_ input: Span<Float>, into logits: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 64 ? 1 : 32
    let inputPlace = memory + 73200, dense = memory + 69104, dense1 = memory + 73200, logitsPlace = memory + 69104
    inputPlace.write(input, count: rows * 64)
    // 9: dense: {units: 128, activation: relu}
    Kernels.matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias, activation: .relu, into: dense, geometry: .init(rows: rows, inner: 64, columns: 128), pool: pool)
    // 10: dense: {units: 64, activation: relu}
    Kernels.matmul(left: dense, panels: dense1KernelPanels, bias: dense1Bias, activation: .relu, into: dense1, geometry: .init(rows: rows, inner: 128, columns: 64), pool: pool)
    // 11: dense: {name: logits, units: 10}
    Kernels.matmul(left: dense1, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: rows, inner: 64, columns: 10), pool: pool)
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
    let inputPlace = memory + 93680, logitsLabels = memory + 71152, dense = memory + 85488, dense1 = memory + 69104, logitsPlace = memory + 97776, logitsLoss = memory + 71216,
      logitsRowLosses = memory + 71184, logitsLossGradient = memory + 72432, loss = memory + 98096, logitsBiasGradient = memory + 71168, logitsBiasScratch = memory + 71152,
      logitsKernelGradient = memory + 71152, logitsKernelTransposed = memory + 71792, dense1Gradient = memory + 95728, dense1SumGradient = memory + 95728,
      dense1BiasGradient = memory + 71152, dense1BiasScratch = memory + 71216, dense1KernelGradient = memory + 69104, dense1KernelTransposed = memory + 77296,
      denseGradient = memory + 89584, denseSumGradient = memory + 89584, denseBiasGradient = memory + 69104, denseBiasScratch = memory + 69232, denseKernelGradient = memory + 69104
    inputPlace.write(input, count: 2048)
    logitsLabels.write(labels, count: 32)
    let step = progress.pointee.nextUpdate()
    // 9: dense: {units: 128, activation: relu}
    Kernels.matmul(left: inputPlace, right: denseKernel, bias: denseBias, activation: .relu, into: dense, geometry: .init(rows: 32, inner: 64, columns: 128), pool: pool)
    // 10: dense: {units: 64, activation: relu}
    Kernels.matmul(left: dense, right: dense1Kernel, bias: dense1Bias, activation: .relu, into: dense1, geometry: .init(rows: 32, inner: 128, columns: 64), pool: pool)
    // 11: dense: {name: logits, units: 10}
    Kernels.matmul(left: dense1, right: logitsKernel, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    // 15: loss: {sparse_categorical_crossentropy: {from_logits: true}}
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 32, classes: 10, scale: 0.03125,
        rowLosses: logitsRowLosses, gradient: logitsLossGradient, pool: pool))
    loss[0] = logitsLoss[0]
    // Backward of 11: dense: {name: logits, units: 10}
    Kernels.columnSums(logitsLossGradient, logitsBiasGradient, rows: 32, columns: 10, scratch: logitsBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: logitsBias, gradient: logitsBiasGradient, slots: memory + 51664, slotStride: 16, count: 10, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: dense1, right: logitsLossGradient, into: logitsKernelGradient, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    Kernels.packTransposed(matrix: logitsKernel, rowStride: 10, inner: 10, columns: 64, into: logitsKernelTransposed, pool: pool)
    Kernels.update(Self.optimizer, parameter: logitsKernel, gradient: logitsKernelGradient, slots: memory + 50384, slotStride: 640, count: 640, step: step, pool: pool)
    // Backward of 10: dense: {units: 64, activation: relu}
    Kernels.matmul(left: logitsLossGradient, panels: logitsKernelTransposed, into: dense1Gradient, geometry: .init(rows: 32, inner: 10, columns: 64), pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: dense1, dense1Gradient, dense1SumGradient, dense1BiasGradient, rows: 32, columns: 64, activation: .relu,
      scratch: dense1BiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: dense1Bias, gradient: dense1BiasGradient, slots: memory + 50256, slotStride: 64, count: 64, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: dense, right: dense1SumGradient, into: dense1KernelGradient, geometry: .init(rows: 32, inner: 128, columns: 64), pool: pool)
    Kernels.packTransposed(matrix: dense1Kernel, rowStride: 64, inner: 64, columns: 128, into: dense1KernelTransposed, pool: pool)
    Kernels.update(Self.optimizer, parameter: dense1Kernel, gradient: dense1KernelGradient, slots: memory + 33872, slotStride: 8192, count: 8192, step: step, pool: pool)
    // Backward of 9: dense: {units: 128, activation: relu}
    Kernels.matmul(left: dense1SumGradient, panels: dense1KernelTransposed, into: denseGradient, geometry: .init(rows: 32, inner: 64, columns: 128), pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: dense, denseGradient, denseSumGradient, denseBiasGradient, rows: 32, columns: 128, activation: .relu,
      scratch: denseBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: denseBias, gradient: denseBiasGradient, slots: memory + 33616, slotStride: 128, count: 128, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: inputPlace, right: denseSumGradient, into: denseKernelGradient, geometry: .init(rows: 32, inner: 64, columns: 128), pool: pool)
    Kernels.update(Self.optimizer, parameter: denseKernel, gradient: denseKernelGradient, slots: memory + 17232, slotStride: 8192, count: 8192, step: step, pool: pool)
    progress.pointee.finishUpdate()
    return loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without dropout.
  /// Returns the loss.
  public func gradient(_ input: Span<Float>, labels: Span<Int32>, into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = memory + 93680, logitsLabels = memory + 71152, dense = memory + 85488, dense1 = memory + 69104, logitsPlace = memory + 98416, logitsLoss = memory + 71216,
      logitsRowLosses = memory + 71184, logitsLossGradient = memory + 71792, loss = memory + 98800, logitsBiasGradient = memory + 98816, logitsBiasScratch = memory + 71152,
      logitsKernelGradient = memory + 97776, logitsKernelTransposed = memory + 71152, dense1Gradient = memory + 95728, dense1SumGradient = memory + 95728,
      dense1BiasGradient = memory + 98736, dense1BiasScratch = memory + 71152, dense1KernelGradient = memory + 69104, dense1KernelTransposed = memory + 77296,
      denseGradient = memory + 89584, denseSumGradient = memory + 89584, denseBiasGradient = memory + 95728, denseBiasScratch = memory + 77296, denseKernelGradient = memory + 77296
    inputPlace.write(input, count: 2048)
    logitsLabels.write(labels, count: 32)
    Kernels.matmul(left: inputPlace, right: denseKernel, bias: denseBias, activation: .relu, into: dense, geometry: .init(rows: 32, inner: 64, columns: 128), pool: pool)
    Kernels.matmul(left: dense, right: dense1Kernel, bias: dense1Bias, activation: .relu, into: dense1, geometry: .init(rows: 32, inner: 128, columns: 64), pool: pool)
    Kernels.matmul(left: dense1, right: logitsKernel, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 32, classes: 10, scale: 0.03125,
        rowLosses: logitsRowLosses, gradient: logitsLossGradient, pool: pool))
    loss[0] = logitsLoss[0]
    Kernels.columnSums(logitsLossGradient, logitsBiasGradient, rows: 32, columns: 10, scratch: logitsBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: dense1, right: logitsLossGradient, into: logitsKernelGradient, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    Kernels.packTransposed(matrix: logitsKernel, rowStride: 10, inner: 10, columns: 64, into: logitsKernelTransposed, pool: pool)
    Kernels.matmul(left: logitsLossGradient, panels: logitsKernelTransposed, into: dense1Gradient, geometry: .init(rows: 32, inner: 10, columns: 64), pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: dense1, dense1Gradient, dense1SumGradient, dense1BiasGradient, rows: 32, columns: 64, activation: .relu,
      scratch: dense1BiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: dense, right: dense1SumGradient, into: dense1KernelGradient, geometry: .init(rows: 32, inner: 128, columns: 64), pool: pool)
    Kernels.packTransposed(matrix: dense1Kernel, rowStride: 64, inner: 64, columns: 128, into: dense1KernelTransposed, pool: pool)
    Kernels.matmul(left: dense1SumGradient, panels: dense1KernelTransposed, into: denseGradient, geometry: .init(rows: 32, inner: 64, columns: 128), pool: pool)
    Kernels.activationGradientAndColumnSums(fromOutput: dense, denseGradient, denseSumGradient, denseBiasGradient, rows: 32, columns: 128, activation: .relu,
      scratch: denseBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: inputPlace, right: denseSumGradient, into: denseKernelGradient, geometry: .init(rows: 32, inner: 64, columns: 128), pool: pool)
    denseKernelGradient.read(into: &gradient, at: 0, count: 8192)
    denseBiasGradient.read(into: &gradient, at: 8192, count: 128)
    dense1KernelGradient.read(into: &gradient, at: 8320, count: 8192)
    dense1BiasGradient.read(into: &gradient, at: 16512, count: 64)
    logitsKernelGradient.read(into: &gradient, at: 16576, count: 640)
    logitsBiasGradient.read(into: &gradient, at: 17216, count: 10)
    return loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = memory + 73200, logitsLabels = memory + 75248, dense = memory + 69104, dense1 = memory + 73200, logitsPlace = memory + 69104, logitsLoss = memory + 69456,
      logitsRowLosses = memory + 69424, loss = memory + 69424
    inputPlace.write(input, count: 2048)
    logitsLabels.write(labels, count: 32)
    Kernels.matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias, activation: .relu, into: dense, geometry: .init(rows: 32, inner: 64, columns: 128), pool: pool)
    Kernels.matmul(left: dense, panels: dense1KernelPanels, bias: dense1Bias, activation: .relu, into: dense1, geometry: .init(rows: 32, inner: 128, columns: 64), pool: pool)
    Kernels.matmul(left: dense1, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 32, classes: 10, scale: 0.03125,
        rowLosses: logitsRowLosses, gradient: nil, pool: pool))
    loss[0] = logitsLoss[0]
    return loss[0]
  }
}
