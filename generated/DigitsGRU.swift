// Made by nncc from digits_gru.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// digits_gru: input [8, 8] → logits [10].
///
/// Inputs are what `preprocess` makes of the data. One thread at a time may use an instance; instances share
/// nothing.
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
    network: "2:d72a8616253f6b77:87c603f0a3fed964", inputs: [.init("input", [8, 8])],
      outputs: [.init("logits", [10])], words: 429056,
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
  private let machine: Kernels.Machine
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
    machine = Kernels.Machine(pool)
    self.pool = pool
  }

  /// Packs the weights as kernels read them, when they have changed.
  public func prepare() {
    guard !progress.pointee.isPrepared else { return }
    Kernels.Pack(gruKernel, as: .matrix(inner: 8, columns: 192), into: gruKernelPanels).run(on: machine)
    Kernels.Pack(gruRecurrentKernel, as: .block(stride: 192, first: 0, inner: 64, columns: 192),
      into: gruRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(gru1Kernel, as: .matrix(inner: 64, columns: 192), into: gru1KernelPanels).run(on: machine)
    Kernels.Pack(gru1RecurrentKernel, as: .block(stride: 192, first: 0, inner: 64, columns: 192),
      into: gru1RecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(logitsKernel, as: .matrix(inner: 64, columns: 10), into: logitsKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example, or of a batch of 32. Allocates nothing.
  public func predict(_ input: Span<Float>, into logits: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 64 ? 1 : 32
    let inputPlace = (memory + 208048).write(input, count: rows * 64)
    // 8: gru: {units: 64, return_sequences: true}
    let gruBiasInput = Kernels.CopyBlocks(from: gruBias, fromStride: 192, to: memory + 210096, toStride: 192,
      blocks: 1, size: 192).run(on: machine)
    let gruBiasRecurrent = Kernels.CopyBlocks(from: gruBias, fromStart: 192, fromStride: 192,
      to: memory + 238768, toStride: 192, blocks: 1, size: 192).run(on: machine)
    let gruInputs = Kernels.Matmul(left: inputPlace, panels: gruKernelPanels, bias: gruBiasInput,
      into: memory + 158896, geometry: .init(rows: rows * 8, inner: 8, columns: 192)).run(on: machine)
    let gru = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0, bias: gruBiasRecurrent),
      sequence: memory + 208048, scratch: memory + 224432,
      geometry: .init(examples: rows, time: 8, units: 64, cell: .gru(resetAfter: true))).run(on: machine)
    // 9: gru: {units: 64}
    let gru1BiasInput = Kernels.CopyBlocks(from: gru1Bias, fromStride: 192, to: memory + 224432,
      toStride: 192, blocks: 1, size: 192).run(on: machine)
    let gru1BiasRecurrent = Kernels.CopyBlocks(from: gru1Bias, fromStart: 192, fromStride: 192,
      to: memory + 224624, toStride: 192, blocks: 1, size: 192).run(on: machine)
    let gru1Inputs = Kernels.Matmul(left: gru, panels: gru1KernelPanels, bias: gru1BiasInput,
      into: memory + 158896, geometry: .init(rows: rows * 8, inner: 64, columns: 192)).run(on: machine)
    let gru1 = Kernels.RecurrentSequence(inputs: gru1Inputs,
      weights: .init(recurrent: gru1RecurrentKernelPackedFrom0, bias: gru1BiasRecurrent),
      finalState: memory + 222384, scratch: memory + 208048,
      geometry: .init(examples: rows, time: 8, units: 64, cell: .gru(resetAfter: true))).run(on: machine)
    // 11: dense: {name: logits, units: 10}
    let logitsPlace = Kernels.Matmul(left: gru1, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 158896, geometry: .init(rows: rows, inner: 64, columns: 10)).run(on: machine)
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

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 423088).write(input, count: 2048)
    let logitsLabels = (memory + 286064).write(labels, count: 32)
    // 8: gru: {units: 64, return_sequences: true}
    let gruBiasInput = Kernels.CopyBlocks(from: gruBias, fromStride: 192, to: memory + 209584, toStride: 192,
      blocks: 1, size: 192).run(on: machine)
    let gruBiasRecurrent = Kernels.CopyBlocks(from: gruBias, fromStart: 192, fromStride: 192,
      to: memory + 234672, toStride: 192, blocks: 1, size: 192).run(on: machine)
    let gruKernelPanels_2 = Kernels.Pack(gruKernel, as: .matrix(inner: 8, columns: 192),
      into: memory + 208048).run(on: machine)
    let gruInputs = Kernels.Matmul(left: inputPlace, panels: gruKernelPanels_2, bias: gruBiasInput,
      into: memory + 158896, geometry: .init(rows: 256, inner: 8, columns: 192)).run(on: machine)
    let gruRecurrentKernelPackedFrom0_2 = Kernels.Pack(gruRecurrentKernel,
      as: .block(stride: 192, first: 0, inner: 64, columns: 192), into: memory + 222384).run(on: machine)
    let gruGates = memory + 158896, gruStates = memory + 345264, gruHidden = memory + 361648
    let gru = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0_2, bias: gruBiasRecurrent),
      sequence: memory + 328880, record: .init(gates: gruGates, states: gruStates, hidden: gruHidden),
      scratch: memory + 208048,
      geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true))).run(on: machine)
    // 9: gru: {units: 64}
    let gru1BiasInput = Kernels.CopyBlocks(from: gru1Bias, fromStride: 192, to: memory + 269488,
      toStride: 192, blocks: 1, size: 192).run(on: machine)
    let gru1BiasRecurrent = Kernels.CopyBlocks(from: gru1Bias, fromStart: 192, fromStride: 192,
      to: memory + 285872, toStride: 192, blocks: 1, size: 192).run(on: machine)
    let gru1KernelPanels_2 = Kernels.Pack(gru1Kernel, as: .matrix(inner: 64, columns: 192),
      into: memory + 257200).run(on: machine)
    let gru1Inputs = Kernels.Matmul(left: gru, panels: gru1KernelPanels_2, bias: gru1BiasInput,
      into: memory + 208048, geometry: .init(rows: 256, inner: 64, columns: 192)).run(on: machine)
    let gru1RecurrentKernelPackedFrom0_2 = Kernels.Pack(gru1RecurrentKernel,
      as: .block(stride: 192, first: 0, inner: 64, columns: 192), into: memory + 271536).run(on: machine)
    let gru1Gates = memory + 208048, gru1States = memory + 378032, gru1Hidden = memory + 394416
    let gru1 = Kernels.RecurrentSequence(inputs: gru1Inputs,
      weights: .init(recurrent: gru1RecurrentKernelPackedFrom0_2, bias: gru1BiasRecurrent),
      finalState: memory + 283824, record: .init(gates: gru1Gates, states: gru1States, hidden: gru1Hidden),
      scratch: memory + 257200,
      geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true))).run(on: machine)
    // 10: dropout: {keep_prob: 0.7}
    let dropout = Kernels.Dropout(gru1, memory + 283824, count: 2048, rate: 0.3, drawsPerExample: 64,
      layer: 1).run(on: machine)
    // 11: dense: {name: logits, units: 10}
    let logitsLinear = Kernels.Matmul(left: dropout, right: logitsKernel, bias: logitsBias,
      into: memory + 257200, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    // 14: loss: {sparse_categorical_crossentropy: {from_logits: true}}
    let logitsLossGradient = memory + 258480
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 427184, rowLosses: memory + 257520,
      gradient: logitsLossGradient, rows: 32, classes: 10, scale: 0.03125).run(on: machine)
    // Backward of 11: dense: {name: logits, units: 10}
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 257216, rows: 32, columns: 10,
      scratch: memory + 257200).run(on: machine)
    Kernels.Update(Self.optimizer, logitsBias, gradient: logitsBiasGradient,
      slots: .init(memory + 119440, memory + 119456), count: 10).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: dropout, right: logitsLossGradient,
      into: memory + 257200, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    let logitsKernelTransposed = Kernels.Pack(logitsKernel, as: .transposed(inner: 10, columns: 64),
      into: memory + 257840).run(on: machine)
    Kernels.Update(Self.optimizer, logitsKernel, gradient: logitsKernelGradient,
      slots: .init(memory + 118160, memory + 118800), count: 640).run(on: machine)
    // Backward of 10: dropout: {keep_prob: 0.7}
    let dropoutGradient = Kernels.Matmul(left: logitsLossGradient, panels: logitsKernelTransposed,
      into: memory + 425136, geometry: .init(rows: 32, inner: 10, columns: 64)).run(on: machine)
    // Backward of 9: gru: {units: 64}
    let gru1Gradient = Kernels.Dropout(dropoutGradient, memory + 425136, count: 2048, rate: 0.3,
      drawsPerExample: 64, layer: 1).run(on: machine)
    let gru1RecurrentKernelPackedTransposedFrom0 = Kernels.Pack(gru1RecurrentKernel,
      as: .transposedBlock(stride: 192, first: 0, inner: 192, columns: 64),
      into: memory + 410800).run(on: machine)
    let gru1InputsRecurrentGradient = memory + 257200
    let gru1InputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: gru1RecurrentKernelPackedTransposedFrom0),
      record: .init(gates: gru1Gates, states: gru1States, hidden: gru1Hidden), finalState: gru1Gradient,
      inputs: memory + 208048, recurrent: gru1InputsRecurrentGradient, scratch: memory + 306352,
      geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true))).run(on: machine)
    let gru1RecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: gru1States,
      right: gru1InputsRecurrentGradient, into: memory + 306352,
      geometry: .init(rows: 256, inner: 64, columns: 192)).run(on: machine)
    Kernels.Update(Self.optimizer, gru1RecurrentKernel, gradient: gru1RecurrentKernelGradient,
      slots: .init(memory + 92816, memory + 105104), count: 12288).run(on: machine)
    let gru1BiasRecurrentGradient = Kernels.ColumnSums(gru1InputsRecurrentGradient, memory + 308400,
      rows: 256, columns: 192, scratch: memory + 306352).run(on: machine)
    let gru1BiasInputGradient = Kernels.ColumnSums(gru1InputsGradient, memory + 269488, rows: 256,
      columns: 192, scratch: memory + 257200).run(on: machine)
    let gru1KernelGradient = Kernels.MatmulTransposedLeft(left: gru, right: gru1InputsGradient,
      into: memory + 257200, geometry: .init(rows: 256, inner: 64, columns: 192)).run(on: machine)
    let gru1KernelTransposed = Kernels.Pack(gru1Kernel, as: .transposed(inner: 192, columns: 64),
      into: memory + 296112).run(on: machine)
    Kernels.Update(Self.optimizer, gru1Kernel, gradient: gru1KernelGradient,
      slots: .init(memory + 68240, memory + 80528), count: 12288).run(on: machine)
    // Backward of 8: gru: {units: 64, return_sequences: true}
    let gruGradient = Kernels.Matmul(left: gru1InputsGradient, panels: gru1KernelTransposed,
      into: memory + 279728, geometry: .init(rows: 256, inner: 192, columns: 64)).run(on: machine)
    // Backward of 9: gru: {units: 64}
    let gru1BiasGradient = Kernels.Fill(memory + 208048, count: 384, value: 0).run(on: machine)
    Kernels.CopyBlocks(from: gru1BiasRecurrentGradient, fromStride: 192, to: gru1BiasGradient, toStart: 192,
      toStride: 192, blocks: 1, size: 192, adding: true).run(on: machine)
    Kernels.CopyBlocks(from: gru1BiasInputGradient, fromStride: 192, to: gru1BiasGradient, toStride: 192,
      blocks: 1, size: 192, adding: true).run(on: machine)
    Kernels.Update(Self.optimizer, gru1Bias, gradient: gru1BiasGradient,
      slots: .init(memory + 117392, memory + 117776), count: 384).run(on: machine)
    // Backward of 8: gru: {units: 64, return_sequences: true}
    let gruRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(gruRecurrentKernel,
      as: .transposedBlock(stride: 192, first: 0, inner: 192, columns: 64),
      into: memory + 296112).run(on: machine)
    let gruInputsRecurrentGradient = memory + 208048
    let gruInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: gruRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: gruGates, states: gruStates, hidden: gruHidden), sequence: gruGradient,
      inputs: memory + 158896, recurrent: gruInputsRecurrentGradient, scratch: memory + 257200,
      geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true))).run(on: machine)
    let gruRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: gruStates,
      right: gruInputsRecurrentGradient, into: memory + 257200,
      geometry: .init(rows: 256, inner: 64, columns: 192)).run(on: machine)
    Kernels.Update(Self.optimizer, gruRecurrentKernel, gradient: gruRecurrentKernelGradient,
      slots: .init(memory + 42896, memory + 55184), count: 12288).run(on: machine)
    let gruBiasRecurrentGradient = Kernels.ColumnSums(gruInputsRecurrentGradient, memory + 257200, rows: 256,
      columns: 192, scratch: memory + 257392).run(on: machine)
    let gruBiasInputGradient = Kernels.ColumnSums(gruInputsGradient, memory + 209584, rows: 256, columns: 192,
      scratch: memory + 208048).run(on: machine)
    let gruKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: gruInputsGradient,
      into: memory + 208048, geometry: .init(rows: 256, inner: 8, columns: 192)).run(on: machine)
    Kernels.Update(Self.optimizer, gruKernel, gradient: gruKernelGradient,
      slots: .init(memory + 39824, memory + 41360), count: 1536).run(on: machine)
    let gruBiasGradient = Kernels.Fill(memory + 158896, count: 384, value: 0).run(on: machine)
    Kernels.CopyBlocks(from: gruBiasRecurrentGradient, fromStride: 192, to: gruBiasGradient, toStart: 192,
      toStride: 192, blocks: 1, size: 192, adding: true).run(on: machine)
    Kernels.CopyBlocks(from: gruBiasInputGradient, fromStride: 192, to: gruBiasGradient, toStride: 192,
      blocks: 1, size: 192, adding: true).run(on: machine)
    Kernels.Update(Self.optimizer, gruBias, gradient: gruBiasGradient,
      slots: .init(memory + 67472, memory + 67856), count: 384).run(on: machine)
    progress.pointee.finishUpdate()
    return logitsLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, labels: Span<Int32>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 423088).write(input, count: 2048)
    let logitsLabels = (memory + 286064).write(labels, count: 32)
    let gruBiasInput = Kernels.CopyBlocks(from: gruBias, fromStride: 192, to: memory + 209584, toStride: 192,
      blocks: 1, size: 192).run(on: machine)
    let gruBiasRecurrent = Kernels.CopyBlocks(from: gruBias, fromStart: 192, fromStride: 192,
      to: memory + 234672, toStride: 192, blocks: 1, size: 192).run(on: machine)
    let gruKernelPanels_2 = Kernels.Pack(gruKernel, as: .matrix(inner: 8, columns: 192),
      into: memory + 208048).run(on: machine)
    let gruInputs = Kernels.Matmul(left: inputPlace, panels: gruKernelPanels_2, bias: gruBiasInput,
      into: memory + 158896, geometry: .init(rows: 256, inner: 8, columns: 192)).run(on: machine)
    let gruRecurrentKernelPackedFrom0_2 = Kernels.Pack(gruRecurrentKernel,
      as: .block(stride: 192, first: 0, inner: 64, columns: 192), into: memory + 222384).run(on: machine)
    let gruGates = memory + 158896, gruStates = memory + 345264, gruHidden = memory + 361648
    let gru = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0_2, bias: gruBiasRecurrent),
      sequence: memory + 328880, record: .init(gates: gruGates, states: gruStates, hidden: gruHidden),
      scratch: memory + 208048,
      geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true))).run(on: machine)
    let gru1BiasInput = Kernels.CopyBlocks(from: gru1Bias, fromStride: 192, to: memory + 269488,
      toStride: 192, blocks: 1, size: 192).run(on: machine)
    let gru1BiasRecurrent = Kernels.CopyBlocks(from: gru1Bias, fromStart: 192, fromStride: 192,
      to: memory + 285872, toStride: 192, blocks: 1, size: 192).run(on: machine)
    let gru1KernelPanels_2 = Kernels.Pack(gru1Kernel, as: .matrix(inner: 64, columns: 192),
      into: memory + 257200).run(on: machine)
    let gru1Inputs = Kernels.Matmul(left: gru, panels: gru1KernelPanels_2, bias: gru1BiasInput,
      into: memory + 208048, geometry: .init(rows: 256, inner: 64, columns: 192)).run(on: machine)
    let gru1RecurrentKernelPackedFrom0_2 = Kernels.Pack(gru1RecurrentKernel,
      as: .block(stride: 192, first: 0, inner: 64, columns: 192), into: memory + 271536).run(on: machine)
    let gru1Gates = memory + 208048, gru1States = memory + 378032, gru1Hidden = memory + 394416
    let gru1 = Kernels.RecurrentSequence(inputs: gru1Inputs,
      weights: .init(recurrent: gru1RecurrentKernelPackedFrom0_2, bias: gru1BiasRecurrent),
      finalState: memory + 283824, record: .init(gates: gru1Gates, states: gru1States, hidden: gru1Hidden),
      scratch: memory + 257200,
      geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true))).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: gru1, right: logitsKernel, bias: logitsBias,
      into: memory + 257200, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    let logitsLossGradient = memory + 257840
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 427824, rowLosses: memory + 257520,
      gradient: logitsLossGradient, rows: 32, classes: 10, scale: 0.03125).run(on: machine)
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 427840, rows: 32, columns: 10,
      scratch: memory + 257200).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: gru1, right: logitsLossGradient,
      into: memory + 427184, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    let logitsKernelTransposed = Kernels.Pack(logitsKernel, as: .transposed(inner: 10, columns: 64),
      into: memory + 257200).run(on: machine)
    let gru1Gradient = Kernels.Matmul(left: logitsLossGradient, panels: logitsKernelTransposed,
      into: memory + 425136, geometry: .init(rows: 32, inner: 10, columns: 64)).run(on: machine)
    let gru1RecurrentKernelPackedTransposedFrom0 = Kernels.Pack(gru1RecurrentKernel,
      as: .transposedBlock(stride: 192, first: 0, inner: 192, columns: 64),
      into: memory + 410800).run(on: machine)
    let gru1InputsRecurrentGradient = memory + 257200
    let gru1InputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: gru1RecurrentKernelPackedTransposedFrom0),
      record: .init(gates: gru1Gates, states: gru1States, hidden: gru1Hidden), finalState: gru1Gradient,
      inputs: memory + 208048, recurrent: gru1InputsRecurrentGradient, scratch: memory + 306352,
      geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true))).run(on: machine)
    let gru1RecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: gru1States,
      right: gru1InputsRecurrentGradient, into: memory + 306352,
      geometry: .init(rows: 256, inner: 64, columns: 192)).run(on: machine)
    let gru1BiasRecurrentGradient = Kernels.ColumnSums(gru1InputsRecurrentGradient, memory + 318640,
      rows: 256, columns: 192, scratch: memory + 318832).run(on: machine)
    let gru1BiasInputGradient = Kernels.ColumnSums(gru1InputsGradient, memory + 269488, rows: 256,
      columns: 192, scratch: memory + 257200).run(on: machine)
    let gru1KernelGradient = Kernels.MatmulTransposedLeft(left: gru, right: gru1InputsGradient,
      into: memory + 378032, geometry: .init(rows: 256, inner: 64, columns: 192)).run(on: machine)
    let gru1KernelTransposed = Kernels.Pack(gru1Kernel, as: .transposed(inner: 192, columns: 64),
      into: memory + 257200).run(on: machine)
    let gruGradient = Kernels.Matmul(left: gru1InputsGradient, panels: gru1KernelTransposed,
      into: memory + 279728, geometry: .init(rows: 256, inner: 192, columns: 64)).run(on: machine)
    let gru1BiasGradient = Kernels.Fill(memory + 296112, count: 384, value: 0).run(on: machine)
    Kernels.CopyBlocks(from: gru1BiasRecurrentGradient, fromStride: 192, to: gru1BiasGradient, toStart: 192,
      toStride: 192, blocks: 1, size: 192, adding: true).run(on: machine)
    Kernels.CopyBlocks(from: gru1BiasInputGradient, fromStride: 192, to: gru1BiasGradient, toStride: 192,
      blocks: 1, size: 192, adding: true).run(on: machine)
    let gruRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(gruRecurrentKernel,
      as: .transposedBlock(stride: 192, first: 0, inner: 192, columns: 64),
      into: memory + 318640).run(on: machine)
    let gruInputsRecurrentGradient = memory + 208048
    let gruInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: gruRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: gruGates, states: gruStates, hidden: gruHidden), sequence: gruGradient,
      inputs: memory + 158896, recurrent: gruInputsRecurrentGradient, scratch: memory + 257200,
      geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true))).run(on: machine)
    let gruRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: gruStates,
      right: gruInputsRecurrentGradient, into: memory + 257200,
      geometry: .init(rows: 256, inner: 64, columns: 192)).run(on: machine)
    let gruBiasRecurrentGradient = Kernels.ColumnSums(gruInputsRecurrentGradient, memory + 269488, rows: 256,
      columns: 192, scratch: memory + 269680).run(on: machine)
    let gruBiasInputGradient = Kernels.ColumnSums(gruInputsGradient, memory + 209584, rows: 256, columns: 192,
      scratch: memory + 208048).run(on: machine)
    let gruKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: gruInputsGradient,
      into: memory + 208048, geometry: .init(rows: 256, inner: 8, columns: 192)).run(on: machine)
    let gruBiasGradient = Kernels.Fill(memory + 158896, count: 384, value: 0).run(on: machine)
    Kernels.CopyBlocks(from: gruBiasRecurrentGradient, fromStride: 192, to: gruBiasGradient, toStart: 192,
      toStride: 192, blocks: 1, size: 192, adding: true).run(on: machine)
    Kernels.CopyBlocks(from: gruBiasInputGradient, fromStride: 192, to: gruBiasGradient, toStride: 192,
      blocks: 1, size: 192, adding: true).run(on: machine)
    gruKernelGradient.read(into: &gradient, at: 0, count: 1536)
    gruRecurrentKernelGradient.read(into: &gradient, at: 1536, count: 12288)
    gruBiasGradient.read(into: &gradient, at: 13824, count: 384)
    gru1KernelGradient.read(into: &gradient, at: 14208, count: 12288)
    gru1RecurrentKernelGradient.read(into: &gradient, at: 26496, count: 12288)
    gru1BiasGradient.read(into: &gradient, at: 38784, count: 384)
    logitsKernelGradient.read(into: &gradient, at: 39168, count: 640)
    logitsBiasGradient.read(into: &gradient, at: 39808, count: 10)
    return logitsLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = (memory + 208048).write(input, count: 2048)
    let logitsLabels = (memory + 238960).write(labels, count: 32)
    let gruBiasInput = Kernels.CopyBlocks(from: gruBias, fromStride: 192, to: memory + 210096, toStride: 192,
      blocks: 1, size: 192).run(on: machine)
    let gruBiasRecurrent = Kernels.CopyBlocks(from: gruBias, fromStart: 192, fromStride: 192,
      to: memory + 238768, toStride: 192, blocks: 1, size: 192).run(on: machine)
    let gruInputs = Kernels.Matmul(left: inputPlace, panels: gruKernelPanels, bias: gruBiasInput,
      into: memory + 158896, geometry: .init(rows: 256, inner: 8, columns: 192)).run(on: machine)
    let gru = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0, bias: gruBiasRecurrent),
      sequence: memory + 208048, scratch: memory + 224432,
      geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true))).run(on: machine)
    let gru1BiasInput = Kernels.CopyBlocks(from: gru1Bias, fromStride: 192, to: memory + 224432,
      toStride: 192, blocks: 1, size: 192).run(on: machine)
    let gru1BiasRecurrent = Kernels.CopyBlocks(from: gru1Bias, fromStart: 192, fromStride: 192,
      to: memory + 224624, toStride: 192, blocks: 1, size: 192).run(on: machine)
    let gru1Inputs = Kernels.Matmul(left: gru, panels: gru1KernelPanels, bias: gru1BiasInput,
      into: memory + 158896, geometry: .init(rows: 256, inner: 64, columns: 192)).run(on: machine)
    let gru1 = Kernels.RecurrentSequence(inputs: gru1Inputs,
      weights: .init(recurrent: gru1RecurrentKernelPackedFrom0, bias: gru1BiasRecurrent),
      finalState: memory + 222384, scratch: memory + 208048,
      geometry: .init(examples: 32, time: 8, units: 64, cell: .gru(resetAfter: true))).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: gru1, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 158896, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 159248, rowLosses: memory + 159216,
      rows: 32, classes: 10, scale: 0.03125).run(on: machine)
    return logitsLoss[0]
  }
}
