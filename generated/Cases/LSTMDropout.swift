// Made by nncc from lstm_dropout.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// lstm_dropout: input [5, 3] → dense [2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class LSTMDropout: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 138
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:13fd7a02f8fb326b", inputs: [.init("input", [5, 3])], outputs: [.init("dense", [2])],
      words: 3072,
    parameters: [
      .init("lstm/kernel", [3, 16], at: 0, .glorotUniform),
      .init("lstm/recurrent_kernel", [4, 16], at: 48, .orthogonal(gain: 1)),
      .init("lstm/bias", [16], at: 112, .unitForgetBias(.zeros)),
      .init("dense/kernel", [4, 2], at: 128, .glorotUniform),
      .init("dense/bias", [2], at: 144, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var lstmKernel: Floats { memory + 0 }
  private var lstmRecurrentKernel: Floats { memory + 48 }
  private var lstmBias: Floats { memory + 112 }
  private var denseKernel: Floats { memory + 128 }
  private var denseBias: Floats { memory + 144 }
  private var lstmKernelPanels: Floats { memory + 160 }
  private var lstmRecurrentKernelPackedFrom0: Floats { memory + 208 }
  private var denseKernelPanels: Floats { memory + 272 }

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
    Kernels.Pack(lstmKernel, as: .matrix(inner: 3, columns: 16), into: lstmKernelPanels).run(on: machine)
    Kernels.Pack(lstmRecurrentKernel, as: .block(stride: 16, first: 0, inner: 4, columns: 16),
      into: lstmRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 4, columns: 2), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 15 ? 1 : 3
    let inputPlace = (memory + 576).write(input, count: rows * 15)
    // 4: lstm: {units: 4, dropout: 0.3, recurrent_dropout: 0.2}
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels, bias: lstmBias,
      into: memory + 336, geometry: .init(rows: rows * 5, inner: 3, columns: 16)).run(on: machine)
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0), finalState: memory + 672,
      scratch: memory + 576, geometry: .init(examples: rows, time: 5, units: 4, cell: .lstm)).run(on: machine)
    // 5: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: lstm, panels: denseKernelPanels, bias: denseBias,
      into: memory + 336, geometry: .init(rows: rows, inner: 4, columns: 2)).run(on: machine)
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
    let inputPlace = (memory + 336).write(input, count: 45)
    let denseTarget = (memory + 1584).write(target, count: 6)
    // 4: lstm: {units: 4, dropout: 0.3, recurrent_dropout: 0.2}
    let lstmDroppedInput0 = Kernels.Dropout(inputPlace, memory + 1344, count: 45, rate: 0.3,
      mask: self.broadcast, drawsPerExample: 3, layer: 1).run(on: machine)
    let lstmDroppedInput1 = Kernels.Dropout(inputPlace, memory + 1392, count: 45, rate: 0.3,
      mask: self.broadcast, drawsPerExample: 3, layer: 2).run(on: machine)
    let lstmDroppedInput2 = Kernels.Dropout(inputPlace, memory + 1440, count: 45, rate: 0.3,
      mask: self.broadcast, drawsPerExample: 3, layer: 3).run(on: machine)
    let lstmDroppedInput3 = Kernels.Dropout(inputPlace, memory + 1488, count: 45, rate: 0.3,
      mask: self.broadcast, drawsPerExample: 3, layer: 4).run(on: machine)
    let lstmOnes = Kernels.Fill(memory + 1536, count: 48, value: 1).run(on: machine)
    let lstmRecurrentDropout = Kernels.Dropout(lstmOnes, memory + 1536, count: 48, rate: 0.2,
      drawsPerExample: 16, layer: 5).run(on: machine)
    let lstmKernelGate0 = Kernels.CopyBlocks(from: lstmKernel, fromStride: 16, to: memory + 336, toStride: 4,
      blocks: 3, size: 4).run(on: machine)
    let lstmBiasGate0 = Kernels.CopyBlocks(from: lstmBias, fromStride: 16, to: memory + 448, toStride: 4,
      blocks: 1, size: 4).run(on: machine)
    let lstmKernelGate0Panels = Kernels.Pack(lstmKernelGate0, as: .matrix(inner: 3, columns: 4),
      into: memory + 400).run(on: machine)
    let lstmInputs0 = Kernels.Matmul(left: lstmDroppedInput0, panels: lstmKernelGate0Panels,
      bias: lstmBiasGate0, into: memory + 336,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let lstmKernelGate1 = Kernels.CopyBlocks(from: lstmKernel, fromStart: 4, fromStride: 16, to: memory + 400,
      toStride: 4, blocks: 3, size: 4).run(on: machine)
    let lstmBiasGate1 = Kernels.CopyBlocks(from: lstmBias, fromStart: 4, fromStride: 16, to: memory + 512,
      toStride: 4, blocks: 1, size: 4).run(on: machine)
    let lstmKernelGate1Panels = Kernels.Pack(lstmKernelGate1, as: .matrix(inner: 3, columns: 4),
      into: memory + 464).run(on: machine)
    let lstmInputs1 = Kernels.Matmul(left: lstmDroppedInput1, panels: lstmKernelGate1Panels,
      bias: lstmBiasGate1, into: memory + 400,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let lstmKernelGate2 = Kernels.CopyBlocks(from: lstmKernel, fromStart: 8, fromStride: 16, to: memory + 464,
      toStride: 4, blocks: 3, size: 4).run(on: machine)
    let lstmBiasGate2 = Kernels.CopyBlocks(from: lstmBias, fromStart: 8, fromStride: 16, to: memory + 576,
      toStride: 4, blocks: 1, size: 4).run(on: machine)
    let lstmKernelGate2Panels = Kernels.Pack(lstmKernelGate2, as: .matrix(inner: 3, columns: 4),
      into: memory + 528).run(on: machine)
    let lstmInputs2 = Kernels.Matmul(left: lstmDroppedInput2, panels: lstmKernelGate2Panels,
      bias: lstmBiasGate2, into: memory + 464,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let lstmKernelGate3 = Kernels.CopyBlocks(from: lstmKernel, fromStart: 12, fromStride: 16,
      to: memory + 528, toStride: 4, blocks: 3, size: 4).run(on: machine)
    let lstmBiasGate3 = Kernels.CopyBlocks(from: lstmBias, fromStart: 12, fromStride: 16, to: memory + 640,
      toStride: 4, blocks: 1, size: 4).run(on: machine)
    let lstmKernelGate3Panels = Kernels.Pack(lstmKernelGate3, as: .matrix(inner: 3, columns: 4),
      into: memory + 592).run(on: machine)
    let lstmInputs3 = Kernels.Matmul(left: lstmDroppedInput3, panels: lstmKernelGate3Panels,
      bias: lstmBiasGate3, into: memory + 528,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let lstmInputs = Kernels.CopyBlocks(from: lstmInputs0, fromStride: 4, to: memory + 592, toStride: 16,
      blocks: 15, size: 4).run(on: machine)
    Kernels.CopyBlocks(from: lstmInputs1, fromStride: 4, to: lstmInputs, toStart: 4, toStride: 16, blocks: 15,
      size: 4).run(on: machine)
    Kernels.CopyBlocks(from: lstmInputs2, fromStride: 4, to: lstmInputs, toStart: 8, toStride: 16, blocks: 15,
      size: 4).run(on: machine)
    Kernels.CopyBlocks(from: lstmInputs3, fromStride: 4, to: lstmInputs, toStart: 12, toStride: 16,
      blocks: 15, size: 4).run(on: machine)
    let lstmRecurrentKernelPackedFrom0_2 = Kernels.Pack(lstmRecurrentKernel,
      as: .block(stride: 16, first: 0, inner: 4, columns: 4, matrices: 4),
      into: memory + 336).run(on: machine)
    let lstmGates = memory + 592, lstmStates = memory + 1216, lstmCells = memory + 1280,
      lstmDropped = memory + 832
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2), dropout: lstmRecurrentDropout,
      finalState: memory + 1600,
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells, dropped: lstmDropped),
      scratch: memory + 1072, geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm)).run(on: machine)
    // 5: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: lstm, right: denseKernel, bias: denseBias, into: memory + 336,
      geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 368
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1616, rowLosses: memory + 352, gradient: denseLossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    // Backward of 5: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 352, rows: 3, columns: 2,
      scratch: memory + 336).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: lstm, right: denseLossGradient,
      into: memory + 384, geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 336).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 8).run(on: machine)
    // Backward of 4: lstm: {units: 4, dropout: 0.3, recurrent_dropout: 0.2}
    let lstmGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 1584, geometry: .init(rows: 3, inner: 2, columns: 4)).run(on: machine)
    let lstmRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(lstmRecurrentKernel,
      as: .transposedBlock(stride: 16, first: 0, inner: 4, columns: 4, matrices: 4),
      into: memory + 336).run(on: machine)
    let lstmInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: lstmRecurrentKernelPackedTransposedFrom0), dropout: lstmRecurrentDropout,
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells, dropped: lstmDropped),
      finalState: lstmGradient, inputs: memory + 592, scratch: memory + 1072,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm)).run(on: machine)
    let lstmRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: lstmDropped, leftRowStride: 16,
      right: lstmInputsGradient, into: memory + 336, rowStride: 16,
      geometry: .init(rows: 15, inner: 4, columns: 4)).run(on: machine)
    Kernels.MatmulTransposedLeft(left: lstmDropped, leftStart: 4, leftRowStride: 16,
      right: lstmInputsGradient, into: lstmRecurrentKernelGradient, start: 4, rowStride: 16,
      geometry: .init(rows: 15, inner: 4, columns: 4)).run(on: machine)
    Kernels.MatmulTransposedLeft(left: lstmDropped, leftStart: 8, leftRowStride: 16,
      right: lstmInputsGradient, into: lstmRecurrentKernelGradient, start: 8, rowStride: 16,
      geometry: .init(rows: 15, inner: 4, columns: 4)).run(on: machine)
    Kernels.MatmulTransposedLeft(left: lstmDropped, leftStart: 12, leftRowStride: 16,
      right: lstmInputsGradient, into: lstmRecurrentKernelGradient, start: 12, rowStride: 16,
      geometry: .init(rows: 15, inner: 4, columns: 4)).run(on: machine)
    Kernels.Update(Self.optimizer, lstmRecurrentKernel, gradient: lstmRecurrentKernelGradient,
      count: 64).run(on: machine)
    let lstmInputs3Gradient = Kernels.CopyBlocks(from: lstmInputsGradient, fromStart: 12, fromStride: 16,
      to: memory + 336, toStride: 4, blocks: 15, size: 4).run(on: machine)
    let lstmInputs2Gradient = Kernels.CopyBlocks(from: lstmInputsGradient, fromStart: 8, fromStride: 16,
      to: memory + 400, toStride: 4, blocks: 15, size: 4).run(on: machine)
    let lstmInputs1Gradient = Kernels.CopyBlocks(from: lstmInputsGradient, fromStart: 4, fromStride: 16,
      to: memory + 464, toStride: 4, blocks: 15, size: 4).run(on: machine)
    let lstmInputs0Gradient = Kernels.CopyBlocks(from: lstmInputsGradient, fromStride: 16, to: memory + 528,
      toStride: 4, blocks: 15, size: 4).run(on: machine)
    let lstmBiasGate3Gradient = Kernels.ColumnSums(lstmInputs3Gradient, memory + 608, rows: 15, columns: 4,
      scratch: memory + 592).run(on: machine)
    let lstmKernelGate3Gradient = Kernels.MatmulTransposedLeft(left: lstmDroppedInput3,
      right: lstmInputs3Gradient, into: memory + 592,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let lstmBiasGradient = Kernels.Fill(memory + 384, count: 16, value: 0).run(on: machine)
    Kernels.CopyBlocks(from: lstmBiasGate3Gradient, fromStride: 4, to: lstmBiasGradient, toStart: 12,
      toStride: 16, blocks: 1, size: 4, adding: true).run(on: machine)
    let lstmKernelGradient = Kernels.Fill(memory + 336, count: 48, value: 0).run(on: machine)
    Kernels.CopyBlocks(from: lstmKernelGate3Gradient, fromStride: 4, to: lstmKernelGradient, toStart: 12,
      toStride: 16, blocks: 3, size: 4, adding: true).run(on: machine)
    let lstmBiasGate2Gradient = Kernels.ColumnSums(lstmInputs2Gradient, memory + 608, rows: 15, columns: 4,
      scratch: memory + 592).run(on: machine)
    let lstmKernelGate2Gradient = Kernels.MatmulTransposedLeft(left: lstmDroppedInput2,
      right: lstmInputs2Gradient, into: memory + 592,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    Kernels.CopyBlocks(from: lstmBiasGate2Gradient, fromStride: 4, to: lstmBiasGradient, toStart: 8,
      toStride: 16, blocks: 1, size: 4, adding: true).run(on: machine)
    Kernels.CopyBlocks(from: lstmKernelGate2Gradient, fromStride: 4, to: lstmKernelGradient, toStart: 8,
      toStride: 16, blocks: 3, size: 4, adding: true).run(on: machine)
    let lstmBiasGate1Gradient = Kernels.ColumnSums(lstmInputs1Gradient, memory + 416, rows: 15, columns: 4,
      scratch: memory + 400).run(on: machine)
    let lstmKernelGate1Gradient = Kernels.MatmulTransposedLeft(left: lstmDroppedInput1,
      right: lstmInputs1Gradient, into: memory + 400,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    Kernels.CopyBlocks(from: lstmBiasGate1Gradient, fromStride: 4, to: lstmBiasGradient, toStart: 4,
      toStride: 16, blocks: 1, size: 4, adding: true).run(on: machine)
    Kernels.CopyBlocks(from: lstmKernelGate1Gradient, fromStride: 4, to: lstmKernelGradient, toStart: 4,
      toStride: 16, blocks: 3, size: 4, adding: true).run(on: machine)
    let lstmBiasGate0Gradient = Kernels.ColumnSums(lstmInputs0Gradient, memory + 416, rows: 15, columns: 4,
      scratch: memory + 400).run(on: machine)
    let lstmKernelGate0Gradient = Kernels.MatmulTransposedLeft(left: lstmDroppedInput0,
      right: lstmInputs0Gradient, into: memory + 400,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    Kernels.CopyBlocks(from: lstmBiasGate0Gradient, fromStride: 4, to: lstmBiasGradient, toStride: 16,
      blocks: 1, size: 4, adding: true).run(on: machine)
    Kernels.Update(Self.optimizer, lstmBias, gradient: lstmBiasGradient, count: 16).run(on: machine)
    Kernels.CopyBlocks(from: lstmKernelGate0Gradient, fromStride: 4, to: lstmKernelGradient, toStride: 16,
      blocks: 3, size: 4, adding: true).run(on: machine)
    Kernels.Update(Self.optimizer, lstmKernel, gradient: lstmKernelGradient, count: 48).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 1104).write(input, count: 45)
    let denseTarget = (memory + 496).write(target, count: 6)
    let lstmKernelPanels_2 = Kernels.Pack(lstmKernel, as: .matrix(inner: 3, columns: 16),
      into: memory + 336).run(on: machine)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels_2, bias: lstmBias,
      into: memory + 592, geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    let lstmRecurrentKernelPackedFrom0_2 = Kernels.Pack(lstmRecurrentKernel,
      as: .block(stride: 16, first: 0, inner: 4, columns: 16), into: memory + 432).run(on: machine)
    let lstmGates = memory + 592, lstmStates = memory + 976, lstmCells = memory + 1040
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2), finalState: memory + 512,
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), scratch: memory + 336,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: lstm, right: denseKernel, bias: denseBias, into: memory + 336,
      geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 368
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1152, rowLosses: memory + 352, gradient: denseLossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 1168, rows: 3, columns: 2,
      scratch: memory + 336).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: lstm, right: denseLossGradient,
      into: memory + 1184, geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 336).run(on: machine)
    let lstmGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 1200, geometry: .init(rows: 3, inner: 2, columns: 4)).run(on: machine)
    let lstmRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(lstmRecurrentKernel,
      as: .transposedBlock(stride: 16, first: 0, inner: 16, columns: 4), into: memory + 336).run(on: machine)
    let lstmInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: lstmRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), finalState: lstmGradient,
      inputs: memory + 592, scratch: memory + 832,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm)).run(on: machine)
    let lstmRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: lstmStates,
      right: lstmInputsGradient, into: memory + 336,
      geometry: .init(rows: 15, inner: 4, columns: 16)).run(on: machine)
    let lstmBiasGradient = Kernels.ColumnSums(lstmInputsGradient, memory + 448, rows: 15, columns: 16,
      scratch: memory + 400).run(on: machine)
    let lstmKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: lstmInputsGradient,
      into: memory + 400, geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    lstmKernelGradient.read(into: &gradient, at: 0, count: 48)
    lstmRecurrentKernelGradient.read(into: &gradient, at: 48, count: 64)
    lstmBiasGradient.read(into: &gradient, at: 112, count: 16)
    denseKernelGradient.read(into: &gradient, at: 128, count: 8)
    denseBiasGradient.read(into: &gradient, at: 136, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 576).write(input, count: 45)
    let denseTarget = (memory + 672).write(target, count: 6)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels, bias: lstmBias,
      into: memory + 336, geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0), finalState: memory + 688,
      scratch: memory + 576, geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: lstm, panels: denseKernelPanels, bias: denseBias,
      into: memory + 336, geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 352, rowLosses: memory + 368, rows: 3, classes: 2, scale: 0.33333334).run(on: machine)
    return denseLoss[0]
  }

  private let broadcast = Broadcast([3, 5, 3], [3, 1, 3])!
}
