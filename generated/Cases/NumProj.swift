// Made by nncc from num_proj.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// num_proj: input [5, 3] → dense [2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class NumProj: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 163
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:27b46bbe7e7b6efc", inputs: [.init("input", [5, 3])], outputs: [.init("dense", [2])],
      words: 3072,
    parameters: [
      .init("lstm/kernel", [3, 20], at: 0, .glorotUniform),
      .init("lstm/recurrent_kernel", [3, 20], at: 64, .orthogonal(gain: 1)),
      .init("lstm/bias", [20], at: 128, .unitForgetBias(.zeros)),
      .init("lstm/projection_kernel", [5, 3], at: 160, .glorotUniform),
      .init("dense/kernel", [3, 2], at: 176, .glorotUniform),
      .init("dense/bias", [2], at: 192, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var lstmKernel: Floats { memory + 0 }
  private var lstmRecurrentKernel: Floats { memory + 64 }
  private var lstmBias: Floats { memory + 128 }
  private var lstmProjectionKernel: Floats { memory + 160 }
  private var denseKernel: Floats { memory + 176 }
  private var denseBias: Floats { memory + 192 }
  private var lstmKernelPanels: Floats { memory + 208 }
  private var lstmRecurrentKernelPackedFrom0: Floats { memory + 304 }
  private var lstmProjectionKernelPanels: Floats { memory + 400 }
  private var denseKernelPanels: Floats { memory + 480 }

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
    Kernels.Pack(lstmKernel, as: .matrix(inner: 3, columns: 20), into: lstmKernelPanels).run(on: machine)
    Kernels.Pack(lstmRecurrentKernel, as: .block(stride: 20, first: 0, inner: 3, columns: 20),
      into: lstmRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(lstmProjectionKernel, as: .matrix(inner: 5, columns: 3),
      into: lstmProjectionKernelPanels).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 3, columns: 2), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 15 ? 1 : 3
    let inputPlace = (memory + 832).write(input, count: rows * 15)
    // 4: lstm: {units: 5, num_proj: 3}
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels, bias: lstmBias,
      into: memory + 528, geometry: .init(rows: rows * 5, inner: 3, columns: 20)).run(on: machine)
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0, projection: lstmProjectionKernelPanels),
      finalState: memory + 944, scratch: memory + 832,
      geometry: .init(examples: rows, time: 5, units: 5, projection: 3, cell: .lstm)).run(on: machine)
    // 5: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: lstm, panels: denseKernelPanels, bias: denseBias,
      into: memory + 528, geometry: .init(rows: rows, inner: 3, columns: 2)).run(on: machine)
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
    let inputPlace = (memory + 1472).write(input, count: 45)
    let denseTarget = (memory + 816).write(target, count: 6)
    // 4: lstm: {units: 5, num_proj: 3}
    let lstmKernelPanels_2 = Kernels.Pack(lstmKernel, as: .matrix(inner: 3, columns: 20),
      into: memory + 528).run(on: machine)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels_2, bias: lstmBias,
      into: memory + 848, geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    let lstmRecurrentKernelPackedFrom0_2 = Kernels.Pack(lstmRecurrentKernel,
      as: .block(stride: 20, first: 0, inner: 3, columns: 20), into: memory + 640).run(on: machine)
    let lstmProjectionKernelPanels_2 = Kernels.Pack(lstmProjectionKernel, as: .matrix(inner: 5, columns: 3),
      into: memory + 736).run(on: machine)
    let lstmGates = memory + 848, lstmStates = memory + 1520, lstmCells = memory + 1312,
      lstmHidden = memory + 1392
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2, projection: lstmProjectionKernelPanels_2),
      finalState: memory + 832,
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells, hidden: lstmHidden),
      scratch: memory + 528,
      geometry: .init(examples: 3, time: 5, units: 5, projection: 3, cell: .lstm)).run(on: machine)
    // 5: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: lstm, right: denseKernel, bias: denseBias, into: memory + 528,
      geometry: .init(rows: 3, inner: 3, columns: 2)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 560
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1664, rowLosses: memory + 544, gradient: denseLossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    // Backward of 5: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 544, rows: 3, columns: 2,
      scratch: memory + 528).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: lstm, right: denseLossGradient,
      into: memory + 576, geometry: .init(rows: 3, inner: 3, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 3),
      into: memory + 528).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 6).run(on: machine)
    // Backward of 4: lstm: {units: 5, num_proj: 3}
    let lstmGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 1680, geometry: .init(rows: 3, inner: 2, columns: 3)).run(on: machine)
    let lstmRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(lstmRecurrentKernel,
      as: .transposedBlock(stride: 20, first: 0, inner: 20, columns: 3), into: memory + 528).run(on: machine)
    let lstmProjectionKernelTransposed = Kernels.Pack(lstmProjectionKernel,
      as: .transposed(inner: 3, columns: 5), into: memory + 1568).run(on: machine)
    let lstmInputsProjectedGradient = memory + 1616
    let lstmInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: lstmRecurrentKernelPackedTransposedFrom0, projection: lstmProjectionKernelTransposed),
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells, hidden: lstmHidden),
      finalState: lstmGradient, inputs: memory + 848, projected: lstmInputsProjectedGradient,
      scratch: memory + 1152,
      geometry: .init(examples: 3, time: 5, units: 5, projection: 3, cell: .lstm)).run(on: machine)
    let lstmRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: lstmStates,
      right: lstmInputsGradient, into: memory + 528,
      geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    Kernels.Update(Self.optimizer, lstmRecurrentKernel, gradient: lstmRecurrentKernelGradient,
      count: 60).run(on: machine)
    let lstmProjectionKernelGradient = Kernels.MatmulTransposedLeft(left: lstmHidden,
      right: lstmInputsProjectedGradient, into: memory + 528,
      geometry: .init(rows: 15, inner: 5, columns: 3)).run(on: machine)
    Kernels.Update(Self.optimizer, lstmProjectionKernel, gradient: lstmProjectionKernelGradient,
      count: 15).run(on: machine)
    let lstmBiasGradient = Kernels.ColumnSums(lstmInputsGradient, memory + 528, rows: 15, columns: 20,
      scratch: memory + 560).run(on: machine)
    Kernels.Update(Self.optimizer, lstmBias, gradient: lstmBiasGradient, count: 20).run(on: machine)
    let lstmKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: lstmInputsGradient,
      into: memory + 528, geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    Kernels.Update(Self.optimizer, lstmKernel, gradient: lstmKernelGradient, count: 60).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 1472).write(input, count: 45)
    let denseTarget = (memory + 816).write(target, count: 6)
    let lstmKernelPanels_2 = Kernels.Pack(lstmKernel, as: .matrix(inner: 3, columns: 20),
      into: memory + 528).run(on: machine)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels_2, bias: lstmBias,
      into: memory + 848, geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    let lstmRecurrentKernelPackedFrom0_2 = Kernels.Pack(lstmRecurrentKernel,
      as: .block(stride: 20, first: 0, inner: 3, columns: 20), into: memory + 640).run(on: machine)
    let lstmProjectionKernelPanels_2 = Kernels.Pack(lstmProjectionKernel, as: .matrix(inner: 5, columns: 3),
      into: memory + 736).run(on: machine)
    let lstmGates = memory + 848, lstmStates = memory + 1520, lstmCells = memory + 1312,
      lstmHidden = memory + 1392
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2, projection: lstmProjectionKernelPanels_2),
      finalState: memory + 832,
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells, hidden: lstmHidden),
      scratch: memory + 528,
      geometry: .init(examples: 3, time: 5, units: 5, projection: 3, cell: .lstm)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: lstm, right: denseKernel, bias: denseBias, into: memory + 528,
      geometry: .init(rows: 3, inner: 3, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 560
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1664, rowLosses: memory + 544, gradient: denseLossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 1680, rows: 3, columns: 2,
      scratch: memory + 528).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: lstm, right: denseLossGradient,
      into: memory + 1696, geometry: .init(rows: 3, inner: 3, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 3),
      into: memory + 528).run(on: machine)
    let lstmGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 1712, geometry: .init(rows: 3, inner: 2, columns: 3)).run(on: machine)
    let lstmRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(lstmRecurrentKernel,
      as: .transposedBlock(stride: 20, first: 0, inner: 20, columns: 3), into: memory + 528).run(on: machine)
    let lstmProjectionKernelTransposed = Kernels.Pack(lstmProjectionKernel,
      as: .transposed(inner: 3, columns: 5), into: memory + 1568).run(on: machine)
    let lstmInputsProjectedGradient = memory + 1616
    let lstmInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: lstmRecurrentKernelPackedTransposedFrom0, projection: lstmProjectionKernelTransposed),
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells, hidden: lstmHidden),
      finalState: lstmGradient, inputs: memory + 848, projected: lstmInputsProjectedGradient,
      scratch: memory + 1152,
      geometry: .init(examples: 3, time: 5, units: 5, projection: 3, cell: .lstm)).run(on: machine)
    let lstmRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: lstmStates,
      right: lstmInputsGradient, into: memory + 528,
      geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    let lstmProjectionKernelGradient = Kernels.MatmulTransposedLeft(left: lstmHidden,
      right: lstmInputsProjectedGradient, into: memory + 688,
      geometry: .init(rows: 15, inner: 5, columns: 3)).run(on: machine)
    let lstmBiasGradient = Kernels.ColumnSums(lstmInputsGradient, memory + 656, rows: 15, columns: 20,
      scratch: memory + 592).run(on: machine)
    let lstmKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: lstmInputsGradient,
      into: memory + 592, geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    lstmKernelGradient.read(into: &gradient, at: 0, count: 60)
    lstmRecurrentKernelGradient.read(into: &gradient, at: 60, count: 60)
    lstmBiasGradient.read(into: &gradient, at: 120, count: 20)
    lstmProjectionKernelGradient.read(into: &gradient, at: 140, count: 15)
    denseKernelGradient.read(into: &gradient, at: 155, count: 6)
    denseBiasGradient.read(into: &gradient, at: 161, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 832).write(input, count: 45)
    let denseTarget = (memory + 944).write(target, count: 6)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels, bias: lstmBias,
      into: memory + 528, geometry: .init(rows: 15, inner: 3, columns: 20)).run(on: machine)
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0, projection: lstmProjectionKernelPanels),
      finalState: memory + 960, scratch: memory + 832,
      geometry: .init(examples: 3, time: 5, units: 5, projection: 3, cell: .lstm)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: lstm, panels: denseKernelPanels, bias: denseBias,
      into: memory + 528, geometry: .init(rows: 3, inner: 3, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 544, rowLosses: memory + 560, rows: 3, classes: 2, scale: 0.33333334).run(on: machine)
    return denseLoss[0]
  }
}
