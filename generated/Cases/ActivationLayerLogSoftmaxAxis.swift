// Made by nncc from activation_layer_log_softmax_axis.yaml, whose lines the comments give. Change that, not
// this.

import NNCCRuntime

/// activation_layer_log_softmax_axis: input [4, 3] → dense_1 [4, 2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class ActivationLayerLogSoftmaxAxis: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 38
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:1a4ce25869a747d6", inputs: [.init("input", [4, 3])], outputs: [.init("dense_1", [4, 2])],
      words: 2048,
    parameters: [
      .init("dense/kernel", [3, 6], at: 0, .glorotUniform),
      .init("dense/bias", [6], at: 32, .zeros),
      .init("dense_1/kernel", [6, 2], at: 48, .glorotUniform),
      .init("dense_1/bias", [2], at: 64, .zeros),
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
  private var dense1Bias: Floats { memory + 64 }
  private var denseKernelPanels: Floats { memory + 80 }
  private var dense1KernelPanels: Floats { memory + 128 }

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
    Kernels.Pack(denseKernel, as: .matrix(inner: 3, columns: 6), into: denseKernelPanels).run(on: machine)
    Kernels.Pack(dense1Kernel, as: .matrix(inner: 6, columns: 2), into: dense1KernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense1 of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense1: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 12 ? 1 : 3
    if rows == 1 {
      let inputPlace = (memory + 256).write(input, count: 12)
      // 4: dense: {units: 6}
      let denseLinear = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
        into: memory + 224, geometry: .init(rows: 4, inner: 3, columns: 6)).run(on: machine)
      // 5: log_softmax: {axis: 1}
      let logSoftmaxTurned = Kernels.Transpose(denseLinear, memory + 256,
        transposition: self.transposition).run(on: machine)
      let logSoftmaxSoftmax = Kernels.Softmax(logSoftmaxTurned, memory + 256, rows: 6, columns: 4,
        isLogarithmic: true).run(on: machine)
      let logSoftmax = Kernels.Transpose(logSoftmaxSoftmax, memory + 224,
        transposition: self.transposition_2).run(on: machine)
      // 6: dense: {units: 2}
      let dense1Place = Kernels.Matmul(left: logSoftmax, panels: dense1KernelPanels, bias: dense1Bias,
        into: memory + 256, geometry: .init(rows: 4, inner: 6, columns: 2)).run(on: machine)
      dense1Place.read(into: &dense1, count: 8)
    }
    if rows > 1 {
      let inputPlace = (memory + 304).write(input, count: 36)
      // 4: dense: {units: 6}
      let denseLinear = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
        into: memory + 224, geometry: .init(rows: 12, inner: 3, columns: 6)).run(on: machine)
      // 5: log_softmax: {axis: 1}
      let logSoftmaxTurned = Kernels.Transpose(denseLinear, memory + 304,
        transposition: self.transposition_3).run(on: machine)
      let logSoftmaxSoftmax = Kernels.Softmax(logSoftmaxTurned, memory + 304, rows: 18, columns: 4,
        isLogarithmic: true).run(on: machine)
      let logSoftmax = Kernels.Transpose(logSoftmaxSoftmax, memory + 224,
        transposition: self.transposition_4).run(on: machine)
      // 6: dense: {units: 2}
      let dense1Place = Kernels.Matmul(left: logSoftmax, panels: dense1KernelPanels, bias: dense1Bias,
        into: memory + 304, geometry: .init(rows: 12, inner: 6, columns: 2)).run(on: machine)
      dense1Place.read(into: &dense1, count: 24)
    }
  }

  /// Computes dense1 of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 12)
    var dense1: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 8)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 12..<(first + rows) * 12), into: &span)
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
    let inputPlace = (memory + 464).write(input, count: 36)
    let dense1Target = (memory + 384).write(target, count: 24)
    // 4: dense: {units: 6}
    let denseLinear = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias,
      into: memory + 224, geometry: .init(rows: 12, inner: 3, columns: 6)).run(on: machine)
    // 5: log_softmax: {axis: 1}
    let logSoftmaxTurned = Kernels.Transpose(denseLinear, memory + 304,
      transposition: self.transposition_3).run(on: machine)
    let logSoftmaxSoftmax = Kernels.Softmax(logSoftmaxTurned, memory + 304, rows: 18, columns: 4,
      isLogarithmic: true).run(on: machine)
    let logSoftmax = Kernels.Transpose(logSoftmaxSoftmax, memory + 224,
      transposition: self.transposition_4).run(on: machine)
    // 6: dense: {units: 2}
    let dense1Linear = Kernels.Matmul(left: logSoftmax, right: dense1Kernel, bias: dense1Bias,
      into: memory + 416, geometry: .init(rows: 12, inner: 6, columns: 2)).run(on: machine)
    // 7: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let dense1LossGradient = memory + 512
    let dense1Loss = Kernels.RowLosses(.meanSquaredError, prediction: dense1Linear, target: dense1Target,
      amount: memory + 544, rowLosses: memory + 448, gradient: dense1LossGradient, rows: 12, classes: 2,
      scale: 0.083333336).run(on: machine)
    // Backward of 6: dense: {units: 2}
    let dense1BiasGradient = Kernels.ColumnSums(dense1LossGradient, memory + 400, rows: 12, columns: 2,
      scratch: memory + 384).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Bias, gradient: dense1BiasGradient, count: 2).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: logSoftmax, right: dense1LossGradient,
      into: memory + 416, geometry: .init(rows: 12, inner: 6, columns: 2)).run(on: machine)
    let dense1KernelTransposed = Kernels.Pack(dense1Kernel, as: .transposed(inner: 2, columns: 6),
      into: memory + 384).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Kernel, gradient: dense1KernelGradient, count: 12).run(on: machine)
    // Backward of 5: log_softmax: {axis: 1}
    let logSoftmaxGradient = Kernels.Matmul(left: dense1LossGradient, panels: dense1KernelTransposed,
      into: memory + 224, geometry: .init(rows: 12, inner: 2, columns: 6)).run(on: machine)
    let logSoftmaxSoftmaxGradient = Kernels.Transpose(logSoftmaxGradient, memory + 384,
      transposition: self.transposition_3).run(on: machine)
    let logSoftmaxTurnedGradient = Kernels.SoftmaxGradient(fromOutput: logSoftmaxSoftmax,
      logSoftmaxSoftmaxGradient, memory + 384, rows: 18, columns: 4, isLogarithmic: true).run(on: machine)
    // Backward of 4: dense: {units: 6}
    let denseLinearGradient = Kernels.Transpose(logSoftmaxTurnedGradient, memory + 224,
      transposition: self.transposition_4).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLinearGradient, memory + 320, rows: 12, columns: 6,
      scratch: memory + 304).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 6).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: denseLinearGradient,
      into: memory + 304, geometry: .init(rows: 12, inner: 3, columns: 6)).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 18).run(on: machine)
    progress.pointee.finishUpdate()
    return dense1Loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 464).write(input, count: 36)
    let dense1Target = (memory + 384).write(target, count: 24)
    let denseLinear = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias,
      into: memory + 224, geometry: .init(rows: 12, inner: 3, columns: 6)).run(on: machine)
    let logSoftmaxTurned = Kernels.Transpose(denseLinear, memory + 304,
      transposition: self.transposition_3).run(on: machine)
    let logSoftmaxSoftmax = Kernels.Softmax(logSoftmaxTurned, memory + 304, rows: 18, columns: 4,
      isLogarithmic: true).run(on: machine)
    let logSoftmax = Kernels.Transpose(logSoftmaxSoftmax, memory + 224,
      transposition: self.transposition_4).run(on: machine)
    let dense1Linear = Kernels.Matmul(left: logSoftmax, right: dense1Kernel, bias: dense1Bias,
      into: memory + 416, geometry: .init(rows: 12, inner: 6, columns: 2)).run(on: machine)
    let dense1LossGradient = memory + 512
    let dense1Loss = Kernels.RowLosses(.meanSquaredError, prediction: dense1Linear, target: dense1Target,
      amount: memory + 544, rowLosses: memory + 448, gradient: dense1LossGradient, rows: 12, classes: 2,
      scale: 0.083333336).run(on: machine)
    let dense1BiasGradient = Kernels.ColumnSums(dense1LossGradient, memory + 560, rows: 12, columns: 2,
      scratch: memory + 384).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: logSoftmax, right: dense1LossGradient,
      into: memory + 576, geometry: .init(rows: 12, inner: 6, columns: 2)).run(on: machine)
    let dense1KernelTransposed = Kernels.Pack(dense1Kernel, as: .transposed(inner: 2, columns: 6),
      into: memory + 384).run(on: machine)
    let logSoftmaxGradient = Kernels.Matmul(left: dense1LossGradient, panels: dense1KernelTransposed,
      into: memory + 224, geometry: .init(rows: 12, inner: 2, columns: 6)).run(on: machine)
    let logSoftmaxSoftmaxGradient = Kernels.Transpose(logSoftmaxGradient, memory + 384,
      transposition: self.transposition_3).run(on: machine)
    let logSoftmaxTurnedGradient = Kernels.SoftmaxGradient(fromOutput: logSoftmaxSoftmax,
      logSoftmaxSoftmaxGradient, memory + 384, rows: 18, columns: 4, isLogarithmic: true).run(on: machine)
    let denseLinearGradient = Kernels.Transpose(logSoftmaxTurnedGradient, memory + 224,
      transposition: self.transposition_4).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLinearGradient, memory + 336, rows: 12, columns: 6,
      scratch: memory + 304).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: denseLinearGradient,
      into: memory + 304, geometry: .init(rows: 12, inner: 3, columns: 6)).run(on: machine)
    denseKernelGradient.read(into: &gradient, at: 0, count: 18)
    denseBiasGradient.read(into: &gradient, at: 18, count: 6)
    dense1KernelGradient.read(into: &gradient, at: 24, count: 12)
    dense1BiasGradient.read(into: &gradient, at: 36, count: 2)
    return dense1Loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 304).write(input, count: 36)
    let dense1Target = (memory + 384).write(target, count: 24)
    let denseLinear = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      into: memory + 224, geometry: .init(rows: 12, inner: 3, columns: 6)).run(on: machine)
    let logSoftmaxTurned = Kernels.Transpose(denseLinear, memory + 304,
      transposition: self.transposition_3).run(on: machine)
    let logSoftmaxSoftmax = Kernels.Softmax(logSoftmaxTurned, memory + 304, rows: 18, columns: 4,
      isLogarithmic: true).run(on: machine)
    let logSoftmax = Kernels.Transpose(logSoftmaxSoftmax, memory + 224,
      transposition: self.transposition_4).run(on: machine)
    let dense1Linear = Kernels.Matmul(left: logSoftmax, panels: dense1KernelPanels, bias: dense1Bias,
      into: memory + 304, geometry: .init(rows: 12, inner: 6, columns: 2)).run(on: machine)
    let dense1Loss = Kernels.RowLosses(.meanSquaredError, prediction: dense1Linear, target: dense1Target,
      amount: memory + 224, rowLosses: memory + 240, rows: 12, classes: 2,
      scale: 0.083333336).run(on: machine)
    return dense1Loss[0]
  }

  private let transposition = Transposition(shape: [1, 4, 6], permutation: [0, 2, 1])!
  private let transposition_2 = Transposition(shape: [1, 6, 4], permutation: [0, 2, 1])!
  private let transposition_3 = Transposition(shape: [3, 4, 6], permutation: [0, 2, 1])!
  private let transposition_4 = Transposition(shape: [3, 6, 4], permutation: [0, 2, 1])!
}
