// Made by nncc from adding_problem.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// adding_problem: input [100, 2] → lstm_sum [1], rnn_sum [1].
///
/// Inputs are what `preprocess` makes of the data. One thread at a time may use an instance; instances share
/// nothing.
public final class AddingProblem: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 50
  /// `data.scale`, which `preprocess` multiplies inputs by.
  public static let inputScale: Float = 0.003921569
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-07, amsgrad: false)
  public static let learningRate = LearningRate.constant(0.002)
  /// Elements of all weights that are trained.
  public static let gradientCount = 21570
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:81e15e2a07a5125a:16fa12ec90348f30", inputs: [.init("input", [100, 2])],
      outputs: [.init("lstm_sum", [1]), .init("rnn_sum", [1])], words: 2698240,
    parameters: [
      .init("lstm/kernel", [2, 256], at: 0, .glorotUniform),
      .init("lstm/recurrent_kernel", [64, 256], at: 512, .orthogonal(gain: 1)),
      .init("lstm/bias", [256], at: 16896, .unitForgetBias(.zeros)),
      .init("lstm_sum/kernel", [64, 1], at: 17152, .glorotUniform),
      .init("lstm_sum/bias", [1], at: 17216, .zeros),
      .init("simple_rnn/kernel", [2, 64], at: 17232, .glorotUniform),
      .init("simple_rnn/recurrent_kernel", [64, 64], at: 17360, .orthogonal(gain: 1)),
      .init("simple_rnn/bias", [64], at: 21456, .zeros),
      .init("rnn_sum/kernel", [64, 1], at: 21520, .glorotUniform),
      .init("rnn_sum/bias", [1], at: 21584, .zeros),
    ], optimizer: optimizer, slotsAt: 21600
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var lstmKernel: Floats { memory + 0 }
  private var lstmRecurrentKernel: Floats { memory + 512 }
  private var lstmBias: Floats { memory + 16896 }
  private var lstmSumKernel: Floats { memory + 17152 }
  private var lstmSumBias: Floats { memory + 17216 }
  private var simpleRnnKernel: Floats { memory + 17232 }
  private var simpleRnnRecurrentKernel: Floats { memory + 17360 }
  private var simpleRnnBias: Floats { memory + 21456 }
  private var rnnSumKernel: Floats { memory + 21520 }
  private var rnnSumBias: Floats { memory + 21584 }
  private var lstmKernelPanels: Floats { memory + 64800 }
  private var lstmRecurrentKernelPackedFrom0: Floats { memory + 65312 }
  private var lstmSumKernelPanels: Floats { memory + 81696 }
  private var simpleRnnKernelPanels: Floats { memory + 82720 }
  private var simpleRnnRecurrentKernelPackedFrom0: Floats { memory + 82848 }
  private var rnnSumKernelPanels: Floats { memory + 86944 }

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
    Kernels.Pack(lstmKernel, as: .matrix(inner: 2, columns: 256), into: lstmKernelPanels).run(on: machine)
    Kernels.Pack(lstmRecurrentKernel, as: .block(stride: 256, first: 0, inner: 64, columns: 256),
      into: lstmRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(lstmSumKernel, as: .matrix(inner: 64, columns: 1),
      into: lstmSumKernelPanels).run(on: machine)
    Kernels.Pack(simpleRnnKernel, as: .matrix(inner: 2, columns: 64),
      into: simpleRnnKernelPanels).run(on: machine)
    Kernels.Pack(simpleRnnRecurrentKernel, as: .block(stride: 64, first: 0, inner: 64, columns: 64),
      into: simpleRnnRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(rnnSumKernel, as: .matrix(inner: 64, columns: 1), into: rnnSumKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes lstmSum, rnnSum of one example, or of a batch of 50. Allocates nothing.
  public func predict(_ input: Span<Float>, lstmSum: inout MutableSpan<Float>,
    rnnSum: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 200 ? 1 : 50
    let inputPlace = (memory + 1393568).write(input, count: rows * 200)
    // 10: lstm: {inputs: input, units: 64}
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels, bias: lstmBias,
      into: memory + 87968, geometry: .init(rows: rows * 100, inner: 2, columns: 256)).run(on: machine)
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0), finalState: memory + 1403568,
      scratch: memory + 1367968,
      geometry: .init(examples: rows, time: 100, units: 64, cell: .lstm)).run(on: machine)
    // 11: dense: {name: lstm_sum, units: 1}
    let lstmSumPlace = Kernels.Matmul(left: lstm, panels: lstmSumKernelPanels, bias: lstmSumBias,
      into: memory + 427168, geometry: .init(rows: rows, inner: 64, columns: 1)).run(on: machine)
    // 12: simple_rnn: {inputs: input, units: 64}
    let simpleRnnInputs = Kernels.Matmul(left: inputPlace, panels: simpleRnnKernelPanels, bias: simpleRnnBias,
      into: memory + 87968, geometry: .init(rows: rows * 100, inner: 2, columns: 64)).run(on: machine)
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0), finalState: memory + 423968,
      scratch: memory + 407968,
      geometry: .init(examples: rows, time: 100, units: 64, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    // 13: dense: {name: rnn_sum, units: 1}
    let rnnSumPlace = Kernels.Matmul(left: simpleRnn, panels: rnnSumKernelPanels, bias: rnnSumBias,
      into: memory + 87968, geometry: .init(rows: rows, inner: 64, columns: 1)).run(on: machine)
    lstmSumPlace.read(into: &lstmSum, count: rows)
    rnnSumPlace.read(into: &rnnSum, count: rows)
  }

  /// Computes lstmSum, rnnSum of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> (lstmSum: [Float], rnnSum: [Float]) {
    let count = Self.examples(in: input.count, of: 200)
    var lstmSum: [Float] = []
    var rnnSum: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var lstmSumPart = [Float](repeating: 0, count: rows)
      var lstmSumSpan = lstmSumPart.mutableSpan
      var rnnSumPart = [Float](repeating: 0, count: rows)
      var rnnSumSpan = rnnSumPart.mutableSpan
      predict(input.span.extracting(first * 200..<(first + rows) * 200), lstmSum: &lstmSumSpan,
        rnnSum: &rnnSumSpan)
      lstmSum += lstmSumPart
      rnnSum += rnnSumPart
    }
    return (lstmSum, rnnSum)
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    let outputs = try predict(golden.floats("input"))
    try golden.expect("lstm_sum", outputs.lstmSum)
    try golden.expect("rnn_sum", outputs.rnnSum)
  }

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, lstmSumTarget: Span<Float>,
    rnnSumTarget: Span<Float>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 2676768).write(input, count: 10000)
    let lstmSumTarget_2 = (memory + 2671264).write(lstmSumTarget, count: 50)
    let rnnSumTarget_2 = (memory + 2671328).write(rnnSumTarget, count: 50)
    // 10: lstm: {inputs: input, units: 64}
    let lstmKernelPanels_2 = Kernels.Pack(lstmKernel, as: .matrix(inner: 2, columns: 256),
      into: memory + 1367968).run(on: machine)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels_2, bias: lstmBias,
      into: memory + 87968, geometry: .init(rows: 5000, inner: 2, columns: 256)).run(on: machine)
    let lstmRecurrentKernelPackedFrom0_2 = Kernels.Pack(lstmRecurrentKernel,
      as: .block(stride: 256, first: 0, inner: 64, columns: 256), into: memory + 2033568).run(on: machine)
    let lstmGates = memory + 87968, lstmStates = memory + 1367968, lstmCells = memory + 1687968
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2), finalState: memory + 2690864,
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), scratch: memory + 2007968,
      geometry: .init(examples: 50, time: 100, units: 64, cell: .lstm)).run(on: machine)
    // 11: dense: {name: lstm_sum, units: 1}
    let lstmSumLinear = Kernels.Matmul(left: lstm, right: lstmSumKernel, bias: lstmSumBias,
      into: memory + 2671392, geometry: .init(rows: 50, inner: 64, columns: 1)).run(on: machine)
    // 12: simple_rnn: {inputs: input, units: 64}
    let simpleRnnKernelPanels_2 = Kernels.Pack(simpleRnnKernel, as: .matrix(inner: 2, columns: 64),
      into: memory + 2327968).run(on: machine)
    let simpleRnnInputs = Kernels.Matmul(left: inputPlace, panels: simpleRnnKernelPanels_2,
      bias: simpleRnnBias, into: memory + 2007968,
      geometry: .init(rows: 5000, inner: 2, columns: 64)).run(on: machine)
    let simpleRnnRecurrentKernelPackedFrom0_2 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .block(stride: 64, first: 0, inner: 64, columns: 64), into: memory + 2663968).run(on: machine)
    let simpleRnnGates = memory + 2007968, simpleRnnStates = memory + 2327968
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0_2), finalState: memory + 2668064,
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), scratch: memory + 2647968,
      geometry: .init(examples: 50, time: 100, units: 64, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    // 13: dense: {name: rnn_sum, units: 1}
    let rnnSumLinear = Kernels.Matmul(left: simpleRnn, right: rnnSumKernel, bias: rnnSumBias,
      into: memory + 2647968, geometry: .init(rows: 50, inner: 64, columns: 1)).run(on: machine)
    // 17: loss: mse
    let lstmSumLossGradient = memory + 2697264
    let lstmSumLoss = Kernels.RowLosses(.meanSquaredError, prediction: lstmSumLinear, target: lstmSumTarget_2,
      amount: memory + 2648160, rowLosses: memory + 2648032, gradient: lstmSumLossGradient, rows: 50,
      classes: 1, scale: 0.02).run(on: machine)
    let rnnSumLossGradient = memory + 2648096
    let rnnSumLoss = Kernels.RowLosses(.meanSquaredError, prediction: rnnSumLinear, target: rnnSumTarget_2,
      amount: memory + 2648176, rowLosses: memory + 2648032, gradient: rnnSumLossGradient, rows: 50,
      classes: 1, scale: 0.02).run(on: machine)
    let loss = Kernels.CopyBlocks(from: lstmSumLoss, fromStride: 1, to: memory + 2697328, toStride: 1,
      blocks: 1, size: 1).run(on: machine)
    Kernels.AddInto(loss, rnnSumLoss, count: 1).run(on: machine)
    // Backward of 13: dense: {name: rnn_sum, units: 1}
    let rnnSumBiasGradient = Kernels.ColumnSums(rnnSumLossGradient, memory + 2647984, rows: 50, columns: 1,
      scratch: memory + 2647968).run(on: machine)
    let rnnSumBiasClipnormSquares = Kernels.SquaredNorm(of: rnnSumBiasGradient, memory + 2647968,
      count: 1).run(on: machine)
    let rnnSumBiasClipnorm = Kernels.NormLimit(rnnSumBiasClipnormSquares, memory + 2648000,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, rnnSumBias, gradient: rnnSumBiasGradient,
      slots: .init(memory + 64768, memory + 64784), count: 1, factor: rnnSumBiasClipnorm).run(on: machine)
    let rnnSumKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnn, right: rnnSumLossGradient,
      into: memory + 2647968, geometry: .init(rows: 50, inner: 64, columns: 1)).run(on: machine)
    let rnnSumKernelTransposed = Kernels.Pack(rnnSumKernel, as: .transposed(inner: 1, columns: 64),
      into: memory + 2648032).run(on: machine)
    let rnnSumKernelClipnormSquares = Kernels.SquaredNorm(of: rnnSumKernelGradient, memory + 2648160,
      count: 64).run(on: machine)
    let rnnSumKernelClipnorm = Kernels.NormLimit(rnnSumKernelClipnormSquares, memory + 2648176,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, rnnSumKernel, gradient: rnnSumKernelGradient,
      slots: .init(memory + 64640, memory + 64704), count: 64, factor: rnnSumKernelClipnorm).run(on: machine)
    // Backward of 12: simple_rnn: {inputs: input, units: 64}
    let simpleRnnGradient = Kernels.Matmul(left: rnnSumLossGradient, panels: rnnSumKernelTransposed,
      into: memory + 2694064, geometry: .init(rows: 50, inner: 1, columns: 64)).run(on: machine)
    let simpleRnnRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .transposedBlock(stride: 64, first: 0, inner: 64, columns: 64),
      into: memory + 2686768).run(on: machine)
    let simpleRnnInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: simpleRnnRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), finalState: simpleRnnGradient,
      inputs: memory + 2007968, scratch: memory + 2647968,
      geometry: .init(examples: 50, time: 100, units: 64, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let simpleRnnRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnnStates,
      right: simpleRnnInputsGradient, into: memory + 2647968,
      geometry: .init(rows: 5000, inner: 64, columns: 64)).run(on: machine)
    let simpleRnnRecurrentKernelClipnormSquares = Kernels.SquaredNorm(of: simpleRnnRecurrentKernelGradient,
      memory + 2327968, count: 4096).run(on: machine)
    let simpleRnnRecurrentKernelClipnorm = Kernels.NormLimit(simpleRnnRecurrentKernelClipnormSquares,
      memory + 2327984, limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, simpleRnnRecurrentKernel, gradient: simpleRnnRecurrentKernelGradient,
      slots: .init(memory + 56320, memory + 60416), count: 4096,
      factor: simpleRnnRecurrentKernelClipnorm).run(on: machine)
    let simpleRnnBiasGradient = Kernels.ColumnSums(simpleRnnInputsGradient, memory + 2329248, rows: 5000,
      columns: 64, scratch: memory + 2327968).run(on: machine)
    let simpleRnnBiasClipnormSquares = Kernels.SquaredNorm(of: simpleRnnBiasGradient, memory + 2327968,
      count: 64).run(on: machine)
    let simpleRnnBiasClipnorm = Kernels.NormLimit(simpleRnnBiasClipnormSquares, memory + 2327984,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, simpleRnnBias, gradient: simpleRnnBiasGradient,
      slots: .init(memory + 64512, memory + 64576), count: 64, factor: simpleRnnBiasClipnorm).run(on: machine)
    let simpleRnnKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: simpleRnnInputsGradient, into: memory + 2327968,
      geometry: .init(rows: 5000, inner: 2, columns: 64)).run(on: machine)
    let simpleRnnKernelClipnormSquares = Kernels.SquaredNorm(of: simpleRnnKernelGradient, memory + 2007968,
      count: 128).run(on: machine)
    let simpleRnnKernelClipnorm = Kernels.NormLimit(simpleRnnKernelClipnormSquares, memory + 2007984,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, simpleRnnKernel, gradient: simpleRnnKernelGradient,
      slots: .init(memory + 56064, memory + 56192), count: 128,
      factor: simpleRnnKernelClipnorm).run(on: machine)
    // Backward of 11: dense: {name: lstm_sum, units: 1}
    let lstmSumBiasGradient = Kernels.ColumnSums(lstmSumLossGradient, memory + 2007984, rows: 50, columns: 1,
      scratch: memory + 2007968).run(on: machine)
    let lstmSumBiasClipnormSquares = Kernels.SquaredNorm(of: lstmSumBiasGradient, memory + 2007968,
      count: 1).run(on: machine)
    let lstmSumBiasClipnorm = Kernels.NormLimit(lstmSumBiasClipnormSquares, memory + 2008000,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, lstmSumBias, gradient: lstmSumBiasGradient,
      slots: .init(memory + 56032, memory + 56048), count: 1, factor: lstmSumBiasClipnorm).run(on: machine)
    let lstmSumKernelGradient = Kernels.MatmulTransposedLeft(left: lstm, right: lstmSumLossGradient,
      into: memory + 2007968, geometry: .init(rows: 50, inner: 64, columns: 1)).run(on: machine)
    let lstmSumKernelTransposed = Kernels.Pack(lstmSumKernel, as: .transposed(inner: 1, columns: 64),
      into: memory + 2008032).run(on: machine)
    let lstmSumKernelClipnormSquares = Kernels.SquaredNorm(of: lstmSumKernelGradient, memory + 2008096,
      count: 64).run(on: machine)
    let lstmSumKernelClipnorm = Kernels.NormLimit(lstmSumKernelClipnormSquares, memory + 2008112,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, lstmSumKernel, gradient: lstmSumKernelGradient,
      slots: .init(memory + 55904, memory + 55968), count: 64, factor: lstmSumKernelClipnorm).run(on: machine)
    // Backward of 10: lstm: {inputs: input, units: 64}
    let lstmGradient = Kernels.Matmul(left: lstmSumLossGradient, panels: lstmSumKernelTransposed,
      into: memory + 2062752, geometry: .init(rows: 50, inner: 1, columns: 64)).run(on: machine)
    let lstmRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(lstmRecurrentKernel,
      as: .transposedBlock(stride: 256, first: 0, inner: 256, columns: 64),
      into: memory + 2046368).run(on: machine)
    let lstmInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: lstmRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), finalState: lstmGradient,
      inputs: memory + 87968, scratch: memory + 2007968,
      geometry: .init(examples: 50, time: 100, units: 64, cell: .lstm)).run(on: machine)
    let lstmRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: lstmStates,
      right: lstmInputsGradient, into: memory + 1687968,
      geometry: .init(rows: 5000, inner: 64, columns: 256)).run(on: machine)
    let lstmRecurrentKernelClipnormSquares = Kernels.SquaredNorm(of: lstmRecurrentKernelGradient,
      memory + 1367968, count: 16384).run(on: machine)
    let lstmRecurrentKernelClipnorm = Kernels.NormLimit(lstmRecurrentKernelClipnormSquares, memory + 1367984,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, lstmRecurrentKernel, gradient: lstmRecurrentKernelGradient,
      slots: .init(memory + 22624, memory + 39008), count: 16384,
      factor: lstmRecurrentKernelClipnorm).run(on: machine)
    let lstmBiasGradient = Kernels.ColumnSums(lstmInputsGradient, memory + 1373088, rows: 5000, columns: 256,
      scratch: memory + 1367968).run(on: machine)
    let lstmBiasClipnormSquares = Kernels.SquaredNorm(of: lstmBiasGradient, memory + 1367968,
      count: 256).run(on: machine)
    let lstmBiasClipnorm = Kernels.NormLimit(lstmBiasClipnormSquares, memory + 1367984,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, lstmBias, gradient: lstmBiasGradient,
      slots: .init(memory + 55392, memory + 55648), count: 256, factor: lstmBiasClipnorm).run(on: machine)
    let lstmKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: lstmInputsGradient,
      into: memory + 1367968, geometry: .init(rows: 5000, inner: 2, columns: 256)).run(on: machine)
    let lstmKernelClipnormSquares = Kernels.SquaredNorm(of: lstmKernelGradient, memory + 87968,
      count: 512).run(on: machine)
    let lstmKernelClipnorm = Kernels.NormLimit(lstmKernelClipnormSquares, memory + 87984,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, lstmKernel, gradient: lstmKernelGradient,
      slots: .init(memory + 21600, memory + 22112), count: 512, factor: lstmKernelClipnorm).run(on: machine)
    progress.pointee.finishUpdate()
    return loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, lstmSumTarget: Span<Float>, rnnSumTarget: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 2676768).write(input, count: 10000)
    let lstmSumTarget_2 = (memory + 2671264).write(lstmSumTarget, count: 50)
    let rnnSumTarget_2 = (memory + 2671328).write(rnnSumTarget, count: 50)
    let lstmKernelPanels_2 = Kernels.Pack(lstmKernel, as: .matrix(inner: 2, columns: 256),
      into: memory + 1367968).run(on: machine)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels_2, bias: lstmBias,
      into: memory + 87968, geometry: .init(rows: 5000, inner: 2, columns: 256)).run(on: machine)
    let lstmRecurrentKernelPackedFrom0_2 = Kernels.Pack(lstmRecurrentKernel,
      as: .block(stride: 256, first: 0, inner: 64, columns: 256), into: memory + 2033568).run(on: machine)
    let lstmGates = memory + 87968, lstmStates = memory + 1367968, lstmCells = memory + 1687968
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2), finalState: memory + 2690864,
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), scratch: memory + 2007968,
      geometry: .init(examples: 50, time: 100, units: 64, cell: .lstm)).run(on: machine)
    let lstmSumLinear = Kernels.Matmul(left: lstm, right: lstmSumKernel, bias: lstmSumBias,
      into: memory + 2671392, geometry: .init(rows: 50, inner: 64, columns: 1)).run(on: machine)
    let simpleRnnKernelPanels_2 = Kernels.Pack(simpleRnnKernel, as: .matrix(inner: 2, columns: 64),
      into: memory + 2327968).run(on: machine)
    let simpleRnnInputs = Kernels.Matmul(left: inputPlace, panels: simpleRnnKernelPanels_2,
      bias: simpleRnnBias, into: memory + 2007968,
      geometry: .init(rows: 5000, inner: 2, columns: 64)).run(on: machine)
    let simpleRnnRecurrentKernelPackedFrom0_2 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .block(stride: 64, first: 0, inner: 64, columns: 64), into: memory + 2663968).run(on: machine)
    let simpleRnnGates = memory + 2007968, simpleRnnStates = memory + 2327968
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0_2), finalState: memory + 2668064,
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), scratch: memory + 2647968,
      geometry: .init(examples: 50, time: 100, units: 64, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let rnnSumLinear = Kernels.Matmul(left: simpleRnn, right: rnnSumKernel, bias: rnnSumBias,
      into: memory + 2647968, geometry: .init(rows: 50, inner: 64, columns: 1)).run(on: machine)
    let lstmSumLossGradient = memory + 2697264
    let lstmSumLoss = Kernels.RowLosses(.meanSquaredError, prediction: lstmSumLinear, target: lstmSumTarget_2,
      amount: memory + 2648160, rowLosses: memory + 2648032, gradient: lstmSumLossGradient, rows: 50,
      classes: 1, scale: 0.02).run(on: machine)
    let rnnSumLossGradient = memory + 2648096
    let rnnSumLoss = Kernels.RowLosses(.meanSquaredError, prediction: rnnSumLinear, target: rnnSumTarget_2,
      amount: memory + 2648176, rowLosses: memory + 2648032, gradient: rnnSumLossGradient, rows: 50,
      classes: 1, scale: 0.02).run(on: machine)
    let loss = Kernels.CopyBlocks(from: lstmSumLoss, fromStride: 1, to: memory + 2697392, toStride: 1,
      blocks: 1, size: 1).run(on: machine)
    Kernels.AddInto(loss, rnnSumLoss, count: 1).run(on: machine)
    let rnnSumBiasGradient = Kernels.ColumnSums(rnnSumLossGradient, memory + 2697408, rows: 50, columns: 1,
      scratch: memory + 2647968).run(on: machine)
    let rnnSumKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnn, right: rnnSumLossGradient,
      into: memory + 2697328, geometry: .init(rows: 50, inner: 64, columns: 1)).run(on: machine)
    let rnnSumKernelTransposed = Kernels.Pack(rnnSumKernel, as: .transposed(inner: 1, columns: 64),
      into: memory + 2647968).run(on: machine)
    let simpleRnnGradient = Kernels.Matmul(left: rnnSumLossGradient, panels: rnnSumKernelTransposed,
      into: memory + 2694064, geometry: .init(rows: 50, inner: 1, columns: 64)).run(on: machine)
    let simpleRnnRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(simpleRnnRecurrentKernel,
      as: .transposedBlock(stride: 64, first: 0, inner: 64, columns: 64),
      into: memory + 2686768).run(on: machine)
    let simpleRnnInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: simpleRnnRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: simpleRnnGates, states: simpleRnnStates), finalState: simpleRnnGradient,
      inputs: memory + 2007968, scratch: memory + 2647968,
      geometry: .init(examples: 50, time: 100, units: 64, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let simpleRnnRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: simpleRnnStates,
      right: simpleRnnInputsGradient, into: memory + 2647968,
      geometry: .init(rows: 5000, inner: 64, columns: 64)).run(on: machine)
    let simpleRnnBiasGradient = Kernels.ColumnSums(simpleRnnInputsGradient, memory + 2329248, rows: 5000,
      columns: 64, scratch: memory + 2327968).run(on: machine)
    let simpleRnnKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: simpleRnnInputsGradient, into: memory + 2327968,
      geometry: .init(rows: 5000, inner: 2, columns: 64)).run(on: machine)
    let lstmSumBiasGradient = Kernels.ColumnSums(lstmSumLossGradient, memory + 2066016, rows: 50, columns: 1,
      scratch: memory + 2007968).run(on: machine)
    let lstmSumKernelGradient = Kernels.MatmulTransposedLeft(left: lstm, right: lstmSumLossGradient,
      into: memory + 2065952, geometry: .init(rows: 50, inner: 64, columns: 1)).run(on: machine)
    let lstmSumKernelTransposed = Kernels.Pack(lstmSumKernel, as: .transposed(inner: 1, columns: 64),
      into: memory + 2007968).run(on: machine)
    let lstmGradient = Kernels.Matmul(left: lstmSumLossGradient, panels: lstmSumKernelTransposed,
      into: memory + 2062752, geometry: .init(rows: 50, inner: 1, columns: 64)).run(on: machine)
    let lstmRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(lstmRecurrentKernel,
      as: .transposedBlock(stride: 256, first: 0, inner: 256, columns: 64),
      into: memory + 2046368).run(on: machine)
    let lstmInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: lstmRecurrentKernelPackedTransposedFrom0),
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), finalState: lstmGradient,
      inputs: memory + 87968, scratch: memory + 2007968,
      geometry: .init(examples: 50, time: 100, units: 64, cell: .lstm)).run(on: machine)
    let lstmRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: lstmStates,
      right: lstmInputsGradient, into: memory + 1687968,
      geometry: .init(rows: 5000, inner: 64, columns: 256)).run(on: machine)
    let lstmBiasGradient = Kernels.ColumnSums(lstmInputsGradient, memory + 1373088, rows: 5000, columns: 256,
      scratch: memory + 1367968).run(on: machine)
    let lstmKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: lstmInputsGradient,
      into: memory + 1367968, geometry: .init(rows: 5000, inner: 2, columns: 256)).run(on: machine)
    lstmKernelGradient.read(into: &gradient, at: 0, count: 512)
    lstmRecurrentKernelGradient.read(into: &gradient, at: 512, count: 16384)
    lstmBiasGradient.read(into: &gradient, at: 16896, count: 256)
    lstmSumKernelGradient.read(into: &gradient, at: 17152, count: 64)
    lstmSumBiasGradient.read(into: &gradient, at: 17216, count: 1)
    simpleRnnKernelGradient.read(into: &gradient, at: 17217, count: 128)
    simpleRnnRecurrentKernelGradient.read(into: &gradient, at: 17345, count: 4096)
    simpleRnnBiasGradient.read(into: &gradient, at: 21441, count: 64)
    rnnSumKernelGradient.read(into: &gradient, at: 21505, count: 64)
    rnnSumBiasGradient.read(into: &gradient, at: 21569, count: 1)
    return loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, lstmSumTarget: Span<Float>, rnnSumTarget: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 1393568).write(input, count: 10000)
    let lstmSumTarget_2 = (memory + 1406768).write(lstmSumTarget, count: 50)
    let rnnSumTarget_2 = (memory + 1406832).write(rnnSumTarget, count: 50)
    let lstmInputs = Kernels.Matmul(left: inputPlace, panels: lstmKernelPanels, bias: lstmBias,
      into: memory + 87968, geometry: .init(rows: 5000, inner: 2, columns: 256)).run(on: machine)
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0), finalState: memory + 1403568,
      scratch: memory + 1367968,
      geometry: .init(examples: 50, time: 100, units: 64, cell: .lstm)).run(on: machine)
    let lstmSumLinear = Kernels.Matmul(left: lstm, panels: lstmSumKernelPanels, bias: lstmSumBias,
      into: memory + 427168, geometry: .init(rows: 50, inner: 64, columns: 1)).run(on: machine)
    let simpleRnnInputs = Kernels.Matmul(left: inputPlace, panels: simpleRnnKernelPanels, bias: simpleRnnBias,
      into: memory + 87968, geometry: .init(rows: 5000, inner: 2, columns: 64)).run(on: machine)
    let simpleRnn = Kernels.RecurrentSequence(inputs: simpleRnnInputs,
      weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0), finalState: memory + 423968,
      scratch: memory + 407968,
      geometry: .init(examples: 50, time: 100, units: 64, cell: .simple,
        recurrentActivation: .elementwise(.linear))).run(on: machine)
    let rnnSumLinear = Kernels.Matmul(left: simpleRnn, panels: rnnSumKernelPanels, bias: rnnSumBias,
      into: memory + 87968, geometry: .init(rows: 50, inner: 64, columns: 1)).run(on: machine)
    let lstmSumLoss = Kernels.RowLosses(.meanSquaredError, prediction: lstmSumLinear, target: lstmSumTarget_2,
      amount: memory + 88096, rowLosses: memory + 88032, rows: 50, classes: 1, scale: 0.02).run(on: machine)
    let rnnSumLoss = Kernels.RowLosses(.meanSquaredError, prediction: rnnSumLinear, target: rnnSumTarget_2,
      amount: memory + 88112, rowLosses: memory + 88032, rows: 50, classes: 1, scale: 0.02).run(on: machine)
    let loss = Kernels.CopyBlocks(from: lstmSumLoss, fromStride: 1, to: memory + 87968, toStride: 1,
      blocks: 1, size: 1).run(on: machine)
    Kernels.AddInto(loss, rnnSumLoss, count: 1).run(on: machine)
    return loss[0]
  }
}
