// Made by nncc from loss_poisson.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// loss_poisson: input [5] → dense_1 [4].
///
/// One thread at a time may use an instance; instances share nothing.
public final class LossPoisson: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 5
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 64
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:91e850a6e6c68e48", inputs: [.init("input", [5])], outputs: [.init("dense_1", [4])],
      words: 2048,
    parameters: [
      .init("dense/kernel", [5, 6], at: 0, .glorotUniform),
      .init("dense/bias", [6], at: 32, .zeros),
      .init("dense_1/kernel", [6, 4], at: 48, .glorotUniform),
      .init("dense_1/bias", [4], at: 80, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var denseKernel: Floats { memory + 0 }
  private var denseBias: Floats { memory + 32 }
  private var dense1Kernel: Floats { memory + 48 }
  private var dense1Bias: Floats { memory + 80 }
  private var denseKernelPanels: Floats { memory + 96 }
  private var dense1KernelPanels: Floats { memory + 176 }

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
    Kernels.Pack(denseKernel, as: .matrix(inner: 5, columns: 6), into: denseKernelPanels).run(on: machine)
    Kernels.Pack(dense1Kernel, as: .matrix(inner: 6, columns: 4), into: dense1KernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense1 of one example, or of a batch of 5. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense1: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 5 ? 1 : 5
    let inputPlace = (memory + 272).write(input, count: rows * 5)
    // 4: dense: {units: 6, activation: tanh}
    let dense = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      activation: .tanh, into: memory + 304,
      geometry: .init(rows: rows, inner: 5, columns: 6)).run(on: machine)
    // 5: dense: {units: 4, activation: softplus}
    let dense1Place = Kernels.Matmul(left: dense, panels: dense1KernelPanels, bias: dense1Bias,
      activation: .softplus, into: memory + 272,
      geometry: .init(rows: rows, inner: 6, columns: 4)).run(on: machine)
    dense1Place.read(into: &dense1, count: rows * 4)
  }

  /// Computes dense1 of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 5)
    var dense1: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 4)
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
    let inputPlace = (memory + 336).write(input, count: 25)
    let dense1Target = (memory + 272).write(target, count: 20)
    // 4: dense: {units: 6, activation: tanh}
    let dense = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias, activation: .tanh,
      into: memory + 368, geometry: .init(rows: 5, inner: 5, columns: 6)).run(on: machine)
    // 5: dense: {units: 4, activation: softplus}
    let dense1_2 = Kernels.Matmul(left: dense, right: dense1Kernel, bias: dense1Bias, activation: .softplus,
      into: memory + 304, geometry: .init(rows: 5, inner: 6, columns: 4)).run(on: machine)
    // 6: train: {loss: poisson, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 5, st…
    let dense1LossGradient = memory + 400
    let dense1Loss = Kernels.RowLosses(.poisson, prediction: dense1_2, target: dense1Target,
      amount: memory + 464, rowLosses: memory + 432, gradient: dense1LossGradient, rows: 5, classes: 4,
      scale: 0.2).run(on: machine)
    // Backward of 5: dense: {units: 4, activation: softplus}
    let dense1BiasGradient = memory + 288
    let dense1SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense1_2, dense1LossGradient,
      memory + 400, dense1BiasGradient, rows: 5, columns: 4, activation: .softplus,
      scratch: memory + 272).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Bias, gradient: dense1BiasGradient, count: 4).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: dense, right: dense1SumGradient,
      into: memory + 432, geometry: .init(rows: 5, inner: 6, columns: 4)).run(on: machine)
    let dense1KernelTransposed = Kernels.Pack(dense1Kernel, as: .transposed(inner: 4, columns: 6),
      into: memory + 272).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Kernel, gradient: dense1KernelGradient, count: 24).run(on: machine)
    // Backward of 4: dense: {units: 6, activation: tanh}
    let denseGradient = Kernels.Matmul(left: dense1SumGradient, panels: dense1KernelTransposed,
      into: memory + 432, geometry: .init(rows: 5, inner: 4, columns: 6)).run(on: machine)
    let denseBiasGradient = memory + 288
    let denseSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense, denseGradient, memory + 432,
      denseBiasGradient, rows: 5, columns: 6, activation: .tanh, scratch: memory + 272).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 6).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: denseSumGradient,
      into: memory + 272, geometry: .init(rows: 5, inner: 5, columns: 6)).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 30).run(on: machine)
    progress.pointee.finishUpdate()
    return dense1Loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 336).write(input, count: 25)
    let dense1Target = (memory + 272).write(target, count: 20)
    let dense = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias, activation: .tanh,
      into: memory + 368, geometry: .init(rows: 5, inner: 5, columns: 6)).run(on: machine)
    let dense1_2 = Kernels.Matmul(left: dense, right: dense1Kernel, bias: dense1Bias, activation: .softplus,
      into: memory + 304, geometry: .init(rows: 5, inner: 6, columns: 4)).run(on: machine)
    let dense1LossGradient = memory + 400
    let dense1Loss = Kernels.RowLosses(.poisson, prediction: dense1_2, target: dense1Target,
      amount: memory + 496, rowLosses: memory + 432, gradient: dense1LossGradient, rows: 5, classes: 4,
      scale: 0.2).run(on: machine)
    let dense1BiasGradient = memory + 512
    let dense1SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense1_2, dense1LossGradient,
      memory + 400, dense1BiasGradient, rows: 5, columns: 4, activation: .softplus,
      scratch: memory + 272).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: dense, right: dense1SumGradient,
      into: memory + 432, geometry: .init(rows: 5, inner: 6, columns: 4)).run(on: machine)
    let dense1KernelTransposed = Kernels.Pack(dense1Kernel, as: .transposed(inner: 4, columns: 6),
      into: memory + 272).run(on: machine)
    let denseGradient = Kernels.Matmul(left: dense1SumGradient, panels: dense1KernelTransposed,
      into: memory + 464, geometry: .init(rows: 5, inner: 4, columns: 6)).run(on: machine)
    let denseBiasGradient = memory + 304
    let denseSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense, denseGradient, memory + 464,
      denseBiasGradient, rows: 5, columns: 6, activation: .tanh, scratch: memory + 272).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: denseSumGradient,
      into: memory + 272, geometry: .init(rows: 5, inner: 5, columns: 6)).run(on: machine)
    denseKernelGradient.read(into: &gradient, at: 0, count: 30)
    denseBiasGradient.read(into: &gradient, at: 30, count: 6)
    dense1KernelGradient.read(into: &gradient, at: 36, count: 24)
    dense1BiasGradient.read(into: &gradient, at: 60, count: 4)
    return dense1Loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 272).write(input, count: 25)
    let dense1Target = (memory + 304).write(target, count: 20)
    let dense = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      activation: .tanh, into: memory + 336, geometry: .init(rows: 5, inner: 5, columns: 6)).run(on: machine)
    let dense1_2 = Kernels.Matmul(left: dense, panels: dense1KernelPanels, bias: dense1Bias,
      activation: .softplus, into: memory + 272,
      geometry: .init(rows: 5, inner: 6, columns: 4)).run(on: machine)
    let dense1Loss = Kernels.RowLosses(.poisson, prediction: dense1_2, target: dense1Target,
      amount: memory + 336, rowLosses: memory + 352, rows: 5, classes: 4, scale: 0.2).run(on: machine)
    return dense1Loss[0]
  }
}
