// Made by nncc from num_proj_bidirectional.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// num_proj_bidirectional: input [5, 3] → dense [5, 2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class NumProjBidirectional: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 324
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:759f9fba71a72541", inputs: [.init("input", [5, 3])], outputs: [.init("dense", [5, 2])],
      words: 4096,
    parameters: [
      .init("bidirectional/forward/kernel", [3, 20], at: 0, .glorotUniform),
      .init("bidirectional/forward/recurrent_kernel", [3, 20], at: 64, .orthogonal(gain: 1)),
      .init("bidirectional/forward/bias", [20], at: 128, .unitForgetBias(.zeros)),
      .init("bidirectional/forward/projection_kernel", [5, 3], at: 160, .glorotUniform),
      .init("bidirectional/backward/kernel", [3, 20], at: 176, .glorotUniform),
      .init("bidirectional/backward/recurrent_kernel", [3, 20], at: 240, .orthogonal(gain: 1)),
      .init("bidirectional/backward/bias", [20], at: 304, .unitForgetBias(.zeros)),
      .init("bidirectional/backward/projection_kernel", [5, 3], at: 336, .glorotUniform),
      .init("dense/kernel", [6, 2], at: 352, .glorotUniform),
      .init("dense/bias", [2], at: 368, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var bidirectionalForwardKernel: Floats { memory + 0 }
  private var bidirectionalForwardRecurrentKernel: Floats { memory + 64 }
  private var bidirectionalForwardBias: Floats { memory + 128 }
  private var bidirectionalForwardProjectionKernel: Floats { memory + 160 }
  private var bidirectionalBackwardKernel: Floats { memory + 176 }
  private var bidirectionalBackwardRecurrentKernel: Floats { memory + 240 }
  private var bidirectionalBackwardBias: Floats { memory + 304 }
  private var bidirectionalBackwardProjectionKernel: Floats { memory + 336 }
  private var denseKernel: Floats { memory + 352 }
  private var denseBias: Floats { memory + 368 }
  private var bidirectionalForwardKernelPanels: Floats { memory + 384 }
  private var bidirectionalForwardRecurrentKernelPackedFrom0: Floats { memory + 480 }
  private var bidirectionalForwardProjectionKernelPanels: Floats { memory + 576 }
  private var bidirectionalBackwardKernelPanels: Floats { memory + 656 }
  private var bidirectionalBackwardRecurrentKernelPackedFrom0: Floats { memory + 752 }
  private var bidirectionalBackwardProjectionKernelPanels: Floats { memory + 848 }
  private var denseKernelPanels: Floats { memory + 928 }

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
    Kernels.Pack(bidirectionalForwardKernel, as: .matrix(inner: 3, columns: 20),
      into: bidirectionalForwardKernelPanels).run(on: machine)
    Kernels.Pack(bidirectionalForwardRecurrentKernel, as: .block(stride: 20, first: 0, inner: 3, columns: 20),
      into: bidirectionalForwardRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(bidirectionalForwardProjectionKernel, as: .matrix(inner: 5, columns: 3),
      into: bidirectionalForwardProjectionKernelPanels).run(on: machine)
    Kernels.Pack(bidirectionalBackwardKernel, as: .matrix(inner: 3, columns: 20),
      into: bidirectionalBackwardKernelPanels).run(on: machine)
    Kernels.Pack(bidirectionalBackwardRecurrentKernel,
      as: .block(stride: 20, first: 0, inner: 3, columns: 20),
      into: bidirectionalBackwardRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(bidirectionalBackwardProjectionKernel, as: .matrix(inner: 5, columns: 3),
      into: bidirectionalBackwardProjectionKernelPanels).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 6, columns: 2), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 15 ? 1 : 3
    let inputPlace = (memory + 1440).write(input, count: rows * 15)
    // 4: bidirectional: {layer: {lstm: {units: 5, num_proj: 3, return_sequences: true}}}
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels, bias: bidirectionalForwardBias, into: memory + 1024,
      geometry: .init(rows: rows * 5, inner: 3, columns: 20)).run(on: machine)
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0,
        projection: bidirectionalForwardProjectionKernelPanels), sequence: memory + 1488,
      scratch: memory + 1328,
      geometry: .init(examples: rows, time: 5, units: 5, projection: 3, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels, bias: bidirectionalBackwardBias, into: memory + 1024,
      geometry: .init(rows: rows * 5, inner: 3, columns: 20)).run(on: machine)
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0,
        projection: bidirectionalBackwardProjectionKernelPanels), sequence: memory + 1440,
      scratch: memory + 1328,
      geometry: .init(examples: rows, time: 5, units: 5, projection: 3, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional = Kernels.CopyBlocks(from: bidirectionalForward, fromStride: 3, to: memory + 1024,
      toStride: 6, blocks: rows * 5, size: 3).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackward, fromStride: 3, to: bidirectional, toStart: 3, toStride: 6,
      blocks: rows * 5, size: 3).run(on: machine)
    // 5: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: bidirectional, panels: denseKernelPanels, bias: denseBias,
      into: memory + 1120, geometry: .init(rows: rows * 5, inner: 6, columns: 2)).run(on: machine)
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
    let inputPlace = (memory + 2432).write(input, count: 45)
    let denseTarget = (memory + 1312).write(target, count: 30)
    // 4: bidirectional: {layer: {lstm: {units: 5, num_proj: 3, return_sequences: true}}}
    let bidirectionalForwardKernelPanels_2 = Kernels.Pack(bidirectionalForwardKernel,
      as: .matrix(inner: 3, columns: 20), into: memory + 1024).run(on: machine)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels_2, bias: bidirectionalForwardBias, into: memory + 1344,
      geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalForwardRecurrentKernel,
      as: .block(stride: 20, first: 0, inner: 3, columns: 20), into: memory + 1136).run(on: machine)
    let bidirectionalForwardProjectionKernelPanels_2 = Kernels.Pack(bidirectionalForwardProjectionKernel,
      as: .matrix(inner: 5, columns: 3), into: memory + 1232).run(on: machine)
    let bidirectionalForwardGates = memory + 1344, bidirectionalForwardStates = memory + 2480,
      bidirectionalForwardCells = memory + 2112, bidirectionalForwardHidden = memory + 2192
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0_2,
        projection: bidirectionalForwardProjectionKernelPanels_2), sequence: memory + 1952,
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates,
        cells: bidirectionalForwardCells, hidden: bidirectionalForwardHidden), scratch: memory + 1024,
      geometry: .init(examples: 3, time: 5, units: 5, projection: 3, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardKernelPanels_2 = Kernels.Pack(bidirectionalBackwardKernel,
      as: .matrix(inner: 3, columns: 20), into: memory + 1024).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels_2, bias: bidirectionalBackwardBias, into: memory + 1648,
      geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalBackwardRecurrentKernel,
      as: .block(stride: 20, first: 0, inner: 3, columns: 20), into: memory + 1136).run(on: machine)
    let bidirectionalBackwardProjectionKernelPanels_2 = Kernels.Pack(bidirectionalBackwardProjectionKernel,
      as: .matrix(inner: 5, columns: 3), into: memory + 1232).run(on: machine)
    let bidirectionalBackwardGates = memory + 1648, bidirectionalBackwardStates = memory + 2528,
      bidirectionalBackwardCells = memory + 2272, bidirectionalBackwardHidden = memory + 2352
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0_2,
        projection: bidirectionalBackwardProjectionKernelPanels_2), sequence: memory + 2000,
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates,
        cells: bidirectionalBackwardCells, hidden: bidirectionalBackwardHidden), scratch: memory + 1024,
      geometry: .init(examples: 3, time: 5, units: 5, projection: 3, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional = Kernels.CopyBlocks(from: bidirectionalForward, fromStride: 3, to: memory + 1024,
      toStride: 6, blocks: 15, size: 3).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackward, fromStride: 3, to: bidirectional, toStart: 3, toStride: 6,
      blocks: 15, size: 3).run(on: machine)
    // 5: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: bidirectional, right: denseKernel, bias: denseBias,
      into: memory + 1120, geometry: .init(rows: 15, inner: 6, columns: 2)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 1152
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 2768, rowLosses: memory + 1184, gradient: denseLossGradient, rows: 15, classes: 2,
      scale: 0.06666667).run(on: machine)
    // Backward of 5: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 1136, rows: 15, columns: 2,
      scratch: memory + 1120).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional, right: denseLossGradient,
      into: memory + 1184, geometry: .init(rows: 15, inner: 6, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 6),
      into: memory + 1120).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 12).run(on: machine)
    // Backward of 4: bidirectional: {layer: {lstm: {units: 5, num_proj: 3, return_sequences: true}}}
    let bidirectionalGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 1024, geometry: .init(rows: 15, inner: 2, columns: 6)).run(on: machine)
    let bidirectionalBackwardGradient = Kernels.CopyBlocks(from: bidirectionalGradient, fromStart: 3,
      fromStride: 6, to: memory + 2576, toStride: 3, blocks: 15, size: 3).run(on: machine)
    let bidirectionalForwardGradient = Kernels.CopyBlocks(from: bidirectionalGradient, fromStride: 6,
      to: memory + 2624, toStride: 3, blocks: 15, size: 3).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalBackwardRecurrentKernel, as: .transposedBlock(stride: 20, first: 0, inner: 20, columns: 3),
      into: memory + 1024).run(on: machine)
    let bidirectionalBackwardProjectionKernelTransposed = Kernels.Pack(bidirectionalBackwardProjectionKernel,
      as: .transposed(inner: 3, columns: 5), into: memory + 2672).run(on: machine)
    let bidirectionalBackwardInputsProjectedGradient = memory + 2720
    let bidirectionalBackwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalBackwardRecurrentKernelPackedTransposedFrom0,
        projection: bidirectionalBackwardProjectionKernelTransposed),
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates,
        cells: bidirectionalBackwardCells, hidden: bidirectionalBackwardHidden),
      sequence: bidirectionalBackwardGradient, inputs: memory + 1648,
      projected: bidirectionalBackwardInputsProjectedGradient, scratch: memory + 1952,
      geometry: .init(examples: 3, time: 5, units: 5, projection: 3, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalBackwardStates, right: bidirectionalBackwardInputsGradient, into: memory + 1024,
      geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardRecurrentKernel,
      gradient: bidirectionalBackwardRecurrentKernelGradient, count: 60).run(on: machine)
    let bidirectionalBackwardProjectionKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalBackwardHidden, right: bidirectionalBackwardInputsProjectedGradient,
      into: memory + 1024, geometry: .init(rows: 15, inner: 5, columns: 3)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardProjectionKernel,
      gradient: bidirectionalBackwardProjectionKernelGradient, count: 15).run(on: machine)
    let bidirectionalBackwardBiasGradient = Kernels.ColumnSums(bidirectionalBackwardInputsGradient,
      memory + 1024, rows: 15, columns: 20, scratch: memory + 1056).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardBias, gradient: bidirectionalBackwardBiasGradient,
      count: 20).run(on: machine)
    let bidirectionalBackwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalBackwardInputsGradient, into: memory + 1024,
      geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardKernel, gradient: bidirectionalBackwardKernelGradient,
      count: 60).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalForwardRecurrentKernel, as: .transposedBlock(stride: 20, first: 0, inner: 20, columns: 3),
      into: memory + 1024).run(on: machine)
    let bidirectionalForwardProjectionKernelTransposed = Kernels.Pack(bidirectionalForwardProjectionKernel,
      as: .transposed(inner: 3, columns: 5), into: memory + 1808).run(on: machine)
    let bidirectionalForwardInputsProjectedGradient = memory + 1856
    let bidirectionalForwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalForwardRecurrentKernelPackedTransposedFrom0,
        projection: bidirectionalForwardProjectionKernelTransposed),
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates,
        cells: bidirectionalForwardCells, hidden: bidirectionalForwardHidden),
      sequence: bidirectionalForwardGradient, inputs: memory + 1344,
      projected: bidirectionalForwardInputsProjectedGradient, scratch: memory + 1648,
      geometry: .init(examples: 3, time: 5, units: 5, projection: 3, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalForwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalForwardStates, right: bidirectionalForwardInputsGradient, into: memory + 1024,
      geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardRecurrentKernel,
      gradient: bidirectionalForwardRecurrentKernelGradient, count: 60).run(on: machine)
    let bidirectionalForwardProjectionKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalForwardHidden, right: bidirectionalForwardInputsProjectedGradient,
      into: memory + 1024, geometry: .init(rows: 15, inner: 5, columns: 3)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardProjectionKernel,
      gradient: bidirectionalForwardProjectionKernelGradient, count: 15).run(on: machine)
    let bidirectionalForwardBiasGradient = Kernels.ColumnSums(bidirectionalForwardInputsGradient,
      memory + 1024, rows: 15, columns: 20, scratch: memory + 1056).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardBias, gradient: bidirectionalForwardBiasGradient,
      count: 20).run(on: machine)
    let bidirectionalForwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalForwardInputsGradient, into: memory + 1024,
      geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardKernel, gradient: bidirectionalForwardKernelGradient,
      count: 60).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 2432).write(input, count: 45)
    let denseTarget = (memory + 1312).write(target, count: 30)
    let bidirectionalForwardKernelPanels_2 = Kernels.Pack(bidirectionalForwardKernel,
      as: .matrix(inner: 3, columns: 20), into: memory + 1024).run(on: machine)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels_2, bias: bidirectionalForwardBias, into: memory + 1344,
      geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalForwardRecurrentKernel,
      as: .block(stride: 20, first: 0, inner: 3, columns: 20), into: memory + 1136).run(on: machine)
    let bidirectionalForwardProjectionKernelPanels_2 = Kernels.Pack(bidirectionalForwardProjectionKernel,
      as: .matrix(inner: 5, columns: 3), into: memory + 1232).run(on: machine)
    let bidirectionalForwardGates = memory + 1344, bidirectionalForwardStates = memory + 2480,
      bidirectionalForwardCells = memory + 2112, bidirectionalForwardHidden = memory + 2192
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0_2,
        projection: bidirectionalForwardProjectionKernelPanels_2), sequence: memory + 1952,
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates,
        cells: bidirectionalForwardCells, hidden: bidirectionalForwardHidden), scratch: memory + 1024,
      geometry: .init(examples: 3, time: 5, units: 5, projection: 3, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardKernelPanels_2 = Kernels.Pack(bidirectionalBackwardKernel,
      as: .matrix(inner: 3, columns: 20), into: memory + 1024).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels_2, bias: bidirectionalBackwardBias, into: memory + 1648,
      geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalBackwardRecurrentKernel,
      as: .block(stride: 20, first: 0, inner: 3, columns: 20), into: memory + 1136).run(on: machine)
    let bidirectionalBackwardProjectionKernelPanels_2 = Kernels.Pack(bidirectionalBackwardProjectionKernel,
      as: .matrix(inner: 5, columns: 3), into: memory + 1232).run(on: machine)
    let bidirectionalBackwardGates = memory + 1648, bidirectionalBackwardStates = memory + 2528,
      bidirectionalBackwardCells = memory + 2272, bidirectionalBackwardHidden = memory + 2352
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0_2,
        projection: bidirectionalBackwardProjectionKernelPanels_2), sequence: memory + 2000,
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates,
        cells: bidirectionalBackwardCells, hidden: bidirectionalBackwardHidden), scratch: memory + 1024,
      geometry: .init(examples: 3, time: 5, units: 5, projection: 3, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional = Kernels.CopyBlocks(from: bidirectionalForward, fromStride: 3, to: memory + 1024,
      toStride: 6, blocks: 15, size: 3).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackward, fromStride: 3, to: bidirectional, toStart: 3, toStride: 6,
      blocks: 15, size: 3).run(on: machine)
    let denseLinear = Kernels.Matmul(left: bidirectional, right: denseKernel, bias: denseBias,
      into: memory + 1120, geometry: .init(rows: 15, inner: 6, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 1152
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 2768, rowLosses: memory + 1184, gradient: denseLossGradient, rows: 15, classes: 2,
      scale: 0.06666667).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 2784, rows: 15, columns: 2,
      scratch: memory + 1120).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional, right: denseLossGradient,
      into: memory + 2800, geometry: .init(rows: 15, inner: 6, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 6),
      into: memory + 1120).run(on: machine)
    let bidirectionalGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 1024, geometry: .init(rows: 15, inner: 2, columns: 6)).run(on: machine)
    let bidirectionalBackwardGradient = Kernels.CopyBlocks(from: bidirectionalGradient, fromStart: 3,
      fromStride: 6, to: memory + 2576, toStride: 3, blocks: 15, size: 3).run(on: machine)
    let bidirectionalForwardGradient = Kernels.CopyBlocks(from: bidirectionalGradient, fromStride: 6,
      to: memory + 2624, toStride: 3, blocks: 15, size: 3).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalBackwardRecurrentKernel, as: .transposedBlock(stride: 20, first: 0, inner: 20, columns: 3),
      into: memory + 1024).run(on: machine)
    let bidirectionalBackwardProjectionKernelTransposed = Kernels.Pack(bidirectionalBackwardProjectionKernel,
      as: .transposed(inner: 3, columns: 5), into: memory + 2672).run(on: machine)
    let bidirectionalBackwardInputsProjectedGradient = memory + 2720
    let bidirectionalBackwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalBackwardRecurrentKernelPackedTransposedFrom0,
        projection: bidirectionalBackwardProjectionKernelTransposed),
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates,
        cells: bidirectionalBackwardCells, hidden: bidirectionalBackwardHidden),
      sequence: bidirectionalBackwardGradient, inputs: memory + 1648,
      projected: bidirectionalBackwardInputsProjectedGradient, scratch: memory + 1952,
      geometry: .init(examples: 3, time: 5, units: 5, projection: 3, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalBackwardStates, right: bidirectionalBackwardInputsGradient, into: memory + 1952,
      geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    let bidirectionalBackwardProjectionKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalBackwardHidden, right: bidirectionalBackwardInputsProjectedGradient,
      into: memory + 2272, geometry: .init(rows: 15, inner: 5, columns: 3)).run(on: machine)
    let bidirectionalBackwardBiasGradient = Kernels.ColumnSums(bidirectionalBackwardInputsGradient,
      memory + 2080, rows: 15, columns: 20, scratch: memory + 1024).run(on: machine)
    let bidirectionalBackwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalBackwardInputsGradient, into: memory + 2016,
      geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalForwardRecurrentKernel, as: .transposedBlock(stride: 20, first: 0, inner: 20, columns: 3),
      into: memory + 1024).run(on: machine)
    let bidirectionalForwardProjectionKernelTransposed = Kernels.Pack(bidirectionalForwardProjectionKernel,
      as: .transposed(inner: 3, columns: 5), into: memory + 1808).run(on: machine)
    let bidirectionalForwardInputsProjectedGradient = memory + 1856
    let bidirectionalForwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalForwardRecurrentKernelPackedTransposedFrom0,
        projection: bidirectionalForwardProjectionKernelTransposed),
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates,
        cells: bidirectionalForwardCells, hidden: bidirectionalForwardHidden),
      sequence: bidirectionalForwardGradient, inputs: memory + 1344,
      projected: bidirectionalForwardInputsProjectedGradient, scratch: memory + 1648,
      geometry: .init(examples: 3, time: 5, units: 5, projection: 3, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalForwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalForwardStates, right: bidirectionalForwardInputsGradient, into: memory + 1024,
      geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    let bidirectionalForwardProjectionKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalForwardHidden, right: bidirectionalForwardInputsProjectedGradient,
      into: memory + 1184, geometry: .init(rows: 15, inner: 5, columns: 3)).run(on: machine)
    let bidirectionalForwardBiasGradient = Kernels.ColumnSums(bidirectionalForwardInputsGradient,
      memory + 1152, rows: 15, columns: 20, scratch: memory + 1088).run(on: machine)
    let bidirectionalForwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalForwardInputsGradient, into: memory + 1088,
      geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    bidirectionalForwardKernelGradient.read(into: &gradient, at: 0, count: 60)
    bidirectionalForwardRecurrentKernelGradient.read(into: &gradient, at: 60, count: 60)
    bidirectionalForwardBiasGradient.read(into: &gradient, at: 120, count: 20)
    bidirectionalForwardProjectionKernelGradient.read(into: &gradient, at: 140, count: 15)
    bidirectionalBackwardKernelGradient.read(into: &gradient, at: 155, count: 60)
    bidirectionalBackwardRecurrentKernelGradient.read(into: &gradient, at: 215, count: 60)
    bidirectionalBackwardBiasGradient.read(into: &gradient, at: 275, count: 20)
    bidirectionalBackwardProjectionKernelGradient.read(into: &gradient, at: 295, count: 15)
    denseKernelGradient.read(into: &gradient, at: 310, count: 12)
    denseBiasGradient.read(into: &gradient, at: 322, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 1440).write(input, count: 45)
    let denseTarget = (memory + 1536).write(target, count: 30)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels, bias: bidirectionalForwardBias, into: memory + 1024,
      geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0,
        projection: bidirectionalForwardProjectionKernelPanels), sequence: memory + 1488,
      scratch: memory + 1328,
      geometry: .init(examples: 3, time: 5, units: 5, projection: 3, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels, bias: bidirectionalBackwardBias, into: memory + 1024,
      geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0,
        projection: bidirectionalBackwardProjectionKernelPanels), sequence: memory + 1440,
      scratch: memory + 1328,
      geometry: .init(examples: 3, time: 5, units: 5, projection: 3, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional = Kernels.CopyBlocks(from: bidirectionalForward, fromStride: 3, to: memory + 1024,
      toStride: 6, blocks: 15, size: 3).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackward, fromStride: 3, to: bidirectional, toStart: 3, toStride: 6,
      blocks: 15, size: 3).run(on: machine)
    let denseLinear = Kernels.Matmul(left: bidirectional, panels: denseKernelPanels, bias: denseBias,
      into: memory + 1120, geometry: .init(rows: 15, inner: 6, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1024, rowLosses: memory + 1040, rows: 15, classes: 2,
      scale: 0.06666667).run(on: machine)
    return denseLoss[0]
  }
}
