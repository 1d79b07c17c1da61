// Made by nncc from lstm_peephole.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// lstm_peephole: input [8, 8] → logits [10].
///
/// Inputs are what `preprocess` makes of the data. One thread at a time may use an instance; instances share
/// nothing.
public final class LSTMPeephole: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 32
  /// `data.scale`, which `preprocess` multiplies inputs by.
  public static let inputScale: Float = 0.0625
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-07, amsgrad: false)
  public static let learningRate = LearningRate.constant(0.01)
  /// Elements of all weights that are trained.
  public static let gradientCount = 17738
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:80ea3187d60f1136:87c603f0a3fed964", inputs: [.init("input", [8, 8])],
      outputs: [.init("logits", [10])], words: 1296384,
    parameters: [
      .init("lstm/kernel", [1, 256], at: 0, .glorotUniform),
      .init("lstm/recurrent_kernel", [64, 256], at: 256, .orthogonal(gain: 1)),
      .init("lstm/bias", [256], at: 16640, .unitForgetBias(.zeros)),
      .init("lstm/peephole_kernel", [3, 64], at: 16896, .glorotUniform),
      .init("logits/kernel", [64, 10], at: 17088, .glorotUniform),
      .init("logits/bias", [10], at: 17728, .zeros),
    ], optimizer: optimizer, slotsAt: 17744
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var lstmKernel: Floats { memory + 0 }
  private var lstmRecurrentKernel: Floats { memory + 256 }
  private var lstmBias: Floats { memory + 16640 }
  private var lstmPeepholeKernel: Floats { memory + 16896 }
  private var logitsKernel: Floats { memory + 17088 }
  private var logitsBias: Floats { memory + 17728 }
  private var lstmKernelPanels: Floats { memory + 53232 }
  private var lstmRecurrentKernelPackedFrom0: Floats { memory + 53488 }
  private var logitsKernelPanels: Floats { memory + 69872 }

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
    Kernels.Pack(lstmKernel, as: .matrix(inner: 1, columns: 256), into: lstmKernelPanels).run(on: machine)
    Kernels.Pack(lstmRecurrentKernel, as: .block(stride: 256, first: 0, inner: 64, columns: 256),
      into: lstmRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(logitsKernel, as: .matrix(inner: 64, columns: 10), into: logitsKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example, or of a batch of 32. Allocates nothing.
  public func predict(_ input: Span<Float>, into logits: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 64 ? 1 : 32
    let inputPlace = (memory + 595184).write(input, count: rows * 64)
    // 10: lstm: {units: 64, use_peepholes: true, cell_clip: 10}
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels, bias: lstmBias,
      into: memory + 70896, geometry: .init(rows: rows * 64, inner: 1, columns: 256)).run(on: machine)
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0, peepholes: lstmPeepholeKernel),
      finalState: memory + 611568, scratch: memory + 595184,
      geometry: .init(examples: rows, time: 64, units: 64, cell: .lstm, cellClip: 10)).run(on: machine)
    // 11: dense: {name: logits, units: 10}
    let logitsPlace = Kernels.Matmul(left: lstm, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 70896, geometry: .init(rows: rows, inner: 64, columns: 10)).run(on: machine)
    logitsPlace.read(into: &logits, count: rows * 10)
  }

  /// Computes logits of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 64)
    var logits: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 10)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 64..<(first + rows) * 64), into: &span)
      logits += part
    }
    return logits
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    try golden.expect("logits", predict(golden.floats("input")))
  }

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 1291504).write(input, count: 2048)
    let logitsLabels = (memory + 630000).write(labels, count: 32)
    // 10: lstm: {units: 64, use_peepholes: true, cell_clip: 10}
    let lstmKernelPanels_2 = Kernels.Pack(lstmKernel, as: .matrix(inner: 1, columns: 256),
      into: memory + 595184).run(on: machine)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels_2, bias: lstmBias,
      into: memory + 70896, geometry: .init(rows: 2048, inner: 1, columns: 256)).run(on: machine)
    let lstmRecurrentKernelPackedFrom0_2 = Kernels.Pack(lstmRecurrentKernel,
      as: .block(stride: 256, first: 0, inner: 64, columns: 256), into: memory + 595184).run(on: machine)
    let lstmGates = memory + 70896, lstmStates = memory + 988400, lstmCells = memory + 1119472
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2, peepholes: lstmPeepholeKernel),
      finalState: memory + 627952, record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells),
      scratch: memory + 611568,
      geometry: .init(examples: 32, time: 64, units: 64, cell: .lstm, cellClip: 10)).run(on: machine)
    // 11: dense: {name: logits, units: 10}
    let logitsLinear = Kernels.Matmul(left: lstm, right: logitsKernel, bias: logitsBias,
      into: memory + 595184, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    // 14: loss: {sparse_categorical_crossentropy: {from_logits: true}}
    let logitsLossGradient = memory + 596464
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 1295600, rowLosses: memory + 595504,
      gradient: logitsLossGradient, rows: 32, classes: 10, scale: 0.03125).run(on: machine)
    // Backward of 11: dense: {name: logits, units: 10}
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 595200, rows: 32, columns: 10,
      scratch: memory + 595184).run(on: machine)
    let logitsBiasClipnormSquares = Kernels.SquaredNorm(of: logitsBiasGradient, memory + 595184,
      count: 10).run(on: machine)
    let logitsBiasClipnorm = Kernels.NormLimit(logitsBiasClipnormSquares, memory + 595216,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, logitsBias, gradient: logitsBiasGradient,
      slots: .init(memory + 53200, memory + 53216), count: 10, factor: logitsBiasClipnorm).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: lstm, right: logitsLossGradient,
      into: memory + 595184, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    let logitsKernelTransposed = Kernels.Pack(logitsKernel, as: .transposed(inner: 10, columns: 64),
      into: memory + 595824).run(on: machine)
    let logitsKernelClipnormSquares = Kernels.SquaredNorm(of: logitsKernelGradient, memory + 596784,
      count: 640).run(on: machine)
    let logitsKernelClipnorm = Kernels.NormLimit(logitsKernelClipnormSquares, memory + 596800,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, logitsKernel, gradient: logitsKernelGradient,
      slots: .init(memory + 51920, memory + 52560), count: 640, factor: logitsKernelClipnorm).run(on: machine)
    // Backward of 10: lstm: {units: 64, use_peepholes: true, cell_clip: 10}
    let lstmGradient = Kernels.Matmul(left: logitsLossGradient, panels: logitsKernelTransposed,
      into: memory + 1293552, geometry: .init(rows: 32, inner: 10, columns: 64)).run(on: machine)
    let lstmRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(lstmRecurrentKernel,
      as: .transposedBlock(stride: 256, first: 0, inner: 256, columns: 64),
      into: memory + 1275120).run(on: machine)
    let lstmInputsPeepholeProducts = memory + 595184
    let lstmInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: lstmRecurrentKernelPackedTransposedFrom0, peepholes: lstmPeepholeKernel),
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), finalState: lstmGradient,
      inputs: memory + 70896, peepholes: lstmInputsPeepholeProducts, scratch: memory + 1250544,
      geometry: .init(examples: 32, time: 64, units: 64, cell: .lstm, cellClip: 10)).run(on: machine)
    let lstmRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: lstmStates,
      right: lstmInputsGradient, into: memory + 1119472,
      geometry: .init(rows: 2048, inner: 64, columns: 256)).run(on: machine)
    let lstmRecurrentKernelClipnormSquares = Kernels.SquaredNorm(of: lstmRecurrentKernelGradient,
      memory + 988400, count: 16384).run(on: machine)
    let lstmRecurrentKernelClipnorm = Kernels.NormLimit(lstmRecurrentKernelClipnormSquares, memory + 988416,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, lstmRecurrentKernel, gradient: lstmRecurrentKernelGradient,
      slots: .init(memory + 18256, memory + 34640), count: 16384,
      factor: lstmRecurrentKernelClipnorm).run(on: machine)
    let lstmPeepholeKernelGradient = Kernels.ColumnSums(lstmInputsPeepholeProducts, memory + 989936,
      rows: 2048, columns: 192, scratch: memory + 988400).run(on: machine)
    let lstmPeepholeKernelClipnormSquares = Kernels.SquaredNorm(of: lstmPeepholeKernelGradient,
      memory + 595184, count: 192).run(on: machine)
    let lstmPeepholeKernelClipnorm = Kernels.NormLimit(lstmPeepholeKernelClipnormSquares, memory + 595200,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, lstmPeepholeKernel, gradient: lstmPeepholeKernelGradient,
      slots: .init(memory + 51536, memory + 51728), count: 192,
      factor: lstmPeepholeKernelClipnorm).run(on: machine)
    let lstmBiasGradient = Kernels.ColumnSums(lstmInputsGradient, memory + 597232, rows: 2048, columns: 256,
      scratch: memory + 595184).run(on: machine)
    let lstmBiasClipnormSquares = Kernels.SquaredNorm(of: lstmBiasGradient, memory + 595184,
      count: 256).run(on: machine)
    let lstmBiasClipnorm = Kernels.NormLimit(lstmBiasClipnormSquares, memory + 595200,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, lstmBias, gradient: lstmBiasGradient,
      slots: .init(memory + 51024, memory + 51280), count: 256, factor: lstmBiasClipnorm).run(on: machine)
    let lstmKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: lstmInputsGradient,
      into: memory + 595184, geometry: .init(rows: 2048, inner: 1, columns: 256)).run(on: machine)
    let lstmKernelClipnormSquares = Kernels.SquaredNorm(of: lstmKernelGradient, memory + 70896,
      count: 256).run(on: machine)
    let lstmKernelClipnorm = Kernels.NormLimit(lstmKernelClipnormSquares, memory + 70912,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, lstmKernel, gradient: lstmKernelGradient,
      slots: .init(memory + 17744, memory + 18000), count: 256, factor: lstmKernelClipnorm).run(on: machine)
    progress.pointee.finishUpdate()
    return logitsLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, labels: Span<Int32>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 1291504).write(input, count: 2048)
    let logitsLabels = (memory + 630000).write(labels, count: 32)
    let lstmKernelPanels_2 = Kernels.Pack(lstmKernel, as: .matrix(inner: 1, columns: 256),
      into: memory + 595184).run(on: machine)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels_2, bias: lstmBias,
      into: memory + 70896, geometry: .init(rows: 2048, inner: 1, columns: 256)).run(on: machine)
    let lstmRecurrentKernelPackedFrom0_2 = Kernels.Pack(lstmRecurrentKernel,
      as: .block(stride: 256, first: 0, inner: 64, columns: 256), into: memory + 595184).run(on: machine)
    let lstmGates = memory + 70896, lstmStates = memory + 988400, lstmCells = memory + 1119472
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2, peepholes: lstmPeepholeKernel),
      finalState: memory + 627952, record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells),
      scratch: memory + 611568,
      geometry: .init(examples: 32, time: 64, units: 64, cell: .lstm, cellClip: 10)).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: lstm, right: logitsKernel, bias: logitsBias,
      into: memory + 595184, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    let logitsLossGradient = memory + 595824
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 1296240, rowLosses: memory + 595504,
      gradient: logitsLossGradient, rows: 32, classes: 10, scale: 0.03125).run(on: machine)
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 1296256, rows: 32, columns: 10,
      scratch: memory + 595184).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: lstm, right: logitsLossGradient,
      into: memory + 1295600, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    let logitsKernelTransposed = Kernels.Pack(logitsKernel, as: .transposed(inner: 10, columns: 64),
      into: memory + 595184).run(on: machine)
    let lstmGradient = Kernels.Matmul(left: logitsLossGradient, panels: logitsKernelTransposed,
      into: memory + 1293552, geometry: .init(rows: 32, inner: 10, columns: 64)).run(on: machine)
    let lstmRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(lstmRecurrentKernel,
      as: .transposedBlock(stride: 256, first: 0, inner: 256, columns: 64),
      into: memory + 1275120).run(on: machine)
    let lstmInputsPeepholeProducts = memory + 595184
    let lstmInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: lstmRecurrentKernelPackedTransposedFrom0, peepholes: lstmPeepholeKernel),
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), finalState: lstmGradient,
      inputs: memory + 70896, peepholes: lstmInputsPeepholeProducts, scratch: memory + 1250544,
      geometry: .init(examples: 32, time: 64, units: 64, cell: .lstm, cellClip: 10)).run(on: machine)
    let lstmRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: lstmStates,
      right: lstmInputsGradient, into: memory + 1119472,
      geometry: .init(rows: 2048, inner: 64, columns: 256)).run(on: machine)
    let lstmPeepholeKernelGradient = Kernels.ColumnSums(lstmInputsPeepholeProducts, memory + 989936,
      rows: 2048, columns: 192, scratch: memory + 988400).run(on: machine)
    let lstmBiasGradient = Kernels.ColumnSums(lstmInputsGradient, memory + 597232, rows: 2048, columns: 256,
      scratch: memory + 595184).run(on: machine)
    let lstmKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: lstmInputsGradient,
      into: memory + 595184, geometry: .init(rows: 2048, inner: 1, columns: 256)).run(on: machine)
    lstmKernelGradient.read(into: &gradient, at: 0, count: 256)
    lstmRecurrentKernelGradient.read(into: &gradient, at: 256, count: 16384)
    lstmBiasGradient.read(into: &gradient, at: 16640, count: 256)
    lstmPeepholeKernelGradient.read(into: &gradient, at: 16896, count: 192)
    logitsKernelGradient.read(into: &gradient, at: 17088, count: 640)
    logitsBiasGradient.read(into: &gradient, at: 17728, count: 10)
    return logitsLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = (memory + 595184).write(input, count: 2048)
    let logitsLabels = (memory + 613616).write(labels, count: 32)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels, bias: lstmBias,
      into: memory + 70896, geometry: .init(rows: 2048, inner: 1, columns: 256)).run(on: machine)
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0, peepholes: lstmPeepholeKernel),
      finalState: memory + 611568, scratch: memory + 595184,
      geometry: .init(examples: 32, time: 64, units: 64, cell: .lstm, cellClip: 10)).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: lstm, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 70896, geometry: .init(rows: 32, inner: 64, columns: 10)).run(on: machine)
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 71248, rowLosses: memory + 71216,
      rows: 32, classes: 10, scale: 0.03125).run(on: machine)
    return logitsLoss[0]
  }
}
