// Made by nncc from bidirectional_backward_layer.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// bidirectional_backward_layer: input [5, 3] → dense [5, 2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class BidirectionalBackwardLayer: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 274
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:8389340c4de1aaa6", inputs: [.init("input", [5, 3])], outputs: [.init("dense", [5, 2])],
      words: 3072,
    parameters: [
      .init("bidirectional/forward/kernel", [3, 16], at: 0, .glorotUniform),
      .init("bidirectional/forward/recurrent_kernel", [4, 16], at: 48, .orthogonal(gain: 1)),
      .init("bidirectional/forward/bias", [16], at: 112, .unitForgetBias(.zeros)),
      .init("bidirectional/backward/kernel", [3, 16], at: 128, .glorotUniform),
      .init("bidirectional/backward/recurrent_kernel", [4, 16], at: 176, .orthogonal(gain: 1)),
      .init("bidirectional/backward/bias", [16], at: 240, .unitForgetBias(.zeros)),
      .init("dense/kernel", [8, 2], at: 256, .glorotUniform),
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
  private var bidirectionalForwardBias: Floats { memory + 112 }
  private var bidirectionalBackwardKernel: Floats { memory + 128 }
  private var bidirectionalBackwardRecurrentKernel: Floats { memory + 176 }
  private var bidirectionalBackwardBias: Floats { memory + 240 }
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
    Kernels.Pack(bidirectionalForwardKernel, as: .matrix(inner: 3, columns: 16),
      into: bidirectionalForwardKernelPanels).run(on: machine)
    Kernels.Pack(bidirectionalForwardRecurrentKernel, as: .block(stride: 16, first: 0, inner: 4, columns: 16),
      into: bidirectionalForwardRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(bidirectionalBackwardKernel, as: .matrix(inner: 3, columns: 16),
      into: bidirectionalBackwardKernelPanels).run(on: machine)
    Kernels.Pack(bidirectionalBackwardRecurrentKernel,
      as: .block(stride: 16, first: 0, inner: 4, columns: 16),
      into: bidirectionalBackwardRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 8, columns: 2), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 15 ? 1 : 3
    let inputPlace = (memory + 1040).write(input, count: rows * 15)
    // 5: layer: {lstm: {units: 4, return_sequences: true}}
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels, bias: bidirectionalForwardBias, into: memory + 640,
      geometry: .init(rows: rows * 5, inner: 3, columns: 16)).run(on: machine)
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0), sequence: memory + 976,
      scratch: memory + 880,
      geometry: .init(examples: rows, time: 5, units: 4, cell: .lstm, maskedOutput: .zeros)).run(on: machine)
    // 6: backward_layer: {lstm: {units: 4, activation: relu, go_backwards: true, return_s…
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels, bias: bidirectionalBackwardBias, into: memory + 640,
      geometry: .init(rows: rows * 5, inner: 3, columns: 16)).run(on: machine)
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0), sequence: memory + 1040,
      scratch: memory + 880,
      geometry: .init(examples: rows, time: 5, units: 4, cell: .lstm, isReversed: true,
        activation: .elementwise(.relu), maskedOutput: .zeros)).run(on: machine)
    // 4: bidirectional:
    let bidirectional = Kernels.CopyBlocks(from: bidirectionalForward, fromStride: 4, to: memory + 640,
      toStride: 8, blocks: rows * 5, size: 4).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackward, fromStride: 4, to: bidirectional, toStart: 4, toStride: 8,
      blocks: rows * 5, size: 4).run(on: machine)
    // 7: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: bidirectional, panels: denseKernelPanels, bias: denseBias,
      into: memory + 768, geometry: .init(rows: rows * 5, inner: 8, columns: 2)).run(on: machine)
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
    let inputPlace = (memory + 1904).write(input, count: 45)
    let denseTarget = (memory + 864).write(target, count: 30)
    // 5: layer: {lstm: {units: 4, return_sequences: true}}
    let bidirectionalForwardKernelPanels_2 = Kernels.Pack(bidirectionalForwardKernel,
      as: .matrix(inner: 3, columns: 16), into: memory + 640).run(on: machine)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels_2, bias: bidirectionalForwardBias, into: memory + 896,
      geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalForwardRecurrentKernel,
      as: .block(stride: 16, first: 0, inner: 4, columns: 16), into: memory + 736).run(on: machine)
    let bidirectionalForwardGates = memory + 896, bidirectionalForwardStates = memory + 1520,
      bidirectionalForwardCells = memory + 1584
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0_2), sequence: memory + 800,
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates,
        cells: bidirectionalForwardCells), scratch: memory + 640,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, maskedOutput: .zeros)).run(on: machine)
    // 6: backward_layer: {lstm: {units: 4, activation: relu, go_backwards: true, return_s…
    let bidirectionalBackwardKernelPanels_2 = Kernels.Pack(bidirectionalBackwardKernel,
      as: .matrix(inner: 3, columns: 16), into: memory + 640).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels_2, bias: bidirectionalBackwardBias, into: memory + 1136,
      geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalBackwardRecurrentKernel,
      as: .block(stride: 16, first: 0, inner: 4, columns: 16), into: memory + 736).run(on: machine)
    let bidirectionalBackwardGates = memory + 1136, bidirectionalBackwardStates = memory + 1648,
      bidirectionalBackwardCells = memory + 1712
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0_2), sequence: memory + 1376,
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates,
        cells: bidirectionalBackwardCells), scratch: memory + 640,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, isReversed: true,
        activation: .elementwise(.relu), maskedOutput: .zeros)).run(on: machine)
    // 4: bidirectional:
    let bidirectional = Kernels.CopyBlocks(from: bidirectionalForward, fromStride: 4, to: memory + 640,
      toStride: 8, blocks: 15, size: 4).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackward, fromStride: 4, to: bidirectional, toStart: 4, toStride: 8,
      blocks: 15, size: 4).run(on: machine)
    // 7: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: bidirectional, right: denseKernel, bias: denseBias,
      into: memory + 768, geometry: .init(rows: 15, inner: 8, columns: 2)).run(on: machine)
    // 8: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 800
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1952, rowLosses: memory + 832, gradient: denseLossGradient, rows: 15, classes: 2,
      scale: 0.06666667).run(on: machine)
    // Backward of 7: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 784, rows: 15, columns: 2,
      scratch: memory + 768).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional, right: denseLossGradient,
      into: memory + 832, geometry: .init(rows: 15, inner: 8, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 8),
      into: memory + 768).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 16).run(on: machine)
    // Backward of 4: bidirectional:
    let bidirectionalGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 640, geometry: .init(rows: 15, inner: 2, columns: 8)).run(on: machine)
    // Backward of 6: backward_layer: {lstm: {units: 4, activation: relu, go_backwards: true, return_s…
    let bidirectionalBackwardGradient = Kernels.CopyBlocks(from: bidirectionalGradient, fromStart: 4,
      fromStride: 8, to: memory + 1776, toStride: 4, blocks: 15, size: 4).run(on: machine)
    // Backward of 5: layer: {lstm: {units: 4, return_sequences: true}}
    let bidirectionalForwardGradient = Kernels.CopyBlocks(from: bidirectionalGradient, fromStride: 8,
      to: memory + 1840, toStride: 4, blocks: 15, size: 4).run(on: machine)
    // Backward of 6: backward_layer: {lstm: {units: 4, activation: relu, go_backwards: true, return_s…
    let bidirectionalBackwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalBackwardRecurrentKernel, as: .transposedBlock(stride: 16, first: 0, inner: 16, columns: 4),
      into: memory + 640).run(on: machine)
    let bidirectionalBackwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalBackwardRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates,
        cells: bidirectionalBackwardCells), sequence: bidirectionalBackwardGradient, inputs: memory + 1136,
      scratch: memory + 1376,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, isReversed: true,
        activation: .elementwise(.relu), maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalBackwardStates, right: bidirectionalBackwardInputsGradient, into: memory + 640,
      geometry: .init(rows: 15, inner: 4, columns: 16)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardRecurrentKernel,
      gradient: bidirectionalBackwardRecurrentKernelGradient, count: 64).run(on: machine)
    let bidirectionalBackwardBiasGradient = Kernels.ColumnSums(bidirectionalBackwardInputsGradient,
      memory + 656, rows: 15, columns: 16, scratch: memory + 640).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardBias, gradient: bidirectionalBackwardBiasGradient,
      count: 16).run(on: machine)
    let bidirectionalBackwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalBackwardInputsGradient, into: memory + 640,
      geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardKernel, gradient: bidirectionalBackwardKernelGradient,
      count: 48).run(on: machine)
    // Backward of 5: layer: {lstm: {units: 4, return_sequences: true}}
    let bidirectionalForwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalForwardRecurrentKernel, as: .transposedBlock(stride: 16, first: 0, inner: 16, columns: 4),
      into: memory + 640).run(on: machine)
    let bidirectionalForwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalForwardRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates,
        cells: bidirectionalForwardCells), sequence: bidirectionalForwardGradient, inputs: memory + 896,
      scratch: memory + 1136,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, maskedOutput: .zeros)).run(on: machine)
    let bidirectionalForwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalForwardStates, right: bidirectionalForwardInputsGradient, into: memory + 640,
      geometry: .init(rows: 15, inner: 4, columns: 16)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardRecurrentKernel,
      gradient: bidirectionalForwardRecurrentKernelGradient, count: 64).run(on: machine)
    let bidirectionalForwardBiasGradient = Kernels.ColumnSums(bidirectionalForwardInputsGradient,
      memory + 656, rows: 15, columns: 16, scratch: memory + 640).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardBias, gradient: bidirectionalForwardBiasGradient,
      count: 16).run(on: machine)
    let bidirectionalForwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalForwardInputsGradient, into: memory + 640,
      geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardKernel, gradient: bidirectionalForwardKernelGradient,
      count: 48).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 1904).write(input, count: 45)
    let denseTarget = (memory + 864).write(target, count: 30)
    let bidirectionalForwardKernelPanels_2 = Kernels.Pack(bidirectionalForwardKernel,
      as: .matrix(inner: 3, columns: 16), into: memory + 640).run(on: machine)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels_2, bias: bidirectionalForwardBias, into: memory + 896,
      geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalForwardRecurrentKernel,
      as: .block(stride: 16, first: 0, inner: 4, columns: 16), into: memory + 736).run(on: machine)
    let bidirectionalForwardGates = memory + 896, bidirectionalForwardStates = memory + 1520,
      bidirectionalForwardCells = memory + 1584
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0_2), sequence: memory + 800,
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates,
        cells: bidirectionalForwardCells), scratch: memory + 640,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardKernelPanels_2 = Kernels.Pack(bidirectionalBackwardKernel,
      as: .matrix(inner: 3, columns: 16), into: memory + 640).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels_2, bias: bidirectionalBackwardBias, into: memory + 1136,
      geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalBackwardRecurrentKernel,
      as: .block(stride: 16, first: 0, inner: 4, columns: 16), into: memory + 736).run(on: machine)
    let bidirectionalBackwardGates = memory + 1136, bidirectionalBackwardStates = memory + 1648,
      bidirectionalBackwardCells = memory + 1712
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0_2), sequence: memory + 1376,
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates,
        cells: bidirectionalBackwardCells), scratch: memory + 640,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, isReversed: true,
        activation: .elementwise(.relu), maskedOutput: .zeros)).run(on: machine)
    let bidirectional = Kernels.CopyBlocks(from: bidirectionalForward, fromStride: 4, to: memory + 640,
      toStride: 8, blocks: 15, size: 4).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackward, fromStride: 4, to: bidirectional, toStart: 4, toStride: 8,
      blocks: 15, size: 4).run(on: machine)
    let denseLinear = Kernels.Matmul(left: bidirectional, right: denseKernel, bias: denseBias,
      into: memory + 768, geometry: .init(rows: 15, inner: 8, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 800
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1952, rowLosses: memory + 832, gradient: denseLossGradient, rows: 15, classes: 2,
      scale: 0.06666667).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 1968, rows: 15, columns: 2,
      scratch: memory + 768).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional, right: denseLossGradient,
      into: memory + 1984, geometry: .init(rows: 15, inner: 8, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 8),
      into: memory + 768).run(on: machine)
    let bidirectionalGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 640, geometry: .init(rows: 15, inner: 2, columns: 8)).run(on: machine)
    let bidirectionalBackwardGradient = Kernels.CopyBlocks(from: bidirectionalGradient, fromStart: 4,
      fromStride: 8, to: memory + 1776, toStride: 4, blocks: 15, size: 4).run(on: machine)
    let bidirectionalForwardGradient = Kernels.CopyBlocks(from: bidirectionalGradient, fromStride: 8,
      to: memory + 1840, toStride: 4, blocks: 15, size: 4).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalBackwardRecurrentKernel, as: .transposedBlock(stride: 16, first: 0, inner: 16, columns: 4),
      into: memory + 640).run(on: machine)
    let bidirectionalBackwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalBackwardRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates,
        cells: bidirectionalBackwardCells), sequence: bidirectionalBackwardGradient, inputs: memory + 1136,
      scratch: memory + 1376,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, isReversed: true,
        activation: .elementwise(.relu), maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalBackwardStates, right: bidirectionalBackwardInputsGradient, into: memory + 1376,
      geometry: .init(rows: 15, inner: 4, columns: 16)).run(on: machine)
    let bidirectionalBackwardBiasGradient = Kernels.ColumnSums(bidirectionalBackwardInputsGradient,
      memory + 1488, rows: 15, columns: 16, scratch: memory + 640).run(on: machine)
    let bidirectionalBackwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalBackwardInputsGradient, into: memory + 1440,
      geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalForwardRecurrentKernel, as: .transposedBlock(stride: 16, first: 0, inner: 16, columns: 4),
      into: memory + 640).run(on: machine)
    let bidirectionalForwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalForwardRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates,
        cells: bidirectionalForwardCells), sequence: bidirectionalForwardGradient, inputs: memory + 896,
      scratch: memory + 1136,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, maskedOutput: .zeros)).run(on: machine)
    let bidirectionalForwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalForwardStates, right: bidirectionalForwardInputsGradient, into: memory + 640,
      geometry: .init(rows: 15, inner: 4, columns: 16)).run(on: machine)
    let bidirectionalForwardBiasGradient = Kernels.ColumnSums(bidirectionalForwardInputsGradient,
      memory + 752, rows: 15, columns: 16, scratch: memory + 704).run(on: machine)
    let bidirectionalForwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalForwardInputsGradient, into: memory + 704,
      geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    bidirectionalForwardKernelGradient.read(into: &gradient, at: 0, count: 48)
    bidirectionalForwardRecurrentKernelGradient.read(into: &gradient, at: 48, count: 64)
    bidirectionalForwardBiasGradient.read(into: &gradient, at: 112, count: 16)
    bidirectionalBackwardKernelGradient.read(into: &gradient, at: 128, count: 48)
    bidirectionalBackwardRecurrentKernelGradient.read(into: &gradient, at: 176, count: 64)
    bidirectionalBackwardBiasGradient.read(into: &gradient, at: 240, count: 16)
    denseKernelGradient.read(into: &gradient, at: 256, count: 16)
    denseBiasGradient.read(into: &gradient, at: 272, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 1040).write(input, count: 45)
    let denseTarget = (memory + 1104).write(target, count: 30)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels, bias: bidirectionalForwardBias, into: memory + 640,
      geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0), sequence: memory + 976,
      scratch: memory + 880,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels, bias: bidirectionalBackwardBias, into: memory + 640,
      geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0), sequence: memory + 1040,
      scratch: memory + 880,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, isReversed: true,
        activation: .elementwise(.relu), maskedOutput: .zeros)).run(on: machine)
    let bidirectional = Kernels.CopyBlocks(from: bidirectionalForward, fromStride: 4, to: memory + 640,
      toStride: 8, blocks: 15, size: 4).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackward, fromStride: 4, to: bidirectional, toStart: 4, toStride: 8,
      blocks: 15, size: 4).run(on: machine)
    let denseLinear = Kernels.Matmul(left: bidirectional, panels: denseKernelPanels, bias: denseBias,
      into: memory + 768, geometry: .init(rows: 15, inner: 8, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 640, rowLosses: memory + 656, rows: 15, classes: 2, scale: 0.06666667).run(on: machine)
    return denseLoss[0]
  }
}
