// Made by nncc from gru_reset_before_activations.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// gru_reset_before_activations: input [5, 3] → dense [2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class GRUResetBeforeActivations: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 106
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:ce8386e4f3e78414", inputs: [.init("input", [5, 3])], outputs: [.init("dense", [2])],
      words: 2048,
    parameters: [
      .init("gru/kernel", [3, 12], at: 0, .glorotUniform),
      .init("gru/recurrent_kernel", [4, 12], at: 48, .orthogonal(gain: 1)),
      .init("gru/bias", [12], at: 96, .zeros),
      .init("dense/kernel", [4, 2], at: 112, .glorotUniform),
      .init("dense/bias", [2], at: 128, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var gruKernel: Floats { memory + 0 }
  private var gruRecurrentKernel: Floats { memory + 48 }
  private var gruBias: Floats { memory + 96 }
  private var denseKernel: Floats { memory + 112 }
  private var denseBias: Floats { memory + 128 }
  private var gruKernelPanels: Floats { memory + 144 }
  private var gruRecurrentKernelPackedFrom0: Floats { memory + 192 }
  private var gruRecurrentKernelPackedFrom8: Floats { memory + 256 }
  private var denseKernelPanels: Floats { memory + 320 }

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
    Kernels.Pack(gruKernel, as: .matrix(inner: 3, columns: 12), into: gruKernelPanels).run(on: machine)
    Kernels.Pack(gruRecurrentKernel, as: .block(stride: 12, first: 0, inner: 4, columns: 8),
      into: gruRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(gruRecurrentKernel, as: .block(stride: 12, first: 8, inner: 4, columns: 4),
      into: gruRecurrentKernelPackedFrom8).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 4, columns: 2), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 15 ? 1 : 3
    let inputPlace = (memory + 576).write(input, count: rows * 15)
    // 4: gru: {units: 4, reset_after: false, activation: relu, recurrent_activation: hard…
    let gruInputs = Kernels.Matmul(left: inputPlace, panels: gruKernelPanels, bias: gruBias,
      into: memory + 384, geometry: .init(rows: rows * 5, inner: 3, columns: 12)).run(on: machine)
    let gru = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0, candidate: gruRecurrentKernelPackedFrom8),
      finalState: memory + 672, scratch: memory + 576,
      geometry: .init(examples: rows, time: 5, units: 4, cell: .gru(resetAfter: false),
        activation: .elementwise(.relu), recurrentActivation: .elementwise(.hardSigmoid))).run(on: machine)
    // 5: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: gru, panels: denseKernelPanels, bias: denseBias, into: memory + 384,
      geometry: .init(rows: rows, inner: 4, columns: 2)).run(on: machine)
    densePlace.read(into: &dense, count: rows * 2)
  }

  /// Computes dense of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 15)
    var dense: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 2)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 15..<(first + rows) * 15), into: &span)
      dense += part
    }
    return dense
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    try golden.expect("dense", predict(golden.floats("input")))
  }

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, target: Span<Float>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 1040).write(input, count: 45)
    let denseTarget = (memory + 800).write(target, count: 6)
    // 4: gru: {units: 4, reset_after: false, activation: relu, recurrent_activation: hard…
    let gruKernelPanels_2 = Kernels.Pack(gruKernel, as: .matrix(inner: 3, columns: 12),
      into: memory + 576).run(on: machine)
    let gruInputs = Kernels.Matmul(left: inputPlace, panels: gruKernelPanels_2, bias: gruBias,
      into: memory + 384, geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    let gruRecurrentKernelPackedFrom0_2 = Kernels.Pack(gruRecurrentKernel,
      as: .block(stride: 12, first: 0, inner: 4, columns: 8), into: memory + 672).run(on: machine)
    let gruRecurrentKernelPackedFrom8_2 = Kernels.Pack(gruRecurrentKernel,
      as: .block(stride: 12, first: 8, inner: 4, columns: 4), into: memory + 736).run(on: machine)
    let gruGates = memory + 384, gruStates = memory + 848, gruHidden = memory + 912
    let gru = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0_2, candidate: gruRecurrentKernelPackedFrom8_2),
      finalState: memory + 816, record: .init(gates: gruGates, states: gruStates, hidden: gruHidden),
      scratch: memory + 576,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: false),
        activation: .elementwise(.relu), recurrentActivation: .elementwise(.hardSigmoid))).run(on: machine)
    // 5: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: gru, right: denseKernel, bias: denseBias, into: memory + 576,
      geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 608
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1088, rowLosses: memory + 592, gradient: denseLossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    // Backward of 5: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 592, rows: 3, columns: 2,
      scratch: memory + 576).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: gru, right: denseLossGradient,
      into: memory + 624, geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 576).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 8).run(on: machine)
    // Backward of 4: gru: {units: 4, reset_after: false, activation: relu, recurrent_activation: hard…
    let gruGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 1104, geometry: .init(rows: 3, inner: 2, columns: 4)).run(on: machine)
    let gruRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(gruRecurrentKernel,
      as: .transposedBlock(stride: 12, first: 0, inner: 8, columns: 4), into: memory + 720).run(on: machine)
    let gruRecurrentKernelPackedTransposedFrom8 = Kernels.Pack(gruRecurrentKernel,
      as: .transposedBlock(stride: 12, first: 8, inner: 4, columns: 4), into: memory + 976).run(on: machine)
    let gruInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: gruRecurrentKernelPackedTransposedFrom0, candidate: gruRecurrentKernelPackedTransposedFrom8),
      record: .init(gates: gruGates, states: gruStates, hidden: gruHidden), finalState: gruGradient,
      inputs: memory + 384, scratch: memory + 576,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: false),
        activation: .elementwise(.relu), recurrentActivation: .elementwise(.hardSigmoid))).run(on: machine)
    let gruRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: gruStates, right: gruInputsGradient,
      into: memory + 576, rowStride: 12, geometry: .init(rows: 15, inner: 4, columns: 8)).run(on: machine)
    Kernels.MatmulTransposedLeft(left: gruHidden, right: gruInputsGradient, into: gruRecurrentKernelGradient,
      start: 8, rowStride: 12, geometry: .init(rows: 15, inner: 4, columns: 4)).run(on: machine)
    Kernels.Update(Self.optimizer, gruRecurrentKernel, gradient: gruRecurrentKernelGradient,
      count: 48).run(on: machine)
    let gruBiasGradient = Kernels.ColumnSums(gruInputsGradient, memory + 592, rows: 15, columns: 12,
      scratch: memory + 576).run(on: machine)
    Kernels.Update(Self.optimizer, gruBias, gradient: gruBiasGradient, count: 12).run(on: machine)
    let gruKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: gruInputsGradient,
      into: memory + 576, geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    Kernels.Update(Self.optimizer, gruKernel, gradient: gruKernelGradient, count: 36).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 1040).write(input, count: 45)
    let denseTarget = (memory + 800).write(target, count: 6)
    let gruKernelPanels_2 = Kernels.Pack(gruKernel, as: .matrix(inner: 3, columns: 12),
      into: memory + 576).run(on: machine)
    let gruInputs = Kernels.Matmul(left: inputPlace, panels: gruKernelPanels_2, bias: gruBias,
      into: memory + 384, geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    let gruRecurrentKernelPackedFrom0_2 = Kernels.Pack(gruRecurrentKernel,
      as: .block(stride: 12, first: 0, inner: 4, columns: 8), into: memory + 672).run(on: machine)
    let gruRecurrentKernelPackedFrom8_2 = Kernels.Pack(gruRecurrentKernel,
      as: .block(stride: 12, first: 8, inner: 4, columns: 4), into: memory + 736).run(on: machine)
    let gruGates = memory + 384, gruStates = memory + 848, gruHidden = memory + 912
    let gru = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0_2, candidate: gruRecurrentKernelPackedFrom8_2),
      finalState: memory + 816, record: .init(gates: gruGates, states: gruStates, hidden: gruHidden),
      scratch: memory + 576,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: false),
        activation: .elementwise(.relu), recurrentActivation: .elementwise(.hardSigmoid))).run(on: machine)
    let denseLinear = Kernels.Matmul(left: gru, right: denseKernel, bias: denseBias, into: memory + 576,
      geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 608
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1088, rowLosses: memory + 592, gradient: denseLossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 1104, rows: 3, columns: 2,
      scratch: memory + 576).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: gru, right: denseLossGradient,
      into: memory + 1120, geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 576).run(on: machine)
    let gruGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 1136, geometry: .init(rows: 3, inner: 2, columns: 4)).run(on: machine)
    let gruRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(gruRecurrentKernel,
      as: .transposedBlock(stride: 12, first: 0, inner: 8, columns: 4), into: memory + 720).run(on: machine)
    let gruRecurrentKernelPackedTransposedFrom8 = Kernels.Pack(gruRecurrentKernel,
      as: .transposedBlock(stride: 12, first: 8, inner: 4, columns: 4), into: memory + 976).run(on: machine)
    let gruInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: gruRecurrentKernelPackedTransposedFrom0, candidate: gruRecurrentKernelPackedTransposedFrom8),
      record: .init(gates: gruGates, states: gruStates, hidden: gruHidden), finalState: gruGradient,
      inputs: memory + 384, scratch: memory + 576,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: false),
        activation: .elementwise(.relu), recurrentActivation: .elementwise(.hardSigmoid))).run(on: machine)
    let gruRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: gruStates, right: gruInputsGradient,
      into: memory + 576, rowStride: 12, geometry: .init(rows: 15, inner: 4, columns: 8)).run(on: machine)
    Kernels.MatmulTransposedLeft(left: gruHidden, right: gruInputsGradient, into: gruRecurrentKernelGradient,
      start: 8, rowStride: 12, geometry: .init(rows: 15, inner: 4, columns: 4)).run(on: machine)
    let gruBiasGradient = Kernels.ColumnSums(gruInputsGradient, memory + 672, rows: 15, columns: 12,
      scratch: memory + 624).run(on: machine)
    let gruKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: gruInputsGradient,
      into: memory + 624, geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    gruKernelGradient.read(into: &gradient, at: 0, count: 36)
    gruRecurrentKernelGradient.read(into: &gradient, at: 36, count: 48)
    gruBiasGradient.read(into: &gradient, at: 84, count: 12)
    denseKernelGradient.read(into: &gradient, at: 96, count: 8)
    denseBiasGradient.read(into: &gradient, at: 104, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 576).write(input, count: 45)
    let denseTarget = (memory + 672).write(target, count: 6)
    let gruInputs = Kernels.Matmul(left: inputPlace, panels: gruKernelPanels, bias: gruBias,
      into: memory + 384, geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    let gru = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0, candidate: gruRecurrentKernelPackedFrom8),
      finalState: memory + 688, scratch: memory + 576,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: false),
        activation: .elementwise(.relu), recurrentActivation: .elementwise(.hardSigmoid))).run(on: machine)
    let denseLinear = Kernels.Matmul(left: gru, panels: denseKernelPanels, bias: denseBias,
      into: memory + 384, geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 400, rowLosses: memory + 416, rows: 3, classes: 2, scale: 0.33333334).run(on: machine)
    return denseLoss[0]
  }
}
