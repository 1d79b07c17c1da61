// Made by nncc from lstm_peephole.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// lstm_peephole: input [8, 8] → logits [10].
///
/// Inputs are what `preprocess` makes of the data. One thread at a time may use an instance; instances share nothing.
public final class LSTMPeephole: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 32
  /// `data.scale`, which `preprocess` multiplies inputs by.
  public static let inputScale: Float = 0.0625
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-07, amsgrad: false)
  public static let learningRate = LearningRate.constant(0.01)
  /// Elements of all weights that are trained.
  public static let gradientCount = 17738
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "957cc22e725b7c86", inputs: [.init("input", [8, 8])], outputs: [.init("logits", [10])], words: 1297408,
    parameters: [
      .init("lstm/kernel", [1, 256], at: 0, .glorotUniform),
      .init("lstm/recurrent_kernel", [64, 256], at: 256, .orthogonal(gain: 1)),
      .init("lstm/bias", [256], at: 16640, .unitForgetBias(.zeros)),
      .init("lstm/peephole_kernel", [3, 64], at: 16896, .glorotUniform),
      .init("logits/kernel", [64, 10], at: 17088, .glorotUniform),
      .init("logits/bias", [10], at: 17728, .zeros),
    ], optimizer: optimizer, slotsAt: 17744
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var lstmKernel: Floats { memory + 0 }
  private var lstmRecurrentKernel: Floats { memory + 256 }
  private var lstmBias: Floats { memory + 16640 }
  private var lstmPeepholeKernel: Floats { memory + 16896 }
  private var logitsKernel: Floats { memory + 17088 }
  private var logitsBias: Floats { memory + 17728 }
  private var lstmKernelPanels: Floats { memory + 53232 }
  private var lstmRecurrentKernelPackedFrom0: Floats { memory + 53488 }
  private var logitsKernelPanels: Floats { memory + 69872 }

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
    Kernels.pack(matrix: lstmKernel, rowStride: 256, inner: 1, columns: 256, into: lstmKernelPanels, pool: pool)
    Kernels.pack(matrix: lstmRecurrentKernel, rowStride: 256, inner: 64, columns: 256, into: lstmRecurrentKernelPackedFrom0, pool: pool)
    Kernels.pack(matrix: logitsKernel, rowStride: 10, inner: 64, columns: 10, into: logitsKernelPanels, pool: pool)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example, or of a batch of 32. Allocates nothing.
  public func predict(_ input: Span<Float>, into logits: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 64 ? 1 : 32
    let inputPlace = memory + 595184, lstmInputs = memory + 70896, lstm = memory + 611568, lstmScratch = memory + 595184, logitsPlace = memory + 70896
    inputPlace.write(input, count: rows * 64)
    // 10: lstm: {units: 64, use_peepholes: true, cell_clip: 10}
    Kernels.matmul(left: inputPlace, panels: lstmKernelPanels, bias: lstmBias, into: lstmInputs, geometry: .init(rows: rows * 64, inner: 1, columns: 256), pool: pool)
    Kernels.recurrentSequence(.init(inputs: lstmInputs, weights: .init(recurrent: lstmRecurrentKernelPackedFrom0, peepholes: lstmPeepholeKernel), finalState: lstm,
        scratch: lstmScratch), geometry: .init(examples: rows, time: 64, units: 64, cell: .lstm, cellClip: 10), pool: pool)
    // 11: dense: {name: logits, units: 10}
    Kernels.matmul(left: lstm, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: rows, inner: 64, columns: 10), pool: pool)
    logitsPlace.read(into: &logits, count: rows * 10)
  }

  /// Computes logits of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 64)
    var logits: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 10)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 64..<(first + rows) * 64), into: &span)
      logits += part
    }
    return logits
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    try golden.expect("logits", predict(golden.floats("input")))
  }

  /// Learns from a batch, by one update of each trained weight; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    let inputPlace = memory + 1291504, logitsLabels = memory + 630000, lstmKernelPanels_2 = memory + 595184, lstmInputs = memory + 70896,
      lstmRecurrentKernelPackedFrom0_2 = memory + 595184, lstm = memory + 627952, lstmGates = memory + 70896, lstmStates = memory + 988400, lstmCells = memory + 1119472,
      lstmScratch = memory + 611568, logitsPlace = memory + 1295600, logitsLoss = memory + 595216, logitsRowLosses = memory + 595184, logitsLossGradient = memory + 596464,
      loss = memory + 1295920, logitsBiasGradient = memory + 595200, logitsBiasScratch = memory + 595184, logitsBiasClipnorm = memory + 595184,
      logitsKernelGradient = memory + 595184, logitsKernelTransposed = memory + 595824, logitsKernelClipnorm = memory + 596784, lstmGradient = memory + 1293552,
      lstmRecurrentKernelPackedTransposedFrom0 = memory + 1275120, lstmInputsGradient = memory + 70896, lstmInputsPeepholeProducts = memory + 595184,
      lstmInputsScratch = memory + 1250544, lstmRecurrentKernelGradient = memory + 1119472, lstmRecurrentKernelClipnorm = memory + 988400,
      lstmPeepholeKernelGradient = memory + 989936, lstmPeepholeKernelScratch = memory + 988400, lstmPeepholeKernelClipnorm = memory + 595184, lstmBiasGradient = memory + 597232,
      lstmBiasScratch = memory + 595184, lstmBiasClipnorm = memory + 595184, lstmKernelGradient = memory + 595184, lstmKernelClipnorm = memory + 70896
    inputPlace.write(input, count: 2048)
    logitsLabels.write(labels, count: 32)
    let step = progress.pointee.nextUpdate()
    // 10: lstm: {units: 64, use_peepholes: true, cell_clip: 10}
    Kernels.pack(matrix: lstmKernel, rowStride: 256, inner: 1, columns: 256, into: lstmKernelPanels_2, pool: pool)
    Kernels.matmul(left: inputPlace, panels: lstmKernelPanels_2, bias: lstmBias, into: lstmInputs, geometry: .init(rows: 2048, inner: 1, columns: 256), pool: pool)
    Kernels.pack(matrix: lstmRecurrentKernel, rowStride: 256, inner: 64, columns: 256, into: lstmRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: lstmInputs, weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2, peepholes: lstmPeepholeKernel), finalState: lstm,
        record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), scratch: lstmScratch), geometry: .init(examples: 32, time: 64, units: 64, cell: .lstm, cellClip: 10),
      pool: pool)
    // 11: dense: {name: logits, units: 10}
    Kernels.matmul(left: lstm, right: logitsKernel, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    // 14: loss: {sparse_categorical_crossentropy: {from_logits: true}}
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 32, classes: 10, scale: 0.03125,
        rowLosses: logitsRowLosses, gradient: logitsLossGradient, pool: pool))
    loss[0] = logitsLoss[0]
    // Backward of 11: dense: {name: logits, units: 10}
    Kernels.columnSums(logitsLossGradient, logitsBiasGradient, rows: 32, columns: 10, scratch: logitsBiasScratch, pool: pool)
    logitsBiasClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, logitsBiasGradient, count: 10, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: logitsBias, gradient: logitsBiasGradient, slots: memory + 53200, slotStride: 16, count: 10,
      step: step.scalingGradient(by: logitsBiasClipnorm[0]), pool: pool)
    Kernels.matmulTransposedLeft(left: lstm, right: logitsLossGradient, into: logitsKernelGradient, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    Kernels.packTransposed(matrix: logitsKernel, rowStride: 10, inner: 10, columns: 64, into: logitsKernelTransposed, pool: pool)
    logitsKernelClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, logitsKernelGradient, count: 640, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: logitsKernel, gradient: logitsKernelGradient, slots: memory + 51920, slotStride: 640, count: 640,
      step: step.scalingGradient(by: logitsKernelClipnorm[0]), pool: pool)
    // Backward of 10: lstm: {units: 64, use_peepholes: true, cell_clip: 10}
    Kernels.matmul(left: logitsLossGradient, panels: logitsKernelTransposed, into: lstmGradient, geometry: .init(rows: 32, inner: 10, columns: 64), pool: pool)
    Kernels.packTransposed(matrix: lstmRecurrentKernel, rowStride: 256, inner: 256, columns: 64, into: lstmRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: lstmRecurrentKernelPackedTransposedFrom0, peepholes: lstmPeepholeKernel),
        record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), finalState: lstmGradient, inputs: lstmInputsGradient, peepholes: lstmInputsPeepholeProducts,
        scratch: lstmInputsScratch), geometry: .init(examples: 32, time: 64, units: 64, cell: .lstm, cellClip: 10), pool: pool)
    Kernels.matmulTransposedLeft(left: lstmStates, right: lstmInputsGradient, into: lstmRecurrentKernelGradient, geometry: .init(rows: 2048, inner: 64, columns: 256), pool: pool)
    lstmRecurrentKernelClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, lstmRecurrentKernelGradient, count: 16384, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: lstmRecurrentKernel, gradient: lstmRecurrentKernelGradient, slots: memory + 18256, slotStride: 16384, count: 16384,
      step: step.scalingGradient(by: lstmRecurrentKernelClipnorm[0]), pool: pool)
    Kernels.columnSums(lstmInputsPeepholeProducts, lstmPeepholeKernelGradient, rows: 2048, columns: 192, scratch: lstmPeepholeKernelScratch, pool: pool)
    lstmPeepholeKernelClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, lstmPeepholeKernelGradient, count: 192, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: lstmPeepholeKernel, gradient: lstmPeepholeKernelGradient, slots: memory + 51536, slotStride: 192, count: 192,
      step: step.scalingGradient(by: lstmPeepholeKernelClipnorm[0]), pool: pool)
    Kernels.columnSums(lstmInputsGradient, lstmBiasGradient, rows: 2048, columns: 256, scratch: lstmBiasScratch, pool: pool)
    lstmBiasClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, lstmBiasGradient, count: 256, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: lstmBias, gradient: lstmBiasGradient, slots: memory + 51024, slotStride: 256, count: 256,
      step: step.scalingGradient(by: lstmBiasClipnorm[0]), pool: pool)
    Kernels.matmulTransposedLeft(left: inputPlace, right: lstmInputsGradient, into: lstmKernelGradient, geometry: .init(rows: 2048, inner: 1, columns: 256), pool: pool)
    lstmKernelClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, lstmKernelGradient, count: 256, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: lstmKernel, gradient: lstmKernelGradient, slots: memory + 17744, slotStride: 256, count: 256,
      step: step.scalingGradient(by: lstmKernelClipnorm[0]), pool: pool)
    progress.pointee.finishUpdate()
    return loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without dropout.
  /// Returns the loss.
  public func gradient(_ input: Span<Float>, labels: Span<Int32>, into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = memory + 1291504, logitsLabels = memory + 630000, lstmKernelPanels_2 = memory + 595184, lstmInputs = memory + 70896,
      lstmRecurrentKernelPackedFrom0_2 = memory + 595184, lstm = memory + 627952, lstmGates = memory + 70896, lstmStates = memory + 988400, lstmCells = memory + 1119472,
      lstmScratch = memory + 611568, logitsPlace = memory + 1296240, logitsLoss = memory + 595216, logitsRowLosses = memory + 595184, logitsLossGradient = memory + 595824,
      loss = memory + 1296560, logitsBiasGradient = memory + 1296576, logitsBiasScratch = memory + 595184, logitsKernelGradient = memory + 1295600,
      logitsKernelTransposed = memory + 595184, lstmGradient = memory + 1293552, lstmRecurrentKernelPackedTransposedFrom0 = memory + 1275120, lstmInputsGradient = memory + 70896,
      lstmInputsPeepholeProducts = memory + 595184, lstmInputsScratch = memory + 1250544, lstmRecurrentKernelGradient = memory + 1119472,
      lstmPeepholeKernelGradient = memory + 989936, lstmPeepholeKernelScratch = memory + 988400, lstmBiasGradient = memory + 597232, lstmBiasScratch = memory + 595184,
      lstmKernelGradient = memory + 595184
    inputPlace.write(input, count: 2048)
    logitsLabels.write(labels, count: 32)
    Kernels.pack(matrix: lstmKernel, rowStride: 256, inner: 1, columns: 256, into: lstmKernelPanels_2, pool: pool)
    Kernels.matmul(left: inputPlace, panels: lstmKernelPanels_2, bias: lstmBias, into: lstmInputs, geometry: .init(rows: 2048, inner: 1, columns: 256), pool: pool)
    Kernels.pack(matrix: lstmRecurrentKernel, rowStride: 256, inner: 64, columns: 256, into: lstmRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: lstmInputs, weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2, peepholes: lstmPeepholeKernel), finalState: lstm,
        record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), scratch: lstmScratch), geometry: .init(examples: 32, time: 64, units: 64, cell: .lstm, cellClip: 10),
      pool: pool)
    Kernels.matmul(left: lstm, right: logitsKernel, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 32, classes: 10, scale: 0.03125,
        rowLosses: logitsRowLosses, gradient: logitsLossGradient, pool: pool))
    loss[0] = logitsLoss[0]
    Kernels.columnSums(logitsLossGradient, logitsBiasGradient, rows: 32, columns: 10, scratch: logitsBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: lstm, right: logitsLossGradient, into: logitsKernelGradient, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    Kernels.packTransposed(matrix: logitsKernel, rowStride: 10, inner: 10, columns: 64, into: logitsKernelTransposed, pool: pool)
    Kernels.matmul(left: logitsLossGradient, panels: logitsKernelTransposed, into: lstmGradient, geometry: .init(rows: 32, inner: 10, columns: 64), pool: pool)
    Kernels.packTransposed(matrix: lstmRecurrentKernel, rowStride: 256, inner: 256, columns: 64, into: lstmRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: lstmRecurrentKernelPackedTransposedFrom0, peepholes: lstmPeepholeKernel),
        record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), finalState: lstmGradient, inputs: lstmInputsGradient, peepholes: lstmInputsPeepholeProducts,
        scratch: lstmInputsScratch), geometry: .init(examples: 32, time: 64, units: 64, cell: .lstm, cellClip: 10), pool: pool)
    Kernels.matmulTransposedLeft(left: lstmStates, right: lstmInputsGradient, into: lstmRecurrentKernelGradient, geometry: .init(rows: 2048, inner: 64, columns: 256), pool: pool)
    Kernels.columnSums(lstmInputsPeepholeProducts, lstmPeepholeKernelGradient, rows: 2048, columns: 192, scratch: lstmPeepholeKernelScratch, pool: pool)
    Kernels.columnSums(lstmInputsGradient, lstmBiasGradient, rows: 2048, columns: 256, scratch: lstmBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: inputPlace, right: lstmInputsGradient, into: lstmKernelGradient, geometry: .init(rows: 2048, inner: 1, columns: 256), pool: pool)
    lstmKernelGradient.read(into: &gradient, at: 0, count: 256)
    lstmRecurrentKernelGradient.read(into: &gradient, at: 256, count: 16384)
    lstmBiasGradient.read(into: &gradient, at: 16640, count: 256)
    lstmPeepholeKernelGradient.read(into: &gradient, at: 16896, count: 192)
    logitsKernelGradient.read(into: &gradient, at: 17088, count: 640)
    logitsBiasGradient.read(into: &gradient, at: 17728, count: 10)
    return loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = memory + 595184, logitsLabels = memory + 613616, lstmInputs = memory + 70896, lstm = memory + 611568, lstmScratch = memory + 595184,
      logitsPlace = memory + 70896, logitsLoss = memory + 71248, logitsRowLosses = memory + 71216, loss = memory + 71216
    inputPlace.write(input, count: 2048)
    logitsLabels.write(labels, count: 32)
    Kernels.matmul(left: inputPlace, panels: lstmKernelPanels, bias: lstmBias, into: lstmInputs, geometry: .init(rows: 2048, inner: 1, columns: 256), pool: pool)
    Kernels.recurrentSequence(.init(inputs: lstmInputs, weights: .init(recurrent: lstmRecurrentKernelPackedFrom0, peepholes: lstmPeepholeKernel), finalState: lstm,
        scratch: lstmScratch), geometry: .init(examples: 32, time: 64, units: 64, cell: .lstm, cellClip: 10), pool: pool)
    Kernels.matmul(left: lstm, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 32, classes: 10, scale: 0.03125,
        rowLosses: logitsRowLosses, gradient: nil, pool: pool))
    loss[0] = logitsLoss[0]
    return loss[0]
  }
}
