// Made by nncc from weather_gru.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// weather_gru: input [30, 9] → dense [1].
///
/// Inputs are what `preprocess` makes of the data, outputs what `postprocess` brings back. One thread at a time may use an instance; instances share nothing.
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
    network: "356206a6f02326fe", inputs: [.init("input", [30, 9])], outputs: [.init("dense", [1])], words: 145408,
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
    self.pool = pool
  }

  /// Packs the weights as kernels read them, when they have changed.
  public func prepare() {
    guard !progress.pointee.isPrepared else { return }
    Kernels.pack(matrix: gruKernel, rowStride: 48, inner: 9, columns: 48, into: gruKernelPanels, pool: pool)
    Kernels.pack(matrix: gruRecurrentKernel, rowStride: 48, inner: 16, columns: 48, into: gruRecurrentKernelPackedFrom0, pool: pool)
    Kernels.pack(matrix: denseKernel, rowStride: 1, inner: 16, columns: 1, into: denseKernelPanels, pool: pool)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 32. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 270 ? 1 : 32
    let inputPlace = memory + 51520, gruBiasInput = memory + 60160, gruBiasRecurrent = memory + 60208, gruInputs = memory + 5440, gru = memory + 55104, gruScratch = memory + 51520,
      densePlace = memory + 5440
    inputPlace.write(input, count: rows * 270)
    // 8: gru: {units: 16}
    Kernels.copyBlocks(gruBias, stride: 48, gruBiasInput, targetStride: 48, blocks: 1, size: 48, adding: false, pool: pool)
    Kernels.copyBlocks(gruBias + 48, stride: 48, gruBiasRecurrent, targetStride: 48, blocks: 1, size: 48, adding: false, pool: pool)
    Kernels.matmul(left: inputPlace, panels: gruKernelPanels, bias: gruBiasInput, into: gruInputs, geometry: .init(rows: rows * 30, inner: 9, columns: 48), pool: pool)
    Kernels.recurrentSequence(.init(inputs: gruInputs, weights: .init(recurrent: gruRecurrentKernelPackedFrom0, bias: gruBiasRecurrent), finalState: gru, scratch: gruScratch),
      geometry: .init(examples: rows, time: 30, units: 16, cell: .gru(resetAfter: true)), pool: pool)
    // 9: dense: {units: 1}
    Kernels.matmul(left: gru, panels: denseKernelPanels, bias: denseBias, into: densePlace, geometry: .init(rows: rows, inner: 16, columns: 1), pool: pool)
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

  /// Learns from a batch, by one update of each trained weight; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, target: Span<Float>) -> Float {
    let inputPlace = memory + 128320, denseTarget = memory + 56432, gruBiasInput = memory + 51952, gruBiasRecurrent = memory + 56384, gruKernelPanels_2 = memory + 51520,
      gruInputs = memory + 5440, gruRecurrentKernelPackedFrom0_2 = memory + 55104, gru = memory + 55872, gruGates = memory + 5440, gruStates = memory + 97600,
      gruHidden = memory + 112960, gruScratch = memory + 51520, densePlace = memory + 143872, denseLoss = memory + 51584, denseRowLosses = memory + 51520,
      denseLossGradient = memory + 51552, loss = memory + 143904, denseBiasGradient = memory + 51536, denseBiasScratch = memory + 51520, denseKernelGradient = memory + 51520,
      denseKernelTransposed = memory + 51536, gruGradient = memory + 143360, gruRecurrentKernelPackedTransposedFrom0 = memory + 142592, gruInputsGradient = memory + 5440,
      gruInputsRecurrentGradient = memory + 51520, gruInputsScratch = memory + 136960, gruRecurrentKernelGradient = memory + 112960, gruBiasRecurrentGradient = memory + 97792,
      gruBiasRecurrentScratch = memory + 97600, gruBiasInputGradient = memory + 51952, gruBiasInputScratch = memory + 51520, gruKernelGradient = memory + 51520,
      gruBiasGradient = memory + 5440
    inputPlace.write(input, count: 8640)
    denseTarget.write(target, count: 32)
    let step = progress.pointee.nextUpdate()
    // 8: gru: {units: 16}
    Kernels.copyBlocks(gruBias, stride: 48, gruBiasInput, targetStride: 48, blocks: 1, size: 48, adding: false, pool: pool)
    Kernels.copyBlocks(gruBias + 48, stride: 48, gruBiasRecurrent, targetStride: 48, blocks: 1, size: 48, adding: false, pool: pool)
    Kernels.pack(matrix: gruKernel, rowStride: 48, inner: 9, columns: 48, into: gruKernelPanels_2, pool: pool)
    Kernels.matmul(left: inputPlace, panels: gruKernelPanels_2, bias: gruBiasInput, into: gruInputs, geometry: .init(rows: 960, inner: 9, columns: 48), pool: pool)
    Kernels.pack(matrix: gruRecurrentKernel, rowStride: 48, inner: 16, columns: 48, into: gruRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: gruInputs, weights: .init(recurrent: gruRecurrentKernelPackedFrom0_2, bias: gruBiasRecurrent), finalState: gru,
        record: .init(gates: gruGates, states: gruStates, hidden: gruHidden), scratch: gruScratch),
      geometry: .init(examples: 32, time: 30, units: 16, cell: .gru(resetAfter: true)), pool: pool)
    // 9: dense: {units: 1}
    Kernels.matmul(left: gru, right: denseKernel, bias: denseBias, into: densePlace, geometry: .init(rows: 32, inner: 16, columns: 1), pool: pool)
    // 12: loss: mse
    denseLoss[0] = Float(Kernels.loss(.meanSquaredError, prediction: densePlace, target: denseTarget, rows: 32, classes: 1, scale: 0.03125, rowLosses: denseRowLosses,
        gradient: denseLossGradient, pool: pool))
    loss[0] = denseLoss[0]
    // Backward of 9: dense: {units: 1}
    Kernels.columnSums(denseLossGradient, denseBiasGradient, rows: 32, columns: 1, scratch: denseBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: denseBias, gradient: denseBiasGradient, slots: memory + 3952, slotStride: 16, count: 1, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: gru, right: denseLossGradient, into: denseKernelGradient, geometry: .init(rows: 32, inner: 16, columns: 1), pool: pool)
    Kernels.packTransposed(matrix: denseKernel, rowStride: 1, inner: 1, columns: 16, into: denseKernelTransposed, pool: pool)
    Kernels.update(Self.optimizer, parameter: denseKernel, gradient: denseKernelGradient, slots: memory + 3920, slotStride: 16, count: 16, step: step, pool: pool)
    // Backward of 8: gru: {units: 16}
    Kernels.matmul(left: denseLossGradient, panels: denseKernelTransposed, into: gruGradient, geometry: .init(rows: 32, inner: 1, columns: 16), pool: pool)
    Kernels.packTransposed(matrix: gruRecurrentKernel, rowStride: 48, inner: 48, columns: 16, into: gruRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: gruRecurrentKernelPackedTransposedFrom0),
        record: .init(gates: gruGates, states: gruStates, hidden: gruHidden), finalState: gruGradient, inputs: gruInputsGradient, recurrent: gruInputsRecurrentGradient,
        scratch: gruInputsScratch), geometry: .init(examples: 32, time: 30, units: 16, cell: .gru(resetAfter: true)), pool: pool)
    Kernels.matmulTransposedLeft(left: gruStates, right: gruInputsRecurrentGradient, into: gruRecurrentKernelGradient, geometry: .init(rows: 960, inner: 16, columns: 48),
      pool: pool)
    Kernels.update(Self.optimizer, parameter: gruRecurrentKernel, gradient: gruRecurrentKernelGradient, slots: memory + 2192, slotStride: 768, count: 768, step: step, pool: pool)
    Kernels.columnSums(gruInputsRecurrentGradient, gruBiasRecurrentGradient, rows: 960, columns: 48, scratch: gruBiasRecurrentScratch, pool: pool)
    Kernels.columnSums(gruInputsGradient, gruBiasInputGradient, rows: 960, columns: 48, scratch: gruBiasInputScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: inputPlace, right: gruInputsGradient, into: gruKernelGradient, geometry: .init(rows: 960, inner: 9, columns: 48), pool: pool)
    Kernels.update(Self.optimizer, parameter: gruKernel, gradient: gruKernelGradient, slots: memory + 1328, slotStride: 432, count: 432, step: step, pool: pool)
    Kernels.fill(gruBiasGradient, count: 96, value: 0, pool: pool)
    Kernels.copyBlocks(gruBiasRecurrentGradient, stride: 48, gruBiasGradient + 48, targetStride: 48, blocks: 1, size: 48, adding: true, pool: pool)
    Kernels.copyBlocks(gruBiasInputGradient, stride: 48, gruBiasGradient, targetStride: 48, blocks: 1, size: 48, adding: true, pool: pool)
    Kernels.update(Self.optimizer, parameter: gruBias, gradient: gruBiasGradient, slots: memory + 3728, slotStride: 96, count: 96, step: step, pool: pool)
    progress.pointee.finishUpdate()
    return loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without dropout.
  /// Returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>, into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = memory + 128320, denseTarget = memory + 56432, gruBiasInput = memory + 51952, gruBiasRecurrent = memory + 56384, gruKernelPanels_2 = memory + 51520,
      gruInputs = memory + 5440, gruRecurrentKernelPackedFrom0_2 = memory + 55104, gru = memory + 55872, gruGates = memory + 5440, gruStates = memory + 97600,
      gruHidden = memory + 112960, gruScratch = memory + 51520, densePlace = memory + 143872, denseLoss = memory + 51584, denseRowLosses = memory + 51520,
      denseLossGradient = memory + 51552, loss = memory + 143904, denseBiasGradient = memory + 143920, denseBiasScratch = memory + 51520, denseKernelGradient = memory + 143936,
      denseKernelTransposed = memory + 51520, gruGradient = memory + 143360, gruRecurrentKernelPackedTransposedFrom0 = memory + 142592, gruInputsGradient = memory + 5440,
      gruInputsRecurrentGradient = memory + 51520, gruInputsScratch = memory + 136960, gruRecurrentKernelGradient = memory + 112960, gruBiasRecurrentGradient = memory + 97792,
      gruBiasRecurrentScratch = memory + 97600, gruBiasInputGradient = memory + 51952, gruBiasInputScratch = memory + 51520, gruKernelGradient = memory + 51520,
      gruBiasGradient = memory + 5440
    inputPlace.write(input, count: 8640)
    denseTarget.write(target, count: 32)
    Kernels.copyBlocks(gruBias, stride: 48, gruBiasInput, targetStride: 48, blocks: 1, size: 48, adding: false, pool: pool)
    Kernels.copyBlocks(gruBias + 48, stride: 48, gruBiasRecurrent, targetStride: 48, blocks: 1, size: 48, adding: false, pool: pool)
    Kernels.pack(matrix: gruKernel, rowStride: 48, inner: 9, columns: 48, into: gruKernelPanels_2, pool: pool)
    Kernels.matmul(left: inputPlace, panels: gruKernelPanels_2, bias: gruBiasInput, into: gruInputs, geometry: .init(rows: 960, inner: 9, columns: 48), pool: pool)
    Kernels.pack(matrix: gruRecurrentKernel, rowStride: 48, inner: 16, columns: 48, into: gruRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: gruInputs, weights: .init(recurrent: gruRecurrentKernelPackedFrom0_2, bias: gruBiasRecurrent), finalState: gru,
        record: .init(gates: gruGates, states: gruStates, hidden: gruHidden), scratch: gruScratch),
      geometry: .init(examples: 32, time: 30, units: 16, cell: .gru(resetAfter: true)), pool: pool)
    Kernels.matmul(left: gru, right: denseKernel, bias: denseBias, into: densePlace, geometry: .init(rows: 32, inner: 16, columns: 1), pool: pool)
    denseLoss[0] = Float(Kernels.loss(.meanSquaredError, prediction: densePlace, target: denseTarget, rows: 32, classes: 1, scale: 0.03125, rowLosses: denseRowLosses,
        gradient: denseLossGradient, pool: pool))
    loss[0] = denseLoss[0]
    Kernels.columnSums(denseLossGradient, denseBiasGradient, rows: 32, columns: 1, scratch: denseBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: gru, right: denseLossGradient, into: denseKernelGradient, geometry: .init(rows: 32, inner: 16, columns: 1), pool: pool)
    Kernels.packTransposed(matrix: denseKernel, rowStride: 1, inner: 1, columns: 16, into: denseKernelTransposed, pool: pool)
    Kernels.matmul(left: denseLossGradient, panels: denseKernelTransposed, into: gruGradient, geometry: .init(rows: 32, inner: 1, columns: 16), pool: pool)
    Kernels.packTransposed(matrix: gruRecurrentKernel, rowStride: 48, inner: 48, columns: 16, into: gruRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: gruRecurrentKernelPackedTransposedFrom0),
        record: .init(gates: gruGates, states: gruStates, hidden: gruHidden), finalState: gruGradient, inputs: gruInputsGradient, recurrent: gruInputsRecurrentGradient,
        scratch: gruInputsScratch), geometry: .init(examples: 32, time: 30, units: 16, cell: .gru(resetAfter: true)), pool: pool)
    Kernels.matmulTransposedLeft(left: gruStates, right: gruInputsRecurrentGradient, into: gruRecurrentKernelGradient, geometry: .init(rows: 960, inner: 16, columns: 48),
      pool: pool)
    Kernels.columnSums(gruInputsRecurrentGradient, gruBiasRecurrentGradient, rows: 960, columns: 48, scratch: gruBiasRecurrentScratch, pool: pool)
    Kernels.columnSums(gruInputsGradient, gruBiasInputGradient, rows: 960, columns: 48, scratch: gruBiasInputScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: inputPlace, right: gruInputsGradient, into: gruKernelGradient, geometry: .init(rows: 960, inner: 9, columns: 48), pool: pool)
    Kernels.fill(gruBiasGradient, count: 96, value: 0, pool: pool)
    Kernels.copyBlocks(gruBiasRecurrentGradient, stride: 48, gruBiasGradient + 48, targetStride: 48, blocks: 1, size: 48, adding: true, pool: pool)
    Kernels.copyBlocks(gruBiasInputGradient, stride: 48, gruBiasGradient, targetStride: 48, blocks: 1, size: 48, adding: true, pool: pool)
    gruKernelGradient.read(into: &gradient, at: 0, count: 432)
    gruRecurrentKernelGradient.read(into: &gradient, at: 432, count: 768)
    gruBiasGradient.read(into: &gradient, at: 1200, count: 96)
    denseKernelGradient.read(into: &gradient, at: 1296, count: 16)
    denseBiasGradient.read(into: &gradient, at: 1312, count: 1)
    return loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = memory + 51520, denseTarget = memory + 60256, gruBiasInput = memory + 60160, gruBiasRecurrent = memory + 60208, gruInputs = memory + 5440,
      gru = memory + 55104, gruScratch = memory + 51520, densePlace = memory + 5440, denseLoss = memory + 5504, denseRowLosses = memory + 5472, loss = memory + 5472
    inputPlace.write(input, count: 8640)
    denseTarget.write(target, count: 32)
    Kernels.copyBlocks(gruBias, stride: 48, gruBiasInput, targetStride: 48, blocks: 1, size: 48, adding: false, pool: pool)
    Kernels.copyBlocks(gruBias + 48, stride: 48, gruBiasRecurrent, targetStride: 48, blocks: 1, size: 48, adding: false, pool: pool)
    Kernels.matmul(left: inputPlace, panels: gruKernelPanels, bias: gruBiasInput, into: gruInputs, geometry: .init(rows: 960, inner: 9, columns: 48), pool: pool)
    Kernels.recurrentSequence(.init(inputs: gruInputs, weights: .init(recurrent: gruRecurrentKernelPackedFrom0, bias: gruBiasRecurrent), finalState: gru, scratch: gruScratch),
      geometry: .init(examples: 32, time: 30, units: 16, cell: .gru(resetAfter: true)), pool: pool)
    Kernels.matmul(left: gru, panels: denseKernelPanels, bias: denseBias, into: densePlace, geometry: .init(rows: 32, inner: 16, columns: 1), pool: pool)
    denseLoss[0] = Float(Kernels.loss(.meanSquaredError, prediction: densePlace, target: denseTarget, rows: 32, classes: 1, scale: 0.03125, rowLosses: denseRowLosses,
        gradient: nil, pool: pool))
    loss[0] = denseLoss[0]
    return loss[0]
  }
}
