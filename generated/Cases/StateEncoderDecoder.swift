// Made by nncc from state_encoder_decoder.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// state_encoder_decoder: source [5, 3], destination [7, 2] → dense [7, 2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class StateEncoderDecoder: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 250
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:82704f230b108adb", inputs: [.init("source", [5, 3]), .init("destination", [7, 2])],
      outputs: [.init("dense", [7, 2])], words: 3072,
    parameters: [
      .init("encoder/kernel", [3, 16], at: 0, .glorotUniform),
      .init("encoder/recurrent_kernel", [4, 16], at: 48, .orthogonal(gain: 1)),
      .init("encoder/bias", [16], at: 112, .unitForgetBias(.zeros)),
      .init("decoder/kernel", [2, 16], at: 128, .glorotUniform),
      .init("decoder/recurrent_kernel", [4, 16], at: 160, .orthogonal(gain: 1)),
      .init("decoder/bias", [16], at: 224, .unitForgetBias(.zeros)),
      .init("dense/kernel", [4, 2], at: 240, .glorotUniform),
      .init("dense/bias", [2], at: 256, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var encoderKernel: Floats { memory + 0 }
  private var encoderRecurrentKernel: Floats { memory + 48 }
  private var encoderBias: Floats { memory + 112 }
  private var decoderKernel: Floats { memory + 128 }
  private var decoderRecurrentKernel: Floats { memory + 160 }
  private var decoderBias: Floats { memory + 224 }
  private var denseKernel: Floats { memory + 240 }
  private var denseBias: Floats { memory + 256 }
  private var encoderKernelPanels: Floats { memory + 272 }
  private var encoderRecurrentKernelPackedFrom0: Floats { memory + 320 }
  private var decoderKernelPanels: Floats { memory + 384 }
  private var decoderRecurrentKernelPackedFrom0: Floats { memory + 416 }
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
    Kernels.Pack(encoderKernel, as: .matrix(inner: 3, columns: 16),
      into: encoderKernelPanels).run(on: machine)
    Kernels.Pack(encoderRecurrentKernel, as: .block(stride: 16, first: 0, inner: 4, columns: 16),
      into: encoderRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(decoderKernel, as: .matrix(inner: 2, columns: 16),
      into: decoderKernelPanels).run(on: machine)
    Kernels.Pack(decoderRecurrentKernel, as: .block(stride: 16, first: 0, inner: 4, columns: 16),
      into: decoderRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 4, columns: 2), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(source: Span<Float>, destination: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = source.count == 15 ? 1 : 3
    let sourcePlace = (memory + 784).write(source, count: rows * 15)
    let destinationPlace = (memory + 880).write(destination, count: rows * 14)
    // 4: lstm: {name: encoder, inputs: source, units: 4, return_state: true}
    let encoderInputs = Kernels.Matmul(left: sourcePlace, panels: encoderKernelPanels, bias: encoderBias,
      into: memory + 544, geometry: .init(rows: rows * 5, inner: 3, columns: 16)).run(on: machine)
    let encoderC = memory + 1088
    let encoder = Kernels.RecurrentSequence(inputs: encoderInputs,
      weights: .init(recurrent: encoderRecurrentKernelPackedFrom0), finalState: memory + 1072,
      finalCell: encoderC, scratch: memory + 784,
      geometry: .init(examples: rows, time: 5, units: 4, cell: .lstm)).run(on: machine)
    // 5: lstm: {name: decoder, inputs: destination, units: 4, return_sequences: true, ini…
    let decoderInputs = Kernels.Matmul(left: destinationPlace, panels: decoderKernelPanels, bias: decoderBias,
      into: memory + 544, geometry: .init(rows: rows * 7, inner: 2, columns: 16)).run(on: machine)
    let decoder = Kernels.RecurrentSequence(inputs: decoderInputs,
      weights: .init(recurrent: decoderRecurrentKernelPackedFrom0), initialState: encoder,
      initialCell: encoderC, sequence: memory + 880, scratch: memory + 976,
      geometry: .init(examples: rows, time: 7, units: 4, cell: .lstm)).run(on: machine)
    // 6: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: decoder, panels: denseKernelPanels, bias: denseBias,
      into: memory + 544, geometry: .init(rows: rows * 7, inner: 4, columns: 2)).run(on: machine)
    densePlace.read(into: &dense, count: rows * 14)
  }

  /// Computes dense of any number of examples: whole batches, then one by one.
  public func predict(source: [Float], destination: [Float]) -> [Float] {
    let count = Self.examples(in: source.count, of: 15)
    guard destination.count == count * 14 else {
      fatalError("the inputs hold unequal numbers of examples")
    }
    var dense: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 14)
      var span = part.mutableSpan
      predict(source: source.span.extracting(first * 15..<(first + rows) * 15),
        destination: destination.span.extracting(first * 14..<(first + rows) * 14), into: &span)
      dense += part
    }
    return dense
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    try golden.expect("dense",
      predict(source: golden.floats("source"), destination: golden.floats("destination")))
  }

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(source: Span<Float>, destination: Span<Float>, target: Span<Float>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let sourcePlace = (memory + 1936).write(source, count: 45)
    let destinationPlace = (memory + 1984).write(destination, count: 42)
    let denseTarget = (memory + 1376).write(target, count: 42)
    // 4: lstm: {name: encoder, inputs: source, units: 4, return_state: true}
    let encoderKernelPanels_2 = Kernels.Pack(encoderKernel, as: .matrix(inner: 3, columns: 16),
      into: memory + 544).run(on: machine)
    let encoderInputs = Kernels.Matmul(left: sourcePlace, panels: encoderKernelPanels_2, bias: encoderBias,
      into: memory + 1136, geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    let encoderRecurrentKernelPackedFrom0_2 = Kernels.Pack(encoderRecurrentKernel,
      as: .block(stride: 16, first: 0, inner: 4, columns: 16), into: memory + 640).run(on: machine)
    let encoderC = memory + 2032, encoderGates = memory + 1136, encoderStates = memory + 1808,
      encoderCells = memory + 1872
    let encoder = Kernels.RecurrentSequence(inputs: encoderInputs,
      weights: .init(recurrent: encoderRecurrentKernelPackedFrom0_2), finalState: memory + 1424,
      finalCell: encoderC, record: .init(gates: encoderGates, states: encoderStates, cells: encoderCells),
      scratch: memory + 544, geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm)).run(on: machine)
    // 5: lstm: {name: decoder, inputs: destination, units: 4, return_sequences: true, ini…
    let decoderKernelPanels_2 = Kernels.Pack(decoderKernel, as: .matrix(inner: 2, columns: 16),
      into: memory + 880).run(on: machine)
    let decoderInputs = Kernels.Matmul(left: destinationPlace, panels: decoderKernelPanels_2,
      bias: decoderBias, into: memory + 544,
      geometry: .init(rows: 21, inner: 2, columns: 16)).run(on: machine)
    let decoderRecurrentKernelPackedFrom0_2 = Kernels.Pack(decoderRecurrentKernel,
      as: .block(stride: 16, first: 0, inner: 4, columns: 16), into: memory + 1072).run(on: machine)
    let decoderGates = memory + 544, decoderStates = memory + 1520, decoderCells = memory + 1616
    let decoder = Kernels.RecurrentSequence(inputs: decoderInputs,
      weights: .init(recurrent: decoderRecurrentKernelPackedFrom0_2), initialState: encoder,
      initialCell: encoderC, sequence: memory + 880,
      record: .init(gates: decoderGates, states: decoderStates, cells: decoderCells), scratch: memory + 976,
      geometry: .init(examples: 3, time: 7, units: 4, cell: .lstm)).run(on: machine)
    // 6: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: decoder, right: denseKernel, bias: denseBias, into: memory + 976,
      geometry: .init(rows: 21, inner: 4, columns: 2)).run(on: machine)
    // 7: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 1024
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 2048, rowLosses: memory + 1072, gradient: denseLossGradient, rows: 21, classes: 2,
      scale: 0.04761905).run(on: machine)
    // Backward of 6: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 992, rows: 21, columns: 2,
      scratch: memory + 976).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: decoder, right: denseLossGradient,
      into: memory + 976, geometry: .init(rows: 21, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 880).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 8).run(on: machine)
    // Backward of 5: lstm: {name: decoder, inputs: destination, units: 4, return_sequences: true, ini…
    let decoderGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 1712, geometry: .init(rows: 21, inner: 2, columns: 4)).run(on: machine)
    let decoderRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(decoderRecurrentKernel,
      as: .transposedBlock(stride: 16, first: 0, inner: 16, columns: 4), into: memory + 880).run(on: machine)
    let decoderInputsInitialStateGradient = memory + 2064, decoderInputsInitialCellGradient = memory + 2080
    let decoderInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: decoderRecurrentKernelPackedTransposedFrom0), initialCell: encoderC,
      record: .init(gates: decoderGates, states: decoderStates, cells: decoderCells),
      sequence: decoderGradient, inputs: memory + 544,
      initialStateGradient: decoderInputsInitialStateGradient,
      initialCellGradient: decoderInputsInitialCellGradient, scratch: memory + 1376,
      geometry: .init(examples: 3, time: 7, units: 4, cell: .lstm)).run(on: machine)
    let decoderRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: decoderStates,
      right: decoderInputsGradient, into: memory + 880,
      geometry: .init(rows: 21, inner: 4, columns: 16)).run(on: machine)
    Kernels.Update(Self.optimizer, decoderRecurrentKernel, gradient: decoderRecurrentKernelGradient,
      count: 64).run(on: machine)
    let decoderBiasGradient = Kernels.ColumnSums(decoderInputsGradient, memory + 896, rows: 21, columns: 16,
      scratch: memory + 880).run(on: machine)
    Kernels.Update(Self.optimizer, decoderBias, gradient: decoderBiasGradient, count: 16).run(on: machine)
    let decoderKernelGradient = Kernels.MatmulTransposedLeft(left: destinationPlace,
      right: decoderInputsGradient, into: memory + 880,
      geometry: .init(rows: 21, inner: 2, columns: 16)).run(on: machine)
    Kernels.Update(Self.optimizer, decoderKernel, gradient: decoderKernelGradient, count: 32).run(on: machine)
    // Backward of 4: lstm: {name: encoder, inputs: source, units: 4, return_state: true}
    let encoderRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(encoderRecurrentKernel,
      as: .transposedBlock(stride: 16, first: 0, inner: 16, columns: 4), into: memory + 544).run(on: machine)
    let encoderInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: encoderRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: encoderGates, states: encoderStates, cells: encoderCells),
      finalState: decoderInputsInitialStateGradient, finalCell: decoderInputsInitialCellGradient,
      inputs: memory + 1136, scratch: memory + 800,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm)).run(on: machine)
    let encoderRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: encoderStates,
      right: encoderInputsGradient, into: memory + 544,
      geometry: .init(rows: 15, inner: 4, columns: 16)).run(on: machine)
    Kernels.Update(Self.optimizer, encoderRecurrentKernel, gradient: encoderRecurrentKernelGradient,
      count: 64).run(on: machine)
    let encoderBiasGradient = Kernels.ColumnSums(encoderInputsGradient, memory + 560, rows: 15, columns: 16,
      scratch: memory + 544).run(on: machine)
    Kernels.Update(Self.optimizer, encoderBias, gradient: encoderBiasGradient, count: 16).run(on: machine)
    let encoderKernelGradient = Kernels.MatmulTransposedLeft(left: sourcePlace, right: encoderInputsGradient,
      into: memory + 544, geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    Kernels.Update(Self.optimizer, encoderKernel, gradient: encoderKernelGradient, count: 48).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(source: Span<Float>, destination: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let sourcePlace = (memory + 1936).write(source, count: 45)
    let destinationPlace = (memory + 1984).write(destination, count: 42)
    let denseTarget = (memory + 1376).write(target, count: 42)
    let encoderKernelPanels_2 = Kernels.Pack(encoderKernel, as: .matrix(inner: 3, columns: 16),
      into: memory + 544).run(on: machine)
    let encoderInputs = Kernels.Matmul(left: sourcePlace, panels: encoderKernelPanels_2, bias: encoderBias,
      into: memory + 1136, geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    let encoderRecurrentKernelPackedFrom0_2 = Kernels.Pack(encoderRecurrentKernel,
      as: .block(stride: 16, first: 0, inner: 4, columns: 16), into: memory + 640).run(on: machine)
    let encoderC = memory + 2032, encoderGates = memory + 1136, encoderStates = memory + 1808,
      encoderCells = memory + 1872
    let encoder = Kernels.RecurrentSequence(inputs: encoderInputs,
      weights: .init(recurrent: encoderRecurrentKernelPackedFrom0_2), finalState: memory + 1424,
      finalCell: encoderC, record: .init(gates: encoderGates, states: encoderStates, cells: encoderCells),
      scratch: memory + 544, geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm)).run(on: machine)
    let decoderKernelPanels_2 = Kernels.Pack(decoderKernel, as: .matrix(inner: 2, columns: 16),
      into: memory + 880).run(on: machine)
    let decoderInputs = Kernels.Matmul(left: destinationPlace, panels: decoderKernelPanels_2,
      bias: decoderBias, into: memory + 544,
      geometry: .init(rows: 21, inner: 2, columns: 16)).run(on: machine)
    let decoderRecurrentKernelPackedFrom0_2 = Kernels.Pack(decoderRecurrentKernel,
      as: .block(stride: 16, first: 0, inner: 4, columns: 16), into: memory + 1072).run(on: machine)
    let decoderGates = memory + 544, decoderStates = memory + 1520, decoderCells = memory + 1616
    let decoder = Kernels.RecurrentSequence(inputs: decoderInputs,
      weights: .init(recurrent: decoderRecurrentKernelPackedFrom0_2), initialState: encoder,
      initialCell: encoderC, sequence: memory + 880,
      record: .init(gates: decoderGates, states: decoderStates, cells: decoderCells), scratch: memory + 976,
      geometry: .init(examples: 3, time: 7, units: 4, cell: .lstm)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: decoder, right: denseKernel, bias: denseBias, into: memory + 976,
      geometry: .init(rows: 21, inner: 4, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 1024
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 2048, rowLosses: memory + 1072, gradient: denseLossGradient, rows: 21, classes: 2,
      scale: 0.04761905).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 2064, rows: 21, columns: 2,
      scratch: memory + 976).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: decoder, right: denseLossGradient,
      into: memory + 2080, geometry: .init(rows: 21, inner: 4, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 4),
      into: memory + 880).run(on: machine)
    let decoderGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 1712, geometry: .init(rows: 21, inner: 2, columns: 4)).run(on: machine)
    let decoderRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(decoderRecurrentKernel,
      as: .transposedBlock(stride: 16, first: 0, inner: 16, columns: 4), into: memory + 880).run(on: machine)
    let decoderInputsInitialStateGradient = memory + 2096, decoderInputsInitialCellGradient = memory + 2112
    let decoderInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: decoderRecurrentKernelPackedTransposedFrom0), initialCell: encoderC,
      record: .init(gates: decoderGates, states: decoderStates, cells: decoderCells),
      sequence: decoderGradient, inputs: memory + 544,
      initialStateGradient: decoderInputsInitialStateGradient,
      initialCellGradient: decoderInputsInitialCellGradient, scratch: memory + 1376,
      geometry: .init(examples: 3, time: 7, units: 4, cell: .lstm)).run(on: machine)
    let decoderRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: decoderStates,
      right: decoderInputsGradient, into: memory + 944,
      geometry: .init(rows: 21, inner: 4, columns: 16)).run(on: machine)
    let decoderBiasGradient = Kernels.ColumnSums(decoderInputsGradient, memory + 1040, rows: 21, columns: 16,
      scratch: memory + 880).run(on: machine)
    let decoderKernelGradient = Kernels.MatmulTransposedLeft(left: destinationPlace,
      right: decoderInputsGradient, into: memory + 1008,
      geometry: .init(rows: 21, inner: 2, columns: 16)).run(on: machine)
    let encoderRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(encoderRecurrentKernel,
      as: .transposedBlock(stride: 16, first: 0, inner: 16, columns: 4), into: memory + 544).run(on: machine)
    let encoderInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: encoderRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: encoderGates, states: encoderStates, cells: encoderCells),
      finalState: decoderInputsInitialStateGradient, finalCell: decoderInputsInitialCellGradient,
      inputs: memory + 1136, scratch: memory + 800,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm)).run(on: machine)
    let encoderRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: encoderStates,
      right: encoderInputsGradient, into: memory + 544,
      geometry: .init(rows: 15, inner: 4, columns: 16)).run(on: machine)
    let encoderBiasGradient = Kernels.ColumnSums(encoderInputsGradient, memory + 656, rows: 15, columns: 16,
      scratch: memory + 608).run(on: machine)
    let encoderKernelGradient = Kernels.MatmulTransposedLeft(left: sourcePlace, right: encoderInputsGradient,
      into: memory + 608, geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    encoderKernelGradient.read(into: &gradient, at: 0, count: 48)
    encoderRecurrentKernelGradient.read(into: &gradient, at: 48, count: 64)
    encoderBiasGradient.read(into: &gradient, at: 112, count: 16)
    decoderKernelGradient.read(into: &gradient, at: 128, count: 32)
    decoderRecurrentKernelGradient.read(into: &gradient, at: 160, count: 64)
    decoderBiasGradient.read(into: &gradient, at: 224, count: 16)
    denseKernelGradient.read(into: &gradient, at: 240, count: 8)
    denseBiasGradient.read(into: &gradient, at: 248, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(source: Span<Float>, destination: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let sourcePlace = (memory + 784).write(source, count: 45)
    let destinationPlace = (memory + 880).write(destination, count: 42)
    let denseTarget = (memory + 1072).write(target, count: 42)
    let encoderInputs = Kernels.Matmul(left: sourcePlace, panels: encoderKernelPanels, bias: encoderBias,
      into: memory + 544, geometry: .init(rows: 15, inner: 3, columns: 16)).run(on: machine)
    let encoderC = memory + 1136
    let encoder = Kernels.RecurrentSequence(inputs: encoderInputs,
      weights: .init(recurrent: encoderRecurrentKernelPackedFrom0), finalState: memory + 1120,
      finalCell: encoderC, scratch: memory + 784,
      geometry: .init(examples: 3, time: 5, units: 4, cell: .lstm)).run(on: machine)
    let decoderInputs = Kernels.Matmul(left: destinationPlace, panels: decoderKernelPanels, bias: decoderBias,
      into: memory + 544, geometry: .init(rows: 21, inner: 2, columns: 16)).run(on: machine)
    let decoder = Kernels.RecurrentSequence(inputs: decoderInputs,
      weights: .init(recurrent: decoderRecurrentKernelPackedFrom0), initialState: encoder,
      initialCell: encoderC, sequence: memory + 880, scratch: memory + 976,
      geometry: .init(examples: 3, time: 7, units: 4, cell: .lstm)).run(on: machine)
    let denseLinear = Kernels.Matmul(left: decoder, panels: denseKernelPanels, bias: denseBias,
      into: memory + 544, geometry: .init(rows: 21, inner: 4, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 624, rowLosses: memory + 592, rows: 21, classes: 2, scale: 0.04761905).run(on: machine)
    return denseLoss[0]
  }
}
