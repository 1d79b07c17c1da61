// Made by nncc from num_proj_peepholes_cell_clip.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// num_proj_peepholes_cell_clip: input [7, 3] → dense [7, 2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class NumProjPeepholesCellClip: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-07, amsgrad: false)
  public static let learningRate = LearningRate.constant(0.01)
  /// Elements of all weights that are trained.
  public static let gradientCount = 178
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:2213254d2c036cca", inputs: [.init("input", [7, 3])], outputs: [.init("dense", [7, 2])],
      words: 4096,
    parameters: [
      .init("lstm/kernel", [3, 20], at: 0, .glorotUniform),
      .init("lstm/recurrent_kernel", [3, 20], at: 64, .orthogonal(gain: 1)),
      .init("lstm/bias", [20], at: 128, .unitForgetBias(.zeros)),
      .init("lstm/peephole_kernel", [3, 5], at: 160, .glorotUniform),
      .init("lstm/projection_kernel", [5, 3], at: 176, .glorotUniform),
      .init("dense/kernel", [3, 2], at: 192, .glorotUniform),
      .init("dense/bias", [2], at: 208, .zeros),
    ], optimizer: optimizer, slotsAt: 224
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
  private var lstmPeepholeKernel: Floats { memory + 160 }
  private var lstmProjectionKernel: Floats { memory + 176 }
  private var denseKernel: Floats { memory + 192 }
  private var denseBias: Floats { memory + 208 }
  private var lstmKernelPanels: Floats { memory + 672 }
  private var lstmRecurrentKernelPackedFrom0: Floats { memory + 768 }
  private var lstmProjectionKernelPanels: Floats { memory + 864 }
  private var denseKernelPanels: Floats { memory + 944 }

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
    let rows = input.count == 21 ? 1 : 3
    let inputPlace = (memory + 1424).write(input, count: rows * 21)
    // 4: lstm: {units: 5, num_proj: 3, use_peepholes: true, cell_clip: 0.5, return_sequen…
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels, bias: lstmBias,
      into: memory + 992, geometry: .init(rows: rows * 7, inner: 3, columns: 20)).run(on: machine)
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0, projection: lstmProjectionKernelPanels,
        peepholes: lstmPeepholeKernel), sequence: memory + 1536, scratch: memory + 1424,
      geometry: .init(examples: rows, time: 7, units: 5, projection: 3, cell: .lstm,
        cellClip: 0.5)).run(on: machine)
    // 5: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: lstm, panels: denseKernelPanels, bias: denseBias,
      into: memory + 992, geometry: .init(rows: rows * 7, inner: 3, columns: 2)).run(on: machine)
    densePlace.read(into: &dense, count: rows * 14)
  }

  /// Computes dense of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 21)
    var dense: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 14)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 21..<(first + rows) * 21), into: &span)
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
    let inputPlace = (memory + 2448).write(input, count: 63)
    let denseTarget = (memory + 1776).write(target, count: 42)
    // 4: lstm: {units: 5, num_proj: 3, use_peepholes: true, cell_clip: 0.5, return_sequen…
    let lstmKernelPanels_2 = Kernels.Pack(lstmKernel, as: .matrix(inner: 3, columns: 20),
      into: memory + 1424).run(on: machine)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels_2, bias: lstmBias,
      into: memory + 992, geometry: .init(rows: 21, inner: 3, columns: 20)).run(on: machine)
    let lstmRecurrentKernelPackedFrom0_2 = Kernels.Pack(lstmRecurrentKernel,
      as: .block(stride: 20, first: 0, inner: 3, columns: 20), into: memory + 1536).run(on: machine)
    let lstmProjectionKernelPanels_2 = Kernels.Pack(lstmProjectionKernel, as: .matrix(inner: 5, columns: 3),
      into: memory + 1632).run(on: machine)
    let lstmGates = memory + 992, lstmStates = memory + 2512, lstmCells = memory + 2224,
      lstmHidden = memory + 2336
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2, projection: lstmProjectionKernelPanels_2,
        peepholes: lstmPeepholeKernel), sequence: memory + 1712,
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells, hidden: lstmHidden),
      scratch: memory + 1424,
      geometry: .init(examples: 3, time: 7, units: 5, projection: 3, cell: .lstm,
        cellClip: 0.5)).run(on: machine)
    // 5: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: lstm, right: denseKernel, bias: denseBias, into: memory + 1424,
      geometry: .init(rows: 21, inner: 3, columns: 2)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {adam: {learning_rate: 0.01}}, batch_size: 3, step…
    let denseLossGradient = memory + 1472
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 2752, rowLosses: memory + 1520, gradient: denseLossGradient, rows: 21, classes: 2,
      scale: 0.04761905).run(on: machine)
    // Backward of 5: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 1440, rows: 21, columns: 2,
      scratch: memory + 1424).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient,
      slots: .init(memory + 640, memory + 656), count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: lstm, right: denseLossGradient,
      into: memory + 1456, geometry: .init(rows: 21, inner: 3, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 3),
      into: memory + 1424).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient,
      slots: .init(memory + 608, memory + 624), count: 6).run(on: machine)
    // Backward of 4: lstm: {units: 5, num_proj: 3, use_peepholes: true, cell_clip: 0.5, return_sequen…
    let lstmGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 2576, geometry: .init(rows: 21, inner: 2, columns: 3)).run(on: machine)
    let lstmRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(lstmRecurrentKernel,
      as: .transposedBlock(stride: 20, first: 0, inner: 20, columns: 3), into: memory + 1424).run(on: machine)
    let lstmProjectionKernelTransposed = Kernels.Pack(lstmProjectionKernel,
      as: .transposed(inner: 3, columns: 5), into: memory + 2704).run(on: machine)
    let lstmInputsPeepholeProducts = memory + 1744, lstmInputsProjectedGradient = memory + 2640
    let lstmInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: lstmRecurrentKernelPackedTransposedFrom0, projection: lstmProjectionKernelTransposed,
        peepholes: lstmPeepholeKernel),
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells, hidden: lstmHidden),
      sequence: lstmGradient, inputs: memory + 992, peepholes: lstmInputsPeepholeProducts,
      projected: lstmInputsProjectedGradient, scratch: memory + 2064,
      geometry: .init(examples: 3, time: 7, units: 5, projection: 3, cell: .lstm,
        cellClip: 0.5)).run(on: machine)
    let lstmRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: lstmStates,
      right: lstmInputsGradient, into: memory + 1424,
      geometry: .init(rows: 21, inner: 3, columns: 20)).run(on: machine)
    Kernels.Update(Self.optimizer, lstmRecurrentKernel, gradient: lstmRecurrentKernelGradient,
      slots: .init(memory + 352, memory + 416), count: 60).run(on: machine)
    let lstmPeepholeKernelGradient = Kernels.ColumnSums(lstmInputsPeepholeProducts, memory + 1440, rows: 21,
      columns: 15, scratch: memory + 1424).run(on: machine)
    Kernels.Update(Self.optimizer, lstmPeepholeKernel, gradient: lstmPeepholeKernelGradient,
      slots: .init(memory + 544, memory + 560), count: 15).run(on: machine)
    let lstmProjectionKernelGradient = Kernels.MatmulTransposedLeft(left: lstmHidden,
      right: lstmInputsProjectedGradient, into: memory + 1424,
      geometry: .init(rows: 21, inner: 5, columns: 3)).run(on: machine)
    Kernels.Update(Self.optimizer, lstmProjectionKernel, gradient: lstmProjectionKernelGradient,
      slots: .init(memory + 576, memory + 592), count: 15).run(on: machine)
    let lstmBiasGradient = Kernels.ColumnSums(lstmInputsGradient, memory + 1424, rows: 21, columns: 20,
      scratch: memory + 1456).run(on: machine)
    Kernels.Update(Self.optimizer, lstmBias, gradient: lstmBiasGradient,
      slots: .init(memory + 480, memory + 512), count: 20).run(on: machine)
    let lstmKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: lstmInputsGradient,
      into: memory + 1424, geometry: .init(rows: 21, inner: 3, columns: 20)).run(on: machine)
    Kernels.Update(Self.optimizer, lstmKernel, gradient: lstmKernelGradient,
      slots: .init(memory + 224, memory + 288), count: 60).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 2448).write(input, count: 63)
    let denseTarget = (memory + 1776).write(target, count: 42)
    let lstmKernelPanels_2 = Kernels.Pack(lstmKernel, as: .matrix(inner: 3, columns: 20),
      into: memory + 1424).run(on: machine)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels_2, bias: lstmBias,
      into: memory + 992, geometry: .init(rows: 21, inner: 3, columns: 20)).run(on: machine)
    let lstmRecurrentKernelPackedFrom0_2 = Kernels.Pack(lstmRecurrentKernel,
      as: .block(stride: 20, first: 0, inner: 3, columns: 20), into: memory + 1536).run(on: machine)
    let lstmProjectionKernelPanels_2 = Kernels.Pack(lstmProjectionKernel, as: .matrix(inner: 5, columns: 3),
      into: memory + 1632).run(on: machine)
    let lstmGates = memory + 992, lstmStates = memory + 2512, lstmCells = memory + 2224,
      lstmHidden = memory + 2336
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2, projection: lstmProjectionKernelPanels_2,
        peepholes: lstmPeepholeKernel), sequence: memory + 1712,
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells, hidden: lstmHidden),
      scratch: memory + 1424,
      geometry: .init(examples: 3, time: 7, units: 5, projection: 3, cell: .lstm,
        cellClip: 0.5)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: lstm, right: denseKernel, bias: denseBias, into: memory + 1424,
      geometry: .init(rows: 21, inner: 3, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 1472
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 2752, rowLosses: memory + 1520, gradient: denseLossGradient, rows: 21, classes: 2,
      scale: 0.04761905).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 2768, rows: 21, columns: 2,
      scratch: memory + 1424).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: lstm, right: denseLossGradient,
      into: memory + 2784, geometry: .init(rows: 21, inner: 3, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 3),
      into: memory + 1424).run(on: machine)
    let lstmGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 2576, geometry: .init(rows: 21, inner: 2, columns: 3)).run(on: machine)
    let lstmRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(lstmRecurrentKernel,
      as: .transposedBlock(stride: 20, first: 0, inner: 20, columns: 3), into: memory + 1424).run(on: machine)
    let lstmProjectionKernelTransposed = Kernels.Pack(lstmProjectionKernel,
      as: .transposed(inner: 3, columns: 5), into: memory + 2704).run(on: machine)
    let lstmInputsPeepholeProducts = memory + 1744, lstmInputsProjectedGradient = memory + 2640
    let lstmInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: lstmRecurrentKernelPackedTransposedFrom0, projection: lstmProjectionKernelTransposed,
        peepholes: lstmPeepholeKernel),
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells, hidden: lstmHidden),
      sequence: lstmGradient, inputs: memory + 992, peepholes: lstmInputsPeepholeProducts,
      projected: lstmInputsProjectedGradient, scratch: memory + 2064,
      geometry: .init(examples: 3, time: 7, units: 5, projection: 3, cell: .lstm,
        cellClip: 0.5)).run(on: machine)
    let lstmRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: lstmStates,
      right: lstmInputsGradient, into: memory + 1424,
      geometry: .init(rows: 21, inner: 3, columns: 20)).run(on: machine)
    let lstmPeepholeKernelGradient = Kernels.ColumnSums(lstmInputsPeepholeProducts, memory + 1584, rows: 21,
      columns: 15, scratch: memory + 1488).run(on: machine)
    let lstmProjectionKernelGradient = Kernels.MatmulTransposedLeft(left: lstmHidden,
      right: lstmInputsProjectedGradient, into: memory + 1600,
      geometry: .init(rows: 21, inner: 5, columns: 3)).run(on: machine)
    let lstmBiasGradient = Kernels.ColumnSums(lstmInputsGradient, memory + 1552, rows: 21, columns: 20,
      scratch: memory + 1488).run(on: machine)
    let lstmKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: lstmInputsGradient,
      into: memory + 1488, geometry: .init(rows: 21, inner: 3, columns: 20)).run(on: machine)
    lstmKernelGradient.read(into: &gradient, at: 0, count: 60)
    lstmRecurrentKernelGradient.read(into: &gradient, at: 60, count: 60)
    lstmBiasGradient.read(into: &gradient, at: 120, count: 20)
    lstmPeepholeKernelGradient.read(into: &gradient, at: 140, count: 15)
    lstmProjectionKernelGradient.read(into: &gradient, at: 155, count: 15)
    denseKernelGradient.read(into: &gradient, at: 170, count: 6)
    denseBiasGradient.read(into: &gradient, at: 176, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 1424).write(input, count: 63)
    let denseTarget = (memory + 1600).write(target, count: 42)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels, bias: lstmBias,
      into: memory + 992, geometry: .init(rows: 21, inner: 3, columns: 20)).run(on: machine)
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0, projection: lstmProjectionKernelPanels,
        peepholes: lstmPeepholeKernel), sequence: memory + 1536, scratch: memory + 1424,
      geometry: .init(examples: 3, time: 7, units: 5, projection: 3, cell: .lstm,
        cellClip: 0.5)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: lstm, panels: denseKernelPanels, bias: denseBias,
      into: memory + 992, geometry: .init(rows: 21, inner: 3, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 1072, rowLosses: memory + 1040, rows: 21, classes: 2,
      scale: 0.04761905).run(on: machine)
    return denseLoss[0]
  }
}
