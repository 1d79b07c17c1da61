// Made by nncc from global_max_pooling1d.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// global_max_pooling1d: input [6, 3] → dense_1 [2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class GlobalMaxPooling1d: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 26
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:8b29a5d17791424b", inputs: [.init("input", [6, 3])], outputs: [.init("dense_1", [2])],
      words: 2048,
    parameters: [
      .init("dense/kernel", [3, 4], at: 0, .glorotUniform),
      .init("dense/bias", [4], at: 16, .zeros),
      .init("dense_1/kernel", [4, 2], at: 32, .glorotUniform),
      .init("dense_1/bias", [2], at: 48, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var denseKernel: Floats { memory + 0 }
  private var denseBias: Floats { memory + 16 }
  private var dense1Kernel: Floats { memory + 32 }
  private var dense1Bias: Floats { memory + 48 }
  private var denseKernelPanels: Floats { memory + 64 }
  private var dense1KernelPanels: Floats { memory + 112 }

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
    Kernels.Pack(denseKernel, as: .matrix(inner: 3, columns: 4), into: denseKernelPanels).run(on: machine)
    Kernels.Pack(dense1Kernel, as: .matrix(inner: 4, columns: 2), into: dense1KernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense1 of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense1: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 18 ? 1 : 3
    let inputPlace = (memory + 256).write(input, count: rows * 18)
    // 4: dense: {units: 4}
    let denseLinear = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      into: memory + 176, geometry: .init(rows: rows * 6, inner: 3, columns: 4)).run(on: machine)
    // 5: global_max_pooling1d
    let globalMaxPooling1d = Kernels.Reduce(.maximum, denseLinear, memory + 256, outer: rows, middle: 6,
      inner: 4).run(on: machine)
    // 6: dense: {units: 2}
    let dense1Place = Kernels.Matmul(left: globalMaxPooling1d, panels: dense1KernelPanels, bias: dense1Bias,
      into: memory + 176, geometry: .init(rows: rows, inner: 4, columns: 2)).run(on: machine)
    dense1Place.read(into: &dense1, count: rows * 2)
  }

  /// Computes dense1 of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 18)
    var dense1: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 2)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 18..<(first + rows) * 18), into: &span)
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
    let inputPlace = (memory + 336).write(input, count: 54)
    let dense1Target = (memory + 256).write(target, count: 6)
    // 4: dense: {units: 4}
    let denseLinear = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias,
      into: memory + 176, geometry: .init(rows: 18, inner: 3, columns: 4)).run(on: machine)
    // 5: global_max_pooling1d
    let globalMaxPooling1d = Kernels.Reduce(.maximum, denseLinear, memory + 400, outer: 3, middle: 6,
      inner: 4).run(on: machine)
    // 6: dense: {units: 2}
    let dense1Linear = Kernels.Matmul(left: globalMaxPooling1d, right: dense1Kernel, bias: dense1Bias,
      into: memory + 272, geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    // 7: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let dense1LossGradient = memory + 304
    let dense1Loss = Kernels.RowLosses(.meanSquaredError, prediction: dense1Linear, target: dense1Target,
      amount: memory + 416, rowLosses: memory + 288, gradient: dense1LossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    // Backward of 6: dense: {units: 2}
    let dense1BiasGradient = Kernels.ColumnSums(dense1LossGradient, memory + 272, rows: 3, columns: 2,
      scratch: memory + 256).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Bias, gradient: dense1BiasGradient, count: 2).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: globalMaxPooling1d,
      right: dense1LossGradient, into: memory + 288,
      geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let dense1KernelTransposed = Kernels.Pack(dense1Kernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 256).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Kernel, gradient: dense1KernelGradient, count: 8).run(on: machine)
    // Backward of 5: global_max_pooling1d
    let globalMaxPooling1dGradient = Kernels.Matmul(left: dense1LossGradient, panels: dense1KernelTransposed,
      into: memory + 432, geometry: .init(rows: 3, inner: 2, columns: 4)).run(on: machine)
    // Backward of 4: dense: {units: 4}
    let denseLinearGradient = Kernels.ReduceGradient(.maximum, input: denseLinear, output: globalMaxPooling1d,
      globalMaxPooling1dGradient, memory + 256, outer: 3, middle: 6, inner: 4).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLinearGradient, memory + 192, rows: 18, columns: 4,
      scratch: memory + 176).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 4).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: denseLinearGradient,
      into: memory + 176, geometry: .init(rows: 18, inner: 3, columns: 4)).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 12).run(on: machine)
    progress.pointee.finishUpdate()
    return dense1Loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 336).write(input, count: 54)
    let dense1Target = (memory + 256).write(target, count: 6)
    let denseLinear = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias,
      into: memory + 176, geometry: .init(rows: 18, inner: 3, columns: 4)).run(on: machine)
    let globalMaxPooling1d = Kernels.Reduce(.maximum, denseLinear, memory + 400, outer: 3, middle: 6,
      inner: 4).run(on: machine)
    let dense1Linear = Kernels.Matmul(left: globalMaxPooling1d, right: dense1Kernel, bias: dense1Bias,
      into: memory + 272, geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let dense1LossGradient = memory + 304
    let dense1Loss = Kernels.RowLosses(.meanSquaredError, prediction: dense1Linear, target: dense1Target,
      amount: memory + 416, rowLosses: memory + 288, gradient: dense1LossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    let dense1BiasGradient = Kernels.ColumnSums(dense1LossGradient, memory + 432, rows: 3, columns: 2,
      scratch: memory + 256).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: globalMaxPooling1d,
      right: dense1LossGradient, into: memory + 448,
      geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let dense1KernelTransposed = Kernels.Pack(dense1Kernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 256).run(on: machine)
    let globalMaxPooling1dGradient = Kernels.Matmul(left: dense1LossGradient, panels: dense1KernelTransposed,
      into: memory + 464, geometry: .init(rows: 3, inner: 2, columns: 4)).run(on: machine)
    let denseLinearGradient = Kernels.ReduceGradient(.maximum, input: denseLinear, output: globalMaxPooling1d,
      globalMaxPooling1dGradient, memory + 256, outer: 3, middle: 6, inner: 4).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLinearGradient, memory + 192, rows: 18, columns: 4,
      scratch: memory + 176).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: denseLinearGradient,
      into: memory + 176, geometry: .init(rows: 18, inner: 3, columns: 4)).run(on: machine)
    denseKernelGradient.read(into: &gradient, at: 0, count: 12)
    denseBiasGradient.read(into: &gradient, at: 12, count: 4)
    dense1KernelGradient.read(into: &gradient, at: 16, count: 8)
    dense1BiasGradient.read(into: &gradient, at: 24, count: 2)
    return dense1Loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 256).write(input, count: 54)
    let dense1Target = (memory + 320).write(target, count: 6)
    let denseLinear = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      into: memory + 176, geometry: .init(rows: 18, inner: 3, columns: 4)).run(on: machine)
    let globalMaxPooling1d = Kernels.Reduce(.maximum, denseLinear, memory + 256, outer: 3, middle: 6,
      inner: 4).run(on: machine)
    let dense1Linear = Kernels.Matmul(left: globalMaxPooling1d, panels: dense1KernelPanels, bias: dense1Bias,
      into: memory + 176, geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let dense1Loss = Kernels.RowLosses(.meanSquaredError, prediction: dense1Linear, target: dense1Target,
      amount: memory + 192, rowLosses: memory + 208, rows: 3, classes: 2, scale: 0.33333334).run(on: machine)
    return dense1Loss[0]
  }
}
