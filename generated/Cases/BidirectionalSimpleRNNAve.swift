// Made by nncc from bidirectional_simple_rnn_ave.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// bidirectional_simple_rnn_ave: input [5, 3] → dense [5, 2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class BidirectionalSimpleRNNAve: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 74
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:188fab8ee6ffe3b5", inputs: [.init("input", [5, 3])], outputs: [.init("dense", [5, 2])],
      words: 2048,
    parameters: [
      .init("bidirectional/forward/kernel", [3, 4], at: 0, .glorotUniform),
      .init("bidirectional/forward/recurrent_kernel", [4, 4], at: 16, .orthogonal(gain: 1)),
      .init("bidirectional/forward/bias", [4], at: 32, .zeros),
      .init("bidirectional/backward/kernel", [3, 4], at: 48, .glorotUniform),
      .init("bidirectional/backward/recurrent_kernel", [4, 4], at: 64, .orthogonal(gain: 1)),
      .init("bidirectional/backward/bias", [4], at: 80, .zeros),
      .init("dense/kernel", [4, 2], at: 96, .glorotUniform),
      .init("dense/bias", [2], at: 112, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var bidirectionalForwardKernel: Floats { memory + 0 }
  private var bidirectionalForwardRecurrentKernel: Floats { memory + 16 }
  private var bidirectionalForwardBias: Floats { memory + 32 }
  private var bidirectionalBackwardKernel: Floats { memory + 48 }
  private var bidirectionalBackwardRecurrentKernel: Floats { memory + 64 }
  private var bidirectionalBackwardBias: Floats { memory + 80 }
  private var denseKernel: Floats { memory + 96 }
  private var denseBias: Floats { memory + 112 }
  private var bidirectionalForwardKernelPanels: Floats { memory + 128 }
  private var bidirectionalForwardRecurrentKernelPackedFrom0: Floats { memory + 176 }
  private var bidirectionalBackwardKernelPanels: Floats { memory + 240 }
  private var bidirectionalBackwardRecurrentKernelPackedFrom0: Floats { memory + 288 }
  private var denseKernelPanels: Floats { memory + 352 }

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
    Kernels.Pack(bidirectionalForwardKernel, as: .matrix(inner: 3, columns: 4),
      into: bidirectionalForwardKernelPanels).run(on: machine)
    Kernels.Pack(bidirectionalForwardRecurrentKernel, as: .block(stride: 4, first: 0, inner: 4, columns: 4),
      into: bidirectionalForwardRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(bidirectionalBackwardKernel, as: .matrix(inner: 3, columns: 4),
      into: bidirectionalBackwardKernelPanels).run(on: machine)
    Kernels.Pack(bidirectionalBackwardRecurrentKernel, as: .block(stride: 4, first: 0, inner: 4, columns: 4),
      into: bidirectionalBackwardRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 4, columns: 2), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 15 ? 1 : 3
    let inputPlace = (memory + 608).write(input, count: rows * 15)
    // 4: bidirectional: {merge_mode: ave, layer: {simple_rnn: {units: 4, return_sequences…
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels, bias: bidirectionalForwardBias, into: memory + 416,
      geometry: .init(rows: rows * 5, inner: 3, columns: 4)).run(on: machine)
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0), sequence: memory + 480,
      scratch: memory + 544,
      geometry: .init(examples: rows, time: 5, units: 4, cell: .simple,
        recurrentActivation: .elementwise(.linear), maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels, bias: bidirectionalBackwardBias, into: memory + 416,
      geometry: .init(rows: rows * 5, inner: 3, columns: 4)).run(on: machine)
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0), sequence: memory + 544,
      scratch: memory + 608,
      geometry: .init(examples: rows, time: 5, units: 4, cell: .simple, isReversed: true,
        recurrentActivation: .elementwise(.linear), maskedOutput: .zeros)).run(on: machine)
    let bidirectionalSum = Kernels.Merge(.add, bidirectionalForward, bidirectionalBackward, memory + 480,
      count: rows * 20).run(on: machine)
    let bidirectional = Kernels.Scale(bidirectionalSum, memory + 480, count: rows * 20,
      factor: 0.5).run(on: machine)
    // 5: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: bidirectional, panels: denseKernelPanels, bias: denseBias,
      into: memory + 416, geometry: .init(rows: rows * 5, inner: 4, columns: 2)).run(on: machine)
    densePlace.read(into: &dense, count: rows * 10)
  }

  /// Computes dense of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 15)
    var dense: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 10)
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
    let inputPlace = (memory + 976).write(input, count: 45)
    let denseTarget = (memory + 480).write(target, count: 30)
    // 4: bidirectional: {merge_mode: ave, layer: {simple_rnn: {units: 4, return_sequences…
    let bidirectionalForwardKernelPanels_2 = Kernels.Pack(bidirectionalForwardKernel,
      as: .matrix(inner: 3, columns: 4), into: memory + 416).run(on: machine)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels_2, bias: bidirectionalForwardBias, into: memory + 528,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalForwardRecurrentKernel,
      as: .block(stride: 4, first: 0, inner: 4, columns: 4), into: memory + 416).run(on: machine)
    let bidirectionalForwardGates = memory + 528, bidirectionalForwardStates = memory + 656
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0_2), sequence: memory + 592,
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates),
      scratch: memory + 720,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple,
        recurrentActivation: .elementwise(.linear), maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardKernelPanels_2 = Kernels.Pack(bidirectionalBackwardKernel,
      as: .matrix(inner: 3, columns: 4), into: memory + 416).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels_2, bias: bidirectionalBackwardBias, into: memory + 720,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalBackwardRecurrentKernel,
      as: .block(stride: 4, first: 0, inner: 4, columns: 4), into: memory + 416).run(on: machine)
    let bidirectionalBackwardGates = memory + 720, bidirectionalBackwardStates = memory + 848
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0_2), sequence: memory + 784,
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates),
      scratch: memory + 912,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple, isReversed: true,
        recurrentActivation: .elementwise(.linear), maskedOutput: .zeros)).run(on: machine)
    let bidirectionalSum = Kernels.Merge(.add, bidirectionalForward, bidirectionalBackward, memory + 592,
      count: 60).run(on: machine)
    let bidirectional = Kernels.Scale(bidirectionalSum, memory + 592, count: 60, factor: 0.5).run(on: machine)
    // 5: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: bidirectional, right: denseKernel, bias: denseBias,
      into: memory + 416, geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 784
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1024, rowLosses: memory + 448, gradient: denseLossGradient, rows: 15, classes: 2,
      scale: 0.06666667).run(on: machine)
    // Backward of 5: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 432, rows: 15, columns: 2,
      scratch: memory + 416).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional, right: denseLossGradient,
      into: memory + 416, geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 480).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 8).run(on: machine)
    // Backward of 4: bidirectional: {merge_mode: ave, layer: {simple_rnn: {units: 4, return_sequences…
    let bidirectionalGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 416, geometry: .init(rows: 15, inner: 2, columns: 4)).run(on: machine)
    let bidirectionalSumGradient = Kernels.Scale(bidirectionalGradient, memory + 416, count: 60,
      factor: 0.5).run(on: machine)
    let bidirectionalForwardGradient = Kernels.MergeGradient(.add, by: .left, bidirectionalSumGradient,
      memory + 592, count: 60).run(on: machine)
    let bidirectionalBackwardGradient = Kernels.MergeGradient(.add, by: .right, bidirectionalSumGradient,
      memory + 784, count: 60).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalBackwardRecurrentKernel, as: .transposedBlock(stride: 4, first: 0, inner: 4, columns: 4),
      into: memory + 912).run(on: machine)
    let bidirectionalBackwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalBackwardRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates),
      sequence: bidirectionalBackwardGradient, inputs: memory + 720, scratch: memory + 416,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple, isReversed: true,
        recurrentActivation: .elementwise(.linear), maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalBackwardStates, right: bidirectionalBackwardInputsGradient, into: memory + 416,
      geometry: .init(rows: 15, inner: 4, columns: 4)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardRecurrentKernel,
      gradient: bidirectionalBackwardRecurrentKernelGradient, count: 16).run(on: machine)
    let bidirectionalBackwardBiasGradient = Kernels.ColumnSums(bidirectionalBackwardInputsGradient,
      memory + 432, rows: 15, columns: 4, scratch: memory + 416).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardBias, gradient: bidirectionalBackwardBiasGradient,
      count: 4).run(on: machine)
    let bidirectionalBackwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalBackwardInputsGradient, into: memory + 416,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardKernel, gradient: bidirectionalBackwardKernelGradient,
      count: 12).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalForwardRecurrentKernel, as: .transposedBlock(stride: 4, first: 0, inner: 4, columns: 4),
      into: memory + 720).run(on: machine)
    let bidirectionalForwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalForwardRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates),
      sequence: bidirectionalForwardGradient, inputs: memory + 528, scratch: memory + 416,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple,
        recurrentActivation: .elementwise(.linear), maskedOutput: .zeros)).run(on: machine)
    let bidirectionalForwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalForwardStates, right: bidirectionalForwardInputsGradient, into: memory + 416,
      geometry: .init(rows: 15, inner: 4, columns: 4)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardRecurrentKernel,
      gradient: bidirectionalForwardRecurrentKernelGradient, count: 16).run(on: machine)
    let bidirectionalForwardBiasGradient = Kernels.ColumnSums(bidirectionalForwardInputsGradient,
      memory + 432, rows: 15, columns: 4, scratch: memory + 416).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardBias, gradient: bidirectionalForwardBiasGradient,
      count: 4).run(on: machine)
    let bidirectionalForwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalForwardInputsGradient, into: memory + 416,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardKernel, gradient: bidirectionalForwardKernelGradient,
      count: 12).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 976).write(input, count: 45)
    let denseTarget = (memory + 480).write(target, count: 30)
    let bidirectionalForwardKernelPanels_2 = Kernels.Pack(bidirectionalForwardKernel,
      as: .matrix(inner: 3, columns: 4), into: memory + 416).run(on: machine)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels_2, bias: bidirectionalForwardBias, into: memory + 528,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalForwardRecurrentKernel,
      as: .block(stride: 4, first: 0, inner: 4, columns: 4), into: memory + 416).run(on: machine)
    let bidirectionalForwardGates = memory + 528, bidirectionalForwardStates = memory + 656
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0_2), sequence: memory + 592,
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates),
      scratch: memory + 720,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple,
        recurrentActivation: .elementwise(.linear), maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardKernelPanels_2 = Kernels.Pack(bidirectionalBackwardKernel,
      as: .matrix(inner: 3, columns: 4), into: memory + 416).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels_2, bias: bidirectionalBackwardBias, into: memory + 720,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalBackwardRecurrentKernel,
      as: .block(stride: 4, first: 0, inner: 4, columns: 4), into: memory + 416).run(on: machine)
    let bidirectionalBackwardGates = memory + 720, bidirectionalBackwardStates = memory + 848
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0_2), sequence: memory + 784,
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates),
      scratch: memory + 912,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple, isReversed: true,
        recurrentActivation: .elementwise(.linear), maskedOutput: .zeros)).run(on: machine)
    let bidirectionalSum = Kernels.Merge(.add, bidirectionalForward, bidirectionalBackward, memory + 592,
      count: 60).run(on: machine)
    let bidirectional = Kernels.Scale(bidirectionalSum, memory + 592, count: 60, factor: 0.5).run(on: machine)
    let denseLinear = Kernels.Matmul(left: bidirectional, right: denseKernel, bias: denseBias,
      into: memory + 416, geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 784
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1024, rowLosses: memory + 448, gradient: denseLossGradient, rows: 15, classes: 2,
      scale: 0.06666667).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 1040, rows: 15, columns: 2,
      scratch: memory + 416).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional, right: denseLossGradient,
      into: memory + 1056, geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 480).run(on: machine)
    let bidirectionalGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 416, geometry: .init(rows: 15, inner: 2, columns: 4)).run(on: machine)
    let bidirectionalSumGradient = Kernels.Scale(bidirectionalGradient, memory + 416, count: 60,
      factor: 0.5).run(on: machine)
    let bidirectionalForwardGradient = Kernels.MergeGradient(.add, by: .left, bidirectionalSumGradient,
      memory + 592, count: 60).run(on: machine)
    let bidirectionalBackwardGradient = Kernels.MergeGradient(.add, by: .right, bidirectionalSumGradient,
      memory + 784, count: 60).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalBackwardRecurrentKernel, as: .transposedBlock(stride: 4, first: 0, inner: 4, columns: 4),
      into: memory + 912).run(on: machine)
    let bidirectionalBackwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalBackwardRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates),
      sequence: bidirectionalBackwardGradient, inputs: memory + 720, scratch: memory + 416,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple, isReversed: true,
        recurrentActivation: .elementwise(.linear), maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalBackwardStates, right: bidirectionalBackwardInputsGradient, into: memory + 784,
      geometry: .init(rows: 15, inner: 4, columns: 4)).run(on: machine)
    let bidirectionalBackwardBiasGradient = Kernels.ColumnSums(bidirectionalBackwardInputsGradient,
      memory + 800, rows: 15, columns: 4, scratch: memory + 416).run(on: machine)
    let bidirectionalBackwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalBackwardInputsGradient, into: memory + 816,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalForwardRecurrentKernel, as: .transposedBlock(stride: 4, first: 0, inner: 4, columns: 4),
      into: memory + 720).run(on: machine)
    let bidirectionalForwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalForwardRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates),
      sequence: bidirectionalForwardGradient, inputs: memory + 528, scratch: memory + 416,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple,
        recurrentActivation: .elementwise(.linear), maskedOutput: .zeros)).run(on: machine)
    let bidirectionalForwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalForwardStates, right: bidirectionalForwardInputsGradient, into: memory + 416,
      geometry: .init(rows: 15, inner: 4, columns: 4)).run(on: machine)
    let bidirectionalForwardBiasGradient = Kernels.ColumnSums(bidirectionalForwardInputsGradient,
      memory + 448, rows: 15, columns: 4, scratch: memory + 432).run(on: machine)
    let bidirectionalForwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalForwardInputsGradient, into: memory + 432,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    bidirectionalForwardKernelGradient.read(into: &gradient, at: 0, count: 12)
    bidirectionalForwardRecurrentKernelGradient.read(into: &gradient, at: 12, count: 16)
    bidirectionalForwardBiasGradient.read(into: &gradient, at: 28, count: 4)
    bidirectionalBackwardKernelGradient.read(into: &gradient, at: 32, count: 12)
    bidirectionalBackwardRecurrentKernelGradient.read(into: &gradient, at: 44, count: 16)
    bidirectionalBackwardBiasGradient.read(into: &gradient, at: 60, count: 4)
    denseKernelGradient.read(into: &gradient, at: 64, count: 8)
    denseBiasGradient.read(into: &gradient, at: 72, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 608).write(input, count: 45)
    let denseTarget = (memory + 672).write(target, count: 30)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels, bias: bidirectionalForwardBias, into: memory + 416,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0), sequence: memory + 480,
      scratch: memory + 544,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple,
        recurrentActivation: .elementwise(.linear), maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels, bias: bidirectionalBackwardBias, into: memory + 416,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0), sequence: memory + 544,
      scratch: memory + 608,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple, isReversed: true,
        recurrentActivation: .elementwise(.linear), maskedOutput: .zeros)).run(on: machine)
    let bidirectionalSum = Kernels.Merge(.add, bidirectionalForward, bidirectionalBackward, memory + 480,
      count: 60).run(on: machine)
    let bidirectional = Kernels.Scale(bidirectionalSum, memory + 480, count: 60, factor: 0.5).run(on: machine)
    let denseLinear = Kernels.Matmul(left: bidirectional, panels: denseKernelPanels, bias: denseBias,
      into: memory + 416, geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 448, rowLosses: memory + 464, rows: 15, classes: 2, scale: 0.06666667).run(on: machine)
    return denseLoss[0]
  }
}
