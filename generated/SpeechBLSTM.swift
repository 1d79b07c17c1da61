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
    network: "2:aa7f2a6a308b6628:70f33a06159e95b8", inputs: [.init("input", [300, 123])],
      outputs: [.init("phonemes", [300, 62])], words: 66310144,
    parameters: [
      .init("bidirectional/forward/kernel", [123, 1000], at: 0, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional/forward/recurrent_kernel", [250, 1000], at: 123008,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional/forward/bias", [1000], at: 373008, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional/forward/peephole_kernel", [3, 250], at: 374016,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional/backward/kernel", [123, 1000], at: 374768,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional/backward/recurrent_kernel", [250, 1000], at: 497776,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional/backward/bias", [1000], at: 747776, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional/backward/peephole_kernel", [3, 250], at: 748784,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_1/forward/kernel", [500, 1000], at: 749536,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_1/forward/recurrent_kernel", [250, 1000], at: 1249536,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_1/forward/bias", [1000], at: 1499536, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_1/forward/peephole_kernel", [3, 250], at: 1500544,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_1/backward/kernel", [500, 1000], at: 1501296,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_1/backward/recurrent_kernel", [250, 1000], at: 2001296,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_1/backward/bias", [1000], at: 2251296,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_1/backward/peephole_kernel", [3, 250], at: 2252304,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_2/forward/kernel", [500, 1000], at: 2253056,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_2/forward/recurrent_kernel", [250, 1000], at: 2753056,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_2/forward/bias", [1000], at: 3003056, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_2/forward/peephole_kernel", [3, 250], at: 3004064,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_2/backward/kernel", [500, 1000], at: 3004816,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_2/backward/recurrent_kernel", [250, 1000], at: 3504816,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_2/backward/bias", [1000], at: 3754816,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("bidirectional_2/backward/peephole_kernel", [3, 250], at: 3755824,
        .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("phonemes/kernel", [500, 62], at: 3756576, .randomUniform(minimum: -0.1, maximum: 0.1)),
      .init("phonemes/bias", [62], at: 3787584, .randomUniform(minimum: -0.1, maximum: 0.1)),
    ], optimizer: optimizer, slotsAt: 3787648
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
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
    machine = Kernels.Machine(pool)
    self.pool = pool
  }

  /// Packs the weights as kernels read them, when they have changed.
  public func prepare() {
    guard !progress.pointee.isPrepared else { return }
    Kernels.Pack(bidirectionalForwardKernel, as: .matrix(inner: 123, columns: 1000),
      into: bidirectionalForwardKernelPanels).run(on: machine)
    Kernels.Pack(bidirectionalForwardRecurrentKernel,
      as: .block(stride: 1000, first: 0, inner: 250, columns: 1000),
      into: bidirectionalForwardRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(bidirectionalBackwardKernel, as: .matrix(inner: 123, columns: 1000),
      into: bidirectionalBackwardKernelPanels).run(on: machine)
    Kernels.Pack(bidirectionalBackwardRecurrentKernel,
      as: .block(stride: 1000, first: 0, inner: 250, columns: 1000),
      into: bidirectionalBackwardRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(bidirectional1ForwardKernel, as: .matrix(inner: 500, columns: 1000),
      into: bidirectional1ForwardKernelPanels).run(on: machine)
    Kernels.Pack(bidirectional1ForwardRecurrentKernel,
      as: .block(stride: 1000, first: 0, inner: 250, columns: 1000),
      into: bidirectional1ForwardRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(bidirectional1BackwardKernel, as: .matrix(inner: 500, columns: 1000),
      into: bidirectional1BackwardKernelPanels).run(on: machine)
    Kernels.Pack(bidirectional1BackwardRecurrentKernel,
      as: .block(stride: 1000, first: 0, inner: 250, columns: 1000),
      into: bidirectional1BackwardRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(bidirectional2ForwardKernel, as: .matrix(inner: 500, columns: 1000),
      into: bidirectional2ForwardKernelPanels).run(on: machine)
    Kernels.Pack(bidirectional2ForwardRecurrentKernel,
      as: .block(stride: 1000, first: 0, inner: 250, columns: 1000),
      into: bidirectional2ForwardRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(bidirectional2BackwardKernel, as: .matrix(inner: 500, columns: 1000),
      into: bidirectional2BackwardKernelPanels).run(on: machine)
    Kernels.Pack(bidirectional2BackwardRecurrentKernel,
      as: .block(stride: 1000, first: 0, inner: 250, columns: 1000),
      into: bidirectional2BackwardRecurrentKernelPackedFrom0).run(on: machine)
    Kernels.Pack(phonemesKernel, as: .matrix(inner: 500, columns: 62),
      into: phonemesKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes phonemes of one example, or of a batch of 16. Allocates nothing.
  public func predict(_ input: Span<Float>, into phonemes: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 36900 ? 1 : 16
    let inputPlace = (memory + 16183264).write(input, count: rows * 36900)
    // 13: units: 250
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels, bias: bidirectionalForwardBias, into: memory + 11383264,
      geometry: .init(rows: rows * 300, inner: 123, columns: 1000)).run(on: machine)
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0,
        peepholes: bidirectionalForwardPeepholeKernel), sequence: memory + 18583264,
      scratch: memory + 16773664,
      geometry: .init(examples: rows, time: 300, units: 250, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels, bias: bidirectionalBackwardBias, into: memory + 11383264,
      geometry: .init(rows: rows * 300, inner: 123, columns: 1000)).run(on: machine)
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0,
        peepholes: bidirectionalBackwardPeepholeKernel), sequence: memory + 19783264,
      scratch: memory + 16183264,
      geometry: .init(examples: rows, time: 300, units: 250, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    // 10: bidirectional:
    let bidirectional = Kernels.CopyBlocks(from: bidirectionalForward, fromStride: 250, to: memory + 16183264,
      toStride: 500, blocks: rows * 300, size: 250).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackward, fromStride: 250, to: bidirectional, toStart: 250,
      toStride: 500, blocks: rows * 300, size: 250).run(on: machine)
    // 13: units: 250
    let bidirectional1ForwardInputs = Kernels.Matmul(left: bidirectional,
      panels: bidirectional1ForwardKernelPanels, bias: bidirectional1ForwardBias, into: memory + 11383264,
      geometry: .init(rows: rows * 300, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional1Forward = Kernels.RecurrentSequence(inputs: bidirectional1ForwardInputs,
      weights: .init(recurrent: bidirectional1ForwardRecurrentKernelPackedFrom0,
        peepholes: bidirectional1ForwardPeepholeKernel), sequence: memory + 18583264,
      scratch: memory + 19783264,
      geometry: .init(examples: rows, time: 300, units: 250, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional1BackwardInputs = Kernels.Matmul(left: bidirectional,
      panels: bidirectional1BackwardKernelPanels, bias: bidirectional1BackwardBias, into: memory + 11383264,
      geometry: .init(rows: rows * 300, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional1Backward = Kernels.RecurrentSequence(inputs: bidirectional1BackwardInputs,
      weights: .init(recurrent: bidirectional1BackwardRecurrentKernelPackedFrom0,
        peepholes: bidirectional1BackwardPeepholeKernel), sequence: memory + 19783264,
      scratch: memory + 16183264,
      geometry: .init(examples: rows, time: 300, units: 250, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    // 20: bidirectional: {layer: *lstm}
    let bidirectional1 = Kernels.CopyBlocks(from: bidirectional1Forward, fromStride: 250,
      to: memory + 16183264, toStride: 500, blocks: rows * 300, size: 250).run(on: machine)
    Kernels.CopyBlocks(from: bidirectional1Backward, fromStride: 250, to: bidirectional1, toStart: 250,
      toStride: 500, blocks: rows * 300, size: 250).run(on: machine)
    // 13: units: 250
    let bidirectional2ForwardInputs = Kernels.Matmul(left: bidirectional1,
      panels: bidirectional2ForwardKernelPanels, bias: bidirectional2ForwardBias, into: memory + 11383264,
      geometry: .init(rows: rows * 300, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional2Forward = Kernels.RecurrentSequence(inputs: bidirectional2ForwardInputs,
      weights: .init(recurrent: bidirectional2ForwardRecurrentKernelPackedFrom0,
        peepholes: bidirectional2ForwardPeepholeKernel), sequence: memory + 18583264,
      scratch: memory + 19783264,
      geometry: .init(examples: rows, time: 300, units: 250, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional2BackwardInputs = Kernels.Matmul(left: bidirectional1,
      panels: bidirectional2BackwardKernelPanels, bias: bidirectional2BackwardBias, into: memory + 11383264,
      geometry: .init(rows: rows * 300, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional2Backward = Kernels.RecurrentSequence(inputs: bidirectional2BackwardInputs,
      weights: .init(recurrent: bidirectional2BackwardRecurrentKernelPackedFrom0,
        peepholes: bidirectional2BackwardPeepholeKernel), sequence: memory + 16183264,
      scratch: memory + 17383264,
      geometry: .init(examples: rows, time: 300, units: 250, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    // 21: bidirectional: {layer: *lstm}
    let bidirectional2 = Kernels.CopyBlocks(from: bidirectional2Forward, fromStride: 250,
      to: memory + 11383264, toStride: 500, blocks: rows * 300, size: 250).run(on: machine)
    Kernels.CopyBlocks(from: bidirectional2Backward, fromStride: 250, to: bidirectional2, toStart: 250,
      toStride: 500, blocks: rows * 300, size: 250).run(on: machine)
    // 22: dense: {name: phonemes, units: 62, kernel_initializer: *uniform, bias_initialize…
    let phonemesPlace = Kernels.Matmul(left: bidirectional2, panels: phonemesKernelPanels, bias: phonemesBias,
      into: memory + 13783264, geometry: .init(rows: rows * 300, inner: 500, columns: 62)).run(on: machine)
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

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 65383264).write(input, count: 590400)
    let phonemesLabels = (memory + 64183264).write(labels, count: 1200)
    // 13: units: 250
    let bidirectionalForwardKernelPanels_2 = Kernels.Pack(bidirectionalForwardKernel,
      as: .matrix(inner: 123, columns: 1000), into: memory + 16183264).run(on: machine)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels_2, bias: bidirectionalForwardBias, into: memory + 11383264,
      geometry: .init(rows: 4800, inner: 123, columns: 1000)).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalForwardRecurrentKernel,
      as: .block(stride: 1000, first: 0, inner: 250, columns: 1000), into: memory + 16183264).run(on: machine)
    let bidirectionalForwardGates = memory + 11383264, bidirectionalForwardStates = memory + 48583264,
      bidirectionalForwardCells = memory + 49783264
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0_2,
        peepholes: bidirectionalForwardPeepholeKernel), sequence: memory + 20983264,
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates,
        cells: bidirectionalForwardCells), scratch: memory + 16435264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardKernelPanels_2 = Kernels.Pack(bidirectionalBackwardKernel,
      as: .matrix(inner: 123, columns: 1000), into: memory + 22183264).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels_2, bias: bidirectionalBackwardBias, into: memory + 16183264,
      geometry: .init(rows: 4800, inner: 123, columns: 1000)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalBackwardRecurrentKernel,
      as: .block(stride: 1000, first: 0, inner: 250, columns: 1000), into: memory + 23383264).run(on: machine)
    let bidirectionalBackwardGates = memory + 16183264, bidirectionalBackwardStates = memory + 50983264,
      bidirectionalBackwardCells = memory + 52183264
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0_2,
        peepholes: bidirectionalBackwardPeepholeKernel), sequence: memory + 22183264,
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates,
        cells: bidirectionalBackwardCells), scratch: memory + 23635264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    // 10: bidirectional:
    let bidirectional = Kernels.CopyBlocks(from: bidirectionalForward, fromStride: 250, to: memory + 43783264,
      toStride: 500, blocks: 4800, size: 250).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackward, fromStride: 250, to: bidirectional, toStart: 250,
      toStride: 500, blocks: 4800, size: 250).run(on: machine)
    // 13: units: 250
    let bidirectional1ForwardKernelPanels_2 = Kernels.Pack(bidirectional1ForwardKernel,
      as: .matrix(inner: 500, columns: 1000), into: memory + 25783264).run(on: machine)
    let bidirectional1ForwardInputs = Kernels.Matmul(left: bidirectional,
      panels: bidirectional1ForwardKernelPanels_2, bias: bidirectional1ForwardBias, into: memory + 20983264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional1ForwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectional1ForwardRecurrentKernel,
      as: .block(stride: 1000, first: 0, inner: 250, columns: 1000), into: memory + 25783264).run(on: machine)
    let bidirectional1ForwardGates = memory + 20983264, bidirectional1ForwardStates = memory + 53383264,
      bidirectional1ForwardCells = memory + 54583264
    let bidirectional1Forward = Kernels.RecurrentSequence(inputs: bidirectional1ForwardInputs,
      weights: .init(recurrent: bidirectional1ForwardRecurrentKernelPackedFrom0_2,
        peepholes: bidirectional1ForwardPeepholeKernel), sequence: memory + 30583264,
      record: .init(gates: bidirectional1ForwardGates, states: bidirectional1ForwardStates,
        cells: bidirectional1ForwardCells), scratch: memory + 26035264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional1BackwardKernelPanels_2 = Kernels.Pack(bidirectional1BackwardKernel,
      as: .matrix(inner: 500, columns: 1000), into: memory + 31783264).run(on: machine)
    let bidirectional1BackwardInputs = Kernels.Matmul(left: bidirectional,
      panels: bidirectional1BackwardKernelPanels_2, bias: bidirectional1BackwardBias, into: memory + 25783264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional1BackwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(
      bidirectional1BackwardRecurrentKernel, as: .block(stride: 1000, first: 0, inner: 250, columns: 1000),
      into: memory + 32983264).run(on: machine)
    let bidirectional1BackwardGates = memory + 25783264, bidirectional1BackwardStates = memory + 55783264,
      bidirectional1BackwardCells = memory + 56983264
    let bidirectional1Backward = Kernels.RecurrentSequence(inputs: bidirectional1BackwardInputs,
      weights: .init(recurrent: bidirectional1BackwardRecurrentKernelPackedFrom0_2,
        peepholes: bidirectional1BackwardPeepholeKernel), sequence: memory + 31783264,
      record: .init(gates: bidirectional1BackwardGates, states: bidirectional1BackwardStates,
        cells: bidirectional1BackwardCells), scratch: memory + 33235264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    // 20: bidirectional: {layer: *lstm}
    let bidirectional1 = Kernels.CopyBlocks(from: bidirectional1Forward, fromStride: 250,
      to: memory + 46183264, toStride: 500, blocks: 4800, size: 250).run(on: machine)
    Kernels.CopyBlocks(from: bidirectional1Backward, fromStride: 250, to: bidirectional1, toStart: 250,
      toStride: 500, blocks: 4800, size: 250).run(on: machine)
    // 13: units: 250
    let bidirectional2ForwardKernelPanels_2 = Kernels.Pack(bidirectional2ForwardKernel,
      as: .matrix(inner: 500, columns: 1000), into: memory + 35383264).run(on: machine)
    let bidirectional2ForwardInputs = Kernels.Matmul(left: bidirectional1,
      panels: bidirectional2ForwardKernelPanels_2, bias: bidirectional2ForwardBias, into: memory + 30583264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional2ForwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectional2ForwardRecurrentKernel,
      as: .block(stride: 1000, first: 0, inner: 250, columns: 1000), into: memory + 35383264).run(on: machine)
    let bidirectional2ForwardGates = memory + 30583264, bidirectional2ForwardStates = memory + 58183264,
      bidirectional2ForwardCells = memory + 59383264
    let bidirectional2Forward = Kernels.RecurrentSequence(inputs: bidirectional2ForwardInputs,
      weights: .init(recurrent: bidirectional2ForwardRecurrentKernelPackedFrom0_2,
        peepholes: bidirectional2ForwardPeepholeKernel), sequence: memory + 42583264,
      record: .init(gates: bidirectional2ForwardGates, states: bidirectional2ForwardStates,
        cells: bidirectional2ForwardCells), scratch: memory + 35635264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional2BackwardKernelPanels_2 = Kernels.Pack(bidirectional2BackwardKernel,
      as: .matrix(inner: 500, columns: 1000), into: memory + 40183264).run(on: machine)
    let bidirectional2BackwardInputs = Kernels.Matmul(left: bidirectional1,
      panels: bidirectional2BackwardKernelPanels_2, bias: bidirectional2BackwardBias, into: memory + 35383264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional2BackwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(
      bidirectional2BackwardRecurrentKernel, as: .block(stride: 1000, first: 0, inner: 250, columns: 1000),
      into: memory + 40183264).run(on: machine)
    let bidirectional2BackwardGates = memory + 35383264, bidirectional2BackwardStates = memory + 61783264,
      bidirectional2BackwardCells = memory + 62983264
    let bidirectional2Backward = Kernels.RecurrentSequence(inputs: bidirectional2BackwardInputs,
      weights: .init(recurrent: bidirectional2BackwardRecurrentKernelPackedFrom0_2,
        peepholes: bidirectional2BackwardPeepholeKernel), sequence: memory + 60583264,
      record: .init(gates: bidirectional2BackwardGates, states: bidirectional2BackwardStates,
        cells: bidirectional2BackwardCells), scratch: memory + 40435264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    // 21: bidirectional: {layer: *lstm}
    let bidirectional2 = Kernels.CopyBlocks(from: bidirectional2Forward, fromStride: 250,
      to: memory + 40183264, toStride: 500, blocks: 4800, size: 250).run(on: machine)
    Kernels.CopyBlocks(from: bidirectional2Backward, fromStride: 250, to: bidirectional2, toStart: 250,
      toStride: 500, blocks: 4800, size: 250).run(on: machine)
    // 22: dense: {name: phonemes, units: 62, kernel_initializer: *uniform, bias_initialize…
    let phonemesKernelPanels_2 = Kernels.Pack(phonemesKernel, as: .matrix(inner: 500, columns: 62),
      into: memory + 42583264).run(on: machine)
    let phonemesLinear = Kernels.Matmul(left: bidirectional2, panels: phonemesKernelPanels_2,
      bias: phonemesBias, into: memory + 43320192,
      geometry: .init(rows: 4800, inner: 500, columns: 62)).run(on: machine)
    // 25: loss: {ctc: {label_length: 75}}
    let phonemesLossGradient = memory + 60583264
    let phonemesLoss = Kernels.CTC(logits: phonemesLinear, labels: phonemesLabels, amount: memory + 66277664,
      exampleLosses: memory + 43617792, gradient: phonemesLossGradient, scratch: memory + 42583264,
      geometry: .init(examples: 16, time: 300, classes: 62, labels: 75), scale: 0.0625).run(on: machine)
    // Backward of 22: dense: {name: phonemes, units: 62, kernel_initializer: *uniform, bias_initialize…
    let phonemesBiasGradient = Kernels.ColumnSums(phonemesLossGradient, memory + 42584448, rows: 4800,
      columns: 62, scratch: memory + 42583264).run(on: machine)
    Kernels.Update(Self.optimizer, phonemesBias, gradient: phonemesBiasGradient,
      slots: .init(memory + 7575232), count: 62).run(on: machine)
    let phonemesKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional2,
      right: phonemesLossGradient, into: memory + 42615008,
      geometry: .init(rows: 4800, inner: 500, columns: 62)).run(on: machine)
    let phonemesKernelTransposed = Kernels.Pack(phonemesKernel, as: .transposed(inner: 62, columns: 500),
      into: memory + 42583264).run(on: machine)
    Kernels.Update(Self.optimizer, phonemesKernel, gradient: phonemesKernelGradient,
      slots: .init(memory + 7544224), count: 31000).run(on: machine)
    // Backward of 21: bidirectional: {layer: *lstm}
    let bidirectional2Gradient = Kernels.Matmul(left: phonemesLossGradient, panels: phonemesKernelTransposed,
      into: memory + 40183264, geometry: .init(rows: 4800, inner: 62, columns: 500)).run(on: machine)
    // Backward of 13: units: 250
    let bidirectional2BackwardGradient = Kernels.CopyBlocks(from: bidirectional2Gradient, fromStart: 250,
      fromStride: 500, to: memory + 60583264, toStride: 250, blocks: 4800, size: 250).run(on: machine)
    let bidirectional2ForwardGradient = Kernels.CopyBlocks(from: bidirectional2Gradient, fromStride: 500,
      to: memory + 64183264, toStride: 250, blocks: 4800, size: 250).run(on: machine)
    let bidirectional2BackwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectional2BackwardRecurrentKernel,
      as: .transposedBlock(stride: 1000, first: 0, inner: 1000, columns: 250),
      into: memory + 65973664).run(on: machine)
    let bidirectional2BackwardInputsPeepholeProducts = memory + 40183264
    let bidirectional2BackwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectional2BackwardRecurrentKernelPackedTransposedFrom0,
        peepholes: bidirectional2BackwardPeepholeKernel),
      record: .init(gates: bidirectional2BackwardGates, states: bidirectional2BackwardStates,
        cells: bidirectional2BackwardCells), sequence: bidirectional2BackwardGradient,
      inputs: memory + 35383264, peepholes: bidirectional2BackwardInputsPeepholeProducts,
      scratch: memory + 66229664,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional2BackwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectional2BackwardStates, right: bidirectional2BackwardInputsGradient,
      into: memory + 60583264, geometry: .init(rows: 4800, inner: 250, columns: 1000)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectional2BackwardRecurrentKernel,
      gradient: bidirectional2BackwardRecurrentKernelGradient, slots: .init(memory + 7292464),
      count: 250000).run(on: machine)
    let bidirectional2BackwardPeepholeKernelGradient = Kernels.ColumnSums(
      bidirectional2BackwardInputsPeepholeProducts, memory + 60597520, rows: 4800, columns: 750,
      scratch: memory + 60583264).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectional2BackwardPeepholeKernel,
      gradient: bidirectional2BackwardPeepholeKernelGradient, slots: .init(memory + 7543472),
      count: 750).run(on: machine)
    let bidirectional2BackwardBiasGradient = Kernels.ColumnSums(bidirectional2BackwardInputsGradient,
      memory + 40202272, rows: 4800, columns: 1000, scratch: memory + 40183264).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectional2BackwardBias, gradient: bidirectional2BackwardBiasGradient,
      slots: .init(memory + 7542464), count: 1000).run(on: machine)
    let bidirectional2BackwardKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional1,
      right: bidirectional2BackwardInputsGradient, into: memory + 40183264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional2BackwardKernelTransposed = Kernels.Pack(bidirectional2BackwardKernel,
      as: .transposed(inner: 1000, columns: 500), into: memory + 42583264).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectional2BackwardKernel,
      gradient: bidirectional2BackwardKernelGradient, slots: .init(memory + 6792464),
      count: 500000).run(on: machine)
    // Backward of 20: bidirectional: {layer: *lstm}
    let bidirectional1Gradient = Kernels.Matmul(left: bidirectional2BackwardInputsGradient,
      panels: bidirectional2BackwardKernelTransposed, into: memory + 40183264,
      geometry: .init(rows: 4800, inner: 1000, columns: 500)).run(on: machine)
    // Backward of 13: units: 250
    let bidirectional2ForwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectional2ForwardRecurrentKernel,
      as: .transposedBlock(stride: 1000, first: 0, inner: 1000, columns: 250),
      into: memory + 38983264).run(on: machine)
    let bidirectional2ForwardInputsPeepholeProducts = memory + 35383264
    let bidirectional2ForwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectional2ForwardRecurrentKernelPackedTransposedFrom0,
        peepholes: bidirectional2ForwardPeepholeKernel),
      record: .init(gates: bidirectional2ForwardGates, states: bidirectional2ForwardStates,
        cells: bidirectional2ForwardCells), sequence: bidirectional2ForwardGradient,
      inputs: memory + 30583264, peepholes: bidirectional2ForwardInputsPeepholeProducts,
      scratch: memory + 39239264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional2ForwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectional2ForwardStates, right: bidirectional2ForwardInputsGradient, into: memory + 38983264,
      geometry: .init(rows: 4800, inner: 250, columns: 1000)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectional2ForwardRecurrentKernel,
      gradient: bidirectional2ForwardRecurrentKernelGradient, slots: .init(memory + 6540704),
      count: 250000).run(on: machine)
    let bidirectional2ForwardPeepholeKernelGradient = Kernels.ColumnSums(
      bidirectional2ForwardInputsPeepholeProducts, memory + 38997520, rows: 4800, columns: 750,
      scratch: memory + 38983264).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectional2ForwardPeepholeKernel,
      gradient: bidirectional2ForwardPeepholeKernelGradient, slots: .init(memory + 6791712),
      count: 750).run(on: machine)
    let bidirectional2ForwardBiasGradient = Kernels.ColumnSums(bidirectional2ForwardInputsGradient,
      memory + 35402272, rows: 4800, columns: 1000, scratch: memory + 35383264).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectional2ForwardBias, gradient: bidirectional2ForwardBiasGradient,
      slots: .init(memory + 6790704), count: 1000).run(on: machine)
    let bidirectional2ForwardKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional1,
      right: bidirectional2ForwardInputsGradient, into: memory + 35383264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional2ForwardKernelTransposed = Kernels.Pack(bidirectional2ForwardKernel,
      as: .transposed(inner: 1000, columns: 500), into: memory + 37783264).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectional2ForwardKernel, gradient: bidirectional2ForwardKernelGradient,
      slots: .init(memory + 6040704), count: 500000).run(on: machine)
    // Backward of 20: bidirectional: {layer: *lstm}
    let bidirectional1Gradient_2 = Kernels.Matmul(left: bidirectional2ForwardInputsGradient,
      panels: bidirectional2ForwardKernelTransposed, into: memory + 35383264,
      geometry: .init(rows: 4800, inner: 1000, columns: 500)).run(on: machine)
    Kernels.AddInto(bidirectional1Gradient, bidirectional1Gradient_2, count: 2400000).run(on: machine)
    // Backward of 13: units: 250
    let bidirectional1BackwardGradient = Kernels.CopyBlocks(from: bidirectional1Gradient, fromStart: 250,
      fromStride: 500, to: memory + 34183264, toStride: 250, blocks: 4800, size: 250).run(on: machine)
    let bidirectional1ForwardGradient = Kernels.CopyBlocks(from: bidirectional1Gradient, fromStride: 500,
      to: memory + 35383264, toStride: 250, blocks: 4800, size: 250).run(on: machine)
    let bidirectional1BackwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectional1BackwardRecurrentKernel,
      as: .transposedBlock(stride: 1000, first: 0, inner: 1000, columns: 250),
      into: memory + 36583264).run(on: machine)
    let bidirectional1BackwardInputsPeepholeProducts = memory + 30583264
    let bidirectional1BackwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectional1BackwardRecurrentKernelPackedTransposedFrom0,
        peepholes: bidirectional1BackwardPeepholeKernel),
      record: .init(gates: bidirectional1BackwardGates, states: bidirectional1BackwardStates,
        cells: bidirectional1BackwardCells), sequence: bidirectional1BackwardGradient,
      inputs: memory + 25783264, peepholes: bidirectional1BackwardInputsPeepholeProducts,
      scratch: memory + 36839264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional1BackwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectional1BackwardStates, right: bidirectional1BackwardInputsGradient,
      into: memory + 34183264, geometry: .init(rows: 4800, inner: 250, columns: 1000)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectional1BackwardRecurrentKernel,
      gradient: bidirectional1BackwardRecurrentKernelGradient, slots: .init(memory + 5788944),
      count: 250000).run(on: machine)
    let bidirectional1BackwardPeepholeKernelGradient = Kernels.ColumnSums(
      bidirectional1BackwardInputsPeepholeProducts, memory + 34197520, rows: 4800, columns: 750,
      scratch: memory + 34183264).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectional1BackwardPeepholeKernel,
      gradient: bidirectional1BackwardPeepholeKernelGradient, slots: .init(memory + 6039952),
      count: 750).run(on: machine)
    let bidirectional1BackwardBiasGradient = Kernels.ColumnSums(bidirectional1BackwardInputsGradient,
      memory + 30602272, rows: 4800, columns: 1000, scratch: memory + 30583264).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectional1BackwardBias, gradient: bidirectional1BackwardBiasGradient,
      slots: .init(memory + 6038944), count: 1000).run(on: machine)
    let bidirectional1BackwardKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional,
      right: bidirectional1BackwardInputsGradient, into: memory + 30583264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional1BackwardKernelTransposed = Kernels.Pack(bidirectional1BackwardKernel,
      as: .transposed(inner: 1000, columns: 500), into: memory + 32983264).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectional1BackwardKernel,
      gradient: bidirectional1BackwardKernelGradient, slots: .init(memory + 5288944),
      count: 500000).run(on: machine)
    // Backward of 10: bidirectional:
    let bidirectionalGradient = Kernels.Matmul(left: bidirectional1BackwardInputsGradient,
      panels: bidirectional1BackwardKernelTransposed, into: memory + 30583264,
      geometry: .init(rows: 4800, inner: 1000, columns: 500)).run(on: machine)
    // Backward of 13: units: 250
    let bidirectional1ForwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectional1ForwardRecurrentKernel,
      as: .transposedBlock(stride: 1000, first: 0, inner: 1000, columns: 250),
      into: memory + 29383264).run(on: machine)
    let bidirectional1ForwardInputsPeepholeProducts = memory + 25783264
    let bidirectional1ForwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectional1ForwardRecurrentKernelPackedTransposedFrom0,
        peepholes: bidirectional1ForwardPeepholeKernel),
      record: .init(gates: bidirectional1ForwardGates, states: bidirectional1ForwardStates,
        cells: bidirectional1ForwardCells), sequence: bidirectional1ForwardGradient,
      inputs: memory + 20983264, peepholes: bidirectional1ForwardInputsPeepholeProducts,
      scratch: memory + 29639264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional1ForwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectional1ForwardStates, right: bidirectional1ForwardInputsGradient, into: memory + 29383264,
      geometry: .init(rows: 4800, inner: 250, columns: 1000)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectional1ForwardRecurrentKernel,
      gradient: bidirectional1ForwardRecurrentKernelGradient, slots: .init(memory + 5037184),
      count: 250000).run(on: machine)
    let bidirectional1ForwardPeepholeKernelGradient = Kernels.ColumnSums(
      bidirectional1ForwardInputsPeepholeProducts, memory + 29397520, rows: 4800, columns: 750,
      scratch: memory + 29383264).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectional1ForwardPeepholeKernel,
      gradient: bidirectional1ForwardPeepholeKernelGradient, slots: .init(memory + 5288192),
      count: 750).run(on: machine)
    let bidirectional1ForwardBiasGradient = Kernels.ColumnSums(bidirectional1ForwardInputsGradient,
      memory + 25802272, rows: 4800, columns: 1000, scratch: memory + 25783264).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectional1ForwardBias, gradient: bidirectional1ForwardBiasGradient,
      slots: .init(memory + 5287184), count: 1000).run(on: machine)
    let bidirectional1ForwardKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional,
      right: bidirectional1ForwardInputsGradient, into: memory + 25783264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional1ForwardKernelTransposed = Kernels.Pack(bidirectional1ForwardKernel,
      as: .transposed(inner: 1000, columns: 500), into: memory + 28183264).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectional1ForwardKernel, gradient: bidirectional1ForwardKernelGradient,
      slots: .init(memory + 4537184), count: 500000).run(on: machine)
    // Backward of 10: bidirectional:
    let bidirectionalGradient_2 = Kernels.Matmul(left: bidirectional1ForwardInputsGradient,
      panels: bidirectional1ForwardKernelTransposed, into: memory + 25783264,
      geometry: .init(rows: 4800, inner: 1000, columns: 500)).run(on: machine)
    Kernels.AddInto(bidirectionalGradient, bidirectionalGradient_2, count: 2400000).run(on: machine)
    // Backward of 13: units: 250
    let bidirectionalBackwardGradient = Kernels.CopyBlocks(from: bidirectionalGradient, fromStart: 250,
      fromStride: 500, to: memory + 24583264, toStride: 250, blocks: 4800, size: 250).run(on: machine)
    let bidirectionalForwardGradient = Kernels.CopyBlocks(from: bidirectionalGradient, fromStride: 500,
      to: memory + 25783264, toStride: 250, blocks: 4800, size: 250).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalBackwardRecurrentKernel,
      as: .transposedBlock(stride: 1000, first: 0, inner: 1000, columns: 250),
      into: memory + 26983264).run(on: machine)
    let bidirectionalBackwardInputsPeepholeProducts = memory + 20983264
    let bidirectionalBackwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalBackwardRecurrentKernelPackedTransposedFrom0,
        peepholes: bidirectionalBackwardPeepholeKernel),
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates,
        cells: bidirectionalBackwardCells), sequence: bidirectionalBackwardGradient,
      inputs: memory + 16183264, peepholes: bidirectionalBackwardInputsPeepholeProducts,
      scratch: memory + 27239264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalBackwardStates, right: bidirectionalBackwardInputsGradient, into: memory + 24583264,
      geometry: .init(rows: 4800, inner: 250, columns: 1000)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardRecurrentKernel,
      gradient: bidirectionalBackwardRecurrentKernelGradient, slots: .init(memory + 4285424),
      count: 250000).run(on: machine)
    let bidirectionalBackwardPeepholeKernelGradient = Kernels.ColumnSums(
      bidirectionalBackwardInputsPeepholeProducts, memory + 24597520, rows: 4800, columns: 750,
      scratch: memory + 24583264).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardPeepholeKernel,
      gradient: bidirectionalBackwardPeepholeKernelGradient, slots: .init(memory + 4536432),
      count: 750).run(on: machine)
    let bidirectionalBackwardBiasGradient = Kernels.ColumnSums(bidirectionalBackwardInputsGradient,
      memory + 21002272, rows: 4800, columns: 1000, scratch: memory + 20983264).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardBias, gradient: bidirectionalBackwardBiasGradient,
      slots: .init(memory + 4535424), count: 1000).run(on: machine)
    let bidirectionalBackwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalBackwardInputsGradient, into: memory + 20983264,
      geometry: .init(rows: 4800, inner: 123, columns: 1000)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalBackwardKernel, gradient: bidirectionalBackwardKernelGradient,
      slots: .init(memory + 4162416), count: 123000).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalForwardRecurrentKernel,
      as: .transposedBlock(stride: 1000, first: 0, inner: 1000, columns: 250),
      into: memory + 19783264).run(on: machine)
    let bidirectionalForwardInputsPeepholeProducts = memory + 16183264
    let bidirectionalForwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalForwardRecurrentKernelPackedTransposedFrom0,
        peepholes: bidirectionalForwardPeepholeKernel),
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates,
        cells: bidirectionalForwardCells), sequence: bidirectionalForwardGradient, inputs: memory + 11383264,
      peepholes: bidirectionalForwardInputsPeepholeProducts, scratch: memory + 20039264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalForwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalForwardStates, right: bidirectionalForwardInputsGradient, into: memory + 19783264,
      geometry: .init(rows: 4800, inner: 250, columns: 1000)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardRecurrentKernel,
      gradient: bidirectionalForwardRecurrentKernelGradient, slots: .init(memory + 3910656),
      count: 250000).run(on: machine)
    let bidirectionalForwardPeepholeKernelGradient = Kernels.ColumnSums(
      bidirectionalForwardInputsPeepholeProducts, memory + 19797520, rows: 4800, columns: 750,
      scratch: memory + 19783264).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardPeepholeKernel,
      gradient: bidirectionalForwardPeepholeKernelGradient, slots: .init(memory + 4161664),
      count: 750).run(on: machine)
    let bidirectionalForwardBiasGradient = Kernels.ColumnSums(bidirectionalForwardInputsGradient,
      memory + 16202272, rows: 4800, columns: 1000, scratch: memory + 16183264).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardBias, gradient: bidirectionalForwardBiasGradient,
      slots: .init(memory + 4160656), count: 1000).run(on: machine)
    let bidirectionalForwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalForwardInputsGradient, into: memory + 16183264,
      geometry: .init(rows: 4800, inner: 123, columns: 1000)).run(on: machine)
    Kernels.Update(Self.optimizer, bidirectionalForwardKernel, gradient: bidirectionalForwardKernelGradient,
      slots: .init(memory + 3787648), count: 123000).run(on: machine)
    progress.pointee.finishUpdate()
    return phonemesLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, labels: Span<Int32>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 65383264).write(input, count: 590400)
    let phonemesLabels = (memory + 64183264).write(labels, count: 1200)
    let bidirectionalForwardKernelPanels_2 = Kernels.Pack(bidirectionalForwardKernel,
      as: .matrix(inner: 123, columns: 1000), into: memory + 16183264).run(on: machine)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels_2, bias: bidirectionalForwardBias, into: memory + 11383264,
      geometry: .init(rows: 4800, inner: 123, columns: 1000)).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalForwardRecurrentKernel,
      as: .block(stride: 1000, first: 0, inner: 250, columns: 1000), into: memory + 16183264).run(on: machine)
    let bidirectionalForwardGates = memory + 11383264, bidirectionalForwardStates = memory + 48583264,
      bidirectionalForwardCells = memory + 49783264
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0_2,
        peepholes: bidirectionalForwardPeepholeKernel), sequence: memory + 20983264,
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates,
        cells: bidirectionalForwardCells), scratch: memory + 16435264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardKernelPanels_2 = Kernels.Pack(bidirectionalBackwardKernel,
      as: .matrix(inner: 123, columns: 1000), into: memory + 22183264).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels_2, bias: bidirectionalBackwardBias, into: memory + 16183264,
      geometry: .init(rows: 4800, inner: 123, columns: 1000)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectionalBackwardRecurrentKernel,
      as: .block(stride: 1000, first: 0, inner: 250, columns: 1000), into: memory + 23383264).run(on: machine)
    let bidirectionalBackwardGates = memory + 16183264, bidirectionalBackwardStates = memory + 50983264,
      bidirectionalBackwardCells = memory + 52183264
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0_2,
        peepholes: bidirectionalBackwardPeepholeKernel), sequence: memory + 22183264,
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates,
        cells: bidirectionalBackwardCells), scratch: memory + 23635264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional = Kernels.CopyBlocks(from: bidirectionalForward, fromStride: 250, to: memory + 43783264,
      toStride: 500, blocks: 4800, size: 250).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackward, fromStride: 250, to: bidirectional, toStart: 250,
      toStride: 500, blocks: 4800, size: 250).run(on: machine)
    let bidirectional1ForwardKernelPanels_2 = Kernels.Pack(bidirectional1ForwardKernel,
      as: .matrix(inner: 500, columns: 1000), into: memory + 25783264).run(on: machine)
    let bidirectional1ForwardInputs = Kernels.Matmul(left: bidirectional,
      panels: bidirectional1ForwardKernelPanels_2, bias: bidirectional1ForwardBias, into: memory + 20983264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional1ForwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectional1ForwardRecurrentKernel,
      as: .block(stride: 1000, first: 0, inner: 250, columns: 1000), into: memory + 25783264).run(on: machine)
    let bidirectional1ForwardGates = memory + 20983264, bidirectional1ForwardStates = memory + 53383264,
      bidirectional1ForwardCells = memory + 54583264
    let bidirectional1Forward = Kernels.RecurrentSequence(inputs: bidirectional1ForwardInputs,
      weights: .init(recurrent: bidirectional1ForwardRecurrentKernelPackedFrom0_2,
        peepholes: bidirectional1ForwardPeepholeKernel), sequence: memory + 30583264,
      record: .init(gates: bidirectional1ForwardGates, states: bidirectional1ForwardStates,
        cells: bidirectional1ForwardCells), scratch: memory + 26035264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional1BackwardKernelPanels_2 = Kernels.Pack(bidirectional1BackwardKernel,
      as: .matrix(inner: 500, columns: 1000), into: memory + 31783264).run(on: machine)
    let bidirectional1BackwardInputs = Kernels.Matmul(left: bidirectional,
      panels: bidirectional1BackwardKernelPanels_2, bias: bidirectional1BackwardBias, into: memory + 25783264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional1BackwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(
      bidirectional1BackwardRecurrentKernel, as: .block(stride: 1000, first: 0, inner: 250, columns: 1000),
      into: memory + 32983264).run(on: machine)
    let bidirectional1BackwardGates = memory + 25783264, bidirectional1BackwardStates = memory + 55783264,
      bidirectional1BackwardCells = memory + 56983264
    let bidirectional1Backward = Kernels.RecurrentSequence(inputs: bidirectional1BackwardInputs,
      weights: .init(recurrent: bidirectional1BackwardRecurrentKernelPackedFrom0_2,
        peepholes: bidirectional1BackwardPeepholeKernel), sequence: memory + 31783264,
      record: .init(gates: bidirectional1BackwardGates, states: bidirectional1BackwardStates,
        cells: bidirectional1BackwardCells), scratch: memory + 33235264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional1 = Kernels.CopyBlocks(from: bidirectional1Forward, fromStride: 250,
      to: memory + 46183264, toStride: 500, blocks: 4800, size: 250).run(on: machine)
    Kernels.CopyBlocks(from: bidirectional1Backward, fromStride: 250, to: bidirectional1, toStart: 250,
      toStride: 500, blocks: 4800, size: 250).run(on: machine)
    let bidirectional2ForwardKernelPanels_2 = Kernels.Pack(bidirectional2ForwardKernel,
      as: .matrix(inner: 500, columns: 1000), into: memory + 35383264).run(on: machine)
    let bidirectional2ForwardInputs = Kernels.Matmul(left: bidirectional1,
      panels: bidirectional2ForwardKernelPanels_2, bias: bidirectional2ForwardBias, into: memory + 30583264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional2ForwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(bidirectional2ForwardRecurrentKernel,
      as: .block(stride: 1000, first: 0, inner: 250, columns: 1000), into: memory + 35383264).run(on: machine)
    let bidirectional2ForwardGates = memory + 30583264, bidirectional2ForwardStates = memory + 58183264,
      bidirectional2ForwardCells = memory + 59383264
    let bidirectional2Forward = Kernels.RecurrentSequence(inputs: bidirectional2ForwardInputs,
      weights: .init(recurrent: bidirectional2ForwardRecurrentKernelPackedFrom0_2,
        peepholes: bidirectional2ForwardPeepholeKernel), sequence: memory + 42583264,
      record: .init(gates: bidirectional2ForwardGates, states: bidirectional2ForwardStates,
        cells: bidirectional2ForwardCells), scratch: memory + 35635264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional2BackwardKernelPanels_2 = Kernels.Pack(bidirectional2BackwardKernel,
      as: .matrix(inner: 500, columns: 1000), into: memory + 40183264).run(on: machine)
    let bidirectional2BackwardInputs = Kernels.Matmul(left: bidirectional1,
      panels: bidirectional2BackwardKernelPanels_2, bias: bidirectional2BackwardBias, into: memory + 35383264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional2BackwardRecurrentKernelPackedFrom0_2 = Kernels.Pack(
      bidirectional2BackwardRecurrentKernel, as: .block(stride: 1000, first: 0, inner: 250, columns: 1000),
      into: memory + 40183264).run(on: machine)
    let bidirectional2BackwardGates = memory + 35383264, bidirectional2BackwardStates = memory + 61783264,
      bidirectional2BackwardCells = memory + 62983264
    let bidirectional2Backward = Kernels.RecurrentSequence(inputs: bidirectional2BackwardInputs,
      weights: .init(recurrent: bidirectional2BackwardRecurrentKernelPackedFrom0_2,
        peepholes: bidirectional2BackwardPeepholeKernel), sequence: memory + 60583264,
      record: .init(gates: bidirectional2BackwardGates, states: bidirectional2BackwardStates,
        cells: bidirectional2BackwardCells), scratch: memory + 40435264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional2 = Kernels.CopyBlocks(from: bidirectional2Forward, fromStride: 250,
      to: memory + 40183264, toStride: 500, blocks: 4800, size: 250).run(on: machine)
    Kernels.CopyBlocks(from: bidirectional2Backward, fromStride: 250, to: bidirectional2, toStart: 250,
      toStride: 500, blocks: 4800, size: 250).run(on: machine)
    let phonemesKernelPanels_2 = Kernels.Pack(phonemesKernel, as: .matrix(inner: 500, columns: 62),
      into: memory + 42583264).run(on: machine)
    let phonemesLinear = Kernels.Matmul(left: bidirectional2, panels: phonemesKernelPanels_2,
      bias: phonemesBias, into: memory + 43320192,
      geometry: .init(rows: 4800, inner: 500, columns: 62)).run(on: machine)
    let phonemesLossGradient = memory + 60583264
    let phonemesLoss = Kernels.CTC(logits: phonemesLinear, labels: phonemesLabels, amount: memory + 66308736,
      exampleLosses: memory + 43617792, gradient: phonemesLossGradient, scratch: memory + 42583264,
      geometry: .init(examples: 16, time: 300, classes: 62, labels: 75), scale: 0.0625).run(on: machine)
    let phonemesBiasGradient = Kernels.ColumnSums(phonemesLossGradient, memory + 66308672, rows: 4800,
      columns: 62, scratch: memory + 42583264).run(on: machine)
    let phonemesKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional2,
      right: phonemesLossGradient, into: memory + 66277664,
      geometry: .init(rows: 4800, inner: 500, columns: 62)).run(on: machine)
    let phonemesKernelTransposed = Kernels.Pack(phonemesKernel, as: .transposed(inner: 62, columns: 500),
      into: memory + 42583264).run(on: machine)
    let bidirectional2Gradient = Kernels.Matmul(left: phonemesLossGradient, panels: phonemesKernelTransposed,
      into: memory + 40183264, geometry: .init(rows: 4800, inner: 62, columns: 500)).run(on: machine)
    let bidirectional2BackwardGradient = Kernels.CopyBlocks(from: bidirectional2Gradient, fromStart: 250,
      fromStride: 500, to: memory + 60583264, toStride: 250, blocks: 4800, size: 250).run(on: machine)
    let bidirectional2ForwardGradient = Kernels.CopyBlocks(from: bidirectional2Gradient, fromStride: 500,
      to: memory + 64183264, toStride: 250, blocks: 4800, size: 250).run(on: machine)
    let bidirectional2BackwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectional2BackwardRecurrentKernel,
      as: .transposedBlock(stride: 1000, first: 0, inner: 1000, columns: 250),
      into: memory + 65973664).run(on: machine)
    let bidirectional2BackwardInputsPeepholeProducts = memory + 40183264
    let bidirectional2BackwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectional2BackwardRecurrentKernelPackedTransposedFrom0,
        peepholes: bidirectional2BackwardPeepholeKernel),
      record: .init(gates: bidirectional2BackwardGates, states: bidirectional2BackwardStates,
        cells: bidirectional2BackwardCells), sequence: bidirectional2BackwardGradient,
      inputs: memory + 35383264, peepholes: bidirectional2BackwardInputsPeepholeProducts,
      scratch: memory + 66229664,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional2BackwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectional2BackwardStates, right: bidirectional2BackwardInputsGradient,
      into: memory + 60583264, geometry: .init(rows: 4800, inner: 250, columns: 1000)).run(on: machine)
    let bidirectional2BackwardPeepholeKernelGradient = Kernels.ColumnSums(
      bidirectional2BackwardInputsPeepholeProducts, memory + 60847520, rows: 4800, columns: 750,
      scratch: memory + 60833264).run(on: machine)
    let bidirectional2BackwardBiasGradient = Kernels.ColumnSums(bidirectional2BackwardInputsGradient,
      memory + 43595264, rows: 4800, columns: 1000, scratch: memory + 40183264).run(on: machine)
    let bidirectional2BackwardKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional1,
      right: bidirectional2BackwardInputsGradient, into: memory + 43095264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional2BackwardKernelTransposed = Kernels.Pack(bidirectional2BackwardKernel,
      as: .transposed(inner: 1000, columns: 500), into: memory + 42583264).run(on: machine)
    let bidirectional1Gradient = Kernels.Matmul(left: bidirectional2BackwardInputsGradient,
      panels: bidirectional2BackwardKernelTransposed, into: memory + 40183264,
      geometry: .init(rows: 4800, inner: 1000, columns: 500)).run(on: machine)
    let bidirectional2ForwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectional2ForwardRecurrentKernel,
      as: .transposedBlock(stride: 1000, first: 0, inner: 1000, columns: 250),
      into: memory + 38983264).run(on: machine)
    let bidirectional2ForwardInputsPeepholeProducts = memory + 35383264
    let bidirectional2ForwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectional2ForwardRecurrentKernelPackedTransposedFrom0,
        peepholes: bidirectional2ForwardPeepholeKernel),
      record: .init(gates: bidirectional2ForwardGates, states: bidirectional2ForwardStates,
        cells: bidirectional2ForwardCells), sequence: bidirectional2ForwardGradient,
      inputs: memory + 30583264, peepholes: bidirectional2ForwardInputsPeepholeProducts,
      scratch: memory + 39239264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional2ForwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectional2ForwardStates, right: bidirectional2ForwardInputsGradient, into: memory + 38983264,
      geometry: .init(rows: 4800, inner: 250, columns: 1000)).run(on: machine)
    let bidirectional2ForwardPeepholeKernelGradient = Kernels.ColumnSums(
      bidirectional2ForwardInputsPeepholeProducts, memory + 39247520, rows: 4800, columns: 750,
      scratch: memory + 39233264).run(on: machine)
    let bidirectional2ForwardBiasGradient = Kernels.ColumnSums(bidirectional2ForwardInputsGradient,
      memory + 38795264, rows: 4800, columns: 1000, scratch: memory + 35383264).run(on: machine)
    let bidirectional2ForwardKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional1,
      right: bidirectional2ForwardInputsGradient, into: memory + 38295264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional2ForwardKernelTransposed = Kernels.Pack(bidirectional2ForwardKernel,
      as: .transposed(inner: 1000, columns: 500), into: memory + 37783264).run(on: machine)
    let bidirectional1Gradient_2 = Kernels.Matmul(left: bidirectional2ForwardInputsGradient,
      panels: bidirectional2ForwardKernelTransposed, into: memory + 35383264,
      geometry: .init(rows: 4800, inner: 1000, columns: 500)).run(on: machine)
    Kernels.AddInto(bidirectional1Gradient, bidirectional1Gradient_2, count: 2400000).run(on: machine)
    let bidirectional1BackwardGradient = Kernels.CopyBlocks(from: bidirectional1Gradient, fromStart: 250,
      fromStride: 500, to: memory + 34183264, toStride: 250, blocks: 4800, size: 250).run(on: machine)
    let bidirectional1ForwardGradient = Kernels.CopyBlocks(from: bidirectional1Gradient, fromStride: 500,
      to: memory + 35383264, toStride: 250, blocks: 4800, size: 250).run(on: machine)
    let bidirectional1BackwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectional1BackwardRecurrentKernel,
      as: .transposedBlock(stride: 1000, first: 0, inner: 1000, columns: 250),
      into: memory + 36583264).run(on: machine)
    let bidirectional1BackwardInputsPeepholeProducts = memory + 30583264
    let bidirectional1BackwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectional1BackwardRecurrentKernelPackedTransposedFrom0,
        peepholes: bidirectional1BackwardPeepholeKernel),
      record: .init(gates: bidirectional1BackwardGates, states: bidirectional1BackwardStates,
        cells: bidirectional1BackwardCells), sequence: bidirectional1BackwardGradient,
      inputs: memory + 25783264, peepholes: bidirectional1BackwardInputsPeepholeProducts,
      scratch: memory + 36839264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional1BackwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectional1BackwardStates, right: bidirectional1BackwardInputsGradient,
      into: memory + 34183264, geometry: .init(rows: 4800, inner: 250, columns: 1000)).run(on: machine)
    let bidirectional1BackwardPeepholeKernelGradient = Kernels.ColumnSums(
      bidirectional1BackwardInputsPeepholeProducts, memory + 34447520, rows: 4800, columns: 750,
      scratch: memory + 34433264).run(on: machine)
    let bidirectional1BackwardBiasGradient = Kernels.ColumnSums(bidirectional1BackwardInputsGradient,
      memory + 33995264, rows: 4800, columns: 1000, scratch: memory + 30583264).run(on: machine)
    let bidirectional1BackwardKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional,
      right: bidirectional1BackwardInputsGradient, into: memory + 33495264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional1BackwardKernelTransposed = Kernels.Pack(bidirectional1BackwardKernel,
      as: .transposed(inner: 1000, columns: 500), into: memory + 32983264).run(on: machine)
    let bidirectionalGradient = Kernels.Matmul(left: bidirectional1BackwardInputsGradient,
      panels: bidirectional1BackwardKernelTransposed, into: memory + 30583264,
      geometry: .init(rows: 4800, inner: 1000, columns: 500)).run(on: machine)
    let bidirectional1ForwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectional1ForwardRecurrentKernel,
      as: .transposedBlock(stride: 1000, first: 0, inner: 1000, columns: 250),
      into: memory + 29383264).run(on: machine)
    let bidirectional1ForwardInputsPeepholeProducts = memory + 25783264
    let bidirectional1ForwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectional1ForwardRecurrentKernelPackedTransposedFrom0,
        peepholes: bidirectional1ForwardPeepholeKernel),
      record: .init(gates: bidirectional1ForwardGates, states: bidirectional1ForwardStates,
        cells: bidirectional1ForwardCells), sequence: bidirectional1ForwardGradient,
      inputs: memory + 20983264, peepholes: bidirectional1ForwardInputsPeepholeProducts,
      scratch: memory + 29639264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional1ForwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectional1ForwardStates, right: bidirectional1ForwardInputsGradient, into: memory + 29383264,
      geometry: .init(rows: 4800, inner: 250, columns: 1000)).run(on: machine)
    let bidirectional1ForwardPeepholeKernelGradient = Kernels.ColumnSums(
      bidirectional1ForwardInputsPeepholeProducts, memory + 29647520, rows: 4800, columns: 750,
      scratch: memory + 29633264).run(on: machine)
    let bidirectional1ForwardBiasGradient = Kernels.ColumnSums(bidirectional1ForwardInputsGradient,
      memory + 29195264, rows: 4800, columns: 1000, scratch: memory + 25783264).run(on: machine)
    let bidirectional1ForwardKernelGradient = Kernels.MatmulTransposedLeft(left: bidirectional,
      right: bidirectional1ForwardInputsGradient, into: memory + 28695264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional1ForwardKernelTransposed = Kernels.Pack(bidirectional1ForwardKernel,
      as: .transposed(inner: 1000, columns: 500), into: memory + 28183264).run(on: machine)
    let bidirectionalGradient_2 = Kernels.Matmul(left: bidirectional1ForwardInputsGradient,
      panels: bidirectional1ForwardKernelTransposed, into: memory + 25783264,
      geometry: .init(rows: 4800, inner: 1000, columns: 500)).run(on: machine)
    Kernels.AddInto(bidirectionalGradient, bidirectionalGradient_2, count: 2400000).run(on: machine)
    let bidirectionalBackwardGradient = Kernels.CopyBlocks(from: bidirectionalGradient, fromStart: 250,
      fromStride: 500, to: memory + 24583264, toStride: 250, blocks: 4800, size: 250).run(on: machine)
    let bidirectionalForwardGradient = Kernels.CopyBlocks(from: bidirectionalGradient, fromStride: 500,
      to: memory + 25783264, toStride: 250, blocks: 4800, size: 250).run(on: machine)
    let bidirectionalBackwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalBackwardRecurrentKernel,
      as: .transposedBlock(stride: 1000, first: 0, inner: 1000, columns: 250),
      into: memory + 26983264).run(on: machine)
    let bidirectionalBackwardInputsPeepholeProducts = memory + 20983264
    let bidirectionalBackwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalBackwardRecurrentKernelPackedTransposedFrom0,
        peepholes: bidirectionalBackwardPeepholeKernel),
      record: .init(gates: bidirectionalBackwardGates, states: bidirectionalBackwardStates,
        cells: bidirectionalBackwardCells), sequence: bidirectionalBackwardGradient,
      inputs: memory + 16183264, peepholes: bidirectionalBackwardInputsPeepholeProducts,
      scratch: memory + 27239264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalBackwardStates, right: bidirectionalBackwardInputsGradient, into: memory + 24583264,
      geometry: .init(rows: 4800, inner: 250, columns: 1000)).run(on: machine)
    let bidirectionalBackwardPeepholeKernelGradient = Kernels.ColumnSums(
      bidirectionalBackwardInputsPeepholeProducts, memory + 24847520, rows: 4800, columns: 750,
      scratch: memory + 24833264).run(on: machine)
    let bidirectionalBackwardBiasGradient = Kernels.ColumnSums(bidirectionalBackwardInputsGradient,
      memory + 21106272, rows: 4800, columns: 1000, scratch: memory + 20983264).run(on: machine)
    let bidirectionalBackwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalBackwardInputsGradient, into: memory + 20983264,
      geometry: .init(rows: 4800, inner: 123, columns: 1000)).run(on: machine)
    let bidirectionalForwardRecurrentKernelPackedTransposedFrom0 = Kernels.Pack(
      bidirectionalForwardRecurrentKernel,
      as: .transposedBlock(stride: 1000, first: 0, inner: 1000, columns: 250),
      into: memory + 19783264).run(on: machine)
    let bidirectionalForwardInputsPeepholeProducts = memory + 16183264
    let bidirectionalForwardInputsGradient = Kernels.RecurrentSequenceGradient(weights: .init(
      recurrent: bidirectionalForwardRecurrentKernelPackedTransposedFrom0,
        peepholes: bidirectionalForwardPeepholeKernel),
      record: .init(gates: bidirectionalForwardGates, states: bidirectionalForwardStates,
        cells: bidirectionalForwardCells), sequence: bidirectionalForwardGradient, inputs: memory + 11383264,
      peepholes: bidirectionalForwardInputsPeepholeProducts, scratch: memory + 20039264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalForwardRecurrentKernelGradient = Kernels.MatmulTransposedLeft(
      left: bidirectionalForwardStates, right: bidirectionalForwardInputsGradient, into: memory + 19783264,
      geometry: .init(rows: 4800, inner: 250, columns: 1000)).run(on: machine)
    let bidirectionalForwardPeepholeKernelGradient = Kernels.ColumnSums(
      bidirectionalForwardInputsPeepholeProducts, memory + 20047520, rows: 4800, columns: 750,
      scratch: memory + 20033264).run(on: machine)
    let bidirectionalForwardBiasGradient = Kernels.ColumnSums(bidirectionalForwardInputsGradient,
      memory + 16306272, rows: 4800, columns: 1000, scratch: memory + 16183264).run(on: machine)
    let bidirectionalForwardKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace,
      right: bidirectionalForwardInputsGradient, into: memory + 16183264,
      geometry: .init(rows: 4800, inner: 123, columns: 1000)).run(on: machine)
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
    return phonemesLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = (memory + 16183264).write(input, count: 590400)
    let phonemesLabels = (memory + 20983264).write(labels, count: 1200)
    let bidirectionalForwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalForwardKernelPanels, bias: bidirectionalForwardBias, into: memory + 11383264,
      geometry: .init(rows: 4800, inner: 123, columns: 1000)).run(on: machine)
    let bidirectionalForward = Kernels.RecurrentSequence(inputs: bidirectionalForwardInputs,
      weights: .init(recurrent: bidirectionalForwardRecurrentKernelPackedFrom0,
        peepholes: bidirectionalForwardPeepholeKernel), sequence: memory + 18583264,
      scratch: memory + 16773664,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectionalBackwardInputs = Kernels.Matmul(left: inputPlace,
      panels: bidirectionalBackwardKernelPanels, bias: bidirectionalBackwardBias, into: memory + 11383264,
      geometry: .init(rows: 4800, inner: 123, columns: 1000)).run(on: machine)
    let bidirectionalBackward = Kernels.RecurrentSequence(inputs: bidirectionalBackwardInputs,
      weights: .init(recurrent: bidirectionalBackwardRecurrentKernelPackedFrom0,
        peepholes: bidirectionalBackwardPeepholeKernel), sequence: memory + 19783264,
      scratch: memory + 16183264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional = Kernels.CopyBlocks(from: bidirectionalForward, fromStride: 250, to: memory + 16183264,
      toStride: 500, blocks: 4800, size: 250).run(on: machine)
    Kernels.CopyBlocks(from: bidirectionalBackward, fromStride: 250, to: bidirectional, toStart: 250,
      toStride: 500, blocks: 4800, size: 250).run(on: machine)
    let bidirectional1ForwardInputs = Kernels.Matmul(left: bidirectional,
      panels: bidirectional1ForwardKernelPanels, bias: bidirectional1ForwardBias, into: memory + 11383264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional1Forward = Kernels.RecurrentSequence(inputs: bidirectional1ForwardInputs,
      weights: .init(recurrent: bidirectional1ForwardRecurrentKernelPackedFrom0,
        peepholes: bidirectional1ForwardPeepholeKernel), sequence: memory + 18583264,
      scratch: memory + 19783264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional1BackwardInputs = Kernels.Matmul(left: bidirectional,
      panels: bidirectional1BackwardKernelPanels, bias: bidirectional1BackwardBias, into: memory + 11383264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional1Backward = Kernels.RecurrentSequence(inputs: bidirectional1BackwardInputs,
      weights: .init(recurrent: bidirectional1BackwardRecurrentKernelPackedFrom0,
        peepholes: bidirectional1BackwardPeepholeKernel), sequence: memory + 19783264,
      scratch: memory + 16183264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional1 = Kernels.CopyBlocks(from: bidirectional1Forward, fromStride: 250,
      to: memory + 16183264, toStride: 500, blocks: 4800, size: 250).run(on: machine)
    Kernels.CopyBlocks(from: bidirectional1Backward, fromStride: 250, to: bidirectional1, toStart: 250,
      toStride: 500, blocks: 4800, size: 250).run(on: machine)
    let bidirectional2ForwardInputs = Kernels.Matmul(left: bidirectional1,
      panels: bidirectional2ForwardKernelPanels, bias: bidirectional2ForwardBias, into: memory + 11383264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional2Forward = Kernels.RecurrentSequence(inputs: bidirectional2ForwardInputs,
      weights: .init(recurrent: bidirectional2ForwardRecurrentKernelPackedFrom0,
        peepholes: bidirectional2ForwardPeepholeKernel), sequence: memory + 18583264,
      scratch: memory + 19783264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional2BackwardInputs = Kernels.Matmul(left: bidirectional1,
      panels: bidirectional2BackwardKernelPanels, bias: bidirectional2BackwardBias, into: memory + 11383264,
      geometry: .init(rows: 4800, inner: 500, columns: 1000)).run(on: machine)
    let bidirectional2Backward = Kernels.RecurrentSequence(inputs: bidirectional2BackwardInputs,
      weights: .init(recurrent: bidirectional2BackwardRecurrentKernelPackedFrom0,
        peepholes: bidirectional2BackwardPeepholeKernel), sequence: memory + 16183264,
      scratch: memory + 17383264,
      geometry: .init(examples: 16, time: 300, units: 250, cell: .lstm, isReversed: true,
        maskedOutput: .zeros)).run(on: machine)
    let bidirectional2 = Kernels.CopyBlocks(from: bidirectional2Forward, fromStride: 250,
      to: memory + 11383264, toStride: 500, blocks: 4800, size: 250).run(on: machine)
    Kernels.CopyBlocks(from: bidirectional2Backward, fromStride: 250, to: bidirectional2, toStart: 250,
      toStride: 500, blocks: 4800, size: 250).run(on: machine)
    let phonemesLinear = Kernels.Matmul(left: bidirectional2, panels: phonemesKernelPanels,
      bias: phonemesBias, into: memory + 13783264,
      geometry: .init(rows: 4800, inner: 500, columns: 62)).run(on: machine)
    let phonemesLoss = Kernels.CTC(logits: phonemesLinear, labels: phonemesLabels, amount: memory + 11394016,
      exampleLosses: memory + 11394032, scratch: memory + 11383264,
      geometry: .init(examples: 16, time: 300, classes: 62, labels: 75), scale: 0.0625).run(on: machine)
    return phonemesLoss[0]
  }
}
