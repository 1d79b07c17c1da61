// Made by nncc from merge_minimum_three.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// merge_minimum_three: x [3], y [5] → dense [2].
///
/// One thread at a time may use an instance; instances share nothing.
public final class MergeMinimumThree: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 3
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0, nesterov: false)
  public static let learningRate = LearningRate.constant(0.1)
  /// Elements of all weights that are trained.
  public static let gradientCount = 114
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:60b25194ed168840", inputs: [.init("x", [3]), .init("y", [5])], outputs: [.init("dense", [2])],
      words: 2048,
    parameters: [
      .init("a/kernel", [3, 7], at: 0, .glorotUniform),
      .init("a/bias", [7], at: 32, .zeros),
      .init("b/kernel", [5, 7], at: 48, .glorotUniform),
      .init("b/bias", [7], at: 96, .zeros),
      .init("c/kernel", [3, 7], at: 112, .glorotUniform),
      .init("c/bias", [7], at: 144, .zeros),
      .init("dense/kernel", [7, 2], at: 160, .glorotUniform),
      .init("dense/bias", [2], at: 176, .zeros),
    ]
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
  private var cKernel: Floats { memory + 112 }
  private var cBias: Floats { memory + 144 }
  private var denseKernel: Floats { memory + 160 }
  private var denseBias: Floats { memory + 176 }
  private var aKernelPanels: Floats { memory + 192 }
  private var bKernelPanels: Floats { memory + 240 }
  private var cKernelPanels: Floats { memory + 320 }
  private var denseKernelPanels: Floats { memory + 368 }

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
    Kernels.Pack(aKernel, as: .matrix(inner: 3, columns: 7), into: aKernelPanels).run(on: machine)
    Kernels.Pack(bKernel, as: .matrix(inner: 5, columns: 7), into: bKernelPanels).run(on: machine)
    Kernels.Pack(cKernel, as: .matrix(inner: 3, columns: 7), into: cKernelPanels).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 7, columns: 2), into: denseKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes dense of one example, or of a batch of 3. Allocates nothing.
  public func predict(x: Span<Float>, y: Span<Float>, into dense: inout MutableSpan<Float>) {
    prepare()
    let rows = x.count == 3 ? 1 : 3
    let xPlace = (memory + 576).write(x, count: rows * 3)
    let yPlace = (memory + 544).write(y, count: rows * 5)
    // 4: dense: {name: a, inputs: x, units: 7}
    let aLinear = Kernels.Matmul(left: xPlace, panels: aKernelPanels, bias: aBias, into: memory + 480,
      geometry: .init(rows: rows, inner: 3, columns: 7)).run(on: machine)
    // 5: dense: {name: b, inputs: y, units: 7, activation: softsign}
    let b = Kernels.Matmul(left: yPlace, panels: bKernelPanels, bias: bBias, activation: .softsign,
      into: memory + 512, geometry: .init(rows: rows, inner: 5, columns: 7)).run(on: machine)
    // 6: dense: {name: c, inputs: x, units: 7, activation: tanh}
    let c = Kernels.Matmul(left: xPlace, panels: cKernelPanels, bias: cBias, activation: .tanh,
      into: memory + 544, geometry: .init(rows: rows, inner: 3, columns: 7)).run(on: machine)
    // 7: minimum: {inputs: [a, b, c]}
    let minimum1 = Kernels.Merge(.minimum, aLinear, b, memory + 480, count: rows * 7).run(on: machine)
    let minimum = Kernels.Merge(.minimum, minimum1, c, memory + 480, count: rows * 7).run(on: machine)
    // 8: dense: {units: 2}
    let densePlace = Kernels.Matmul(left: minimum, panels: denseKernelPanels, bias: denseBias,
      into: memory + 512, geometry: .init(rows: rows, inner: 7, columns: 2)).run(on: machine)
    densePlace.read(into: &dense, count: rows * 2)
  }

  /// Computes dense of any number of examples: whole batches, then one by one.
  public func predict(x: [Float], y: [Float]) -> [Float] {
    let count = Self.examples(in: x.count, of: 3)
    guard y.count == count * 5 else {
      fatalError("the inputs hold unequal numbers of examples")
    }
    var dense: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 2)
      var span = part.mutableSpan
      predict(x: x.span.extracting(first * 3..<(first + rows) * 3),
        y: y.span.extracting(first * 5..<(first + rows) * 5), into: &span)
      dense += part
    }
    return dense
  }

  /// Predicts the example that came with the weights.
  ///
  /// - Throws: `ModelError` where an output is not what it was, or there is no such example.
  public func selfTest() throws {
    guard let golden = state.golden else { throw ModelError.noGoldenExample }
    try golden.expect("dense", predict(x: golden.floats("x"), y: golden.floats("y")))
  }

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(x: Span<Float>, y: Span<Float>, target: Span<Float>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let xPlace = (memory + 704).write(x, count: 9)
    let yPlace = (memory + 720).write(y, count: 15)
    let denseTarget = (memory + 640).write(target, count: 6)
    // 4: dense: {name: a, inputs: x, units: 7}
    let aLinear = Kernels.Matmul(left: xPlace, right: aKernel, bias: aBias, into: memory + 480,
      geometry: .init(rows: 3, inner: 3, columns: 7)).run(on: machine)
    // 5: dense: {name: b, inputs: y, units: 7, activation: softsign}
    let b = Kernels.Matmul(left: yPlace, right: bKernel, bias: bBias, activation: .softsign,
      into: memory + 512, geometry: .init(rows: 3, inner: 5, columns: 7)).run(on: machine)
    // 6: dense: {name: c, inputs: x, units: 7, activation: tanh}
    let c = Kernels.Matmul(left: xPlace, right: cKernel, bias: cBias, activation: .tanh, into: memory + 544,
      geometry: .init(rows: 3, inner: 3, columns: 7)).run(on: machine)
    // 7: minimum: {inputs: [a, b, c]}
    let minimum1 = Kernels.Merge(.minimum, aLinear, b, memory + 576, count: 21).run(on: machine)
    let minimum = Kernels.Merge(.minimum, minimum1, c, memory + 608, count: 21).run(on: machine)
    // 8: dense: {units: 2}
    let denseLinear = Kernels.Matmul(left: minimum, right: denseKernel, bias: denseBias, into: memory + 656,
      geometry: .init(rows: 3, inner: 7, columns: 2)).run(on: machine)
    // 9: train: {loss: mse, optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 3, steps:…
    let denseLossGradient = memory + 688
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 736, rowLosses: memory + 672, gradient: denseLossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    // Backward of 8: dense: {units: 2}
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 656, rows: 3, columns: 2,
      scratch: memory + 640).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, count: 2).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: minimum, right: denseLossGradient,
      into: memory + 640, geometry: .init(rows: 3, inner: 7, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 7),
      into: memory + 608).run(on: machine)
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient, count: 14).run(on: machine)
    // Backward of 7: minimum: {inputs: [a, b, c]}
    let minimumGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 640, geometry: .init(rows: 3, inner: 2, columns: 7)).run(on: machine)
    let minimum1Gradient = Kernels.MergeGradient(.minimum, by: .left, left: minimum1, right: c,
      minimumGradient, memory + 608, count: 21).run(on: machine)
    // Backward of 6: dense: {name: c, inputs: x, units: 7, activation: tanh}
    let cGradient = Kernels.MergeGradient(.minimum, by: .right, left: minimum1, right: c, minimumGradient,
      memory + 672, count: 21).run(on: machine)
    // Backward of 4: dense: {name: a, inputs: x, units: 7}
    let aLinearGradient = Kernels.MergeGradient(.minimum, by: .left, left: aLinear, right: b,
      minimum1Gradient, memory + 576, count: 21).run(on: machine)
    // Backward of 5: dense: {name: b, inputs: y, units: 7, activation: softsign}
    let bGradient = Kernels.MergeGradient(.minimum, by: .right, left: aLinear, right: b, minimum1Gradient,
      memory + 640, count: 21).run(on: machine)
    // Backward of 6: dense: {name: c, inputs: x, units: 7, activation: tanh}
    let cBiasGradient = memory + 496
    let cSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: c, cGradient, memory + 672,
      cBiasGradient, rows: 3, columns: 7, activation: .tanh, scratch: memory + 480).run(on: machine)
    Kernels.Update(Self.optimizer, cBias, gradient: cBiasGradient, count: 7).run(on: machine)
    let cKernelGradient = Kernels.MatmulTransposedLeft(left: xPlace, right: cSumGradient, into: memory + 480,
      geometry: .init(rows: 3, inner: 3, columns: 7)).run(on: machine)
    Kernels.Update(Self.optimizer, cKernel, gradient: cKernelGradient, count: 21).run(on: machine)
    // Backward of 5: dense: {name: b, inputs: y, units: 7, activation: softsign}
    let bBiasGradient = memory + 496
    let bSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: b, bGradient, memory + 640,
      bBiasGradient, rows: 3, columns: 7, activation: .softsign, scratch: memory + 480).run(on: machine)
    Kernels.Update(Self.optimizer, bBias, gradient: bBiasGradient, count: 7).run(on: machine)
    let bKernelGradient = Kernels.MatmulTransposedLeft(left: yPlace, right: bSumGradient, into: memory + 480,
      geometry: .init(rows: 3, inner: 5, columns: 7)).run(on: machine)
    Kernels.Update(Self.optimizer, bKernel, gradient: bKernelGradient, count: 35).run(on: machine)
    // Backward of 4: dense: {name: a, inputs: x, units: 7}
    let aBiasGradient = Kernels.ColumnSums(aLinearGradient, memory + 496, rows: 3, columns: 7,
      scratch: memory + 480).run(on: machine)
    Kernels.Update(Self.optimizer, aBias, gradient: aBiasGradient, count: 7).run(on: machine)
    let aKernelGradient = Kernels.MatmulTransposedLeft(left: xPlace, right: aLinearGradient,
      into: memory + 480, geometry: .init(rows: 3, inner: 3, columns: 7)).run(on: machine)
    Kernels.Update(Self.optimizer, aKernel, gradient: aKernelGradient, count: 21).run(on: machine)
    progress.pointee.finishUpdate()
    return denseLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(x: Span<Float>, y: Span<Float>, target: Span<Float>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let xPlace = (memory + 704).write(x, count: 9)
    let yPlace = (memory + 720).write(y, count: 15)
    let denseTarget = (memory + 640).write(target, count: 6)
    let aLinear = Kernels.Matmul(left: xPlace, right: aKernel, bias: aBias, into: memory + 480,
      geometry: .init(rows: 3, inner: 3, columns: 7)).run(on: machine)
    let b = Kernels.Matmul(left: yPlace, right: bKernel, bias: bBias, activation: .softsign,
      into: memory + 512, geometry: .init(rows: 3, inner: 5, columns: 7)).run(on: machine)
    let c = Kernels.Matmul(left: xPlace, right: cKernel, bias: cBias, activation: .tanh, into: memory + 544,
      geometry: .init(rows: 3, inner: 3, columns: 7)).run(on: machine)
    let minimum1 = Kernels.Merge(.minimum, aLinear, b, memory + 576, count: 21).run(on: machine)
    let minimum = Kernels.Merge(.minimum, minimum1, c, memory + 608, count: 21).run(on: machine)
    let denseLinear = Kernels.Matmul(left: minimum, right: denseKernel, bias: denseBias, into: memory + 656,
      geometry: .init(rows: 3, inner: 7, columns: 2)).run(on: machine)
    let denseLossGradient = memory + 688
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 736, rowLosses: memory + 672, gradient: denseLossGradient, rows: 3, classes: 2,
      scale: 0.33333334).run(on: machine)
    let denseBiasGradient = Kernels.ColumnSums(denseLossGradient, memory + 752, rows: 3, columns: 2,
      scratch: memory + 640).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: minimum, right: denseLossGradient,
      into: memory + 768, geometry: .init(rows: 3, inner: 7, columns: 2)).run(on: machine)
    let denseKernelTransposed = Kernels.Pack(denseKernel, as: .transposed(inner: 2, columns: 7),
      into: memory + 608).run(on: machine)
    let minimumGradient = Kernels.Matmul(left: denseLossGradient, panels: denseKernelTransposed,
      into: memory + 640, geometry: .init(rows: 3, inner: 2, columns: 7)).run(on: machine)
    let minimum1Gradient = Kernels.MergeGradient(.minimum, by: .left, left: minimum1, right: c,
      minimumGradient, memory + 608, count: 21).run(on: machine)
    let cGradient = Kernels.MergeGradient(.minimum, by: .right, left: minimum1, right: c, minimumGradient,
      memory + 672, count: 21).run(on: machine)
    let aLinearGradient = Kernels.MergeGradient(.minimum, by: .left, left: aLinear, right: b,
      minimum1Gradient, memory + 576, count: 21).run(on: machine)
    let bGradient = Kernels.MergeGradient(.minimum, by: .right, left: aLinear, right: b, minimum1Gradient,
      memory + 640, count: 21).run(on: machine)
    let cBiasGradient = memory + 784
    let cSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: c, cGradient, memory + 672,
      cBiasGradient, rows: 3, columns: 7, activation: .tanh, scratch: memory + 480).run(on: machine)
    let cKernelGradient = Kernels.MatmulTransposedLeft(left: xPlace, right: cSumGradient, into: memory + 544,
      geometry: .init(rows: 3, inner: 3, columns: 7)).run(on: machine)
    let bBiasGradient = memory + 672
    let bSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: b, bGradient, memory + 640,
      bBiasGradient, rows: 3, columns: 7, activation: .softsign, scratch: memory + 480).run(on: machine)
    let bKernelGradient = Kernels.MatmulTransposedLeft(left: yPlace, right: bSumGradient, into: memory + 480,
      geometry: .init(rows: 3, inner: 5, columns: 7)).run(on: machine)
    let aBiasGradient = Kernels.ColumnSums(aLinearGradient, memory + 640, rows: 3, columns: 7,
      scratch: memory + 528).run(on: machine)
    let aKernelGradient = Kernels.MatmulTransposedLeft(left: xPlace, right: aLinearGradient,
      into: memory + 608, geometry: .init(rows: 3, inner: 3, columns: 7)).run(on: machine)
    aKernelGradient.read(into: &gradient, at: 0, count: 21)
    aBiasGradient.read(into: &gradient, at: 21, count: 7)
    bKernelGradient.read(into: &gradient, at: 28, count: 35)
    bBiasGradient.read(into: &gradient, at: 63, count: 7)
    cKernelGradient.read(into: &gradient, at: 70, count: 21)
    cBiasGradient.read(into: &gradient, at: 91, count: 7)
    denseKernelGradient.read(into: &gradient, at: 98, count: 14)
    denseBiasGradient.read(into: &gradient, at: 112, count: 2)
    return denseLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(x: Span<Float>, y: Span<Float>, target: Span<Float>) -> Float {
    prepare()
    let xPlace = (memory + 576).write(x, count: 9)
    let yPlace = (memory + 544).write(y, count: 15)
    let denseTarget = (memory + 592).write(target, count: 6)
    let aLinear = Kernels.Matmul(left: xPlace, panels: aKernelPanels, bias: aBias, into: memory + 480,
      geometry: .init(rows: 3, inner: 3, columns: 7)).run(on: machine)
    let b = Kernels.Matmul(left: yPlace, panels: bKernelPanels, bias: bBias, activation: .softsign,
      into: memory + 512, geometry: .init(rows: 3, inner: 5, columns: 7)).run(on: machine)
    let c = Kernels.Matmul(left: xPlace, panels: cKernelPanels, bias: cBias, activation: .tanh,
      into: memory + 544, geometry: .init(rows: 3, inner: 3, columns: 7)).run(on: machine)
    let minimum1 = Kernels.Merge(.minimum, aLinear, b, memory + 480, count: 21).run(on: machine)
    let minimum = Kernels.Merge(.minimum, minimum1, c, memory + 480, count: 21).run(on: machine)
    let denseLinear = Kernels.Matmul(left: minimum, panels: denseKernelPanels, bias: denseBias,
      into: memory + 512, geometry: .init(rows: 3, inner: 7, columns: 2)).run(on: machine)
    let denseLoss = Kernels.RowLosses(.meanSquaredError, prediction: denseLinear, target: denseTarget,
      amount: memory + 480, rowLosses: memory + 496, rows: 3, classes: 2, scale: 0.33333334).run(on: machine)
    return denseLoss[0]
  }
}
