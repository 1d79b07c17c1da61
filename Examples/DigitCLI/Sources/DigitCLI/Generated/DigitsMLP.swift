// Made by nncc from digits_mlp.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// digits_mlp: input [8, 8, 1] → logits [10].
///
/// Inputs are what `preprocess` makes of the data. One thread at a time may use an instance; instances share
/// nothing.
public final class DigitsMLP: InferenceModel {
  /// Examples of a batch.
  public static let batchSize = 1
  /// `data.scale`, which `preprocess` multiplies inputs by.
  public static let inputScale: Float = 0.0625
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:c173134305b95abd:87c603f0a3fed964", inputs: [.init("input", [8, 8, 1])],
      outputs: [.init("logits", [10])], words: 18432, stagingWords: 17024,
    parameters: [
      .init("dense/kernel", [64, 128], at: 18432, .glorotUniform),
      .init("dense/bias", [128], at: 0, .zeros),
      .init("dense_1/kernel", [128, 64], at: 26624, .glorotUniform),
      .init("dense_1/bias", [64], at: 128, .zeros),
      .init("logits/kernel", [64, 10], at: 34816, .glorotUniform),
      .init("logits/bias", [10], at: 192, .zeros),
    ]
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var denseBias: Floats { memory + 0 }
  private var dense1Bias: Floats { memory + 128 }
  private var logitsBias: Floats { memory + 192 }
  private var denseKernelPanels: Floats { memory + 208 }
  private var dense1KernelPanels: Floats { memory + 8400 }
  private var logitsKernelPanels: Floats { memory + 16592 }
  private var denseKernel: Floats { memory + 18432 }
  private var dense1Kernel: Floats { memory + 26624 }
  private var logitsKernel: Floats { memory + 34816 }

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
    Kernels.Pack(denseKernel, as: .matrix(inner: 64, columns: 128), into: denseKernelPanels).run(on: machine)
    Kernels.Pack(dense1Kernel, as: .matrix(inner: 128, columns: 64),
      into: dense1KernelPanels).run(on: machine)
    Kernels.Pack(logitsKernel, as: .matrix(inner: 64, columns: 10), into: logitsKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example. Allocates nothing.
  public func predict(_ input: Span<Float>, into logits: inout MutableSpan<Float>) {
    let inputPlace = (memory + 17744).write(input, count: 64)
    // 9: dense: {units: 128, activation: relu}
    let dense = Kernels.Matmul(left: inputPlace, panels: denseKernelPanels, bias: denseBias,
      activation: .relu, into: memory + 17616,
      geometry: .init(rows: 1, inner: 64, columns: 128)).run(on: machine)
    // 10: dense: {units: 64, activation: relu}
    let dense1 = Kernels.Matmul(left: dense, panels: dense1KernelPanels, bias: dense1Bias, activation: .relu,
      into: memory + 17744, geometry: .init(rows: 1, inner: 128, columns: 64)).run(on: machine)
    // 11: dense: {name: logits, units: 10}
    let logitsPlace = Kernels.Matmul(left: dense1, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 17616, geometry: .init(rows: 1, inner: 64, columns: 10)).run(on: machine)
    logitsPlace.read(into: &logits, count: 10)
  }

  /// Computes logits of any number of examples.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 64)
    var logits: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 10)
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
    try golden.expect("logits", predict(golden.floats("input")))
  }
}
