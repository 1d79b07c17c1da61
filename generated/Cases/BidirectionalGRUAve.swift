// Made by nncc from bidirectional_gru_ave.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// bidirectional_gru_ave: input [5, 3] → dense [5, 2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class BidirectionalGRUAve: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 226
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:f171ec2ade541aa0", inputs: [.init("input", [5, 3])], outputs: [.init("dense", [5, 2])],
      words: 3072,
    parameters: [
      .init("bidirectional/forward/kernel", [3, 12], at: 0, .glorotUniform),
      .init("bidirectional/forward/recurrent_kernel", [4, 12], at: 48, .orthogonal(gain: 1)),
      .init("bidirectional/forward/bias", [2, 12], at: 96, .zeros),
      .init("bidirectional/backward/kernel", [3, 12], at: 128, .glorotUniform),
      .init("bidirectional/backward/recurrent_kernel", [4, 12], at: 176, .orthogonal(gain: 1)),
      .init("bidirectional/backward/bias", [2, 12], at: 224, .zeros),
      .init("dense/kernel", [4, 2], at: 256, .glorotUniform),
      .init("dense/bias", [2], at: 272, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var bidirectionalForwardKernel: Floats { memory + 0 }
  private var bidirectionalForwardRecurrentKernel: Floats { memory + 48 }
  private var bidirectionalForwardBias: Floats { memory + 96 }
  private var bidirectionalBackwardKernel: Floats { memory + 128 }
  private var bidirectionalBackwardRecurrentKernel: Floats { memory + 176 }
  private var bidirectionalBackwardBias: Floats { memory + 224 }
  private var denseKernel: Floats { memory + 256 }
  private var denseBias: Floats { memory + 272 }
  private var bidirectionalForwardKernelPanels: Floats { memory + 288 }
  private var bidirectionalForwardRecurrentKernelPackedFrom0: Floats { memory + 336 }
  private var bidirectionalBackwardKernelPanels: Floats { memory + 400 }
  private var bidirectionalBackwardRecurrentKernelPackedFrom0: Floats { memory + 448 }
  private var denseKernelPanels: Floats { memory + 512 }

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
    Kernels.Pack(bidirectionalForwardKernel, as: .matrix(inner: 3, columns: 12),
      into: bidirectionalForwardKernelPanels).run(on: machine)
    Kernels.Pack(bidirectionalForwardRecurrentKernel, as: .block(stride: 12, first: 0, inner: 4, columns: 12),
      into: bidirectionalForwardRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(bidirectionalBackwardKernel, as: .matrix(inner: 3, columns: 12),
      into: bidirectionalBackwardKernelPanels).run(on: machine)
    Kernels.Pack(bidirectionalBackwardRecurrentKernel,
      as: .block(stride: 12, first: 0, inner: 4, columns: 12),
      into: bidirectionalBackwardRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 4, columns: 2), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 15 ? 1 : 3
    let inputPlace = (memory + 928).write(input, count: rows * 15)
    // 4: bidirectional: {merge_mode: ave, layer: {gru: {units: 4, return_sequences: true}…
    let bidirectionalForwardBiasInput = Kernels.CopyBlocks(from: bidirectionalForwardBias, fromStride: 12,
      to: memory + 768, toStride: 12, blocks: 1, size: 12).run(on: machine)
    let bidirectionalForwardBiasRecurrent = Kernels.CopyBlocks(from: bidirectionalForwardBias, fromStart: 12,
      fromStride: 12, to: memory + 976, toStride: 12, blocks: 1, size: 12).run(on: machine)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels, bias: bidirectionalForwardBiasInput, into: memory + 576,
      geometry: .init(rows: rows * 5, inner: 3, columns: 12)).run(on: machine)
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0,
        bias: bidirectionalForwardBiasRecurrent), sequence: memory + 864, scratch: memory + 768,
      geometry: .init(examples: rows, time: 5, units: 4, cell: .gru(resetAfter: true),
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardBiasInput = Kernels.CopyBlocks(from: bidirectionalBackwardBias, fromStride: 12,
      to: memory + 768, toStride: 12, blocks: 1, size: 12).run(on: machine)
    let bidirectionalBackwardBiasRecurrent = Kernels.CopyBlocks(from: bidirectionalBackwardBias,
      fromStart: 12, fromStride: 12, to: memory + 992, toStride: 12, blocks: 1, size: 12).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels, bias: bidirectionalBackwardBiasInput, into: memory + 576,
      geometry: .init(rows: rows * 5, inner: 3, columns: 12)).run(on: machine)
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0,
        bias: bidirectionalBackwardBiasRecurrent), sequence: memory + 928, scratch: memory + 768,
      geometry: .init(examples: rows, time: 5, units: 4, cell: .gru(resetAfter: true), isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalSum = Kernels.Merge(.add, bidirectionalForward, bidirectionalBackward, memory + 864,
      count: rows * 20).run(on: machine)
    let bidirectional = Kernels.Scale(bidirectionalSum, memory + 864, count: rows * 20,
      factor: 0.5).run(on: machine)
    // 5: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: bidirectional, panels: denseKernelPanels, bias: denseBias,
      into: memory + 576, geometry: .init(rows: rows * 5, inner: 4, columns: 2)).run(on: machine)
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
    let inputPlace = (memory + 1872).write(input, count: 45)
    let denseTarget = (memory + 1248).write(target, count: 30)
    // 4: bidirectional: {merge_mode: ave, layer: {gru: {units: 4, return_sequences: true}…
    let bidirectionalForwardBiasInput = Kernels.CopyBlocks(from: bidirectionalForwardBias, fromStride: 12,
      to: memory + 816, toStride: 12, blocks: 1, size: 12).run(on: machine)
    let bidirectionalForwardBiasRecurrent = Kernels.CopyBlocks(from: bidirectionalForwardBias, fromStart: 12,
      fromStride: 12, to: memory + 928, toStride: 12, blocks: 1, size: 12).run(on: machine)
    let bidirectionalForwardKernelPanels_2 = Kernels.Pack(bidirectionalForwardKernel,
      as: .matrix(inner: 3, columns: 12), into: memory + 768).run(on: machine)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels_2, bias: bidirectionalForwardBiasInput, into: memory + 576,
      geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalForwardRecurrentKernel,
      as: .block(stride: 12, first: 0, inner: 4, columns: 12), into: memory + 864).run(on: machine)
    let bidirectionalForwardGates = memory + 576, bidirectionalForwardStates = memory + 1488,
      bidirectionalForwardHidden = memory + 1552
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0_2,
        bias: bidirectionalForwardBiasRecurrent), sequence: memory + 1056,
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates,
        hidden: bidirectionalForwardHidden), scratch: memory + 768,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: true),
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardBiasInput = Kernels.CopyBlocks(from: bidirectionalBackwardBias, fromStride: 12,
      to: memory + 1008, toStride: 12, blocks: 1, size: 12).run(on: machine)
    let bidirectionalBackwardBiasRecurrent = Kernels.CopyBlocks(from: bidirectionalBackwardBias,
      fromStart: 12, fromStride: 12, to: memory + 1280, toStride: 12, blocks: 1, size: 12).run(on: machine)
    let bidirectionalBackwardKernelPanels_2 = Kernels.Pack(bidirectionalBackwardKernel,
      as: .matrix(inner: 3, columns: 12), into: memory + 960).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels_2, bias: bidirectionalBackwardBiasInput, into: memory + 768,
      geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalBackwardRecurrentKernel,
      as: .block(stride: 12, first: 0, inner: 4, columns: 12), into: memory + 1120).run(on: machine)
    let bidirectionalBackwardGates = memory + 768, bidirectionalBackwardStates = memory + 1616,
      bidirectionalBackwardHidden = memory + 1680
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0_2,
        bias: bidirectionalBackwardBiasRecurrent), sequence: memory + 1184,
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates,
        hidden: bidirectionalBackwardHidden), scratch: memory + 960,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: true), isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalSum = Kernels.Merge(.add, bidirectionalForward, bidirectionalBackward, memory + 1056,
      count: 60).run(on: machine)
    let bidirectional = Kernels.Scale(bidirectionalSum, memory + 1056, count: 60,
      factor: 0.5).run(on: machine)
    // 5: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: bidirectional, right: denseKernel, bias: denseBias,
      into: memory + 960, geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 1024
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1920, rowLosses: memory + 992, gradient: denseLossGradient, rows: 15, classes: 2,
      scale: 0.06666667).run(on: machine)
    // Backward of 5: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 976, rows: 15, columns: 2,
      scratch: memory + 960).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional, right: denseLossGradient,
      into: memory + 960, geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 1056).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 8).run(on: machine)
    // Backward of 4: bidirectional: {merge_mode: ave, layer: {gru: {units: 4, return_sequences: true}…
    let bidirectionalGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 960, geometry: .init(rows: 15, inner: 2, columns: 4)).run(on: machine)
    let bidirectionalSumGradient = Kernels.Scale(bidirectionalGradient, memory + 960, count: 60,
      factor: 0.5).run(on: machine)
    let bidirectionalForwardGradient = Kernels.MergeGradient(.add, by: .left, bidirectionalSumGradient,
      memory + 1744, count: 60).run(on: machine)
    let bidirectionalBackwardGradient = Kernels.MergeGradient(.add, by: .right, bidirectionalSumGradient,
      memory + 1808, count: 60).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalBackwardRecurrentKernel, as: .transposedBlock(stride: 12, first: 0, inner: 12, columns: 4),
      into: memory + 960).run(on: machine)
    let bidirectionalBackwardInputsRecurrentGradient = memory + 1152
    let bidirectionalBackwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalBackwardRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates,
        hidden: bidirectionalBackwardHidden), sequence: bidirectionalBackwardGradient, inputs: memory + 768,
      recurrent: bidirectionalBackwardInputsRecurrentGradient, scratch: memory + 1344,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: true), isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalBackwardStates, right: bidirectionalBackwardInputsRecurrentGradient,
      into: memory + 960, geometry: .init(rows: 15, inner: 4, columns: 12)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardRecurrentKernel,
      gradient: bidirectionalBackwardRecurrentKernelGradient, count: 48).run(on: machine)
    let bidirectionalBackwardBiasRecurrentGradient = Kernels.ColumnSums(
      bidirectionalBackwardInputsRecurrentGradient, memory + 1008, rows: 15, columns: 12,
      scratch: memory + 960).run(on: machine)
    let bidirectionalBackwardBiasInputGradient = Kernels.ColumnSums(bidirectionalBackwardInputsGradient,
      memory + 1024, rows: 15, columns: 12, scratch: memory + 960).run(on: machine)
    let bidirectionalBackwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalBackwardInputsGradient, into: memory + 960,
      geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardKernel, gradient: bidirectionalBackwardKernelGradient,
      count: 36).run(on: machine)
    let bidirectionalBackwardBiasGradient = Kernels.Fill(memory + 768, count: 24, value: 0).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackwardBiasRecurrentGradient, fromStride: 12,
      to: bidirectionalBackwardBiasGradient, toStart: 12, toStride: 12, blocks: 1, size: 12,
      adding: true).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackwardBiasInputGradient, fromStride: 12,
      to: bidirectionalBackwardBiasGradient, toStride: 12, blocks: 1, size: 12, adding: true).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardBias, gradient: bidirectionalBackwardBiasGradient,
      count: 24).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalForwardRecurrentKernel, as: .transposedBlock(stride: 12, first: 0, inner: 12, columns: 4),
      into: memory + 768).run(on: machine)
    let bidirectionalForwardInputsRecurrentGradient = memory + 960
    let bidirectionalForwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalForwardRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates,
        hidden: bidirectionalForwardHidden), sequence: bidirectionalForwardGradient, inputs: memory + 576,
      recurrent: bidirectionalForwardInputsRecurrentGradient, scratch: memory + 1152,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: true),
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalForwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalForwardStates, right: bidirectionalForwardInputsRecurrentGradient,
      into: memory + 768, geometry: .init(rows: 15, inner: 4, columns: 12)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardRecurrentKernel,
      gradient: bidirectionalForwardRecurrentKernelGradient, count: 48).run(on: machine)
    let bidirectionalForwardBiasRecurrentGradient = Kernels.ColumnSums(
      bidirectionalForwardInputsRecurrentGradient, memory + 816, rows: 15, columns: 12,
      scratch: memory + 768).run(on: machine)
    let bidirectionalForwardBiasInputGradient = Kernels.ColumnSums(bidirectionalForwardInputsGradient,
      memory + 832, rows: 15, columns: 12, scratch: memory + 768).run(on: machine)
    let bidirectionalForwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalForwardInputsGradient, into: memory + 768,
      geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardKernel, gradient: bidirectionalForwardKernelGradient,
      count: 36).run(on: machine)
    let bidirectionalForwardBiasGradient = Kernels.Fill(memory + 576, count: 24, value: 0).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalForwardBiasRecurrentGradient, fromStride: 12,
      to: bidirectionalForwardBiasGradient, toStart: 12, toStride: 12, blocks: 1, size: 12,
      adding: true).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalForwardBiasInputGradient, fromStride: 12,
      to: bidirectionalForwardBiasGradient, toStride: 12, blocks: 1, size: 12, adding: true).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardBias, gradient: bidirectionalForwardBiasGradient,
      count: 24).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 1872).write(input, count: 45)
    let denseTarget = (memory + 1248).write(target, count: 30)
    let bidirectionalForwardBiasInput = Kernels.CopyBlocks(from: bidirectionalForwardBias, fromStride: 12,
      to: memory + 816, toStride: 12, blocks: 1, size: 12).run(on: machine)
    let bidirectionalForwardBiasRecurrent = Kernels.CopyBlocks(from: bidirectionalForwardBias, fromStart: 12,
      fromStride: 12, to: memory + 928, toStride: 12, blocks: 1, size: 12).run(on: machine)
    let bidirectionalForwardKernelPanels_2 = Kernels.Pack(bidirectionalForwardKernel,
      as: .matrix(inner: 3, columns: 12), into: memory + 768).run(on: machine)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels_2, bias: bidirectionalForwardBiasInput, into: memory + 576,
      geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalForwardRecurrentKernel,
      as: .block(stride: 12, first: 0, inner: 4, columns: 12), into: memory + 864).run(on: machine)
    let bidirectionalForwardGates = memory + 576, bidirectionalForwardStates = memory + 1488,
      bidirectionalForwardHidden = memory + 1552
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0_2,
        bias: bidirectionalForwardBiasRecurrent), sequence: memory + 1056,
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates,
        hidden: bidirectionalForwardHidden), scratch: memory + 768,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: true),
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardBiasInput = Kernels.CopyBlocks(from: bidirectionalBackwardBias, fromStride: 12,
      to: memory + 1008, toStride: 12, blocks: 1, size: 12).run(on: machine)
    let bidirectionalBackwardBiasRecurrent = Kernels.CopyBlocks(from: bidirectionalBackwardBias,
      fromStart: 12, fromStride: 12, to: memory + 1280, toStride: 12, blocks: 1, size: 12).run(on: machine)
    let bidirectionalBackwardKernelPanels_2 = Kernels.Pack(bidirectionalBackwardKernel,
      as: .matrix(inner: 3, columns: 12), into: memory + 960).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels_2, bias: bidirectionalBackwardBiasInput, into: memory + 768,
      geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalBackwardRecurrentKernel,
      as: .block(stride: 12, first: 0, inner: 4, columns: 12), into: memory + 1120).run(on: machine)
    let bidirectionalBackwardGates = memory + 768, bidirectionalBackwardStates = memory + 1616,
      bidirectionalBackwardHidden = memory + 1680
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0_2,
        bias: bidirectionalBackwardBiasRecurrent), sequence: memory + 1184,
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates,
        hidden: bidirectionalBackwardHidden), scratch: memory + 960,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: true), isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalSum = Kernels.Merge(.add, bidirectionalForward, bidirectionalBackward, memory + 1056,
      count: 60).run(on: machine)
    let bidirectional = Kernels.Scale(bidirectionalSum, memory + 1056, count: 60,
      factor: 0.5).run(on: machine)
    let denseLinear = Kernels.Matmul(left: bidirectional, right: denseKernel, bias: denseBias,
      into: memory + 960, geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 1024
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1920, rowLosses: memory + 992, gradient: denseLossGradient, rows: 15, classes: 2,
      scale: 0.06666667).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 1936, rows: 15, columns: 2,
      scratch: memory + 960).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional, right: denseLossGradient,
      into: memory + 1952, geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 1056).run(on: machine)
    let bidirectionalGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 960, geometry: .init(rows: 15, inner: 2, columns: 4)).run(on: machine)
    let bidirectionalSumGradient = Kernels.Scale(bidirectionalGradient, memory + 960, count: 60,
      factor: 0.5).run(on: machine)
    let bidirectionalForwardGradient = Kernels.MergeGradient(.add, by: .left, bidirectionalSumGradient,
      memory + 1744, count: 60).run(on: machine)
    let bidirectionalBackwardGradient = Kernels.MergeGradient(.add, by: .right, bidirectionalSumGradient,
      memory + 1808, count: 60).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalBackwardRecurrentKernel, as: .transposedBlock(stride: 12, first: 0, inner: 12, columns: 4),
      into: memory + 960).run(on: machine)
    let bidirectionalBackwardInputsRecurrentGradient = memory + 1152
    let bidirectionalBackwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalBackwardRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates,
        hidden: bidirectionalBackwardHidden), sequence: bidirectionalBackwardGradient, inputs: memory + 768,
      recurrent: bidirectionalBackwardInputsRecurrentGradient, scratch: memory + 1344,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: true), isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalBackwardStates, right: bidirectionalBackwardInputsRecurrentGradient,
      into: memory + 1344, geometry: .init(rows: 15, inner: 4, columns: 12)).run(on: machine)
    let bidirectionalBackwardBiasRecurrentGradient = Kernels.ColumnSums(
      bidirectionalBackwardInputsRecurrentGradient, memory + 976, rows: 15, columns: 12,
      scratch: memory + 960).run(on: machine)
    let bidirectionalBackwardBiasInputGradient = Kernels.ColumnSums(bidirectionalBackwardInputsGradient,
      memory + 992, rows: 15, columns: 12, scratch: memory + 960).run(on: machine)
    let bidirectionalBackwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalBackwardInputsGradient, into: memory + 1296,
      geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    let bidirectionalBackwardBiasGradient = Kernels.Fill(memory + 1392, count: 24, value: 0).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackwardBiasRecurrentGradient, fromStride: 12,
      to: bidirectionalBackwardBiasGradient, toStart: 12, toStride: 12, blocks: 1, size: 12,
      adding: true).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackwardBiasInputGradient, fromStride: 12,
      to: bidirectionalBackwardBiasGradient, toStride: 12, blocks: 1, size: 12, adding: true).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalForwardRecurrentKernel, as: .transposedBlock(stride: 12, first: 0, inner: 12, columns: 4),
      into: memory + 768).run(on: machine)
    let bidirectionalForwardInputsRecurrentGradient = memory + 960
    let bidirectionalForwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalForwardRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates,
        hidden: bidirectionalForwardHidden), sequence: bidirectionalForwardGradient, inputs: memory + 576,
      recurrent: bidirectionalForwardInputsRecurrentGradient, scratch: memory + 1152,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: true),
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalForwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalForwardStates, right: bidirectionalForwardInputsRecurrentGradient,
      into: memory + 768, geometry: .init(rows: 15, inner: 4, columns: 12)).run(on: machine)
    let bidirectionalForwardBiasRecurrentGradient = Kernels.ColumnSums(
      bidirectionalForwardInputsRecurrentGradient, memory + 864, rows: 15, columns: 12,
      scratch: memory + 816).run(on: machine)
    let bidirectionalForwardBiasInputGradient = Kernels.ColumnSums(bidirectionalForwardInputsGradient,
      memory + 880, rows: 15, columns: 12, scratch: memory + 816).run(on: machine)
    let bidirectionalForwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalForwardInputsGradient, into: memory + 816,
      geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    let bidirectionalForwardBiasGradient = Kernels.Fill(memory + 576, count: 24, value: 0).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalForwardBiasRecurrentGradient, fromStride: 12,
      to: bidirectionalForwardBiasGradient, toStart: 12, toStride: 12, blocks: 1, size: 12,
      adding: true).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalForwardBiasInputGradient, fromStride: 12,
      to: bidirectionalForwardBiasGradient, toStride: 12, blocks: 1, size: 12, adding: true).run(on: machine)
    bidirectionalForwardKernelGradient.read(into: &gradient, at: 0, count: 36)
    bidirectionalForwardRecurrentKernelGradient.read(into: &gradient, at: 36, count: 48)
    bidirectionalForwardBiasGradient.read(into: &gradient, at: 84, count: 24)
    bidirectionalBackwardKernelGradient.read(into: &gradient, at: 108, count: 36)
    bidirectionalBackwardRecurrentKernelGradient.read(into: &gradient, at: 144, count: 48)
    bidirectionalBackwardBiasGradient.read(into: &gradient, at: 192, count: 24)
    denseKernelGradient.read(into: &gradient, at: 216, count: 8)
    denseBiasGradient.read(into: &gradient, at: 224, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 928).write(input, count: 45)
    let denseTarget = (memory + 992).write(target, count: 30)
    let bidirectionalForwardBiasInput = Kernels.CopyBlocks(from: bidirectionalForwardBias, fromStride: 12,
      to: memory + 768, toStride: 12, blocks: 1, size: 12).run(on: machine)
    let bidirectionalForwardBiasRecurrent = Kernels.CopyBlocks(from: bidirectionalForwardBias, fromStart: 12,
      fromStride: 12, to: memory + 976, toStride: 12, blocks: 1, size: 12).run(on: machine)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels, bias: bidirectionalForwardBiasInput, into: memory + 576,
      geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0,
        bias: bidirectionalForwardBiasRecurrent), sequence: memory + 864, scratch: memory + 768,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: true),
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardBiasInput = Kernels.CopyBlocks(from: bidirectionalBackwardBias, fromStride: 12,
      to: memory + 768, toStride: 12, blocks: 1, size: 12).run(on: machine)
    let bidirectionalBackwardBiasRecurrent = Kernels.CopyBlocks(from: bidirectionalBackwardBias,
      fromStart: 12, fromStride: 12, to: memory + 1024, toStride: 12, blocks: 1, size: 12).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels, bias: bidirectionalBackwardBiasInput, into: memory + 576,
      geometry: .init(rows: 15, inner: 3, columns: 12)).run(on: machine)
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0,
        bias: bidirectionalBackwardBiasRecurrent), sequence: memory + 928, scratch: memory + 768,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .gru(resetAfter: true), isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalSum = Kernels.Merge(.add, bidirectionalForward, bidirectionalBackward, memory + 864,
      count: 60).run(on: machine)
    let bidirectional = Kernels.Scale(bidirectionalSum, memory + 864, count: 60, factor: 0.5).run(on: machine)
    let denseLinear = Kernels.Matmul(left: bidirectional, panels: denseKernelPanels, bias: denseBias,
      into: memory + 576, geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 608, rowLosses: memory + 624, rows: 15, classes: 2, scale: 0.06666667).run(on: machine)
    return denseLoss[0]
  }
}
