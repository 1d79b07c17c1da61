// Made by nncc from weather_gru.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// weather_gru: input [30, 9] → dense [1].
///
/// Inputs are what `preprocess` makes of the data, outputs what `postprocess` brings back. One thread at a
/// time may use an instance; instances share nothing.
public final class WeatherGRU: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 32
  /// `data.normalize`, by the statistics in the weight file.
  public static let isNormalized = true
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-07, amsgrad: false)
  public static let learningRate = LearningRate.constant(0.003)
  /// Elements of all weights that are trained.
  public static let gradientCount = 1313
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:431693e5cc1ec85d:f91b82510fd72def", inputs: [.init("input", [30, 9])],
      outputs: [.init("dense", [1])], words: 145408,
    parameters: [
      .init("gru/kernel", [9, 48], at: 0, .glorotUniform),
      .init("gru/recurrent_kernel", [16, 48], at: 432, .orthogonal(gain: 1)),
      .init("gru/bias", [2, 48], at: 1200, .zeros),
      .init("dense/kernel", [16, 1], at: 1296, .glorotUniform),
      .init("dense/bias", [1], at: 1312, .zeros),
    ], optimizer: optimizer, slotsAt: 1328
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var gruKernel: Floats { memory + 0 }
  private var gruRecurrentKernel: Floats { memory + 432 }
  private var gruBias: Floats { memory + 1200 }
  private var denseKernel: Floats { memory + 1296 }
  private var denseBias: Floats { memory + 1312 }
  private var gruKernelPanels: Floats { memory + 3984 }
  private var gruRecurrentKernelPackedFrom0: Floats { memory + 4416 }
  private var denseKernelPanels: Floats { memory + 5184 }

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
    Kernels.Pack(gruKernel, as: .matrix(inner: 9, columns: 48), into: gruKernelPanels).run(on: machine)
    Kernels.Pack(gruRecurrentKernel, as: .block(stride: 48, first: 0, inner: 16, columns: 48),
      into: gruRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 16, columns: 1), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 32. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 270 ? 1 : 32
    let inputPlace = (memory + 51520).write(input, count: rows * 270)
    // 8: gru: {units: 16}
    let gruBiasInput = Kernels.CopyBlocks(from: gruBias, fromStride: 48, to: memory + 60160, toStride: 48,
      blocks: 1, size: 48).run(on: machine)
    let gruBiasRecurrent = Kernels.CopyBlocks(from: gruBias, fromStart: 48, fromStride: 48,
      to: memory + 60208, toStride: 48, blocks: 1, size: 48).run(on: machine)
    let gruInputs = Kernels.Matmul(left: inputPlace, panels: gruKernelPanels, bias: gruBiasInput,
      into: memory + 5440, geometry: .init(rows: rows * 30, inner: 9, columns: 48)).run(on: machine)
    let gru = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0, bias: gruBiasRecurrent),
      finalState: memory + 55104, scratch: memory + 51520,
      geometry: .init(examples: rows, time: 30, units: 16, cell: .gru(resetAfter: true))).run(on: machine)
    // 9: dense: {units: 1}
    let densePlace = Kernels.Matmul(left: gru, panels: denseKernelPanels, bias: denseBias,
      into: memory + 5440, geometry: .init(rows: rows, inner: 16, columns: 1)).run(on: machine)
    densePlace.read(into: &dense, count: rows)
  }

  /// Computes dense of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 270)
    var dense: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 270..<(first + rows) * 270), into: &span)
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
    let inputPlace = (memory + 128320).write(input, count: 8640)
    let denseTarget = (memory + 56432).write(target, count: 32)
    // 8: gru: {units: 16}
    let gruBiasInput = Kernels.CopyBlocks(from: gruBias, fromStride: 48, to: memory + 51952, toStride: 48,
      blocks: 1, size: 48).run(on: machine)
    let gruBiasRecurrent = Kernels.CopyBlocks(from: gruBias, fromStart: 48, fromStride: 48,
      to: memory + 56384, toStride: 48, blocks: 1, size: 48).run(on: machine)
    let gruKernelPanels_2 = Kernels.Pack(gruKernel, as: .matrix(inner: 9, columns: 48),
      into: memory + 51520).run(on: machine)
    let gruInputs = Kernels.Matmul(left: inputPlace, panels: gruKernelPanels_2, bias: gruBiasInput,
      into: memory + 5440, geometry: .init(rows: 960, inner: 9, columns: 48)).run(on: machine)
    let gruRecurrentKernelPackedFrom0_2 = Kernels.Pack(gruRecurrentKernel,
      as: .block(stride: 48, first: 0, inner: 16, columns: 48), into: memory + 55104).run(on: machine)
    let gruGates = memory + 5440, gruStates = memory + 97600, gruHidden = memory + 112960
    let gru = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0_2, bias: gruBiasRecurrent),
      finalState: memory + 55872, record: .init(gates: gruGates, states: gruStates, hidden: gruHidden),
      scratch: memory + 51520,
      geometry: .init(examples: 32, time: 30, units: 16, cell: .gru(resetAfter: true))).run(on: machine)
    // 9: dense: {units: 1}
    let denseLinear = Kernels.Matmul(left: gru, right: denseKernel, bias: denseBias, into: memory + 51520,
      geometry: .init(rows: 32, inner: 16, columns: 1)).run(on: machine)
    // 12: loss: mse
    let denseLossGradient = memory + 51584
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 143872, rowLosses: memory + 51552, gradient: denseLossGradient, rows: 32, classes: 1,
      scale: 0.03125).run(on: machine)
    // Backward of 9: dense: {units: 1}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 51536, rows: 32, columns: 1,
      scratch: memory + 51520).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient,
      slots: .init(memory + 3952, memory + 3968), count: 1).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: gru, right: denseLossGradient,
      into: memory + 51520, geometry: .init(rows: 32, inner: 16, columns: 1)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 1, columns: 16),
      into: memory + 51536).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient,
      slots: .init(memory + 3920, memory + 3936), count: 16).run(on: machine)
    // Backward of 8: gru: {units: 16}
    let gruGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 143360, geometry: .init(rows: 32, inner: 1, columns: 16)).run(on: machine)
    let gruRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(gruRecurrentKernel,
      as: .transposedBlock(stride: 48, first: 0, inner: 48, columns: 16),
      into: memory + 142592).run(on: machine)
    let gruInputsRecurrentGradient = memory + 51520
    let gruInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: gruRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: gruGates, states: gruStates, hidden: gruHidden), finalState: gruGradient,
      inputs: memory + 5440, recurrent: gruInputsRecurrentGradient, scratch: memory + 136960,
      geometry: .init(examples: 32, time: 30, units: 16, cell: .gru(resetAfter: true))).run(on: machine)
    let gruRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: gruStates,
      right: gruInputsRecurrentGradient, into: memory + 112960,
      geometry: .init(rows: 960, inner: 16, columns: 48)).run(on: machine)
    Kernels.Update(Self.optimizer, gruRecurrentKernel, gradient: gruRecurrentKernelGradient,
      slots: .init(memory + 2192, memory + 2960), count: 768).run(on: machine)
    let gruBiasRecurrentGradient = Kernels.ColumnSums(gruInputsRecurrentGradient, memory + 97792, rows: 960,
      columns: 48, scratch: memory + 97600).run(on: machine)
    let gruBiasInputGradient = Kernels.ColumnSums(gruInputsGradient, memory + 51952, rows: 960, columns: 48,
      scratch: memory + 51520).run(on: machine)
    let gruKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: gruInputsGradient,
      into: memory + 51520, geometry: .init(rows: 960, inner: 9, columns: 48)).run(on: machine)
    Kernels.Update(Self.optimizer, gruKernel, gradient: gruKernelGradient,
      slots: .init(memory + 1328, memory + 1760), count: 432).run(on: machine)
    let gruBiasGradient = Kernels.Fill(memory + 5440, count: 96, value: 0).run(on: machine)
    Kernels.CopyBlocks(from: gruBiasRecurrentGradient, fromStride: 48, to: gruBiasGradient, toStart: 48,
      toStride: 48, blocks: 1, size: 48, adding: true).run(on: machine)
    Kernels.CopyBlocks(from: gruBiasInputGradient, fromStride: 48, to: gruBiasGradient, toStride: 48,
      blocks: 1, size: 48, adding: true).run(on: machine)
    Kernels.Update(Self.optimizer, gruBias, gradient: gruBiasGradient,
      slots: .init(memory + 3728, memory + 3824), count: 96).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 128320).write(input, count: 8640)
    let denseTarget = (memory + 56432).write(target, count: 32)
    let gruBiasInput = Kernels.CopyBlocks(from: gruBias, fromStride: 48, to: memory + 51952, toStride: 48,
      blocks: 1, size: 48).run(on: machine)
    let gruBiasRecurrent = Kernels.CopyBlocks(from: gruBias, fromStart: 48, fromStride: 48,
      to: memory + 56384, toStride: 48, blocks: 1, size: 48).run(on: machine)
    let gruKernelPanels_2 = Kernels.Pack(gruKernel, as: .matrix(inner: 9, columns: 48),
      into: memory + 51520).run(on: machine)
    let gruInputs = Kernels.Matmul(left: inputPlace, panels: gruKernelPanels_2, bias: gruBiasInput,
      into: memory + 5440, geometry: .init(rows: 960, inner: 9, columns: 48)).run(on: machine)
    let gruRecurrentKernelPackedFrom0_2 = Kernels.Pack(gruRecurrentKernel,
      as: .block(stride: 48, first: 0, inner: 16, columns: 48), into: memory + 55104).run(on: machine)
    let gruGates = memory + 5440, gruStates = memory + 97600, gruHidden = memory + 112960
    let gru = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0_2, bias: gruBiasRecurrent),
      finalState: memory + 55872, record: .init(gates: gruGates, states: gruStates, hidden: gruHidden),
      scratch: memory + 51520,
      geometry: .init(examples: 32, time: 30, units: 16, cell: .gru(resetAfter: true))).run(on: machine)
    let denseLinear = Kernels.Matmul(left: gru, right: denseKernel, bias: denseBias, into: memory + 51520,
      geometry: .init(rows: 32, inner: 16, columns: 1)).run(on: machine)
    let denseLossGradient = memory + 51584
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 143872, rowLosses: memory + 51552, gradient: denseLossGradient, rows: 32, classes: 1,
      scale: 0.03125).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 143888, rows: 32, columns: 1,
      scratch: memory + 51520).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: gru, right: denseLossGradient,
      into: memory + 143904, geometry: .init(rows: 32, inner: 16, columns: 1)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 1, columns: 16),
      into: memory + 51520).run(on: machine)
    let gruGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 143360, geometry: .init(rows: 32, inner: 1, columns: 16)).run(on: machine)
    let gruRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(gruRecurrentKernel,
      as: .transposedBlock(stride: 48, first: 0, inner: 48, columns: 16),
      into: memory + 142592).run(on: machine)
    let gruInputsRecurrentGradient = memory + 51520
    let gruInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: gruRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: gruGates, states: gruStates, hidden: gruHidden), finalState: gruGradient,
      inputs: memory + 5440, recurrent: gruInputsRecurrentGradient, scratch: memory + 136960,
      geometry: .init(examples: 32, time: 30, units: 16, cell: .gru(resetAfter: true))).run(on: machine)
    let gruRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: gruStates,
      right: gruInputsRecurrentGradient, into: memory + 112960,
      geometry: .init(rows: 960, inner: 16, columns: 48)).run(on: machine)
    let gruBiasRecurrentGradient = Kernels.ColumnSums(gruInputsRecurrentGradient, memory + 97792, rows: 960,
      columns: 48, scratch: memory + 97600).run(on: machine)
    let gruBiasInputGradient = Kernels.ColumnSums(gruInputsGradient, memory + 51952, rows: 960, columns: 48,
      scratch: memory + 51520).run(on: machine)
    let gruKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: gruInputsGradient,
      into: memory + 51520, geometry: .init(rows: 960, inner: 9, columns: 48)).run(on: machine)
    let gruBiasGradient = Kernels.Fill(memory + 5440, count: 96, value: 0).run(on: machine)
    Kernels.CopyBlocks(from: gruBiasRecurrentGradient, fromStride: 48, to: gruBiasGradient, toStart: 48,
      toStride: 48, blocks: 1, size: 48, adding: true).run(on: machine)
    Kernels.CopyBlocks(from: gruBiasInputGradient, fromStride: 48, to: gruBiasGradient, toStride: 48,
      blocks: 1, size: 48, adding: true).run(on: machine)
    gruKernelGradient.read(into: &gradient, at: 0, count: 432)
    gruRecurrentKernelGradient.read(into: &gradient, at: 432, count: 768)
    gruBiasGradient.read(into: &gradient, at: 1200, count: 96)
    denseKernelGradient.read(into: &gradient, at: 1296, count: 16)
    denseBiasGradient.read(into: &gradient, at: 1312, count: 1)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 51520).write(input, count: 8640)
    let denseTarget = (memory + 60256).write(target, count: 32)
    let gruBiasInput = Kernels.CopyBlocks(from: gruBias, fromStride: 48, to: memory + 60160, toStride: 48,
      blocks: 1, size: 48).run(on: machine)
    let gruBiasRecurrent = Kernels.CopyBlocks(from: gruBias, fromStart: 48, fromStride: 48,
      to: memory + 60208, toStride: 48, blocks: 1, size: 48).run(on: machine)
    let gruInputs = Kernels.Matmul(left: inputPlace, panels: gruKernelPanels, bias: gruBiasInput,
      into: memory + 5440, geometry: .init(rows: 960, inner: 9, columns: 48)).run(on: machine)
    let gru = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0, bias: gruBiasRecurrent),
      finalState: memory + 55104, scratch: memory + 51520,
      geometry: .init(examples: 32, time: 30, units: 16, cell: .gru(resetAfter: true))).run(on: machine)
    let denseLinear = Kernels.Matmul(left: gru, panels: denseKernelPanels, bias: denseBias,
      into: memory + 5440, geometry: .init(rows: 32, inner: 16, columns: 1)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 5504, rowLosses: memory + 5472, rows: 32, classes: 1, scale: 0.03125).run(on: machine)
    return denseLoss[0]
  }
}
