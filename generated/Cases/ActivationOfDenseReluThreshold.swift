// Made by nncc from activation_of_dense_relu_threshold.yaml, whose lines the comments give. Change that, not
// this.

import NNCCRuntime

/// activation_of_dense_relu_threshold: input [6] → dense_1 [2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class ActivationOfDenseReluThreshold: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 83
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:75f9ed120599bfb9", inputs: [.init("input", [6])], outputs: [.init("dense_1", [2])],
      words: 2048,
    parameters: [
      .init("dense/kernel", [6, 9], at: 0, .glorotUniform),
      .init("dense/bias", [9], at: 64, .zeros),
      .init("dense_1/kernel", [9, 2], at: 80, .glorotUniform),
      .init("dense_1/bias", [2], at: 112, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var denseKernel: Floats { memory + 0 }
  private var denseBias: Floats { memory + 64 }
  private var dense1Kernel: Floats { memory + 80 }
  private var dense1Bias: Floats { memory + 112 }
  private var denseKernelPanels: Floats { memory + 128 }
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
    Kernels.Pack(denseKernel, as: .matrix(inner: 6, columns: 9), into: denseKernelPanels).run(on: machine)
    Kernels.Pack(dense1Kernel, as: .matrix(inner: 9, columns: 2), into: dense1KernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense1 of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense1: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 6 ? 1 : 3
    let inputPlace = (memory + 368).write(input, count: rows * 6)
    // 4: dense: {units: 9, activation: {relu: {threshold: 0.3}}}
    let dense = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      activation: .thresholdedRelu(negativeSlope: 0, maxValue: .infinity, threshold: 0.3), into: memory + 400,
      geometry: .init(rows: rows, inner: 6, columns: 9)).run(on: machine)
    // 5: dense: {units: 2}
    let dense1Place = Kernels.Matmul(left: dense, panels: dense1KernelPanels, bias: dense1Bias,
      into: memory + 368, geometry: .init(rows: rows, inner: 9, columns: 2)).run(on: machine)
    dense1Place.read(into: &dense1, count: rows * 2)
  }

  /// Computes dense1 of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 6)
    var dense1: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 2)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 6..<(first + rows) * 6), into: &span)
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
    let inputPlace = (memory + 432).write(input, count: 18)
    let dense1Target = (memory + 464).write(target, count: 6)
    // 4: dense: {units: 9, activation: {relu: {threshold: 0.3}}}
    let denseLinear = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias,
      into: memory + 368, geometry: .init(rows: 3, inner: 6, columns: 9)).run(on: machine)
    let dense = Kernels.Activate(denseLinear, memory + 400, count: 27,
      activation: .thresholdedRelu(negativeSlope: 0, maxValue: .infinity, threshold: 0.3)).run(on: machine)
    // 5: dense: {units: 2}
    let dense1Linear = Kernels.Matmul(left: dense, right: dense1Kernel, bias: dense1Bias, into: memory + 480,
      geometry: .init(rows: 3, inner: 9, columns: 2)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let dense1LossGradient = memory + 528
    let dense1Loss = Kernels.RowLosses(.meanSquaredError, prediction: dense1Linear, target: dense1Target,
      amount: memory + 496, rowLosses: memory + 512, gradient: dense1LossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    // Backward of 5: dense: {units: 2}
    let dense1BiasGradient = Kernels.ColumnSums(dense1LossGradient, memory + 480, rows: 3, columns: 2,
      scratch: memory + 464).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Bias, gradient: dense1BiasGradient, count: 2).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: dense, right: dense1LossGradient,
      into: memory + 464, geometry: .init(rows: 3, inner: 9, columns: 2)).run(on: machine)
    let dense1KernelTransposed = Kernels.Pack(dense1Kernel, as: .transposed(inner: 2, columns: 9),
      into: memory + 400).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Kernel, gradient: dense1KernelGradient, count: 18).run(on: machine)
    // Backward of 4: dense: {units: 9, activation: {relu: {threshold: 0.3}}}
    let denseGradient = Kernels.Matmul(left: dense1LossGradient, panels: dense1KernelTransposed,
      into: memory + 464, geometry: .init(rows: 3, inner: 2, columns: 9)).run(on: machine)
    let denseLinearGradient = Kernels.ActivationGradient(fromInput: denseLinear, denseGradient, memory + 464,
      count: 27,
      activation: .thresholdedRelu(negativeSlope: 0, maxValue: .infinity, threshold: 0.3)).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLinearGradient, memory + 384, rows: 3, columns: 9,
      scratch: memory + 368).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 9).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: denseLinearGradient,
      into: memory + 368, geometry: .init(rows: 3, inner: 6, columns: 9)).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 54).run(on: machine)
    progress.pointee.finishUpdate()
    return dense1Loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 432).write(input, count: 18)
    let dense1Target = (memory + 464).write(target, count: 6)
    let denseLinear = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias,
      into: memory + 368, geometry: .init(rows: 3, inner: 6, columns: 9)).run(on: machine)
    let dense = Kernels.Activate(denseLinear, memory + 400, count: 27,
      activation: .thresholdedRelu(negativeSlope: 0, maxValue: .infinity, threshold: 0.3)).run(on: machine)
    let dense1Linear = Kernels.Matmul(left: dense, right: dense1Kernel, bias: dense1Bias, into: memory + 480,
      geometry: .init(rows: 3, inner: 9, columns: 2)).run(on: machine)
    let dense1LossGradient = memory + 544
    let dense1Loss = Kernels.RowLosses(.meanSquaredError, prediction: dense1Linear, target: dense1Target,
      amount: memory + 528, rowLosses: memory + 496, gradient: dense1LossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    let dense1BiasGradient = Kernels.ColumnSums(dense1LossGradient, memory + 560, rows: 3, columns: 2,
      scratch: memory + 464).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: dense, right: dense1LossGradient,
      into: memory + 464, geometry: .init(rows: 3, inner: 9, columns: 2)).run(on: machine)
    let dense1KernelTransposed = Kernels.Pack(dense1Kernel, as: .transposed(inner: 2, columns: 9),
      into: memory + 400).run(on: machine)
    let denseGradient = Kernels.Matmul(left: dense1LossGradient, panels: dense1KernelTransposed,
      into: memory + 496, geometry: .init(rows: 3, inner: 2, columns: 9)).run(on: machine)
    let denseLinearGradient = Kernels.ActivationGradient(fromInput: denseLinear, denseGradient, memory + 496,
      count: 27,
      activation: .thresholdedRelu(negativeSlope: 0, maxValue: .infinity, threshold: 0.3)).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLinearGradient, memory + 544, rows: 3, columns: 9,
      scratch: memory + 368).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: denseLinearGradient,
      into: memory + 368, geometry: .init(rows: 3, inner: 6, columns: 9)).run(on: machine)
    denseKernelGradient.read(into: &gradient, at: 0, count: 54)
    denseBiasGradient.read(into: &gradient, at: 54, count: 9)
    dense1KernelGradient.read(into: &gradient, at: 63, count: 18)
    dense1BiasGradient.read(into: &gradient, at: 81, count: 2)
    return dense1Loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 368).write(input, count: 18)
    let dense1Target = (memory + 432).write(target, count: 6)
    let dense = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      activation: .thresholdedRelu(negativeSlope: 0, maxValue: .infinity, threshold: 0.3), into: memory + 400,
      geometry: .init(rows: 3, inner: 6, columns: 9)).run(on: machine)
    let dense1Linear = Kernels.Matmul(left: dense, panels: dense1KernelPanels, bias: dense1Bias,
      into: memory + 368, geometry: .init(rows: 3, inner: 9, columns: 2)).run(on: machine)
    let dense1Loss = Kernels.RowLosses(.meanSquaredError, prediction: dense1Linear, target: dense1Target,
      amount: memory + 384, rowLosses: memory + 400, rows: 3, classes: 2, scale: 0.33333334).run(on: machine)
    return dense1Loss[0]
  }
}
