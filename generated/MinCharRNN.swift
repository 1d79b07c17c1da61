// Made by nncc from min_char_rnn.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// min_char_rnn: input [25] → logits [25, 103].
///
/// One thread at a time may use an instance; instances share nothing.
public final class MinCharRNN: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 1
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.adagrad(initialAccumulator: 0, epsilon: 1e-08)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 30803
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "627757f4b8d5bc45", inputs: [.init("input", [25], isInteger: true)], outputs: [.init("logits", [25, 103])], words: 139264,
    parameters: [
      .init("simple_rnn/kernel", [103, 100], at: 0, .randomNormal(mean: 0, standardDeviation: 0.01)),
      .init("simple_rnn/recurrent_kernel", [100, 100], at: 10304, .randomNormal(mean: 0, standardDeviation: 0.01)),
      .init("simple_rnn/bias", [100], at: 20304, .zeros),
      .init("logits/kernel", [100, 103], at: 20416, .randomNormal(mean: 0, standardDeviation: 0.01)),
      .init("logits/bias", [103], at: 30720, .zeros),
    ], optimizer: optimizer, slotsAt: 30832,
    states: [
      .init("simple_rnn/h", [1, 100], at: 95824, isOfTraining: true),
      .init("simple_rnn/h", [1, 100], at: 95712),
      .init("simple_rnn/h", [1, 100], at: 95600),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var simpleRnnKernel: Floats { memory + 0 }
  private var simpleRnnRecurrentKernel: Floats { memory + 10304 }
  private var simpleRnnBias: Floats { memory + 20304 }
  private var logitsKernel: Floats { memory + 20416 }
  private var logitsBias: Floats { memory + 30720 }
  private var simpleRnnKernelPanels: Floats { memory + 61664 }
  private var simpleRnnRecurrentKernelPackedFrom0: Floats { memory + 73200 }
  private var logitsKernelPanels: Floats { memory + 84400 }
  private var simpleRnnH: Floats { memory + 95600 }
  private var evaluationSimpleRnnH: Floats { memory + 95712 }
  private var trainingSimpleRnnH: Floats { memory + 95824 }

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
    Kernels.pack(matrix: simpleRnnKernel, rowStride: 100, inner: 103, columns: 100, into: simpleRnnKernelPanels, pool: pool)
    Kernels.pack(matrix: simpleRnnRecurrentKernel, rowStride: 100, inner: 100, columns: 100, into: simpleRnnRecurrentKernelPackedFrom0, pool: pool)
    Kernels.pack(matrix: logitsKernel, rowStride: 103, inner: 100, columns: 103, into: logitsKernelPanels, pool: pool)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example. Allocates nothing.
  public func predict(_ input: Span<Int32>, into logits: inout MutableSpan<Float>) {
    prepare()
    let inputPlace = memory + 98512, oneHot = memory + 95936, simpleRnnInputs = memory + 98512, simpleRnn = memory + 101024, simpleRnnH_2 = memory + 103536,
      simpleRnnScratch = memory + 95936, logitsPlace = memory + 95936
    inputPlace.write(input, count: 25)
    // 9: one_hot: {depth: 103}        # the text's different characters
    Kernels.oneHot(numbers: inputPlace.integers, count: 25, oneHot, depth: 103, pool: pool)
    // 10: simple_rnn:
    Kernels.matmul(left: oneHot, panels: simpleRnnKernelPanels, bias: simpleRnnBias, into: simpleRnnInputs, geometry: .init(rows: 25, inner: 103, columns: 100), pool: pool)
    Kernels.recurrentSequence(.init(inputs: simpleRnnInputs, weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0), initialState: simpleRnnH, sequence: simpleRnn,
        finalState: simpleRnnH_2, scratch: simpleRnnScratch), geometry: .init(examples: 1, time: 25, units: 100, cell: .simple, recurrentActivation: .elementwise(.linear)),
      pool: pool)
    // 16: dense: {name: logits, units: 103, kernel_initializer: {random_normal: {stddev: 0.01}}}
    Kernels.matmul(left: simpleRnn, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 25, inner: 100, columns: 103), pool: pool)
    // 10: simple_rnn:
    Kernels.copyBlocks(simpleRnnH_2, stride: 100, simpleRnnH, targetStride: 100, blocks: 1, size: 100, adding: false, pool: pool)
    logitsPlace.read(into: &logits, count: 2575)
  }

  /// Computes logits of any number of examples.
  public func predict(_ input: [Int32]) -> [Float] {
    let count = Self.examples(in: input.count, of: 25)
    var logits: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 2575)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 25..<(first + rows) * 25), into: &span)
      logits += part
    }
    return logits
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    try golden.expect("logits", state.startingAnew { try predict(golden.int32s("input")) })
  }

  /// Goes on by one time step of one sequence, from where the last step ended. Allocates nothing.
  public func step(_ input: Span<Int32>, into logits: inout MutableSpan<Float>) {
    prepare()
    let inputPlace = memory + 96048, oneHot = memory + 95936, simpleRnnInputs = memory + 96448, simpleRnn = memory + 96560, simpleRnnH_2 = memory + 96672,
      simpleRnnScratch = memory + 95936, logitsPlace = memory + 95936
    inputPlace.write(input, count: 1)
    // 9: one_hot: {depth: 103}        # the text's different characters
    Kernels.oneHot(numbers: inputPlace.integers, count: 1, oneHot, depth: 103, pool: pool)
    // 10: simple_rnn:
    Kernels.matmul(left: oneHot, panels: simpleRnnKernelPanels, bias: simpleRnnBias, into: simpleRnnInputs, geometry: .init(rows: 1, inner: 103, columns: 100), pool: pool)
    Kernels.recurrentSequence(.init(inputs: simpleRnnInputs, weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0), initialState: simpleRnnH, sequence: simpleRnn,
        finalState: simpleRnnH_2, scratch: simpleRnnScratch),
      geometry: .init(examples: 1, time: 1, units: 100, cell: .simple, recurrentActivation: .elementwise(.linear), maskedOutput: .state), pool: pool)
    // 16: dense: {name: logits, units: 103, kernel_initializer: {random_normal: {stddev: 0.01}}}
    Kernels.matmul(left: simpleRnn, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 1, inner: 100, columns: 103), pool: pool)
    // 10: simple_rnn:
    Kernels.copyBlocks(simpleRnnH_2, stride: 100, simpleRnnH, targetStride: 100, blocks: 1, size: 100, adding: false, pool: pool)
    logitsPlace.read(into: &logits, count: 103)
  }

  /// Sets what recurrent layers carry from call to call to 0, as where new sequences begin: `trainStep`, `evaluate`, `predict` of one with `step` each go on from their own.
  public func reset() { state.zeroStates() }

  /// Learns from a batch, by one update of each trained weight; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Int32>, labels: Span<Int32>) -> Float {
    let inputPlace = memory + 95936, logitsLabels = memory + 107648, oneHot = memory + 109536, simpleRnnKernelPanels_2 = memory + 95936, simpleRnnInputs = memory + 117264,
      simpleRnnRecurrentKernelPackedFrom0_2 = memory + 95936, simpleRnn = memory + 119776, simpleRnnH_2 = memory + 124800, simpleRnnGates = memory + 117264,
      simpleRnnStates = memory + 122288, simpleRnnScratch = memory + 107136, logitsPlace = memory + 112112, logitsLoss = memory + 95968, logitsRowLosses = memory + 95936,
      logitsLossGradient = memory + 114688, loss = memory + 124912, logitsBiasGradient = memory + 95936, logitsBiasScratch = memory + 96048, logitsKernelGradient = memory + 95936,
      logitsLossGradientTransposed = memory + 106240, simpleRnnGradientTransposed = memory + 114688, simpleRnnGradient = memory + 119776,
      simpleRnnRecurrentKernelPackedTransposedFrom0 = memory + 95936, simpleRnnInputsGradient = memory + 117264, simpleRnnInputsScratch = memory + 107136,
      simpleRnnRecurrentKernelGradient = memory + 95936, simpleRnnBiasGradient = memory + 95936, simpleRnnBiasScratch = memory + 96048, simpleRnnKernelGradient = memory + 95936
    inputPlace.write(input, count: 25)
    logitsLabels.write(labels, count: 25)
    let step = progress.pointee.nextUpdate(clipValue: 5)
    // 9: one_hot: {depth: 103}        # the text's different characters
    Kernels.oneHot(numbers: inputPlace.integers, count: 25, oneHot, depth: 103, pool: pool)
    // 10: simple_rnn:
    Kernels.pack(matrix: simpleRnnKernel, rowStride: 100, inner: 103, columns: 100, into: simpleRnnKernelPanels_2, pool: pool)
    Kernels.matmul(left: oneHot, panels: simpleRnnKernelPanels_2, bias: simpleRnnBias, into: simpleRnnInputs, geometry: .init(rows: 25, inner: 103, columns: 100), pool: pool)
    Kernels.pack(matrix: simpleRnnRecurrentKernel, rowStride: 100, inner: 100, columns: 100, into: simpleRnnRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: simpleRnnInputs, weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0_2), initialState: trainingSimpleRnnH,
        sequence: simpleRnn, finalState: simpleRnnH_2, record: .init(gates: simpleRnnGates, states: simpleRnnStates), scratch: simpleRnnScratch),
      geometry: .init(examples: 1, time: 25, units: 100, cell: .simple, recurrentActivation: .elementwise(.linear)), pool: pool)
    // 16: dense: {name: logits, units: 103, kernel_initializer: {random_normal: {stddev: 0.01}}}
    Kernels.matmul(left: simpleRnn, right: logitsKernel, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 25, inner: 100, columns: 103), pool: pool)
    // 19: loss: {sparse_categorical_crossentropy: {from_logits: true, reduction: sum}}   # over the …
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 25, classes: 103, scale: 1,
        rowLosses: logitsRowLosses, gradient: logitsLossGradient, pool: pool))
    loss[0] = logitsLoss[0]
    // Backward of 16: dense: {name: logits, units: 103, kernel_initializer: {random_normal: {stddev: 0.01}}}
    Kernels.columnSums(logitsLossGradient, logitsBiasGradient, rows: 25, columns: 103, scratch: logitsBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: logitsBias, gradient: logitsBiasGradient, slots: memory + 61552, count: 103, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: simpleRnn, right: logitsLossGradient, into: logitsKernelGradient, geometry: .init(rows: 25, inner: 100, columns: 103), pool: pool)
    // Backward of 19: loss: {sparse_categorical_crossentropy: {from_logits: true, reduction: sum}}   # over the …
    Kernels.packTransposed(matrix: logitsLossGradient, rowStride: 103, inner: 103, columns: 25, into: logitsLossGradientTransposed, pool: pool)
    // Backward of 10: simple_rnn:
    Kernels.matmul(left: logitsKernel, panels: logitsLossGradientTransposed, into: simpleRnnGradientTransposed, geometry: .init(rows: 100, inner: 103, columns: 25), pool: pool)
    // Backward of 16: dense: {name: logits, units: 103, kernel_initializer: {random_normal: {stddev: 0.01}}}
    Kernels.update(Self.optimizer, parameter: logitsKernel, gradient: logitsKernelGradient, slots: memory + 51248, count: 10300, step: step, pool: pool)
    // Backward of 10: simple_rnn:
    Kernels.transpose(simpleRnnGradientTransposed, simpleRnnGradient, transposition: self.transposition, pool: pool)
    Kernels.packTransposed(matrix: simpleRnnRecurrentKernel, rowStride: 100, inner: 100, columns: 100, into: simpleRnnRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: simpleRnnRecurrentKernelPackedTransposedFrom0), record: .init(gates: simpleRnnGates, states: simpleRnnStates),
        sequence: simpleRnnGradient, inputs: simpleRnnInputsGradient, scratch: simpleRnnInputsScratch),
      geometry: .init(examples: 1, time: 25, units: 100, cell: .simple, recurrentActivation: .elementwise(.linear)), pool: pool)
    Kernels.matmulTransposedLeft(left: simpleRnnStates, right: simpleRnnInputsGradient, into: simpleRnnRecurrentKernelGradient, geometry: .init(rows: 25, inner: 100, columns: 100),
      pool: pool)
    Kernels.update(Self.optimizer, parameter: simpleRnnRecurrentKernel, gradient: simpleRnnRecurrentKernelGradient, slots: memory + 41136, count: 10000, step: step, pool: pool)
    Kernels.columnSums(simpleRnnInputsGradient, simpleRnnBiasGradient, rows: 25, columns: 100, scratch: simpleRnnBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: simpleRnnBias, gradient: simpleRnnBiasGradient, slots: memory + 51136, count: 100, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: oneHot, right: simpleRnnInputsGradient, into: simpleRnnKernelGradient, geometry: .init(rows: 25, inner: 103, columns: 100), pool: pool)
    Kernels.update(Self.optimizer, parameter: simpleRnnKernel, gradient: simpleRnnKernelGradient, slots: memory + 30832, count: 10300, step: step, pool: pool)
    Kernels.copyBlocks(simpleRnnH_2, stride: 100, trainingSimpleRnnH, targetStride: 100, blocks: 1, size: 100, adding: false, pool: pool)
    progress.pointee.finishUpdate()
    return loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without dropout.
  /// Returns the loss.
  public func gradient(_ input: Span<Int32>, labels: Span<Int32>, into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = memory + 95936, logitsLabels = memory + 107760, oneHot = memory + 127440, simpleRnnKernelPanels_2 = memory + 95936, simpleRnnInputs = memory + 132592,
      simpleRnnRecurrentKernelPackedFrom0_2 = memory + 95936, simpleRnn = memory + 117440, simpleRnnH_2 = memory + 107648, simpleRnnGates = memory + 132592,
      simpleRnnStates = memory + 135104, simpleRnnScratch = memory + 107136, logitsPlace = memory + 130016, logitsLoss = memory + 95968, logitsRowLosses = memory + 95936,
      logitsLossGradient = memory + 99232, loss = memory + 137728, logitsBiasGradient = memory + 137616, logitsBiasScratch = memory + 95936, logitsKernelGradient = memory + 107136,
      logitsLossGradientTransposed = memory + 95936, simpleRnnGradientTransposed = memory + 99232, simpleRnnGradient = memory + 117440,
      simpleRnnRecurrentKernelPackedTransposedFrom0 = memory + 95936, simpleRnnInputsGradient = memory + 132592, simpleRnnInputsScratch = memory + 119952,
      simpleRnnRecurrentKernelGradient = memory + 117440, simpleRnnBiasGradient = memory + 106240, simpleRnnBiasScratch = memory + 95936, simpleRnnKernelGradient = memory + 95936
    inputPlace.write(input, count: 25)
    logitsLabels.write(labels, count: 25)
    Kernels.oneHot(numbers: inputPlace.integers, count: 25, oneHot, depth: 103, pool: pool)
    Kernels.pack(matrix: simpleRnnKernel, rowStride: 100, inner: 103, columns: 100, into: simpleRnnKernelPanels_2, pool: pool)
    Kernels.matmul(left: oneHot, panels: simpleRnnKernelPanels_2, bias: simpleRnnBias, into: simpleRnnInputs, geometry: .init(rows: 25, inner: 103, columns: 100), pool: pool)
    Kernels.pack(matrix: simpleRnnRecurrentKernel, rowStride: 100, inner: 100, columns: 100, into: simpleRnnRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: simpleRnnInputs, weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0_2), initialState: trainingSimpleRnnH,
        sequence: simpleRnn, finalState: simpleRnnH_2, record: .init(gates: simpleRnnGates, states: simpleRnnStates), scratch: simpleRnnScratch),
      geometry: .init(examples: 1, time: 25, units: 100, cell: .simple, recurrentActivation: .elementwise(.linear)), pool: pool)
    Kernels.matmul(left: simpleRnn, right: logitsKernel, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 25, inner: 100, columns: 103), pool: pool)
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 25, classes: 103, scale: 1,
        rowLosses: logitsRowLosses, gradient: logitsLossGradient, pool: pool))
    loss[0] = logitsLoss[0]
    Kernels.columnSums(logitsLossGradient, logitsBiasGradient, rows: 25, columns: 103, scratch: logitsBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: simpleRnn, right: logitsLossGradient, into: logitsKernelGradient, geometry: .init(rows: 25, inner: 100, columns: 103), pool: pool)
    Kernels.packTransposed(matrix: logitsLossGradient, rowStride: 103, inner: 103, columns: 25, into: logitsLossGradientTransposed, pool: pool)
    Kernels.matmul(left: logitsKernel, panels: logitsLossGradientTransposed, into: simpleRnnGradientTransposed, geometry: .init(rows: 100, inner: 103, columns: 25), pool: pool)
    Kernels.transpose(simpleRnnGradientTransposed, simpleRnnGradient, transposition: self.transposition, pool: pool)
    Kernels.packTransposed(matrix: simpleRnnRecurrentKernel, rowStride: 100, inner: 100, columns: 100, into: simpleRnnRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: simpleRnnRecurrentKernelPackedTransposedFrom0), record: .init(gates: simpleRnnGates, states: simpleRnnStates),
        sequence: simpleRnnGradient, inputs: simpleRnnInputsGradient, scratch: simpleRnnInputsScratch),
      geometry: .init(examples: 1, time: 25, units: 100, cell: .simple, recurrentActivation: .elementwise(.linear)), pool: pool)
    Kernels.matmulTransposedLeft(left: simpleRnnStates, right: simpleRnnInputsGradient, into: simpleRnnRecurrentKernelGradient, geometry: .init(rows: 25, inner: 100, columns: 100),
      pool: pool)
    Kernels.columnSums(simpleRnnInputsGradient, simpleRnnBiasGradient, rows: 25, columns: 100, scratch: simpleRnnBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: oneHot, right: simpleRnnInputsGradient, into: simpleRnnKernelGradient, geometry: .init(rows: 25, inner: 103, columns: 100), pool: pool)
    simpleRnnKernelGradient.read(into: &gradient, at: 0, count: 10300)
    simpleRnnRecurrentKernelGradient.read(into: &gradient, at: 10300, count: 10000)
    simpleRnnBiasGradient.read(into: &gradient, at: 20300, count: 100)
    logitsKernelGradient.read(into: &gradient, at: 20400, count: 10300)
    logitsBiasGradient.read(into: &gradient, at: 30700, count: 103)
    return loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Int32>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = memory + 98512, logitsLabels = memory + 103648, oneHot = memory + 95936, simpleRnnInputs = memory + 98512, simpleRnn = memory + 101024,
      simpleRnnH_2 = memory + 103536, simpleRnnScratch = memory + 95936, logitsPlace = memory + 95936, logitsLoss = memory + 98544, logitsRowLosses = memory + 98512,
      loss = memory + 98512
    inputPlace.write(input, count: 25)
    logitsLabels.write(labels, count: 25)
    Kernels.oneHot(numbers: inputPlace.integers, count: 25, oneHot, depth: 103, pool: pool)
    Kernels.matmul(left: oneHot, panels: simpleRnnKernelPanels, bias: simpleRnnBias, into: simpleRnnInputs, geometry: .init(rows: 25, inner: 103, columns: 100), pool: pool)
    Kernels.recurrentSequence(.init(inputs: simpleRnnInputs, weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0), initialState: evaluationSimpleRnnH,
        sequence: simpleRnn, finalState: simpleRnnH_2, scratch: simpleRnnScratch),
      geometry: .init(examples: 1, time: 25, units: 100, cell: .simple, recurrentActivation: .elementwise(.linear)), pool: pool)
    Kernels.matmul(left: simpleRnn, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 25, inner: 100, columns: 103), pool: pool)
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 25, classes: 103, scale: 1,
        rowLosses: logitsRowLosses, gradient: nil, pool: pool))
    loss[0] = logitsLoss[0]
    Kernels.copyBlocks(simpleRnnH_2, stride: 100, evaluationSimpleRnnH, targetStride: 100, blocks: 1, size: 100, adding: false, pool: pool)
    return loss[0]
  }

  private let transposition = Transposition(shape: [100, 25], permutation: [1, 0])!
}
