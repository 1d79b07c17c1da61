// Made by nncc from inputs_two_outputs_two.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// inputs_two_outputs_two: left [4], right [7] → p [1], q [3].
///
/// One thread at a time may use an instance; instances share nothing.
public final class InputsTwoOutputsTwo: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 6
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-07, amsgrad: false)
  public static let learningRate = LearningRate.constant(0.02)
  /// Elements of all weights that are trained.
  public static let gradientCount = 109
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:24fdcbb90a18c5cc", inputs: [.init("left", [4]), .init("right", [7])],
      outputs: [.init("p", [1]), .init("q", [3])], words: 2048,
    parameters: [
      .init("a/kernel", [4, 5], at: 0, .glorotUniform),
      .init("a/bias", [5], at: 32, .zeros),
      .init("b/kernel", [7, 5], at: 48, .glorotUniform),
      .init("b/bias", [5], at: 96, .zeros),
      .init("p/kernel", [10, 1], at: 112, .glorotUniform),
      .init("p/bias", [1], at: 128, .zeros),
      .init("q/kernel", [10, 3], at: 144, .glorotUniform),
      .init("q/bias", [3], at: 176, .zeros),
    ], optimizer: optimizer, slotsAt: 192
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var aKernel: Floats { memory + 0 }
  private var aBias: Floats { memory + 32 }
  private var bKernel: Floats { memory + 48 }
  private var bBias: Floats { memory + 96 }
  private var pKernel: Floats { memory + 112 }
  private var pBias: Floats { memory + 128 }
  private var qKernel: Floats { memory + 144 }
  private var qBias: Floats { memory + 176 }
  private var aKernelPanels: Floats { memory + 576 }
  private var bKernelPanels: Floats { memory + 640 }
  private var pKernelPanels: Floats { memory + 752 }
  private var qKernelPanels: Floats { memory + 912 }

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
    Kernels.Pack(aKernel, as: .matrix(inner: 4, columns: 5), into: aKernelPanels).run(on: machine)
    Kernels.Pack(bKernel, as: .matrix(inner: 7, columns: 5), into: bKernelPanels).run(on: machine)
    Kernels.Pack(pKernel, as: .matrix(inner: 10, columns: 1), into: pKernelPanels).run(on: machine)
    Kernels.Pack(qKernel, as: .matrix(inner: 10, columns: 3), into: qKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes p, q of one example, or of a batch of 6. Allocates nothing.
  public func predict(left: Span<Float>, right: Span<Float>, p: inout MutableSpan<Float>,
    q: inout MutableSpan<Float>) {
    prepare()
    let rows = left.count == 4 ? 1 : 6
    let leftPlace = (memory + 1120).write(left, count: rows * 4)
    let rightPlace = (memory + 1072).write(right, count: rows * 7)
    // 4: dense: {name: a, inputs: left, units: 5, activation: relu}
    let a = Kernels.Matmul(left: leftPlace, panels: aKernelPanels, bias: aBias, activation: .relu,
      into: memory + 1152, geometry: .init(rows: rows, inner: 4, columns: 5)).run(on: machine)
    // 5: dense: {name: b, inputs: right, units: 5, activation: relu}
    let b = Kernels.Matmul(left: rightPlace, panels: bKernelPanels, bias: bBias, activation: .relu,
      into: memory + 1184, geometry: .init(rows: rows, inner: 7, columns: 5)).run(on: machine)
    // 6: concatenate: {name: both, inputs: [a, b]}
    let both = Kernels.CopyBlocks(from: a, fromStride: 5, to: memory + 1072, toStride: 10, blocks: rows,
      size: 5).run(on: machine)
    Kernels.CopyBlocks(from: b, fromStride: 5, to: both, toStart: 5, toStride: 10, blocks: rows,
      size: 5).run(on: machine)
    // 7: dense: {name: p, inputs: both, units: 1, activation: sigmoid}
    let pPlace = Kernels.Matmul(left: both, panels: pKernelPanels, bias: pBias, activation: .sigmoid,
      into: memory + 1168, geometry: .init(rows: rows, inner: 10, columns: 1)).run(on: machine)
    // 8: dense: {name: q, inputs: both, units: 3}
    let qPlace = Kernels.Matmul(left: both, panels: qKernelPanels, bias: qBias, into: memory + 1136,
      geometry: .init(rows: rows, inner: 10, columns: 3)).run(on: machine)
    pPlace.read(into: &p, count: rows)
    qPlace.read(into: &q, count: rows * 3)
  }

  /// Computes p, q of any number of examples: whole batches, then one by one.
  public func predict(left: [Float], right: [Float]) -> (p: [Float], q: [Float]) {
    let count = Self.examples(in: left.count, of: 4)
    guard right.count == count * 7 else {
      fatalError("the inputs hold unequal numbers of examples")
    }
    var p: [Float] = []
    var q: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var pPart = [Float](repeating: 0, count: rows)
      var pSpan = pPart.mutableSpan
      var qPart = [Float](repeating: 0, count: rows * 3)
      var qSpan = qPart.mutableSpan
      predict(left: left.span.extracting(first * 4..<(first + rows) * 4),
        right: right.span.extracting(first * 7..<(first + rows) * 7), p: &pSpan, q: &qSpan)
      p += pPart
      q += qPart
    }
    return (p, q)
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    let outputs = try predict(left: golden.floats("left"), right: golden.floats("right"))
    try golden.expect("p", outputs.p)
    try golden.expect("q", outputs.q)
  }

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(left: Span<Float>, right: Span<Float>, pTarget: Span<Float>,
    qTarget: Span<Float>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let leftPlace = (memory + 1296).write(left, count: 24)
    let rightPlace = (memory + 1200).write(right, count: 42)
    let pTarget_2 = (memory + 1248).write(pTarget, count: 6)
    let qTarget_2 = (memory + 1136).write(qTarget, count: 18)
    // 4: dense: {name: a, inputs: left, units: 5, activation: relu}
    let a = Kernels.Matmul(left: leftPlace, right: aKernel, bias: aBias, activation: .relu,
      into: memory + 1328, geometry: .init(rows: 6, inner: 4, columns: 5)).run(on: machine)
    // 5: dense: {name: b, inputs: right, units: 5, activation: relu}
    let b = Kernels.Matmul(left: rightPlace, right: bKernel, bias: bBias, activation: .relu,
      into: memory + 1360, geometry: .init(rows: 6, inner: 7, columns: 5)).run(on: machine)
    // 6: concatenate: {name: both, inputs: [a, b]}
    let both = Kernels.CopyBlocks(from: a, fromStride: 5, to: memory + 1072, toStride: 10, blocks: 6,
      size: 5).run(on: machine)
    Kernels.CopyBlocks(from: b, fromStride: 5, to: both, toStart: 5, toStride: 10, blocks: 6,
      size: 5).run(on: machine)
    // 7: dense: {name: p, inputs: both, units: 1, activation: sigmoid}
    let pLinear = Kernels.Matmul(left: both, right: pKernel, bias: pBias, into: memory + 1264,
      geometry: .init(rows: 6, inner: 10, columns: 1)).run(on: machine)
    // 8: dense: {name: q, inputs: both, units: 3}
    let qLinear = Kernels.Matmul(left: both, right: qKernel, bias: qBias, into: memory + 1168,
      geometry: .init(rows: 6, inner: 10, columns: 3)).run(on: machine)
    // 10: train: {loss: {p: binary_crossentropy, q: mse}, loss_weights: {p: 1.0, q: 0.5}, …
    let pLossGradient = memory + 1424
    let pLoss = Kernels.RowLosses(.binaryCrossentropy(fromLogits: true), prediction: pLinear,
      target: pTarget_2, amount: memory + 1280, rowLosses: memory + 1392, gradient: pLossGradient, rows: 6,
      classes: 1, scale: 0.16666667).run(on: machine)
    let qLossGradient = memory + 1392
    let qLoss = Kernels.RowLosses(.meanSquaredError, prediction: qLinear, target: qTarget_2,
      amount: memory + 1248, rowLosses: memory + 1264, gradient: qLossGradient, rows: 6, classes: 3,
      scale: 0.083333336).run(on: machine)
    let loss = Kernels.CopyBlocks(from: pLoss, fromStride: 1, to: memory + 1440, toStride: 1, blocks: 1,
      size: 1).run(on: machine)
    Kernels.AddInto(loss, qLoss, count: 1).run(on: machine)
    // Backward of 8: dense: {name: q, inputs: both, units: 3}
    let qBiasGradient = Kernels.ColumnSums(qLossGradient, memory + 1152, rows: 6, columns: 3,
      scratch: memory + 1136).run(on: machine)
    Kernels.Update(Self.optimizer, qBias, gradient: qBiasGradient, slots: .init(memory + 544, memory + 560),
      count: 3).run(on: machine)
    let qKernelGradient = Kernels.MatmulTransposedLeft(left: both, right: qLossGradient, into: memory + 1136,
      geometry: .init(rows: 6, inner: 10, columns: 3)).run(on: machine)
    let qKernelTransposed = Kernels.Pack(qKernel, as: .transposed(inner: 3, columns: 10),
      into: memory + 1248).run(on: machine)
    Kernels.Update(Self.optimizer, qKernel, gradient: qKernelGradient,
      slots: .init(memory + 480, memory + 512), count: 30).run(on: machine)
    // Backward of 6: concatenate: {name: both, inputs: [a, b]}
    let bothGradient = Kernels.Matmul(left: qLossGradient, panels: qKernelTransposed, into: memory + 1136,
      geometry: .init(rows: 6, inner: 3, columns: 10)).run(on: machine)
    // Backward of 7: dense: {name: p, inputs: both, units: 1, activation: sigmoid}
    let pBiasGradient = Kernels.ColumnSums(pLossGradient, memory + 1264, rows: 6, columns: 1,
      scratch: memory + 1248).run(on: machine)
    Kernels.Update(Self.optimizer, pBias, gradient: pBiasGradient, slots: .init(memory + 448, memory + 464),
      count: 1).run(on: machine)
    let pKernelGradient = Kernels.MatmulTransposedLeft(left: both, right: pLossGradient, into: memory + 1248,
      geometry: .init(rows: 6, inner: 10, columns: 1)).run(on: machine)
    let pKernelTransposed = Kernels.Pack(pKernel, as: .transposed(inner: 1, columns: 10),
      into: memory + 1264).run(on: machine)
    Kernels.Update(Self.optimizer, pKernel, gradient: pKernelGradient,
      slots: .init(memory + 416, memory + 432), count: 10).run(on: machine)
    // Backward of 6: concatenate: {name: both, inputs: [a, b]}
    let bothGradient_2 = Kernels.Matmul(left: pLossGradient, panels: pKernelTransposed, into: memory + 1072,
      geometry: .init(rows: 6, inner: 1, columns: 10)).run(on: machine)
    Kernels.AddInto(bothGradient, bothGradient_2, count: 60).run(on: machine)
    // Backward of 5: dense: {name: b, inputs: right, units: 5, activation: relu}
    let bGradient = Kernels.CopyBlocks(from: bothGradient, fromStart: 5, fromStride: 10, to: memory + 1248,
      toStride: 5, blocks: 6, size: 5).run(on: machine)
    // Backward of 4: dense: {name: a, inputs: left, units: 5, activation: relu}
    let aGradient = Kernels.CopyBlocks(from: bothGradient, fromStride: 10, to: memory + 1392, toStride: 5,
      blocks: 6, size: 5).run(on: machine)
    // Backward of 5: dense: {name: b, inputs: right, units: 5, activation: relu}
    let bBiasGradient = memory + 1088
    let bSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: b, bGradient, memory + 1248,
      bBiasGradient, rows: 6, columns: 5, activation: .relu, scratch: memory + 1072).run(on: machine)
    Kernels.Update(Self.optimizer, bBias, gradient: bBiasGradient, slots: .init(memory + 384, memory + 400),
      count: 5).run(on: machine)
    let bKernelGradient = Kernels.MatmulTransposedLeft(left: rightPlace, right: bSumGradient,
      into: memory + 1072, geometry: .init(rows: 6, inner: 7, columns: 5)).run(on: machine)
    Kernels.Update(Self.optimizer, bKernel, gradient: bKernelGradient,
      slots: .init(memory + 288, memory + 336), count: 35).run(on: machine)
    // Backward of 4: dense: {name: a, inputs: left, units: 5, activation: relu}
    let aBiasGradient = memory + 1088
    let aSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: a, aGradient, memory + 1392,
      aBiasGradient, rows: 6, columns: 5, activation: .relu, scratch: memory + 1072).run(on: machine)
    Kernels.Update(Self.optimizer, aBias, gradient: aBiasGradient, slots: .init(memory + 256, memory + 272),
      count: 5).run(on: machine)
    let aKernelGradient = Kernels.MatmulTransposedLeft(left: leftPlace, right: aSumGradient,
      into: memory + 1072, geometry: .init(rows: 6, inner: 4, columns: 5)).run(on: machine)
    Kernels.Update(Self.optimizer, aKernel, gradient: aKernelGradient,
      slots: .init(memory + 192, memory + 224), count: 20).run(on: machine)
    progress.pointee.finishUpdate()
    return loss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(left: Span<Float>, right: Span<Float>, pTarget: Span<Float>, qTarget: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let leftPlace = (memory + 1296).write(left, count: 24)
    let rightPlace = (memory + 1200).write(right, count: 42)
    let pTarget_2 = (memory + 1248).write(pTarget, count: 6)
    let qTarget_2 = (memory + 1136).write(qTarget, count: 18)
    let a = Kernels.Matmul(left: leftPlace, right: aKernel, bias: aBias, activation: .relu,
      into: memory + 1328, geometry: .init(rows: 6, inner: 4, columns: 5)).run(on: machine)
    let b = Kernels.Matmul(left: rightPlace, right: bKernel, bias: bBias, activation: .relu,
      into: memory + 1360, geometry: .init(rows: 6, inner: 7, columns: 5)).run(on: machine)
    let both = Kernels.CopyBlocks(from: a, fromStride: 5, to: memory + 1072, toStride: 10, blocks: 6,
      size: 5).run(on: machine)
    Kernels.CopyBlocks(from: b, fromStride: 5, to: both, toStart: 5, toStride: 10, blocks: 6,
      size: 5).run(on: machine)
    let pLinear = Kernels.Matmul(left: both, right: pKernel, bias: pBias, into: memory + 1264,
      geometry: .init(rows: 6, inner: 10, columns: 1)).run(on: machine)
    let qLinear = Kernels.Matmul(left: both, right: qKernel, bias: qBias, into: memory + 1168,
      geometry: .init(rows: 6, inner: 10, columns: 3)).run(on: machine)
    let pLossGradient = memory + 1456
    let pLoss = Kernels.RowLosses(.binaryCrossentropy(fromLogits: true), prediction: pLinear,
      target: pTarget_2, amount: memory + 1280, rowLosses: memory + 1392, gradient: pLossGradient, rows: 6,
      classes: 1, scale: 0.16666667).run(on: machine)
    let qLossGradient = memory + 1392
    let qLoss = Kernels.RowLosses(.meanSquaredError, prediction: qLinear, target: qTarget_2,
      amount: memory + 1248, rowLosses: memory + 1264, gradient: qLossGradient, rows: 6, classes: 3,
      scale: 0.083333336).run(on: machine)
    let loss = Kernels.CopyBlocks(from: pLoss, fromStride: 1, to: memory + 1472, toStride: 1, blocks: 1,
      size: 1).run(on: machine)
    Kernels.AddInto(loss, qLoss, count: 1).run(on: machine)
    let qBiasGradient = Kernels.ColumnSums(qLossGradient, memory + 1488, rows: 6, columns: 3,
      scratch: memory + 1136).run(on: machine)
    let qKernelGradient = Kernels.MatmulTransposedLeft(left: both, right: qLossGradient, into: memory + 1424,
      geometry: .init(rows: 6, inner: 10, columns: 3)).run(on: machine)
    let qKernelTransposed = Kernels.Pack(qKernel, as: .transposed(inner: 3, columns: 10),
      into: memory + 1248).run(on: machine)
    let bothGradient = Kernels.Matmul(left: qLossGradient, panels: qKernelTransposed, into: memory + 1136,
      geometry: .init(rows: 6, inner: 3, columns: 10)).run(on: machine)
    let pBiasGradient = Kernels.ColumnSums(pLossGradient, memory + 1280, rows: 6, columns: 1,
      scratch: memory + 1248).run(on: machine)
    let pKernelGradient = Kernels.MatmulTransposedLeft(left: both, right: pLossGradient, into: memory + 1504,
      geometry: .init(rows: 6, inner: 10, columns: 1)).run(on: machine)
    let pKernelTransposed = Kernels.Pack(pKernel, as: .transposed(inner: 1, columns: 10),
      into: memory + 1248).run(on: machine)
    let bothGradient_2 = Kernels.Matmul(left: pLossGradient, panels: pKernelTransposed, into: memory + 1072,
      geometry: .init(rows: 6, inner: 1, columns: 10)).run(on: machine)
    Kernels.AddInto(bothGradient, bothGradient_2, count: 60).run(on: machine)
    let bGradient = Kernels.CopyBlocks(from: bothGradient, fromStart: 5, fromStride: 10, to: memory + 1248,
      toStride: 5, blocks: 6, size: 5).run(on: machine)
    let aGradient = Kernels.CopyBlocks(from: bothGradient, fromStride: 10, to: memory + 1392, toStride: 5,
      blocks: 6, size: 5).run(on: machine)
    let bBiasGradient = memory + 1152
    let bSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: b, bGradient, memory + 1248,
      bBiasGradient, rows: 6, columns: 5, activation: .relu, scratch: memory + 1072).run(on: machine)
    let bKernelGradient = Kernels.MatmulTransposedLeft(left: rightPlace, right: bSumGradient,
      into: memory + 1072, geometry: .init(rows: 6, inner: 7, columns: 5)).run(on: machine)
    let aBiasGradient = memory + 1168
    let aSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: a, aGradient, memory + 1392,
      aBiasGradient, rows: 6, columns: 5, activation: .relu, scratch: memory + 1120).run(on: machine)
    let aKernelGradient = Kernels.MatmulTransposedLeft(left: leftPlace, right: aSumGradient,
      into: memory + 1120, geometry: .init(rows: 6, inner: 4, columns: 5)).run(on: machine)
    aKernelGradient.read(into: &gradient, at: 0, count: 20)
    aBiasGradient.read(into: &gradient, at: 20, count: 5)
    bKernelGradient.read(into: &gradient, at: 25, count: 35)
    bBiasGradient.read(into: &gradient, at: 60, count: 5)
    pKernelGradient.read(into: &gradient, at: 65, count: 10)
    pBiasGradient.read(into: &gradient, at: 75, count: 1)
    qKernelGradient.read(into: &gradient, at: 76, count: 30)
    qBiasGradient.read(into: &gradient, at: 106, count: 3)
    return loss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(left: Span<Float>, right: Span<Float>, pTarget: Span<Float>,
    qTarget: Span<Float>) -> Float {
    prepare()
    let leftPlace = (memory + 1120).write(left, count: 24)
    let rightPlace = (memory + 1072).write(right, count: 42)
    let pTarget_2 = (memory + 1248).write(pTarget, count: 6)
    let qTarget_2 = (memory + 1152).write(qTarget, count: 18)
    let a = Kernels.Matmul(left: leftPlace, panels: aKernelPanels, bias: aBias, activation: .relu,
      into: memory + 1184, geometry: .init(rows: 6, inner: 4, columns: 5)).run(on: machine)
    let b = Kernels.Matmul(left: rightPlace, panels: bKernelPanels, bias: bBias, activation: .relu,
      into: memory + 1216, geometry: .init(rows: 6, inner: 7, columns: 5)).run(on: machine)
    let both = Kernels.CopyBlocks(from: a, fromStride: 5, to: memory + 1072, toStride: 10, blocks: 6,
      size: 5).run(on: machine)
    Kernels.CopyBlocks(from: b, fromStride: 5, to: both, toStart: 5, toStride: 10, blocks: 6,
      size: 5).run(on: machine)
    let pLinear = Kernels.Matmul(left: both, panels: pKernelPanels, bias: pBias, into: memory + 1136,
      geometry: .init(rows: 6, inner: 10, columns: 1)).run(on: machine)
    let qLinear = Kernels.Matmul(left: both, panels: qKernelPanels, bias: qBias, into: memory + 1184,
      geometry: .init(rows: 6, inner: 10, columns: 3)).run(on: machine)
    let pLoss = Kernels.RowLosses(.binaryCrossentropy(fromLogits: true), prediction: pLinear,
      target: pTarget_2, amount: memory + 1072, rowLosses: memory + 1088, rows: 6, classes: 1,
      scale: 0.16666667).run(on: machine)
    let qLoss = Kernels.RowLosses(.meanSquaredError, prediction: qLinear, target: qTarget_2,
      amount: memory + 1088, rowLosses: memory + 1104, rows: 6, classes: 3,
      scale: 0.083333336).run(on: machine)
    let loss = Kernels.CopyBlocks(from: pLoss, fromStride: 1, to: memory + 1104, toStride: 1, blocks: 1,
      size: 1).run(on: machine)
    Kernels.AddInto(loss, qLoss, count: 1).run(on: machine)
    return loss[0]
  }
}
