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
    network: "2:db0359f20003c7f0:70f33a06159e95b8", inputs: [.init("input", [25], isInteger: true)],
      outputs: [.init("logits", [25, 103])], words: 136192,
    parameters: [
      .init("simple_rnn/kernel", [103, 100], at: 0, .randomNormal(mean: 0, standardDeviation: 0.01)),
      .init("simple_rnn/recurrent_kernel", [100, 100], at: 10304,
        .randomNormal(mean: 0, standardDeviation: 0.01)),
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
  private let machine: Kernels.Machine
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
    machine = Kernels.Machine(pool)
    self.pool = pool
  }

  /// Packs the weights as kernels read them, when they have changed.
  public func prepare() {
    guard !progress.pointee.isPrepared else { return }
    Kernels.Pack(simpleRnnKernel, as: .matrix(inner: 103, columns: 100),
      into: simpleRnnKernelPanels).run(on: machine)
    Kernels.Pack(simpleRnnRecurrentKernel, as: .block(stride: 100, first: 0, inner: 100, columns: 100),
      into: simpleRnnRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(logitsKernel, as: .matrix(inner: 100, columns: 103),
      into: logitsKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example. Allocates nothing.
  public func predict(_ input: Span<Int32>, into logits: inout MutableSpan<Float>) {
    prepare()
    let inputPlace = (memory + 98512).write(input, count: 25)
    // 9: one_hot: {depth: 103} # the text's different characters
    let oneHot = Kernels.OneHot(inputPlace, count: 25, memory + 95936, depth: 103).run(on: machine)
    // 10: simple_rnn:
    let simpleRnnInputs = Kernels.Matmul(left: oneHot, panels: simpleRnnKernelPanels, bias: simpleRnnBias,
      into: memory + 98512, geometry: .init(rows: 25, inner: 103, columns: 100)).run(on: machine)
    let simpleRnnH_2 = memory + 103536
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0), initialState: simpleRnnH,
      sequence: memory + 101024, finalState: simpleRnnH_2, scratch: memory + 95936,
      geometry: .init(examples: 1, time: 25, units: 100, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    // 16: dense: {name: logits, units: 103, kernel_initializer: {random_normal: {stddev: 0…
    let logitsPlace = Kernels.Matmul(left: simpleRnn, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 95936, geometry: .init(rows: 25, inner: 100, columns: 103)).run(on: machine)
    // 10: simple_rnn:
    Kernels.CopyBlocks(from: simpleRnnH_2, fromStride: 100, to: simpleRnnH, toStride: 100, blocks: 1,
      size: 100).run(on: machine)
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
    let inputPlace = (memory + 96048).write(input, count: 1)
    // 9: one_hot: {depth: 103} # the text's different characters
    let oneHot = Kernels.OneHot(inputPlace, count: 1, memory + 95936, depth: 103).run(on: machine)
    // 10: simple_rnn:
    let simpleRnnInputs = Kernels.Matmul(left: oneHot, panels: simpleRnnKernelPanels, bias: simpleRnnBias,
      into: memory + 96448, geometry: .init(rows: 1, inner: 103, columns: 100)).run(on: machine)
    let simpleRnnH_2 = memory + 96672
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0), initialState: simpleRnnH,
      sequence: memory + 96560, finalState: simpleRnnH_2, scratch: memory + 95936,
      geometry: .init(examples: 1, time: 1, units: 100, cell: .simple,
        recurrentActivation: .elementwise(.linear), maskedOutput: .state)).run(on: machine)
    // 16: dense: {name: logits, units: 103, kernel_initializer: {random_normal: {stddev: 0…
    let logitsPlace = Kernels.Matmul(left: simpleRnn, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 95936, geometry: .init(rows: 1, inner: 100, columns: 103)).run(on: machine)
    // 10: simple_rnn:
    Kernels.CopyBlocks(from: simpleRnnH_2, fromStride: 100, to: simpleRnnH, toStride: 100, blocks: 1,
      size: 100).run(on: machine)
    logitsPlace.read(into: &logits, count: 103)
  }

  /// Sets what recurrent layers carry from call to call to 0, as where new sequences begin: `trainStep`,
  /// `evaluate`, `predict` of one with `step` each go on from their own.
  public func reset() { state.zeroStates() }

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Int32>, labels: Span<Int32>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 95936).write(input, count: 25)
    let logitsLabels = (memory + 107648).write(labels, count: 25)
    // 9: one_hot: {depth: 103} # the text's different characters
    let oneHot = Kernels.OneHot(inputPlace, count: 25, memory + 109536, depth: 103).run(on: machine)
    // 10: simple_rnn:
    let simpleRnnKernelPanels_2 = Kernels.Pack(simpleRnnKernel, as: .matrix(inner: 103, columns: 100),
      into: memory + 95936).run(on: machine)
    let simpleRnnInputs = Kernels.Matmul(left: oneHot, panels: simpleRnnKernelPanels_2, bias: simpleRnnBias,
      into: memory + 114688, geometry: .init(rows: 25, inner: 103, columns: 100)).run(on: machine)
    let simpleRnnRecurrentKernelPackedFrom0_2 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .block(stride: 100, first: 0, inner: 100, columns: 100), into: memory + 95936).run(on: machine)
    let simpleRnnH_2 = memory + 122224, simpleRnnGates = memory + 114688, simpleRnnStates = memory + 119712
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0_2), initialState: trainingSimpleRnnH,
      sequence: memory + 117200, finalState: simpleRnnH_2,
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), scratch: memory + 107136,
      geometry: .init(examples: 1, time: 25, units: 100, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    // 16: dense: {name: logits, units: 103, kernel_initializer: {random_normal: {stddev: 0…
    let logitsLinear = Kernels.Matmul(left: simpleRnn, right: logitsKernel, bias: logitsBias,
      into: memory + 95936, geometry: .init(rows: 25, inner: 100, columns: 103)).run(on: machine)
    // 19: loss: {sparse_categorical_crossentropy: {from_logits: true, reduction: sum}} #…
    let logitsLossGradient = memory + 112112
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 122336, rowLosses: memory + 98512,
      gradient: logitsLossGradient, rows: 25, classes: 103, scale: 1).run(on: machine)
    // Backward of 16: dense: {name: logits, units: 103, kernel_initializer: {random_normal: {stddev: 0…
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 95936, rows: 25, columns: 103,
      scratch: memory + 96048).run(on: machine)
    Kernels.Update(Self.optimizer, logitsBias, gradient: logitsBiasGradient, slots: .init(memory + 61552),
      count: 103, clipValue: 5).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnn, right: logitsLossGradient,
      into: memory + 95936, geometry: .init(rows: 25, inner: 100, columns: 103)).run(on: machine)
    // Backward of 19: loss: {sparse_categorical_crossentropy: {from_logits: true, reduction: sum}} #…
    let logitsLossGradientTransposed = Kernels.Pack(logitsLossGradient,
      as: .transposed(inner: 103, columns: 25), into: memory + 106240).run(on: machine)
    // Backward of 10: simple_rnn:
    let simpleRnnGradientTransposed = Kernels.Matmul(left: logitsKernel, panels: logitsLossGradientTransposed,
      into: memory + 112112, geometry: .init(rows: 100, inner: 103, columns: 25)).run(on: machine)
    // Backward of 16: dense: {name: logits, units: 103, kernel_initializer: {random_normal: {stddev: 0…
    Kernels.Update(Self.optimizer, logitsKernel, gradient: logitsKernelGradient, slots: .init(memory + 51248),
      count: 10300, clipValue: 5).run(on: machine)
    // Backward of 10: simple_rnn:
    let simpleRnnGradient = Kernels.Transpose(simpleRnnGradientTransposed, memory + 117200,
      transposition: self.transposition).run(on: machine)
    let simpleRnnRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .transposedBlock(stride: 100, first: 0, inner: 100, columns: 100),
      into: memory + 95936).run(on: machine)
    let simpleRnnInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: simpleRnnRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), sequence: simpleRnnGradient,
      inputs: memory + 114688, scratch: memory + 107136,
      geometry: .init(examples: 1, time: 25, units: 100, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let simpleRnnRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnnStates,
      right: simpleRnnInputsGradient, into: memory + 95936,
      geometry: .init(rows: 25, inner: 100, columns: 100)).run(on: machine)
    Kernels.Update(Self.optimizer, simpleRnnRecurrentKernel, gradient: simpleRnnRecurrentKernelGradient,
      slots: .init(memory + 41136), count: 10000, clipValue: 5).run(on: machine)
    let simpleRnnBiasGradient = Kernels.ColumnSums(simpleRnnInputsGradient, memory + 95936, rows: 25,
      columns: 100, scratch: memory + 96048).run(on: machine)
    Kernels.Update(Self.optimizer, simpleRnnBias, gradient: simpleRnnBiasGradient,
      slots: .init(memory + 51136), count: 100, clipValue: 5).run(on: machine)
    let simpleRnnKernelGradient = Kernels.MatmulTransposedLeft(left: oneHot, right: simpleRnnInputsGradient,
      into: memory + 95936, geometry: .init(rows: 25, inner: 103, columns: 100)).run(on: machine)
    Kernels.Update(Self.optimizer, simpleRnnKernel, gradient: simpleRnnKernelGradient,
      slots: .init(memory + 30832), count: 10300, clipValue: 5).run(on: machine)
    Kernels.CopyBlocks(from: simpleRnnH_2, fromStride: 100, to: trainingSimpleRnnH, toStride: 100, blocks: 1,
      size: 100).run(on: machine)
    progress.pointee.finishUpdate()
    return logitsLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Int32>, labels: Span<Int32>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 95936).write(input, count: 25)
    let logitsLabels = (memory + 107760).write(labels, count: 25)
    let oneHot = Kernels.OneHot(inputPlace, count: 25, memory + 127440, depth: 103).run(on: machine)
    let simpleRnnKernelPanels_2 = Kernels.Pack(simpleRnnKernel, as: .matrix(inner: 103, columns: 100),
      into: memory + 95936).run(on: machine)
    let simpleRnnInputs = Kernels.Matmul(left: oneHot, panels: simpleRnnKernelPanels_2, bias: simpleRnnBias,
      into: memory + 130016, geometry: .init(rows: 25, inner: 103, columns: 100)).run(on: machine)
    let simpleRnnRecurrentKernelPackedFrom0_2 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .block(stride: 100, first: 0, inner: 100, columns: 100), into: memory + 95936).run(on: machine)
    let simpleRnnGates = memory + 130016, simpleRnnStates = memory + 132528
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0_2), initialState: trainingSimpleRnnH,
      sequence: memory + 117440, finalState: memory + 107648,
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), scratch: memory + 107136,
      geometry: .init(examples: 1, time: 25, units: 100, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: simpleRnn, right: logitsKernel, bias: logitsBias,
      into: memory + 95936, geometry: .init(rows: 25, inner: 100, columns: 103)).run(on: machine)
    let logitsLossGradient = memory + 99232
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 135152, rowLosses: memory + 98512,
      gradient: logitsLossGradient, rows: 25, classes: 103, scale: 1).run(on: machine)
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 135040, rows: 25, columns: 103,
      scratch: memory + 95936).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnn, right: logitsLossGradient,
      into: memory + 107136, geometry: .init(rows: 25, inner: 100, columns: 103)).run(on: machine)
    let logitsLossGradientTransposed = Kernels.Pack(logitsLossGradient,
      as: .transposed(inner: 103, columns: 25), into: memory + 95936).run(on: machine)
    let simpleRnnGradientTransposed = Kernels.Matmul(left: logitsKernel, panels: logitsLossGradientTransposed,
      into: memory + 99232, geometry: .init(rows: 100, inner: 103, columns: 25)).run(on: machine)
    let simpleRnnGradient = Kernels.Transpose(simpleRnnGradientTransposed, memory + 117440,
      transposition: self.transposition).run(on: machine)
    let simpleRnnRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .transposedBlock(stride: 100, first: 0, inner: 100, columns: 100),
      into: memory + 95936).run(on: machine)
    let simpleRnnInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: simpleRnnRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), sequence: simpleRnnGradient,
      inputs: memory + 130016, scratch: memory + 119952,
      geometry: .init(examples: 1, time: 25, units: 100, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let simpleRnnRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnnStates,
      right: simpleRnnInputsGradient, into: memory + 117440,
      geometry: .init(rows: 25, inner: 100, columns: 100)).run(on: machine)
    let simpleRnnBiasGradient = Kernels.ColumnSums(simpleRnnInputsGradient, memory + 106240, rows: 25,
      columns: 100, scratch: memory + 95936).run(on: machine)
    let simpleRnnKernelGradient = Kernels.MatmulTransposedLeft(left: oneHot, right: simpleRnnInputsGradient,
      into: memory + 95936, geometry: .init(rows: 25, inner: 103, columns: 100)).run(on: machine)
    simpleRnnKernelGradient.read(into: &gradient, at: 0, count: 10300)
    simpleRnnRecurrentKernelGradient.read(into: &gradient, at: 10300, count: 10000)
    simpleRnnBiasGradient.read(into: &gradient, at: 20300, count: 100)
    logitsKernelGradient.read(into: &gradient, at: 20400, count: 10300)
    logitsBiasGradient.read(into: &gradient, at: 30700, count: 103)
    return logitsLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Int32>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = (memory + 98512).write(input, count: 25)
    let logitsLabels = (memory + 103648).write(labels, count: 25)
    let oneHot = Kernels.OneHot(inputPlace, count: 25, memory + 95936, depth: 103).run(on: machine)
    let simpleRnnInputs = Kernels.Matmul(left: oneHot, panels: simpleRnnKernelPanels, bias: simpleRnnBias,
      into: memory + 98512, geometry: .init(rows: 25, inner: 103, columns: 100)).run(on: machine)
    let simpleRnnH_2 = memory + 103536
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0), initialState: evaluationSimpleRnnH,
      sequence: memory + 101024, finalState: simpleRnnH_2, scratch: memory + 95936,
      geometry: .init(examples: 1, time: 25, units: 100, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: simpleRnn, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 95936, geometry: .init(rows: 25, inner: 100, columns: 103)).run(on: machine)
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 98544, rowLosses: memory + 98512,
      rows: 25, classes: 103, scale: 1).run(on: machine)
    Kernels.CopyBlocks(from: simpleRnnH_2, fromStride: 100, to: evaluationSimpleRnnH, toStride: 100,
      blocks: 1, size: 100).run(on: machine)
    return logitsLoss[0]
  }

  private let transposition = Transposition(shape: [100, 25], permutation: [1, 0])!
}
