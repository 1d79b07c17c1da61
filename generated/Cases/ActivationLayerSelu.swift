// Made by nncc from activation_layer_selu.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// activation_layer_selu: input [5] → dense_1 [2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class ActivationLayerSelu: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.05)
  /// Elements of all weights that are trained.
  public static let gradientCount = 106
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:eef929086c2f509c", inputs: [.init("input", [5])], outputs: [.init("dense_1", [2])],
      words: 2048,
    parameters: [
      .init("dense/kernel", [5, 13], at: 0, .glorotUniform),
      .init("dense/bias", [13], at: 80, .zeros),
      .init("dense_1/kernel", [13, 2], at: 96, .glorotUniform),
      .init("dense_1/bias", [2], at: 128, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var denseKernel: Floats { memory + 0 }
  private var denseBias: Floats { memory + 80 }
  private var dense1Kernel: Floats { memory + 96 }
  private var dense1Bias: Floats { memory + 128 }
  private var denseKernelPanels: Floats { memory + 144 }
  private var dense1KernelPanels: Floats { memory + 224 }

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
    Kernels.Pack(denseKernel, as: .matrix(inner: 5, columns: 13), into: denseKernelPanels).run(on: machine)
    Kernels.Pack(dense1Kernel, as: .matrix(inner: 13, columns: 2), into: dense1KernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense1 of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense1: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 5 ? 1 : 3
    let inputPlace = (memory + 480).write(input, count: rows * 5)
    // 5: activation: {activation: selu}
    let activation = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      activation: .selu, into: memory + 432,
      geometry: .init(rows: rows, inner: 5, columns: 13)).run(on: machine)
    // 6: dense: {units: 2}
    let dense1Place = Kernels.Matmul(left: activation, panels: dense1KernelPanels, bias: dense1Bias,
      into: memory + 480, geometry: .init(rows: rows, inner: 13, columns: 2)).run(on: machine)
    dense1Place.read(into: &dense1, count: rows * 2)
  }

  /// Computes dense1 of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 5)
    var dense1: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 2)
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
    let inputPlace = (memory + 592).write(input, count: 15)
    let dense1Target = (memory + 480).write(target, count: 6)
    // 5: activation: {activation: selu}
    let activation = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias, activation: .selu,
      into: memory + 432, geometry: .init(rows: 3, inner: 5, columns: 13)).run(on: machine)
    // 6: dense: {units: 2}
    let dense1Linear = Kernels.Matmul(left: activation, right: dense1Kernel, bias: dense1Bias,
      into: memory + 496, geometry: .init(rows: 3, inner: 13, columns: 2)).run(on: machine)
    // 7: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.05}}, batch_size: 3, steps…
    let dense1LossGradient = memory + 624
    let dense1Loss = Kernels.RowLosses(.meanSquaredError, prediction: dense1Linear, target: dense1Target,
      amount: memory + 608, rowLosses: memory + 512, gradient: dense1LossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    // Backward of 6: dense: {units: 2}
    let dense1BiasGradient = Kernels.ColumnSums(dense1LossGradient, memory + 496, rows: 3, columns: 2,
      scratch: memory + 480).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Bias, gradient: dense1BiasGradient, count: 2).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: activation, right: dense1LossGradient,
      into: memory + 480, geometry: .init(rows: 3, inner: 13, columns: 2)).run(on: machine)
    let dense1KernelTransposed = Kernels.Pack(dense1Kernel, as: .transposed(inner: 2, columns: 13),
      into: memory + 560).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Kernel, gradient: dense1KernelGradient, count: 26).run(on: machine)
    // Backward of 5: activation: {activation: selu}
    let activationGradient = Kernels.Matmul(left: dense1LossGradient, panels: dense1KernelTransposed,
      into: memory + 512, geometry: .init(rows: 3, inner: 2, columns: 13)).run(on: machine)
    let denseBiasGradient = memory + 496
    let activationSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: activation, activationGradient,
      memory + 512, denseBiasGradient, rows: 3, columns: 13, activation: .selu,
      scratch: memory + 480).run(on: machine)
    // Backward of 4: dense: {units: 13}
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 13).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: activationSumGradient,
      into: memory + 432, geometry: .init(rows: 3, inner: 5, columns: 13)).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 65).run(on: machine)
    progress.pointee.finishUpdate()
    return dense1Loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 592).write(input, count: 15)
    let dense1Target = (memory + 480).write(target, count: 6)
    let activation = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias, activation: .selu,
      into: memory + 432, geometry: .init(rows: 3, inner: 5, columns: 13)).run(on: machine)
    let dense1Linear = Kernels.Matmul(left: activation, right: dense1Kernel, bias: dense1Bias,
      into: memory + 496, geometry: .init(rows: 3, inner: 13, columns: 2)).run(on: machine)
    let dense1LossGradient = memory + 624
    let dense1Loss = Kernels.RowLosses(.meanSquaredError, prediction: dense1Linear, target: dense1Target,
      amount: memory + 608, rowLosses: memory + 512, gradient: dense1LossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    let dense1BiasGradient = Kernels.ColumnSums(dense1LossGradient, memory + 640, rows: 3, columns: 2,
      scratch: memory + 480).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: activation, right: dense1LossGradient,
      into: memory + 560, geometry: .init(rows: 3, inner: 13, columns: 2)).run(on: machine)
    let dense1KernelTransposed = Kernels.Pack(dense1Kernel, as: .transposed(inner: 2, columns: 13),
      into: memory + 480).run(on: machine)
    let activationGradient = Kernels.Matmul(left: dense1LossGradient, panels: dense1KernelTransposed,
      into: memory + 512, geometry: .init(rows: 3, inner: 2, columns: 13)).run(on: machine)
    let denseBiasGradient = memory + 624
    let activationSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: activation, activationGradient,
      memory + 512, denseBiasGradient, rows: 3, columns: 13, activation: .selu,
      scratch: memory + 480).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: activationSumGradient,
      into: memory + 432, geometry: .init(rows: 3, inner: 5, columns: 13)).run(on: machine)
    denseKernelGradient.read(into: &gradient, at: 0, count: 65)
    denseBiasGradient.read(into: &gradient, at: 65, count: 13)
    dense1KernelGradient.read(into: &gradient, at: 78, count: 26)
    dense1BiasGradient.read(into: &gradient, at: 104, count: 2)
    return dense1Loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 480).write(input, count: 15)
    let dense1Target = (memory + 496).write(target, count: 6)
    let activation = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      activation: .selu, into: memory + 432, geometry: .init(rows: 3, inner: 5, columns: 13)).run(on: machine)
    let dense1Linear = Kernels.Matmul(left: activation, panels: dense1KernelPanels, bias: dense1Bias,
      into: memory + 480, geometry: .init(rows: 3, inner: 13, columns: 2)).run(on: machine)
    let dense1Loss = Kernels.RowLosses(.meanSquaredError, prediction: dense1Linear, target: dense1Target,
      amount: memory + 432, rowLosses: memory + 448, rows: 3, classes: 2, scale: 0.33333334).run(on: machine)
    return dense1Loss[0]
  }
}
