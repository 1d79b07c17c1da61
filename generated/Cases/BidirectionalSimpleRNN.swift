// Made by nncc from bidirectional_simple_rnn.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// bidirectional_simple_rnn: input [5, 3] → dense [2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class BidirectionalSimpleRNN: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 82
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:6325e8c2c9fd74d3", inputs: [.init("input", [5, 3])], outputs: [.init("dense", [2])],
      words: 2048,
    parameters: [
      .init("bidirectional/forward/kernel", [3, 4], at: 0, .glorotUniform),
      .init("bidirectional/forward/recurrent_kernel", [4, 4], at: 16, .orthogonal(gain: 1)),
      .init("bidirectional/forward/bias", [4], at: 32, .zeros),
      .init("bidirectional/backward/kernel", [3, 4], at: 48, .glorotUniform),
      .init("bidirectional/backward/recurrent_kernel", [4, 4], at: 64, .orthogonal(gain: 1)),
      .init("bidirectional/backward/bias", [4], at: 80, .zeros),
      .init("dense/kernel", [8, 2], at: 96, .glorotUniform),
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
    Kernels.Pack(denseKernel, as: .matrix(inner: 8, columns: 2), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 15 ? 1 : 3
    let inputPlace = (memory + 608).write(input, count: rows * 15)
    // 4: bidirectional: {layer: {simple_rnn: {units: 4}}}
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels, bias: bidirectionalForwardBias, into: memory + 480,
      geometry: .init(rows: rows * 5, inner: 3, columns: 4)).run(on: machine)
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0), finalState: memory + 656,
      scratch: memory + 544,
      geometry: .init(examples: rows, time: 5, units: 4, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels, bias: bidirectionalBackwardBias, into: memory + 480,
      geometry: .init(rows: rows * 5, inner: 3, columns: 4)).run(on: machine)
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0), finalState: memory + 608,
      scratch: memory + 544,
      geometry: .init(examples: rows, time: 5, units: 4, cell: .simple, isReversed: true,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let bidirectional = Kernels.CopyBlocks(from: bidirectionalForward, fromStride: 4, to: memory + 480,
      toStride: 8, blocks: rows, size: 4).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackward, fromStride: 4, to: bidirectional, toStart: 4, toStride: 8,
      blocks: rows, size: 4).run(on: machine)
    // 5: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: bidirectional, panels: denseKernelPanels, bias: denseBias,
      into: memory + 512, geometry: .init(rows: rows, inner: 8, columns: 2)).run(on: machine)
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
    let inputPlace = (memory + 912).write(input, count: 45)
    let denseTarget = (memory + 544).write(target, count: 6)
    // 4: bidirectional: {layer: {simple_rnn: {units: 4}}}
    let bidirectionalForwardKernelPanels_2 = Kernels.Pack(bidirectionalForwardKernel,
      as: .matrix(inner: 3, columns: 4), into: memory + 480).run(on: machine)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels_2, bias: bidirectionalForwardBias, into: memory + 592,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalForwardRecurrentKernel,
      as: .block(stride: 4, first: 0, inner: 4, columns: 4), into: memory + 480).run(on: machine)
    let bidirectionalForwardGates = memory + 592, bidirectionalForwardStates = memory + 656
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0_2), finalState: memory + 560,
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates),
      scratch: memory + 720,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let bidirectionalBackwardKernelPanels_2 = Kernels.Pack(bidirectionalBackwardKernel,
      as: .matrix(inner: 3, columns: 4), into: memory + 480).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels_2, bias: bidirectionalBackwardBias, into: memory + 720,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalBackwardRecurrentKernel,
      as: .block(stride: 4, first: 0, inner: 4, columns: 4), into: memory + 480).run(on: machine)
    let bidirectionalBackwardGates = memory + 720, bidirectionalBackwardStates = memory + 784
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0_2), finalState: memory + 576,
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates),
      scratch: memory + 848,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple, isReversed: true,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let bidirectional = Kernels.CopyBlocks(from: bidirectionalForward, fromStride: 4, to: memory + 480,
      toStride: 8, blocks: 3, size: 4).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackward, fromStride: 4, to: bidirectional, toStart: 4, toStride: 8,
      blocks: 3, size: 4).run(on: machine)
    // 5: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: bidirectional, right: denseKernel, bias: denseBias,
      into: memory + 512, geometry: .init(rows: 3, inner: 8, columns: 2)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 560
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 960, rowLosses: memory + 528, gradient: denseLossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    // Backward of 5: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 528, rows: 3, columns: 2,
      scratch: memory + 512).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional, right: denseLossGradient,
      into: memory + 512, geometry: .init(rows: 3, inner: 8, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 8),
      into: memory + 480).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 16).run(on: machine)
    // Backward of 4: bidirectional: {layer: {simple_rnn: {units: 4}}}
    let bidirectionalGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 512, geometry: .init(rows: 3, inner: 2, columns: 8)).run(on: machine)
    let bidirectionalBackwardGradient = Kernels.CopyBlocks(from: bidirectionalGradient, fromStart: 4,
      fromStride: 8, to: memory + 976, toStride: 4, blocks: 3, size: 4).run(on: machine)
    let bidirectionalForwardGradient = Kernels.CopyBlocks(from: bidirectionalGradient, fromStride: 8,
      to: memory + 992, toStride: 4, blocks: 3, size: 4).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalBackwardRecurrentKernel, as: .transposedBlock(stride: 4, first: 0, inner: 4, columns: 4),
      into: memory + 848).run(on: machine)
    let bidirectionalBackwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalBackwardRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates),
      finalState: bidirectionalBackwardGradient, inputs: memory + 720, scratch: memory + 480,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple, isReversed: true,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let bidirectionalBackwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalBackwardStates, right: bidirectionalBackwardInputsGradient, into: memory + 480,
      geometry: .init(rows: 15, inner: 4, columns: 4)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardRecurrentKernel,
      gradient: bidirectionalBackwardRecurrentKernelGradient, count: 16).run(on: machine)
    let bidirectionalBackwardBiasGradient = Kernels.ColumnSums(bidirectionalBackwardInputsGradient,
      memory + 496, rows: 15, columns: 4, scratch: memory + 480).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardBias, gradient: bidirectionalBackwardBiasGradient,
      count: 4).run(on: machine)
    let bidirectionalBackwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalBackwardInputsGradient, into: memory + 480,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardKernel, gradient: bidirectionalBackwardKernelGradient,
      count: 12).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalForwardRecurrentKernel, as: .transposedBlock(stride: 4, first: 0, inner: 4, columns: 4),
      into: memory + 720).run(on: machine)
    let bidirectionalForwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalForwardRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates),
      finalState: bidirectionalForwardGradient, inputs: memory + 592, scratch: memory + 480,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let bidirectionalForwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalForwardStates, right: bidirectionalForwardInputsGradient, into: memory + 480,
      geometry: .init(rows: 15, inner: 4, columns: 4)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardRecurrentKernel,
      gradient: bidirectionalForwardRecurrentKernelGradient, count: 16).run(on: machine)
    let bidirectionalForwardBiasGradient = Kernels.ColumnSums(bidirectionalForwardInputsGradient,
      memory + 496, rows: 15, columns: 4, scratch: memory + 480).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardBias, gradient: bidirectionalForwardBiasGradient,
      count: 4).run(on: machine)
    let bidirectionalForwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalForwardInputsGradient, into: memory + 480,
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
    let inputPlace = (memory + 912).write(input, count: 45)
    let denseTarget = (memory + 544).write(target, count: 6)
    let bidirectionalForwardKernelPanels_2 = Kernels.Pack(bidirectionalForwardKernel,
      as: .matrix(inner: 3, columns: 4), into: memory + 480).run(on: machine)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels_2, bias: bidirectionalForwardBias, into: memory + 592,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalForwardRecurrentKernel,
      as: .block(stride: 4, first: 0, inner: 4, columns: 4), into: memory + 480).run(on: machine)
    let bidirectionalForwardGates = memory + 592, bidirectionalForwardStates = memory + 656
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0_2), finalState: memory + 560,
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates),
      scratch: memory + 720,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let bidirectionalBackwardKernelPanels_2 = Kernels.Pack(bidirectionalBackwardKernel,
      as: .matrix(inner: 3, columns: 4), into: memory + 480).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels_2, bias: bidirectionalBackwardBias, into: memory + 720,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalBackwardRecurrentKernel,
      as: .block(stride: 4, first: 0, inner: 4, columns: 4), into: memory + 480).run(on: machine)
    let bidirectionalBackwardGates = memory + 720, bidirectionalBackwardStates = memory + 784
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0_2), finalState: memory + 576,
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates),
      scratch: memory + 848,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple, isReversed: true,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let bidirectional = Kernels.CopyBlocks(from: bidirectionalForward, fromStride: 4, to: memory + 480,
      toStride: 8, blocks: 3, size: 4).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackward, fromStride: 4, to: bidirectional, toStart: 4, toStride: 8,
      blocks: 3, size: 4).run(on: machine)
    let denseLinear = Kernels.Matmul(left: bidirectional, right: denseKernel, bias: denseBias,
      into: memory + 512, geometry: .init(rows: 3, inner: 8, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 560
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 960, rowLosses: memory + 528, gradient: denseLossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 976, rows: 3, columns: 2,
      scratch: memory + 512).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional, right: denseLossGradient,
      into: memory + 992, geometry: .init(rows: 3, inner: 8, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 8),
      into: memory + 480).run(on: machine)
    let bidirectionalGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 512, geometry: .init(rows: 3, inner: 2, columns: 8)).run(on: machine)
    let bidirectionalBackwardGradient = Kernels.CopyBlocks(from: bidirectionalGradient, fromStart: 4,
      fromStride: 8, to: memory + 1008, toStride: 4, blocks: 3, size: 4).run(on: machine)
    let bidirectionalForwardGradient = Kernels.CopyBlocks(from: bidirectionalGradient, fromStride: 8,
      to: memory + 1024, toStride: 4, blocks: 3, size: 4).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalBackwardRecurrentKernel, as: .transposedBlock(stride: 4, first: 0, inner: 4, columns: 4),
      into: memory + 848).run(on: machine)
    let bidirectionalBackwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalBackwardRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates),
      finalState: bidirectionalBackwardGradient, inputs: memory + 720, scratch: memory + 480,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple, isReversed: true,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let bidirectionalBackwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalBackwardStates, right: bidirectionalBackwardInputsGradient, into: memory + 848,
      geometry: .init(rows: 15, inner: 4, columns: 4)).run(on: machine)
    let bidirectionalBackwardBiasGradient = Kernels.ColumnSums(bidirectionalBackwardInputsGradient,
      memory + 784, rows: 15, columns: 4, scratch: memory + 480).run(on: machine)
    let bidirectionalBackwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalBackwardInputsGradient, into: memory + 800,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalForwardRecurrentKernel, as: .transposedBlock(stride: 4, first: 0, inner: 4, columns: 4),
      into: memory + 720).run(on: machine)
    let bidirectionalForwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalForwardRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates),
      finalState: bidirectionalForwardGradient, inputs: memory + 592, scratch: memory + 480,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let bidirectionalForwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalForwardStates, right: bidirectionalForwardInputsGradient, into: memory + 480,
      geometry: .init(rows: 15, inner: 4, columns: 4)).run(on: machine)
    let bidirectionalForwardBiasGradient = Kernels.ColumnSums(bidirectionalForwardInputsGradient,
      memory + 512, rows: 15, columns: 4, scratch: memory + 496).run(on: machine)
    let bidirectionalForwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalForwardInputsGradient, into: memory + 496,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    bidirectionalForwardKernelGradient.read(into: &gradient, at: 0, count: 12)
    bidirectionalForwardRecurrentKernelGradient.read(into: &gradient, at: 12, count: 16)
    bidirectionalForwardBiasGradient.read(into: &gradient, at: 28, count: 4)
    bidirectionalBackwardKernelGradient.read(into: &gradient, at: 32, count: 12)
    bidirectionalBackwardRecurrentKernelGradient.read(into: &gradient, at: 44, count: 16)
    bidirectionalBackwardBiasGradient.read(into: &gradient, at: 60, count: 4)
    denseKernelGradient.read(into: &gradient, at: 64, count: 16)
    denseBiasGradient.read(into: &gradient, at: 80, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 608).write(input, count: 45)
    let denseTarget = (memory + 656).write(target, count: 6)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels, bias: bidirectionalForwardBias, into: memory + 480,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0), finalState: memory + 672,
      scratch: memory + 544,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels, bias: bidirectionalBackwardBias, into: memory + 480,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0), finalState: memory + 608,
      scratch: memory + 544,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple, isReversed: true,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let bidirectional = Kernels.CopyBlocks(from: bidirectionalForward, fromStride: 4, to: memory + 480,
      toStride: 8, blocks: 3, size: 4).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackward, fromStride: 4, to: bidirectional, toStart: 4, toStride: 8,
      blocks: 3, size: 4).run(on: machine)
    let denseLinear = Kernels.Matmul(left: bidirectional, panels: denseKernelPanels, bias: denseBias,
      into: memory + 512, geometry: .init(rows: 3, inner: 8, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 480, rowLosses: memory + 496, rows: 3, classes: 2, scale: 0.33333334).run(on: machine)
    return denseLoss[0]
  }
}
