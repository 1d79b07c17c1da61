// Made by nncc from one_hot_softmax.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// one_hot_softmax: words [7] → softmax [7, 5].
///
/// One thread at a time may use an instance; instances share nothing.
public final class OneHotSoftmax: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 47
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:cc48db18546d1471", inputs: [.init("words", [7], isInteger: true)],
      outputs: [.init("softmax", [7, 5])], words: 2048,
    parameters: [
      .init("simple_rnn/kernel", [5, 3], at: 0, .glorotUniform),
      .init("simple_rnn/recurrent_kernel", [3, 3], at: 16, .orthogonal(gain: 1)),
      .init("simple_rnn/bias", [3], at: 32, .zeros),
      .init("dense/kernel", [3, 5], at: 48, .glorotUniform),
      .init("dense/bias", [5], at: 64, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var simpleRnnKernel: Floats { memory + 0 }
  private var simpleRnnRecurrentKernel: Floats { memory + 16 }
  private var simpleRnnBias: Floats { memory + 32 }
  private var denseKernel: Floats { memory + 48 }
  private var denseBias: Floats { memory + 64 }
  private var simpleRnnKernelPanels: Floats { memory + 80 }
  private var simpleRnnRecurrentKernelPackedFrom0: Floats { memory + 160 }
  private var denseKernelPanels: Floats { memory + 208 }

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
    Kernels.Pack(simpleRnnKernel, as: .matrix(inner: 5, columns: 3),
      into: simpleRnnKernelPanels).run(on: machine)
    Kernels.Pack(simpleRnnRecurrentKernel, as: .block(stride: 3, first: 0, inner: 3, columns: 3),
      into: simpleRnnRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 3, columns: 5), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes softmax of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ words: Span<Int32>, into softmax: inout MutableSpan<Float>) {
    prepare()
    let rows = words.count == 7 ? 1 : 3
    let wordsPlace = (memory + 368).write(words, count: rows * 7)
    // 4: one_hot: {depth: 5}
    let oneHot = Kernels.OneHot(wordsPlace, count: rows * 7, memory + 256, depth: 5).run(on: machine)
    // 5: simple_rnn: {units: 3, return_sequences: true}
    let simpleRnnInputs = Kernels.Matmul(left: oneHot, panels: simpleRnnKernelPanels, bias: simpleRnnBias,
      into: memory + 368, geometry: .init(rows: rows * 7, inner: 5, columns: 3)).run(on: machine)
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0), sequence: memory + 432,
      scratch: memory + 256,
      geometry: .init(examples: rows, time: 7, units: 3, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    // 6: dense: {units: 5}
    let denseLinear = Kernels.Matmul(left: simpleRnn, panels: denseKernelPanels, bias: denseBias,
      into: memory + 256, geometry: .init(rows: rows * 7, inner: 3, columns: 5)).run(on: machine)
    // 7: softmax
    let softmaxPlace = Kernels.Softmax(denseLinear, memory + 256, rows: rows * 7, columns: 5).run(on: machine)
    softmaxPlace.read(into: &softmax, count: rows * 35)
  }

  /// Computes softmax of any number of examples: whole batches, then one by one.
  public func predict(_ words: [Int32]) -> [Float] {
    let count = Self.examples(in: words.count, of: 7)
    var softmax: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 35)
      var span = part.mutableSpan
      predict(words.span.extracting(first * 7..<(first + rows) * 7), into: &span)
      softmax += part
    }
    return softmax
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    try golden.expect("softmax", predict(golden.int32s("words")))
  }

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ words: Span<Int32>, labels: Span<Int32>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let wordsPlace = (memory + 368).write(words, count: 21)
    let softmaxLabels = (memory + 784).write(labels, count: 21)
    // 4: one_hot: {depth: 5}
    let oneHot = Kernels.OneHot(wordsPlace, count: 21, memory + 256, depth: 5).run(on: machine)
    // 5: simple_rnn: {units: 3, return_sequences: true}
    let simpleRnnKernelPanels_2 = Kernels.Pack(simpleRnnKernel, as: .matrix(inner: 5, columns: 3),
      into: memory + 368).run(on: machine)
    let simpleRnnInputs = Kernels.Matmul(left: oneHot, panels: simpleRnnKernelPanels_2, bias: simpleRnnBias,
      into: memory + 592, geometry: .init(rows: 21, inner: 5, columns: 3)).run(on: machine)
    let simpleRnnRecurrentKernelPackedFrom0_2 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .block(stride: 3, first: 0, inner: 3, columns: 3), into: memory + 368).run(on: machine)
    let simpleRnnGates = memory + 592, simpleRnnStates = memory + 720
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0_2), sequence: memory + 656,
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), scratch: memory + 416,
      geometry: .init(examples: 3, time: 7, units: 3, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    // 6: dense: {units: 5}
    let denseLinear = Kernels.Matmul(left: simpleRnn, right: denseKernel, bias: denseBias, into: memory + 368,
      geometry: .init(rows: 21, inner: 3, columns: 5)).run(on: machine)
    // 9: loss: sparse_categorical_crossentropy
    let softmaxLossGradient = memory + 480
    let softmaxLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: denseLinear, target: softmaxLabels, amount: memory + 848, rowLosses: memory + 816,
      gradient: softmaxLossGradient, rows: 21, classes: 5, scale: 0.04761905).run(on: machine)
    // Backward of 6: dense: {units: 5}
    let denseBiasGradient = Kernels.ColumnSums(softmaxLossGradient, memory + 384, rows: 21, columns: 5,
      scratch: memory + 368).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 5).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnn, right: softmaxLossGradient,
      into: memory + 448, geometry: .init(rows: 21, inner: 3, columns: 5)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 5, columns: 3),
      into: memory + 368).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 15).run(on: machine)
    // Backward of 5: simple_rnn: {units: 3, return_sequences: true}
    let simpleRnnGradient = Kernels.Matmul(left: softmaxLossGradient, panels: denseKernelTransposed,
      into: memory + 656, geometry: .init(rows: 21, inner: 5, columns: 3)).run(on: machine)
    let simpleRnnRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .transposedBlock(stride: 3, first: 0, inner: 3, columns: 3), into: memory + 464).run(on: machine)
    let simpleRnnInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: simpleRnnRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), sequence: simpleRnnGradient,
      inputs: memory + 592, scratch: memory + 368,
      geometry: .init(examples: 3, time: 7, units: 3, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let simpleRnnRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnnStates,
      right: simpleRnnInputsGradient, into: memory + 368,
      geometry: .init(rows: 21, inner: 3, columns: 3)).run(on: machine)
    Kernels.Update(Self.optimizer, simpleRnnRecurrentKernel, gradient: simpleRnnRecurrentKernelGradient,
      count: 9).run(on: machine)
    let simpleRnnBiasGradient = Kernels.ColumnSums(simpleRnnInputsGradient, memory + 384, rows: 21,
      columns: 3, scratch: memory + 368).run(on: machine)
    Kernels.Update(Self.optimizer, simpleRnnBias, gradient: simpleRnnBiasGradient, count: 3).run(on: machine)
    let simpleRnnKernelGradient = Kernels.MatmulTransposedLeft(left: oneHot, right: simpleRnnInputsGradient,
      into: memory + 368, geometry: .init(rows: 21, inner: 5, columns: 3)).run(on: machine)
    Kernels.Update(Self.optimizer, simpleRnnKernel, gradient: simpleRnnKernelGradient,
      count: 15).run(on: machine)
    progress.pointee.finishUpdate()
    return softmaxLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ words: Span<Int32>, labels: Span<Int32>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let wordsPlace = (memory + 368).write(words, count: 21)
    let softmaxLabels = (memory + 784).write(labels, count: 21)
    let oneHot = Kernels.OneHot(wordsPlace, count: 21, memory + 256, depth: 5).run(on: machine)
    let simpleRnnKernelPanels_2 = Kernels.Pack(simpleRnnKernel, as: .matrix(inner: 5, columns: 3),
      into: memory + 368).run(on: machine)
    let simpleRnnInputs = Kernels.Matmul(left: oneHot, panels: simpleRnnKernelPanels_2, bias: simpleRnnBias,
      into: memory + 592, geometry: .init(rows: 21, inner: 5, columns: 3)).run(on: machine)
    let simpleRnnRecurrentKernelPackedFrom0_2 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .block(stride: 3, first: 0, inner: 3, columns: 3), into: memory + 368).run(on: machine)
    let simpleRnnGates = memory + 592, simpleRnnStates = memory + 720
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0_2), sequence: memory + 656,
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), scratch: memory + 416,
      geometry: .init(examples: 3, time: 7, units: 3, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let denseLinear = Kernels.Matmul(left: simpleRnn, right: denseKernel, bias: denseBias, into: memory + 368,
      geometry: .init(rows: 21, inner: 3, columns: 5)).run(on: machine)
    let softmaxLossGradient = memory + 480
    let softmaxLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: denseLinear, target: softmaxLabels, amount: memory + 848, rowLosses: memory + 816,
      gradient: softmaxLossGradient, rows: 21, classes: 5, scale: 0.04761905).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(softmaxLossGradient, memory + 784, rows: 21, columns: 5,
      scratch: memory + 368).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnn, right: softmaxLossGradient,
      into: memory + 800, geometry: .init(rows: 21, inner: 3, columns: 5)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 5, columns: 3),
      into: memory + 368).run(on: machine)
    let simpleRnnGradient = Kernels.Matmul(left: softmaxLossGradient, panels: denseKernelTransposed,
      into: memory + 656, geometry: .init(rows: 21, inner: 5, columns: 3)).run(on: machine)
    let simpleRnnRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .transposedBlock(stride: 3, first: 0, inner: 3, columns: 3), into: memory + 464).run(on: machine)
    let simpleRnnInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: simpleRnnRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), sequence: simpleRnnGradient,
      inputs: memory + 592, scratch: memory + 368,
      geometry: .init(examples: 3, time: 7, units: 3, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let simpleRnnRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnnStates,
      right: simpleRnnInputsGradient, into: memory + 368,
      geometry: .init(rows: 21, inner: 3, columns: 3)).run(on: machine)
    let simpleRnnBiasGradient = Kernels.ColumnSums(simpleRnnInputsGradient, memory + 400, rows: 21,
      columns: 3, scratch: memory + 384).run(on: machine)
    let simpleRnnKernelGradient = Kernels.MatmulTransposedLeft(left: oneHot, right: simpleRnnInputsGradient,
      into: memory + 384, geometry: .init(rows: 21, inner: 5, columns: 3)).run(on: machine)
    simpleRnnKernelGradient.read(into: &gradient, at: 0, count: 15)
    simpleRnnRecurrentKernelGradient.read(into: &gradient, at: 15, count: 9)
    simpleRnnBiasGradient.read(into: &gradient, at: 24, count: 3)
    denseKernelGradient.read(into: &gradient, at: 27, count: 15)
    denseBiasGradient.read(into: &gradient, at: 42, count: 5)
    return softmaxLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ words: Span<Int32>, labels: Span<Int32>) -> Float {
    prepare()
    let wordsPlace = (memory + 368).write(words, count: 21)
    let softmaxLabels = (memory + 496).write(labels, count: 21)
    let oneHot = Kernels.OneHot(wordsPlace, count: 21, memory + 256, depth: 5).run(on: machine)
    let simpleRnnInputs = Kernels.Matmul(left: oneHot, panels: simpleRnnKernelPanels, bias: simpleRnnBias,
      into: memory + 368, geometry: .init(rows: 21, inner: 5, columns: 3)).run(on: machine)
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0), sequence: memory + 432,
      scratch: memory + 256,
      geometry: .init(examples: 3, time: 7, units: 3, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let denseLinear = Kernels.Matmul(left: simpleRnn, panels: denseKernelPanels, bias: denseBias,
      into: memory + 256, geometry: .init(rows: 21, inner: 3, columns: 5)).run(on: machine)
    let softmaxLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: denseLinear, target: softmaxLabels, amount: memory + 400, rowLosses: memory + 368, rows: 21,
      classes: 5, scale: 0.04761905).run(on: machine)
    return softmaxLoss[0]
  }
}
