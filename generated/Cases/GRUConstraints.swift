// Made by nncc from gru_constraints.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// gru_constraints: input [5, 3] → dense [2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class GRUConstraints: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 118
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:d14c0fc4b5949b45", inputs: [.init("input", [5, 3])], outputs: [.init("dense", [2])],
      words: 3072,
    parameters: [
      .init("gru/kernel", [3, 12], at: 0, .glorotUniform),
      .init("gru/recurrent_kernel", [4, 12], at: 48, .orthogonal(gain: 1)),
      .init("gru/bias", [2, 12], at: 96, .zeros),
      .init("dense/kernel", [4, 2], at: 128, .glorotUniform),
      .init("dense/bias", [2], at: 144, .zeros),
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
  private var denseKernel: Floats { memory + 128 }
  private var denseBias: Floats { memory + 144 }
  private var gruKernelPanels: Floats { memory + 160 }
  private var gruRecurrentKernelPackedFrom0: Floats { memory + 208 }
  private var denseKernelPanels: Floats { memory + 272 }

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
    Kernels.Pack(gruRecurrentKernel, as: .block(stride: 12, first: 0, inner: 4, columns: 12),
      into: gruRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 4, columns: 2), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 15 ? 1 : 3
    let inputPlace = (memory + 528).write(input, count: rows * 15)
    // 4: gru: {units: 4, kernel_constraint: {max_norm: {max_value: 0.7}}, recurrent_const…
    let gruBiasInput = Kernels.CopyBlocks(from: gruBias, fromStride: 12, to: memory + 576, toStride: 12,
      blocks: 1, size: 12).run(on: machine)
    let gruBiasRecurrent = Kernels.CopyBlocks(from: gruBias, fromStart: 12, fromStride: 12, to: memory + 624,
      toStride: 12, blocks: 1, size: 12).run(on: machine)
    let gruInputs = Kernels.Matmul(left: inputPlace, panels: gruKernelPanels, bias: gruBiasInput,
      into: memory + 336, geometry: .init(rows: rows * 5, inner: 3, columns: 12)).run(on: machine)
    let gru = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0, bias: gruBiasRecurrent),
      finalState: memory + 640, scratch: memory + 528,
      geometry: .init(examples: rows, time: 5, units: 4, cell: .gru(resetAfter: true))).run(on: machine)
    // 5: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: gru, panels: denseKernelPanels, bias: denseBias, into: memory + 336,
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
    let inputPlace = (memory + 1184).write(input, count: 45)
    let denseTarget = (memory + 688).write(target, count: 6)
    // 4: gru: {units: 4, kernel_constraint: {max_norm: {max_value: 0.7}}, recurrent_const…
    let gruBiasInput = Kernels.CopyBlocks(from: gruBias, fromStride: 12, to: memory + 576, toStride: 12,
      blocks: 1, size: 12).run(on: machine)
    let gruBiasRecurrent = Kernels.CopyBlocks(from: gruBias, fromStart: 12, fromStride: 12, to: memory + 704,
      toStride: 12, blocks: 1, size: 12).run(on: machine)
    let gruKernelPanels_2 = Kernels.Pack(gruKernel, as: .matrix(inner: 3, columns: 12),
      into: memory + 528).run(on: machine)
    let gruInputs = Kernels.Matmul(left: inputPlace, panels: gruKernelPanels_2, bias: gruBiasInput,
      into: memory + 336, geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    let gruRecurrentKernelPackedFrom0_2 = Kernels.Pack(gruRecurrentKernel,
      as: .block(stride: 12, first: 0, inner: 4, columns: 12), into: memory + 624).run(on: machine)
    let gruGates = memory + 336, gruStates = memory + 1056, gruHidden = memory + 1120
    let gru = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0_2, bias: gruBiasRecurrent),
      finalState: memory + 720, record: .init(gates: gruGates, states: gruStates, hidden: gruHidden),
      scratch: memory + 528,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: true))).run(on: machine)
    // 5: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: gru, right: denseKernel, bias: denseBias, into: memory + 528,
      geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 560
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1232, rowLosses: memory + 544, gradient: denseLossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    // Backward of 5: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 544, rows: 3, columns: 2,
      scratch: memory + 528).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: gru, right: denseLossGradient,
      into: memory + 576, geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 528).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 8).run(on: machine)
    // Backward of 4: gru: {units: 4, kernel_constraint: {max_norm: {max_value: 0.7}}, recurrent_const…
    let gruGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 1248, geometry: .init(rows: 3, inner: 2, columns: 4)).run(on: machine)
    let gruRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(gruRecurrentKernel,
      as: .transposedBlock(stride: 12, first: 0, inner: 12, columns: 4), into: memory + 528).run(on: machine)
    let gruInputsRecurrentGradient = memory + 720
    let gruInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: gruRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: gruGates, states: gruStates, hidden: gruHidden), finalState: gruGradient,
      inputs: memory + 336, recurrent: gruInputsRecurrentGradient, scratch: memory + 912,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: true))).run(on: machine)
    let gruRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: gruStates,
      right: gruInputsRecurrentGradient, into: memory + 528,
      geometry: .init(rows: 15, inner: 4, columns: 12)).run(on: machine)
    Kernels.Update(Self.optimizer, gruRecurrentKernel, gradient: gruRecurrentKernelGradient,
      count: 48).run(on: machine)
    Kernels.Constrain(gruRecurrentKernel, to: self.constraint, shape: self.axes).run(on: machine)
    let gruBiasRecurrentGradient = Kernels.ColumnSums(gruInputsRecurrentGradient, memory + 576, rows: 15,
      columns: 12, scratch: memory + 528).run(on: machine)
    let gruBiasInputGradient = Kernels.ColumnSums(gruInputsGradient, memory + 592, rows: 15, columns: 12,
      scratch: memory + 528).run(on: machine)
    let gruKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: gruInputsGradient,
      into: memory + 528, geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    Kernels.Update(Self.optimizer, gruKernel, gradient: gruKernelGradient, count: 36).run(on: machine)
    Kernels.Constrain(gruKernel, to: self.constraint_2, shape: self.axes_2).run(on: machine)
    let gruBiasGradient = Kernels.Fill(memory + 336, count: 24, value: 0).run(on: machine)
    Kernels.CopyBlocks(from: gruBiasRecurrentGradient, fromStride: 12, to: gruBiasGradient, toStart: 12,
      toStride: 12, blocks: 1, size: 12, adding: true).run(on: machine)
    Kernels.CopyBlocks(from: gruBiasInputGradient, fromStride: 12, to: gruBiasGradient, toStride: 12,
      blocks: 1, size: 12, adding: true).run(on: machine)
    Kernels.Update(Self.optimizer, gruBias, gradient: gruBiasGradient, count: 24).run(on: machine)
    Kernels.Constrain(gruBias, to: .nonNegative, shape: self.axes_3).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 1184).write(input, count: 45)
    let denseTarget = (memory + 688).write(target, count: 6)
    let gruBiasInput = Kernels.CopyBlocks(from: gruBias, fromStride: 12, to: memory + 576, toStride: 12,
      blocks: 1, size: 12).run(on: machine)
    let gruBiasRecurrent = Kernels.CopyBlocks(from: gruBias, fromStart: 12, fromStride: 12, to: memory + 704,
      toStride: 12, blocks: 1, size: 12).run(on: machine)
    let gruKernelPanels_2 = Kernels.Pack(gruKernel, as: .matrix(inner: 3, columns: 12),
      into: memory + 528).run(on: machine)
    let gruInputs = Kernels.Matmul(left: inputPlace, panels: gruKernelPanels_2, bias: gruBiasInput,
      into: memory + 336, geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    let gruRecurrentKernelPackedFrom0_2 = Kernels.Pack(gruRecurrentKernel,
      as: .block(stride: 12, first: 0, inner: 4, columns: 12), into: memory + 624).run(on: machine)
    let gruGates = memory + 336, gruStates = memory + 1056, gruHidden = memory + 1120
    let gru = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0_2, bias: gruBiasRecurrent),
      finalState: memory + 720, record: .init(gates: gruGates, states: gruStates, hidden: gruHidden),
      scratch: memory + 528,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: true))).run(on: machine)
    let denseLinear = Kernels.Matmul(left: gru, right: denseKernel, bias: denseBias, into: memory + 528,
      geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 560
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1232, rowLosses: memory + 544, gradient: denseLossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 1248, rows: 3, columns: 2,
      scratch: memory + 528).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: gru, right: denseLossGradient,
      into: memory + 1264, geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 528).run(on: machine)
    let gruGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 1280, geometry: .init(rows: 3, inner: 2, columns: 4)).run(on: machine)
    let gruRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(gruRecurrentKernel,
      as: .transposedBlock(stride: 12, first: 0, inner: 12, columns: 4), into: memory + 528).run(on: machine)
    let gruInputsRecurrentGradient = memory + 720
    let gruInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: gruRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: gruGates, states: gruStates, hidden: gruHidden), finalState: gruGradient,
      inputs: memory + 336, recurrent: gruInputsRecurrentGradient, scratch: memory + 912,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: true))).run(on: machine)
    let gruRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: gruStates,
      right: gruInputsRecurrentGradient, into: memory + 528,
      geometry: .init(rows: 15, inner: 4, columns: 12)).run(on: machine)
    let gruBiasRecurrentGradient = Kernels.ColumnSums(gruInputsRecurrentGradient, memory + 624, rows: 15,
      columns: 12, scratch: memory + 576).run(on: machine)
    let gruBiasInputGradient = Kernels.ColumnSums(gruInputsGradient, memory + 640, rows: 15, columns: 12,
      scratch: memory + 576).run(on: machine)
    let gruKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: gruInputsGradient,
      into: memory + 576, geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    let gruBiasGradient = Kernels.Fill(memory + 336, count: 24, value: 0).run(on: machine)
    Kernels.CopyBlocks(from: gruBiasRecurrentGradient, fromStride: 12, to: gruBiasGradient, toStart: 12,
      toStride: 12, blocks: 1, size: 12, adding: true).run(on: machine)
    Kernels.CopyBlocks(from: gruBiasInputGradient, fromStride: 12, to: gruBiasGradient, toStride: 12,
      blocks: 1, size: 12, adding: true).run(on: machine)
    gruKernelGradient.read(into: &gradient, at: 0, count: 36)
    gruRecurrentKernelGradient.read(into: &gradient, at: 36, count: 48)
    gruBiasGradient.read(into: &gradient, at: 84, count: 24)
    denseKernelGradient.read(into: &gradient, at: 108, count: 8)
    denseBiasGradient.read(into: &gradient, at: 116, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 528).write(input, count: 45)
    let denseTarget = (memory + 624).write(target, count: 6)
    let gruBiasInput = Kernels.CopyBlocks(from: gruBias, fromStride: 12, to: memory + 576, toStride: 12,
      blocks: 1, size: 12).run(on: machine)
    let gruBiasRecurrent = Kernels.CopyBlocks(from: gruBias, fromStart: 12, fromStride: 12, to: memory + 640,
      toStride: 12, blocks: 1, size: 12).run(on: machine)
    let gruInputs = Kernels.Matmul(left: inputPlace, panels: gruKernelPanels, bias: gruBiasInput,
      into: memory + 336, geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    let gru = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0, bias: gruBiasRecurrent),
      finalState: memory + 656, scratch: memory + 528,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: true))).run(on: machine)
    let denseLinear = Kernels.Matmul(left: gru, panels: denseKernelPanels, bias: denseBias,
      into: memory + 336, geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 352, rowLosses: memory + 368, rows: 3, classes: 2, scale: 0.33333334).run(on: machine)
    return denseLoss[0]
  }

  private let constraint = Constraint.unitNorm(axes: [0])
  private let axes = Axes([4, 12])!
  private let constraint_2 = Constraint.maxNorm(maximum: 0.7, axes: [0])
  private let axes_2 = Axes([3, 12])!
  private let axes_3 = Axes([2, 12])!
}
