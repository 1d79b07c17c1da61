// Made by nncc from digits_mlp.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// digits_mlp: input [8, 8, 1] → logits [10].
///
/// Inputs are what `preprocess` makes of the data. One thread at a time may use an instance; instances share
/// nothing.
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
    network: "2:c173134305b95abd:87c603f0a3fed964", inputs: [.init("input", [8, 8, 1])],
      outputs: [.init("logits", [10])], words: 99328,
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
  private let machine: Kernels.Machine
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
    machine = Kernels.Machine(pool)
    self.pool = pool
  }

  /// Packs the weights as kernels read them, when they have changed.
  public func prepare() {
    guard !progress.pointee.isPrepared else { return }
    Kernels.Pack(denseKernel, as: .matrix(inner: 64, columns: 128), into: denseKernelPanels).run(on: machine)
    Kernels.Pack(dense1Kernel, as: .matrix(inner: 128, columns: 64),
      into: dense1KernelPanels).run(on: machine)
    Kernels.Pack(logitsKernel, as: .matrix(inner: 64, columns: 10), into: logitsKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example, or of a batch of 32. Allocates nothing.
  public func predict(_ input: Span<Float>, into logits: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 64 ? 1 : 32
    let inputPlace = (memory + 73200).write(input, count: rows * 64)
    // 9: dense: {units: 128, activation: relu}
    let dense = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      activation: .relu, into: memory + 69104,
      geometry: .init(rows: rows, inner: 64, columns: 128)).run(on: machine)
    // 10: dense: {units: 64, activation: relu}
    let dense1 = Kernels.Matmul(left: dense, panels: dense1KernelPanels, bias: dense1Bias, activation: .relu,
      into: memory + 73200, geometry: .init(rows: rows, inner: 128, columns: 64)).run(on: machine)
    // 11: dense: {name: logits, units: 10}
    let logitsPlace = Kernels.Matmul(left: dense1, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 69104, geometry: .init(rows: rows, inner: 64, columns: 10)).run(on: machine)
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
    let inputPlace = (memory + 93680).write(input, count: 2048)
    let logitsLabels = (memory + 71472).write(labels, count: 32)
    // 9: dense: {units: 128, activation: relu}
    let dense = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias, activation: .relu,
      into: memory + 85488, geometry: .init(rows: 32, inner: 64, columns: 128)).run(on: machine)
    // 10: dense: {units: 64, activation: relu}
    let dense1 = Kernels.Matmul(left: dense, right: dense1Kernel, bias: dense1Bias, activation: .relu,
      into: memory + 69104, geometry: .init(rows: 32, inner: 128, columns: 64)).run(on: machine)
    // 11: dense: {name: logits, units: 10}
    let logitsLinear = Kernels.Matmul(left: dense1, right: logitsKernel, bias: logitsBias,
      into: memory + 71152, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    // 15: loss: {sparse_categorical_crossentropy: {from_logits: true}}
    let logitsLossGradient = memory + 72432
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 97776, rowLosses: memory + 71504,
      gradient: logitsLossGradient, rows: 32, classes: 10, scale: 0.03125).run(on: machine)
    // Backward of 11: dense: {name: logits, units: 10}
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 71168, rows: 32, columns: 10,
      scratch: memory + 71152).run(on: machine)
    Kernels.Update(Self.optimizer, logitsBias, gradient: logitsBiasGradient,
      slots: .init(memory + 51664, memory + 51680), count: 10).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: dense1, right: logitsLossGradient,
      into: memory + 71152, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    let logitsKernelTransposed = Kernels.Pack(logitsKernel, as: .transposed(inner: 10, columns: 64),
      into: memory + 71792).run(on: machine)
    Kernels.Update(Self.optimizer, logitsKernel, gradient: logitsKernelGradient,
      slots: .init(memory + 50384, memory + 51024), count: 640).run(on: machine)
    // Backward of 10: dense: {units: 64, activation: relu}
    let dense1Gradient = Kernels.Matmul(left: logitsLossGradient, panels: logitsKernelTransposed,
      into: memory + 95728, geometry: .init(rows: 32, inner: 10, columns: 64)).run(on: machine)
    let dense1BiasGradient = memory + 71152
    let dense1SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense1, dense1Gradient,
      memory + 95728, dense1BiasGradient, rows: 32, columns: 64, activation: .relu,
      scratch: memory + 71216).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Bias, gradient: dense1BiasGradient,
      slots: .init(memory + 50256, memory + 50320), count: 64).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: dense, right: dense1SumGradient,
      into: memory + 69104, geometry: .init(rows: 32, inner: 128, columns: 64)).run(on: machine)
    let dense1KernelTransposed = Kernels.Pack(dense1Kernel, as: .transposed(inner: 64, columns: 128),
      into: memory + 77296).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Kernel, gradient: dense1KernelGradient,
      slots: .init(memory + 33872, memory + 42064), count: 8192).run(on: machine)
    // Backward of 9: dense: {units: 128, activation: relu}
    let denseGradient = Kernels.Matmul(left: dense1SumGradient, panels: dense1KernelTransposed,
      into: memory + 89584, geometry: .init(rows: 32, inner: 64, columns: 128)).run(on: machine)
    let denseBiasGradient = memory + 69104
    let denseSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense, denseGradient, memory + 89584,
      denseBiasGradient, rows: 32, columns: 128, activation: .relu, scratch: memory + 69232).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient,
      slots: .init(memory + 33616, memory + 33744), count: 128).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: denseSumGradient,
      into: memory + 69104, geometry: .init(rows: 32, inner: 64, columns: 128)).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient,
      slots: .init(memory + 17232, memory + 25424), count: 8192).run(on: machine)
    progress.pointee.finishUpdate()
    return logitsLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, labels: Span<Int32>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 93680).write(input, count: 2048)
    let logitsLabels = (memory + 71472).write(labels, count: 32)
    let dense = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias, activation: .relu,
      into: memory + 85488, geometry: .init(rows: 32, inner: 64, columns: 128)).run(on: machine)
    let dense1 = Kernels.Matmul(left: dense, right: dense1Kernel, bias: dense1Bias, activation: .relu,
      into: memory + 69104, geometry: .init(rows: 32, inner: 128, columns: 64)).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: dense1, right: logitsKernel, bias: logitsBias,
      into: memory + 71152, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    let logitsLossGradient = memory + 71792
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 98480, rowLosses: memory + 71504,
      gradient: logitsLossGradient, rows: 32, classes: 10, scale: 0.03125).run(on: machine)
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 98496, rows: 32, columns: 10,
      scratch: memory + 71152).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: dense1, right: logitsLossGradient,
      into: memory + 97776, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    let logitsKernelTransposed = Kernels.Pack(logitsKernel, as: .transposed(inner: 10, columns: 64),
      into: memory + 71152).run(on: machine)
    let dense1Gradient = Kernels.Matmul(left: logitsLossGradient, panels: logitsKernelTransposed,
      into: memory + 95728, geometry: .init(rows: 32, inner: 10, columns: 64)).run(on: machine)
    let dense1BiasGradient = memory + 98416
    let dense1SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense1, dense1Gradient,
      memory + 95728, dense1BiasGradient, rows: 32, columns: 64, activation: .relu,
      scratch: memory + 71152).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: dense, right: dense1SumGradient,
      into: memory + 69104, geometry: .init(rows: 32, inner: 128, columns: 64)).run(on: machine)
    let dense1KernelTransposed = Kernels.Pack(dense1Kernel, as: .transposed(inner: 64, columns: 128),
      into: memory + 77296).run(on: machine)
    let denseGradient = Kernels.Matmul(left: dense1SumGradient, panels: dense1KernelTransposed,
      into: memory + 89584, geometry: .init(rows: 32, inner: 64, columns: 128)).run(on: machine)
    let denseBiasGradient = memory + 95728
    let denseSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense, denseGradient, memory + 89584,
      denseBiasGradient, rows: 32, columns: 128, activation: .relu, scratch: memory + 77296).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: denseSumGradient,
      into: memory + 77296, geometry: .init(rows: 32, inner: 64, columns: 128)).run(on: machine)
    denseKernelGradient.read(into: &gradient, at: 0, count: 8192)
    denseBiasGradient.read(into: &gradient, at: 8192, count: 128)
    dense1KernelGradient.read(into: &gradient, at: 8320, count: 8192)
    dense1BiasGradient.read(into: &gradient, at: 16512, count: 64)
    logitsKernelGradient.read(into: &gradient, at: 16576, count: 640)
    logitsBiasGradient.read(into: &gradient, at: 17216, count: 10)
    return logitsLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = (memory + 73200).write(input, count: 2048)
    let logitsLabels = (memory + 75248).write(labels, count: 32)
    let dense = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      activation: .relu, into: memory + 69104,
      geometry: .init(rows: 32, inner: 64, columns: 128)).run(on: machine)
    let dense1 = Kernels.Matmul(left: dense, panels: dense1KernelPanels, bias: dense1Bias, activation: .relu,
      into: memory + 73200, geometry: .init(rows: 32, inner: 128, columns: 64)).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: dense1, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 69104, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 69456, rowLosses: memory + 69424,
      rows: 32, classes: 10, scale: 0.03125).run(on: machine)
    return logitsLoss[0]
  }
}
