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
    network: "2:71727be07d8b1522:70f33a06159e95b8", inputs: [.init("input", [64], isInteger: true)],
      outputs: [.init("logits", [64, 103])], words: 11573248,
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
  private let machine: Kernels.Machine
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
    machine = Kernels.Machine(pool)
    self.pool = pool
  }

  /// Packs the weights as kernels read them, when they have changed.
  public func prepare() {
    guard !progress.pointee.isPrepared else { return }
    Kernels.Pack(lstmKernel, as: .matrix(inner: 64, columns: 1024), into: lstmKernelPanels).run(on: machine)
    Kernels.Pack(lstmRecurrentKernel, as: .block(stride: 1024, first: 0, inner: 256, columns: 1024),
      into: lstmRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(lstm1Kernel, as: .matrix(inner: 256, columns: 1024),
      into: lstm1KernelPanels).run(on: machine)
    Kernels.Pack(lstm1RecurrentKernel, as: .block(stride: 1024, first: 0, inner: 256, columns: 1024),
      into: lstm1RecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(logitsKernel, as: .matrix(inner: 256, columns: 103),
      into: logitsKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example, or of a batch of 32. Allocates nothing.
  public func predict(_ input: Span<Int32>, into logits: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 64 ? 1 : 32
    if rows == 1 {
      let inputPlace = (memory + 3641232).write(input, count: 64)
      // 9: embedding: {input_dim: 103, output_dim: 64} # the t…
      let embedding = Kernels.Gather(embeddingEmbeddings, words: 103, width: 64, indices: inputPlace,
        count: 64, into: memory + 3706768).run(on: machine)
      // 10: lstm: {units: 256, return_sequences: true, stateful: true}
      let lstmInputs = Kernels.Matmul(left: embedding, panels: lstmKernelPanels, bias: lstmBias,
        into: memory + 3641232, geometry: .init(rows: 64, inner: 64, columns: 1024)).run(on: machine)
      let lstmH_2 = memory + 3725200, lstmC_2 = memory + 3725456
      let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
        weights: .init(recurrent: lstmRecurrentKernelPackedFrom0), initialState: singleLstmH,
        initialCell: singleLstmC, sequence: memory + 3706768, finalState: lstmH_2, finalCell: lstmC_2,
        scratch: memory + 3723152,
        geometry: .init(examples: 1, time: 64, units: 256, cell: .lstm)).run(on: machine)
      // 12: lstm: {units: 256, return_sequences: true, stateful: true}
      let lstm1Inputs = Kernels.Matmul(left: lstm, panels: lstm1KernelPanels, bias: lstm1Bias,
        into: memory + 3641232, geometry: .init(rows: 64, inner: 256, columns: 1024)).run(on: machine)
      let lstm1H_2 = memory + 3725712, lstm1C_2 = memory + 3725968
      let lstm1 = Kernels.RecurrentSequence(inputs: lstm1Inputs,
        weights: .init(recurrent: lstm1RecurrentKernelPackedFrom0), initialState: singleLstm1H,
        initialCell: singleLstm1C, sequence: memory + 3706768, finalState: lstm1H_2, finalCell: lstm1C_2,
        scratch: memory + 3723152,
        geometry: .init(examples: 1, time: 64, units: 256, cell: .lstm)).run(on: machine)
      // 14: dense: {name: logits, units: 103}
      let logitsPlace = Kernels.Matmul(left: lstm1, panels: logitsKernelPanels, bias: logitsBias,
        into: memory + 3641232, geometry: .init(rows: 64, inner: 256, columns: 103)).run(on: machine)
      // 10: lstm: {units: 256, return_sequences: true, stateful: true}
      Kernels.CopyBlocks(from: lstmH_2, fromStride: 256, to: singleLstmH, toStride: 256, blocks: 1,
        size: 256).run(on: machine)
      Kernels.CopyBlocks(from: lstmC_2, fromStride: 256, to: singleLstmC, toStride: 256, blocks: 1,
        size: 256).run(on: machine)
      // 12: lstm: {units: 256, return_sequences: true, stateful: true}
      Kernels.CopyBlocks(from: lstm1H_2, fromStride: 256, to: singleLstm1H, toStride: 256, blocks: 1,
        size: 256).run(on: machine)
      Kernels.CopyBlocks(from: lstm1C_2, fromStride: 256, to: singleLstm1C, toStride: 256, blocks: 1,
        size: 256).run(on: machine)
      logitsPlace.read(into: &logits, count: 6592)
    }
    if rows > 1 {
      let inputPlace = (memory + 3641232).write(input, count: 2048)
      // 9: embedding: {input_dim: 103, output_dim: 64} # the t…
      let embedding = Kernels.Gather(embeddingEmbeddings, words: 103, width: 64, indices: inputPlace,
        count: 2048, into: memory + 5738384).run(on: machine)
      // 10: lstm: {units: 256, return_sequences: true, stateful: true}
      let lstmInputs = Kernels.Matmul(left: embedding, panels: lstmKernelPanels, bias: lstmBias,
        into: memory + 3641232, geometry: .init(rows: 2048, inner: 64, columns: 1024)).run(on: machine)
      let lstmH_2 = memory + 6328208, lstmC_2 = memory + 6336400
      let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
        weights: .init(recurrent: lstmRecurrentKernelPackedFrom0), initialState: lstmH, initialCell: lstmC,
        sequence: memory + 5738384, finalState: lstmH_2, finalCell: lstmC_2, scratch: memory + 6262672,
        geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm)).run(on: machine)
      // 12: lstm: {units: 256, return_sequences: true, stateful: true}
      let lstm1Inputs = Kernels.Matmul(left: lstm, panels: lstm1KernelPanels, bias: lstm1Bias,
        into: memory + 3641232, geometry: .init(rows: 2048, inner: 256, columns: 1024)).run(on: machine)
      let lstm1H_2 = memory + 6344592, lstm1C_2 = memory + 6352784
      let lstm1 = Kernels.RecurrentSequence(inputs: lstm1Inputs,
        weights: .init(recurrent: lstm1RecurrentKernelPackedFrom0), initialState: lstm1H, initialCell: lstm1C,
        sequence: memory + 5738384, finalState: lstm1H_2, finalCell: lstm1C_2, scratch: memory + 6262672,
        geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm)).run(on: machine)
      // 14: dense: {name: logits, units: 103}
      let logitsPlace = Kernels.Matmul(left: lstm1, panels: logitsKernelPanels, bias: logitsBias,
        into: memory + 3641232, geometry: .init(rows: 2048, inner: 256, columns: 103)).run(on: machine)
      // 10: lstm: {units: 256, return_sequences: true, stateful: true}
      Kernels.CopyBlocks(from: lstmH_2, fromStride: 8192, to: lstmH, toStride: 8192, blocks: 1,
        size: 8192).run(on: machine)
      Kernels.CopyBlocks(from: lstmC_2, fromStride: 8192, to: lstmC, toStride: 8192, blocks: 1,
        size: 8192).run(on: machine)
      // 12: lstm: {units: 256, return_sequences: true, stateful: true}
      Kernels.CopyBlocks(from: lstm1H_2, fromStride: 8192, to: lstm1H, toStride: 8192, blocks: 1,
        size: 8192).run(on: machine)
      Kernels.CopyBlocks(from: lstm1C_2, fromStride: 8192, to: lstm1C, toStride: 8192, blocks: 1,
        size: 8192).run(on: machine)
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
    let inputPlace = (memory + 3641296).write(input, count: 1)
    // 9: embedding: {input_dim: 103, output_dim: 64} # the t…
    let embedding = Kernels.Gather(embeddingEmbeddings, words: 103, width: 64, indices: inputPlace, count: 1,
      into: memory + 3641232).run(on: machine)
    // 10: lstm: {units: 256, return_sequences: true, stateful: true}
    let lstmInputs = Kernels.Matmul(left: embedding, panels: lstmKernelPanels, bias: lstmBias,
      into: memory + 3643280, geometry: .init(rows: 1, inner: 64, columns: 1024)).run(on: machine)
    let lstmH_2 = memory + 3644560, lstmC_2 = memory + 3644816
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0), initialState: singleLstmH,
      initialCell: singleLstmC, sequence: memory + 3644304, finalState: lstmH_2, finalCell: lstmC_2,
      scratch: memory + 3641232,
      geometry: .init(examples: 1, time: 1, units: 256, cell: .lstm, maskedOutput: .state)).run(on: machine)
    // 12: lstm: {units: 256, return_sequences: true, stateful: true}
    let lstm1Inputs = Kernels.Matmul(left: lstm, panels: lstm1KernelPanels, bias: lstm1Bias,
      into: memory + 3643280, geometry: .init(rows: 1, inner: 256, columns: 1024)).run(on: machine)
    let lstm1H_2 = memory + 3645072, lstm1C_2 = memory + 3645328
    let lstm1 = Kernels.RecurrentSequence(inputs: lstm1Inputs,
      weights: .init(recurrent: lstm1RecurrentKernelPackedFrom0), initialState: singleLstm1H,
      initialCell: singleLstm1C, sequence: memory + 3644304, finalState: lstm1H_2, finalCell: lstm1C_2,
      scratch: memory + 3641232,
      geometry: .init(examples: 1, time: 1, units: 256, cell: .lstm, maskedOutput: .state)).run(on: machine)
    // 14: dense: {name: logits, units: 103}
    let logitsPlace = Kernels.Matmul(left: lstm1, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 3641232, geometry: .init(rows: 1, inner: 256, columns: 103)).run(on: machine)
    // 10: lstm: {units: 256, return_sequences: true, stateful: true}
    Kernels.CopyBlocks(from: lstmH_2, fromStride: 256, to: singleLstmH, toStride: 256, blocks: 1,
      size: 256).run(on: machine)
    Kernels.CopyBlocks(from: lstmC_2, fromStride: 256, to: singleLstmC, toStride: 256, blocks: 1,
      size: 256).run(on: machine)
    // 12: lstm: {units: 256, return_sequences: true, stateful: true}
    Kernels.CopyBlocks(from: lstm1H_2, fromStride: 256, to: singleLstm1H, toStride: 256, blocks: 1,
      size: 256).run(on: machine)
    Kernels.CopyBlocks(from: lstm1C_2, fromStride: 256, to: singleLstm1C, toStride: 256, blocks: 1,
      size: 256).run(on: machine)
    logitsPlace.read(into: &logits, count: 103)
  }

  /// Sets what recurrent layers carry from call to call to 0, as where new sequences begin: `trainStep`,
  /// `evaluate`, `predict` of a batch, `predict` of one with `step` each go on from their own.
  public func reset() { state.zeroStates() }

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Int32>, labels: Span<Int32>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 11566992).write(input, count: 2048)
    let logitsLabels = (memory + 11569040).write(labels, count: 2048)
    // 9: embedding: {input_dim: 103, output_dim: 64} # the t…
    let embedding = Kernels.Gather(embeddingEmbeddings, words: 103, width: 64, indices: inputPlace,
      count: 2048, into: memory + 11403152).run(on: machine)
    // 10: lstm: {units: 256, return_sequences: true, stateful: true}
    let lstmKernelPanels_2 = Kernels.Pack(lstmKernel, as: .matrix(inner: 64, columns: 1024),
      into: memory + 5738384).run(on: machine)
    let lstmInputs = Kernels.Matmul(left: embedding, panels: lstmKernelPanels_2, bias: lstmBias,
      into: memory + 3641232, geometry: .init(rows: 2048, inner: 64, columns: 1024)).run(on: machine)
    let lstmRecurrentKernelPackedFrom0_2 = Kernels.Pack(lstmRecurrentKernel,
      as: .block(stride: 1024, first: 0, inner: 256, columns: 1024), into: memory + 5738384).run(on: machine)
    let lstmH_2 = memory + 11534224, lstmC_2 = memory + 11542416, lstmGates = memory + 3641232,
      lstmStates = memory + 8359824, lstmCells = memory + 8884112
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2), initialState: trainingLstmH,
      initialCell: trainingLstmC, sequence: memory + 7835536, finalState: lstmH_2, finalCell: lstmC_2,
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), scratch: memory + 6000528,
      geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm)).run(on: machine)
    // 11: dropout: {rate: 0.2}
    let dropout = Kernels.Dropout(lstm, memory + 7835536, count: 524288, rate: 0.2, drawsPerExample: 16384,
      layer: 1).run(on: machine)
    // 12: lstm: {units: 256, return_sequences: true, stateful: true}
    let lstm1KernelPanels_2 = Kernels.Pack(lstm1Kernel, as: .matrix(inner: 256, columns: 1024),
      into: memory + 9408400).run(on: machine)
    let lstm1Inputs = Kernels.Matmul(left: dropout, panels: lstm1KernelPanels_2, bias: lstm1Bias,
      into: memory + 5738384, geometry: .init(rows: 2048, inner: 256, columns: 1024)).run(on: machine)
    let lstm1RecurrentKernelPackedFrom0_2 = Kernels.Pack(lstm1RecurrentKernel,
      as: .block(stride: 1024, first: 0, inner: 256, columns: 1024), into: memory + 10981264).run(on: machine)
    let lstm1H_2 = memory + 11550608, lstm1C_2 = memory + 11558800, lstm1Gates = memory + 5738384,
      lstm1States = memory + 9932688, lstm1Cells = memory + 10456976
    let lstm1 = Kernels.RecurrentSequence(inputs: lstm1Inputs,
      weights: .init(recurrent: lstm1RecurrentKernelPackedFrom0_2), initialState: trainingLstm1H,
      initialCell: trainingLstm1C, sequence: memory + 9408400, finalState: lstm1H_2, finalCell: lstm1C_2,
      record: .init(gates: lstm1Gates, states: lstm1States, cells: lstm1Cells), scratch: memory + 11243408,
      geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm)).run(on: machine)
    // 13: dropout: {rate: 0.2}
    let dropout1 = Kernels.Dropout(lstm1, memory + 9408400, count: 524288, rate: 0.2, drawsPerExample: 16384,
      layer: 2).run(on: machine)
    // 14: dense: {name: logits, units: 103}
    let logitsKernelPanels_2 = Kernels.Pack(logitsKernel, as: .matrix(inner: 256, columns: 103),
      into: memory + 11192208).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: dropout1, panels: logitsKernelPanels_2, bias: logitsBias,
      into: memory + 10981264, geometry: .init(rows: 2048, inner: 256, columns: 103)).run(on: machine)
    // 17: loss: {sparse_categorical_crossentropy: {from_logits: true}}
    let logitsLossGradient = memory + 11192208
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 11573136, rowLosses: memory + 11571088,
      gradient: logitsLossGradient, rows: 2048, classes: 103, scale: 0.00048828125).run(on: machine)
    // Backward of 14: dense: {name: logits, units: 103}
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 10982096, rows: 2048,
      columns: 103, scratch: memory + 10981264).run(on: machine)
    let logitsBiasClipnormSquares = Kernels.SquaredNorm(of: logitsBiasGradient, memory + 10981264,
      count: 103).run(on: machine)
    let logitsBiasClipnorm = Kernels.NormLimit(logitsBiasClipnormSquares, memory + 10981280,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, logitsBias, gradient: logitsBiasGradient,
      slots: .init(memory + 2661040, memory + 2661152), count: 103,
      factor: logitsBiasClipnorm).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: dropout1, right: logitsLossGradient,
      into: memory + 10981264, geometry: .init(rows: 2048, inner: 256, columns: 103)).run(on: machine)
    let logitsKernelTransposed = Kernels.Pack(logitsKernel, as: .transposed(inner: 103, columns: 256),
      into: memory + 11007632).run(on: machine)
    let logitsKernelClipnormSquares = Kernels.SquaredNorm(of: logitsKernelGradient, memory + 9408400,
      count: 26368).run(on: machine)
    let logitsKernelClipnorm = Kernels.NormLimit(logitsKernelClipnormSquares, memory + 9408416,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, logitsKernel, gradient: logitsKernelGradient,
      slots: .init(memory + 2608304, memory + 2634672), count: 26368,
      factor: logitsKernelClipnorm).run(on: machine)
    // Backward of 13: dropout: {rate: 0.2}
    let dropout1Gradient = Kernels.Matmul(left: logitsLossGradient, panels: logitsKernelTransposed,
      into: memory + 9408400, geometry: .init(rows: 2048, inner: 103, columns: 256)).run(on: machine)
    // Backward of 12: lstm: {units: 256, return_sequences: true, stateful: true}
    let lstm1Gradient = Kernels.Dropout(dropout1Gradient, memory + 9408400, count: 524288, rate: 0.2,
      drawsPerExample: 16384, layer: 2).run(on: machine)
    let lstm1RecurrentKernelPackedTransposedFrom0 = Kernels.Pack(lstm1RecurrentKernel,
      as: .transposedBlock(stride: 1024, first: 0, inner: 1024, columns: 256),
      into: memory + 10981264).run(on: machine)
    let lstm1InputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: lstm1RecurrentKernelPackedTransposedFrom0), initialCell: trainingLstm1C,
      record: .init(gates: lstm1Gates, states: lstm1States, cells: lstm1Cells), sequence: lstm1Gradient,
      inputs: memory + 5738384, scratch: memory + 11243408,
      geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm)).run(on: machine)
    let lstm1RecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: lstm1States,
      right: lstm1InputsGradient, into: memory + 9408400,
      geometry: .init(rows: 2048, inner: 256, columns: 1024)).run(on: machine)
    let lstm1RecurrentKernelClipnormSquares = Kernels.SquaredNorm(of: lstm1RecurrentKernelGradient,
      memory + 9670544, count: 262144).run(on: machine)
    let lstm1RecurrentKernelClipnorm = Kernels.NormLimit(lstm1RecurrentKernelClipnormSquares,
      memory + 9670560, limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, lstm1RecurrentKernel, gradient: lstm1RecurrentKernelGradient,
      slots: .init(memory + 2081968, memory + 2344112), count: 262144,
      factor: lstm1RecurrentKernelClipnorm).run(on: machine)
    let lstm1BiasGradient = Kernels.ColumnSums(lstm1InputsGradient, memory + 9416592, rows: 2048,
      columns: 1024, scratch: memory + 9408400).run(on: machine)
    let lstm1BiasClipnormSquares = Kernels.SquaredNorm(of: lstm1BiasGradient, memory + 9408400,
      count: 1024).run(on: machine)
    let lstm1BiasClipnorm = Kernels.NormLimit(lstm1BiasClipnormSquares, memory + 9408416,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, lstm1Bias, gradient: lstm1BiasGradient,
      slots: .init(memory + 2606256, memory + 2607280), count: 1024,
      factor: lstm1BiasClipnorm).run(on: machine)
    let lstm1KernelGradient = Kernels.MatmulTransposedLeft(left: dropout, right: lstm1InputsGradient,
      into: memory + 9408400, geometry: .init(rows: 2048, inner: 256, columns: 1024)).run(on: machine)
    let lstm1KernelTransposed = Kernels.Pack(lstm1Kernel, as: .transposed(inner: 1024, columns: 256),
      into: memory + 9670544).run(on: machine)
    let lstm1KernelClipnormSquares = Kernels.SquaredNorm(of: lstm1KernelGradient, memory + 7835536,
      count: 262144).run(on: machine)
    let lstm1KernelClipnorm = Kernels.NormLimit(lstm1KernelClipnormSquares, memory + 7835552,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, lstm1Kernel, gradient: lstm1KernelGradient,
      slots: .init(memory + 1557680, memory + 1819824), count: 262144,
      factor: lstm1KernelClipnorm).run(on: machine)
    // Backward of 11: dropout: {rate: 0.2}
    let dropoutGradient = Kernels.Matmul(left: lstm1InputsGradient, panels: lstm1KernelTransposed,
      into: memory + 7835536, geometry: .init(rows: 2048, inner: 1024, columns: 256)).run(on: machine)
    // Backward of 10: lstm: {units: 256, return_sequences: true, stateful: true}
    let lstmGradient = Kernels.Dropout(dropoutGradient, memory + 7835536, count: 524288, rate: 0.2,
      drawsPerExample: 16384, layer: 1).run(on: machine)
    let lstmRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(lstmRecurrentKernel,
      as: .transposedBlock(stride: 1024, first: 0, inner: 1024, columns: 256),
      into: memory + 5738384).run(on: machine)
    let lstmInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: lstmRecurrentKernelPackedTransposedFrom0), initialCell: trainingLstmC,
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), sequence: lstmGradient,
      inputs: memory + 3641232, scratch: memory + 6000528,
      geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm)).run(on: machine)
    let lstmRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: lstmStates,
      right: lstmInputsGradient, into: memory + 5738384,
      geometry: .init(rows: 2048, inner: 256, columns: 1024)).run(on: machine)
    let lstmRecurrentKernelClipnormSquares = Kernels.SquaredNorm(of: lstmRecurrentKernelGradient,
      memory + 6000528, count: 262144).run(on: machine)
    let lstmRecurrentKernelClipnorm = Kernels.NormLimit(lstmRecurrentKernelClipnormSquares, memory + 6000544,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, lstmRecurrentKernel, gradient: lstmRecurrentKernelGradient,
      slots: .init(memory + 1031344, memory + 1293488), count: 262144,
      factor: lstmRecurrentKernelClipnorm).run(on: machine)
    let lstmBiasGradient = Kernels.ColumnSums(lstmInputsGradient, memory + 5746576, rows: 2048, columns: 1024,
      scratch: memory + 5738384).run(on: machine)
    let lstmBiasClipnormSquares = Kernels.SquaredNorm(of: lstmBiasGradient, memory + 5738384,
      count: 1024).run(on: machine)
    let lstmBiasClipnorm = Kernels.NormLimit(lstmBiasClipnormSquares, memory + 5738400,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, lstmBias, gradient: lstmBiasGradient,
      slots: .init(memory + 1555632, memory + 1556656), count: 1024,
      factor: lstmBiasClipnorm).run(on: machine)
    let lstmKernelGradient = Kernels.MatmulTransposedLeft(left: embedding, right: lstmInputsGradient,
      into: memory + 5738384, geometry: .init(rows: 2048, inner: 64, columns: 1024)).run(on: machine)
    let lstmKernelTransposed = Kernels.Pack(lstmKernel, as: .transposed(inner: 1024, columns: 64),
      into: memory + 5869456).run(on: machine)
    let lstmKernelClipnormSquares = Kernels.SquaredNorm(of: lstmKernelGradient, memory + 5803920,
      count: 65536).run(on: machine)
    let lstmKernelClipnorm = Kernels.NormLimit(lstmKernelClipnormSquares, memory + 5803936,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, lstmKernel, gradient: lstmKernelGradient,
      slots: .init(memory + 900272, memory + 965808), count: 65536,
      factor: lstmKernelClipnorm).run(on: machine)
    // Backward of 9: embedding: {input_dim: 103, output_dim: 64} # the t…
    let embeddingGradient = Kernels.Matmul(left: lstmInputsGradient, panels: lstmKernelTransposed,
      into: memory + 5738384, geometry: .init(rows: 2048, inner: 1024, columns: 64)).run(on: machine)
    let embeddingEmbeddingsGradient = Kernels.GatherGradient(embeddingGradient, indices: inputPlace,
      count: 2048, into: memory + 3641232, words: 103, width: 64).run(on: machine)
    let embeddingEmbeddingsClipnormSquares = Kernels.SquaredNorm(of: embeddingEmbeddingsGradient,
      memory + 3647824, count: 6592).run(on: machine)
    let embeddingEmbeddingsClipnorm = Kernels.NormLimit(embeddingEmbeddingsClipnormSquares, memory + 3647840,
      limit: 1).run(on: machine)
    Kernels.Update(Self.optimizer, embeddingEmbeddings, gradient: embeddingEmbeddingsGradient,
      slots: .init(memory + 887088, memory + 893680), count: 6592,
      factor: embeddingEmbeddingsClipnorm).run(on: machine)
    // Backward of 10: lstm: {units: 256, return_sequences: true, stateful: true}
    Kernels.CopyBlocks(from: lstmH_2, fromStride: 8192, to: trainingLstmH, toStride: 8192, blocks: 1,
      size: 8192).run(on: machine)
    Kernels.CopyBlocks(from: lstmC_2, fromStride: 8192, to: trainingLstmC, toStride: 8192, blocks: 1,
      size: 8192).run(on: machine)
    // Backward of 12: lstm: {units: 256, return_sequences: true, stateful: true}
    Kernels.CopyBlocks(from: lstm1H_2, fromStride: 8192, to: trainingLstm1H, toStride: 8192, blocks: 1,
      size: 8192).run(on: machine)
    Kernels.CopyBlocks(from: lstm1C_2, fromStride: 8192, to: trainingLstm1C, toStride: 8192, blocks: 1,
      size: 8192).run(on: machine)
    progress.pointee.finishUpdate()
    return logitsLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Int32>, labels: Span<Int32>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 11560592).write(input, count: 2048)
    let logitsLabels = (memory + 11534224).write(labels, count: 2048)
    let embedding = Kernels.Gather(embeddingEmbeddings, words: 103, width: 64, indices: inputPlace,
      count: 2048, into: memory + 11403152).run(on: machine)
    let lstmKernelPanels_2 = Kernels.Pack(lstmKernel, as: .matrix(inner: 64, columns: 1024),
      into: memory + 5738384).run(on: machine)
    let lstmInputs = Kernels.Matmul(left: embedding, panels: lstmKernelPanels_2, bias: lstmBias,
      into: memory + 3641232, geometry: .init(rows: 2048, inner: 64, columns: 1024)).run(on: machine)
    let lstmRecurrentKernelPackedFrom0_2 = Kernels.Pack(lstmRecurrentKernel,
      as: .block(stride: 1024, first: 0, inner: 256, columns: 1024), into: memory + 5738384).run(on: machine)
    let lstmGates = memory + 3641232, lstmStates = memory + 8359824, lstmCells = memory + 8884112
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0_2), initialState: trainingLstmH,
      initialCell: trainingLstmC, sequence: memory + 7835536, finalState: memory + 6066064,
      finalCell: memory + 6074256, record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells),
      scratch: memory + 6000528,
      geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm)).run(on: machine)
    let lstm1KernelPanels_2 = Kernels.Pack(lstm1Kernel, as: .matrix(inner: 256, columns: 1024),
      into: memory + 9408400).run(on: machine)
    let lstm1Inputs = Kernels.Matmul(left: lstm, panels: lstm1KernelPanels_2, bias: lstm1Bias,
      into: memory + 5738384, geometry: .init(rows: 2048, inner: 256, columns: 1024)).run(on: machine)
    let lstm1RecurrentKernelPackedFrom0_2 = Kernels.Pack(lstm1RecurrentKernel,
      as: .block(stride: 1024, first: 0, inner: 256, columns: 1024), into: memory + 10981264).run(on: machine)
    let lstm1Gates = memory + 5738384, lstm1States = memory + 9932688, lstm1Cells = memory + 10456976
    let lstm1 = Kernels.RecurrentSequence(inputs: lstm1Inputs,
      weights: .init(recurrent: lstm1RecurrentKernelPackedFrom0_2), initialState: trainingLstm1H,
      initialCell: trainingLstm1C, sequence: memory + 9408400, finalState: memory + 11308944,
      finalCell: memory + 11317136, record: .init(gates: lstm1Gates, states: lstm1States, cells: lstm1Cells),
      scratch: memory + 11243408,
      geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm)).run(on: machine)
    let logitsKernelPanels_2 = Kernels.Pack(logitsKernel, as: .matrix(inner: 256, columns: 103),
      into: memory + 11192208).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: lstm1, panels: logitsKernelPanels_2, bias: logitsBias,
      into: memory + 10981264, geometry: .init(rows: 2048, inner: 256, columns: 103)).run(on: machine)
    let logitsLossGradient = memory + 11192208
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 11562752, rowLosses: memory + 11536272,
      gradient: logitsLossGradient, rows: 2048, classes: 103, scale: 0.00048828125).run(on: machine)
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 11562640, rows: 2048,
      columns: 103, scratch: memory + 10981264).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: lstm1, right: logitsLossGradient,
      into: memory + 11534224, geometry: .init(rows: 2048, inner: 256, columns: 103)).run(on: machine)
    let logitsKernelTransposed = Kernels.Pack(logitsKernel, as: .transposed(inner: 103, columns: 256),
      into: memory + 10981264).run(on: machine)
    let lstm1Gradient = Kernels.Matmul(left: logitsLossGradient, panels: logitsKernelTransposed,
      into: memory + 9408400, geometry: .init(rows: 2048, inner: 103, columns: 256)).run(on: machine)
    let lstm1RecurrentKernelPackedTransposedFrom0 = Kernels.Pack(lstm1RecurrentKernel,
      as: .transposedBlock(stride: 1024, first: 0, inner: 1024, columns: 256),
      into: memory + 10981264).run(on: machine)
    let lstm1InputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: lstm1RecurrentKernelPackedTransposedFrom0), initialCell: trainingLstm1C,
      record: .init(gates: lstm1Gates, states: lstm1States, cells: lstm1Cells), sequence: lstm1Gradient,
      inputs: memory + 5738384, scratch: memory + 11243408,
      geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm)).run(on: machine)
    let lstm1RecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: lstm1States,
      right: lstm1InputsGradient, into: memory + 9408400,
      geometry: .init(rows: 2048, inner: 256, columns: 1024)).run(on: machine)
    let lstm1BiasGradient = Kernels.ColumnSums(lstm1InputsGradient, memory + 10194832, rows: 2048,
      columns: 1024, scratch: memory + 9670544).run(on: machine)
    let lstm1KernelGradient = Kernels.MatmulTransposedLeft(left: lstm, right: lstm1InputsGradient,
      into: memory + 9670544, geometry: .init(rows: 2048, inner: 256, columns: 1024)).run(on: machine)
    let lstm1KernelTransposed = Kernels.Pack(lstm1Kernel, as: .transposed(inner: 1024, columns: 256),
      into: memory + 9932688).run(on: machine)
    let lstmGradient = Kernels.Matmul(left: lstm1InputsGradient, panels: lstm1KernelTransposed,
      into: memory + 7835536, geometry: .init(rows: 2048, inner: 1024, columns: 256)).run(on: machine)
    let lstmRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(lstmRecurrentKernel,
      as: .transposedBlock(stride: 1024, first: 0, inner: 1024, columns: 256),
      into: memory + 5738384).run(on: machine)
    let lstmInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: lstmRecurrentKernelPackedTransposedFrom0), initialCell: trainingLstmC,
      record: .init(gates: lstmGates, states: lstmStates, cells: lstmCells), sequence: lstmGradient,
      inputs: memory + 3641232, scratch: memory + 6000528,
      geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm)).run(on: machine)
    let lstmRecurrentKernelGradient = Kernels.MatmulTransposedLeft(left: lstmStates,
      right: lstmInputsGradient, into: memory + 5738384,
      geometry: .init(rows: 2048, inner: 256, columns: 1024)).run(on: machine)
    let lstmBiasGradient = Kernels.ColumnSums(lstmInputsGradient, memory + 6262672, rows: 2048, columns: 1024,
      scratch: memory + 6000528).run(on: machine)
    let lstmKernelGradient = Kernels.MatmulTransposedLeft(left: embedding, right: lstmInputsGradient,
      into: memory + 6131600, geometry: .init(rows: 2048, inner: 64, columns: 1024)).run(on: machine)
    let lstmKernelTransposed = Kernels.Pack(lstmKernel, as: .transposed(inner: 1024, columns: 64),
      into: memory + 6197136).run(on: machine)
    let embeddingGradient = Kernels.Matmul(left: lstmInputsGradient, panels: lstmKernelTransposed,
      into: memory + 6000528, geometry: .init(rows: 2048, inner: 1024, columns: 64)).run(on: machine)
    let embeddingEmbeddingsGradient = Kernels.GatherGradient(embeddingGradient, indices: inputPlace,
      count: 2048, into: memory + 3641232, words: 103, width: 64).run(on: machine)
    embeddingEmbeddingsGradient.read(into: &gradient, at: 0, count: 6592)
    lstmKernelGradient.read(into: &gradient, at: 6592, count: 65536)
    lstmRecurrentKernelGradient.read(into: &gradient, at: 72128, count: 262144)
    lstmBiasGradient.read(into: &gradient, at: 334272, count: 1024)
    lstm1KernelGradient.read(into: &gradient, at: 335296, count: 262144)
    lstm1RecurrentKernelGradient.read(into: &gradient, at: 597440, count: 262144)
    lstm1BiasGradient.read(into: &gradient, at: 859584, count: 1024)
    logitsKernelGradient.read(into: &gradient, at: 860608, count: 26368)
    logitsBiasGradient.read(into: &gradient, at: 886976, count: 103)
    return logitsLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Int32>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = (memory + 3641232).write(input, count: 2048)
    let logitsLabels = (memory + 6360976).write(labels, count: 2048)
    let embedding = Kernels.Gather(embeddingEmbeddings, words: 103, width: 64, indices: inputPlace,
      count: 2048, into: memory + 5738384).run(on: machine)
    let lstmInputs = Kernels.Matmul(left: embedding, panels: lstmKernelPanels, bias: lstmBias,
      into: memory + 3641232, geometry: .init(rows: 2048, inner: 64, columns: 1024)).run(on: machine)
    let lstmH_2 = memory + 6328208, lstmC_2 = memory + 6336400
    let lstm = Kernels.RecurrentSequence(inputs: lstmInputs,
      weights: .init(recurrent: lstmRecurrentKernelPackedFrom0), initialState: evaluationLstmH,
      initialCell: evaluationLstmC, sequence: memory + 5738384, finalState: lstmH_2, finalCell: lstmC_2,
      scratch: memory + 6262672,
      geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm)).run(on: machine)
    let lstm1Inputs = Kernels.Matmul(left: lstm, panels: lstm1KernelPanels, bias: lstm1Bias,
      into: memory + 3641232, geometry: .init(rows: 2048, inner: 256, columns: 1024)).run(on: machine)
    let lstm1H_2 = memory + 6344592, lstm1C_2 = memory + 6352784
    let lstm1 = Kernels.RecurrentSequence(inputs: lstm1Inputs,
      weights: .init(recurrent: lstm1RecurrentKernelPackedFrom0), initialState: evaluationLstm1H,
      initialCell: evaluationLstm1C, sequence: memory + 5738384, finalState: lstm1H_2, finalCell: lstm1C_2,
      scratch: memory + 6262672,
      geometry: .init(examples: 32, time: 64, units: 256, cell: .lstm)).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: lstm1, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 3641232, geometry: .init(rows: 2048, inner: 256, columns: 103)).run(on: machine)
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 3854224, rowLosses: memory + 3852176,
      rows: 2048, classes: 103, scale: 0.00048828125).run(on: machine)
    Kernels.CopyBlocks(from: lstmH_2, fromStride: 8192, to: evaluationLstmH, toStride: 8192, blocks: 1,
      size: 8192).run(on: machine)
    Kernels.CopyBlocks(from: lstmC_2, fromStride: 8192, to: evaluationLstmC, toStride: 8192, blocks: 1,
      size: 8192).run(on: machine)
    Kernels.CopyBlocks(from: lstm1H_2, fromStride: 8192, to: evaluationLstm1H, toStride: 8192, blocks: 1,
      size: 8192).run(on: machine)
    Kernels.CopyBlocks(from: lstm1C_2, fromStride: 8192, to: evaluationLstm1C, toStride: 8192, blocks: 1,
      size: 8192).run(on: machine)
    return logitsLoss[0]
  }
}
