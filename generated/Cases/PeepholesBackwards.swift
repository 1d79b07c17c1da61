// Made by nncc from peepholes_backwards.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// peepholes_backwards: input [5, 3] → dense [5, 2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class PeepholesBackwards: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 150
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:1e81b8eedfcb05dc", inputs: [.init("input", [5, 3])], outputs: [.init("dense", [5, 2])],
      words: 3072,
    parameters: [
      .init("lstm/kernel", [3, 16], at: 0, .glorotUniform),
      .init("lstm/recurrent_kernel", [4, 16], at: 48, .orthogonal(gain: 1)),
      .init("lstm/bias", [16], at: 112, .unitForgetBias(.zeros)),
      .init("lstm/peephole_kernel", [3, 4], at: 128, .glorotUniform),
      .init("dense/kernel", [4, 2], at: 144, .glorotUniform),
      .init("dense/bias", [2], at: 160, .zeros),
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
  private var lstmPeepholeKernel: Floats { memory + 128 }
  private var denseKernel: Floats { memory + 144 }
  private var denseBias: Floats { memory + 160 }
  private var lstmKernelPanels: Floats { memory + 176 }
  private var lstmRecurrentKernelPackedFrom0: Floats { memory + 224 }
  private var denseKernelPanels: Floats { memory + 288 }

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
    let inputPlace = (memory + 592).write(input, count: rows * 15)
    // 4: lstm: {units: 4, use_peepholes: true, go_backwards: true, return_sequences: true…
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels, bias: lstmBias,
      into: memory + 352, geometry: .init(rows: rows * 5, inner: 3, columns: 16)).run(on: machine)
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0, peepholes: lstmPeepholeKernel),
      sequence: memory + 688, scratch: memory + 592,
      geometry: .init(examples: rows, time: 5, units: 4, cell: .lstm, isReversed: true)).run(on: machine)
    let lstmReversed = Kernels.ReverseTime(lstm, memory + 352, examples: rows, time: 5,
      width: 4).run(on: machine)
    // 5: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: lstmReversed, panels: denseKernelPanels, bias: denseBias,
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
    let inputPlace = (memory + 1376).write(input, count: 45)
    let denseTarget = (memory + 576).write(target, count: 30)
    // 4: lstm: {units: 4, use_peepholes: true, go_backwards: true, return_sequences: true…
    let lstmKernelPanels_2 = Kernels.Pack(lstmKernel, as: .matrix(inner: 3, columns: 16),
      into: memory + 352).run(on: machine)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels_2, bias: lstmBias,
      into: memory + 608, geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    let lstmRecurrentKernelPackedFrom0_2 = Kernels.Pack(lstmRecurrentKernel,
      as: .block(stride: 16, first: 0, inner: 4, columns: 16), into: memory + 448).run(on: machine)
    let lstmGates = memory + 608, lstmStates = memory + 1184, lstmCells = memory + 1248
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2, peepholes: lstmPeepholeKernel),
      sequence: memory + 512, record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells),
      scratch: memory + 352,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, isReversed: true)).run(on: machine)
    let lstmReversed = Kernels.ReverseTime(lstm, memory + 352, examples: 3, time: 5,
      width: 4).run(on: machine)
    // 5: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: lstmReversed, right: denseKernel, bias: denseBias,
      into: memory + 416, geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 448
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1424, rowLosses: memory + 480, gradient: denseLossGradient, rows: 15, classes: 2,
      scale: 0.06666667).run(on: machine)
    // Backward of 5: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 432, rows: 15, columns: 2,
      scratch: memory + 416).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: lstmReversed, right: denseLossGradient,
      into: memory + 480, geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 416).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 8).run(on: machine)
    // Backward of 4: lstm: {units: 4, use_peepholes: true, go_backwards: true, return_sequences: true…
    let lstmReversedGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 352, geometry: .init(rows: 15, inner: 2, columns: 4)).run(on: machine)
    let lstmGradient = Kernels.ReverseTime(lstmReversedGradient, memory + 1312, examples: 3, time: 5,
      width: 4).run(on: machine)
    let lstmRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(lstmRecurrentKernel,
      as: .transposedBlock(stride: 16, first: 0, inner: 16, columns: 4), into: memory + 352).run(on: machine)
    let lstmInputsPeepholeProducts = memory + 848
    let lstmInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: lstmRecurrentKernelPackedTransposedFrom0, peepholes: lstmPeepholeKernel),
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), sequence: lstmGradient,
      inputs: memory + 608, peepholes: lstmInputsPeepholeProducts, scratch: memory + 1040,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, isReversed: true)).run(on: machine)
    let lstmRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: lstmStates,
      right: lstmInputsGradient, into: memory + 352,
      geometry: .init(rows: 15, inner: 4, columns: 16)).run(on: machine)
    Kernels.Update(Self.optimizer, lstmRecurrentKernel, gradient: lstmRecurrentKernelGradient,
      count: 64).run(on: machine)
    let lstmPeepholeKernelGradient = Kernels.ColumnSums(lstmInputsPeepholeProducts, memory + 368, rows: 15,
      columns: 12, scratch: memory + 352).run(on: machine)
    Kernels.Update(Self.optimizer, lstmPeepholeKernel, gradient: lstmPeepholeKernelGradient,
      count: 12).run(on: machine)
    let lstmBiasGradient = Kernels.ColumnSums(lstmInputsGradient, memory + 368, rows: 15, columns: 16,
      scratch: memory + 352).run(on: machine)
    Kernels.Update(Self.optimizer, lstmBias, gradient: lstmBiasGradient, count: 16).run(on: machine)
    let lstmKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: lstmInputsGradient,
      into: memory + 352, geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    Kernels.Update(Self.optimizer, lstmKernel, gradient: lstmKernelGradient, count: 48).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 1376).write(input, count: 45)
    let denseTarget = (memory + 576).write(target, count: 30)
    let lstmKernelPanels_2 = Kernels.Pack(lstmKernel, as: .matrix(inner: 3, columns: 16),
      into: memory + 352).run(on: machine)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels_2, bias: lstmBias,
      into: memory + 608, geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    let lstmRecurrentKernelPackedFrom0_2 = Kernels.Pack(lstmRecurrentKernel,
      as: .block(stride: 16, first: 0, inner: 4, columns: 16), into: memory + 448).run(on: machine)
    let lstmGates = memory + 608, lstmStates = memory + 1184, lstmCells = memory + 1248
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2, peepholes: lstmPeepholeKernel),
      sequence: memory + 512, record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells),
      scratch: memory + 352,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, isReversed: true)).run(on: machine)
    let lstmReversed = Kernels.ReverseTime(lstm, memory + 352, examples: 3, time: 5,
      width: 4).run(on: machine)
    let denseLinear = Kernels.Matmul(left: lstmReversed, right: denseKernel, bias: denseBias,
      into: memory + 416, geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 448
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1424, rowLosses: memory + 480, gradient: denseLossGradient, rows: 15, classes: 2,
      scale: 0.06666667).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 1440, rows: 15, columns: 2,
      scratch: memory + 416).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: lstmReversed, right: denseLossGradient,
      into: memory + 1456, geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 416).run(on: machine)
    let lstmReversedGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 352, geometry: .init(rows: 15, inner: 2, columns: 4)).run(on: machine)
    let lstmGradient = Kernels.ReverseTime(lstmReversedGradient, memory + 1312, examples: 3, time: 5,
      width: 4).run(on: machine)
    let lstmRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(lstmRecurrentKernel,
      as: .transposedBlock(stride: 16, first: 0, inner: 16, columns: 4), into: memory + 352).run(on: machine)
    let lstmInputsPeepholeProducts = memory + 848
    let lstmInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: lstmRecurrentKernelPackedTransposedFrom0, peepholes: lstmPeepholeKernel),
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), sequence: lstmGradient,
      inputs: memory + 608, peepholes: lstmInputsPeepholeProducts, scratch: memory + 1040,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, isReversed: true)).run(on: machine)
    let lstmRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: lstmStates,
      right: lstmInputsGradient, into: memory + 352,
      geometry: .init(rows: 15, inner: 4, columns: 16)).run(on: machine)
    let lstmPeepholeKernelGradient = Kernels.ColumnSums(lstmInputsPeepholeProducts, memory + 464, rows: 15,
      columns: 12, scratch: memory + 416).run(on: machine)
    let lstmBiasGradient = Kernels.ColumnSums(lstmInputsGradient, memory + 480, rows: 15, columns: 16,
      scratch: memory + 416).run(on: machine)
    let lstmKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: lstmInputsGradient,
      into: memory + 416, geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    lstmKernelGradient.read(into: &gradient, at: 0, count: 48)
    lstmRecurrentKernelGradient.read(into: &gradient, at: 48, count: 64)
    lstmBiasGradient.read(into: &gradient, at: 112, count: 16)
    lstmPeepholeKernelGradient.read(into: &gradient, at: 128, count: 12)
    denseKernelGradient.read(into: &gradient, at: 140, count: 8)
    denseBiasGradient.read(into: &gradient, at: 148, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 592).write(input, count: 45)
    let denseTarget = (memory + 752).write(target, count: 30)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels, bias: lstmBias,
      into: memory + 352, geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0, peepholes: lstmPeepholeKernel),
      sequence: memory + 688, scratch: memory + 592,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, isReversed: true)).run(on: machine)
    let lstmReversed = Kernels.ReverseTime(lstm, memory + 352, examples: 3, time: 5,
      width: 4).run(on: machine)
    let denseLinear = Kernels.Matmul(left: lstmReversed, panels: denseKernelPanels, bias: denseBias,
      into: memory + 416, geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 352, rowLosses: memory + 368, rows: 15, classes: 2, scale: 0.06666667).run(on: machine)
    return denseLoss[0]
  }
}
