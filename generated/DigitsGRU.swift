// Made by nncc from digits_gru.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// digits_gru: input [8, 8] → logits [10].
///
/// Inputs are what `preprocess` makes of the data. One thread at a time may use an instance; instances share nothing.
public final class DigitsGRU: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 32
  /// `data.scale`, which `preprocess` multiplies inputs by.
  public static let inputScale: Float = 0.0625
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-07, amsgrad: false)
  public static let learningRate = LearningRate.constant(0.002)
  /// Elements of all weights that are trained.
  public static let gradientCount = 39818
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "3c57bbfbda795d8b", inputs: [.init("input", [8, 8])], outputs: [.init("logits", [10])], words: 429056,
    parameters: [
      .init("gru/kernel", [8, 192], at: 0, .glorotUniform),
      .init("gru/recurrent_kernel", [64, 192], at: 1536, .orthogonal(gain: 1)),
      .init("gru/bias", [2, 192], at: 13824, .zeros),
      .init("gru_1/kernel", [64, 192], at: 14208, .glorotUniform),
      .init("gru_1/recurrent_kernel", [64, 192], at: 26496, .orthogonal(gain: 1)),
      .init("gru_1/bias", [2, 192], at: 38784, .zeros),
      .init("logits/kernel", [64, 10], at: 39168, .glorotUniform),
      .init("logits/bias", [10], at: 39808, .zeros),
    ], optimizer: optimizer, slotsAt: 39824
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var gruKernel: Floats { memory + 0 }
  private var gruRecurrentKernel: Floats { memory + 1536 }
  private var gruBias: Floats { memory + 13824 }
  private var gru1Kernel: Floats { memory + 14208 }
  private var gru1RecurrentKernel: Floats { memory + 26496 }
  private var gru1Bias: Floats { memory + 38784 }
  private var logitsKernel: Floats { memory + 39168 }
  private var logitsBias: Floats { memory + 39808 }
  private var gruKernelPanels: Floats { memory + 119472 }
  private var gruRecurrentKernelPackedFrom0: Floats { memory + 121008 }
  private var gru1KernelPanels: Floats { memory + 133296 }
  private var gru1RecurrentKernelPackedFrom0: Floats { memory + 145584 }
  private var logitsKernelPanels: Floats { memory + 157872 }

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
    Kernels.pack(matrix: gruKernel, rowStride: 192, inner: 8, columns: 192, into: gruKernelPanels, pool: pool)
    Kernels.pack(matrix: gruRecurrentKernel, rowStride: 192, inner: 64, columns: 192, into: gruRecurrentKernelPackedFrom0, pool: pool)
    Kernels.pack(matrix: gru1Kernel, rowStride: 192, inner: 64, columns: 192, into: gru1KernelPanels, pool: pool)
    Kernels.pack(matrix: gru1RecurrentKernel, rowStride: 192, inner: 64, columns: 192, into: gru1RecurrentKernelPackedFrom0, pool: pool)
    Kernels.pack(matrix: logitsKernel, rowStride: 10, inner: 64, columns: 10, into: logitsKernelPanels, pool: pool)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example, or of a batch of 32. Allocates nothing.
  public func predict(_ input: Span<Float>, into logits: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 64 ? 1 : 32
    let inputPlace = memory + 208048, gruBiasInput = memory + 210096, gruBiasRecurrent = memory + 238768, gruInputs = memory + 158896, gru = memory + 208048,
      gruScratch = memory + 224432, gru1BiasInput = memory + 224432, gru1BiasRecurrent = memory + 224624, gru1Inputs = memory + 158896, gru1 = memory + 222384,
      gru1Scratch = memory + 208048, logitsPlace = memory + 158896
    inputPlace.write(input, count: rows * 64)
    // 8: gru: {units: 64, return_sequences: true}
    Kernels.copyBlocks(gruBias, stride: 192, gruBiasInput, targetStride: 192, blocks: 1, size: 192, adding: false, pool: pool)
    Kernels.copyBlocks(gruBias + 192, stride: 192, gruBiasRecurrent, targetStride: 192, blocks: 1, size: 192, adding: false, pool: pool)
    Kernels.matmul(left: inputPlace, panels: gruKernelPanels, bias: gruBiasInput, into: gruInputs, geometry: .init(rows: rows * 8, inner: 8, columns: 192), pool: pool)
    Kernels.recurrentSequence(.init(inputs: gruInputs, weights: .init(recurrent: gruRecurrentKernelPackedFrom0, bias: gruBiasRecurrent), sequence: gru, scratch: gruScratch),
      geometry: .init(examples: rows, time: 8, units: 64, cell: .gru(resetAfter: true)), pool: pool)
    // 9: gru: {units: 64}
    Kernels.copyBlocks(gru1Bias, stride: 192, gru1BiasInput, targetStride: 192, blocks: 1, size: 192, adding: false, pool: pool)
    Kernels.copyBlocks(gru1Bias + 192, stride: 192, gru1BiasRecurrent, targetStride: 192, blocks: 1, size: 192, adding: false, pool: pool)
    Kernels.matmul(left: gru, panels: gru1KernelPanels, bias: gru1BiasInput, into: gru1Inputs, geometry: .init(rows: rows * 8, inner: 64, columns: 192), pool: pool)
    Kernels.recurrentSequence(.init(inputs: gru1Inputs, weights: .init(recurrent: gru1RecurrentKernelPackedFrom0, bias: gru1BiasRecurrent), finalState: gru1, scratch: gru1Scratch),
      geometry: .init(examples: rows, time: 8, units: 64, cell: .gru(resetAfter: true)), pool: pool)
    // 11: dense: {name: logits, units: 10}
    Kernels.matmul(left: gru1, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: rows, inner: 64, columns: 10), pool: pool)
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
    let inputPlace = memory + 423088, logitsLabels = memory + 286064, gruBiasInput = memory + 209584, gruBiasRecurrent = memory + 234672, gruKernelPanels_2 = memory + 208048,
      gruInputs = memory + 158896, gruRecurrentKernelPackedFrom0_2 = memory + 222384, gru = memory + 328880, gruGates = memory + 158896, gruStates = memory + 345264,
      gruHidden = memory + 361648, gruScratch = memory + 208048, gru1BiasInput = memory + 269488, gru1BiasRecurrent = memory + 285872, gru1KernelPanels_2 = memory + 257200,
      gru1Inputs = memory + 208048, gru1RecurrentKernelPackedFrom0_2 = memory + 271536, gru1 = memory + 283824, gru1Gates = memory + 208048, gru1States = memory + 378032,
      gru1Hidden = memory + 394416, gru1Scratch = memory + 257200, dropout = memory + 283824, logitsPlace = memory + 427184, logitsLoss = memory + 257232,
      logitsRowLosses = memory + 257200, logitsLossGradient = memory + 258480, loss = memory + 427504, logitsBiasGradient = memory + 257216, logitsBiasScratch = memory + 257200,
      logitsKernelGradient = memory + 257200, logitsKernelTransposed = memory + 257840, dropoutGradient = memory + 425136, gru1Gradient = memory + 425136,
      gru1RecurrentKernelPackedTransposedFrom0 = memory + 410800, gru1InputsGradient = memory + 208048, gru1InputsRecurrentGradient = memory + 257200,
      gru1InputsScratch = memory + 306352, gru1RecurrentKernelGradient = memory + 306352, gru1BiasRecurrentGradient = memory + 308400, gru1BiasRecurrentScratch = memory + 306352,
      gru1BiasInputGradient = memory + 269488, gru1BiasInputScratch = memory + 257200, gru1KernelGradient = memory + 257200, gru1KernelTransposed = memory + 296112,
      gruGradient = memory + 279728, gru1BiasGradient = memory + 208048, gruRecurrentKernelPackedTransposedFrom0 = memory + 296112, gruInputsGradient = memory + 158896,
      gruInputsRecurrentGradient = memory + 208048, gruInputsScratch = memory + 257200, gruRecurrentKernelGradient = memory + 257200, gruBiasRecurrentGradient = memory + 257200,
      gruBiasRecurrentScratch = memory + 257392, gruBiasInputGradient = memory + 209584, gruBiasInputScratch = memory + 208048, gruKernelGradient = memory + 208048,
      gruBiasGradient = memory + 158896
    inputPlace.write(input, count: 2048)
    logitsLabels.write(labels, count: 32)
    let (iteration, seed) = (progress.pointee.iteration, progress.pointee.seed)
    let step = progress.pointee.nextUpdate()
    // 8: gru: {units: 64, return_sequences: true}
    Kernels.copyBlocks(gruBias, stride: 192, gruBiasInput, targetStride: 192, blocks: 1, size: 192, adding: false, pool: pool)
    Kernels.copyBlocks(gruBias + 192, stride: 192, gruBiasRecurrent, targetStride: 192, blocks: 1, size: 192, adding: false, pool: pool)
    Kernels.pack(matrix: gruKernel, rowStride: 192, inner: 8, columns: 192, into: gruKernelPanels_2, pool: pool)
    Kernels.matmul(left: inputPlace, panels: gruKernelPanels_2, bias: gruBiasInput, into: gruInputs, geometry: .init(rows: 256, inner: 8, columns: 192), pool: pool)
    Kernels.pack(matrix: gruRecurrentKernel, rowStride: 192, inner: 64, columns: 192, into: gruRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: gruInputs, weights: .init(recurrent: gruRecurrentKernelPackedFrom0_2, bias: gruBiasRecurrent), sequence: gru,
        record: .init(gates: gruGates, states: gruStates, hidden: gruHidden), scratch: gruScratch), geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true)),
      pool: pool)
    // 9: gru: {units: 64}
    Kernels.copyBlocks(gru1Bias, stride: 192, gru1BiasInput, targetStride: 192, blocks: 1, size: 192, adding: false, pool: pool)
    Kernels.copyBlocks(gru1Bias + 192, stride: 192, gru1BiasRecurrent, targetStride: 192, blocks: 1, size: 192, adding: false, pool: pool)
    Kernels.pack(matrix: gru1Kernel, rowStride: 192, inner: 64, columns: 192, into: gru1KernelPanels_2, pool: pool)
    Kernels.matmul(left: gru, panels: gru1KernelPanels_2, bias: gru1BiasInput, into: gru1Inputs, geometry: .init(rows: 256, inner: 64, columns: 192), pool: pool)
    Kernels.pack(matrix: gru1RecurrentKernel, rowStride: 192, inner: 64, columns: 192, into: gru1RecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: gru1Inputs, weights: .init(recurrent: gru1RecurrentKernelPackedFrom0_2, bias: gru1BiasRecurrent), finalState: gru1,
        record: .init(gates: gru1Gates, states: gru1States, hidden: gru1Hidden), scratch: gru1Scratch),
      geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true)), pool: pool)
    // 10: dropout: {keep_prob: 0.7}
    Kernels.dropout(gru1, dropout, count: 2048, rate: 0.3, key: RandomKey(seed: seed, purpose: .dropout, index: 1), step: iteration, pool: pool)
    // 11: dense: {name: logits, units: 10}
    Kernels.matmul(left: dropout, right: logitsKernel, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    // 14: loss: {sparse_categorical_crossentropy: {from_logits: true}}
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 32, classes: 10, scale: 0.03125,
        rowLosses: logitsRowLosses, gradient: logitsLossGradient, pool: pool))
    loss[0] = logitsLoss[0]
    // Backward of 11: dense: {name: logits, units: 10}
    Kernels.columnSums(logitsLossGradient, logitsBiasGradient, rows: 32, columns: 10, scratch: logitsBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: logitsBias, gradient: logitsBiasGradient, slots: memory + 119440, slotStride: 16, count: 10, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: dropout, right: logitsLossGradient, into: logitsKernelGradient, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    Kernels.packTransposed(matrix: logitsKernel, rowStride: 10, inner: 10, columns: 64, into: logitsKernelTransposed, pool: pool)
    Kernels.update(Self.optimizer, parameter: logitsKernel, gradient: logitsKernelGradient, slots: memory + 118160, slotStride: 640, count: 640, step: step, pool: pool)
    // Backward of 10: dropout: {keep_prob: 0.7}
    Kernels.matmul(left: logitsLossGradient, panels: logitsKernelTransposed, into: dropoutGradient, geometry: .init(rows: 32, inner: 10, columns: 64), pool: pool)
    // Backward of 9: gru: {units: 64}
    Kernels.dropout(dropoutGradient, gru1Gradient, count: 2048, rate: 0.3, key: RandomKey(seed: seed, purpose: .dropout, index: 1), step: iteration, pool: pool)
    Kernels.packTransposed(matrix: gru1RecurrentKernel, rowStride: 192, inner: 192, columns: 64, into: gru1RecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: gru1RecurrentKernelPackedTransposedFrom0),
        record: .init(gates: gru1Gates, states: gru1States, hidden: gru1Hidden), finalState: gru1Gradient, inputs: gru1InputsGradient, recurrent: gru1InputsRecurrentGradient,
        scratch: gru1InputsScratch), geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true)), pool: pool)
    Kernels.matmulTransposedLeft(left: gru1States, right: gru1InputsRecurrentGradient, into: gru1RecurrentKernelGradient, geometry: .init(rows: 256, inner: 64, columns: 192),
      pool: pool)
    Kernels.update(Self.optimizer, parameter: gru1RecurrentKernel, gradient: gru1RecurrentKernelGradient, slots: memory + 92816, slotStride: 12288, count: 12288, step: step,
      pool: pool)
    Kernels.columnSums(gru1InputsRecurrentGradient, gru1BiasRecurrentGradient, rows: 256, columns: 192, scratch: gru1BiasRecurrentScratch, pool: pool)
    Kernels.columnSums(gru1InputsGradient, gru1BiasInputGradient, rows: 256, columns: 192, scratch: gru1BiasInputScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: gru, right: gru1InputsGradient, into: gru1KernelGradient, geometry: .init(rows: 256, inner: 64, columns: 192), pool: pool)
    Kernels.packTransposed(matrix: gru1Kernel, rowStride: 192, inner: 192, columns: 64, into: gru1KernelTransposed, pool: pool)
    Kernels.update(Self.optimizer, parameter: gru1Kernel, gradient: gru1KernelGradient, slots: memory + 68240, slotStride: 12288, count: 12288, step: step, pool: pool)
    // Backward of 8: gru: {units: 64, return_sequences: true}
    Kernels.matmul(left: gru1InputsGradient, panels: gru1KernelTransposed, into: gruGradient, geometry: .init(rows: 256, inner: 192, columns: 64), pool: pool)
    // Backward of 9: gru: {units: 64}
    Kernels.fill(gru1BiasGradient, count: 384, value: 0, pool: pool)
    Kernels.copyBlocks(gru1BiasRecurrentGradient, stride: 192, gru1BiasGradient + 192, targetStride: 192, blocks: 1, size: 192, adding: true, pool: pool)
    Kernels.copyBlocks(gru1BiasInputGradient, stride: 192, gru1BiasGradient, targetStride: 192, blocks: 1, size: 192, adding: true, pool: pool)
    Kernels.update(Self.optimizer, parameter: gru1Bias, gradient: gru1BiasGradient, slots: memory + 117392, slotStride: 384, count: 384, step: step, pool: pool)
    // Backward of 8: gru: {units: 64, return_sequences: true}
    Kernels.packTransposed(matrix: gruRecurrentKernel, rowStride: 192, inner: 192, columns: 64, into: gruRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: gruRecurrentKernelPackedTransposedFrom0),
        record: .init(gates: gruGates, states: gruStates, hidden: gruHidden), sequence: gruGradient, inputs: gruInputsGradient, recurrent: gruInputsRecurrentGradient,
        scratch: gruInputsScratch), geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true)), pool: pool)
    Kernels.matmulTransposedLeft(left: gruStates, right: gruInputsRecurrentGradient, into: gruRecurrentKernelGradient, geometry: .init(rows: 256, inner: 64, columns: 192),
      pool: pool)
    Kernels.update(Self.optimizer, parameter: gruRecurrentKernel, gradient: gruRecurrentKernelGradient, slots: memory + 42896, slotStride: 12288, count: 12288, step: step,
      pool: pool)
    Kernels.columnSums(gruInputsRecurrentGradient, gruBiasRecurrentGradient, rows: 256, columns: 192, scratch: gruBiasRecurrentScratch, pool: pool)
    Kernels.columnSums(gruInputsGradient, gruBiasInputGradient, rows: 256, columns: 192, scratch: gruBiasInputScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: inputPlace, right: gruInputsGradient, into: gruKernelGradient, geometry: .init(rows: 256, inner: 8, columns: 192), pool: pool)
    Kernels.update(Self.optimizer, parameter: gruKernel, gradient: gruKernelGradient, slots: memory + 39824, slotStride: 1536, count: 1536, step: step, pool: pool)
    Kernels.fill(gruBiasGradient, count: 384, value: 0, pool: pool)
    Kernels.copyBlocks(gruBiasRecurrentGradient, stride: 192, gruBiasGradient + 192, targetStride: 192, blocks: 1, size: 192, adding: true, pool: pool)
    Kernels.copyBlocks(gruBiasInputGradient, stride: 192, gruBiasGradient, targetStride: 192, blocks: 1, size: 192, adding: true, pool: pool)
    Kernels.update(Self.optimizer, parameter: gruBias, gradient: gruBiasGradient, slots: memory + 67472, slotStride: 384, count: 384, step: step, pool: pool)
    progress.pointee.finishUpdate()
    return loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without dropout.
  /// Returns the loss.
  public func gradient(_ input: Span<Float>, labels: Span<Int32>, into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = memory + 423088, logitsLabels = memory + 286064, gruBiasInput = memory + 209584, gruBiasRecurrent = memory + 234672, gruKernelPanels_2 = memory + 208048,
      gruInputs = memory + 158896, gruRecurrentKernelPackedFrom0_2 = memory + 222384, gru = memory + 328880, gruGates = memory + 158896, gruStates = memory + 345264,
      gruHidden = memory + 361648, gruScratch = memory + 208048, gru1BiasInput = memory + 269488, gru1BiasRecurrent = memory + 285872, gru1KernelPanels_2 = memory + 257200,
      gru1Inputs = memory + 208048, gru1RecurrentKernelPackedFrom0_2 = memory + 271536, gru1 = memory + 283824, gru1Gates = memory + 208048, gru1States = memory + 378032,
      gru1Hidden = memory + 394416, gru1Scratch = memory + 257200, logitsPlace = memory + 427824, logitsLoss = memory + 257232, logitsRowLosses = memory + 257200,
      logitsLossGradient = memory + 257840, loss = memory + 428144, logitsBiasGradient = memory + 428160, logitsBiasScratch = memory + 257200,
      logitsKernelGradient = memory + 427184, logitsKernelTransposed = memory + 257200, gru1Gradient = memory + 425136, gru1RecurrentKernelPackedTransposedFrom0 = memory + 410800,
      gru1InputsGradient = memory + 208048, gru1InputsRecurrentGradient = memory + 257200, gru1InputsScratch = memory + 306352, gru1RecurrentKernelGradient = memory + 306352,
      gru1BiasRecurrentGradient = memory + 318640, gru1BiasRecurrentScratch = memory + 318832, gru1BiasInputGradient = memory + 269488, gru1BiasInputScratch = memory + 257200,
      gru1KernelGradient = memory + 378032, gru1KernelTransposed = memory + 257200, gruGradient = memory + 279728, gru1BiasGradient = memory + 296112,
      gruRecurrentKernelPackedTransposedFrom0 = memory + 318640, gruInputsGradient = memory + 158896, gruInputsRecurrentGradient = memory + 208048,
      gruInputsScratch = memory + 257200, gruRecurrentKernelGradient = memory + 257200, gruBiasRecurrentGradient = memory + 269488, gruBiasRecurrentScratch = memory + 269680,
      gruBiasInputGradient = memory + 209584, gruBiasInputScratch = memory + 208048, gruKernelGradient = memory + 208048, gruBiasGradient = memory + 158896
    inputPlace.write(input, count: 2048)
    logitsLabels.write(labels, count: 32)
    Kernels.copyBlocks(gruBias, stride: 192, gruBiasInput, targetStride: 192, blocks: 1, size: 192, adding: false, pool: pool)
    Kernels.copyBlocks(gruBias + 192, stride: 192, gruBiasRecurrent, targetStride: 192, blocks: 1, size: 192, adding: false, pool: pool)
    Kernels.pack(matrix: gruKernel, rowStride: 192, inner: 8, columns: 192, into: gruKernelPanels_2, pool: pool)
    Kernels.matmul(left: inputPlace, panels: gruKernelPanels_2, bias: gruBiasInput, into: gruInputs, geometry: .init(rows: 256, inner: 8, columns: 192), pool: pool)
    Kernels.pack(matrix: gruRecurrentKernel, rowStride: 192, inner: 64, columns: 192, into: gruRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: gruInputs, weights: .init(recurrent: gruRecurrentKernelPackedFrom0_2, bias: gruBiasRecurrent), sequence: gru,
        record: .init(gates: gruGates, states: gruStates, hidden: gruHidden), scratch: gruScratch), geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true)),
      pool: pool)
    Kernels.copyBlocks(gru1Bias, stride: 192, gru1BiasInput, targetStride: 192, blocks: 1, size: 192, adding: false, pool: pool)
    Kernels.copyBlocks(gru1Bias + 192, stride: 192, gru1BiasRecurrent, targetStride: 192, blocks: 1, size: 192, adding: false, pool: pool)
    Kernels.pack(matrix: gru1Kernel, rowStride: 192, inner: 64, columns: 192, into: gru1KernelPanels_2, pool: pool)
    Kernels.matmul(left: gru, panels: gru1KernelPanels_2, bias: gru1BiasInput, into: gru1Inputs, geometry: .init(rows: 256, inner: 64, columns: 192), pool: pool)
    Kernels.pack(matrix: gru1RecurrentKernel, rowStride: 192, inner: 64, columns: 192, into: gru1RecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: gru1Inputs, weights: .init(recurrent: gru1RecurrentKernelPackedFrom0_2, bias: gru1BiasRecurrent), finalState: gru1,
        record: .init(gates: gru1Gates, states: gru1States, hidden: gru1Hidden), scratch: gru1Scratch),
      geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true)), pool: pool)
    Kernels.matmul(left: gru1, right: logitsKernel, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 32, classes: 10, scale: 0.03125,
        rowLosses: logitsRowLosses, gradient: logitsLossGradient, pool: pool))
    loss[0] = logitsLoss[0]
    Kernels.columnSums(logitsLossGradient, logitsBiasGradient, rows: 32, columns: 10, scratch: logitsBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: gru1, right: logitsLossGradient, into: logitsKernelGradient, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    Kernels.packTransposed(matrix: logitsKernel, rowStride: 10, inner: 10, columns: 64, into: logitsKernelTransposed, pool: pool)
    Kernels.matmul(left: logitsLossGradient, panels: logitsKernelTransposed, into: gru1Gradient, geometry: .init(rows: 32, inner: 10, columns: 64), pool: pool)
    Kernels.packTransposed(matrix: gru1RecurrentKernel, rowStride: 192, inner: 192, columns: 64, into: gru1RecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: gru1RecurrentKernelPackedTransposedFrom0),
        record: .init(gates: gru1Gates, states: gru1States, hidden: gru1Hidden), finalState: gru1Gradient, inputs: gru1InputsGradient, recurrent: gru1InputsRecurrentGradient,
        scratch: gru1InputsScratch), geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true)), pool: pool)
    Kernels.matmulTransposedLeft(left: gru1States, right: gru1InputsRecurrentGradient, into: gru1RecurrentKernelGradient, geometry: .init(rows: 256, inner: 64, columns: 192),
      pool: pool)
    Kernels.columnSums(gru1InputsRecurrentGradient, gru1BiasRecurrentGradient, rows: 256, columns: 192, scratch: gru1BiasRecurrentScratch, pool: pool)
    Kernels.columnSums(gru1InputsGradient, gru1BiasInputGradient, rows: 256, columns: 192, scratch: gru1BiasInputScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: gru, right: gru1InputsGradient, into: gru1KernelGradient, geometry: .init(rows: 256, inner: 64, columns: 192), pool: pool)
    Kernels.packTransposed(matrix: gru1Kernel, rowStride: 192, inner: 192, columns: 64, into: gru1KernelTransposed, pool: pool)
    Kernels.matmul(left: gru1InputsGradient, panels: gru1KernelTransposed, into: gruGradient, geometry: .init(rows: 256, inner: 192, columns: 64), pool: pool)
    Kernels.fill(gru1BiasGradient, count: 384, value: 0, pool: pool)
    Kernels.copyBlocks(gru1BiasRecurrentGradient, stride: 192, gru1BiasGradient + 192, targetStride: 192, blocks: 1, size: 192, adding: true, pool: pool)
    Kernels.copyBlocks(gru1BiasInputGradient, stride: 192, gru1BiasGradient, targetStride: 192, blocks: 1, size: 192, adding: true, pool: pool)
    Kernels.packTransposed(matrix: gruRecurrentKernel, rowStride: 192, inner: 192, columns: 64, into: gruRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: gruRecurrentKernelPackedTransposedFrom0),
        record: .init(gates: gruGates, states: gruStates, hidden: gruHidden), sequence: gruGradient, inputs: gruInputsGradient, recurrent: gruInputsRecurrentGradient,
        scratch: gruInputsScratch), geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true)), pool: pool)
    Kernels.matmulTransposedLeft(left: gruStates, right: gruInputsRecurrentGradient, into: gruRecurrentKernelGradient, geometry: .init(rows: 256, inner: 64, columns: 192),
      pool: pool)
    Kernels.columnSums(gruInputsRecurrentGradient, gruBiasRecurrentGradient, rows: 256, columns: 192, scratch: gruBiasRecurrentScratch, pool: pool)
    Kernels.columnSums(gruInputsGradient, gruBiasInputGradient, rows: 256, columns: 192, scratch: gruBiasInputScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: inputPlace, right: gruInputsGradient, into: gruKernelGradient, geometry: .init(rows: 256, inner: 8, columns: 192), pool: pool)
    Kernels.fill(gruBiasGradient, count: 384, value: 0, pool: pool)
    Kernels.copyBlocks(gruBiasRecurrentGradient, stride: 192, gruBiasGradient + 192, targetStride: 192, blocks: 1, size: 192, adding: true, pool: pool)
    Kernels.copyBlocks(gruBiasInputGradient, stride: 192, gruBiasGradient, targetStride: 192, blocks: 1, size: 192, adding: true, pool: pool)
    gruKernelGradient.read(into: &gradient, at: 0, count: 1536)
    gruRecurrentKernelGradient.read(into: &gradient, at: 1536, count: 12288)
    gruBiasGradient.read(into: &gradient, at: 13824, count: 384)
    gru1KernelGradient.read(into: &gradient, at: 14208, count: 12288)
    gru1RecurrentKernelGradient.read(into: &gradient, at: 26496, count: 12288)
    gru1BiasGradient.read(into: &gradient, at: 38784, count: 384)
    logitsKernelGradient.read(into: &gradient, at: 39168, count: 640)
    logitsBiasGradient.read(into: &gradient, at: 39808, count: 10)
    return loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = memory + 208048, logitsLabels = memory + 238960, gruBiasInput = memory + 210096, gruBiasRecurrent = memory + 238768, gruInputs = memory + 158896,
      gru = memory + 208048, gruScratch = memory + 224432, gru1BiasInput = memory + 224432, gru1BiasRecurrent = memory + 224624, gru1Inputs = memory + 158896,
      gru1 = memory + 222384, gru1Scratch = memory + 208048, logitsPlace = memory + 158896, logitsLoss = memory + 159248, logitsRowLosses = memory + 159216, loss = memory + 159216
    inputPlace.write(input, count: 2048)
    logitsLabels.write(labels, count: 32)
    Kernels.copyBlocks(gruBias, stride: 192, gruBiasInput, targetStride: 192, blocks: 1, size: 192, adding: false, pool: pool)
    Kernels.copyBlocks(gruBias + 192, stride: 192, gruBiasRecurrent, targetStride: 192, blocks: 1, size: 192, adding: false, pool: pool)
    Kernels.matmul(left: inputPlace, panels: gruKernelPanels, bias: gruBiasInput, into: gruInputs, geometry: .init(rows: 256, inner: 8, columns: 192), pool: pool)
    Kernels.recurrentSequence(.init(inputs: gruInputs, weights: .init(recurrent: gruRecurrentKernelPackedFrom0, bias: gruBiasRecurrent), sequence: gru, scratch: gruScratch),
      geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true)), pool: pool)
    Kernels.copyBlocks(gru1Bias, stride: 192, gru1BiasInput, targetStride: 192, blocks: 1, size: 192, adding: false, pool: pool)
    Kernels.copyBlocks(gru1Bias + 192, stride: 192, gru1BiasRecurrent, targetStride: 192, blocks: 1, size: 192, adding: false, pool: pool)
    Kernels.matmul(left: gru, panels: gru1KernelPanels, bias: gru1BiasInput, into: gru1Inputs, geometry: .init(rows: 256, inner: 64, columns: 192), pool: pool)
    Kernels.recurrentSequence(.init(inputs: gru1Inputs, weights: .init(recurrent: gru1RecurrentKernelPackedFrom0, bias: gru1BiasRecurrent), finalState: gru1, scratch: gru1Scratch),
      geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true)), pool: pool)
    Kernels.matmul(left: gru1, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 32, inner: 64, columns: 10), pool: pool)
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 32, classes: 10, scale: 0.03125,
        rowLosses: logitsRowLosses, gradient: nil, pool: pool))
    loss[0] = logitsLoss[0]
    return loss[0]
  }
}
