// Made by nncc from char_lstm.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// char_lstm: input [64] → logits [64, 103].
///
/// One thread at a time may use an instance; instances share nothing.
public final class CharLSTM: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 32
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-07, amsgrad: false)
  public static let learningRate = LearningRate.constant(0.002)
  /// Elements of all weights that are trained.
  public static let gradientCount = 887079
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "0d34cb99d3a1ac5f", inputs: [.init("input", [64], isInteger: true)], outputs: [.init("logits", [64, 103])], words: 11718656,
    parameters: [
      .init("embedding/embeddings", [103, 64], at: 0, .randomUniform(minimum: -0.05, maximum: 0.05)),
      .init("lstm/kernel", [64, 1024], at: 6592, .glorotUniform),
      .init("lstm/recurrent_kernel", [256, 1024], at: 72128, .orthogonal(gain: 1)),
      .init("lstm/bias", [1024], at: 334272, .unitForgetBias(.zeros)),
      .init("lstm_1/kernel", [256, 1024], at: 335296, .glorotUniform),
      .init("lstm_1/recurrent_kernel", [256, 1024], at: 597440, .orthogonal(gain: 1)),
      .init("lstm_1/bias", [1024], at: 859584, .unitForgetBias(.zeros)),
      .init("logits/kernel", [256, 103], at: 860608, .glorotUniform),
      .init("logits/bias", [103], at: 886976, .zeros),
    ], optimizer: optimizer, slotsAt: 887088,
    states: [
      .init("lstm/h", [32, 256], at: 3607440, isOfTraining: true),
      .init("lstm/c", [32, 256], at: 3615632, isOfTraining: true),
      .init("lstm_1/h", [32, 256], at: 3623824, isOfTraining: true),
      .init("lstm_1/c", [32, 256], at: 3632016, isOfTraining: true),
      .init("lstm/h", [32, 256], at: 3574672),
      .init("lstm/c", [32, 256], at: 3582864),
      .init("lstm_1/h", [32, 256], at: 3591056),
      .init("lstm_1/c", [32, 256], at: 3599248),
      .init("lstm/h", [32, 256], at: 3541904),
      .init("lstm/c", [32, 256], at: 3550096),
      .init("lstm_1/h", [32, 256], at: 3558288),
      .init("lstm_1/c", [32, 256], at: 3566480),
      .init("lstm/h", [1, 256], at: 3640208),
      .init("lstm/c", [1, 256], at: 3640464),
      .init("lstm_1/h", [1, 256], at: 3640720),
      .init("lstm_1/c", [1, 256], at: 3640976),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var embeddingEmbeddings: Floats { memory + 0 }
  private var lstmKernel: Floats { memory + 6592 }
  private var lstmRecurrentKernel: Floats { memory + 72128 }
  private var lstmBias: Floats { memory + 334272 }
  private var lstm1Kernel: Floats { memory + 335296 }
  private var lstm1RecurrentKernel: Floats { memory + 597440 }
  private var lstm1Bias: Floats { memory + 859584 }
  private var logitsKernel: Floats { memory + 860608 }
  private var logitsBias: Floats { memory + 886976 }
  private var lstmKernelPanels: Floats { memory + 2661264 }
  private var lstmRecurrentKernelPackedFrom0: Floats { memory + 2726800 }
  private var lstm1KernelPanels: Floats { memory + 2988944 }
  private var lstm1RecurrentKernelPackedFrom0: Floats { memory + 3251088 }
  private var logitsKernelPanels: Floats { memory + 3513232 }
  private var lstmH: Floats { memory + 3541904 }
  private var lstmC: Floats { memory + 3550096 }
  private var lstm1H: Floats { memory + 3558288 }
  private var lstm1C: Floats { memory + 3566480 }
  private var evaluationLstmH: Floats { memory + 3574672 }
  private var evaluationLstmC: Floats { memory + 3582864 }
  private var evaluationLstm1H: Floats { memory + 3591056 }
  private var evaluationLstm1C: Floats { memory + 3599248 }
  private var trainingLstmH: Floats { memory + 3607440 }
  private var trainingLstmC: Floats { memory + 3615632 }
  private var trainingLstm1H: Floats { memory + 3623824 }
  private var trainingLstm1C: Floats { memory + 3632016 }
  private var singleLstmH: Floats { memory + 3640208 }
  private var singleLstmC: Floats { memory + 3640464 }
  private var singleLstm1H: Floats { memory + 3640720 }
  private var singleLstm1C: Floats { memory + 3640976 }

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
    Kernels.pack(matrix: lstmKernel, rowStride: 1024, inner: 64, columns: 1024, into: lstmKernelPanels, pool: pool)
    Kernels.pack(matrix: lstmRecurrentKernel, rowStride: 1024, inner: 256, columns: 1024, into: lstmRecurrentKernelPackedFrom0, pool: pool)
    Kernels.pack(matrix: lstm1Kernel, rowStride: 1024, inner: 256, columns: 1024, into: lstm1KernelPanels, pool: pool)
    Kernels.pack(matrix: lstm1RecurrentKernel, rowStride: 1024, inner: 256, columns: 1024, into: lstm1RecurrentKernelPackedFrom0, pool: pool)
    Kernels.pack(matrix: logitsKernel, rowStride: 103, inner: 256, columns: 103, into: logitsKernelPanels, pool: pool)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example, or of a batch of 32. Allocates nothing.
  public func predict(_ input: Span<Int32>, into logits: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 64 ? 1 : 32
    if rows == 1 {
      let inputPlace = memory + 3641232, embedding = memory + 3706768, lstmInputs = memory + 3641232, lstm = memory + 3706768, lstmH_2 = memory + 3725200,
        lstmC_2 = memory + 3725456, lstmScratch = memory + 3723152, lstm1Inputs = memory + 3641232, lstm1 = memory + 3706768, lstm1H_2 = memory + 3725712,
        lstm1C_2 = memory + 3725968, lstm1Scratch = memory + 3723152, logitsPlace = memory + 3641232
      inputPlace.write(input, count: 64)
      // 9: embedding: {input_dim: 103, output_dim: 64}                              # the text's diff…
      Kernels.gatherRows(embeddingEmbeddings, words: 103, width: 64, numbers: inputPlace.integers, count: 64, embedding, pool: pool)
      // 10: lstm: {units: 256, return_sequences: true, stateful: true}
      Kernels.matmul(left: embedding, panels: lstmKernelPanels, bias: lstmBias, into: lstmInputs, geometry: .init(rows: 64, inner: 64, columns: 1024), pool: pool)
      Kernels.recurrentSequence(.init(inputs: lstmInputs, weights: .init(recurrent: lstmRecurrentKernelPackedFrom0), initialState: singleLstmH, initialCell: singleLstmC,
          sequence: lstm, finalState: lstmH_2, finalCell: lstmC_2, scratch: lstmScratch), geometry: .init(examples: 1, time: 64, units: 256, cell: .lstm), pool: pool)
      // 12: lstm: {units: 256, return_sequences: true, stateful: true}
      Kernels.matmul(left: lstm, panels: lstm1KernelPanels, bias: lstm1Bias, into: lstm1Inputs, geometry: .init(rows: 64, inner: 256, columns: 1024), pool: pool)
      Kernels.recurrentSequence(.init(inputs: lstm1Inputs, weights: .init(recurrent: lstm1RecurrentKernelPackedFrom0), initialState: singleLstm1H, initialCell: singleLstm1C,
          sequence: lstm1, finalState: lstm1H_2, finalCell: lstm1C_2, scratch: lstm1Scratch), geometry: .init(examples: 1, time: 64, units: 256, cell: .lstm), pool: pool)
      // 14: dense: {name: logits, units: 103}
      Kernels.matmul(left: lstm1, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 64, inner: 256, columns: 103), pool: pool)
      // 10: lstm: {units: 256, return_sequences: true, stateful: true}
      Kernels.copyBlocks(lstmH_2, stride: 256, singleLstmH, targetStride: 256, blocks: 1, size: 256, adding: false, pool: pool)
      Kernels.copyBlocks(lstmC_2, stride: 256, singleLstmC, targetStride: 256, blocks: 1, size: 256, adding: false, pool: pool)
      // 12: lstm: {units: 256, return_sequences: true, stateful: true}
      Kernels.copyBlocks(lstm1H_2, stride: 256, singleLstm1H, targetStride: 256, blocks: 1, size: 256, adding: false, pool: pool)
      Kernels.copyBlocks(lstm1C_2, stride: 256, singleLstm1C, targetStride: 256, blocks: 1, size: 256, adding: false, pool: pool)
      logitsPlace.read(into: &logits, count: 6592)
    }
    if rows > 1 {
      let inputPlace = memory + 3641232, embedding = memory + 5738384, lstmInputs = memory + 3641232, lstm = memory + 5738384, lstmH_2 = memory + 6328208,
        lstmC_2 = memory + 6336400, lstmScratch = memory + 6262672, lstm1Inputs = memory + 3641232, lstm1 = memory + 5738384, lstm1H_2 = memory + 6344592,
        lstm1C_2 = memory + 6352784, lstm1Scratch = memory + 6262672, logitsPlace = memory + 3641232
      inputPlace.write(input, count: 2048)
      // 9: embedding: {input_dim: 103, output_dim: 64}                              # the text's diff…
      Kernels.gatherRows(embeddingEmbeddings, words: 103, width: 64, numbers: inputPlace.integers, count: 2048, embedding, pool: pool)
      // 10: lstm: {units: 256, return_sequences: true, stateful: true}
      Kernels.matmul(left: embedding, panels: lstmKernelPanels, bias: lstmBias, into: lstmInputs, geometry: .init(rows: 2048, inner: 64, columns: 1024), pool: pool)
      Kernels.recurrentSequence(.init(inputs: lstmInputs, weights: .init(recurrent: lstmRecurrentKernelPackedFrom0), initialState: lstmH, initialCell: lstmC, sequence: lstm,
          finalState: lstmH_2, finalCell: lstmC_2, scratch: lstmScratch), geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm), pool: pool)
      // 12: lstm: {units: 256, return_sequences: true, stateful: true}
      Kernels.matmul(left: lstm, panels: lstm1KernelPanels, bias: lstm1Bias, into: lstm1Inputs, geometry: .init(rows: 2048, inner: 256, columns: 1024), pool: pool)
      Kernels.recurrentSequence(.init(inputs: lstm1Inputs, weights: .init(recurrent: lstm1RecurrentKernelPackedFrom0), initialState: lstm1H, initialCell: lstm1C, sequence: lstm1,
          finalState: lstm1H_2, finalCell: lstm1C_2, scratch: lstm1Scratch), geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm), pool: pool)
      // 14: dense: {name: logits, units: 103}
      Kernels.matmul(left: lstm1, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 2048, inner: 256, columns: 103), pool: pool)
      // 10: lstm: {units: 256, return_sequences: true, stateful: true}
      Kernels.copyBlocks(lstmH_2, stride: 8192, lstmH, targetStride: 8192, blocks: 1, size: 8192, adding: false, pool: pool)
      Kernels.copyBlocks(lstmC_2, stride: 8192, lstmC, targetStride: 8192, blocks: 1, size: 8192, adding: false, pool: pool)
      // 12: lstm: {units: 256, return_sequences: true, stateful: true}
      Kernels.copyBlocks(lstm1H_2, stride: 8192, lstm1H, targetStride: 8192, blocks: 1, size: 8192, adding: false, pool: pool)
      Kernels.copyBlocks(lstm1C_2, stride: 8192, lstm1C, targetStride: 8192, blocks: 1, size: 8192, adding: false, pool: pool)
      logitsPlace.read(into: &logits, count: 210944)
    }
  }

  /// Computes logits of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Int32]) -> [Float] {
    let count = Self.examples(in: input.count, of: 64)
    var logits: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 6592)
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
    try golden.expect("logits", state.startingAnew { try predict(golden.int32s("input")) })
  }

  /// Goes on by one time step of one sequence, from where the last step ended. Allocates nothing.
  public func step(_ input: Span<Int32>, into logits: inout MutableSpan<Float>) {
    prepare()
    let inputPlace = memory + 3641296, embedding = memory + 3641232, lstmInputs = memory + 3643280, lstm = memory + 3644304, lstmH_2 = memory + 3644560, lstmC_2 = memory + 3644816,
      lstmScratch = memory + 3641232, lstm1Inputs = memory + 3643280, lstm1 = memory + 3644304, lstm1H_2 = memory + 3645072, lstm1C_2 = memory + 3645328,
      lstm1Scratch = memory + 3641232, logitsPlace = memory + 3641232
    inputPlace.write(input, count: 1)
    // 9: embedding: {input_dim: 103, output_dim: 64}                              # the text's diff…
    Kernels.gatherRows(embeddingEmbeddings, words: 103, width: 64, numbers: inputPlace.integers, count: 1, embedding, pool: pool)
    // 10: lstm: {units: 256, return_sequences: true, stateful: true}
    Kernels.matmul(left: embedding, panels: lstmKernelPanels, bias: lstmBias, into: lstmInputs, geometry: .init(rows: 1, inner: 64, columns: 1024), pool: pool)
    Kernels.recurrentSequence(.init(inputs: lstmInputs, weights: .init(recurrent: lstmRecurrentKernelPackedFrom0), initialState: singleLstmH, initialCell: singleLstmC,
        sequence: lstm, finalState: lstmH_2, finalCell: lstmC_2, scratch: lstmScratch), geometry: .init(examples: 1, time: 1, units: 256, cell: .lstm, maskedOutput: .state),
      pool: pool)
    // 12: lstm: {units: 256, return_sequences: true, stateful: true}
    Kernels.matmul(left: lstm, panels: lstm1KernelPanels, bias: lstm1Bias, into: lstm1Inputs, geometry: .init(rows: 1, inner: 256, columns: 1024), pool: pool)
    Kernels.recurrentSequence(.init(inputs: lstm1Inputs, weights: .init(recurrent: lstm1RecurrentKernelPackedFrom0), initialState: singleLstm1H, initialCell: singleLstm1C,
        sequence: lstm1, finalState: lstm1H_2, finalCell: lstm1C_2, scratch: lstm1Scratch), geometry: .init(examples: 1, time: 1, units: 256, cell: .lstm, maskedOutput: .state),
      pool: pool)
    // 14: dense: {name: logits, units: 103}
    Kernels.matmul(left: lstm1, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 1, inner: 256, columns: 103), pool: pool)
    // 10: lstm: {units: 256, return_sequences: true, stateful: true}
    Kernels.copyBlocks(lstmH_2, stride: 256, singleLstmH, targetStride: 256, blocks: 1, size: 256, adding: false, pool: pool)
    Kernels.copyBlocks(lstmC_2, stride: 256, singleLstmC, targetStride: 256, blocks: 1, size: 256, adding: false, pool: pool)
    // 12: lstm: {units: 256, return_sequences: true, stateful: true}
    Kernels.copyBlocks(lstm1H_2, stride: 256, singleLstm1H, targetStride: 256, blocks: 1, size: 256, adding: false, pool: pool)
    Kernels.copyBlocks(lstm1C_2, stride: 256, singleLstm1C, targetStride: 256, blocks: 1, size: 256, adding: false, pool: pool)
    logitsPlace.read(into: &logits, count: 103)
  }

  /// Sets what recurrent layers carry from call to call to 0, as where new sequences begin: `trainStep`, `evaluate`, `predict` of a batch, `predict` of one with `step` each go on from their own.
  public func reset() { state.zeroStates() }

  /// Learns from a batch, by one update of each trained weight; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Int32>, labels: Span<Int32>) -> Float {
    let inputPlace = memory + 11716496, logitsLabels = memory + 11585424, embedding = memory + 11454352, lstmKernelPanels_2 = memory + 5738384, lstmInputs = memory + 3641232,
      lstmRecurrentKernelPackedFrom0_2 = memory + 5738384, lstm = memory + 7835536, lstmH_2 = memory + 11683728, lstmC_2 = memory + 11691920, lstmGates = memory + 3641232,
      lstmStates = memory + 8359824, lstmCells = memory + 8884112, lstmScratch = memory + 6000528, dropout = memory + 7835536, lstm1KernelPanels_2 = memory + 9408400,
      lstm1Inputs = memory + 5738384, lstm1RecurrentKernelPackedFrom0_2 = memory + 10981264, lstm1 = memory + 9408400, lstm1H_2 = memory + 11700112, lstm1C_2 = memory + 11708304,
      lstm1Gates = memory + 5738384, lstm1States = memory + 9932688, lstm1Cells = memory + 10456976, lstm1Scratch = memory + 11243408, dropout1 = memory + 9408400,
      logitsKernelPanels_2 = memory + 10981264, logitsPlace = memory + 11243408, logitsLoss = memory + 11194256, logitsRowLosses = memory + 11192208,
      logitsLossGradient = memory + 10981264, loss = memory + 11718544, logitsBiasGradient = memory + 11193040, logitsBiasScratch = memory + 11192208,
      logitsBiasClipnorm = memory + 11192208, logitsKernelGradient = memory + 11192208, logitsKernelTransposed = memory + 11585424, logitsKernelClipnorm = memory + 9408400,
      dropout1Gradient = memory + 9408400, lstm1Gradient = memory + 9408400, lstm1RecurrentKernelPackedTransposedFrom0 = memory + 10981264, lstm1InputsGradient = memory + 5738384,
      lstm1InputsScratch = memory + 11585424, lstm1RecurrentKernelGradient = memory + 9408400, lstm1RecurrentKernelClipnorm = memory + 9670544,
      lstm1BiasGradient = memory + 9416592, lstm1BiasScratch = memory + 9408400, lstm1BiasClipnorm = memory + 9408400, lstm1KernelGradient = memory + 9408400,
      lstm1KernelTransposed = memory + 9670544, lstm1KernelClipnorm = memory + 7835536, dropoutGradient = memory + 7835536, lstmGradient = memory + 7835536,
      lstmRecurrentKernelPackedTransposedFrom0 = memory + 5738384, lstmInputsGradient = memory + 3641232, lstmInputsScratch = memory + 6000528,
      lstmRecurrentKernelGradient = memory + 5738384, lstmRecurrentKernelClipnorm = memory + 6000528, lstmBiasGradient = memory + 5746576, lstmBiasScratch = memory + 5738384,
      lstmBiasClipnorm = memory + 5738384, lstmKernelGradient = memory + 5738384, lstmKernelTransposed = memory + 5869456, lstmKernelClipnorm = memory + 5803920,
      embeddingGradient = memory + 5738384, embeddingEmbeddingsGradient = memory + 3641232, embeddingEmbeddingsClipnorm = memory + 3647824
    inputPlace.write(input, count: 2048)
    logitsLabels.write(labels, count: 2048)
    let (iteration, seed) = (progress.pointee.iteration, progress.pointee.seed)
    let step = progress.pointee.nextUpdate()
    // 9: embedding: {input_dim: 103, output_dim: 64}                              # the text's diff…
    Kernels.gatherRows(embeddingEmbeddings, words: 103, width: 64, numbers: inputPlace.integers, count: 2048, embedding, pool: pool)
    // 10: lstm: {units: 256, return_sequences: true, stateful: true}
    Kernels.pack(matrix: lstmKernel, rowStride: 1024, inner: 64, columns: 1024, into: lstmKernelPanels_2, pool: pool)
    Kernels.matmul(left: embedding, panels: lstmKernelPanels_2, bias: lstmBias, into: lstmInputs, geometry: .init(rows: 2048, inner: 64, columns: 1024), pool: pool)
    Kernels.pack(matrix: lstmRecurrentKernel, rowStride: 1024, inner: 256, columns: 1024, into: lstmRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: lstmInputs, weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2), initialState: trainingLstmH, initialCell: trainingLstmC,
        sequence: lstm, finalState: lstmH_2, finalCell: lstmC_2, record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), scratch: lstmScratch),
      geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm), pool: pool)
    // 11: dropout: {rate: 0.2}
    Kernels.dropout(lstm, dropout, count: 524288, rate: 0.2, key: RandomKey(seed: seed, purpose: .dropout, index: 1), step: iteration, pool: pool)
    // 12: lstm: {units: 256, return_sequences: true, stateful: true}
    Kernels.pack(matrix: lstm1Kernel, rowStride: 1024, inner: 256, columns: 1024, into: lstm1KernelPanels_2, pool: pool)
    Kernels.matmul(left: dropout, panels: lstm1KernelPanels_2, bias: lstm1Bias, into: lstm1Inputs, geometry: .init(rows: 2048, inner: 256, columns: 1024), pool: pool)
    Kernels.pack(matrix: lstm1RecurrentKernel, rowStride: 1024, inner: 256, columns: 1024, into: lstm1RecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: lstm1Inputs, weights: .init(recurrent: lstm1RecurrentKernelPackedFrom0_2), initialState: trainingLstm1H, initialCell: trainingLstm1C,
        sequence: lstm1, finalState: lstm1H_2, finalCell: lstm1C_2, record: .init(gates: lstm1Gates, states: lstm1States, cells: lstm1Cells), scratch: lstm1Scratch),
      geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm), pool: pool)
    // 13: dropout: {rate: 0.2}
    Kernels.dropout(lstm1, dropout1, count: 524288, rate: 0.2, key: RandomKey(seed: seed, purpose: .dropout, index: 2), step: iteration, pool: pool)
    // 14: dense: {name: logits, units: 103}
    Kernels.pack(matrix: logitsKernel, rowStride: 103, inner: 256, columns: 103, into: logitsKernelPanels_2, pool: pool)
    Kernels.matmul(left: dropout1, panels: logitsKernelPanels_2, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 2048, inner: 256, columns: 103), pool: pool)
    // 17: loss: {sparse_categorical_crossentropy: {from_logits: true}}
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 2048, classes: 103,
        scale: 0.00048828125, rowLosses: logitsRowLosses, gradient: logitsLossGradient, pool: pool))
    loss[0] = logitsLoss[0]
    // Backward of 14: dense: {name: logits, units: 103}
    Kernels.columnSums(logitsLossGradient, logitsBiasGradient, rows: 2048, columns: 103, scratch: logitsBiasScratch, pool: pool)
    logitsBiasClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, logitsBiasGradient, count: 103, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: logitsBias, gradient: logitsBiasGradient, slots: memory + 2661040, slotStride: 112, count: 103,
      step: step.scalingGradient(by: logitsBiasClipnorm[0]), pool: pool)
    Kernels.matmulTransposedLeft(left: dropout1, right: logitsLossGradient, into: logitsKernelGradient, geometry: .init(rows: 2048, inner: 256, columns: 103), pool: pool)
    Kernels.packTransposed(matrix: logitsKernel, rowStride: 103, inner: 103, columns: 256, into: logitsKernelTransposed, pool: pool)
    logitsKernelClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, logitsKernelGradient, count: 26368, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: logitsKernel, gradient: logitsKernelGradient, slots: memory + 2608304, slotStride: 26368, count: 26368,
      step: step.scalingGradient(by: logitsKernelClipnorm[0]), pool: pool)
    // Backward of 13: dropout: {rate: 0.2}
    Kernels.matmul(left: logitsLossGradient, panels: logitsKernelTransposed, into: dropout1Gradient, geometry: .init(rows: 2048, inner: 103, columns: 256), pool: pool)
    // Backward of 12: lstm: {units: 256, return_sequences: true, stateful: true}
    Kernels.dropout(dropout1Gradient, lstm1Gradient, count: 524288, rate: 0.2, key: RandomKey(seed: seed, purpose: .dropout, index: 2), step: iteration, pool: pool)
    Kernels.packTransposed(matrix: lstm1RecurrentKernel, rowStride: 1024, inner: 1024, columns: 256, into: lstm1RecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: lstm1RecurrentKernelPackedTransposedFrom0), initialCell: trainingLstm1C,
        record: .init(gates: lstm1Gates, states: lstm1States, cells: lstm1Cells), sequence: lstm1Gradient, inputs: lstm1InputsGradient, scratch: lstm1InputsScratch),
      geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm), pool: pool)
    Kernels.matmulTransposedLeft(left: lstm1States, right: lstm1InputsGradient, into: lstm1RecurrentKernelGradient, geometry: .init(rows: 2048, inner: 256, columns: 1024),
      pool: pool)
    lstm1RecurrentKernelClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, lstm1RecurrentKernelGradient, count: 262144, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: lstm1RecurrentKernel, gradient: lstm1RecurrentKernelGradient, slots: memory + 2081968, slotStride: 262144, count: 262144,
      step: step.scalingGradient(by: lstm1RecurrentKernelClipnorm[0]), pool: pool)
    Kernels.columnSums(lstm1InputsGradient, lstm1BiasGradient, rows: 2048, columns: 1024, scratch: lstm1BiasScratch, pool: pool)
    lstm1BiasClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, lstm1BiasGradient, count: 1024, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: lstm1Bias, gradient: lstm1BiasGradient, slots: memory + 2606256, slotStride: 1024, count: 1024,
      step: step.scalingGradient(by: lstm1BiasClipnorm[0]), pool: pool)
    Kernels.matmulTransposedLeft(left: dropout, right: lstm1InputsGradient, into: lstm1KernelGradient, geometry: .init(rows: 2048, inner: 256, columns: 1024), pool: pool)
    Kernels.packTransposed(matrix: lstm1Kernel, rowStride: 1024, inner: 1024, columns: 256, into: lstm1KernelTransposed, pool: pool)
    lstm1KernelClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, lstm1KernelGradient, count: 262144, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: lstm1Kernel, gradient: lstm1KernelGradient, slots: memory + 1557680, slotStride: 262144, count: 262144,
      step: step.scalingGradient(by: lstm1KernelClipnorm[0]), pool: pool)
    // Backward of 11: dropout: {rate: 0.2}
    Kernels.matmul(left: lstm1InputsGradient, panels: lstm1KernelTransposed, into: dropoutGradient, geometry: .init(rows: 2048, inner: 1024, columns: 256), pool: pool)
    // Backward of 10: lstm: {units: 256, return_sequences: true, stateful: true}
    Kernels.dropout(dropoutGradient, lstmGradient, count: 524288, rate: 0.2, key: RandomKey(seed: seed, purpose: .dropout, index: 1), step: iteration, pool: pool)
    Kernels.packTransposed(matrix: lstmRecurrentKernel, rowStride: 1024, inner: 1024, columns: 256, into: lstmRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: lstmRecurrentKernelPackedTransposedFrom0), initialCell: trainingLstmC,
        record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), sequence: lstmGradient, inputs: lstmInputsGradient, scratch: lstmInputsScratch),
      geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm), pool: pool)
    Kernels.matmulTransposedLeft(left: lstmStates, right: lstmInputsGradient, into: lstmRecurrentKernelGradient, geometry: .init(rows: 2048, inner: 256, columns: 1024), pool: pool)
    lstmRecurrentKernelClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, lstmRecurrentKernelGradient, count: 262144, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: lstmRecurrentKernel, gradient: lstmRecurrentKernelGradient, slots: memory + 1031344, slotStride: 262144, count: 262144,
      step: step.scalingGradient(by: lstmRecurrentKernelClipnorm[0]), pool: pool)
    Kernels.columnSums(lstmInputsGradient, lstmBiasGradient, rows: 2048, columns: 1024, scratch: lstmBiasScratch, pool: pool)
    lstmBiasClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, lstmBiasGradient, count: 1024, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: lstmBias, gradient: lstmBiasGradient, slots: memory + 1555632, slotStride: 1024, count: 1024,
      step: step.scalingGradient(by: lstmBiasClipnorm[0]), pool: pool)
    Kernels.matmulTransposedLeft(left: embedding, right: lstmInputsGradient, into: lstmKernelGradient, geometry: .init(rows: 2048, inner: 64, columns: 1024), pool: pool)
    Kernels.packTransposed(matrix: lstmKernel, rowStride: 1024, inner: 1024, columns: 64, into: lstmKernelTransposed, pool: pool)
    lstmKernelClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, lstmKernelGradient, count: 65536, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: lstmKernel, gradient: lstmKernelGradient, slots: memory + 900272, slotStride: 65536, count: 65536,
      step: step.scalingGradient(by: lstmKernelClipnorm[0]), pool: pool)
    // Backward of 9: embedding: {input_dim: 103, output_dim: 64}                              # the text's diff…
    Kernels.matmul(left: lstmInputsGradient, panels: lstmKernelTransposed, into: embeddingGradient, geometry: .init(rows: 2048, inner: 1024, columns: 64), pool: pool)
    Kernels.gatherRowsGradient(embeddingGradient, numbers: inputPlace.integers, count: 2048, embeddingEmbeddingsGradient, words: 103, width: 64, pool: pool)
    embeddingEmbeddingsClipnorm[0] = UpdateStep.scale(squares: Kernels.sum(.squares, embeddingEmbeddingsGradient, count: 6592, pool: pool), bound: 1)
    Kernels.update(Self.optimizer, parameter: embeddingEmbeddings, gradient: embeddingEmbeddingsGradient, slots: memory + 887088, slotStride: 6592, count: 6592,
      step: step.scalingGradient(by: embeddingEmbeddingsClipnorm[0]), pool: pool)
    // Backward of 10: lstm: {units: 256, return_sequences: true, stateful: true}
    Kernels.copyBlocks(lstmH_2, stride: 8192, trainingLstmH, targetStride: 8192, blocks: 1, size: 8192, adding: false, pool: pool)
    Kernels.copyBlocks(lstmC_2, stride: 8192, trainingLstmC, targetStride: 8192, blocks: 1, size: 8192, adding: false, pool: pool)
    // Backward of 12: lstm: {units: 256, return_sequences: true, stateful: true}
    Kernels.copyBlocks(lstm1H_2, stride: 8192, trainingLstm1H, targetStride: 8192, blocks: 1, size: 8192, adding: false, pool: pool)
    Kernels.copyBlocks(lstm1C_2, stride: 8192, trainingLstm1C, targetStride: 8192, blocks: 1, size: 8192, adding: false, pool: pool)
    progress.pointee.finishUpdate()
    return loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without dropout.
  /// Returns the loss.
  public func gradient(_ input: Span<Int32>, labels: Span<Int32>, into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = memory + 11710096, logitsLabels = memory + 11585424, embedding = memory + 11454352, lstmKernelPanels_2 = memory + 5738384, lstmInputs = memory + 3641232,
      lstmRecurrentKernelPackedFrom0_2 = memory + 5738384, lstm = memory + 7835536, lstmH_2 = memory + 6066064, lstmC_2 = memory + 6074256, lstmGates = memory + 3641232,
      lstmStates = memory + 8359824, lstmCells = memory + 8884112, lstmScratch = memory + 6000528, lstm1KernelPanels_2 = memory + 9408400, lstm1Inputs = memory + 5738384,
      lstm1RecurrentKernelPackedFrom0_2 = memory + 10981264, lstm1 = memory + 9408400, lstm1H_2 = memory + 11308944, lstm1C_2 = memory + 11317136, lstm1Gates = memory + 5738384,
      lstm1States = memory + 9932688, lstm1Cells = memory + 10456976, lstm1Scratch = memory + 11243408, logitsKernelPanels_2 = memory + 10981264, logitsPlace = memory + 11243408,
      logitsLoss = memory + 11194256, logitsRowLosses = memory + 11192208, logitsLossGradient = memory + 10981264, loss = memory + 11712256, logitsBiasGradient = memory + 11712144,
      logitsBiasScratch = memory + 11192208, logitsKernelGradient = memory + 11683728, logitsKernelTransposed = memory + 11192208, lstm1Gradient = memory + 9408400,
      lstm1RecurrentKernelPackedTransposedFrom0 = memory + 10981264, lstm1InputsGradient = memory + 5738384, lstm1InputsScratch = memory + 11585424,
      lstm1RecurrentKernelGradient = memory + 9408400, lstm1BiasGradient = memory + 10194832, lstm1BiasScratch = memory + 9670544, lstm1KernelGradient = memory + 9670544,
      lstm1KernelTransposed = memory + 9932688, lstmGradient = memory + 7835536, lstmRecurrentKernelPackedTransposedFrom0 = memory + 5738384, lstmInputsGradient = memory + 3641232,
      lstmInputsScratch = memory + 6000528, lstmRecurrentKernelGradient = memory + 5738384, lstmBiasGradient = memory + 6262672, lstmBiasScratch = memory + 6000528,
      lstmKernelGradient = memory + 6131600, lstmKernelTransposed = memory + 6197136, embeddingGradient = memory + 6000528, embeddingEmbeddingsGradient = memory + 3641232
    inputPlace.write(input, count: 2048)
    logitsLabels.write(labels, count: 2048)
    Kernels.gatherRows(embeddingEmbeddings, words: 103, width: 64, numbers: inputPlace.integers, count: 2048, embedding, pool: pool)
    Kernels.pack(matrix: lstmKernel, rowStride: 1024, inner: 64, columns: 1024, into: lstmKernelPanels_2, pool: pool)
    Kernels.matmul(left: embedding, panels: lstmKernelPanels_2, bias: lstmBias, into: lstmInputs, geometry: .init(rows: 2048, inner: 64, columns: 1024), pool: pool)
    Kernels.pack(matrix: lstmRecurrentKernel, rowStride: 1024, inner: 256, columns: 1024, into: lstmRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: lstmInputs, weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2), initialState: trainingLstmH, initialCell: trainingLstmC,
        sequence: lstm, finalState: lstmH_2, finalCell: lstmC_2, record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), scratch: lstmScratch),
      geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm), pool: pool)
    Kernels.pack(matrix: lstm1Kernel, rowStride: 1024, inner: 256, columns: 1024, into: lstm1KernelPanels_2, pool: pool)
    Kernels.matmul(left: lstm, panels: lstm1KernelPanels_2, bias: lstm1Bias, into: lstm1Inputs, geometry: .init(rows: 2048, inner: 256, columns: 1024), pool: pool)
    Kernels.pack(matrix: lstm1RecurrentKernel, rowStride: 1024, inner: 256, columns: 1024, into: lstm1RecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: lstm1Inputs, weights: .init(recurrent: lstm1RecurrentKernelPackedFrom0_2), initialState: trainingLstm1H, initialCell: trainingLstm1C,
        sequence: lstm1, finalState: lstm1H_2, finalCell: lstm1C_2, record: .init(gates: lstm1Gates, states: lstm1States, cells: lstm1Cells), scratch: lstm1Scratch),
      geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm), pool: pool)
    Kernels.pack(matrix: logitsKernel, rowStride: 103, inner: 256, columns: 103, into: logitsKernelPanels_2, pool: pool)
    Kernels.matmul(left: lstm1, panels: logitsKernelPanels_2, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 2048, inner: 256, columns: 103), pool: pool)
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 2048, classes: 103,
        scale: 0.00048828125, rowLosses: logitsRowLosses, gradient: logitsLossGradient, pool: pool))
    loss[0] = logitsLoss[0]
    Kernels.columnSums(logitsLossGradient, logitsBiasGradient, rows: 2048, columns: 103, scratch: logitsBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: lstm1, right: logitsLossGradient, into: logitsKernelGradient, geometry: .init(rows: 2048, inner: 256, columns: 103), pool: pool)
    Kernels.packTransposed(matrix: logitsKernel, rowStride: 103, inner: 103, columns: 256, into: logitsKernelTransposed, pool: pool)
    Kernels.matmul(left: logitsLossGradient, panels: logitsKernelTransposed, into: lstm1Gradient, geometry: .init(rows: 2048, inner: 103, columns: 256), pool: pool)
    Kernels.packTransposed(matrix: lstm1RecurrentKernel, rowStride: 1024, inner: 1024, columns: 256, into: lstm1RecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: lstm1RecurrentKernelPackedTransposedFrom0), initialCell: trainingLstm1C,
        record: .init(gates: lstm1Gates, states: lstm1States, cells: lstm1Cells), sequence: lstm1Gradient, inputs: lstm1InputsGradient, scratch: lstm1InputsScratch),
      geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm), pool: pool)
    Kernels.matmulTransposedLeft(left: lstm1States, right: lstm1InputsGradient, into: lstm1RecurrentKernelGradient, geometry: .init(rows: 2048, inner: 256, columns: 1024),
      pool: pool)
    Kernels.columnSums(lstm1InputsGradient, lstm1BiasGradient, rows: 2048, columns: 1024, scratch: lstm1BiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: lstm, right: lstm1InputsGradient, into: lstm1KernelGradient, geometry: .init(rows: 2048, inner: 256, columns: 1024), pool: pool)
    Kernels.packTransposed(matrix: lstm1Kernel, rowStride: 1024, inner: 1024, columns: 256, into: lstm1KernelTransposed, pool: pool)
    Kernels.matmul(left: lstm1InputsGradient, panels: lstm1KernelTransposed, into: lstmGradient, geometry: .init(rows: 2048, inner: 1024, columns: 256), pool: pool)
    Kernels.packTransposed(matrix: lstmRecurrentKernel, rowStride: 1024, inner: 1024, columns: 256, into: lstmRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: lstmRecurrentKernelPackedTransposedFrom0), initialCell: trainingLstmC,
        record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), sequence: lstmGradient, inputs: lstmInputsGradient, scratch: lstmInputsScratch),
      geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm), pool: pool)
    Kernels.matmulTransposedLeft(left: lstmStates, right: lstmInputsGradient, into: lstmRecurrentKernelGradient, geometry: .init(rows: 2048, inner: 256, columns: 1024), pool: pool)
    Kernels.columnSums(lstmInputsGradient, lstmBiasGradient, rows: 2048, columns: 1024, scratch: lstmBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: embedding, right: lstmInputsGradient, into: lstmKernelGradient, geometry: .init(rows: 2048, inner: 64, columns: 1024), pool: pool)
    Kernels.packTransposed(matrix: lstmKernel, rowStride: 1024, inner: 1024, columns: 64, into: lstmKernelTransposed, pool: pool)
    Kernels.matmul(left: lstmInputsGradient, panels: lstmKernelTransposed, into: embeddingGradient, geometry: .init(rows: 2048, inner: 1024, columns: 64), pool: pool)
    Kernels.gatherRowsGradient(embeddingGradient, numbers: inputPlace.integers, count: 2048, embeddingEmbeddingsGradient, words: 103, width: 64, pool: pool)
    embeddingEmbeddingsGradient.read(into: &gradient, at: 0, count: 6592)
    lstmKernelGradient.read(into: &gradient, at: 6592, count: 65536)
    lstmRecurrentKernelGradient.read(into: &gradient, at: 72128, count: 262144)
    lstmBiasGradient.read(into: &gradient, at: 334272, count: 1024)
    lstm1KernelGradient.read(into: &gradient, at: 335296, count: 262144)
    lstm1RecurrentKernelGradient.read(into: &gradient, at: 597440, count: 262144)
    lstm1BiasGradient.read(into: &gradient, at: 859584, count: 1024)
    logitsKernelGradient.read(into: &gradient, at: 860608, count: 26368)
    logitsBiasGradient.read(into: &gradient, at: 886976, count: 103)
    return loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Int32>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = memory + 3641232, logitsLabels = memory + 6360976, embedding = memory + 5738384, lstmInputs = memory + 3641232, lstm = memory + 5738384,
      lstmH_2 = memory + 6328208, lstmC_2 = memory + 6336400, lstmScratch = memory + 6262672, lstm1Inputs = memory + 3641232, lstm1 = memory + 5738384, lstm1H_2 = memory + 6344592,
      lstm1C_2 = memory + 6352784, lstm1Scratch = memory + 6262672, logitsPlace = memory + 3641232, logitsLoss = memory + 3854224, logitsRowLosses = memory + 3852176,
      loss = memory + 3852176
    inputPlace.write(input, count: 2048)
    logitsLabels.write(labels, count: 2048)
    Kernels.gatherRows(embeddingEmbeddings, words: 103, width: 64, numbers: inputPlace.integers, count: 2048, embedding, pool: pool)
    Kernels.matmul(left: embedding, panels: lstmKernelPanels, bias: lstmBias, into: lstmInputs, geometry: .init(rows: 2048, inner: 64, columns: 1024), pool: pool)
    Kernels.recurrentSequence(.init(inputs: lstmInputs, weights: .init(recurrent: lstmRecurrentKernelPackedFrom0), initialState: evaluationLstmH, initialCell: evaluationLstmC,
        sequence: lstm, finalState: lstmH_2, finalCell: lstmC_2, scratch: lstmScratch), geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm), pool: pool)
    Kernels.matmul(left: lstm, panels: lstm1KernelPanels, bias: lstm1Bias, into: lstm1Inputs, geometry: .init(rows: 2048, inner: 256, columns: 1024), pool: pool)
    Kernels.recurrentSequence(.init(inputs: lstm1Inputs, weights: .init(recurrent: lstm1RecurrentKernelPackedFrom0), initialState: evaluationLstm1H, initialCell: evaluationLstm1C,
        sequence: lstm1, finalState: lstm1H_2, finalCell: lstm1C_2, scratch: lstm1Scratch), geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm), pool: pool)
    Kernels.matmul(left: lstm1, panels: logitsKernelPanels, bias: logitsBias, into: logitsPlace, geometry: .init(rows: 2048, inner: 256, columns: 103), pool: pool)
    logitsLoss[0] = Float(Kernels.loss(.sparseCategoricalCrossentropy(fromLogits: true), prediction: logitsPlace, target: logitsLabels, rows: 2048, classes: 103,
        scale: 0.00048828125, rowLosses: logitsRowLosses, gradient: nil, pool: pool))
    loss[0] = logitsLoss[0]
    Kernels.copyBlocks(lstmH_2, stride: 8192, evaluationLstmH, targetStride: 8192, blocks: 1, size: 8192, adding: false, pool: pool)
    Kernels.copyBlocks(lstmC_2, stride: 8192, evaluationLstmC, targetStride: 8192, blocks: 1, size: 8192, adding: false, pool: pool)
    Kernels.copyBlocks(lstm1H_2, stride: 8192, evaluationLstm1H, targetStride: 8192, blocks: 1, size: 8192, adding: false, pool: pool)
    Kernels.copyBlocks(lstm1C_2, stride: 8192, evaluationLstm1C, targetStride: 8192, blocks: 1, size: 8192, adding: false, pool: pool)
    return loss[0]
  }
}
