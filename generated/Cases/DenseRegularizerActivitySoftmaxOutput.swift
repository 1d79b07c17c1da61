// Made by nncc from dense_regularizer_activity_softmax_output.yaml, whose lines the comments give. Change
// that, not this.

import NNCCRuntime

/// dense_regularizer_activity_softmax_output: input [5] → dense [4].
///
/// One thread at a time may use an instance; instances share nothing.
public final class DenseRegularizerActivitySoftmaxOutput: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 5
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 24
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:1f173fbf226609f0", inputs: [.init("input", [5])], outputs: [.init("dense", [4])], words: 2048,
    parameters: [
      .init("dense/kernel", [5, 4], at: 0, .glorotUniform),
      .init("dense/bias", [4], at: 32, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var denseKernel: Floats { memory + 0 }
  private var denseBias: Floats { memory + 32 }
  private var denseKernelPanels: Floats { memory + 48 }

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
    Kernels.Pack(denseKernel, as: .matrix(inner: 5, columns: 4), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 5. Allocates nothing.
  public func predict(_ input: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 5 ? 1 : 5
    let inputPlace = (memory + 128).write(input, count: rows * 5)
    // 4: dense: {units: 4, activation: softmax, activity_regularizer: {l2: {l2: 0.2}}}
    let denseLinear = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      into: memory + 160, geometry: .init(rows: rows, inner: 5, columns: 4)).run(on: machine)
    let densePlace = Kernels.Softmax(denseLinear, memory + 160, rows: rows, columns: 4).run(on: machine)
    densePlace.read(into: &dense, count: rows * 4)
  }

  /// Computes dense of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 5)
    var dense: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 4)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 5..<(first + rows) * 5), into: &span)
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
  public func trainStep(_ input: Span<Float>, target: Span<Float>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 128).write(input, count: 25)
    let denseTarget = (memory + 160).write(target, count: 20)
    // 4: dense: {units: 4, activation: softmax, activity_regularizer: {l2: {l2: 0.2}}}
    let denseLinear = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias,
      into: memory + 192, geometry: .init(rows: 5, inner: 5, columns: 4)).run(on: machine)
    let dense_2 = Kernels.Softmax(denseLinear, memory + 224, rows: 5, columns: 4).run(on: machine)
    let densePenalty = Kernels.Penalty(.l1l2(l1: 0, l2: 0.040000003), of: dense_2, memory + 288, count: 20,
      columns: 4, scratch: memory + 256).run(on: machine)
    // 5: train: {loss: categorical_crossentropy, optimizer: {sgd: {learning_rate: 0.1}}, …
    let denseLossGradient = memory + 256
    let denseLoss = Kernels.RowLosses(.categoricalCrossentropy(fromLogits: true), prediction: denseLinear,
      target: denseTarget, amount: memory + 304, rowLosses: memory + 320, gradient: denseLossGradient,
      rows: 5, classes: 4, scale: 0.2).run(on: machine)
    let loss = Kernels.CopyBlocks(from: denseLoss, fromStride: 1, to: memory + 192, toStride: 1, blocks: 1,
      size: 1).run(on: machine)
    Kernels.AddInto(loss, densePenalty, count: 1).run(on: machine)
    // Backward of 4: dense: {units: 4, activation: softmax, activity_regularizer: {l2: {l2: 0.2}}}
    let denseGradient = Kernels.Fill(memory + 160, count: 20, value: 0).run(on: machine)
    Kernels.PenaltyGradient(.l1l2(l1: 0, l2: 0.040000003), of: dense_2, addingTo: denseGradient, count: 20,
      columns: 4, scratch: memory + 208).run(on: machine)
    let denseLinearGradient = Kernels.SoftmaxGradient(fromOutput: dense_2, denseGradient, memory + 160,
      rows: 5, columns: 4).run(on: machine)
    // Backward of 5: train: {loss: categorical_crossentropy, optimizer: {sgd: {learning_rate: 0.1}}, …
    Kernels.AddInto(denseLossGradient, denseLinearGradient, count: 20).run(on: machine)
    // Backward of 4: dense: {units: 4, activation: softmax, activity_regularizer: {l2: {l2: 0.2}}}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 176, rows: 5, columns: 4,
      scratch: memory + 160).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 4).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: denseLossGradient,
      into: memory + 160, geometry: .init(rows: 5, inner: 5, columns: 4)).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 20).run(on: machine)
    progress.pointee.finishUpdate()
    return loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 128).write(input, count: 25)
    let denseTarget = (memory + 160).write(target, count: 20)
    let denseLinear = Kernels.Matmul(left: inputPlace, right: denseKernel, bias: denseBias,
      into: memory + 192, geometry: .init(rows: 5, inner: 5, columns: 4)).run(on: machine)
    let dense_2 = Kernels.Softmax(denseLinear, memory + 224, rows: 5, columns: 4).run(on: machine)
    let densePenalty = Kernels.Penalty(.l1l2(l1: 0, l2: 0.040000003), of: dense_2, memory + 288, count: 20,
      columns: 4, scratch: memory + 256).run(on: machine)
    let denseLossGradient = memory + 256
    let denseLoss = Kernels.RowLosses(.categoricalCrossentropy(fromLogits: true), prediction: denseLinear,
      target: denseTarget, amount: memory + 304, rowLosses: memory + 320, gradient: denseLossGradient,
      rows: 5, classes: 4, scale: 0.2).run(on: machine)
    let loss = Kernels.CopyBlocks(from: denseLoss, fromStride: 1, to: memory + 192, toStride: 1, blocks: 1,
      size: 1).run(on: machine)
    Kernels.AddInto(loss, densePenalty, count: 1).run(on: machine)
    let denseGradient = Kernels.Fill(memory + 160, count: 20, value: 0).run(on: machine)
    Kernels.PenaltyGradient(.l1l2(l1: 0, l2: 0.040000003), of: dense_2, addingTo: denseGradient, count: 20,
      columns: 4, scratch: memory + 208).run(on: machine)
    let denseLinearGradient = Kernels.SoftmaxGradient(fromOutput: dense_2, denseGradient, memory + 160,
      rows: 5, columns: 4).run(on: machine)
    Kernels.AddInto(denseLossGradient, denseLinearGradient, count: 20).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 208, rows: 5, columns: 4,
      scratch: memory + 160).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: inputPlace, right: denseLossGradient,
      into: memory + 160, geometry: .init(rows: 5, inner: 5, columns: 4)).run(on: machine)
    denseKernelGradient.read(into: &gradient, at: 0, count: 20)
    denseBiasGradient.read(into: &gradient, at: 20, count: 4)
    return loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let inputPlace = (memory + 128).write(input, count: 25)
    let denseTarget = (memory + 160).write(target, count: 20)
    let denseLinear = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      into: memory + 192, geometry: .init(rows: 5, inner: 5, columns: 4)).run(on: machine)
    let dense_2 = Kernels.Softmax(denseLinear, memory + 128, rows: 5, columns: 4).run(on: machine)
    let densePenalty = Kernels.Penalty(.l1l2(l1: 0, l2: 0.040000003), of: dense_2, memory + 224, count: 20,
      columns: 4, scratch: memory + 240).run(on: machine)
    let denseLoss = Kernels.RowLosses(.categoricalCrossentropy(fromLogits: true), prediction: denseLinear,
      target: denseTarget, amount: memory + 128, rowLosses: memory + 144, rows: 5, classes: 4,
      scale: 0.2).run(on: machine)
    let loss = Kernels.CopyBlocks(from: denseLoss, fromStride: 1, to: memory + 144, toStride: 1, blocks: 1,
      size: 1).run(on: machine)
    Kernels.AddInto(loss, densePenalty, count: 1).run(on: machine)
    return loss[0]
  }
}
