// Made by nncc from one_hot.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// one_hot: words [7] → dense [7, 3].
///
/// One thread at a time may use an instance; instances share nothing.
public final class OneHot: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 36
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:9aff90a9accedaec", inputs: [.init("words", [7], isInteger: true)],
      outputs: [.init("dense", [7, 3])], words: 2048,
    parameters: [
      .init("dense/kernel", [11, 3], at: 0, .glorotUniform),
      .init("dense/bias", [3], at: 48, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var denseKernel: Floats { memory + 0 }
  private var denseBias: Floats { memory + 48 }
  private var denseKernelPanels: Floats { memory + 64 }

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
    Kernels.Pack(denseKernel, as: .matrix(inner: 11, columns: 3), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ words: Span<Int32>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = words.count == 7 ? 1 : 3
    let wordsPlace = (memory + 480).write(words, count: rows * 7)
    // 4: one_hot: {depth: 11}
    let oneHot = Kernels.OneHot(wordsPlace, count: rows * 7, memory + 240, depth: 11).run(on: machine)
    // 5: dense: {units: 3}
    let densePlace = Kernels.Matmul(left: oneHot, panels: denseKernelPanels, bias: denseBias,
      into: memory + 480, geometry: .init(rows: rows * 7, inner: 11, columns: 3)).run(on: machine)
    densePlace.read(into: &dense, count: rows * 21)
  }

  /// Computes dense of any number of examples: whole batches, then one by one.
  public func predict(_ words: [Int32]) -> [Float] {
    let count = Self.examples(in: words.count, of: 7)
    var dense: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 21)
      var span = part.mutableSpan
      predict(words.span.extracting(first * 7..<(first + rows) * 7), into: &span)
      dense += part
    }
    return dense
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    try golden.expect("dense", predict(golden.int32s("words")))
  }

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ words: Span<Int32>, target: Span<Float>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let wordsPlace = (memory + 544).write(words, count: 21)
    let denseTarget = (memory + 480).write(target, count: 63)
    // 4: one_hot: {depth: 11}
    let oneHot = Kernels.OneHot(wordsPlace, count: 21, memory + 240, depth: 11).run(on: machine)
    // 5: dense: {units: 3}
    let denseLinear = Kernels.Matmul(left: oneHot, right: denseKernel, bias: denseBias, into: memory + 544,
      geometry: .init(rows: 21, inner: 11, columns: 3)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 608
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 704, rowLosses: memory + 672, gradient: denseLossGradient, rows: 21, classes: 3,
      scale: 0.04761905).run(on: machine)
    // Backward of 5: dense: {units: 3}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 496, rows: 21, columns: 3,
      scratch: memory + 480).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 3).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: oneHot, right: denseLossGradient,
      into: memory + 480, geometry: .init(rows: 21, inner: 11, columns: 3)).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 33).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ words: Span<Int32>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let wordsPlace = (memory + 544).write(words, count: 21)
    let denseTarget = (memory + 480).write(target, count: 63)
    let oneHot = Kernels.OneHot(wordsPlace, count: 21, memory + 240, depth: 11).run(on: machine)
    let denseLinear = Kernels.Matmul(left: oneHot, right: denseKernel, bias: denseBias, into: memory + 544,
      geometry: .init(rows: 21, inner: 11, columns: 3)).run(on: machine)
    let denseLossGradient = memory + 608
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 704, rowLosses: memory + 672, gradient: denseLossGradient, rows: 21, classes: 3,
      scale: 0.04761905).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 528, rows: 21, columns: 3,
      scratch: memory + 480).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: oneHot, right: denseLossGradient,
      into: memory + 480, geometry: .init(rows: 21, inner: 11, columns: 3)).run(on: machine)
    denseKernelGradient.read(into: &gradient, at: 0, count: 33)
    denseBiasGradient.read(into: &gradient, at: 33, count: 3)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ words: Span<Int32>, target: Span<Float>) -> Float {
    prepare()
    let wordsPlace = (memory + 544).write(words, count: 21)
    let denseTarget = (memory + 480).write(target, count: 63)
    let oneHot = Kernels.OneHot(wordsPlace, count: 21, memory + 240, depth: 11).run(on: machine)
    let denseLinear = Kernels.Matmul(left: oneHot, panels: denseKernelPanels, bias: denseBias,
      into: memory + 544, geometry: .init(rows: 21, inner: 11, columns: 3)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 272, rowLosses: memory + 240, rows: 21, classes: 3, scale: 0.04761905).run(on: machine)
    return denseLoss[0]
  }
}
