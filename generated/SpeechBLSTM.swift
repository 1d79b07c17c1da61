// Made by nncc from speech_blstm.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// speech_blstm: input [300, 123] → phonemes [300, 62].
///
/// One thread at a time may use an instance; instances share nothing.
public final class SpeechBLSTM: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 16
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0.9, nesterov: false)
  public static let learningRate = LearningRate.constant(0.0001)
  /// Elements of all weights that are trained.
  public static let gradientCount = 3787562
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "12d5479e528212b8", inputs: [.init("input", [300, 123])], outputs: [.init("phonemes", [300, 62])], words: 66607104,
    parameters: [
      .init("bidirectional/forward/kernel", [123, 1000], at: 0, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional/forward/recurrent_kernel", [250, 1000], at: 123008, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional/forward/bias", [1000], at: 373008, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional/forward/peephole_kernel", [3, 250], at: 374016, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional/backward/kernel", [123, 1000], at: 374768, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional/backward/recurrent_kernel", [250, 1000], at: 497776, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional/backward/bias", [1000], at: 747776, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional/backward/peephole_kernel", [3, 250], at: 748784, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_1/forward/kernel", [500, 1000], at: 749536, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_1/forward/recurrent_kernel", [250, 1000], at: 1249536, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_1/forward/bias", [1000], at: 1499536, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_1/forward/peephole_kernel", [3, 250], at: 1500544, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_1/backward/kernel", [500, 1000], at: 1501296, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_1/backward/recurrent_kernel", [250, 1000], at: 2001296, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_1/backward/bias", [1000], at: 2251296, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_1/backward/peephole_kernel", [3, 250], at: 2252304, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_2/forward/kernel", [500, 1000], at: 2253056, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_2/forward/recurrent_kernel", [250, 1000], at: 2753056, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_2/forward/bias", [1000], at: 3003056, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_2/forward/peephole_kernel", [3, 250], at: 3004064, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_2/backward/kernel", [500, 1000], at: 3004816, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_2/backward/recurrent_kernel", [250, 1000], at: 3504816, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_2/backward/bias", [1000], at: 3754816, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_2/backward/peephole_kernel", [3, 250], at: 3755824, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("phonemes/kernel", [500, 62], at: 3756576, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("phonemes/bias", [62], at: 3787584, .randomUniform(minimum: -0.1, maximum: 0.1)),
    ], optimizer: optimizer, slotsAt: 3787648
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var bidirectionalForwardKernel: Floats { memory + 0 }
  private var bidirectionalForwardRecurrentKernel: Floats { memory + 123008 }
  private var bidirectionalForwardBias: Floats { memory + 373008 }
  private var bidirectionalForwardPeepholeKernel: Floats { memory + 374016 }
  private var bidirectionalBackwardKernel: Floats { memory + 374768 }
  private var bidirectionalBackwardRecurrentKernel: Floats { memory + 497776 }
  private var bidirectionalBackwardBias: Floats { memory + 747776 }
  private var bidirectionalBackwardPeepholeKernel: Floats { memory + 748784 }
  private var bidirectional1ForwardKernel: Floats { memory + 749536 }
  private var bidirectional1ForwardRecurrentKernel: Floats { memory + 1249536 }
  private var bidirectional1ForwardBias: Floats { memory + 1499536 }
  private var bidirectional1ForwardPeepholeKernel: Floats { memory + 1500544 }
  private var bidirectional1BackwardKernel: Floats { memory + 1501296 }
  private var bidirectional1BackwardRecurrentKernel: Floats { memory + 2001296 }
  private var bidirectional1BackwardBias: Floats { memory + 2251296 }
  private var bidirectional1BackwardPeepholeKernel: Floats { memory + 2252304 }
  private var bidirectional2ForwardKernel: Floats { memory + 2253056 }
  private var bidirectional2ForwardRecurrentKernel: Floats { memory + 2753056 }
  private var bidirectional2ForwardBias: Floats { memory + 3003056 }
  private var bidirectional2ForwardPeepholeKernel: Floats { memory + 3004064 }
  private var bidirectional2BackwardKernel: Floats { memory + 3004816 }
  private var bidirectional2BackwardRecurrentKernel: Floats { memory + 3504816 }
  private var bidirectional2BackwardBias: Floats { memory + 3754816 }
  private var bidirectional2BackwardPeepholeKernel: Floats { memory + 3755824 }
  private var phonemesKernel: Floats { memory + 3756576 }
  private var phonemesBias: Floats { memory + 3787584 }
  private var bidirectionalForwardKernelPanels: Floats { memory + 7575296 }
  private var bidirectionalForwardRecurrentKernelPackedFrom0: Floats { memory + 7699280 }
  private var bidirectionalBackwardKernelPanels: Floats { memory + 7951280 }
  private var bidirectionalBackwardRecurrentKernelPackedFrom0: Floats { memory + 8075264 }
  private var bidirectional1ForwardKernelPanels: Floats { memory + 8327264 }
  private var bidirectional1ForwardRecurrentKernelPackedFrom0: Floats { memory + 8831264 }
  private var bidirectional1BackwardKernelPanels: Floats { memory + 9083264 }
  private var bidirectional1BackwardRecurrentKernelPackedFrom0: Floats { memory + 9587264 }
  private var bidirectional2ForwardKernelPanels: Floats { memory + 9839264 }
  private var bidirectional2ForwardRecurrentKernelPackedFrom0: Floats { memory + 10343264 }
  private var bidirectional2BackwardKernelPanels: Floats { memory + 10595264 }
  private var bidirectional2BackwardRecurrentKernelPackedFrom0: Floats { memory + 11099264 }
  private var phonemesKernelPanels: Floats { memory + 11351264 }

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
    Kernels.pack(matrix: bidirectionalForwardKernel, rowStride: 1000, inner: 123, columns: 1000, into: bidirectionalForwardKernelPanels, pool: pool)
    Kernels.pack(matrix: bidirectionalForwardRecurrentKernel, rowStride: 1000, inner: 250, columns: 1000, into: bidirectionalForwardRecurrentKernelPackedFrom0, pool: pool)
    Kernels.pack(matrix: bidirectionalBackwardKernel, rowStride: 1000, inner: 123, columns: 1000, into: bidirectionalBackwardKernelPanels, pool: pool)
    Kernels.pack(matrix: bidirectionalBackwardRecurrentKernel, rowStride: 1000, inner: 250, columns: 1000, into: bidirectionalBackwardRecurrentKernelPackedFrom0, pool: pool)
    Kernels.pack(matrix: bidirectional1ForwardKernel, rowStride: 1000, inner: 500, columns: 1000, into: bidirectional1ForwardKernelPanels, pool: pool)
    Kernels.pack(matrix: bidirectional1ForwardRecurrentKernel, rowStride: 1000, inner: 250, columns: 1000, into: bidirectional1ForwardRecurrentKernelPackedFrom0, pool: pool)
    Kernels.pack(matrix: bidirectional1BackwardKernel, rowStride: 1000, inner: 500, columns: 1000, into: bidirectional1BackwardKernelPanels, pool: pool)
    Kernels.pack(matrix: bidirectional1BackwardRecurrentKernel, rowStride: 1000, inner: 250, columns: 1000, into: bidirectional1BackwardRecurrentKernelPackedFrom0, pool: pool)
    Kernels.pack(matrix: bidirectional2ForwardKernel, rowStride: 1000, inner: 500, columns: 1000, into: bidirectional2ForwardKernelPanels, pool: pool)
    Kernels.pack(matrix: bidirectional2ForwardRecurrentKernel, rowStride: 1000, inner: 250, columns: 1000, into: bidirectional2ForwardRecurrentKernelPackedFrom0, pool: pool)
    Kernels.pack(matrix: bidirectional2BackwardKernel, rowStride: 1000, inner: 500, columns: 1000, into: bidirectional2BackwardKernelPanels, pool: pool)
    Kernels.pack(matrix: bidirectional2BackwardRecurrentKernel, rowStride: 1000, inner: 250, columns: 1000, into: bidirectional2BackwardRecurrentKernelPackedFrom0, pool: pool)
    Kernels.pack(matrix: phonemesKernel, rowStride: 62, inner: 500, columns: 62, into: phonemesKernelPanels, pool: pool)
    progress.pointee.isPrepared = true
  }

  /// Computes phonemes of one example, or of a batch of 16. Allocates nothing.
  public func predict(_ input: Span<Float>, into phonemes: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 36900 ? 1 : 16
    let inputPlace = memory + 16183264, bidirectionalForwardInputs = memory + 11383264, bidirectionalForward = memory + 18583264, bidirectionalForwardScratch = memory + 16773664,
      bidirectionalBackwardInputs = memory + 11383264, bidirectionalBackward = memory + 19783264, bidirectionalBackwardScratch = memory + 16183264,
      bidirectional = memory + 16183264, bidirectional1ForwardInputs = memory + 11383264, bidirectional1Forward = memory + 18583264,
      bidirectional1ForwardScratch = memory + 19783264, bidirectional1BackwardInputs = memory + 11383264, bidirectional1Backward = memory + 19783264,
      bidirectional1BackwardScratch = memory + 16183264, bidirectional1 = memory + 16183264, bidirectional2ForwardInputs = memory + 11383264,
      bidirectional2Forward = memory + 18583264, bidirectional2ForwardScratch = memory + 19783264, bidirectional2BackwardInputs = memory + 11383264,
      bidirectional2Backward = memory + 16183264, bidirectional2BackwardScratch = memory + 17383264, bidirectional2 = memory + 11383264, phonemesPlace = memory + 13783264
    inputPlace.write(input, count: rows * 36900)
    // 13: units: 250
    Kernels.matmul(left: inputPlace, panels: bidirectionalForwardKernelPanels, bias: bidirectionalForwardBias, into: bidirectionalForwardInputs,
      geometry: .init(rows: rows * 300, inner: 123, columns: 1000), pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectionalForwardInputs,
        weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0, peepholes: bidirectionalForwardPeepholeKernel), sequence: bidirectionalForward,
        scratch: bidirectionalForwardScratch), geometry: .init(examples: rows, time: 300, units: 250, cell: .lstm, maskedOutput: .zeros), pool: pool)
    Kernels.matmul(left: inputPlace, panels: bidirectionalBackwardKernelPanels, bias: bidirectionalBackwardBias, into: bidirectionalBackwardInputs,
      geometry: .init(rows: rows * 300, inner: 123, columns: 1000), pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectionalBackwardInputs,
        weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0, peepholes: bidirectionalBackwardPeepholeKernel), sequence: bidirectionalBackward,
        scratch: bidirectionalBackwardScratch), geometry: .init(examples: rows, time: 300, units: 250, cell: .lstm, isReversed: true, maskedOutput: .zeros), pool: pool)
    // 10: bidirectional:
    Kernels.copyBlocks(bidirectionalForward, stride: 250, bidirectional, targetStride: 500, blocks: rows * 300, size: 250, adding: false, pool: pool)
    Kernels.copyBlocks(bidirectionalBackward, stride: 250, bidirectional + 250, targetStride: 500, blocks: rows * 300, size: 250, adding: false, pool: pool)
    // 13: units: 250
    Kernels.matmul(left: bidirectional, panels: bidirectional1ForwardKernelPanels, bias: bidirectional1ForwardBias, into: bidirectional1ForwardInputs,
      geometry: .init(rows: rows * 300, inner: 500, columns: 1000), pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectional1ForwardInputs,
        weights: .init(recurrent: bidirectional1ForwardRecurrentKernelPackedFrom0, peepholes: bidirectional1ForwardPeepholeKernel), sequence: bidirectional1Forward,
        scratch: bidirectional1ForwardScratch), geometry: .init(examples: rows, time: 300, units: 250, cell: .lstm, maskedOutput: .zeros), pool: pool)
    Kernels.matmul(left: bidirectional, panels: bidirectional1BackwardKernelPanels, bias: bidirectional1BackwardBias, into: bidirectional1BackwardInputs,
      geometry: .init(rows: rows * 300, inner: 500, columns: 1000), pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectional1BackwardInputs,
        weights: .init(recurrent: bidirectional1BackwardRecurrentKernelPackedFrom0, peepholes: bidirectional1BackwardPeepholeKernel), sequence: bidirectional1Backward,
        scratch: bidirectional1BackwardScratch), geometry: .init(examples: rows, time: 300, units: 250, cell: .lstm, isReversed: true, maskedOutput: .zeros), pool: pool)
    // 20: bidirectional: {layer: *lstm}
    Kernels.copyBlocks(bidirectional1Forward, stride: 250, bidirectional1, targetStride: 500, blocks: rows * 300, size: 250, adding: false, pool: pool)
    Kernels.copyBlocks(bidirectional1Backward, stride: 250, bidirectional1 + 250, targetStride: 500, blocks: rows * 300, size: 250, adding: false, pool: pool)
    // 13: units: 250
    Kernels.matmul(left: bidirectional1, panels: bidirectional2ForwardKernelPanels, bias: bidirectional2ForwardBias, into: bidirectional2ForwardInputs,
      geometry: .init(rows: rows * 300, inner: 500, columns: 1000), pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectional2ForwardInputs,
        weights: .init(recurrent: bidirectional2ForwardRecurrentKernelPackedFrom0, peepholes: bidirectional2ForwardPeepholeKernel), sequence: bidirectional2Forward,
        scratch: bidirectional2ForwardScratch), geometry: .init(examples: rows, time: 300, units: 250, cell: .lstm, maskedOutput: .zeros), pool: pool)
    Kernels.matmul(left: bidirectional1, panels: bidirectional2BackwardKernelPanels, bias: bidirectional2BackwardBias, into: bidirectional2BackwardInputs,
      geometry: .init(rows: rows * 300, inner: 500, columns: 1000), pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectional2BackwardInputs,
        weights: .init(recurrent: bidirectional2BackwardRecurrentKernelPackedFrom0, peepholes: bidirectional2BackwardPeepholeKernel), sequence: bidirectional2Backward,
        scratch: bidirectional2BackwardScratch), geometry: .init(examples: rows, time: 300, units: 250, cell: .lstm, isReversed: true, maskedOutput: .zeros), pool: pool)
    // 21: bidirectional: {layer: *lstm}
    Kernels.copyBlocks(bidirectional2Forward, stride: 250, bidirectional2, targetStride: 500, blocks: rows * 300, size: 250, adding: false, pool: pool)
    Kernels.copyBlocks(bidirectional2Backward, stride: 250, bidirectional2 + 250, targetStride: 500, blocks: rows * 300, size: 250, adding: false, pool: pool)
    // 22: dense: {name: phonemes, units: 62, kernel_initializer: *uniform, bias_initializer: *unifor…
    Kernels.matmul(left: bidirectional2, panels: phonemesKernelPanels, bias: phonemesBias, into: phonemesPlace, geometry: .init(rows: rows * 300, inner: 500, columns: 62),
      pool: pool)
    phonemesPlace.read(into: &phonemes, count: rows * 18600)
  }

  /// Computes phonemes of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 36900)
    var phonemes: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 18600)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 36900..<(first + rows) * 36900), into: &span)
      phonemes += part
    }
    return phonemes
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    try golden.expect("phonemes", predict(golden.floats("input")))
  }

  /// Learns from a batch, by one update of each trained weight; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    let inputPlace = memory + 65383264, phonemesLabels = memory + 64183264, bidirectionalForwardKernelPanels_2 = memory + 16183264, bidirectionalForwardInputs = memory + 11383264,
      bidirectionalForwardRecurrentKernelPackedFrom0_2 = memory + 16183264, bidirectionalForward = memory + 20983264, bidirectionalForwardGates = memory + 11383264,
      bidirectionalForwardStates = memory + 48583264, bidirectionalForwardCells = memory + 49783264, bidirectionalForwardScratch = memory + 16435264,
      bidirectionalBackwardKernelPanels_2 = memory + 22183264, bidirectionalBackwardInputs = memory + 16183264,
      bidirectionalBackwardRecurrentKernelPackedFrom0_2 = memory + 23383264, bidirectionalBackward = memory + 22183264, bidirectionalBackwardGates = memory + 16183264,
      bidirectionalBackwardStates = memory + 50983264, bidirectionalBackwardCells = memory + 52183264, bidirectionalBackwardScratch = memory + 23635264,
      bidirectional = memory + 43783264, bidirectional1ForwardKernelPanels_2 = memory + 25783264, bidirectional1ForwardInputs = memory + 20983264,
      bidirectional1ForwardRecurrentKernelPackedFrom0_2 = memory + 25783264, bidirectional1Forward = memory + 30583264, bidirectional1ForwardGates = memory + 20983264,
      bidirectional1ForwardStates = memory + 53383264, bidirectional1ForwardCells = memory + 54583264, bidirectional1ForwardScratch = memory + 26035264,
      bidirectional1BackwardKernelPanels_2 = memory + 31783264, bidirectional1BackwardInputs = memory + 25783264,
      bidirectional1BackwardRecurrentKernelPackedFrom0_2 = memory + 32983264, bidirectional1Backward = memory + 31783264, bidirectional1BackwardGates = memory + 25783264,
      bidirectional1BackwardStates = memory + 55783264, bidirectional1BackwardCells = memory + 56983264, bidirectional1BackwardScratch = memory + 33235264,
      bidirectional1 = memory + 46183264, bidirectional2ForwardKernelPanels_2 = memory + 35383264, bidirectional2ForwardInputs = memory + 30583264,
      bidirectional2ForwardRecurrentKernelPackedFrom0_2 = memory + 35383264, bidirectional2Forward = memory + 42583264, bidirectional2ForwardGates = memory + 30583264,
      bidirectional2ForwardStates = memory + 58183264, bidirectional2ForwardCells = memory + 59383264, bidirectional2ForwardScratch = memory + 35635264,
      bidirectional2BackwardKernelPanels_2 = memory + 40183264, bidirectional2BackwardInputs = memory + 35383264,
      bidirectional2BackwardRecurrentKernelPackedFrom0_2 = memory + 40183264, bidirectional2Backward = memory + 60583264, bidirectional2BackwardGates = memory + 35383264,
      bidirectional2BackwardStates = memory + 61783264, bidirectional2BackwardCells = memory + 62983264, bidirectional2BackwardScratch = memory + 40435264,
      bidirectional2 = memory + 40183264, phonemesKernelPanels_2 = memory + 42583264, phonemesPlace = memory + 65973664, phonemesLoss = memory + 43617792,
      phonemesExampleLosses = memory + 43617808, phonemesLossGradient = memory + 43320192, phonemesAlignments = memory + 42583264, loss = memory + 66575264,
      phonemesBiasGradient = memory + 42584448, phonemesBiasScratch = memory + 42583264, phonemesKernelGradient = memory + 42615008, phonemesKernelTransposed = memory + 42583264,
      bidirectional2Gradient = memory + 40183264, bidirectional2BackwardGradient = memory + 60583264, bidirectional2ForwardGradient = memory + 64183264,
      bidirectional2BackwardRecurrentKernelPackedTransposedFrom0 = memory + 66271264, bidirectional2BackwardInputsGradient = memory + 35383264,
      bidirectional2BackwardInputsPeepholeProducts = memory + 40183264, bidirectional2BackwardInputsScratch = memory + 66527264,
      bidirectional2BackwardRecurrentKernelGradient = memory + 60583264, bidirectional2BackwardPeepholeKernelGradient = memory + 60597520,
      bidirectional2BackwardPeepholeKernelScratch = memory + 60583264, bidirectional2BackwardBiasGradient = memory + 40202272,
      bidirectional2BackwardBiasScratch = memory + 40183264, bidirectional2BackwardKernelGradient = memory + 40183264, bidirectional2BackwardKernelTransposed = memory + 42583264,
      bidirectional1Gradient = memory + 40183264, bidirectional2ForwardRecurrentKernelPackedTransposedFrom0 = memory + 38983264,
      bidirectional2ForwardInputsGradient = memory + 30583264, bidirectional2ForwardInputsPeepholeProducts = memory + 35383264,
      bidirectional2ForwardInputsScratch = memory + 39239264, bidirectional2ForwardRecurrentKernelGradient = memory + 38983264,
      bidirectional2ForwardPeepholeKernelGradient = memory + 38997520, bidirectional2ForwardPeepholeKernelScratch = memory + 38983264,
      bidirectional2ForwardBiasGradient = memory + 35402272, bidirectional2ForwardBiasScratch = memory + 35383264, bidirectional2ForwardKernelGradient = memory + 35383264,
      bidirectional2ForwardKernelTransposed = memory + 37783264, bidirectional1Gradient_2 = memory + 35383264, bidirectional1BackwardGradient = memory + 34183264,
      bidirectional1ForwardGradient = memory + 35383264, bidirectional1BackwardRecurrentKernelPackedTransposedFrom0 = memory + 36583264,
      bidirectional1BackwardInputsGradient = memory + 25783264, bidirectional1BackwardInputsPeepholeProducts = memory + 30583264,
      bidirectional1BackwardInputsScratch = memory + 36839264, bidirectional1BackwardRecurrentKernelGradient = memory + 34183264,
      bidirectional1BackwardPeepholeKernelGradient = memory + 34197520, bidirectional1BackwardPeepholeKernelScratch = memory + 34183264,
      bidirectional1BackwardBiasGradient = memory + 30602272, bidirectional1BackwardBiasScratch = memory + 30583264, bidirectional1BackwardKernelGradient = memory + 30583264,
      bidirectional1BackwardKernelTransposed = memory + 32983264, bidirectionalGradient = memory + 30583264,
      bidirectional1ForwardRecurrentKernelPackedTransposedFrom0 = memory + 29383264, bidirectional1ForwardInputsGradient = memory + 20983264,
      bidirectional1ForwardInputsPeepholeProducts = memory + 25783264, bidirectional1ForwardInputsScratch = memory + 29639264,
      bidirectional1ForwardRecurrentKernelGradient = memory + 29383264, bidirectional1ForwardPeepholeKernelGradient = memory + 29397520,
      bidirectional1ForwardPeepholeKernelScratch = memory + 29383264, bidirectional1ForwardBiasGradient = memory + 25802272, bidirectional1ForwardBiasScratch = memory + 25783264,
      bidirectional1ForwardKernelGradient = memory + 25783264, bidirectional1ForwardKernelTransposed = memory + 28183264, bidirectionalGradient_2 = memory + 25783264,
      bidirectionalBackwardGradient = memory + 24583264, bidirectionalForwardGradient = memory + 25783264,
      bidirectionalBackwardRecurrentKernelPackedTransposedFrom0 = memory + 26983264, bidirectionalBackwardInputsGradient = memory + 16183264,
      bidirectionalBackwardInputsPeepholeProducts = memory + 20983264, bidirectionalBackwardInputsScratch = memory + 27239264,
      bidirectionalBackwardRecurrentKernelGradient = memory + 24583264, bidirectionalBackwardPeepholeKernelGradient = memory + 24597520,
      bidirectionalBackwardPeepholeKernelScratch = memory + 24583264, bidirectionalBackwardBiasGradient = memory + 21002272, bidirectionalBackwardBiasScratch = memory + 20983264,
      bidirectionalBackwardKernelGradient = memory + 20983264, bidirectionalForwardRecurrentKernelPackedTransposedFrom0 = memory + 19783264,
      bidirectionalForwardInputsGradient = memory + 11383264, bidirectionalForwardInputsPeepholeProducts = memory + 16183264, bidirectionalForwardInputsScratch = memory + 20039264,
      bidirectionalForwardRecurrentKernelGradient = memory + 19783264, bidirectionalForwardPeepholeKernelGradient = memory + 19797520,
      bidirectionalForwardPeepholeKernelScratch = memory + 19783264, bidirectionalForwardBiasGradient = memory + 16202272, bidirectionalForwardBiasScratch = memory + 16183264,
      bidirectionalForwardKernelGradient = memory + 16183264
    inputPlace.write(input, count: 590400)
    phonemesLabels.write(labels, count: 1200)
    let step = progress.pointee.nextUpdate()
    // 13: units: 250
    Kernels.pack(matrix: bidirectionalForwardKernel, rowStride: 1000, inner: 123, columns: 1000, into: bidirectionalForwardKernelPanels_2, pool: pool)
    Kernels.matmul(left: inputPlace, panels: bidirectionalForwardKernelPanels_2, bias: bidirectionalForwardBias, into: bidirectionalForwardInputs,
      geometry: .init(rows: 4800, inner: 123, columns: 1000), pool: pool)
    Kernels.pack(matrix: bidirectionalForwardRecurrentKernel, rowStride: 1000, inner: 250, columns: 1000, into: bidirectionalForwardRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectionalForwardInputs,
        weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0_2, peepholes: bidirectionalForwardPeepholeKernel), sequence: bidirectionalForward,
        record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates, cells: bidirectionalForwardCells), scratch: bidirectionalForwardScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, maskedOutput: .zeros), pool: pool)
    Kernels.pack(matrix: bidirectionalBackwardKernel, rowStride: 1000, inner: 123, columns: 1000, into: bidirectionalBackwardKernelPanels_2, pool: pool)
    Kernels.matmul(left: inputPlace, panels: bidirectionalBackwardKernelPanels_2, bias: bidirectionalBackwardBias, into: bidirectionalBackwardInputs,
      geometry: .init(rows: 4800, inner: 123, columns: 1000), pool: pool)
    Kernels.pack(matrix: bidirectionalBackwardRecurrentKernel, rowStride: 1000, inner: 250, columns: 1000, into: bidirectionalBackwardRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectionalBackwardInputs,
        weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0_2, peepholes: bidirectionalBackwardPeepholeKernel), sequence: bidirectionalBackward,
        record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates, cells: bidirectionalBackwardCells), scratch: bidirectionalBackwardScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true, maskedOutput: .zeros), pool: pool)
    // 10: bidirectional:
    Kernels.copyBlocks(bidirectionalForward, stride: 250, bidirectional, targetStride: 500, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.copyBlocks(bidirectionalBackward, stride: 250, bidirectional + 250, targetStride: 500, blocks: 4800, size: 250, adding: false, pool: pool)
    // 13: units: 250
    Kernels.pack(matrix: bidirectional1ForwardKernel, rowStride: 1000, inner: 500, columns: 1000, into: bidirectional1ForwardKernelPanels_2, pool: pool)
    Kernels.matmul(left: bidirectional, panels: bidirectional1ForwardKernelPanels_2, bias: bidirectional1ForwardBias, into: bidirectional1ForwardInputs,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.pack(matrix: bidirectional1ForwardRecurrentKernel, rowStride: 1000, inner: 250, columns: 1000, into: bidirectional1ForwardRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectional1ForwardInputs,
        weights: .init(recurrent: bidirectional1ForwardRecurrentKernelPackedFrom0_2, peepholes: bidirectional1ForwardPeepholeKernel), sequence: bidirectional1Forward,
        record: .init(gates: bidirectional1ForwardGates, states: bidirectional1ForwardStates, cells: bidirectional1ForwardCells), scratch: bidirectional1ForwardScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, maskedOutput: .zeros), pool: pool)
    Kernels.pack(matrix: bidirectional1BackwardKernel, rowStride: 1000, inner: 500, columns: 1000, into: bidirectional1BackwardKernelPanels_2, pool: pool)
    Kernels.matmul(left: bidirectional, panels: bidirectional1BackwardKernelPanels_2, bias: bidirectional1BackwardBias, into: bidirectional1BackwardInputs,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.pack(matrix: bidirectional1BackwardRecurrentKernel, rowStride: 1000, inner: 250, columns: 1000, into: bidirectional1BackwardRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectional1BackwardInputs,
        weights: .init(recurrent: bidirectional1BackwardRecurrentKernelPackedFrom0_2, peepholes: bidirectional1BackwardPeepholeKernel), sequence: bidirectional1Backward,
        record: .init(gates: bidirectional1BackwardGates, states: bidirectional1BackwardStates, cells: bidirectional1BackwardCells), scratch: bidirectional1BackwardScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true, maskedOutput: .zeros), pool: pool)
    // 20: bidirectional: {layer: *lstm}
    Kernels.copyBlocks(bidirectional1Forward, stride: 250, bidirectional1, targetStride: 500, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.copyBlocks(bidirectional1Backward, stride: 250, bidirectional1 + 250, targetStride: 500, blocks: 4800, size: 250, adding: false, pool: pool)
    // 13: units: 250
    Kernels.pack(matrix: bidirectional2ForwardKernel, rowStride: 1000, inner: 500, columns: 1000, into: bidirectional2ForwardKernelPanels_2, pool: pool)
    Kernels.matmul(left: bidirectional1, panels: bidirectional2ForwardKernelPanels_2, bias: bidirectional2ForwardBias, into: bidirectional2ForwardInputs,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.pack(matrix: bidirectional2ForwardRecurrentKernel, rowStride: 1000, inner: 250, columns: 1000, into: bidirectional2ForwardRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectional2ForwardInputs,
        weights: .init(recurrent: bidirectional2ForwardRecurrentKernelPackedFrom0_2, peepholes: bidirectional2ForwardPeepholeKernel), sequence: bidirectional2Forward,
        record: .init(gates: bidirectional2ForwardGates, states: bidirectional2ForwardStates, cells: bidirectional2ForwardCells), scratch: bidirectional2ForwardScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, maskedOutput: .zeros), pool: pool)
    Kernels.pack(matrix: bidirectional2BackwardKernel, rowStride: 1000, inner: 500, columns: 1000, into: bidirectional2BackwardKernelPanels_2, pool: pool)
    Kernels.matmul(left: bidirectional1, panels: bidirectional2BackwardKernelPanels_2, bias: bidirectional2BackwardBias, into: bidirectional2BackwardInputs,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.pack(matrix: bidirectional2BackwardRecurrentKernel, rowStride: 1000, inner: 250, columns: 1000, into: bidirectional2BackwardRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectional2BackwardInputs,
        weights: .init(recurrent: bidirectional2BackwardRecurrentKernelPackedFrom0_2, peepholes: bidirectional2BackwardPeepholeKernel), sequence: bidirectional2Backward,
        record: .init(gates: bidirectional2BackwardGates, states: bidirectional2BackwardStates, cells: bidirectional2BackwardCells), scratch: bidirectional2BackwardScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true, maskedOutput: .zeros), pool: pool)
    // 21: bidirectional: {layer: *lstm}
    Kernels.copyBlocks(bidirectional2Forward, stride: 250, bidirectional2, targetStride: 500, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.copyBlocks(bidirectional2Backward, stride: 250, bidirectional2 + 250, targetStride: 500, blocks: 4800, size: 250, adding: false, pool: pool)
    // 22: dense: {name: phonemes, units: 62, kernel_initializer: *uniform, bias_initializer: *unifor…
    Kernels.pack(matrix: phonemesKernel, rowStride: 62, inner: 500, columns: 62, into: phonemesKernelPanels_2, pool: pool)
    Kernels.matmul(left: bidirectional2, panels: phonemesKernelPanels_2, bias: phonemesBias, into: phonemesPlace, geometry: .init(rows: 4800, inner: 500, columns: 62), pool: pool)
    // 25: loss: {ctc: {label_length: 75}}
    phonemesLoss[0] = Float(Kernels.ctc(logits: phonemesPlace, labels: phonemesLabels.integers, mask: nil, geometry: .init(examples: 16, time: 300, classes: 62, labels: 75),
        scale: 0.0625, exampleLosses: phonemesExampleLosses, gradient: phonemesLossGradient, scratch: phonemesAlignments, pool: pool))
    loss[0] = phonemesLoss[0]
    // Backward of 22: dense: {name: phonemes, units: 62, kernel_initializer: *uniform, bias_initializer: *unifor…
    Kernels.columnSums(phonemesLossGradient, phonemesBiasGradient, rows: 4800, columns: 62, scratch: phonemesBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: phonemesBias, gradient: phonemesBiasGradient, slots: memory + 7575232, count: 62, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectional2, right: phonemesLossGradient, into: phonemesKernelGradient, geometry: .init(rows: 4800, inner: 500, columns: 62), pool: pool)
    Kernels.packTransposed(matrix: phonemesKernel, rowStride: 62, inner: 62, columns: 500, into: phonemesKernelTransposed, pool: pool)
    Kernels.update(Self.optimizer, parameter: phonemesKernel, gradient: phonemesKernelGradient, slots: memory + 7544224, count: 31000, step: step, pool: pool)
    // Backward of 21: bidirectional: {layer: *lstm}
    Kernels.matmul(left: phonemesLossGradient, panels: phonemesKernelTransposed, into: bidirectional2Gradient, geometry: .init(rows: 4800, inner: 62, columns: 500), pool: pool)
    // Backward of 13: units: 250
    Kernels.copyBlocks(bidirectional2Gradient + 250, stride: 500, bidirectional2BackwardGradient, targetStride: 250, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.copyBlocks(bidirectional2Gradient, stride: 500, bidirectional2ForwardGradient, targetStride: 250, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.packTransposed(matrix: bidirectional2BackwardRecurrentKernel, rowStride: 1000, inner: 1000, columns: 250,
      into: bidirectional2BackwardRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: bidirectional2BackwardRecurrentKernelPackedTransposedFrom0, peepholes: bidirectional2BackwardPeepholeKernel),
        record: .init(gates: bidirectional2BackwardGates, states: bidirectional2BackwardStates, cells: bidirectional2BackwardCells), sequence: bidirectional2BackwardGradient,
        inputs: bidirectional2BackwardInputsGradient, peepholes: bidirectional2BackwardInputsPeepholeProducts, scratch: bidirectional2BackwardInputsScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true, maskedOutput: .zeros), pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectional2BackwardStates, right: bidirectional2BackwardInputsGradient, into: bidirectional2BackwardRecurrentKernelGradient,
      geometry: .init(rows: 4800, inner: 250, columns: 1000), pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectional2BackwardRecurrentKernel, gradient: bidirectional2BackwardRecurrentKernelGradient, slots: memory + 7292464,
      count: 250000, step: step, pool: pool)
    Kernels.columnSums(bidirectional2BackwardInputsPeepholeProducts, bidirectional2BackwardPeepholeKernelGradient, rows: 4800, columns: 750,
      scratch: bidirectional2BackwardPeepholeKernelScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectional2BackwardPeepholeKernel, gradient: bidirectional2BackwardPeepholeKernelGradient, slots: memory + 7543472, count: 750,
      step: step, pool: pool)
    Kernels.columnSums(bidirectional2BackwardInputsGradient, bidirectional2BackwardBiasGradient, rows: 4800, columns: 1000, scratch: bidirectional2BackwardBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectional2BackwardBias, gradient: bidirectional2BackwardBiasGradient, slots: memory + 7542464, count: 1000, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectional1, right: bidirectional2BackwardInputsGradient, into: bidirectional2BackwardKernelGradient,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.packTransposed(matrix: bidirectional2BackwardKernel, rowStride: 1000, inner: 1000, columns: 500, into: bidirectional2BackwardKernelTransposed, pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectional2BackwardKernel, gradient: bidirectional2BackwardKernelGradient, slots: memory + 6792464, count: 500000, step: step,
      pool: pool)
    // Backward of 20: bidirectional: {layer: *lstm}
    Kernels.matmul(left: bidirectional2BackwardInputsGradient, panels: bidirectional2BackwardKernelTransposed, into: bidirectional1Gradient,
      geometry: .init(rows: 4800, inner: 1000, columns: 500), pool: pool)
    // Backward of 13: units: 250
    Kernels.packTransposed(matrix: bidirectional2ForwardRecurrentKernel, rowStride: 1000, inner: 1000, columns: 250,
      into: bidirectional2ForwardRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: bidirectional2ForwardRecurrentKernelPackedTransposedFrom0, peepholes: bidirectional2ForwardPeepholeKernel),
        record: .init(gates: bidirectional2ForwardGates, states: bidirectional2ForwardStates, cells: bidirectional2ForwardCells), sequence: bidirectional2ForwardGradient,
        inputs: bidirectional2ForwardInputsGradient, peepholes: bidirectional2ForwardInputsPeepholeProducts, scratch: bidirectional2ForwardInputsScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, maskedOutput: .zeros), pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectional2ForwardStates, right: bidirectional2ForwardInputsGradient, into: bidirectional2ForwardRecurrentKernelGradient,
      geometry: .init(rows: 4800, inner: 250, columns: 1000), pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectional2ForwardRecurrentKernel, gradient: bidirectional2ForwardRecurrentKernelGradient, slots: memory + 6540704, count: 250000,
      step: step, pool: pool)
    Kernels.columnSums(bidirectional2ForwardInputsPeepholeProducts, bidirectional2ForwardPeepholeKernelGradient, rows: 4800, columns: 750,
      scratch: bidirectional2ForwardPeepholeKernelScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectional2ForwardPeepholeKernel, gradient: bidirectional2ForwardPeepholeKernelGradient, slots: memory + 6791712, count: 750,
      step: step, pool: pool)
    Kernels.columnSums(bidirectional2ForwardInputsGradient, bidirectional2ForwardBiasGradient, rows: 4800, columns: 1000, scratch: bidirectional2ForwardBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectional2ForwardBias, gradient: bidirectional2ForwardBiasGradient, slots: memory + 6790704, count: 1000, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectional1, right: bidirectional2ForwardInputsGradient, into: bidirectional2ForwardKernelGradient,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.packTransposed(matrix: bidirectional2ForwardKernel, rowStride: 1000, inner: 1000, columns: 500, into: bidirectional2ForwardKernelTransposed, pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectional2ForwardKernel, gradient: bidirectional2ForwardKernelGradient, slots: memory + 6040704, count: 500000, step: step,
      pool: pool)
    // Backward of 20: bidirectional: {layer: *lstm}
    Kernels.matmul(left: bidirectional2ForwardInputsGradient, panels: bidirectional2ForwardKernelTransposed, into: bidirectional1Gradient_2,
      geometry: .init(rows: 4800, inner: 1000, columns: 500), pool: pool)
    Kernels.addInto(bidirectional1Gradient, bidirectional1Gradient_2, count: 2400000, pool: pool)
    // Backward of 13: units: 250
    Kernels.copyBlocks(bidirectional1Gradient + 250, stride: 500, bidirectional1BackwardGradient, targetStride: 250, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.copyBlocks(bidirectional1Gradient, stride: 500, bidirectional1ForwardGradient, targetStride: 250, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.packTransposed(matrix: bidirectional1BackwardRecurrentKernel, rowStride: 1000, inner: 1000, columns: 250,
      into: bidirectional1BackwardRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: bidirectional1BackwardRecurrentKernelPackedTransposedFrom0, peepholes: bidirectional1BackwardPeepholeKernel),
        record: .init(gates: bidirectional1BackwardGates, states: bidirectional1BackwardStates, cells: bidirectional1BackwardCells), sequence: bidirectional1BackwardGradient,
        inputs: bidirectional1BackwardInputsGradient, peepholes: bidirectional1BackwardInputsPeepholeProducts, scratch: bidirectional1BackwardInputsScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true, maskedOutput: .zeros), pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectional1BackwardStates, right: bidirectional1BackwardInputsGradient, into: bidirectional1BackwardRecurrentKernelGradient,
      geometry: .init(rows: 4800, inner: 250, columns: 1000), pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectional1BackwardRecurrentKernel, gradient: bidirectional1BackwardRecurrentKernelGradient, slots: memory + 5788944,
      count: 250000, step: step, pool: pool)
    Kernels.columnSums(bidirectional1BackwardInputsPeepholeProducts, bidirectional1BackwardPeepholeKernelGradient, rows: 4800, columns: 750,
      scratch: bidirectional1BackwardPeepholeKernelScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectional1BackwardPeepholeKernel, gradient: bidirectional1BackwardPeepholeKernelGradient, slots: memory + 6039952, count: 750,
      step: step, pool: pool)
    Kernels.columnSums(bidirectional1BackwardInputsGradient, bidirectional1BackwardBiasGradient, rows: 4800, columns: 1000, scratch: bidirectional1BackwardBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectional1BackwardBias, gradient: bidirectional1BackwardBiasGradient, slots: memory + 6038944, count: 1000, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectional, right: bidirectional1BackwardInputsGradient, into: bidirectional1BackwardKernelGradient,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.packTransposed(matrix: bidirectional1BackwardKernel, rowStride: 1000, inner: 1000, columns: 500, into: bidirectional1BackwardKernelTransposed, pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectional1BackwardKernel, gradient: bidirectional1BackwardKernelGradient, slots: memory + 5288944, count: 500000, step: step,
      pool: pool)
    // Backward of 10: bidirectional:
    Kernels.matmul(left: bidirectional1BackwardInputsGradient, panels: bidirectional1BackwardKernelTransposed, into: bidirectionalGradient,
      geometry: .init(rows: 4800, inner: 1000, columns: 500), pool: pool)
    // Backward of 13: units: 250
    Kernels.packTransposed(matrix: bidirectional1ForwardRecurrentKernel, rowStride: 1000, inner: 1000, columns: 250,
      into: bidirectional1ForwardRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: bidirectional1ForwardRecurrentKernelPackedTransposedFrom0, peepholes: bidirectional1ForwardPeepholeKernel),
        record: .init(gates: bidirectional1ForwardGates, states: bidirectional1ForwardStates, cells: bidirectional1ForwardCells), sequence: bidirectional1ForwardGradient,
        inputs: bidirectional1ForwardInputsGradient, peepholes: bidirectional1ForwardInputsPeepholeProducts, scratch: bidirectional1ForwardInputsScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, maskedOutput: .zeros), pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectional1ForwardStates, right: bidirectional1ForwardInputsGradient, into: bidirectional1ForwardRecurrentKernelGradient,
      geometry: .init(rows: 4800, inner: 250, columns: 1000), pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectional1ForwardRecurrentKernel, gradient: bidirectional1ForwardRecurrentKernelGradient, slots: memory + 5037184, count: 250000,
      step: step, pool: pool)
    Kernels.columnSums(bidirectional1ForwardInputsPeepholeProducts, bidirectional1ForwardPeepholeKernelGradient, rows: 4800, columns: 750,
      scratch: bidirectional1ForwardPeepholeKernelScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectional1ForwardPeepholeKernel, gradient: bidirectional1ForwardPeepholeKernelGradient, slots: memory + 5288192, count: 750,
      step: step, pool: pool)
    Kernels.columnSums(bidirectional1ForwardInputsGradient, bidirectional1ForwardBiasGradient, rows: 4800, columns: 1000, scratch: bidirectional1ForwardBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectional1ForwardBias, gradient: bidirectional1ForwardBiasGradient, slots: memory + 5287184, count: 1000, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectional, right: bidirectional1ForwardInputsGradient, into: bidirectional1ForwardKernelGradient,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.packTransposed(matrix: bidirectional1ForwardKernel, rowStride: 1000, inner: 1000, columns: 500, into: bidirectional1ForwardKernelTransposed, pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectional1ForwardKernel, gradient: bidirectional1ForwardKernelGradient, slots: memory + 4537184, count: 500000, step: step,
      pool: pool)
    // Backward of 10: bidirectional:
    Kernels.matmul(left: bidirectional1ForwardInputsGradient, panels: bidirectional1ForwardKernelTransposed, into: bidirectionalGradient_2,
      geometry: .init(rows: 4800, inner: 1000, columns: 500), pool: pool)
    Kernels.addInto(bidirectionalGradient, bidirectionalGradient_2, count: 2400000, pool: pool)
    // Backward of 13: units: 250
    Kernels.copyBlocks(bidirectionalGradient + 250, stride: 500, bidirectionalBackwardGradient, targetStride: 250, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.copyBlocks(bidirectionalGradient, stride: 500, bidirectionalForwardGradient, targetStride: 250, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.packTransposed(matrix: bidirectionalBackwardRecurrentKernel, rowStride: 1000, inner: 1000, columns: 250,
      into: bidirectionalBackwardRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedTransposedFrom0, peepholes: bidirectionalBackwardPeepholeKernel),
        record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates, cells: bidirectionalBackwardCells), sequence: bidirectionalBackwardGradient,
        inputs: bidirectionalBackwardInputsGradient, peepholes: bidirectionalBackwardInputsPeepholeProducts, scratch: bidirectionalBackwardInputsScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true, maskedOutput: .zeros), pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectionalBackwardStates, right: bidirectionalBackwardInputsGradient, into: bidirectionalBackwardRecurrentKernelGradient,
      geometry: .init(rows: 4800, inner: 250, columns: 1000), pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectionalBackwardRecurrentKernel, gradient: bidirectionalBackwardRecurrentKernelGradient, slots: memory + 4285424, count: 250000,
      step: step, pool: pool)
    Kernels.columnSums(bidirectionalBackwardInputsPeepholeProducts, bidirectionalBackwardPeepholeKernelGradient, rows: 4800, columns: 750,
      scratch: bidirectionalBackwardPeepholeKernelScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectionalBackwardPeepholeKernel, gradient: bidirectionalBackwardPeepholeKernelGradient, slots: memory + 4536432, count: 750,
      step: step, pool: pool)
    Kernels.columnSums(bidirectionalBackwardInputsGradient, bidirectionalBackwardBiasGradient, rows: 4800, columns: 1000, scratch: bidirectionalBackwardBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectionalBackwardBias, gradient: bidirectionalBackwardBiasGradient, slots: memory + 4535424, count: 1000, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: inputPlace, right: bidirectionalBackwardInputsGradient, into: bidirectionalBackwardKernelGradient,
      geometry: .init(rows: 4800, inner: 123, columns: 1000), pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectionalBackwardKernel, gradient: bidirectionalBackwardKernelGradient, slots: memory + 4162416, count: 123000, step: step,
      pool: pool)
    Kernels.packTransposed(matrix: bidirectionalForwardRecurrentKernel, rowStride: 1000, inner: 1000, columns: 250, into: bidirectionalForwardRecurrentKernelPackedTransposedFrom0,
      pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedTransposedFrom0, peepholes: bidirectionalForwardPeepholeKernel),
        record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates, cells: bidirectionalForwardCells), sequence: bidirectionalForwardGradient,
        inputs: bidirectionalForwardInputsGradient, peepholes: bidirectionalForwardInputsPeepholeProducts, scratch: bidirectionalForwardInputsScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, maskedOutput: .zeros), pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectionalForwardStates, right: bidirectionalForwardInputsGradient, into: bidirectionalForwardRecurrentKernelGradient,
      geometry: .init(rows: 4800, inner: 250, columns: 1000), pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectionalForwardRecurrentKernel, gradient: bidirectionalForwardRecurrentKernelGradient, slots: memory + 3910656, count: 250000,
      step: step, pool: pool)
    Kernels.columnSums(bidirectionalForwardInputsPeepholeProducts, bidirectionalForwardPeepholeKernelGradient, rows: 4800, columns: 750,
      scratch: bidirectionalForwardPeepholeKernelScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectionalForwardPeepholeKernel, gradient: bidirectionalForwardPeepholeKernelGradient, slots: memory + 4161664, count: 750,
      step: step, pool: pool)
    Kernels.columnSums(bidirectionalForwardInputsGradient, bidirectionalForwardBiasGradient, rows: 4800, columns: 1000, scratch: bidirectionalForwardBiasScratch, pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectionalForwardBias, gradient: bidirectionalForwardBiasGradient, slots: memory + 4160656, count: 1000, step: step, pool: pool)
    Kernels.matmulTransposedLeft(left: inputPlace, right: bidirectionalForwardInputsGradient, into: bidirectionalForwardKernelGradient,
      geometry: .init(rows: 4800, inner: 123, columns: 1000), pool: pool)
    Kernels.update(Self.optimizer, parameter: bidirectionalForwardKernel, gradient: bidirectionalForwardKernelGradient, slots: memory + 3787648, count: 123000, step: step,
      pool: pool)
    progress.pointee.finishUpdate()
    return loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without dropout.
  /// Returns the loss.
  public func gradient(_ input: Span<Float>, labels: Span<Int32>, into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = memory + 65383264, phonemesLabels = memory + 64183264, bidirectionalForwardKernelPanels_2 = memory + 16183264, bidirectionalForwardInputs = memory + 11383264,
      bidirectionalForwardRecurrentKernelPackedFrom0_2 = memory + 16183264, bidirectionalForward = memory + 20983264, bidirectionalForwardGates = memory + 11383264,
      bidirectionalForwardStates = memory + 48583264, bidirectionalForwardCells = memory + 49783264, bidirectionalForwardScratch = memory + 16435264,
      bidirectionalBackwardKernelPanels_2 = memory + 22183264, bidirectionalBackwardInputs = memory + 16183264,
      bidirectionalBackwardRecurrentKernelPackedFrom0_2 = memory + 23383264, bidirectionalBackward = memory + 22183264, bidirectionalBackwardGates = memory + 16183264,
      bidirectionalBackwardStates = memory + 50983264, bidirectionalBackwardCells = memory + 52183264, bidirectionalBackwardScratch = memory + 23635264,
      bidirectional = memory + 43783264, bidirectional1ForwardKernelPanels_2 = memory + 25783264, bidirectional1ForwardInputs = memory + 20983264,
      bidirectional1ForwardRecurrentKernelPackedFrom0_2 = memory + 25783264, bidirectional1Forward = memory + 30583264, bidirectional1ForwardGates = memory + 20983264,
      bidirectional1ForwardStates = memory + 53383264, bidirectional1ForwardCells = memory + 54583264, bidirectional1ForwardScratch = memory + 26035264,
      bidirectional1BackwardKernelPanels_2 = memory + 31783264, bidirectional1BackwardInputs = memory + 25783264,
      bidirectional1BackwardRecurrentKernelPackedFrom0_2 = memory + 32983264, bidirectional1Backward = memory + 31783264, bidirectional1BackwardGates = memory + 25783264,
      bidirectional1BackwardStates = memory + 55783264, bidirectional1BackwardCells = memory + 56983264, bidirectional1BackwardScratch = memory + 33235264,
      bidirectional1 = memory + 46183264, bidirectional2ForwardKernelPanels_2 = memory + 35383264, bidirectional2ForwardInputs = memory + 30583264,
      bidirectional2ForwardRecurrentKernelPackedFrom0_2 = memory + 35383264, bidirectional2Forward = memory + 42583264, bidirectional2ForwardGates = memory + 30583264,
      bidirectional2ForwardStates = memory + 58183264, bidirectional2ForwardCells = memory + 59383264, bidirectional2ForwardScratch = memory + 35635264,
      bidirectional2BackwardKernelPanels_2 = memory + 40183264, bidirectional2BackwardInputs = memory + 35383264,
      bidirectional2BackwardRecurrentKernelPackedFrom0_2 = memory + 40183264, bidirectional2Backward = memory + 60583264, bidirectional2BackwardGates = memory + 35383264,
      bidirectional2BackwardStates = memory + 61783264, bidirectional2BackwardCells = memory + 62983264, bidirectional2BackwardScratch = memory + 40435264,
      bidirectional2 = memory + 40183264, phonemesKernelPanels_2 = memory + 42583264, phonemesPlace = memory + 65973664, phonemesLoss = memory + 43617792,
      phonemesExampleLosses = memory + 43617808, phonemesLossGradient = memory + 43320192, phonemesAlignments = memory + 42583264, loss = memory + 66606336,
      phonemesBiasGradient = memory + 66606272, phonemesBiasScratch = memory + 42583264, phonemesKernelGradient = memory + 66575264, phonemesKernelTransposed = memory + 42583264,
      bidirectional2Gradient = memory + 40183264, bidirectional2BackwardGradient = memory + 60583264, bidirectional2ForwardGradient = memory + 64183264,
      bidirectional2BackwardRecurrentKernelPackedTransposedFrom0 = memory + 66271264, bidirectional2BackwardInputsGradient = memory + 35383264,
      bidirectional2BackwardInputsPeepholeProducts = memory + 40183264, bidirectional2BackwardInputsScratch = memory + 66527264,
      bidirectional2BackwardRecurrentKernelGradient = memory + 60583264, bidirectional2BackwardPeepholeKernelGradient = memory + 60847520,
      bidirectional2BackwardPeepholeKernelScratch = memory + 60833264, bidirectional2BackwardBiasGradient = memory + 43595264,
      bidirectional2BackwardBiasScratch = memory + 40183264, bidirectional2BackwardKernelGradient = memory + 43095264, bidirectional2BackwardKernelTransposed = memory + 42583264,
      bidirectional1Gradient = memory + 40183264, bidirectional2ForwardRecurrentKernelPackedTransposedFrom0 = memory + 38983264,
      bidirectional2ForwardInputsGradient = memory + 30583264, bidirectional2ForwardInputsPeepholeProducts = memory + 35383264,
      bidirectional2ForwardInputsScratch = memory + 39239264, bidirectional2ForwardRecurrentKernelGradient = memory + 38983264,
      bidirectional2ForwardPeepholeKernelGradient = memory + 39247520, bidirectional2ForwardPeepholeKernelScratch = memory + 39233264,
      bidirectional2ForwardBiasGradient = memory + 38795264, bidirectional2ForwardBiasScratch = memory + 35383264, bidirectional2ForwardKernelGradient = memory + 38295264,
      bidirectional2ForwardKernelTransposed = memory + 37783264, bidirectional1Gradient_2 = memory + 35383264, bidirectional1BackwardGradient = memory + 34183264,
      bidirectional1ForwardGradient = memory + 35383264, bidirectional1BackwardRecurrentKernelPackedTransposedFrom0 = memory + 36583264,
      bidirectional1BackwardInputsGradient = memory + 25783264, bidirectional1BackwardInputsPeepholeProducts = memory + 30583264,
      bidirectional1BackwardInputsScratch = memory + 36839264, bidirectional1BackwardRecurrentKernelGradient = memory + 34183264,
      bidirectional1BackwardPeepholeKernelGradient = memory + 34447520, bidirectional1BackwardPeepholeKernelScratch = memory + 34433264,
      bidirectional1BackwardBiasGradient = memory + 33995264, bidirectional1BackwardBiasScratch = memory + 30583264, bidirectional1BackwardKernelGradient = memory + 33495264,
      bidirectional1BackwardKernelTransposed = memory + 32983264, bidirectionalGradient = memory + 30583264,
      bidirectional1ForwardRecurrentKernelPackedTransposedFrom0 = memory + 29383264, bidirectional1ForwardInputsGradient = memory + 20983264,
      bidirectional1ForwardInputsPeepholeProducts = memory + 25783264, bidirectional1ForwardInputsScratch = memory + 29639264,
      bidirectional1ForwardRecurrentKernelGradient = memory + 29383264, bidirectional1ForwardPeepholeKernelGradient = memory + 29647520,
      bidirectional1ForwardPeepholeKernelScratch = memory + 29633264, bidirectional1ForwardBiasGradient = memory + 29195264, bidirectional1ForwardBiasScratch = memory + 25783264,
      bidirectional1ForwardKernelGradient = memory + 28695264, bidirectional1ForwardKernelTransposed = memory + 28183264, bidirectionalGradient_2 = memory + 25783264,
      bidirectionalBackwardGradient = memory + 24583264, bidirectionalForwardGradient = memory + 25783264,
      bidirectionalBackwardRecurrentKernelPackedTransposedFrom0 = memory + 26983264, bidirectionalBackwardInputsGradient = memory + 16183264,
      bidirectionalBackwardInputsPeepholeProducts = memory + 20983264, bidirectionalBackwardInputsScratch = memory + 27239264,
      bidirectionalBackwardRecurrentKernelGradient = memory + 24583264, bidirectionalBackwardPeepholeKernelGradient = memory + 24847520,
      bidirectionalBackwardPeepholeKernelScratch = memory + 24833264, bidirectionalBackwardBiasGradient = memory + 21106272, bidirectionalBackwardBiasScratch = memory + 20983264,
      bidirectionalBackwardKernelGradient = memory + 20983264, bidirectionalForwardRecurrentKernelPackedTransposedFrom0 = memory + 19783264,
      bidirectionalForwardInputsGradient = memory + 11383264, bidirectionalForwardInputsPeepholeProducts = memory + 16183264, bidirectionalForwardInputsScratch = memory + 20039264,
      bidirectionalForwardRecurrentKernelGradient = memory + 19783264, bidirectionalForwardPeepholeKernelGradient = memory + 20047520,
      bidirectionalForwardPeepholeKernelScratch = memory + 20033264, bidirectionalForwardBiasGradient = memory + 16306272, bidirectionalForwardBiasScratch = memory + 16183264,
      bidirectionalForwardKernelGradient = memory + 16183264
    inputPlace.write(input, count: 590400)
    phonemesLabels.write(labels, count: 1200)
    Kernels.pack(matrix: bidirectionalForwardKernel, rowStride: 1000, inner: 123, columns: 1000, into: bidirectionalForwardKernelPanels_2, pool: pool)
    Kernels.matmul(left: inputPlace, panels: bidirectionalForwardKernelPanels_2, bias: bidirectionalForwardBias, into: bidirectionalForwardInputs,
      geometry: .init(rows: 4800, inner: 123, columns: 1000), pool: pool)
    Kernels.pack(matrix: bidirectionalForwardRecurrentKernel, rowStride: 1000, inner: 250, columns: 1000, into: bidirectionalForwardRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectionalForwardInputs,
        weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0_2, peepholes: bidirectionalForwardPeepholeKernel), sequence: bidirectionalForward,
        record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates, cells: bidirectionalForwardCells), scratch: bidirectionalForwardScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, maskedOutput: .zeros), pool: pool)
    Kernels.pack(matrix: bidirectionalBackwardKernel, rowStride: 1000, inner: 123, columns: 1000, into: bidirectionalBackwardKernelPanels_2, pool: pool)
    Kernels.matmul(left: inputPlace, panels: bidirectionalBackwardKernelPanels_2, bias: bidirectionalBackwardBias, into: bidirectionalBackwardInputs,
      geometry: .init(rows: 4800, inner: 123, columns: 1000), pool: pool)
    Kernels.pack(matrix: bidirectionalBackwardRecurrentKernel, rowStride: 1000, inner: 250, columns: 1000, into: bidirectionalBackwardRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectionalBackwardInputs,
        weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0_2, peepholes: bidirectionalBackwardPeepholeKernel), sequence: bidirectionalBackward,
        record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates, cells: bidirectionalBackwardCells), scratch: bidirectionalBackwardScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true, maskedOutput: .zeros), pool: pool)
    Kernels.copyBlocks(bidirectionalForward, stride: 250, bidirectional, targetStride: 500, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.copyBlocks(bidirectionalBackward, stride: 250, bidirectional + 250, targetStride: 500, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.pack(matrix: bidirectional1ForwardKernel, rowStride: 1000, inner: 500, columns: 1000, into: bidirectional1ForwardKernelPanels_2, pool: pool)
    Kernels.matmul(left: bidirectional, panels: bidirectional1ForwardKernelPanels_2, bias: bidirectional1ForwardBias, into: bidirectional1ForwardInputs,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.pack(matrix: bidirectional1ForwardRecurrentKernel, rowStride: 1000, inner: 250, columns: 1000, into: bidirectional1ForwardRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectional1ForwardInputs,
        weights: .init(recurrent: bidirectional1ForwardRecurrentKernelPackedFrom0_2, peepholes: bidirectional1ForwardPeepholeKernel), sequence: bidirectional1Forward,
        record: .init(gates: bidirectional1ForwardGates, states: bidirectional1ForwardStates, cells: bidirectional1ForwardCells), scratch: bidirectional1ForwardScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, maskedOutput: .zeros), pool: pool)
    Kernels.pack(matrix: bidirectional1BackwardKernel, rowStride: 1000, inner: 500, columns: 1000, into: bidirectional1BackwardKernelPanels_2, pool: pool)
    Kernels.matmul(left: bidirectional, panels: bidirectional1BackwardKernelPanels_2, bias: bidirectional1BackwardBias, into: bidirectional1BackwardInputs,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.pack(matrix: bidirectional1BackwardRecurrentKernel, rowStride: 1000, inner: 250, columns: 1000, into: bidirectional1BackwardRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectional1BackwardInputs,
        weights: .init(recurrent: bidirectional1BackwardRecurrentKernelPackedFrom0_2, peepholes: bidirectional1BackwardPeepholeKernel), sequence: bidirectional1Backward,
        record: .init(gates: bidirectional1BackwardGates, states: bidirectional1BackwardStates, cells: bidirectional1BackwardCells), scratch: bidirectional1BackwardScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true, maskedOutput: .zeros), pool: pool)
    Kernels.copyBlocks(bidirectional1Forward, stride: 250, bidirectional1, targetStride: 500, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.copyBlocks(bidirectional1Backward, stride: 250, bidirectional1 + 250, targetStride: 500, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.pack(matrix: bidirectional2ForwardKernel, rowStride: 1000, inner: 500, columns: 1000, into: bidirectional2ForwardKernelPanels_2, pool: pool)
    Kernels.matmul(left: bidirectional1, panels: bidirectional2ForwardKernelPanels_2, bias: bidirectional2ForwardBias, into: bidirectional2ForwardInputs,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.pack(matrix: bidirectional2ForwardRecurrentKernel, rowStride: 1000, inner: 250, columns: 1000, into: bidirectional2ForwardRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectional2ForwardInputs,
        weights: .init(recurrent: bidirectional2ForwardRecurrentKernelPackedFrom0_2, peepholes: bidirectional2ForwardPeepholeKernel), sequence: bidirectional2Forward,
        record: .init(gates: bidirectional2ForwardGates, states: bidirectional2ForwardStates, cells: bidirectional2ForwardCells), scratch: bidirectional2ForwardScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, maskedOutput: .zeros), pool: pool)
    Kernels.pack(matrix: bidirectional2BackwardKernel, rowStride: 1000, inner: 500, columns: 1000, into: bidirectional2BackwardKernelPanels_2, pool: pool)
    Kernels.matmul(left: bidirectional1, panels: bidirectional2BackwardKernelPanels_2, bias: bidirectional2BackwardBias, into: bidirectional2BackwardInputs,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.pack(matrix: bidirectional2BackwardRecurrentKernel, rowStride: 1000, inner: 250, columns: 1000, into: bidirectional2BackwardRecurrentKernelPackedFrom0_2, pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectional2BackwardInputs,
        weights: .init(recurrent: bidirectional2BackwardRecurrentKernelPackedFrom0_2, peepholes: bidirectional2BackwardPeepholeKernel), sequence: bidirectional2Backward,
        record: .init(gates: bidirectional2BackwardGates, states: bidirectional2BackwardStates, cells: bidirectional2BackwardCells), scratch: bidirectional2BackwardScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true, maskedOutput: .zeros), pool: pool)
    Kernels.copyBlocks(bidirectional2Forward, stride: 250, bidirectional2, targetStride: 500, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.copyBlocks(bidirectional2Backward, stride: 250, bidirectional2 + 250, targetStride: 500, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.pack(matrix: phonemesKernel, rowStride: 62, inner: 500, columns: 62, into: phonemesKernelPanels_2, pool: pool)
    Kernels.matmul(left: bidirectional2, panels: phonemesKernelPanels_2, bias: phonemesBias, into: phonemesPlace, geometry: .init(rows: 4800, inner: 500, columns: 62), pool: pool)
    phonemesLoss[0] = Float(Kernels.ctc(logits: phonemesPlace, labels: phonemesLabels.integers, mask: nil, geometry: .init(examples: 16, time: 300, classes: 62, labels: 75),
        scale: 0.0625, exampleLosses: phonemesExampleLosses, gradient: phonemesLossGradient, scratch: phonemesAlignments, pool: pool))
    loss[0] = phonemesLoss[0]
    Kernels.columnSums(phonemesLossGradient, phonemesBiasGradient, rows: 4800, columns: 62, scratch: phonemesBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectional2, right: phonemesLossGradient, into: phonemesKernelGradient, geometry: .init(rows: 4800, inner: 500, columns: 62), pool: pool)
    Kernels.packTransposed(matrix: phonemesKernel, rowStride: 62, inner: 62, columns: 500, into: phonemesKernelTransposed, pool: pool)
    Kernels.matmul(left: phonemesLossGradient, panels: phonemesKernelTransposed, into: bidirectional2Gradient, geometry: .init(rows: 4800, inner: 62, columns: 500), pool: pool)
    Kernels.copyBlocks(bidirectional2Gradient + 250, stride: 500, bidirectional2BackwardGradient, targetStride: 250, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.copyBlocks(bidirectional2Gradient, stride: 500, bidirectional2ForwardGradient, targetStride: 250, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.packTransposed(matrix: bidirectional2BackwardRecurrentKernel, rowStride: 1000, inner: 1000, columns: 250,
      into: bidirectional2BackwardRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: bidirectional2BackwardRecurrentKernelPackedTransposedFrom0, peepholes: bidirectional2BackwardPeepholeKernel),
        record: .init(gates: bidirectional2BackwardGates, states: bidirectional2BackwardStates, cells: bidirectional2BackwardCells), sequence: bidirectional2BackwardGradient,
        inputs: bidirectional2BackwardInputsGradient, peepholes: bidirectional2BackwardInputsPeepholeProducts, scratch: bidirectional2BackwardInputsScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true, maskedOutput: .zeros), pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectional2BackwardStates, right: bidirectional2BackwardInputsGradient, into: bidirectional2BackwardRecurrentKernelGradient,
      geometry: .init(rows: 4800, inner: 250, columns: 1000), pool: pool)
    Kernels.columnSums(bidirectional2BackwardInputsPeepholeProducts, bidirectional2BackwardPeepholeKernelGradient, rows: 4800, columns: 750,
      scratch: bidirectional2BackwardPeepholeKernelScratch, pool: pool)
    Kernels.columnSums(bidirectional2BackwardInputsGradient, bidirectional2BackwardBiasGradient, rows: 4800, columns: 1000, scratch: bidirectional2BackwardBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectional1, right: bidirectional2BackwardInputsGradient, into: bidirectional2BackwardKernelGradient,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.packTransposed(matrix: bidirectional2BackwardKernel, rowStride: 1000, inner: 1000, columns: 500, into: bidirectional2BackwardKernelTransposed, pool: pool)
    Kernels.matmul(left: bidirectional2BackwardInputsGradient, panels: bidirectional2BackwardKernelTransposed, into: bidirectional1Gradient,
      geometry: .init(rows: 4800, inner: 1000, columns: 500), pool: pool)
    Kernels.packTransposed(matrix: bidirectional2ForwardRecurrentKernel, rowStride: 1000, inner: 1000, columns: 250,
      into: bidirectional2ForwardRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: bidirectional2ForwardRecurrentKernelPackedTransposedFrom0, peepholes: bidirectional2ForwardPeepholeKernel),
        record: .init(gates: bidirectional2ForwardGates, states: bidirectional2ForwardStates, cells: bidirectional2ForwardCells), sequence: bidirectional2ForwardGradient,
        inputs: bidirectional2ForwardInputsGradient, peepholes: bidirectional2ForwardInputsPeepholeProducts, scratch: bidirectional2ForwardInputsScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, maskedOutput: .zeros), pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectional2ForwardStates, right: bidirectional2ForwardInputsGradient, into: bidirectional2ForwardRecurrentKernelGradient,
      geometry: .init(rows: 4800, inner: 250, columns: 1000), pool: pool)
    Kernels.columnSums(bidirectional2ForwardInputsPeepholeProducts, bidirectional2ForwardPeepholeKernelGradient, rows: 4800, columns: 750,
      scratch: bidirectional2ForwardPeepholeKernelScratch, pool: pool)
    Kernels.columnSums(bidirectional2ForwardInputsGradient, bidirectional2ForwardBiasGradient, rows: 4800, columns: 1000, scratch: bidirectional2ForwardBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectional1, right: bidirectional2ForwardInputsGradient, into: bidirectional2ForwardKernelGradient,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.packTransposed(matrix: bidirectional2ForwardKernel, rowStride: 1000, inner: 1000, columns: 500, into: bidirectional2ForwardKernelTransposed, pool: pool)
    Kernels.matmul(left: bidirectional2ForwardInputsGradient, panels: bidirectional2ForwardKernelTransposed, into: bidirectional1Gradient_2,
      geometry: .init(rows: 4800, inner: 1000, columns: 500), pool: pool)
    Kernels.addInto(bidirectional1Gradient, bidirectional1Gradient_2, count: 2400000, pool: pool)
    Kernels.copyBlocks(bidirectional1Gradient + 250, stride: 500, bidirectional1BackwardGradient, targetStride: 250, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.copyBlocks(bidirectional1Gradient, stride: 500, bidirectional1ForwardGradient, targetStride: 250, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.packTransposed(matrix: bidirectional1BackwardRecurrentKernel, rowStride: 1000, inner: 1000, columns: 250,
      into: bidirectional1BackwardRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: bidirectional1BackwardRecurrentKernelPackedTransposedFrom0, peepholes: bidirectional1BackwardPeepholeKernel),
        record: .init(gates: bidirectional1BackwardGates, states: bidirectional1BackwardStates, cells: bidirectional1BackwardCells), sequence: bidirectional1BackwardGradient,
        inputs: bidirectional1BackwardInputsGradient, peepholes: bidirectional1BackwardInputsPeepholeProducts, scratch: bidirectional1BackwardInputsScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true, maskedOutput: .zeros), pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectional1BackwardStates, right: bidirectional1BackwardInputsGradient, into: bidirectional1BackwardRecurrentKernelGradient,
      geometry: .init(rows: 4800, inner: 250, columns: 1000), pool: pool)
    Kernels.columnSums(bidirectional1BackwardInputsPeepholeProducts, bidirectional1BackwardPeepholeKernelGradient, rows: 4800, columns: 750,
      scratch: bidirectional1BackwardPeepholeKernelScratch, pool: pool)
    Kernels.columnSums(bidirectional1BackwardInputsGradient, bidirectional1BackwardBiasGradient, rows: 4800, columns: 1000, scratch: bidirectional1BackwardBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectional, right: bidirectional1BackwardInputsGradient, into: bidirectional1BackwardKernelGradient,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.packTransposed(matrix: bidirectional1BackwardKernel, rowStride: 1000, inner: 1000, columns: 500, into: bidirectional1BackwardKernelTransposed, pool: pool)
    Kernels.matmul(left: bidirectional1BackwardInputsGradient, panels: bidirectional1BackwardKernelTransposed, into: bidirectionalGradient,
      geometry: .init(rows: 4800, inner: 1000, columns: 500), pool: pool)
    Kernels.packTransposed(matrix: bidirectional1ForwardRecurrentKernel, rowStride: 1000, inner: 1000, columns: 250,
      into: bidirectional1ForwardRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: bidirectional1ForwardRecurrentKernelPackedTransposedFrom0, peepholes: bidirectional1ForwardPeepholeKernel),
        record: .init(gates: bidirectional1ForwardGates, states: bidirectional1ForwardStates, cells: bidirectional1ForwardCells), sequence: bidirectional1ForwardGradient,
        inputs: bidirectional1ForwardInputsGradient, peepholes: bidirectional1ForwardInputsPeepholeProducts, scratch: bidirectional1ForwardInputsScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, maskedOutput: .zeros), pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectional1ForwardStates, right: bidirectional1ForwardInputsGradient, into: bidirectional1ForwardRecurrentKernelGradient,
      geometry: .init(rows: 4800, inner: 250, columns: 1000), pool: pool)
    Kernels.columnSums(bidirectional1ForwardInputsPeepholeProducts, bidirectional1ForwardPeepholeKernelGradient, rows: 4800, columns: 750,
      scratch: bidirectional1ForwardPeepholeKernelScratch, pool: pool)
    Kernels.columnSums(bidirectional1ForwardInputsGradient, bidirectional1ForwardBiasGradient, rows: 4800, columns: 1000, scratch: bidirectional1ForwardBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectional, right: bidirectional1ForwardInputsGradient, into: bidirectional1ForwardKernelGradient,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.packTransposed(matrix: bidirectional1ForwardKernel, rowStride: 1000, inner: 1000, columns: 500, into: bidirectional1ForwardKernelTransposed, pool: pool)
    Kernels.matmul(left: bidirectional1ForwardInputsGradient, panels: bidirectional1ForwardKernelTransposed, into: bidirectionalGradient_2,
      geometry: .init(rows: 4800, inner: 1000, columns: 500), pool: pool)
    Kernels.addInto(bidirectionalGradient, bidirectionalGradient_2, count: 2400000, pool: pool)
    Kernels.copyBlocks(bidirectionalGradient + 250, stride: 500, bidirectionalBackwardGradient, targetStride: 250, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.copyBlocks(bidirectionalGradient, stride: 500, bidirectionalForwardGradient, targetStride: 250, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.packTransposed(matrix: bidirectionalBackwardRecurrentKernel, rowStride: 1000, inner: 1000, columns: 250,
      into: bidirectionalBackwardRecurrentKernelPackedTransposedFrom0, pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedTransposedFrom0, peepholes: bidirectionalBackwardPeepholeKernel),
        record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates, cells: bidirectionalBackwardCells), sequence: bidirectionalBackwardGradient,
        inputs: bidirectionalBackwardInputsGradient, peepholes: bidirectionalBackwardInputsPeepholeProducts, scratch: bidirectionalBackwardInputsScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true, maskedOutput: .zeros), pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectionalBackwardStates, right: bidirectionalBackwardInputsGradient, into: bidirectionalBackwardRecurrentKernelGradient,
      geometry: .init(rows: 4800, inner: 250, columns: 1000), pool: pool)
    Kernels.columnSums(bidirectionalBackwardInputsPeepholeProducts, bidirectionalBackwardPeepholeKernelGradient, rows: 4800, columns: 750,
      scratch: bidirectionalBackwardPeepholeKernelScratch, pool: pool)
    Kernels.columnSums(bidirectionalBackwardInputsGradient, bidirectionalBackwardBiasGradient, rows: 4800, columns: 1000, scratch: bidirectionalBackwardBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: inputPlace, right: bidirectionalBackwardInputsGradient, into: bidirectionalBackwardKernelGradient,
      geometry: .init(rows: 4800, inner: 123, columns: 1000), pool: pool)
    Kernels.packTransposed(matrix: bidirectionalForwardRecurrentKernel, rowStride: 1000, inner: 1000, columns: 250, into: bidirectionalForwardRecurrentKernelPackedTransposedFrom0,
      pool: pool)
    Kernels.recurrentSequenceGradient(.init(weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedTransposedFrom0, peepholes: bidirectionalForwardPeepholeKernel),
        record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates, cells: bidirectionalForwardCells), sequence: bidirectionalForwardGradient,
        inputs: bidirectionalForwardInputsGradient, peepholes: bidirectionalForwardInputsPeepholeProducts, scratch: bidirectionalForwardInputsScratch),
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, maskedOutput: .zeros), pool: pool)
    Kernels.matmulTransposedLeft(left: bidirectionalForwardStates, right: bidirectionalForwardInputsGradient, into: bidirectionalForwardRecurrentKernelGradient,
      geometry: .init(rows: 4800, inner: 250, columns: 1000), pool: pool)
    Kernels.columnSums(bidirectionalForwardInputsPeepholeProducts, bidirectionalForwardPeepholeKernelGradient, rows: 4800, columns: 750,
      scratch: bidirectionalForwardPeepholeKernelScratch, pool: pool)
    Kernels.columnSums(bidirectionalForwardInputsGradient, bidirectionalForwardBiasGradient, rows: 4800, columns: 1000, scratch: bidirectionalForwardBiasScratch, pool: pool)
    Kernels.matmulTransposedLeft(left: inputPlace, right: bidirectionalForwardInputsGradient, into: bidirectionalForwardKernelGradient,
      geometry: .init(rows: 4800, inner: 123, columns: 1000), pool: pool)
    bidirectionalForwardKernelGradient.read(into: &gradient, at: 0, count: 123000)
    bidirectionalForwardRecurrentKernelGradient.read(into: &gradient, at: 123000, count: 250000)
    bidirectionalForwardBiasGradient.read(into: &gradient, at: 373000, count: 1000)
    bidirectionalForwardPeepholeKernelGradient.read(into: &gradient, at: 374000, count: 750)
    bidirectionalBackwardKernelGradient.read(into: &gradient, at: 374750, count: 123000)
    bidirectionalBackwardRecurrentKernelGradient.read(into: &gradient, at: 497750, count: 250000)
    bidirectionalBackwardBiasGradient.read(into: &gradient, at: 747750, count: 1000)
    bidirectionalBackwardPeepholeKernelGradient.read(into: &gradient, at: 748750, count: 750)
    bidirectional1ForwardKernelGradient.read(into: &gradient, at: 749500, count: 500000)
    bidirectional1ForwardRecurrentKernelGradient.read(into: &gradient, at: 1249500, count: 250000)
    bidirectional1ForwardBiasGradient.read(into: &gradient, at: 1499500, count: 1000)
    bidirectional1ForwardPeepholeKernelGradient.read(into: &gradient, at: 1500500, count: 750)
    bidirectional1BackwardKernelGradient.read(into: &gradient, at: 1501250, count: 500000)
    bidirectional1BackwardRecurrentKernelGradient.read(into: &gradient, at: 2001250, count: 250000)
    bidirectional1BackwardBiasGradient.read(into: &gradient, at: 2251250, count: 1000)
    bidirectional1BackwardPeepholeKernelGradient.read(into: &gradient, at: 2252250, count: 750)
    bidirectional2ForwardKernelGradient.read(into: &gradient, at: 2253000, count: 500000)
    bidirectional2ForwardRecurrentKernelGradient.read(into: &gradient, at: 2753000, count: 250000)
    bidirectional2ForwardBiasGradient.read(into: &gradient, at: 3003000, count: 1000)
    bidirectional2ForwardPeepholeKernelGradient.read(into: &gradient, at: 3004000, count: 750)
    bidirectional2BackwardKernelGradient.read(into: &gradient, at: 3004750, count: 500000)
    bidirectional2BackwardRecurrentKernelGradient.read(into: &gradient, at: 3504750, count: 250000)
    bidirectional2BackwardBiasGradient.read(into: &gradient, at: 3754750, count: 1000)
    bidirectional2BackwardPeepholeKernelGradient.read(into: &gradient, at: 3755750, count: 750)
    phonemesKernelGradient.read(into: &gradient, at: 3756500, count: 31000)
    phonemesBiasGradient.read(into: &gradient, at: 3787500, count: 62)
    return loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = memory + 16183264, phonemesLabels = memory + 20983264, bidirectionalForwardInputs = memory + 11383264, bidirectionalForward = memory + 18583264,
      bidirectionalForwardScratch = memory + 16773664, bidirectionalBackwardInputs = memory + 11383264, bidirectionalBackward = memory + 19783264,
      bidirectionalBackwardScratch = memory + 16183264, bidirectional = memory + 16183264, bidirectional1ForwardInputs = memory + 11383264,
      bidirectional1Forward = memory + 18583264, bidirectional1ForwardScratch = memory + 19783264, bidirectional1BackwardInputs = memory + 11383264,
      bidirectional1Backward = memory + 19783264, bidirectional1BackwardScratch = memory + 16183264, bidirectional1 = memory + 16183264,
      bidirectional2ForwardInputs = memory + 11383264, bidirectional2Forward = memory + 18583264, bidirectional2ForwardScratch = memory + 19783264,
      bidirectional2BackwardInputs = memory + 11383264, bidirectional2Backward = memory + 16183264, bidirectional2BackwardScratch = memory + 17383264,
      bidirectional2 = memory + 11383264, phonemesPlace = memory + 13783264, phonemesLoss = memory + 11394016, phonemesExampleLosses = memory + 11394032,
      phonemesAlignments = memory + 11383264, loss = memory + 11383264
    inputPlace.write(input, count: 590400)
    phonemesLabels.write(labels, count: 1200)
    Kernels.matmul(left: inputPlace, panels: bidirectionalForwardKernelPanels, bias: bidirectionalForwardBias, into: bidirectionalForwardInputs,
      geometry: .init(rows: 4800, inner: 123, columns: 1000), pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectionalForwardInputs,
        weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0, peepholes: bidirectionalForwardPeepholeKernel), sequence: bidirectionalForward,
        scratch: bidirectionalForwardScratch), geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, maskedOutput: .zeros), pool: pool)
    Kernels.matmul(left: inputPlace, panels: bidirectionalBackwardKernelPanels, bias: bidirectionalBackwardBias, into: bidirectionalBackwardInputs,
      geometry: .init(rows: 4800, inner: 123, columns: 1000), pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectionalBackwardInputs,
        weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0, peepholes: bidirectionalBackwardPeepholeKernel), sequence: bidirectionalBackward,
        scratch: bidirectionalBackwardScratch), geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true, maskedOutput: .zeros), pool: pool)
    Kernels.copyBlocks(bidirectionalForward, stride: 250, bidirectional, targetStride: 500, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.copyBlocks(bidirectionalBackward, stride: 250, bidirectional + 250, targetStride: 500, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.matmul(left: bidirectional, panels: bidirectional1ForwardKernelPanels, bias: bidirectional1ForwardBias, into: bidirectional1ForwardInputs,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectional1ForwardInputs,
        weights: .init(recurrent: bidirectional1ForwardRecurrentKernelPackedFrom0, peepholes: bidirectional1ForwardPeepholeKernel), sequence: bidirectional1Forward,
        scratch: bidirectional1ForwardScratch), geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, maskedOutput: .zeros), pool: pool)
    Kernels.matmul(left: bidirectional, panels: bidirectional1BackwardKernelPanels, bias: bidirectional1BackwardBias, into: bidirectional1BackwardInputs,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectional1BackwardInputs,
        weights: .init(recurrent: bidirectional1BackwardRecurrentKernelPackedFrom0, peepholes: bidirectional1BackwardPeepholeKernel), sequence: bidirectional1Backward,
        scratch: bidirectional1BackwardScratch), geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true, maskedOutput: .zeros), pool: pool)
    Kernels.copyBlocks(bidirectional1Forward, stride: 250, bidirectional1, targetStride: 500, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.copyBlocks(bidirectional1Backward, stride: 250, bidirectional1 + 250, targetStride: 500, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.matmul(left: bidirectional1, panels: bidirectional2ForwardKernelPanels, bias: bidirectional2ForwardBias, into: bidirectional2ForwardInputs,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectional2ForwardInputs,
        weights: .init(recurrent: bidirectional2ForwardRecurrentKernelPackedFrom0, peepholes: bidirectional2ForwardPeepholeKernel), sequence: bidirectional2Forward,
        scratch: bidirectional2ForwardScratch), geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, maskedOutput: .zeros), pool: pool)
    Kernels.matmul(left: bidirectional1, panels: bidirectional2BackwardKernelPanels, bias: bidirectional2BackwardBias, into: bidirectional2BackwardInputs,
      geometry: .init(rows: 4800, inner: 500, columns: 1000), pool: pool)
    Kernels.recurrentSequence(.init(inputs: bidirectional2BackwardInputs,
        weights: .init(recurrent: bidirectional2BackwardRecurrentKernelPackedFrom0, peepholes: bidirectional2BackwardPeepholeKernel), sequence: bidirectional2Backward,
        scratch: bidirectional2BackwardScratch), geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true, maskedOutput: .zeros), pool: pool)
    Kernels.copyBlocks(bidirectional2Forward, stride: 250, bidirectional2, targetStride: 500, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.copyBlocks(bidirectional2Backward, stride: 250, bidirectional2 + 250, targetStride: 500, blocks: 4800, size: 250, adding: false, pool: pool)
    Kernels.matmul(left: bidirectional2, panels: phonemesKernelPanels, bias: phonemesBias, into: phonemesPlace, geometry: .init(rows: 4800, inner: 500, columns: 62), pool: pool)
    phonemesLoss[0] = Float(Kernels.ctc(logits: phonemesPlace, labels: phonemesLabels.integers, mask: nil, geometry: .init(examples: 16, time: 300, classes: 62, labels: 75),
        scale: 0.0625, exampleLosses: phonemesExampleLosses, gradient: nil, scratch: phonemesAlignments, pool: pool))
    loss[0] = phonemesLoss[0]
    return loss[0]
  }
}
