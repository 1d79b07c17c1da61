// Made by nncc from simple_rnn_activation_softmax.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// simple_rnn_activation_softmax: input [5, 3] → dense [2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class SimpleRNNActivationSoftmax: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.02)
  /// Elements of all weights that are trained.
  public static let gradientCount = 42
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:d8f5a97b0e46512e", inputs: [.init("input", [5, 3])], outputs: [.init("dense", [2])],
      words: 2048,
    parameters: [
      .init("simple_rnn/kernel", [3, 4], at: 0, .glorotUniform),
      .init("simple_rnn/recurrent_kernel", [4, 4], at: 16, .orthogonal(gain: 1)),
      .init("simple_rnn/bias", [4], at: 32, .zeros),
      .init("dense/kernel", [4, 2], at: 48, .glorotUniform),
      .init("dense/bias", [2], at: 64, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var simpleRnnKernel: Floats { memory + 0 }
  private var simpleRnnRecurrentKernel: Floats { memory + 16 }
  private var simpleRnnBias: Floats { memory + 32 }
  private var denseKernel: Floats { memory + 48 }
  private var denseBias: Floats { memory + 64 }
  private var simpleRnnKernelPanels: Floats { memory + 80 }
  private var simpleRnnRecurrentKernelPackedFrom0: Floats { memory + 128 }
  private var denseKernelPanels: Floats { memory + 192 }

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
    Kernels.Pack(simpleRnnKernel, as: .matrix(inner: 3, columns: 4),
      into: simpleRnnKernelPanels).run(on: machine)
    Kernels.Pack(simpleRnnRecurrentKernel, as: .block(stride: 4, first: 0, inner: 4, columns: 4),
      into: simpleRnnRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 4, columns: 2), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 15 ? 1 : 3
    let inputPlace = (memory + 320).write(input, count: rows * 15)
    // 4: simple_rnn: {units: 4, activation: softmax}
    let simpleRnnInputs = Kernels.Matmul(left: inputPlace, panels: simpleRnnKernelPanels, bias: simpleRnnBias,
      into: memory + 256, geometry: .init(rows: rows * 5, inner: 3, columns: 4)).run(on: machine)
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0), finalState: memory + 384,
      scratch: memory + 320,
      geometry: .init(examples: rows, time: 5, units: 4, cell: .simple, activation: .softmax,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    // 5: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: simpleRnn, panels: denseKernelPanels, bias: denseBias,
      into: memory + 256, geometry: .init(rows: rows, inner: 4, columns: 2)).run(on: machine)
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
    let inputPlace = (memory + 560).write(input, count: 45)
    let denseTarget = (memory + 320).write(target, count: 6)
    // 4: simple_rnn: {units: 4, activation: softmax}
    let simpleRnnKernelPanels_2 = Kernels.Pack(simpleRnnKernel, as: .matrix(inner: 3, columns: 4),
      into: memory + 256).run(on: machine)
    let simpleRnnInputs = Kernels.Matmul(left: inputPlace, panels: simpleRnnKernelPanels_2,
      bias: simpleRnnBias, into: memory + 368,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let simpleRnnRecurrentKernelPackedFrom0_2 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .block(stride: 4, first: 0, inner: 4, columns: 4), into: memory + 256).run(on: machine)
    let simpleRnnGates = memory + 368, simpleRnnStates = memory + 432
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0_2), finalState: memory + 336,
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), scratch: memory + 496,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple, activation: .softmax,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    // 5: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: simpleRnn, right: denseKernel, bias: denseBias, into: memory + 256,
      geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    // 6: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.02}}, batch_size: 3, steps…
    let denseLossGradient = memory + 288
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 608, rowLosses: memory + 272, gradient: denseLossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    // Backward of 5: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 272, rows: 3, columns: 2,
      scratch: memory + 256).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnn, right: denseLossGradient,
      into: memory + 304, geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 256).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 8).run(on: machine)
    // Backward of 4: simple_rnn: {units: 4, activation: softmax}
    let simpleRnnGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 624, geometry: .init(rows: 3, inner: 2, columns: 4)).run(on: machine)
    let simpleRnnRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .transposedBlock(stride: 4, first: 0, inner: 4, columns: 4), into: memory + 496).run(on: machine)
    let simpleRnnInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: simpleRnnRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), finalState: simpleRnnGradient,
      inputs: memory + 368, scratch: memory + 256,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple, activation: .softmax,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let simpleRnnRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnnStates,
      right: simpleRnnInputsGradient, into: memory + 256,
      geometry: .init(rows: 15, inner: 4, columns: 4)).run(on: machine)
    Kernels.Update(Self.optimizer, simpleRnnRecurrentKernel, gradient: simpleRnnRecurrentKernelGradient,
      count: 16).run(on: machine)
    let simpleRnnBiasGradient = Kernels.ColumnSums(simpleRnnInputsGradient, memory + 272, rows: 15,
      columns: 4, scratch: memory + 256).run(on: machine)
    Kernels.Update(Self.optimizer, simpleRnnBias, gradient: simpleRnnBiasGradient, count: 4).run(on: machine)
    let simpleRnnKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: simpleRnnInputsGradient, into: memory + 256,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    Kernels.Update(Self.optimizer, simpleRnnKernel, gradient: simpleRnnKernelGradient,
      count: 12).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 560).write(input, count: 45)
    let denseTarget = (memory + 320).write(target, count: 6)
    let simpleRnnKernelPanels_2 = Kernels.Pack(simpleRnnKernel, as: .matrix(inner: 3, columns: 4),
      into: memory + 256).run(on: machine)
    let simpleRnnInputs = Kernels.Matmul(left: inputPlace, panels: simpleRnnKernelPanels_2,
      bias: simpleRnnBias, into: memory + 368,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let simpleRnnRecurrentKernelPackedFrom0_2 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .block(stride: 4, first: 0, inner: 4, columns: 4), into: memory + 256).run(on: machine)
    let simpleRnnGates = memory + 368, simpleRnnStates = memory + 432
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0_2), finalState: memory + 336,
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), scratch: memory + 496,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple, activation: .softmax,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let denseLinear = Kernels.Matmul(left: simpleRnn, right: denseKernel, bias: denseBias, into: memory + 256,
      geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 288
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 608, rowLosses: memory + 272, gradient: denseLossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 624, rows: 3, columns: 2,
      scratch: memory + 256).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnn, right: denseLossGradient,
      into: memory + 640, geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 256).run(on: machine)
    let simpleRnnGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 656, geometry: .init(rows: 3, inner: 2, columns: 4)).run(on: machine)
    let simpleRnnRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .transposedBlock(stride: 4, first: 0, inner: 4, columns: 4), into: memory + 496).run(on: machine)
    let simpleRnnInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: simpleRnnRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), finalState: simpleRnnGradient,
      inputs: memory + 368, scratch: memory + 256,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple, activation: .softmax,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let simpleRnnRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnnStates,
      right: simpleRnnInputsGradient, into: memory + 256,
      geometry: .init(rows: 15, inner: 4, columns: 4)).run(on: machine)
    let simpleRnnBiasGradient = Kernels.ColumnSums(simpleRnnInputsGradient, memory + 288, rows: 15,
      columns: 4, scratch: memory + 272).run(on: machine)
    let simpleRnnKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: simpleRnnInputsGradient, into: memory + 272,
      geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    simpleRnnKernelGradient.read(into: &gradient, at: 0, count: 12)
    simpleRnnRecurrentKernelGradient.read(into: &gradient, at: 12, count: 16)
    simpleRnnBiasGradient.read(into: &gradient, at: 28, count: 4)
    denseKernelGradient.read(into: &gradient, at: 32, count: 8)
    denseBiasGradient.read(into: &gradient, at: 40, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 320).write(input, count: 45)
    let denseTarget = (memory + 384).write(target, count: 6)
    let simpleRnnInputs = Kernels.Matmul(left: inputPlace, panels: simpleRnnKernelPanels, bias: simpleRnnBias,
      into: memory + 256, geometry: .init(rows: 15, inner: 3, columns: 4)).run(on: machine)
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0), finalState: memory + 400,
      scratch: memory + 320,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .simple, activation: .softmax,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let denseLinear = Kernels.Matmul(left: simpleRnn, panels: denseKernelPanels, bias: denseBias,
      into: memory + 256, geometry: .init(rows: 3, inner: 4, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 272, rowLosses: memory + 288, rows: 3, classes: 2, scale: 0.33333334).run(on: machine)
    return denseLoss[0]
  }
}
