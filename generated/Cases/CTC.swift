// Made by nncc from ctc.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// ctc: input [7, 3] → dense [7, 4].
///
/// One thread at a time may use an instance; instances share nothing.
public final class CTC: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.05)
  /// Elements of all weights that are trained.
  public static let gradientCount = 69
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:fbe58080f0441696", inputs: [.init("input", [7, 3])], outputs: [.init("dense", [7, 4])],
      words: 3072,
    parameters: [
      .init("simple_rnn/kernel", [3, 5], at: 0, .glorotUniform),
      .init("simple_rnn/recurrent_kernel", [5, 5], at: 16, .orthogonal(gain: 1)),
      .init("simple_rnn/bias", [5], at: 48, .zeros),
      .init("dense/kernel", [5, 4], at: 64, .glorotUniform),
      .init("dense/bias", [4], at: 96, .zeros),
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
  private var simpleRnnBias: Floats { memory + 48 }
  private var denseKernel: Floats { memory + 64 }
  private var denseBias: Floats { memory + 96 }
  private var simpleRnnKernelPanels: Floats { memory + 112 }
  private var simpleRnnRecurrentKernelPackedFrom0: Floats { memory + 160 }
  private var denseKernelPanels: Floats { memory + 240 }

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
    Kernels.Pack(simpleRnnKernel, as: .matrix(inner: 3, columns: 5),
      into: simpleRnnKernelPanels).run(on: machine)
    Kernels.Pack(simpleRnnRecurrentKernel, as: .block(stride: 5, first: 0, inner: 5, columns: 5),
      into: simpleRnnRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 5, columns: 4), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 21 ? 1 : 3
    let inputPlace = (memory + 432).write(input, count: rows * 21)
    // 4: simple_rnn: {units: 5, return_sequences: true}
    let simpleRnnInputs = Kernels.Matmul(left: inputPlace, panels: simpleRnnKernelPanels, bias: simpleRnnBias,
      into: memory + 320, geometry: .init(rows: rows * 7, inner: 3, columns: 5)).run(on: machine)
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0), sequence: memory + 432,
      scratch: memory + 544,
      geometry: .init(examples: rows, time: 7, units: 5, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    // 5: dense: {units: 4}
    let densePlace = Kernels.Matmul(left: simpleRnn, panels: denseKernelPanels, bias: denseBias,
      into: memory + 320, geometry: .init(rows: rows * 7, inner: 5, columns: 4)).run(on: machine)
    densePlace.read(into: &dense, count: rows * 28)
  }

  /// Computes dense of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 21)
    var dense: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 28)
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
  public func trainStep(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 1344).write(input, count: 63)
    let denseLabels = (memory + 1408).write(labels, count: 21)
    // 4: simple_rnn: {units: 5, return_sequences: true}
    let simpleRnnKernelPanels_2 = Kernels.Pack(simpleRnnKernel, as: .matrix(inner: 3, columns: 5),
      into: memory + 320).run(on: machine)
    let simpleRnnInputs = Kernels.Matmul(left: inputPlace, panels: simpleRnnKernelPanels_2,
      bias: simpleRnnBias, into: memory + 816,
      geometry: .init(rows: 21, inner: 3, columns: 5)).run(on: machine)
    let simpleRnnRecurrentKernelPackedFrom0_2 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .block(stride: 5, first: 0, inner: 5, columns: 5), into: memory + 320).run(on: machine)
    let simpleRnnGates = memory + 816, simpleRnnStates = memory + 1040
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0_2), sequence: memory + 928,
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), scratch: memory + 400,
      geometry: .init(examples: 3, time: 7, units: 5, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    // 5: dense: {units: 4}
    let denseLinear = Kernels.Matmul(left: simpleRnn, right: denseKernel, bias: denseBias,
      into: memory + 1152, geometry: .init(rows: 21, inner: 5, columns: 4)).run(on: machine)
    // 6: train: {loss: ctc, optimizer: {sgd: {learning_rate: 0.05}}, batch_size: 3, steps…
    let denseLossGradient = memory + 1248
    let denseLoss = Kernels.CTC(logits: denseLinear, labels: denseLabels, amount: memory + 1440,
      exampleLosses: memory + 1456, gradient: denseLossGradient, scratch: memory + 320,
      geometry: .init(examples: 3, time: 7, classes: 4, labels: 7), scale: 0.33333334).run(on: machine)
    // Backward of 5: dense: {units: 4}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 336, rows: 21, columns: 4,
      scratch: memory + 320).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 4).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnn, right: denseLossGradient,
      into: memory + 384, geometry: .init(rows: 21, inner: 5, columns: 4)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 4, columns: 5),
      into: memory + 320).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 20).run(on: machine)
    // Backward of 4: simple_rnn: {units: 5, return_sequences: true}
    let simpleRnnGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 464, geometry: .init(rows: 21, inner: 4, columns: 5)).run(on: machine)
    let simpleRnnRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .transposedBlock(stride: 5, first: 0, inner: 5, columns: 5), into: memory + 576).run(on: machine)
    let simpleRnnInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: simpleRnnRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), sequence: simpleRnnGradient,
      inputs: memory + 816, scratch: memory + 320,
      geometry: .init(examples: 3, time: 7, units: 5, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let simpleRnnRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnnStates,
      right: simpleRnnInputsGradient, into: memory + 320,
      geometry: .init(rows: 21, inner: 5, columns: 5)).run(on: machine)
    Kernels.Update(Self.optimizer, simpleRnnRecurrentKernel, gradient: simpleRnnRecurrentKernelGradient,
      count: 25).run(on: machine)
    let simpleRnnBiasGradient = Kernels.ColumnSums(simpleRnnInputsGradient, memory + 336, rows: 21,
      columns: 5, scratch: memory + 320).run(on: machine)
    Kernels.Update(Self.optimizer, simpleRnnBias, gradient: simpleRnnBiasGradient, count: 5).run(on: machine)
    let simpleRnnKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: simpleRnnInputsGradient, into: memory + 320,
      geometry: .init(rows: 21, inner: 3, columns: 5)).run(on: machine)
    Kernels.Update(Self.optimizer, simpleRnnKernel, gradient: simpleRnnKernelGradient,
      count: 15).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, labels: Span<Int32>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 1344).write(input, count: 63)
    let denseLabels = (memory + 1408).write(labels, count: 21)
    let simpleRnnKernelPanels_2 = Kernels.Pack(simpleRnnKernel, as: .matrix(inner: 3, columns: 5),
      into: memory + 320).run(on: machine)
    let simpleRnnInputs = Kernels.Matmul(left: inputPlace, panels: simpleRnnKernelPanels_2,
      bias: simpleRnnBias, into: memory + 816,
      geometry: .init(rows: 21, inner: 3, columns: 5)).run(on: machine)
    let simpleRnnRecurrentKernelPackedFrom0_2 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .block(stride: 5, first: 0, inner: 5, columns: 5), into: memory + 320).run(on: machine)
    let simpleRnnGates = memory + 816, simpleRnnStates = memory + 1040
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0_2), sequence: memory + 928,
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), scratch: memory + 400,
      geometry: .init(examples: 3, time: 7, units: 5, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let denseLinear = Kernels.Matmul(left: simpleRnn, right: denseKernel, bias: denseBias,
      into: memory + 1152, geometry: .init(rows: 21, inner: 5, columns: 4)).run(on: machine)
    let denseLossGradient = memory + 1248
    let denseLoss = Kernels.CTC(logits: denseLinear, labels: denseLabels, amount: memory + 1440,
      exampleLosses: memory + 1456, gradient: denseLossGradient, scratch: memory + 320,
      geometry: .init(examples: 3, time: 7, classes: 4, labels: 7), scale: 0.33333334).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 688, rows: 21, columns: 4,
      scratch: memory + 320).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnn, right: denseLossGradient,
      into: memory + 656, geometry: .init(rows: 21, inner: 5, columns: 4)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 4, columns: 5),
      into: memory + 320).run(on: machine)
    let simpleRnnGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 464, geometry: .init(rows: 21, inner: 4, columns: 5)).run(on: machine)
    let simpleRnnRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .transposedBlock(stride: 5, first: 0, inner: 5, columns: 5), into: memory + 576).run(on: machine)
    let simpleRnnInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: simpleRnnRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), sequence: simpleRnnGradient,
      inputs: memory + 816, scratch: memory + 320,
      geometry: .init(examples: 3, time: 7, units: 5, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let simpleRnnRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnnStates,
      right: simpleRnnInputsGradient, into: memory + 320,
      geometry: .init(rows: 21, inner: 5, columns: 5)).run(on: machine)
    let simpleRnnBiasGradient = Kernels.ColumnSums(simpleRnnInputsGradient, memory + 368, rows: 21,
      columns: 5, scratch: memory + 352).run(on: machine)
    let simpleRnnKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: simpleRnnInputsGradient, into: memory + 352,
      geometry: .init(rows: 21, inner: 3, columns: 5)).run(on: machine)
    simpleRnnKernelGradient.read(into: &gradient, at: 0, count: 15)
    simpleRnnRecurrentKernelGradient.read(into: &gradient, at: 15, count: 25)
    simpleRnnBiasGradient.read(into: &gradient, at: 40, count: 5)
    denseKernelGradient.read(into: &gradient, at: 45, count: 20)
    denseBiasGradient.read(into: &gradient, at: 65, count: 4)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = (memory + 432).write(input, count: 63)
    let denseLabels = (memory + 640).write(labels, count: 21)
    let simpleRnnInputs = Kernels.Matmul(left: inputPlace, panels: simpleRnnKernelPanels, bias: simpleRnnBias,
      into: memory + 320, geometry: .init(rows: 21, inner: 3, columns: 5)).run(on: machine)
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0), sequence: memory + 432,
      scratch: memory + 544,
      geometry: .init(examples: 3, time: 7, units: 5, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let denseLinear = Kernels.Matmul(left: simpleRnn, panels: denseKernelPanels, bias: denseBias,
      into: memory + 544, geometry: .init(rows: 21, inner: 5, columns: 4)).run(on: machine)
    let denseLoss = Kernels.CTC(logits: denseLinear, labels: denseLabels, amount: memory + 672,
      exampleLosses: memory + 688, scratch: memory + 320,
      geometry: .init(examples: 3, time: 7, classes: 4, labels: 7), scale: 0.33333334).run(on: machine)
    return denseLoss[0]
  }
}
