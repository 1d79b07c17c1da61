// Made by nncc from adding_problem.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// adding_problem: input [100, 2] → lstm_sum [1], rnn_sum [1].
///
/// Inputs are what `preprocess` makes of the data. One thread at a time may use an instance; instances share nothing.
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
    network: "2cda7cfe8b32f705", inputs: [.init("input", [100, 2])], outputs: [.init("lstm_sum", [1]), .init("rnn_sum", [1])], words: 2698240,
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
    self.pool = pool
  }

  /// Packs the weights as kernels read them, when they have changed.
  public func prepare() {
    guard !progress.pointee.isPrepared else { return }
    Kernels.pack(matrix: lstmKernel, rowStride: 256, inner: 2, columns: 256, into: lstmKernelPanels, pool: pool)
    Kernels.pack(matrix: lstmRecurrentKernel, rowStride: 256, inner: 64, columns: 256, into: lstmRecurrentKernelPackedFrom0, pool: pool)
    Kernels.pack(matrix: lstmSumKernel, rowStride: 1, inner: 64, columns: 1, into: lstmSumKernelPanels, pool: pool)
    Kernels.pack(matrix: simpleRnnKernel, rowStride: 64, inner: 2, columns: 64, into: simpleRnnKernelPanels, pool: pool)
    Kernels.pack(matrix: simpleRnnRecurrentKernel, rowStride: 64, inner: 64, columns: 64, into: simpleRnnRecurrentKernelPackedFrom0, pool: pool)
    Kernels.pack(matrix: rnnSumKernel, rowStride: 1, inner: 64, columns: 1, into: rnnSumKernelPanels, pool: pool)
    progress.pointee.isPrepared = true
  }

  /// Computes lstmSum, rnnSum of one example, or of a batch of 50. Allocates nothing.
  public func predict(_ input: Span<Float>, lstmSum: inout MutableSpan<Float>, rnnSum: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 200 ? 1 : 50
    let inputPlace = memory + 1393568, lstmInputs = memory + 87968, lstm = memory + 1403568, lstmScratch = memory + 1367968, lstmSumPlace = memory + 427168,
      simpleRnnInputs = memory + 87968, simpleRnn = memory + 423968, simpleRnnScratch = memory + 407968, rnnSumPlace = memory + 87968
    inputPlace.write(input, count: rows * 200)
    // 10: lstm: {inputs: input, units: 64}
    Kernels.matmul(left: inputPlace, panels: lstmKernelPanels, bias: lstmBias, into: lstmInputs, geometry: .init(rows: rows * 100, inner: 2, columns: 256), pool: pool)
    Kernels.recurrentSequence(.init(inputs: lstmInputs, weights: .init(recurrent: lstmRecurrentKernelPackedFrom0), finalState: lstm, scratch: lstmScratch),
      geometry: .init(examples: rows, time: 100, units: 64, cell: .lstm), pool: pool)
    // 11: dense: {name: lstm_sum, units: 1}
    Kernels.matmul(left: lstm, panels: lstmSumKernelPanels, bias: lstmSumBias, into: lstmSumPlace, geometry: .init(rows: rows, inner: 64, columns: 1), pool: pool)
    // 12: simple_rnn: {inputs: input, units: 64}
    Kernels.matmul(left: inputPlace, panels: simpleRnnKernelPanels, bias: simpleRnnBias, into: simpleRnnInputs, geometry: .init(rows: rows * 100, inner: 2, columns: 64), pool: pool)
    Kernels.recurrentSequence(.init(inputs: simpleRnnInputs, weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0), finalState: simpleRnn, scratch: simpleRnnScratch),
      geometry: .init(examples: rows, time: 100, units: 64, cell: .simple, recurrentActivation: .elementwise(.linear)), pool: pool)
    // 13: dense: {name: rnn_sum, units: 1}
    Kernels.matmul(left: simpleRnn, panels: rnnSumKernelPanels, bias: rnnSumBias, into: rnnSumPlace, geometry: .init(rows: rows, inner: 64, columns: 1), pool: pool)
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
      predict(input.span.extracting(first * 200..<(first + rows) * 200), lstmSum: &lstmSumSpan, rnnSum: &rnnSumSpan)
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

  /// Learns from a batch, by one update of each trained weight; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, lstmSumTarget: Span<Float>, rnnSumTarget: Span<Float>) -> Float {
    let inputPlace = memory + 2676768, lstmSumTarget_2 = memory + 2671264, rnnSumTarget_2 = memory + 2671328, lstmKernelPanels_2 = memory + 1367968, lstmInputs = memory + 87968,
      lstmRecurrentKernelPackedFrom0_2 = memory + 2033568, lstm = memory + 2690864, lstmGates = memory + 87968, lstmStates = memory + 1367968, lstmCells = memory + 1687968,
      lstmScratch = memory + 2007968, lstmSumPlace = memory + 2697264, simpleRnnKernelPanels_2 = memory + 2327968, simpleRnnInputs = memory + 2007968,
      simpleRnnRecurrentKernelPackedFrom0_2 = memory + 2663968, simpleRnn = memory + 2668064, simpleRnnGates = memory + 2007968, simpleRnnStates = memory + 2327968,
      simpleRnnScratch = memory + 2647968, rnnSumPlace = memory + 2697328, lstmSumLoss = memory + 2648096, lstmSumRowLosses = memory + 2647968,
      lstmSumLossGradient = memory + 2697392, rnnSumLoss = memory + 2648112, rnnSumRowLosses = memory + 2647968, rnnSumLossGradient = memory + 2648032, loss = memory + 2697456,
      rnnSumBiasGradient = memory + 2647984, rnnSumBiasScratch = memory + 2647968, rnnSumBiasClipnorm = memory + 2647968, rnnSumKernelGradient = memory + 2647968,
      rnnSumKernelTransposed = memory + 2648096, rnnSumKernelClipnorm = memory + 2648160, simpleRnnGradient = memory + 2694064,
      simpleRnnRecurrentKernelPackedTransposedFrom0 = memory + 2686768, simpleRnnInputsGradient = memory + 2007968, simpleRnnInputsScratch = memory + 2647968,
      simpleRnnRecurrentKernelGradient = memory + 2647968, simpleRnnRecurrentKernelClipnorm = memory + 2327968, simpleRnnBiasGradient = memory + 2329248,
      simpleRnnBiasScratch = memory + 2327968, simpleRnnBiasClipnorm = memory + 2327968, simpleRnnKernelGradient = memory + 2327968, simpleRnnKernelClipnorm = memory + 2007968,
      lstmSumBiasGradient = memory + 2007984, lstmSumBiasScratch = memory + 2007968, lstmSumBiasClipnorm = memory + 2007968, lstmSumKernelGradient = memory + 2007968,
      lstmSumKernelTransposed = memory + 2008032, lstmSumKernelClipnorm = memory + 2008096, lstmGradient = memory + 2062752,
      lstmRecurrentKernelPackedTransposedFrom0 = memory + 2046368, lstmInputsGradient = memory + 87968, lstmInputsScratch = memory + 2007968,
      lstmRecurrentKernelGradient = memory + 1687968, lstmRecurrentKernelClipnorm = memory + 1367968, lstmBiasGradient = memory + 1373088, lstmBiasScratch = memory + 1367968,
      lstmBiasClipnorm = memory + 1367968, lstmKernelGradient = memory + 1367968, lstmKernelClipnorm = memory + 87968
    inputPlace.write(input, count: 10000)
    lstmSumTarget_2.write(lstmSumTarget, count: 50)
    rnnSumTarget_2.write(rnnSumTarget, count: 50)
    let step = progress.pointee.nextUpdate()
    // 10: lstm: {inputs: input, units: 64}
    Kernels.pack(matrix: lstmKernel, rowStride: 256, inner: 2, columns: 256, into: lstmKernelPanels_2, pool: pool)
    Kernels.matmul(left: inputPlace, panels: lstmKernelPanels_2, bias: lstmBias, into: lstmInputs, geometry: .init(rows: 5000, inner: 2, columns: 256), pool: pool)
    Kernels.pack(matrix: lstmRecurrentKernel, rowStride: 256, inner: 64, columns: 256, into: lstmRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: lstmInputs, weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2), finalState: lstm,
        record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), scratch: lstmScratch), geometry: .init(examples: 50, time: 100, units: 64, cell: .lstm), pool: pool)
    // 11: dense: {name: lstm_sum, units: 1}
    Kernels.matmul(left: lstm, right: lstmSumKernel, bias: lstmSumBias, into: lstmSumPlace, geometry: .init(rows: 50, inner: 64, columns: 1), pool: pool)
    // 12: simple_rnn: {inputs: input, units: 64}
    Kernels.pack(matrix: simpleRnnKernel, rowStride: 64, inner: 2, columns: 64, into: simpleRnnKernelPanels_2, pool: pool)
    Kernels.matmul(left: inputPlace, panels: simpleRnnKernelPanels_2, bias: simpleRnnBias, into: simpleRnnInputs, geometry: .init(rows: 5000, inner: 2, columns: 64), pool: pool)
    Kernels.pack(matrix: simpleRnnRecurrentKernel, rowStride: 64, inner: 64, columns: 64, into: simpleRnnRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: simpleRnnInputs, weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0_2), finalState: simpleRnn,
        record: .init(gates: simpleRnnGates, states: simpleRnnStates), scratch: simpleRnnScratch),
      geometry: .init(examples: 50, time: 100, units: 64, cell: .simple, recurrentActivation: .elementwise(.linear)), pool: pool)
    // 13: dense: {name: rnn_sum, units: 1}
    Kernels.matmul(left: simpleRnn, right: rnnSumKernel, bias: rnnSumBias, into: rnnSumPlace, geometry: .init(rows: 50, inner: 64, columns: 1), pool: pool)
    // 17: loss: mse
    lstmSumLoss[0] = Float(Kernels.loss(.meanSquaredError, prediction: lstmSumPlace, target: lstmSumTarget_2, rows: 50, classes: 1, scale: 0.02, rowLosses: lstmSumRowLosses,
        gradient: lstmSumLossGradient, pool: pool))
    rnnSumLoss[0] = Float(Kernels.loss(.meanSquaredError, prediction: rnnSumPlace, target: rnnSumTarget_2, rows: 50, classes: 1, scale: 0.02, rowLosses: rnnSumRowLosses,
        gradient: rnnSumLossGradient, pool: pool))
    loss[0] = lstmSumLoss[0]
    loss[0] += rnnSumLoss[0]
    // Backward of 13: dense: {name: rnn_sum, units: 1}
    Kernels.columnSums(rnnSumLossGradient, rnnSumBiasGradient, rows: 50, columns: 1, scratch: rnnSumBiasScratch, pool: pool)
    rnnSumBiasClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, rnnSumBiasGradient, count: 1, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: rnnSumBias, gradient: rnnSumBiasGradient, slots: memory + 64768, slotStride: 16, count: 1,
      step: step.scalingGradient(by: rnnSumBiasClipnorm[0]), pool: pool)
    Kernels.matmulTransposedLeft(left: simpleRnn, right: rnnSumLossGradient, into: rnnSumKernelGradient, geometry: .init(rows: 50, inner: 64, columns: 1), pool: pool)
    Kernels.packTransposed(matrix: rnnSumKernel, rowStride: 1, inner: 1, columns: 64, into: rnnSumKernelTransposed, pool: pool)
    rnnSumKernelClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, rnnSumKernelGradient, count: 64, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: rnnSumKernel, gradient: rnnSumKernelGradient, slots: memory + 64640, slotStride: 64, count: 64,
      step: step.scalingGradient(by: rnnSumKernelClipnorm[0]), pool: pool)
    // Backward of 12: simple_rnn: {inputs: input, units: 64}
    Kernels.matmul(left: rnnSumLossGradient, panels: rnnSumKernelTransposed, into: simpleRnnGradient, geometry: .init(rows: 50, inner: 1, columns: 64), pool: pool)
    Kernels.packTransposed(matrix: simpleRnnRecurrentKernel, rowStride: 64, inner: 64, columns: 64, into: simpleRnnRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: simpleRnnRecurrentKernelPackedTransposedFrom0), record: .init(gates: simpleRnnGates, states: simpleRnnStates),
        finalState: simpleRnnGradient, inputs: simpleRnnInputsGradient, scratch: simpleRnnInputsScratch),
      geometry: .init(examples: 50, time: 100, units: 64, cell: .simple, recurrentActivation: .elementwise(.linear)), pool: pool)
    Kernels.matmulTransposedLeft(left: simpleRnnStates, right: simpleRnnInputsGradient, into: simpleRnnRecurrentKernelGradient, geometry: .init(rows: 5000, inner: 64, columns: 64),
      pool: pool)
    simpleRnnRecurrentKernelClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, simpleRnnRecurrentKernelGradient, count: 4096, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: simpleRnnRecurrentKernel, gradient: simpleRnnRecurrentKernelGradient, slots: memory + 56320, slotStride: 4096, count: 4096,
      step: step.scalingGradient(by: simpleRnnRecurrentKernelClipnorm[0]), pool: pool)
    Kernels.columnSums(simpleRnnInputsGradient, simpleRnnBiasGradient, rows: 5000, columns: 64, scratch: simpleRnnBiasScratch, pool: pool)
    simpleRnnBiasClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, simpleRnnBiasGradient, count: 64, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: simpleRnnBias, gradient: simpleRnnBiasGradient, slots: memory + 64512, slotStride: 64, count: 64,
      step: step.scalingGradient(by: simpleRnnBiasClipnorm[0]), pool: pool)
    Kernels.matmulTransposedLeft(left: inputPlace, right: simpleRnnInputsGradient, into: simpleRnnKernelGradient, geometry: .init(rows: 5000, inner: 2, columns: 64), pool: pool)
    simpleRnnKernelClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, simpleRnnKernelGradient, count: 128, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: simpleRnnKernel, gradient: simpleRnnKernelGradient, slots: memory + 56064, slotStride: 128, count: 128,
      step: step.scalingGradient(by: simpleRnnKernelClipnorm[0]), pool: pool)
    // Backward of 11: dense: {name: lstm_sum, units: 1}
    Kernels.columnSums(lstmSumLossGradient, lstmSumBiasGradient, rows: 50, columns: 1, scratch: lstmSumBiasScratch, pool: pool)
    lstmSumBiasClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, lstmSumBiasGradient, count: 1, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: lstmSumBias, gradient: lstmSumBiasGradient, slots: memory + 56032, slotStride: 16, count: 1,
      step: step.scalingGradient(by: lstmSumBiasClipnorm[0]), pool: pool)
    Kernels.matmulTransposedLeft(left: lstm, right: lstmSumLossGradient, into: lstmSumKernelGradient, geometry: .init(rows: 50, inner: 64, columns: 1), pool: pool)
    Kernels.packTransposed(matrix: lstmSumKernel, rowStride: 1, inner: 1, columns: 64, into: lstmSumKernelTransposed, pool: pool)
    lstmSumKernelClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, lstmSumKernelGradient, count: 64, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: lstmSumKernel, gradient: lstmSumKernelGradient, slots: memory + 55904, slotStride: 64, count: 64,
      step: step.scalingGradient(by: lstmSumKernelClipnorm[0]), pool: pool)
    // Backward of 10: lstm: {inputs: input, units: 64}
    Kernels.matmul(left: lstmSumLossGradient, panels: lstmSumKernelTransposed, into: lstmGradient, geometry: .init(rows: 50, inner: 1, columns: 64), pool: pool)
    Kernels.packTransposed(matrix: lstmRecurrentKernel, rowStride: 256, inner: 256, columns: 64, into: lstmRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: lstmRecurrentKernelPackedTransposedFrom0),
        record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), finalState: lstmGradient, inputs: lstmInputsGradient, scratch: lstmInputsScratch),
      geometry: .init(examples: 50, time: 100, units: 64, cell: .lstm), pool: pool)
    Kernels.matmulTransposedLeft(left: lstmStates, right: lstmInputsGradient, into: lstmRecurrentKernelGradient, geometry: .init(rows: 5000, inner: 64, columns: 256), pool: pool)
    lstmRecurrentKernelClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, lstmRecurrentKernelGradient, count: 16384, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: lstmRecurrentKernel, gradient: lstmRecurrentKernelGradient, slots: memory + 22624, slotStride: 16384, count: 16384,
      step: step.scalingGradient(by: lstmRecurrentKernelClipnorm[0]), pool: pool)
    Kernels.columnSums(lstmInputsGradient, lstmBiasGradient, rows: 5000, columns: 256, scratch: lstmBiasScratch, pool: pool)
    lstmBiasClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, lstmBiasGradient, count: 256, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: lstmBias, gradient: lstmBiasGradient, slots: memory + 55392, slotStride: 256, count: 256,
      step: step.scalingGradient(by: lstmBiasClipnorm[0]), pool: pool)
    Kernels.matmulTransposedLeft(left: inputPlace, right: lstmInputsGradient, into: lstmKernelGradient, geometry: .init(rows: 5000, inner: 2, columns: 256), pool: pool)
    lstmKernelClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, lstmKernelGradient, count: 512, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: lstmKernel, gradient: lstmKernelGradient, slots: memory + 21600, slotStride: 512, count: 512,
      step: step.scalingGradient(by: lstmKernelClipnorm[0]), pool: pool)
    progress.pointee.finishUpdate()
    return loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without dropout.
  /// Returns the loss.
  public func gradient(_ input: Span<Float>, lstmSumTarget: Span<Float>, rnnSumTarget: Span<Float>, into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = memory + 2676768, lstmSumTarget_2 = memory + 2671264, rnnSumTarget_2 = memory + 2671328, lstmKernelPanels_2 = memory + 1367968, lstmInputs = memory + 87968,
      lstmRecurrentKernelPackedFrom0_2 = memory + 2033568, lstm = memory + 2690864, lstmGates = memory + 87968, lstmStates = memory + 1367968, lstmCells = memory + 1687968,
      lstmScratch = memory + 2007968, lstmSumPlace = memory + 2697264, simpleRnnKernelPanels_2 = memory + 2327968, simpleRnnInputs = memory + 2007968,
      simpleRnnRecurrentKernelPackedFrom0_2 = memory + 2663968, simpleRnn = memory + 2668064, simpleRnnGates = memory + 2007968, simpleRnnStates = memory + 2327968,
      simpleRnnScratch = memory + 2647968, rnnSumPlace = memory + 2697328, lstmSumLoss = memory + 2648096, lstmSumRowLosses = memory + 2647968,
      lstmSumLossGradient = memory + 2697392, rnnSumLoss = memory + 2648112, rnnSumRowLosses = memory + 2647968, rnnSumLossGradient = memory + 2648032, loss = memory + 2697520,
      rnnSumBiasGradient = memory + 2697536, rnnSumBiasScratch = memory + 2647968, rnnSumKernelGradient = memory + 2697456, rnnSumKernelTransposed = memory + 2647968,
      simpleRnnGradient = memory + 2694064, simpleRnnRecurrentKernelPackedTransposedFrom0 = memory + 2686768, simpleRnnInputsGradient = memory + 2007968,
      simpleRnnInputsScratch = memory + 2647968, simpleRnnRecurrentKernelGradient = memory + 2647968, simpleRnnBiasGradient = memory + 2329248,
      simpleRnnBiasScratch = memory + 2327968, simpleRnnKernelGradient = memory + 2327968, lstmSumBiasGradient = memory + 2066016, lstmSumBiasScratch = memory + 2007968,
      lstmSumKernelGradient = memory + 2065952, lstmSumKernelTransposed = memory + 2007968, lstmGradient = memory + 2062752,
      lstmRecurrentKernelPackedTransposedFrom0 = memory + 2046368, lstmInputsGradient = memory + 87968, lstmInputsScratch = memory + 2007968,
      lstmRecurrentKernelGradient = memory + 1687968, lstmBiasGradient = memory + 1373088, lstmBiasScratch = memory + 1367968, lstmKernelGradient = memory + 1367968
    inputPlace.write(input, count: 10000)
    lstmSumTarget_2.write(lstmSumTarget, count: 50)
    rnnSumTarget_2.write(rnnSumTarget, count: 50)
    Kernels.pack(matrix: lstmKernel, rowStride: 256, inner: 2, columns: 256, into: lstmKernelPanels_2, pool: pool)
    Kernels.matmul(left: inputPlace, panels: lstmKernelPanels_2, bias: lstmBias, into: lstmInputs, geometry: .init(rows: 5000, inner: 2, columns: 256), pool: pool)
    Kernels.pack(matrix: lstmRecurrentKernel, rowStride: 256, inner: 64, columns: 256, into: lstmRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: lstmInputs, weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2), finalState: lstm,
        record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), scratch: lstmScratch), geometry: .init(examples: 50, time: 100, units: 64, cell: .lstm), pool: pool)
    Kernels.matmul(left: lstm, right: lstmSumKernel, bias: lstmSumBias, into: lstmSumPlace, geometry: .init(rows: 50, inner: 64, columns: 1), pool: pool)
    Kernels.pack(matrix: simpleRnnKernel, rowStride: 64, inner: 2, columns: 64, into: simpleRnnKernelPanels_2, pool: pool)
    Kernels.matmul(left: inputPlace, panels: simpleRnnKernelPanels_2, bias: simpleRnnBias, into: simpleRnnInputs, geometry: .init(rows: 5000, inner: 2, columns: 64), pool: pool)
    Kernels.pack(matrix: simpleRnnRecurrentKernel, rowStride: 64, inner: 64, columns: 64, into: simpleRnnRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: simpleRnnInputs, weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0_2), finalState: simpleRnn,
        record: .init(gates: simpleRnnGates, states: simpleRnnStates), scratch: simpleRnnScratch),
      geometry: .init(examples: 50, time: 100, units: 64, cell: .simple, recurrentActivation: .elementwise(.linear)), pool: pool)
    Kernels.matmul(left: simpleRnn, right: rnnSumKernel, bias: rnnSumBias, into: rnnSumPlace, geometry: .init(rows: 50, inner: 64, columns: 1), pool: pool)
    lstmSumLoss[0] = Float(Kernels.loss(.meanSquaredError, prediction: lstmSumPlace, target: lstmSumTarget_2, rows: 50, classes: 1, scale: 0.02, rowLosses: lstmSumRowLosses,
        gradient: lstmSumLossGradient, pool: pool))
    rnnSumLoss[0] = Float(Kernels.loss(.meanSquaredError, prediction: rnnSumPlace, target: rnnSumTarget_2, rows: 50, classes: 1, scale: 0.02, rowLosses: rnnSumRowLosses,
        gradient: rnnSumLossGradient, pool: pool))
    loss[0] = lstmSumLoss[0]
    loss[0] += rnnSumLoss[0]
    Kernels.columnSums(rnnSumLossGradient, rnnSumBiasGradient, rows: 50, columns: 1, scratch: rnnSumBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: simpleRnn, right: rnnSumLossGradient, into: rnnSumKernelGradient, geometry: .init(rows: 50, inner: 64, columns: 1), pool: pool)
    Kernels.packTransposed(matrix: rnnSumKernel, rowStride: 1, inner: 1, columns: 64, into: rnnSumKernelTransposed, pool: pool)
    Kernels.matmul(left: rnnSumLossGradient, panels: rnnSumKernelTransposed, into: simpleRnnGradient, geometry: .init(rows: 50, inner: 1, columns: 64), pool: pool)
    Kernels.packTransposed(matrix: simpleRnnRecurrentKernel, rowStride: 64, inner: 64, columns: 64, into: simpleRnnRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: simpleRnnRecurrentKernelPackedTransposedFrom0), record: .init(gates: simpleRnnGates, states: simpleRnnStates),
        finalState: simpleRnnGradient, inputs: simpleRnnInputsGradient, scratch: simpleRnnInputsScratch),
      geometry: .init(examples: 50, time: 100, units: 64, cell: .simple, recurrentActivation: .elementwise(.linear)), pool: pool)
    Kernels.matmulTransposedLeft(left: simpleRnnStates, right: simpleRnnInputsGradient, into: simpleRnnRecurrentKernelGradient, geometry: .init(rows: 5000, inner: 64, columns: 64),
      pool: pool)
    Kernels.columnSums(simpleRnnInputsGradient, simpleRnnBiasGradient, rows: 5000, columns: 64, scratch: simpleRnnBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: inputPlace, right: simpleRnnInputsGradient, into: simpleRnnKernelGradient, geometry: .init(rows: 5000, inner: 2, columns: 64), pool: pool)
    Kernels.columnSums(lstmSumLossGradient, lstmSumBiasGradient, rows: 50, columns: 1, scratch: lstmSumBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: lstm, right: lstmSumLossGradient, into: lstmSumKernelGradient, geometry: .init(rows: 50, inner: 64, columns: 1), pool: pool)
    Kernels.packTransposed(matrix: lstmSumKernel, rowStride: 1, inner: 1, columns: 64, into: lstmSumKernelTransposed, pool: pool)
    Kernels.matmul(left: lstmSumLossGradient, panels: lstmSumKernelTransposed, into: lstmGradient, geometry: .init(rows: 50, inner: 1, columns: 64), pool: pool)
    Kernels.packTransposed(matrix: lstmRecurrentKernel, rowStride: 256, inner: 256, columns: 64, into: lstmRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: lstmRecurrentKernelPackedTransposedFrom0),
        record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), finalState: lstmGradient, inputs: lstmInputsGradient, scratch: lstmInputsScratch),
      geometry: .init(examples: 50, time: 100, units: 64, cell: .lstm), pool: pool)
    Kernels.matmulTransposedLeft(left: lstmStates, right: lstmInputsGradient, into: lstmRecurrentKernelGradient, geometry: .init(rows: 5000, inner: 64, columns: 256), pool: pool)
    Kernels.columnSums(lstmInputsGradient, lstmBiasGradient, rows: 5000, columns: 256, scratch: lstmBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: inputPlace, right: lstmInputsGradient, into: lstmKernelGradient, geometry: .init(rows: 5000, inner: 2, columns: 256), pool: pool)
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
    let inputPlace = memory + 1393568, lstmSumTarget_2 = memory + 1406768, rnnSumTarget_2 = memory + 1406832, lstmInputs = memory + 87968, lstm = memory + 1403568,
      lstmScratch = memory + 1367968, lstmSumPlace = memory + 427168, simpleRnnInputs = memory + 87968, simpleRnn = memory + 423968, simpleRnnScratch = memory + 407968,
      rnnSumPlace = memory + 87968, lstmSumLoss = memory + 88096, lstmSumRowLosses = memory + 88032, rnnSumLoss = memory + 88112, rnnSumRowLosses = memory + 88032,
      loss = memory + 88032
    inputPlace.write(input, count: 10000)
    lstmSumTarget_2.write(lstmSumTarget, count: 50)
    rnnSumTarget_2.write(rnnSumTarget, count: 50)
    Kernels.matmul(left: inputPlace, panels: lstmKernelPanels, bias: lstmBias, into: lstmInputs, geometry: .init(rows: 5000, inner: 2, columns: 256), pool: pool)
    Kernels.recurrentSequence(.init(inputs: lstmInputs, weights: .init(recurrent: lstmRecurrentKernelPackedFrom0), finalState: lstm, scratch: lstmScratch),
      geometry: .init(examples: 50, time: 100, units: 64, cell: .lstm), pool: pool)
    Kernels.matmul(left: lstm, panels: lstmSumKernelPanels, bias: lstmSumBias, into: lstmSumPlace, geometry: .init(rows: 50, inner: 64, columns: 1), pool: pool)
    Kernels.matmul(left: inputPlace, panels: simpleRnnKernelPanels, bias: simpleRnnBias, into: simpleRnnInputs, geometry: .init(rows: 5000, inner: 2, columns: 64), pool: pool)
    Kernels.recurrentSequence(.init(inputs: simpleRnnInputs, weights: .init(recurrent: simpleRnnRecurrentKernelPackedFrom0), finalState: simpleRnn, scratch: simpleRnnScratch),
      geometry: .init(examples: 50, time: 100, units: 64, cell: .simple, recurrentActivation: .elementwise(.linear)), pool: pool)
    Kernels.matmul(left: simpleRnn, panels: rnnSumKernelPanels, bias: rnnSumBias, into: rnnSumPlace, geometry: .init(rows: 50, inner: 64, columns: 1), pool: pool)
    lstmSumLoss[0] = Float(Kernels.loss(.meanSquaredError, prediction: lstmSumPlace, target: lstmSumTarget_2, rows: 50, classes: 1, scale: 0.02, rowLosses: lstmSumRowLosses,
        gradient: nil, pool: pool))
    rnnSumLoss[0] = Float(Kernels.loss(.meanSquaredError, prediction: rnnSumPlace, target: rnnSumTarget_2, rows: 50, classes: 1, scale: 0.02, rowLosses: rnnSumRowLosses,
        gradient: nil, pool: pool))
    loss[0] = lstmSumLoss[0]
    loss[0] += rnnSumLoss[0]
    return loss[0]
  }
}
