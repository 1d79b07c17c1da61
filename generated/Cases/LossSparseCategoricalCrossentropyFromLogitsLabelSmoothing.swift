// Made by nncc from loss_sparse_categorical_crossentropy_from_logits_label_smoothing.yaml, whose lines the
// comments give. Change that, not this.

import NNCCRuntime

/// loss_sparse_categorical_crossentropy_from_logits_label_smoothing: input [5] → dense_1 [7].
///
/// One thread at a time may use an instance; instances share nothing.
public final class LossSparseCategoricalCrossentropyFromLogitsLabelSmoothing: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 5
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 85
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:4c0e1e480d05f161", inputs: [.init("input", [5])], outputs: [.init("dense_1", [7])],
      words: 2048,
    parameters: [
      .init("dense/kernel", [5, 6], at: 0, .glorotUniform),
      .init("dense/bias", [6], at: 32, .zeros),
      .init("dense_1/kernel", [6, 7], at: 48, .glorotUniform),
      .init("dense_1/bias", [7], at: 96, .zeros),
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
  private var dense1Bias: Floats { memory + 96 }
  private var denseKernelPanels: Floats { memory + 112 }
  private var dense1KernelPanels: Floats { memory + 192 }

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
    Kernels.Pack(dense1Kernel, as: .matrix(inner: 6, columns: 7), into: dense1KernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense1 of one example, or of a batch of 5. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense1: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 5 ? 1 : 5
    let inputPlace = (memory + 288).write(input, count: rows * 5)
    // 4: dense: {units: 6, activation: tanh}
    let dense = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      activation: .tanh, into: memory + 336,
      geometry: .init(rows: rows, inner: 5, columns: 6)).run(on: machine)
    // 5: dense: {units: 7}
    let dense1Place = Kernels.Matmul(left: dense, panels: dense1KernelPanels, bias: dense1Bias,
      into: memory + 288, geometry: .init(rows: rows, inner: 6, columns: 7)).run(on: machine)
    dense1Place.read(into: &dense1, count: rows * 7)
  }

  /// Computes dense1 of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 5)
    var dense1: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 7)
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
  public func trainStep(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 496).write(input, count: 25)
    let dense1Labels = (memory + 336).write(labels, count: 5)
    // 4: dense: {units: 6, activation: tanh}
    let dense = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias, activation: .tanh,
      into: memory + 528, geometry: .init(rows: 5, inner: 5, columns: 6)).run(on: machine)
    // 5: dense: {units: 7}
    let dense1Linear = Kernels.Matmul(left: dense, right: dense1Kernel, bias: dense1Bias, into: memory + 288,
      geometry: .init(rows: 5, inner: 6, columns: 7)).run(on: machine)
    // 6: train: {loss: {sparse_categorical_crossentropy: {from_logits: true, label_smooth…
    let dense1LossGradient = memory + 400
    let dense1Loss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true, labelSmoothing: 0.2),
      prediction: dense1Linear, target: dense1Labels, amount: memory + 560, rowLosses: memory + 352,
      gradient: dense1LossGradient, rows: 5, classes: 7, scale: 0.2).run(on: machine)
    // Backward of 5: dense: {units: 7}
    let dense1BiasGradient = Kernels.ColumnSums(dense1LossGradient, memory + 304, rows: 5, columns: 7,
      scratch: memory + 288).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Bias, gradient: dense1BiasGradient, count: 7).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: dense, right: dense1LossGradient,
      into: memory + 448, geometry: .init(rows: 5, inner: 6, columns: 7)).run(on: machine)
    let dense1KernelTransposed = Kernels.Pack(dense1Kernel, as: .transposed(inner: 7, columns: 6),
      into: memory + 288).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Kernel, gradient: dense1KernelGradient, count: 42).run(on: machine)
    // Backward of 4: dense: {units: 6, activation: tanh}
    let denseGradient = Kernels.Matmul(left: dense1LossGradient, panels: dense1KernelTransposed,
      into: memory + 448, geometry: .init(rows: 5, inner: 7, columns: 6)).run(on: machine)
    let denseBiasGradient = memory + 304
    let denseSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense, denseGradient, memory + 448,
      denseBiasGradient, rows: 5, columns: 6, activation: .tanh, scratch: memory + 288).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 6).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: denseSumGradient,
      into: memory + 288, geometry: .init(rows: 5, inner: 5, columns: 6)).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 30).run(on: machine)
    progress.pointee.finishUpdate()
    return dense1Loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, labels: Span<Int32>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 496).write(input, count: 25)
    let dense1Labels = (memory + 336).write(labels, count: 5)
    let dense = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias, activation: .tanh,
      into: memory + 528, geometry: .init(rows: 5, inner: 5, columns: 6)).run(on: machine)
    let dense1Linear = Kernels.Matmul(left: dense, right: dense1Kernel, bias: dense1Bias, into: memory + 288,
      geometry: .init(rows: 5, inner: 6, columns: 7)).run(on: machine)
    let dense1LossGradient = memory + 400
    let dense1Loss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true, labelSmoothing: 0.2),
      prediction: dense1Linear, target: dense1Labels, amount: memory + 592, rowLosses: memory + 352,
      gradient: dense1LossGradient, rows: 5, classes: 7, scale: 0.2).run(on: machine)
    let dense1BiasGradient = Kernels.ColumnSums(dense1LossGradient, memory + 608, rows: 5, columns: 7,
      scratch: memory + 288).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: dense, right: dense1LossGradient,
      into: memory + 448, geometry: .init(rows: 5, inner: 6, columns: 7)).run(on: machine)
    let dense1KernelTransposed = Kernels.Pack(dense1Kernel, as: .transposed(inner: 7, columns: 6),
      into: memory + 288).run(on: machine)
    let denseGradient = Kernels.Matmul(left: dense1LossGradient, panels: dense1KernelTransposed,
      into: memory + 560, geometry: .init(rows: 5, inner: 7, columns: 6)).run(on: machine)
    let denseBiasGradient = memory + 320
    let denseSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense, denseGradient, memory + 560,
      denseBiasGradient, rows: 5, columns: 6, activation: .tanh, scratch: memory + 288).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: denseSumGradient,
      into: memory + 288, geometry: .init(rows: 5, inner: 5, columns: 6)).run(on: machine)
    denseKernelGradient.read(into: &gradient, at: 0, count: 30)
    denseBiasGradient.read(into: &gradient, at: 30, count: 6)
    dense1KernelGradient.read(into: &gradient, at: 36, count: 42)
    dense1BiasGradient.read(into: &gradient, at: 78, count: 7)
    return dense1Loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = (memory + 288).write(input, count: 25)
    let dense1Labels = (memory + 368).write(labels, count: 5)
    let dense = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      activation: .tanh, into: memory + 336, geometry: .init(rows: 5, inner: 5, columns: 6)).run(on: machine)
    let dense1Linear = Kernels.Matmul(left: dense, panels: dense1KernelPanels, bias: dense1Bias,
      into: memory + 288, geometry: .init(rows: 5, inner: 6, columns: 7)).run(on: machine)
    let dense1Loss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true, labelSmoothing: 0.2),
      prediction: dense1Linear, target: dense1Labels, amount: memory + 336, rowLosses: memory + 352, rows: 5,
      classes: 7, scale: 0.2).run(on: machine)
    return dense1Loss[0]
  }
}
