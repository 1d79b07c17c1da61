// Made by nncc from activation_layer_exponential.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// activation_layer_exponential: input [4] → dense_1 [2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class ActivationLayerExponential: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 2
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.05)
  /// Elements of all weights that are trained.
  public static let gradientCount = 128
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:f7312081a280ea64", inputs: [.init("input", [4])], outputs: [.init("dense_1", [2])],
      words: 2048,
    parameters: [
      .init("dense/kernel", [4, 18], at: 0, .glorotUniform),
      .init("dense/bias", [18], at: 80, .zeros),
      .init("dense_1/kernel", [18, 2], at: 112, .glorotUniform),
      .init("dense_1/bias", [2], at: 160, .zeros),
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
  private var dense1Kernel: Floats { memory + 112 }
  private var dense1Bias: Floats { memory + 160 }
  private var denseKernelPanels: Floats { memory + 176 }
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
    Kernels.Pack(denseKernel, as: .matrix(inner: 4, columns: 18), into: denseKernelPanels).run(on: machine)
    Kernels.Pack(dense1Kernel, as: .matrix(inner: 18, columns: 2), into: dense1KernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense1 of one example, or of a batch of 2. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense1: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 4 ? 1 : 2
    let inputPlace = (memory + 640).write(input, count: rows * 4)
    // 5: activation: {activation: exponential}
    let activation = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      activation: .exponential, into: memory + 592,
      geometry: .init(rows: rows, inner: 4, columns: 18)).run(on: machine)
    // 6: dense: {units: 2}
    let dense1Place = Kernels.Matmul(left: activation, panels: dense1KernelPanels, bias: dense1Bias,
      into: memory + 640, geometry: .init(rows: rows, inner: 18, columns: 2)).run(on: machine)
    dense1Place.read(into: &dense1, count: rows * 2)
  }

  /// Computes dense1 of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 4)
    var dense1: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 2)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 4..<(first + rows) * 4), into: &span)
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
    let inputPlace = (memory + 752).write(input, count: 8)
    let dense1Target = (memory + 592).write(target, count: 4)
    // 5: activation: {activation: exponential}
    let activation = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias,
      activation: .exponential, into: memory + 656,
      geometry: .init(rows: 2, inner: 4, columns: 18)).run(on: machine)
    // 6: dense: {units: 2}
    let dense1Linear = Kernels.Matmul(left: activation, right: dense1Kernel, bias: dense1Bias,
      into: memory + 608, geometry: .init(rows: 2, inner: 18, columns: 2)).run(on: machine)
    // 7: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.05}}, batch_size: 2, steps…
    let dense1LossGradient = memory + 784
    let dense1Loss = Kernels.RowLosses(.meanSquaredError, prediction: dense1Linear, target: dense1Target,
      amount: memory + 768, rowLosses: memory + 624, gradient: dense1LossGradient, rows: 2, classes: 2,
      scale: 0.5).run(on: machine)
    // Backward of 6: dense: {units: 2}
    let dense1BiasGradient = Kernels.ColumnSums(dense1LossGradient, memory + 608, rows: 2, columns: 2,
      scratch: memory + 592).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Bias, gradient: dense1BiasGradient, count: 2).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: activation, right: dense1LossGradient,
      into: memory + 704, geometry: .init(rows: 2, inner: 18, columns: 2)).run(on: machine)
    let dense1KernelTransposed = Kernels.Pack(dense1Kernel, as: .transposed(inner: 2, columns: 18),
      into: memory + 592).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Kernel, gradient: dense1KernelGradient, count: 36).run(on: machine)
    // Backward of 5: activation: {activation: exponential}
    let activationGradient = Kernels.Matmul(left: dense1LossGradient, panels: dense1KernelTransposed,
      into: memory + 704, geometry: .init(rows: 2, inner: 2, columns: 18)).run(on: machine)
    let denseBiasGradient = memory + 592
    let activationSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: activation, activationGradient,
      memory + 704, denseBiasGradient, rows: 2, columns: 18, activation: .exponential,
      scratch: memory + 624).run(on: machine)
    // Backward of 4: dense: {units: 18}
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 18).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: activationSumGradient,
      into: memory + 592, geometry: .init(rows: 2, inner: 4, columns: 18)).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 72).run(on: machine)
    progress.pointee.finishUpdate()
    return dense1Loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 832).write(input, count: 8)
    let dense1Target = (memory + 592).write(target, count: 4)
    let activation = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias,
      activation: .exponential, into: memory + 656,
      geometry: .init(rows: 2, inner: 4, columns: 18)).run(on: machine)
    let dense1Linear = Kernels.Matmul(left: activation, right: dense1Kernel, bias: dense1Bias,
      into: memory + 608, geometry: .init(rows: 2, inner: 18, columns: 2)).run(on: machine)
    let dense1LossGradient = memory + 800
    let dense1Loss = Kernels.RowLosses(.meanSquaredError, prediction: dense1Linear, target: dense1Target,
      amount: memory + 848, rowLosses: memory + 624, gradient: dense1LossGradient, rows: 2, classes: 2,
      scale: 0.5).run(on: machine)
    let dense1BiasGradient = Kernels.ColumnSums(dense1LossGradient, memory + 864, rows: 2, columns: 2,
      scratch: memory + 592).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: activation, right: dense1LossGradient,
      into: memory + 704, geometry: .init(rows: 2, inner: 18, columns: 2)).run(on: machine)
    let dense1KernelTransposed = Kernels.Pack(dense1Kernel, as: .transposed(inner: 2, columns: 18),
      into: memory + 592).run(on: machine)
    let activationGradient = Kernels.Matmul(left: dense1LossGradient, panels: dense1KernelTransposed,
      into: memory + 752, geometry: .init(rows: 2, inner: 2, columns: 18)).run(on: machine)
    let denseBiasGradient = memory + 800
    let activationSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: activation, activationGradient,
      memory + 752, denseBiasGradient, rows: 2, columns: 18, activation: .exponential,
      scratch: memory + 592).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: activationSumGradient,
      into: memory + 592, geometry: .init(rows: 2, inner: 4, columns: 18)).run(on: machine)
    denseKernelGradient.read(into: &gradient, at: 0, count: 72)
    denseBiasGradient.read(into: &gradient, at: 72, count: 18)
    dense1KernelGradient.read(into: &gradient, at: 90, count: 36)
    dense1BiasGradient.read(into: &gradient, at: 126, count: 2)
    return dense1Loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 640).write(input, count: 8)
    let dense1Target = (memory + 656).write(target, count: 4)
    let activation = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      activation: .exponential, into: memory + 592,
      geometry: .init(rows: 2, inner: 4, columns: 18)).run(on: machine)
    let dense1Linear = Kernels.Matmul(left: activation, panels: dense1KernelPanels, bias: dense1Bias,
      into: memory + 640, geometry: .init(rows: 2, inner: 18, columns: 2)).run(on: machine)
    let dense1Loss = Kernels.RowLosses(.meanSquaredError, prediction: dense1Linear, target: dense1Target,
      amount: memory + 592, rowLosses: memory + 608, rows: 2, classes: 2, scale: 0.5).run(on: machine)
    return dense1Loss[0]
  }
}
