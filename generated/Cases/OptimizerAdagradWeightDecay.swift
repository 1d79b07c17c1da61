// Made by nncc from optimizer_adagrad_weight_decay.yaml, whose lines the comments give. Change that, not
// this.

import NNCCRuntime

/// optimizer_adagrad_weight_decay: input [5] → dense_1 [3].
///
/// One thread at a time may use an instance; instances share nothing.
public final class OptimizerAdagradWeightDecay: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 4
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.adagrad(initialAccumulator: 0.1, epsilon: 1e-07)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 66
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:63fd9c7504b5dcb4", inputs: [.init("input", [5])], outputs: [.init("dense_1", [3])],
      words: 2048,
    parameters: [
      .init("dense/kernel", [5, 7], at: 0, .glorotUniform),
      .init("dense/bias", [7], at: 48, .zeros),
      .init("dense_1/kernel", [7, 3], at: 64, .glorotUniform),
      .init("dense_1/bias", [3], at: 96, .zeros),
    ], optimizer: optimizer, slotsAt: 112
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var denseKernel: Floats { memory + 0 }
  private var denseBias: Floats { memory + 48 }
  private var dense1Kernel: Floats { memory + 64 }
  private var dense1Bias: Floats { memory + 96 }
  private var denseKernelPanels: Floats { memory + 224 }
  private var dense1KernelPanels: Floats { memory + 304 }

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
    Kernels.Pack(denseKernel, as: .matrix(inner: 5, columns: 7), into: denseKernelPanels).run(on: machine)
    Kernels.Pack(dense1Kernel, as: .matrix(inner: 7, columns: 3), into: dense1KernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense1 of one example, or of a batch of 4. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense1: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 5 ? 1 : 4
    let inputPlace = (memory + 416).write(input, count: rows * 5)
    // 4: dense: {units: 7, activation: tanh}
    let dense = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      activation: .tanh, into: memory + 448,
      geometry: .init(rows: rows, inner: 5, columns: 7)).run(on: machine)
    // 5: dense: {units: 3}
    let dense1Place = Kernels.Matmul(left: dense, panels: dense1KernelPanels, bias: dense1Bias,
      into: memory + 416, geometry: .init(rows: rows, inner: 7, columns: 3)).run(on: machine)
    dense1Place.read(into: &dense1, count: rows * 3)
  }

  /// Computes dense1 of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 5)
    var dense1: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 3)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 5..<(first + rows) * 5), into: &span)
      dense1 += part
    }
    return dense1
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    try golden.expect("dense_1", predict(golden.floats("input")))
  }

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, target: Span<Float>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 464).write(input, count: 20)
    let dense1Target = (memory + 416).write(target, count: 12)
    // 4: dense: {units: 7, activation: tanh}
    let dense = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias, activation: .tanh,
      into: memory + 496, geometry: .init(rows: 4, inner: 5, columns: 7)).run(on: machine)
    // 5: dense: {units: 3}
    let dense1Linear = Kernels.Matmul(left: dense, right: dense1Kernel, bias: dense1Bias, into: memory + 432,
      geometry: .init(rows: 4, inner: 7, columns: 3)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {adagrad: {learning_rate: 0.1, weight_decay: 0.05,…
    let dense1LossGradient = memory + 576
    let dense1Loss = Kernels.RowLosses(.meanSquaredError, prediction: dense1Linear, target: dense1Target,
      amount: memory + 560, rowLosses: memory + 448, gradient: dense1LossGradient, rows: 4, classes: 3,
      scale: 0.25).run(on: machine)
    // Backward of 5: dense: {units: 3}
    let dense1BiasGradient = Kernels.ColumnSums(dense1LossGradient, memory + 432, rows: 4, columns: 3,
      scratch: memory + 416).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Bias, gradient: dense1BiasGradient, slots: .init(memory + 208),
      count: 3, clipValue: 0.1, weightDecay: 0.05).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: dense, right: dense1LossGradient,
      into: memory + 528, geometry: .init(rows: 4, inner: 7, columns: 3)).run(on: machine)
    let dense1KernelTransposed = Kernels.Pack(dense1Kernel, as: .transposed(inner: 3, columns: 7),
      into: memory + 416).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Kernel, gradient: dense1KernelGradient, slots: .init(memory + 176),
      count: 21, clipValue: 0.1, weightDecay: 0.05).run(on: machine)
    // Backward of 4: dense: {units: 7, activation: tanh}
    let denseGradient = Kernels.Matmul(left: dense1LossGradient, panels: dense1KernelTransposed,
      into: memory + 528, geometry: .init(rows: 4, inner: 3, columns: 7)).run(on: machine)
    let denseBiasGradient = memory + 432
    let denseSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense, denseGradient, memory + 528,
      denseBiasGradient, rows: 4, columns: 7, activation: .tanh, scratch: memory + 416).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, slots: .init(memory + 160),
      count: 7, clipValue: 0.1, weightDecay: 0.05).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: denseSumGradient,
      into: memory + 416, geometry: .init(rows: 4, inner: 5, columns: 7)).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, slots: .init(memory + 112),
      count: 35, clipValue: 0.1, weightDecay: 0.05).run(on: machine)
    progress.pointee.finishUpdate()
    return dense1Loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 464).write(input, count: 20)
    let dense1Target = (memory + 416).write(target, count: 12)
    let dense = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias, activation: .tanh,
      into: memory + 496, geometry: .init(rows: 4, inner: 5, columns: 7)).run(on: machine)
    let dense1Linear = Kernels.Matmul(left: dense, right: dense1Kernel, bias: dense1Bias, into: memory + 432,
      geometry: .init(rows: 4, inner: 7, columns: 3)).run(on: machine)
    let dense1LossGradient = memory + 608
    let dense1Loss = Kernels.RowLosses(.meanSquaredError, prediction: dense1Linear, target: dense1Target,
      amount: memory + 592, rowLosses: memory + 448, gradient: dense1LossGradient, rows: 4, classes: 3,
      scale: 0.25).run(on: machine)
    let dense1BiasGradient = Kernels.ColumnSums(dense1LossGradient, memory + 624, rows: 4, columns: 3,
      scratch: memory + 416).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: dense, right: dense1LossGradient,
      into: memory + 528, geometry: .init(rows: 4, inner: 7, columns: 3)).run(on: machine)
    let dense1KernelTransposed = Kernels.Pack(dense1Kernel, as: .transposed(inner: 3, columns: 7),
      into: memory + 416).run(on: machine)
    let denseGradient = Kernels.Matmul(left: dense1LossGradient, panels: dense1KernelTransposed,
      into: memory + 560, geometry: .init(rows: 4, inner: 3, columns: 7)).run(on: machine)
    let denseBiasGradient = memory + 608
    let denseSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense, denseGradient, memory + 560,
      denseBiasGradient, rows: 4, columns: 7, activation: .tanh, scratch: memory + 416).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: denseSumGradient,
      into: memory + 416, geometry: .init(rows: 4, inner: 5, columns: 7)).run(on: machine)
    denseKernelGradient.read(into: &gradient, at: 0, count: 35)
    denseBiasGradient.read(into: &gradient, at: 35, count: 7)
    dense1KernelGradient.read(into: &gradient, at: 42, count: 21)
    dense1BiasGradient.read(into: &gradient, at: 63, count: 3)
    return dense1Loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 416).write(input, count: 20)
    let dense1Target = (memory + 480).write(target, count: 12)
    let dense = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      activation: .tanh, into: memory + 448, geometry: .init(rows: 4, inner: 5, columns: 7)).run(on: machine)
    let dense1Linear = Kernels.Matmul(left: dense, panels: dense1KernelPanels, bias: dense1Bias,
      into: memory + 416, geometry: .init(rows: 4, inner: 7, columns: 3)).run(on: machine)
    let dense1Loss = Kernels.RowLosses(.meanSquaredError, prediction: dense1Linear, target: dense1Target,
      amount: memory + 432, rowLosses: memory + 448, rows: 4, classes: 3, scale: 0.25).run(on: machine)
    return dense1Loss[0]
  }
}
