// Made by nncc from cell_clip.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// cell_clip: input [5, 3] → dense [5, 2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class CellClip: TrainableModel {
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
    network: "2:e27d48dd604d9eb9", inputs: [.init("input", [5, 3])], outputs: [.init("dense", [5, 2])],
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
    // 4: lstm: {units: 4, cell_clip: 0.4, return_sequences: true}
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels, bias: lstmBias,
      into: memory + 336, geometry: .init(rows: rows * 5, inner: 3, columns: 16)).run(on: machine)
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0), sequence: memory + 672,
      scratch: memory + 576,
      geometry: .init(examples: rows, time: 5, units: 4, cell: .lstm, cellClip: 0.4)).run(on: machine)
    // 5: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: lstm, panels: denseKernelPanels, bias: denseBias,
      into: memory + 336, geometry: .init(rows: rows * 5, inner: 4, columns: 2)).run(on: machine)
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
    let inputPlace = (memory + 1168).write(input, count: 45)
    let denseTarget = (memory + 560).write(target, count: 30)
    // 4: lstm: {units: 4, cell_clip: 0.4, return_sequences: true}
    let lstmKernelPanels_2 = Kernels.Pack(lstmKernel, as: .matrix(inner: 3, columns: 16),
      into: memory + 336).run(on: machine)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels_2, bias: lstmBias,
      into: memory + 592, geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    let lstmRecurrentKernelPackedFrom0_2 = Kernels.Pack(lstmRecurrentKernel,
      as: .block(stride: 16, first: 0, inner: 4, columns: 16), into: memory + 432).run(on: machine)
    let lstmGates = memory + 592, lstmStates = memory + 976, lstmCells = memory + 1040
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2), sequence: memory + 496,
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), scratch: memory + 336,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, cellClip: 0.4)).run(on: machine)
    // 5: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: lstm, right: denseKernel, bias: denseBias, into: memory + 336,
      geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 368
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1216, rowLosses: memory + 400, gradient: denseLossGradient, rows: 15, classes: 2,
      scale: 0.06666667).run(on: machine)
    // Backward of 5: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 352, rows: 15, columns: 2,
      scratch: memory + 336).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: lstm, right: denseLossGradient,
      into: memory + 400, geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 336).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 8).run(on: machine)
    // Backward of 4: lstm: {units: 4, cell_clip: 0.4, return_sequences: true}
    let lstmGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 1104, geometry: .init(rows: 15, inner: 2, columns: 4)).run(on: machine)
    let lstmRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(lstmRecurrentKernel,
      as: .transposedBlock(stride: 16, first: 0, inner: 16, columns: 4), into: memory + 336).run(on: machine)
    let lstmInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: lstmRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), sequence: lstmGradient,
      inputs: memory + 592, scratch: memory + 832,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, cellClip: 0.4)).run(on: machine)
    let lstmRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: lstmStates,
      right: lstmInputsGradient, into: memory + 336,
      geometry: .init(rows: 15, inner: 4, columns: 16)).run(on: machine)
    Kernels.Update(Self.optimizer, lstmRecurrentKernel, gradient: lstmRecurrentKernelGradient,
      count: 64).run(on: machine)
    let lstmBiasGradient = Kernels.ColumnSums(lstmInputsGradient, memory + 352, rows: 15, columns: 16,
      scratch: memory + 336).run(on: machine)
    Kernels.Update(Self.optimizer, lstmBias, gradient: lstmBiasGradient, count: 16).run(on: machine)
    let lstmKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: lstmInputsGradient,
      into: memory + 336, geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    Kernels.Update(Self.optimizer, lstmKernel, gradient: lstmKernelGradient, count: 48).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 1168).write(input, count: 45)
    let denseTarget = (memory + 560).write(target, count: 30)
    let lstmKernelPanels_2 = Kernels.Pack(lstmKernel, as: .matrix(inner: 3, columns: 16),
      into: memory + 336).run(on: machine)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels_2, bias: lstmBias,
      into: memory + 592, geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    let lstmRecurrentKernelPackedFrom0_2 = Kernels.Pack(lstmRecurrentKernel,
      as: .block(stride: 16, first: 0, inner: 4, columns: 16), into: memory + 432).run(on: machine)
    let lstmGates = memory + 592, lstmStates = memory + 976, lstmCells = memory + 1040
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2), sequence: memory + 496,
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), scratch: memory + 336,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, cellClip: 0.4)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: lstm, right: denseKernel, bias: denseBias, into: memory + 336,
      geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 368
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1216, rowLosses: memory + 400, gradient: denseLossGradient, rows: 15, classes: 2,
      scale: 0.06666667).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 1232, rows: 15, columns: 2,
      scratch: memory + 336).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: lstm, right: denseLossGradient,
      into: memory + 1248, geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 336).run(on: machine)
    let lstmGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 1104, geometry: .init(rows: 15, inner: 2, columns: 4)).run(on: machine)
    let lstmRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(lstmRecurrentKernel,
      as: .transposedBlock(stride: 16, first: 0, inner: 16, columns: 4), into: memory + 336).run(on: machine)
    let lstmInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: lstmRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), sequence: lstmGradient,
      inputs: memory + 592, scratch: memory + 832,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, cellClip: 0.4)).run(on: machine)
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
    let denseTarget = (memory + 736).write(target, count: 30)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels, bias: lstmBias,
      into: memory + 336, geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0), sequence: memory + 672,
      scratch: memory + 576,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm, cellClip: 0.4)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: lstm, panels: denseKernelPanels, bias: denseBias,
      into: memory + 336, geometry: .init(rows: 15, inner: 4, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 368, rowLosses: memory + 384, rows: 15, classes: 2, scale: 0.06666667).run(on: machine)
    return denseLoss[0]
  }
}
