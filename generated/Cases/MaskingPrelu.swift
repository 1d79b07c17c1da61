// Made by nncc from masking_prelu.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// masking_prelu: input [6, 3] → gru [6, 3].
///
/// One thread at a time may use an instance; instances share nothing.
public final class MaskingPrelu: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 4
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 90
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:7c65af49fd80b6eb", inputs: [.init("input", [6, 3])], outputs: [.init("gru", [6, 3])],
      words: 3072,
    parameters: [
      .init("prelu/alpha", [6, 3], at: 0, .constant(0.3)),
      .init("gru/kernel", [3, 9], at: 32, .glorotUniform),
      .init("gru/recurrent_kernel", [3, 9], at: 64, .orthogonal(gain: 1)),
      .init("gru/bias", [2, 9], at: 96, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var preluAlpha: Floats { memory + 0 }
  private var gruKernel: Floats { memory + 32 }
  private var gruRecurrentKernel: Floats { memory + 64 }
  private var gruBias: Floats { memory + 96 }
  private var gruKernelPanels: Floats { memory + 128 }
  private var gruRecurrentKernelPackedFrom0: Floats { memory + 176 }

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
    Kernels.Pack(gruKernel, as: .matrix(inner: 3, columns: 9), into: gruKernelPanels).run(on: machine)
    Kernels.Pack(gruRecurrentKernel, as: .block(stride: 9, first: 0, inner: 3, columns: 9),
      into: gruRecurrentKernelPackedFrom0).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes gru of one example, or of a batch of 4. Allocates nothing.
  public func predict(_ input: Span<Float>, into gru: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 18 ? 1 : 4
    if rows == 1 {
      let inputPlace = (memory + 224).write(input, count: 18)
      // 4: masking: {name: seen}
      let seenMask = Kernels.SequenceMask(inputPlace, memory + 352, examples: 1, time: 6, width: 3,
        rule: .differs(from: 0)).run(on: machine)
      let seen = Kernels.Merge(.multiply, inputPlace, seenMask, memory + 256, count: 18,
        broadcast: self.broadcast).run(on: machine)
      // 5: prelu: {alpha_initializer: {constant: {value: 0.3}}}
      let preluPositive = Kernels.Activate(seen, memory + 288, count: 18, activation: .relu).run(on: machine)
      let preluTurned = Kernels.Scale(seen, memory + 256, count: 18, factor: -1).run(on: machine)
      let preluNegative = Kernels.Activate(preluTurned, memory + 256, count: 18,
        activation: .relu).run(on: machine)
      let preluScaled = Kernels.Merge(.multiply, preluNegative, preluAlpha, memory + 256,
        count: 18).run(on: machine)
      let prelu = Kernels.Merge(.subtract, preluPositive, preluScaled, memory + 288,
        count: 18).run(on: machine)
      // 6: gru: {units: 3, return_sequences: true}
      let gruBiasInput = Kernels.CopyBlocks(from: gruBias, fromStride: 9, to: memory + 320, toStride: 9,
        blocks: 1, size: 9).run(on: machine)
      let gruBiasRecurrent = Kernels.CopyBlocks(from: gruBias, fromStart: 9, fromStride: 9, to: memory + 368,
        toStride: 9, blocks: 1, size: 9).run(on: machine)
      let gruInputs = Kernels.Matmul(left: prelu, panels: gruKernelPanels, bias: gruBiasInput,
        into: memory + 224, geometry: .init(rows: 6, inner: 3, columns: 9)).run(on: machine)
      let gruPlace = Kernels.RecurrentSequence(inputs: gruInputs,
        weights: .init(recurrent: gruRecurrentKernelPackedFrom0, bias: gruBiasRecurrent), mask: seenMask,
        sequence: memory + 288, scratch: memory + 320,
        geometry: .init(examples: 1, time: 6, units: 3, cell: .gru(resetAfter: true))).run(on: machine)
      gruPlace.read(into: &gru, count: 18)
    }
    if rows > 1 {
      let inputPlace = (memory + 224).write(input, count: 72)
      // 4: masking: {name: seen}
      let seenMask = Kernels.SequenceMask(inputPlace, memory + 624, examples: 4, time: 6, width: 3,
        rule: .differs(from: 0)).run(on: machine)
      let seen = Kernels.Merge(.multiply, inputPlace, seenMask, memory + 304, count: 72,
        broadcast: self.broadcast_2).run(on: machine)
      // 5: prelu: {alpha_initializer: {constant: {value: 0.3}}}
      let preluPositive = Kernels.Activate(seen, memory + 448, count: 72, activation: .relu).run(on: machine)
      let preluTurned = Kernels.Scale(seen, memory + 304, count: 72, factor: -1).run(on: machine)
      let preluNegative = Kernels.Activate(preluTurned, memory + 304, count: 72,
        activation: .relu).run(on: machine)
      let preluScaled = Kernels.Merge(.multiply, preluNegative, preluAlpha, memory + 224, count: 72,
        broadcast: self.broadcast_3).run(on: machine)
      let prelu = Kernels.Merge(.subtract, preluPositive, preluScaled, memory + 448,
        count: 72).run(on: machine)
      // 6: gru: {units: 3, return_sequences: true}
      let gruBiasInput = Kernels.CopyBlocks(from: gruBias, fromStride: 9, to: memory + 528, toStride: 9,
        blocks: 1, size: 9).run(on: machine)
      let gruBiasRecurrent = Kernels.CopyBlocks(from: gruBias, fromStart: 9, fromStride: 9, to: memory + 656,
        toStride: 9, blocks: 1, size: 9).run(on: machine)
      let gruInputs = Kernels.Matmul(left: prelu, panels: gruKernelPanels, bias: gruBiasInput,
        into: memory + 224, geometry: .init(rows: 24, inner: 3, columns: 9)).run(on: machine)
      let gruPlace = Kernels.RecurrentSequence(inputs: gruInputs,
        weights: .init(recurrent: gruRecurrentKernelPackedFrom0, bias: gruBiasRecurrent), mask: seenMask,
        sequence: memory + 544, scratch: memory + 448,
        geometry: .init(examples: 4, time: 6, units: 3, cell: .gru(resetAfter: true))).run(on: machine)
      gruPlace.read(into: &gru, count: 72)
    }
  }

  /// Computes gru of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 18)
    var gru: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 18)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 18..<(first + rows) * 18), into: &span)
      gru += part
    }
    return gru
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    try golden.expect("gru", predict(golden.floats("input")))
  }

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, target: Span<Float>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 224).write(input, count: 72)
    let gruTarget = (memory + 544).write(target, count: 72)
    // 4: masking: {name: seen}
    let seenMask = Kernels.SequenceMask(inputPlace, memory + 1360, examples: 4, time: 6, width: 3,
      rule: .differs(from: 0)).run(on: machine)
    let seen = Kernels.Merge(.multiply, inputPlace, seenMask, memory + 960, count: 72,
      broadcast: self.broadcast_2).run(on: machine)
    // 5: prelu: {alpha_initializer: {constant: {value: 0.3}}}
    let preluPositive = Kernels.Activate(seen, memory + 1040, count: 72, activation: .relu).run(on: machine)
    let preluTurned = Kernels.Scale(seen, memory + 960, count: 72, factor: -1).run(on: machine)
    let preluNegative = Kernels.Activate(preluTurned, memory + 960, count: 72,
      activation: .relu).run(on: machine)
    let preluScaled = Kernels.Merge(.multiply, preluNegative, preluAlpha, memory + 224, count: 72,
      broadcast: self.broadcast_3).run(on: machine)
    let prelu = Kernels.Merge(.subtract, preluPositive, preluScaled, memory + 1040,
      count: 72).run(on: machine)
    // 6: gru: {units: 3, return_sequences: true}
    let gruBiasInput = Kernels.CopyBlocks(from: gruBias, fromStride: 9, to: memory + 496, toStride: 9,
      blocks: 1, size: 9).run(on: machine)
    let gruBiasRecurrent = Kernels.CopyBlocks(from: gruBias, fromStart: 9, fromStride: 9, to: memory + 752,
      toStride: 9, blocks: 1, size: 9).run(on: machine)
    let gruKernelPanels_2 = Kernels.Pack(gruKernel, as: .matrix(inner: 3, columns: 9),
      into: memory + 448).run(on: machine)
    let gruInputs = Kernels.Matmul(left: prelu, panels: gruKernelPanels_2, bias: gruBiasInput,
      into: memory + 224, geometry: .init(rows: 24, inner: 3, columns: 9)).run(on: machine)
    let gruRecurrentKernelPackedFrom0_2 = Kernels.Pack(gruRecurrentKernel,
      as: .block(stride: 9, first: 0, inner: 3, columns: 9), into: memory + 704).run(on: machine)
    let gruGates = memory + 224, gruStates = memory + 1120, gruHidden = memory + 1200
    let gru_2 = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0_2, bias: gruBiasRecurrent), mask: seenMask,
      sequence: memory + 624, record: .init(gates: gruGates, states: gruStates, hidden: gruHidden),
      scratch: memory + 448,
      geometry: .init(examples: 4, time: 6, units: 3, cell: .gru(resetAfter: true))).run(on: machine)
    let gruLossWeights = Kernels.MaskWeights(seenMask, memory + 448, steps: 24, inner: 1,
      purpose: .mean).run(on: machine)
    // 7: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 4, steps:…
    let gruLossGradient = memory + 1280
    let gruLoss = Kernels.RowLosses(.meanSquaredError, prediction: gru_2, target: gruTarget,
      weights: gruLossWeights, amount: memory + 1392, rowLosses: memory + 480, gradient: gruLossGradient,
      rows: 24, classes: 3, scale: 0.041666668).run(on: machine)
    // Backward of 6: gru: {units: 3, return_sequences: true}
    let gruRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(gruRecurrentKernel,
      as: .transposedBlock(stride: 9, first: 0, inner: 9, columns: 3), into: memory + 672).run(on: machine)
    let gruInputsRecurrentGradient = memory + 448
    let gruInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: gruRecurrentKernelPackedTransposedFrom0), mask: seenMask,
      record: .init(gates: gruGates, states: gruStates, hidden: gruHidden), sequence: gruLossGradient,
      inputs: memory + 224, recurrent: gruInputsRecurrentGradient, scratch: memory + 816,
      geometry: .init(examples: 4, time: 6, units: 3, cell: .gru(resetAfter: true))).run(on: machine)
    let gruRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: gruStates,
      right: gruInputsRecurrentGradient, into: memory + 672,
      geometry: .init(rows: 24, inner: 3, columns: 9)).run(on: machine)
    Kernels.Update(Self.optimizer, gruRecurrentKernel, gradient: gruRecurrentKernelGradient,
      count: 27).run(on: machine)
    let gruBiasRecurrentGradient = Kernels.ColumnSums(gruInputsRecurrentGradient, memory + 688, rows: 24,
      columns: 9, scratch: memory + 672).run(on: machine)
    let gruBiasInputGradient = Kernels.ColumnSums(gruInputsGradient, memory + 672, rows: 24, columns: 9,
      scratch: memory + 448).run(on: machine)
    let gruKernelGradient = Kernels.MatmulTransposedLeft(left: prelu, right: gruInputsGradient,
      into: memory + 592, geometry: .init(rows: 24, inner: 3, columns: 9)).run(on: machine)
    let gruKernelTransposed = Kernels.Pack(gruKernel, as: .transposed(inner: 9, columns: 3),
      into: memory + 448).run(on: machine)
    Kernels.Update(Self.optimizer, gruKernel, gradient: gruKernelGradient, count: 27).run(on: machine)
    // Backward of 5: prelu: {alpha_initializer: {constant: {value: 0.3}}}
    let preluGradient = Kernels.Matmul(left: gruInputsGradient, panels: gruKernelTransposed,
      into: memory + 592, geometry: .init(rows: 24, inner: 9, columns: 3)).run(on: machine)
    // Backward of 6: gru: {units: 3, return_sequences: true}
    let gruBiasGradient = Kernels.Fill(memory + 224, count: 18, value: 0).run(on: machine)
    Kernels.CopyBlocks(from: gruBiasRecurrentGradient, fromStride: 9, to: gruBiasGradient, toStart: 9,
      toStride: 9, blocks: 1, size: 9, adding: true).run(on: machine)
    Kernels.CopyBlocks(from: gruBiasInputGradient, fromStride: 9, to: gruBiasGradient, toStride: 9, blocks: 1,
      size: 9, adding: true).run(on: machine)
    Kernels.Update(Self.optimizer, gruBias, gradient: gruBiasGradient, count: 18).run(on: machine)
    // Backward of 5: prelu: {alpha_initializer: {constant: {value: 0.3}}}
    let preluScaledGradient = Kernels.MergeGradient(.subtract, by: .right, preluGradient, memory + 224,
      count: 72).run(on: machine)
    let preluAlphaGradient = Kernels.Fill(memory + 304, count: 18, value: 0).run(on: machine)
    Kernels.MergeGradient(.multiply, by: .right, left: preluNegative, right: preluAlpha, preluScaledGradient,
      preluAlphaGradient, count: 72, broadcast: self.broadcast_3).run(on: machine)
    Kernels.Update(Self.optimizer, preluAlpha, gradient: preluAlphaGradient, count: 18).run(on: machine)
    progress.pointee.finishUpdate()
    return gruLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 224).write(input, count: 72)
    let gruTarget = (memory + 544).write(target, count: 72)
    let seenMask = Kernels.SequenceMask(inputPlace, memory + 1360, examples: 4, time: 6, width: 3,
      rule: .differs(from: 0)).run(on: machine)
    let seen = Kernels.Merge(.multiply, inputPlace, seenMask, memory + 960, count: 72,
      broadcast: self.broadcast_2).run(on: machine)
    let preluPositive = Kernels.Activate(seen, memory + 1040, count: 72, activation: .relu).run(on: machine)
    let preluTurned = Kernels.Scale(seen, memory + 960, count: 72, factor: -1).run(on: machine)
    let preluNegative = Kernels.Activate(preluTurned, memory + 960, count: 72,
      activation: .relu).run(on: machine)
    let preluScaled = Kernels.Merge(.multiply, preluNegative, preluAlpha, memory + 224, count: 72,
      broadcast: self.broadcast_3).run(on: machine)
    let prelu = Kernels.Merge(.subtract, preluPositive, preluScaled, memory + 1040,
      count: 72).run(on: machine)
    let gruBiasInput = Kernels.CopyBlocks(from: gruBias, fromStride: 9, to: memory + 496, toStride: 9,
      blocks: 1, size: 9).run(on: machine)
    let gruBiasRecurrent = Kernels.CopyBlocks(from: gruBias, fromStart: 9, fromStride: 9, to: memory + 752,
      toStride: 9, blocks: 1, size: 9).run(on: machine)
    let gruKernelPanels_2 = Kernels.Pack(gruKernel, as: .matrix(inner: 3, columns: 9),
      into: memory + 448).run(on: machine)
    let gruInputs = Kernels.Matmul(left: prelu, panels: gruKernelPanels_2, bias: gruBiasInput,
      into: memory + 224, geometry: .init(rows: 24, inner: 3, columns: 9)).run(on: machine)
    let gruRecurrentKernelPackedFrom0_2 = Kernels.Pack(gruRecurrentKernel,
      as: .block(stride: 9, first: 0, inner: 3, columns: 9), into: memory + 704).run(on: machine)
    let gruGates = memory + 224, gruStates = memory + 1120, gruHidden = memory + 1200
    let gru_2 = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0_2, bias: gruBiasRecurrent), mask: seenMask,
      sequence: memory + 624, record: .init(gates: gruGates, states: gruStates, hidden: gruHidden),
      scratch: memory + 448,
      geometry: .init(examples: 4, time: 6, units: 3, cell: .gru(resetAfter: true))).run(on: machine)
    let gruLossWeights = Kernels.MaskWeights(seenMask, memory + 448, steps: 24, inner: 1,
      purpose: .mean).run(on: machine)
    let gruLossGradient = memory + 1280
    let gruLoss = Kernels.RowLosses(.meanSquaredError, prediction: gru_2, target: gruTarget,
      weights: gruLossWeights, amount: memory + 1392, rowLosses: memory + 480, gradient: gruLossGradient,
      rows: 24, classes: 3, scale: 0.041666668).run(on: machine)
    let gruRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(gruRecurrentKernel,
      as: .transposedBlock(stride: 9, first: 0, inner: 9, columns: 3), into: memory + 672).run(on: machine)
    let gruInputsRecurrentGradient = memory + 448
    let gruInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: gruRecurrentKernelPackedTransposedFrom0), mask: seenMask,
      record: .init(gates: gruGates, states: gruStates, hidden: gruHidden), sequence: gruLossGradient,
      inputs: memory + 224, recurrent: gruInputsRecurrentGradient, scratch: memory + 816,
      geometry: .init(examples: 4, time: 6, units: 3, cell: .gru(resetAfter: true))).run(on: machine)
    let gruRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: gruStates,
      right: gruInputsRecurrentGradient, into: memory + 672,
      geometry: .init(rows: 24, inner: 3, columns: 9)).run(on: machine)
    let gruBiasRecurrentGradient = Kernels.ColumnSums(gruInputsRecurrentGradient, memory + 736, rows: 24,
      columns: 9, scratch: memory + 704).run(on: machine)
    let gruBiasInputGradient = Kernels.ColumnSums(gruInputsGradient, memory + 752, rows: 24, columns: 9,
      scratch: memory + 448).run(on: machine)
    let gruKernelGradient = Kernels.MatmulTransposedLeft(left: prelu, right: gruInputsGradient,
      into: memory + 704, geometry: .init(rows: 24, inner: 3, columns: 9)).run(on: machine)
    let gruKernelTransposed = Kernels.Pack(gruKernel, as: .transposed(inner: 9, columns: 3),
      into: memory + 448).run(on: machine)
    let preluGradient = Kernels.Matmul(left: gruInputsGradient, panels: gruKernelTransposed,
      into: memory + 592, geometry: .init(rows: 24, inner: 9, columns: 3)).run(on: machine)
    let gruBiasGradient = Kernels.Fill(memory + 304, count: 18, value: 0).run(on: machine)
    Kernels.CopyBlocks(from: gruBiasRecurrentGradient, fromStride: 9, to: gruBiasGradient, toStart: 9,
      toStride: 9, blocks: 1, size: 9, adding: true).run(on: machine)
    Kernels.CopyBlocks(from: gruBiasInputGradient, fromStride: 9, to: gruBiasGradient, toStride: 9, blocks: 1,
      size: 9, adding: true).run(on: machine)
    let preluScaledGradient = Kernels.MergeGradient(.subtract, by: .right, preluGradient, memory + 224,
      count: 72).run(on: machine)
    let preluAlphaGradient = Kernels.Fill(memory + 336, count: 18, value: 0).run(on: machine)
    Kernels.MergeGradient(.multiply, by: .right, left: preluNegative, right: preluAlpha, preluScaledGradient,
      preluAlphaGradient, count: 72, broadcast: self.broadcast_3).run(on: machine)
    preluAlphaGradient.read(into: &gradient, at: 0, count: 18)
    gruKernelGradient.read(into: &gradient, at: 18, count: 27)
    gruRecurrentKernelGradient.read(into: &gradient, at: 45, count: 27)
    gruBiasGradient.read(into: &gradient, at: 72, count: 18)
    return gruLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 224).write(input, count: 72)
    let gruTarget = (memory + 544).write(target, count: 72)
    let seenMask = Kernels.SequenceMask(inputPlace, memory + 704, examples: 4, time: 6, width: 3,
      rule: .differs(from: 0)).run(on: machine)
    let seen = Kernels.Merge(.multiply, inputPlace, seenMask, memory + 304, count: 72,
      broadcast: self.broadcast_2).run(on: machine)
    let preluPositive = Kernels.Activate(seen, memory + 448, count: 72, activation: .relu).run(on: machine)
    let preluTurned = Kernels.Scale(seen, memory + 304, count: 72, factor: -1).run(on: machine)
    let preluNegative = Kernels.Activate(preluTurned, memory + 304, count: 72,
      activation: .relu).run(on: machine)
    let preluScaled = Kernels.Merge(.multiply, preluNegative, preluAlpha, memory + 224, count: 72,
      broadcast: self.broadcast_3).run(on: machine)
    let prelu = Kernels.Merge(.subtract, preluPositive, preluScaled, memory + 448, count: 72).run(on: machine)
    let gruBiasInput = Kernels.CopyBlocks(from: gruBias, fromStride: 9, to: memory + 528, toStride: 9,
      blocks: 1, size: 9).run(on: machine)
    let gruBiasRecurrent = Kernels.CopyBlocks(from: gruBias, fromStart: 9, fromStride: 9, to: memory + 736,
      toStride: 9, blocks: 1, size: 9).run(on: machine)
    let gruInputs = Kernels.Matmul(left: prelu, panels: gruKernelPanels, bias: gruBiasInput,
      into: memory + 224, geometry: .init(rows: 24, inner: 3, columns: 9)).run(on: machine)
    let gru_2 = Kernels.RecurrentSequence(inputs: gruInputs,
      weights: .init(recurrent: gruRecurrentKernelPackedFrom0, bias: gruBiasRecurrent), mask: seenMask,
      sequence: memory + 624, scratch: memory + 448,
      geometry: .init(examples: 4, time: 6, units: 3, cell: .gru(resetAfter: true))).run(on: machine)
    let gruLossWeights = Kernels.MaskWeights(seenMask, memory + 224, steps: 24, inner: 1,
      purpose: .mean).run(on: machine)
    let gruLoss = Kernels.RowLosses(.meanSquaredError, prediction: gru_2, target: gruTarget,
      weights: gruLossWeights, amount: memory + 288, rowLosses: memory + 256, rows: 24, classes: 3,
      scale: 0.041666668).run(on: machine)
    return gruLoss[0]
  }

  private let broadcast = Broadcast([6, 3], [6, 1])!
  private let broadcast_2 = Broadcast([24, 3], [24, 1])!
  private let broadcast_3 = Broadcast([4, 18], [1, 18])!
}
