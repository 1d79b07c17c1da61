// Made by nncc from mask_zero_global_average_pooling.yaml, whose lines the comments give. Change that, not
// this.

import NNCCRuntime

/// mask_zero_global_average_pooling: words [7] → dense [2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class MaskZeroGlobalAveragePooling: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 5
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 41
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:cac562fe403677cb", inputs: [.init("words", [7], isInteger: true)],
      outputs: [.init("dense", [2])], words: 2048,
    parameters: [
      .init("embedding/embeddings", [11, 3], at: 0, .randomUniform(minimum: -0.05, maximum: 0.05)),
      .init("dense/kernel", [3, 2], at: 48, .glorotUniform),
      .init("dense/bias", [2], at: 64, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var embeddingEmbeddings: Floats { memory + 0 }
  private var denseKernel: Floats { memory + 48 }
  private var denseBias: Floats { memory + 64 }
  private var denseKernelPanels: Floats { memory + 80 }

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
    Kernels.Pack(denseKernel, as: .matrix(inner: 3, columns: 2), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 5. Allocates nothing.
  public func predict(_ words: Span<Int32>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = words.count == 7 ? 1 : 5
    if rows == 1 {
      let wordsPlace = (memory + 160).write(words, count: 7)
      // 4: embedding: {input_dim: 11, output_dim: 3, mask_zero: true}
      let embedding = Kernels.Gather(embeddingEmbeddings, words: 11, width: 3, indices: wordsPlace, count: 7,
        into: memory + 128).run(on: machine)
      let embeddingMask = Kernels.SequenceMask(wordsPlace, memory + 176, examples: 1, time: 7, width: 1,
        rule: .nonzero).run(on: machine)
      // 5: global_average_pooling1d
      let globalAveragePooling1dWeights = Kernels.MaskWeights(embeddingMask, memory + 192, steps: 7, inner: 1,
        purpose: .meanOfEach(time: 7)).run(on: machine)
      let globalAveragePooling1dWeighted = Kernels.Merge(.multiply, embedding, globalAveragePooling1dWeights,
        memory + 160, count: 21, broadcast: self.broadcast).run(on: machine)
      let globalAveragePooling1d = Kernels.Reduce(.sum, globalAveragePooling1dWeighted, memory + 128,
        outer: 1, middle: 7, inner: 3).run(on: machine)
      // 6: dense: {units: 2}
      let densePlace = Kernels.Matmul(left: globalAveragePooling1d, panels: denseKernelPanels,
        bias: denseBias, into: memory + 144, geometry: .init(rows: 1, inner: 3, columns: 2)).run(on: machine)
      densePlace.read(into: &dense, count: 2)
    }
    if rows > 1 {
      let wordsPlace = (memory + 240).write(words, count: 35)
      // 4: embedding: {input_dim: 11, output_dim: 3, mask_zero: true}
      let embedding = Kernels.Gather(embeddingEmbeddings, words: 11, width: 3, indices: wordsPlace, count: 35,
        into: memory + 128).run(on: machine)
      let embeddingMask = Kernels.SequenceMask(wordsPlace, memory + 288, examples: 5, time: 7, width: 1,
        rule: .nonzero).run(on: machine)
      // 5: global_average_pooling1d
      let globalAveragePooling1dWeights = Kernels.MaskWeights(embeddingMask, memory + 352, steps: 35,
        inner: 1, purpose: .meanOfEach(time: 7)).run(on: machine)
      let globalAveragePooling1dWeighted = Kernels.Merge(.multiply, embedding, globalAveragePooling1dWeights,
        memory + 240, count: 105, broadcast: self.broadcast_2).run(on: machine)
      let globalAveragePooling1d = Kernels.Reduce(.sum, globalAveragePooling1dWeighted, memory + 128,
        outer: 5, middle: 7, inner: 3).run(on: machine)
      // 6: dense: {units: 2}
      let densePlace = Kernels.Matmul(left: globalAveragePooling1d, panels: denseKernelPanels,
        bias: denseBias, into: memory + 144, geometry: .init(rows: 5, inner: 3, columns: 2)).run(on: machine)
      densePlace.read(into: &dense, count: 10)
    }
  }

  /// Computes dense of any number of examples: whole batches, then one by one.
  public func predict(_ words: [Int32]) -> [Float] {
    let count = Self.examples(in: words.count, of: 7)
    var dense: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 2)
      var span = part.mutableSpan
      predict(words.span.extracting(first * 7..<(first + rows) * 7), into: &span)
      dense += part
    }
    return dense
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    try golden.expect("dense", predict(golden.int32s("words")))
  }

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ words: Span<Int32>, target: Span<Float>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let wordsPlace = (memory + 464).write(words, count: 35)
    let denseTarget = (memory + 352).write(target, count: 10)
    // 4: embedding: {input_dim: 11, output_dim: 3, mask_zero: true}
    let embedding = Kernels.Gather(embeddingEmbeddings, words: 11, width: 3, indices: wordsPlace, count: 35,
      into: memory + 128).run(on: machine)
    let embeddingMask = Kernels.SequenceMask(wordsPlace, memory + 240, examples: 5, time: 7, width: 1,
      rule: .nonzero).run(on: machine)
    // 5: global_average_pooling1d
    let globalAveragePooling1dWeights = Kernels.MaskWeights(embeddingMask, memory + 512, steps: 35, inner: 1,
      purpose: .meanOfEach(time: 7)).run(on: machine)
    let globalAveragePooling1dWeighted = Kernels.Merge(.multiply, embedding, globalAveragePooling1dWeights,
      memory + 240, count: 105, broadcast: self.broadcast_2).run(on: machine)
    let globalAveragePooling1d = Kernels.Reduce(.sum, globalAveragePooling1dWeighted, memory + 368, outer: 5,
      middle: 7, inner: 3).run(on: machine)
    // 6: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: globalAveragePooling1d, right: denseKernel, bias: denseBias,
      into: memory + 240, geometry: .init(rows: 5, inner: 3, columns: 2)).run(on: machine)
    // 7: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 5, steps:…
    let denseLossGradient = memory + 272
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 560, rowLosses: memory + 256, gradient: denseLossGradient, rows: 5, classes: 2,
      scale: 0.2).run(on: machine)
    // Backward of 6: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 256, rows: 5, columns: 2,
      scratch: memory + 240).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: globalAveragePooling1d,
      right: denseLossGradient, into: memory + 288,
      geometry: .init(rows: 5, inner: 3, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 3),
      into: memory + 240).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 6).run(on: machine)
    // Backward of 5: global_average_pooling1d
    let globalAveragePooling1dGradient = Kernels.Matmul(left: denseLossGradient,
      panels: denseKernelTransposed, into: memory + 352,
      geometry: .init(rows: 5, inner: 2, columns: 3)).run(on: machine)
    let globalAveragePooling1dWeightedGradient = Kernels.ReduceGradient(.sum, globalAveragePooling1dGradient,
      memory + 240, outer: 5, middle: 7, inner: 3).run(on: machine)
    // Backward of 4: embedding: {input_dim: 11, output_dim: 3, mask_zero: true}
    let embeddingGradient = Kernels.Fill(memory + 352, count: 105, value: 0).run(on: machine)
    Kernels.MergeGradient(.multiply, by: .left, left: embedding, right: globalAveragePooling1dWeights,
      globalAveragePooling1dWeightedGradient, embeddingGradient, count: 105,
      broadcast: self.broadcast_2).run(on: machine)
    let embeddingEmbeddingsGradient = Kernels.GatherGradient(embeddingGradient, indices: wordsPlace,
      count: 35, into: memory + 128, words: 11, width: 3).run(on: machine)
    Kernels.Update(Self.optimizer, embeddingEmbeddings, gradient: embeddingEmbeddingsGradient,
      count: 33).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ words: Span<Int32>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let wordsPlace = (memory + 464).write(words, count: 35)
    let denseTarget = (memory + 352).write(target, count: 10)
    let embedding = Kernels.Gather(embeddingEmbeddings, words: 11, width: 3, indices: wordsPlace, count: 35,
      into: memory + 128).run(on: machine)
    let embeddingMask = Kernels.SequenceMask(wordsPlace, memory + 240, examples: 5, time: 7, width: 1,
      rule: .nonzero).run(on: machine)
    let globalAveragePooling1dWeights = Kernels.MaskWeights(embeddingMask, memory + 512, steps: 35, inner: 1,
      purpose: .meanOfEach(time: 7)).run(on: machine)
    let globalAveragePooling1dWeighted = Kernels.Merge(.multiply, embedding, globalAveragePooling1dWeights,
      memory + 240, count: 105, broadcast: self.broadcast_2).run(on: machine)
    let globalAveragePooling1d = Kernels.Reduce(.sum, globalAveragePooling1dWeighted, memory + 368, outer: 5,
      middle: 7, inner: 3).run(on: machine)
    let denseLinear = Kernels.Matmul(left: globalAveragePooling1d, right: denseKernel, bias: denseBias,
      into: memory + 240, geometry: .init(rows: 5, inner: 3, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 272
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 560, rowLosses: memory + 256, gradient: denseLossGradient, rows: 5, classes: 2,
      scale: 0.2).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 576, rows: 5, columns: 2,
      scratch: memory + 240).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: globalAveragePooling1d,
      right: denseLossGradient, into: memory + 592,
      geometry: .init(rows: 5, inner: 3, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 3),
      into: memory + 240).run(on: machine)
    let globalAveragePooling1dGradient = Kernels.Matmul(left: denseLossGradient,
      panels: denseKernelTransposed, into: memory + 352,
      geometry: .init(rows: 5, inner: 2, columns: 3)).run(on: machine)
    let globalAveragePooling1dWeightedGradient = Kernels.ReduceGradient(.sum, globalAveragePooling1dGradient,
      memory + 240, outer: 5, middle: 7, inner: 3).run(on: machine)
    let embeddingGradient = Kernels.Fill(memory + 352, count: 105, value: 0).run(on: machine)
    Kernels.MergeGradient(.multiply, by: .left, left: embedding, right: globalAveragePooling1dWeights,
      globalAveragePooling1dWeightedGradient, embeddingGradient, count: 105,
      broadcast: self.broadcast_2).run(on: machine)
    let embeddingEmbeddingsGradient = Kernels.GatherGradient(embeddingGradient, indices: wordsPlace,
      count: 35, into: memory + 128, words: 11, width: 3).run(on: machine)
    embeddingEmbeddingsGradient.read(into: &gradient, at: 0, count: 33)
    denseKernelGradient.read(into: &gradient, at: 33, count: 6)
    denseBiasGradient.read(into: &gradient, at: 39, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ words: Span<Int32>, target: Span<Float>) -> Float {
    prepare()
    let wordsPlace = (memory + 240).write(words, count: 35)
    let denseTarget = (memory + 400).write(target, count: 10)
    let embedding = Kernels.Gather(embeddingEmbeddings, words: 11, width: 3, indices: wordsPlace, count: 35,
      into: memory + 128).run(on: machine)
    let embeddingMask = Kernels.SequenceMask(wordsPlace, memory + 288, examples: 5, time: 7, width: 1,
      rule: .nonzero).run(on: machine)
    let globalAveragePooling1dWeights = Kernels.MaskWeights(embeddingMask, memory + 352, steps: 35, inner: 1,
      purpose: .meanOfEach(time: 7)).run(on: machine)
    let globalAveragePooling1dWeighted = Kernels.Merge(.multiply, embedding, globalAveragePooling1dWeights,
      memory + 240, count: 105, broadcast: self.broadcast_2).run(on: machine)
    let globalAveragePooling1d = Kernels.Reduce(.sum, globalAveragePooling1dWeighted, memory + 128, outer: 5,
      middle: 7, inner: 3).run(on: machine)
    let denseLinear = Kernels.Matmul(left: globalAveragePooling1d, panels: denseKernelPanels, bias: denseBias,
      into: memory + 144, geometry: .init(rows: 5, inner: 3, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 128, rowLosses: memory + 160, rows: 5, classes: 2, scale: 0.2).run(on: machine)
    return denseLoss[0]
  }

  private let broadcast = Broadcast([7, 3], [7, 1])!
  private let broadcast_2 = Broadcast([35, 3], [35, 1])!
}
