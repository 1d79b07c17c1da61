// Made by nncc from alexnet.yaml, whose lines the comments give. Change that, not this.

import NNCCRuntime

/// alexnet: input [227, 227, 3] → logits [1000].
///
/// One thread at a time may use an instance; instances share nothing.
public final class AlexNet: TrainableModel {
  /// Examples of a batch.
  public static let batchSize = 128
  /// `train.seed`, which weights and dropout are drawn from.
  public static let seed: UInt64 = 0
  /// `train.optimizer`, and below its learning rate after so many updates.
  public static let optimizer = Optimizer.sgd(momentum: 0.9, nesterov: false)
  public static let learningRate = LearningRate.constant(0.01)
  /// Elements of all weights that are trained.
  public static let gradientCount = 60965224
  /// What the arena holds between runs, and where, in words of four bytes.
  public static let layout = ModelLayout(
    network: "2:e4bec390a4f129e3:70f33a06159e95b8", inputs: [.init("input", [227, 227, 3])],
      outputs: [.init("logits", [1000])], words: 415162368,
    parameters: [
      .init("conv2d/kernel", [11, 11, 3, 96], at: 0, .randomNormal(mean: 0, standardDeviation: 0.01)),
      .init("conv2d/bias", [96], at: 34848, .zeros),
      .init("conv2d_1/kernel", [5, 5, 48, 256], at: 34944, .randomNormal(mean: 0, standardDeviation: 0.01)),
      .init("conv2d_1/bias", [256], at: 342144, .ones),
      .init("conv2d_2/kernel", [3, 3, 256, 384], at: 342400, .randomNormal(mean: 0, standardDeviation: 0.01)),
      .init("conv2d_2/bias", [384], at: 1227136, .zeros),
      .init("conv2d_3/kernel", [3, 3, 192, 384], at: 1227520,
        .randomNormal(mean: 0, standardDeviation: 0.01)),
      .init("conv2d_3/bias", [384], at: 1891072, .ones),
      .init("conv2d_4/kernel", [3, 3, 192, 256], at: 1891456,
        .randomNormal(mean: 0, standardDeviation: 0.01)),
      .init("conv2d_4/bias", [256], at: 2333824, .ones),
      .init("dense/kernel", [9216, 4096], at: 2334080, .randomNormal(mean: 0, standardDeviation: 0.01)),
      .init("dense/bias", [4096], at: 40082816, .ones),
      .init("dense_1/kernel", [4096, 4096], at: 40086912, .randomNormal(mean: 0, standardDeviation: 0.01)),
      .init("dense_1/bias", [4096], at: 56864128, .ones),
      .init("logits/kernel", [4096, 1000], at: 56868224, .randomNormal(mean: 0, standardDeviation: 0.01)),
      .init("logits/bias", [1000], at: 60964224, .zeros),
    ], optimizer: optimizer, slotsAt: 60965232
  )

  /// The weights and whatever else the model holds.
  public let state: ModelState
  private let memory: Floats
  private let pool: ThreadPool
  private let machine: Kernels.Machine
  private let progress: UnsafeMutablePointer<ModelState.Progress>
  private var conv2dKernel: Floats { memory + 0 }
  private var conv2dBias: Floats { memory + 34848 }
  private var conv2d1Kernel: Floats { memory + 34944 }
  private var conv2d1Bias: Floats { memory + 342144 }
  private var conv2d2Kernel: Floats { memory + 342400 }
  private var conv2d2Bias: Floats { memory + 1227136 }
  private var conv2d3Kernel: Floats { memory + 1227520 }
  private var conv2d3Bias: Floats { memory + 1891072 }
  private var conv2d4Kernel: Floats { memory + 1891456 }
  private var conv2d4Bias: Floats { memory + 2333824 }
  private var denseKernel: Floats { memory + 2334080 }
  private var denseBias: Floats { memory + 40082816 }
  private var dense1Kernel: Floats { memory + 40086912 }
  private var dense1Bias: Floats { memory + 56864128 }
  private var logitsKernel: Floats { memory + 56868224 }
  private var logitsBias: Floats { memory + 60964224 }
  private var conv2dKernelPanels: Floats { memory + 121930464 }
  private var conv2d1KernelPanels: Floats { memory + 121965312 }
  private var conv2d2KernelPanels: Floats { memory + 122272512 }
  private var conv2d3KernelPanels: Floats { memory + 125811456 }
  private var conv2d4KernelPanels: Floats { memory + 126475008 }
  private var denseKernelPanels: Floats { memory + 126917376 }
  private var dense1KernelPanels: Floats { memory + 164666112 }
  private var logitsKernelPanels: Floats { memory + 181443328 }

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
    Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 3, outputHeight: 1,
          outputWidth: 1, filters: 96, kernelHeight: 11, kernelWidth: 11, strideHeight: 4, strideWidth: 4)),
      into: conv2dKernelPanels).run(on: machine)
    Kernels.Pack(conv2d1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 96, outputHeight: 1,
          outputWidth: 1, filters: 256, kernelHeight: 5, kernelWidth: 5, groups: 2)),
      into: conv2d1KernelPanels).run(on: machine)
    Kernels.Pack(conv2d2Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 256, outputHeight: 1,
          outputWidth: 1, filters: 384, kernelHeight: 3, kernelWidth: 3), .fourByThree),
      into: conv2d2KernelPanels).run(on: machine)
    Kernels.Pack(conv2d3Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 384, outputHeight: 1,
          outputWidth: 1, filters: 384, kernelHeight: 3, kernelWidth: 3, groups: 2)),
      into: conv2d3KernelPanels).run(on: machine)
    Kernels.Pack(conv2d4Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 384, outputHeight: 1,
          outputWidth: 1, filters: 256, kernelHeight: 3, kernelWidth: 3, groups: 2)),
      into: conv2d4KernelPanels).run(on: machine)
    Kernels.Pack(denseKernel, as: .matrix(inner: 9216, columns: 4096),
      into: denseKernelPanels).run(on: machine)
    Kernels.Pack(dense1Kernel, as: .matrix(inner: 4096, columns: 4096),
      into: dense1KernelPanels).run(on: machine)
    Kernels.Pack(logitsKernel, as: .matrix(inner: 4096, columns: 1000),
      into: logitsKernelPanels).run(on: machine)
    progress.pointee.isPrepared = true
  }

  /// Computes logits of one example, or of a batch of 128. Allocates nothing.
  public func predict(_ input: Span<Float>, into logits: inout MutableSpan<Float>) {
    prepare()
    let rows = input.count == 154587 ? 1 : 128
    let inputPlace = (memory + 222743296).write(input, count: rows * 154587)
    // 7: conv2d: {filters: 96, kernel_size: 11, strides: 4, activation: relu, kernel_init…
    let conv2d = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels, bias: conv2dBias,
      activation: .relu, into: memory + 185572096,
      geometry: .init(images: rows, inputHeight: 227, inputWidth: 227, channels: 3, outputHeight: 55,
        outputWidth: 55, filters: 96, kernelHeight: 11, kernelWidth: 11, strideHeight: 4,
        strideWidth: 4)).run(on: machine)
    // 8: lrn: {depth_radius: 2, bias: 2, alpha: 0.0001, beta: 0.75}
    let localResponseNormalization = Kernels.LocalResponseNormalization(conv2d, memory + 222743296,
      rows: rows * 3025, channels: 96,
      window: .init(radius: 2, bias: 2, alpha: 0.0001, beta: 0.75)).run(on: machine)
    // 9: max_pooling2d: {pool_size: 3, strides: 2}
    let maxPooling2d = Kernels.MaxPool(localResponseNormalization, memory + 185572096,
      geometry: .init(images: rows, inputHeight: 55, inputWidth: 55, channels: 96, outputHeight: 27,
        outputWidth: 27, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 10: conv2d: {filters: 256, kernel_size: 5, padding: same, groups: 2, activation: rel…
    let conv2d1Bordered = Kernels.Border(maxPooling2d, into: memory + 209459968,
      geometry: .init(images: rows, height: 27, width: 27, channels: 96, top: 2, left: 2, frameHeight: 31,
        frameWidth: 31)).run(on: machine)
    let conv2d1 = Kernels.Convolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels,
      bias: conv2d1Bias, activation: .relu, into: memory + 185572096,
      geometry: .init(images: rows, inputHeight: 31, inputWidth: 31, channels: 96, outputHeight: 27,
        outputWidth: 27, filters: 256, kernelHeight: 5, kernelWidth: 5, groups: 2)).run(on: machine)
    // 11: lrn: {depth_radius: 2, bias: 2, alpha: 0.0001, beta: 0.75}
    let localResponseNormalization1 = Kernels.LocalResponseNormalization(conv2d1, memory + 209459968,
      rows: rows * 729, channels: 256,
      window: .init(radius: 2, bias: 2, alpha: 0.0001, beta: 0.75)).run(on: machine)
    // 12: max_pooling2d: {pool_size: 3, strides: 2}
    let maxPooling2d1 = Kernels.MaxPool(localResponseNormalization1, memory + 192944896,
      geometry: .init(images: rows, inputHeight: 27, inputWidth: 27, channels: 256, outputHeight: 13,
        outputWidth: 13, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 13: conv2d: {filters: 384, kernel_size: 3, padding: same, activation: relu, kernel_i…
    let conv2d2Bordered = Kernels.Border(maxPooling2d1, into: memory + 185572096,
      geometry: .init(images: rows, height: 13, width: 13, channels: 256, top: 1, left: 1, frameHeight: 15,
        frameWidth: 15)).run(on: machine)
    let conv2d2 = Kernels.Convolution(input: conv2d2Bordered, packedKernel: conv2d2KernelPanels,
      bias: conv2d2Bias, activation: .relu, into: memory + 196631296, scratch: memory + 204937984,
      geometry: .init(images: rows, inputHeight: 15, inputWidth: 15, channels: 256, outputHeight: 13,
        outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    // 14: conv2d: {filters: 384, kernel_size: 3, padding: same, groups: 2, activation: rel…
    let conv2d3Bordered = Kernels.Border(conv2d2, into: memory + 185572096,
      geometry: .init(images: rows, height: 13, width: 13, channels: 384, top: 1, left: 1, frameHeight: 15,
        frameWidth: 15)).run(on: machine)
    let conv2d3 = Kernels.Convolution(input: conv2d3Bordered, packedKernel: conv2d3KernelPanels,
      bias: conv2d3Bias, activation: .relu, into: memory + 196631296,
      geometry: .init(images: rows, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
        outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3, groups: 2)).run(on: machine)
    // 15: conv2d: {filters: 256, kernel_size: 3, padding: same, groups: 2, activation: rel…
    let conv2d4Bordered = Kernels.Border(conv2d3, into: memory + 185572096,
      geometry: .init(images: rows, height: 13, width: 13, channels: 384, top: 1, left: 1, frameHeight: 15,
        frameWidth: 15)).run(on: machine)
    let conv2d4 = Kernels.Convolution(input: conv2d4Bordered, packedKernel: conv2d4KernelPanels,
      bias: conv2d4Bias, activation: .relu, into: memory + 196631296,
      geometry: .init(images: rows, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
        outputWidth: 13, filters: 256, kernelHeight: 3, kernelWidth: 3, groups: 2)).run(on: machine)
    // 16: max_pooling2d: {pool_size: 3, strides: 2}
    let maxPooling2d2 = Kernels.MaxPool(conv2d4, memory + 185572096,
      geometry: .init(images: rows, inputHeight: 13, inputWidth: 13, channels: 256, outputHeight: 6,
        outputWidth: 6, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 18: dense: {units: 4096, activation: relu, kernel_initializer: *normal, bias_initial…
    let dense = Kernels.Matmul(left: maxPooling2d2, panels: denseKernelPanels, bias: denseBias,
      activation: .relu, into: memory + 186751744,
      geometry: .init(rows: rows, inner: 9216, columns: 4096)).run(on: machine)
    // 20: dense: {units: 4096, activation: relu, kernel_initializer: *normal, bias_initial…
    let dense1 = Kernels.Matmul(left: dense, panels: dense1KernelPanels, bias: dense1Bias, activation: .relu,
      into: memory + 185572096, geometry: .init(rows: rows, inner: 4096, columns: 4096)).run(on: machine)
    // 22: dense: {name: logits, units: 1000, kernel_initializer: *normal}
    let logitsPlace = Kernels.Matmul(left: dense1, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 186096384, geometry: .init(rows: rows, inner: 4096, columns: 1000)).run(on: machine)
    logitsPlace.read(into: &logits, count: rows * 1000)
  }

  /// Computes logits of any number of examples: whole batches, then one by one.
  public func predict(_ input: [Float]) -> [Float] {
    let count = Self.examples(in: input.count, of: 154587)
    var logits: [Float] = []
    for (first, rows) in Self.batches(of: count) {
      var part = [Float](repeating: 0, count: rows * 1000)
      var span = part.mutableSpan
      predict(input.span.extracting(first * 154587..<(first + rows) * 154587), into: &span)
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

  /// Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.
  @discardableResult
  public func trainStep(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    let machine = Kernels.Machine(pool, at: progress.pointee)
    let inputPlace = (memory + 308267776).write(input, count: 19787136)
    let logitsLabels = (memory + 222743296).write(labels, count: 128)
    // 7: conv2d: {filters: 96, kernel_size: 11, strides: 4, activation: relu, kernel_init…
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 3, outputHeight: 1,
          outputWidth: 1, filters: 96, kernelHeight: 11, kernelWidth: 11, strideHeight: 4, strideWidth: 4)),
      into: memory + 185572096).run(on: machine)
    let conv2d = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels_2, bias: conv2dBias,
      activation: .relu, into: memory + 223320832,
      geometry: .init(images: 128, inputHeight: 227, inputWidth: 227, channels: 3, outputHeight: 55,
        outputWidth: 55, filters: 96, kernelHeight: 11, kernelWidth: 11, strideHeight: 4,
        strideWidth: 4)).run(on: machine)
    // 8: lrn: {depth_radius: 2, bias: 2, alpha: 0.0001, beta: 0.75}
    let localResponseNormalization = Kernels.LocalResponseNormalization(conv2d, memory + 185572096,
      rows: 387200, channels: 96,
      window: .init(radius: 2, bias: 2, alpha: 0.0001, beta: 0.75)).run(on: machine)
    // 9: max_pooling2d: {pool_size: 3, strides: 2}
    let maxPooling2dPositions = memory + 339863680
    let maxPooling2d = Kernels.MaxPool(localResponseNormalization, memory + 260492032,
      positions: maxPooling2dPositions,
      geometry: .init(images: 128, inputHeight: 55, inputWidth: 55, channels: 96, outputHeight: 27,
        outputWidth: 27, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 10: conv2d: {filters: 256, kernel_size: 5, padding: same, groups: 2, activation: rel…
    let conv2d1Bordered = Kernels.Border(maxPooling2d, into: memory + 328054912,
      geometry: .init(images: 128, height: 27, width: 27, channels: 96, top: 2, left: 2, frameHeight: 31,
        frameWidth: 31)).run(on: machine)
    let conv2d1KernelPanels_2 = Kernels.Pack(conv2d1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 96, outputHeight: 1,
          outputWidth: 1, filters: 256, kernelHeight: 5, kernelWidth: 5, groups: 2)),
      into: memory + 185572096).run(on: machine)
    let conv2d1 = Kernels.Convolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels_2,
      bias: conv2d1Bias, activation: .relu, into: memory + 260492032,
      geometry: .init(images: 128, inputHeight: 31, inputWidth: 31, channels: 96, outputHeight: 27,
        outputWidth: 27, filters: 256, kernelHeight: 5, kernelWidth: 5, groups: 2)).run(on: machine)
    // 11: lrn: {depth_radius: 2, bias: 2, alpha: 0.0001, beta: 0.75}
    let localResponseNormalization1 = Kernels.LocalResponseNormalization(conv2d1, memory + 185572096,
      rows: 93312, channels: 256,
      window: .init(radius: 2, bias: 2, alpha: 0.0001, beta: 0.75)).run(on: machine)
    // 12: max_pooling2d: {pool_size: 3, strides: 2}
    let maxPooling2d1Positions = memory + 372807808
    let maxPooling2d1 = Kernels.MaxPool(localResponseNormalization1, memory + 209459968,
      positions: maxPooling2d1Positions,
      geometry: .init(images: 128, inputHeight: 27, inputWidth: 27, channels: 256, outputHeight: 13,
        outputWidth: 13, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 13: conv2d: {filters: 384, kernel_size: 3, padding: same, activation: relu, kernel_i…
    let conv2d2Bordered = Kernels.Border(maxPooling2d1, into: memory + 365435008,
      geometry: .init(images: 128, height: 13, width: 13, channels: 256, top: 1, left: 1, frameHeight: 15,
        frameWidth: 15)).run(on: machine)
    let conv2d2KernelPanels_2 = Kernels.Pack(conv2d2Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 256, outputHeight: 1,
          outputWidth: 1, filters: 384, kernelHeight: 3, kernelWidth: 3), .fourByThree),
      into: memory + 190898944).run(on: machine)
    let conv2d2 = Kernels.Convolution(input: conv2d2Bordered, packedKernel: conv2d2KernelPanels_2,
      bias: conv2d2Bias, activation: .relu, into: memory + 348821632, scratch: memory + 185572096,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 256, outputHeight: 13,
        outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    // 14: conv2d: {filters: 384, kernel_size: 3, padding: same, groups: 2, activation: rel…
    let conv2d3Bordered = Kernels.Border(conv2d2, into: memory + 284379904,
      geometry: .init(images: 128, height: 13, width: 13, channels: 384, top: 1, left: 1, frameHeight: 15,
        frameWidth: 15)).run(on: machine)
    let conv2d3KernelPanels_2 = Kernels.Pack(conv2d3Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 384, outputHeight: 1,
          outputWidth: 1, filters: 384, kernelHeight: 3, kernelWidth: 3, groups: 2)),
      into: memory + 185572096).run(on: machine)
    let conv2d3 = Kernels.Convolution(input: conv2d3Bordered, packedKernel: conv2d3KernelPanels_2,
      bias: conv2d3Bias, activation: .relu, into: memory + 357128320,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
        outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3, groups: 2)).run(on: machine)
    // 15: conv2d: {filters: 256, kernel_size: 3, padding: same, groups: 2, activation: rel…
    let conv2d4Bordered = Kernels.Border(conv2d3, into: memory + 295439104,
      geometry: .init(images: 128, height: 13, width: 13, channels: 384, top: 1, left: 1, frameHeight: 15,
        frameWidth: 15)).run(on: machine)
    let conv2d4KernelPanels_2 = Kernels.Pack(conv2d4Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 384, outputHeight: 1,
          outputWidth: 1, filters: 256, kernelHeight: 3, kernelWidth: 3, groups: 2)),
      into: memory + 185572096).run(on: machine)
    let conv2d4 = Kernels.Convolution(input: conv2d4Bordered, packedKernel: conv2d4KernelPanels_2,
      bias: conv2d4Bias, activation: .relu, into: memory + 378345600,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
        outputWidth: 13, filters: 256, kernelHeight: 3, kernelWidth: 3, groups: 2)).run(on: machine)
    // 16: max_pooling2d: {pool_size: 3, strides: 2}
    let maxPooling2d2Positions = memory + 383883392
    let maxPooling2d2 = Kernels.MaxPool(conv2d4, memory + 306498304, positions: maxPooling2d2Positions,
      geometry: .init(images: 128, inputHeight: 13, inputWidth: 13, channels: 256, outputHeight: 6,
        outputWidth: 6, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // 18: dense: {units: 4096, activation: relu, kernel_initializer: *normal, bias_initial…
    let dense = Kernels.Matmul(left: maxPooling2d2, right: denseKernel, bias: denseBias, activation: .relu,
      into: memory + 202349312, geometry: .init(rows: 128, inner: 9216, columns: 4096)).run(on: machine)
    // 19: dropout: {keep_prob: 0.5}
    let dropout = Kernels.Dropout(dense, memory + 202873600, count: 524288, rate: 0.5, drawsPerExample: 4096,
      layer: 1).run(on: machine)
    // 20: dense: {units: 4096, activation: relu, kernel_initializer: *normal, bias_initial…
    let dense1 = Kernels.Matmul(left: dropout, right: dense1Kernel, bias: dense1Bias, activation: .relu,
      into: memory + 189668096, geometry: .init(rows: 128, inner: 4096, columns: 4096)).run(on: machine)
    // 21: dropout: {keep_prob: 0.5}
    let dropout1 = Kernels.Dropout(dense1, memory + 190192384, count: 524288, rate: 0.5,
      drawsPerExample: 4096, layer: 2).run(on: machine)
    // 22: dense: {name: logits, units: 1000, kernel_initializer: *normal}
    let logitsLinear = Kernels.Matmul(left: dropout1, right: logitsKernel, bias: logitsBias,
      into: memory + 185572096, geometry: .init(rows: 128, inner: 4096, columns: 1000)).run(on: machine)
    // 24: loss: {sparse_categorical_crossentropy: {from_logits: true}}
    let logitsLossGradient = memory + 190716672
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 385587328,
      rowLosses: memory + 185700096, gradient: logitsLossGradient, rows: 128, classes: 1000,
      scale: 0.0078125).run(on: machine)
    // Backward of 22: dense: {name: logits, units: 1000, kernel_initializer: *normal}
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 185572096, rows: 128,
      columns: 1000, scratch: memory + 185573104).run(on: machine)
    Kernels.Update(Self.optimizer, logitsBias, gradient: logitsBiasGradient, slots: .init(memory + 121929456),
      count: 1000, weightDecay: 0.0005).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: dropout1, right: logitsLossGradient,
      into: memory + 185572096, geometry: .init(rows: 128, inner: 4096, columns: 1000)).run(on: machine)
    // Backward of 24: loss: {sparse_categorical_crossentropy: {from_logits: true}}
    let logitsLossGradientTransposed = Kernels.Pack(logitsLossGradient,
      as: .transposed(inner: 1000, columns: 128), into: memory + 190844672).run(on: machine)
    // Backward of 21: dropout: {keep_prob: 0.5}
    let dropout1GradientTransposed = Kernels.Matmul(left: logitsKernel, panels: logitsLossGradientTransposed,
      into: memory + 190192384, geometry: .init(rows: 4096, inner: 1000, columns: 128)).run(on: machine)
    // Backward of 22: dense: {name: logits, units: 1000, kernel_initializer: *normal}
    Kernels.Update(Self.optimizer, logitsKernel, gradient: logitsKernelGradient,
      slots: .init(memory + 117833456), count: 4096000, weightDecay: 0.0005).run(on: machine)
    // Backward of 21: dropout: {keep_prob: 0.5}
    let dropout1Gradient = Kernels.Transpose(dropout1GradientTransposed, memory + 203397888,
      transposition: self.transposition).run(on: machine)
    // Backward of 20: dense: {units: 4096, activation: relu, kernel_initializer: *normal, bias_initial…
    let dense1Gradient = Kernels.Dropout(dropout1Gradient, memory + 203397888, count: 524288, rate: 0.5,
      drawsPerExample: 4096, layer: 2).run(on: machine)
    let dense1BiasGradient = memory + 185572096
    let dense1SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense1, dense1Gradient,
      memory + 203397888, dense1BiasGradient, rows: 128, columns: 4096, activation: .relu,
      scratch: memory + 185576192).run(on: machine)
    Kernels.Update(Self.optimizer, dense1Bias, gradient: dense1BiasGradient, slots: .init(memory + 117829360),
      count: 4096, weightDecay: 0.0005).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: dropout, right: dense1SumGradient,
      into: memory + 185572096, geometry: .init(rows: 128, inner: 4096, columns: 4096)).run(on: machine)
    let dense1GradientBeforeActivationTransposed = Kernels.Pack(dense1SumGradient,
      as: .transposed(inner: 4096, columns: 128), into: memory + 202873600).run(on: machine)
    // Backward of 19: dropout: {keep_prob: 0.5}
    let dropoutGradientTransposed = Kernels.Matmul(left: dense1Kernel,
      panels: dense1GradientBeforeActivationTransposed, into: memory + 203397888,
      geometry: .init(rows: 4096, inner: 4096, columns: 128)).run(on: machine)
    // Backward of 20: dense: {units: 4096, activation: relu, kernel_initializer: *normal, bias_initial…
    Kernels.Update(Self.optimizer, dense1Kernel, gradient: dense1KernelGradient,
      slots: .init(memory + 101052144), count: 16777216, weightDecay: 0.0005).run(on: machine)
    // Backward of 19: dropout: {keep_prob: 0.5}
    let dropoutGradient = Kernels.Transpose(dropoutGradientTransposed, memory + 307677952,
      transposition: self.transposition).run(on: machine)
    // Backward of 18: dense: {units: 4096, activation: relu, kernel_initializer: *normal, bias_initial…
    let denseGradient = Kernels.Dropout(dropoutGradient, memory + 307677952, count: 524288, rate: 0.5,
      drawsPerExample: 4096, layer: 1).run(on: machine)
    let denseBiasGradient = memory + 185572096
    let denseSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense, denseGradient,
      memory + 307677952, denseBiasGradient, rows: 128, columns: 4096, activation: .relu,
      scratch: memory + 185576192).run(on: machine)
    Kernels.Update(Self.optimizer, denseBias, gradient: denseBiasGradient, slots: .init(memory + 101048048),
      count: 4096, weightDecay: 0.0005).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: maxPooling2d2, right: denseSumGradient,
      into: memory + 185572096, geometry: .init(rows: 128, inner: 9216, columns: 4096)).run(on: machine)
    let denseGradientBeforeActivationTransposed = Kernels.Pack(denseSumGradient,
      as: .transposed(inner: 4096, columns: 128), into: memory + 385063040).run(on: machine)
    // Backward of 16: max_pooling2d: {pool_size: 3, strides: 2}
    let maxPooling2d2GradientTransposed = Kernels.Matmul(left: denseKernel,
      panels: denseGradientBeforeActivationTransposed, into: memory + 306498304,
      geometry: .init(rows: 9216, inner: 4096, columns: 128)).run(on: machine)
    // Backward of 18: dense: {units: 4096, activation: relu, kernel_initializer: *normal, bias_initial…
    Kernels.Update(Self.optimizer, denseKernel, gradient: denseKernelGradient,
      slots: .init(memory + 63299312), count: 37748736, weightDecay: 0.0005).run(on: machine)
    // Backward of 16: max_pooling2d: {pool_size: 3, strides: 2}
    let maxPooling2d2Gradient = Kernels.Transpose(maxPooling2d2GradientTransposed, memory + 185572096,
      transposition: self.transposition_2).run(on: machine)
    // Backward of 15: conv2d: {filters: 256, kernel_size: 3, padding: same, groups: 2, activation: rel…
    let conv2d4Gradient = Kernels.MaxPoolGradient(maxPooling2d2Gradient, positions: maxPooling2d2Positions,
      memory + 192944896,
      geometry: .init(images: 128, inputHeight: 13, inputWidth: 13, channels: 256, outputHeight: 6,
        outputWidth: 6, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2d4BiasGradient = memory + 185588480
    let conv2d4SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d4, conv2d4Gradient,
      memory + 192944896, conv2d4BiasGradient, rows: 21632, columns: 256, activation: .relu,
      scratch: memory + 185572096).run(on: machine)
    Kernels.Update(Self.optimizer, conv2d4Bias, gradient: conv2d4BiasGradient,
      slots: .init(memory + 63299056), count: 256, weightDecay: 0.0005).run(on: machine)
    let conv2d4KernelGradient = Kernels.ConvolutionKernelGradient(input: conv2d4Bordered,
      outputGradient: conv2d4SumGradient, into: memory + 198482688,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
        outputWidth: 13, filters: 256, kernelHeight: 3, kernelWidth: 3, groups: 2)).run(on: machine)
    let conv2d4GradientBordered = Kernels.Border(conv2d4SumGradient, into: memory + 185572096,
      geometry: .init(images: 128, height: 13, width: 13, channels: 256, top: 1, left: 1, frameHeight: 15,
        frameWidth: 15)).run(on: machine)
    let conv2d4KernelPackedTurned = Kernels.Pack(conv2d4Kernel,
      as: .turnedKernel(.init(images: 128, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
          outputWidth: 13, filters: 256, kernelHeight: 3, kernelWidth: 3, groups: 2)),
      into: memory + 192944896).run(on: machine)
    Kernels.Update(Self.optimizer, conv2d4Kernel, gradient: conv2d4KernelGradient,
      slots: .init(memory + 62856688), count: 442368, weightDecay: 0.0005).run(on: machine)
    // Backward of 14: conv2d: {filters: 384, kernel_size: 3, padding: same, groups: 2, activation: rel…
    let conv2d3Gradient = Kernels.Convolution(input: conv2d4GradientBordered,
      packedKernel: conv2d4KernelPackedTurned, into: memory + 196631296,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 256, outputHeight: 13,
        outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3, groups: 2)).run(on: machine)
    let conv2d3BiasGradient = memory + 185596672
    let conv2d3SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d3, conv2d3Gradient,
      memory + 196631296, conv2d3BiasGradient, rows: 21632, columns: 384, activation: .relu,
      scratch: memory + 185572096).run(on: machine)
    Kernels.Update(Self.optimizer, conv2d3Bias, gradient: conv2d3BiasGradient,
      slots: .init(memory + 62856304), count: 384, weightDecay: 0.0005).run(on: machine)
    let conv2d3KernelGradient = Kernels.ConvolutionKernelGradient(input: conv2d3Bordered,
      outputGradient: conv2d3SumGradient, into: memory + 204937984,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
        outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3, groups: 2)).run(on: machine)
    let conv2d3GradientBordered = Kernels.Border(conv2d3SumGradient, into: memory + 185572096,
      geometry: .init(images: 128, height: 13, width: 13, channels: 384, top: 1, left: 1, frameHeight: 15,
        frameWidth: 15)).run(on: machine)
    let conv2d3KernelPackedTurned = Kernels.Pack(conv2d3Kernel,
      as: .turnedKernel(.init(images: 128, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
          outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3, groups: 2)),
      into: memory + 205601536).run(on: machine)
    Kernels.Update(Self.optimizer, conv2d3Kernel, gradient: conv2d3KernelGradient,
      slots: .init(memory + 62192752), count: 663552, weightDecay: 0.0005).run(on: machine)
    // Backward of 13: conv2d: {filters: 384, kernel_size: 3, padding: same, activation: relu, kernel_i…
    let conv2d2Gradient = Kernels.Convolution(input: conv2d3GradientBordered,
      packedKernel: conv2d3KernelPackedTurned, into: memory + 196631296,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
        outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3, groups: 2)).run(on: machine)
    let conv2d2BiasGradient = memory + 185596672
    let conv2d2SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d2, conv2d2Gradient,
      memory + 196631296, conv2d2BiasGradient, rows: 21632, columns: 384, activation: .relu,
      scratch: memory + 185572096).run(on: machine)
    Kernels.Update(Self.optimizer, conv2d2Bias, gradient: conv2d2BiasGradient,
      slots: .init(memory + 62192368), count: 384, weightDecay: 0.0005).run(on: machine)
    let conv2d2KernelGradient = Kernels.ConvolutionKernelGradient(input: conv2d2Bordered,
      outputGradient: conv2d2SumGradient, into: memory + 207856384, scratch: memory + 185572096,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 256, outputHeight: 13,
        outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let conv2d2GradientBordered = Kernels.Border(conv2d2SumGradient, into: memory + 185572096,
      geometry: .init(images: 128, height: 13, width: 13, channels: 384, top: 1, left: 1, frameHeight: 15,
        frameWidth: 15)).run(on: machine)
    let conv2d2KernelPackedTurned = Kernels.Pack(conv2d2Kernel,
      as: .turnedKernel(.init(images: 128, inputHeight: 15, inputWidth: 15, channels: 256, outputHeight: 13,
          outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3), .fourByThree),
      into: memory + 204317440).run(on: machine)
    Kernels.Update(Self.optimizer, conv2d2Kernel, gradient: conv2d2KernelGradient,
      slots: .init(memory + 61307632), count: 884736, weightDecay: 0.0005).run(on: machine)
    // Backward of 12: max_pooling2d: {pool_size: 3, strides: 2}
    let maxPooling2d1Gradient = Kernels.Convolution(input: conv2d2GradientBordered,
      packedKernel: conv2d2KernelPackedTurned, into: memory + 209459968, scratch: memory + 196631296,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
        outputWidth: 13, filters: 256, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    // Backward of 11: lrn: {depth_radius: 2, bias: 2, alpha: 0.0001, beta: 0.75}
    let localResponseNormalization1Gradient = Kernels.MaxPoolGradient(maxPooling2d1Gradient,
      positions: maxPooling2d1Positions, memory + 185572096,
      geometry: .init(images: 128, inputHeight: 27, inputWidth: 27, channels: 256, outputHeight: 13,
        outputWidth: 13, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // Backward of 10: conv2d: {filters: 256, kernel_size: 5, padding: same, groups: 2, activation: rel…
    let conv2d1Gradient = Kernels.LocalResponseNormalizationGradient(input: conv2d1,
      localResponseNormalization1Gradient, memory + 284379904, rows: 93312, channels: 256,
      window: .init(radius: 2, bias: 2, alpha: 0.0001, beta: 0.75),
      scratch: memory + 209459968).run(on: machine)
    let conv2d1BiasGradient = memory + 185588480
    let conv2d1SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d1, conv2d1Gradient,
      memory + 284379904, conv2d1BiasGradient, rows: 93312, columns: 256, activation: .relu,
      scratch: memory + 185572096).run(on: machine)
    Kernels.Update(Self.optimizer, conv2d1Bias, gradient: conv2d1BiasGradient,
      slots: .init(memory + 61307376), count: 256, weightDecay: 0.0005).run(on: machine)
    let conv2d1KernelGradient = Kernels.ConvolutionKernelGradient(input: conv2d1Bordered,
      outputGradient: conv2d1SumGradient, into: memory + 217062144,
      geometry: .init(images: 128, inputHeight: 31, inputWidth: 31, channels: 96, outputHeight: 27,
        outputWidth: 27, filters: 256, kernelHeight: 5, kernelWidth: 5, groups: 2)).run(on: machine)
    let conv2d1GradientBordered = Kernels.Border(conv2d1SumGradient, into: memory + 185572096,
      geometry: .init(images: 128, height: 27, width: 27, channels: 256, top: 2, left: 2, frameHeight: 31,
        frameWidth: 31)).run(on: machine)
    let conv2d1KernelPackedTurned = Kernels.Pack(conv2d1Kernel,
      as: .turnedKernel(.init(images: 128, inputHeight: 31, inputWidth: 31, channels: 96, outputHeight: 27,
          outputWidth: 27, filters: 256, kernelHeight: 5, kernelWidth: 5, groups: 2)),
      into: memory + 217369344).run(on: machine)
    Kernels.Update(Self.optimizer, conv2d1Kernel, gradient: conv2d1KernelGradient,
      slots: .init(memory + 61000176), count: 307200, weightDecay: 0.0005).run(on: machine)
    // Backward of 9: max_pooling2d: {pool_size: 3, strides: 2}
    let maxPooling2dGradient = Kernels.Convolution(input: conv2d1GradientBordered,
      packedKernel: conv2d1KernelPackedTurned, into: memory + 260492032,
      geometry: .init(images: 128, inputHeight: 31, inputWidth: 31, channels: 256, outputHeight: 27,
        outputWidth: 27, filters: 96, kernelHeight: 5, kernelWidth: 5, groups: 2)).run(on: machine)
    // Backward of 8: lrn: {depth_radius: 2, bias: 2, alpha: 0.0001, beta: 0.75}
    let localResponseNormalizationGradient = Kernels.MaxPoolGradient(maxPooling2dGradient,
      positions: maxPooling2dPositions, memory + 185572096,
      geometry: .init(images: 128, inputHeight: 55, inputWidth: 55, channels: 96, outputHeight: 27,
        outputWidth: 27, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    // Backward of 7: conv2d: {filters: 96, kernel_size: 11, strides: 4, activation: relu, kernel_init…
    let conv2dGradient = Kernels.LocalResponseNormalizationGradient(input: conv2d,
      localResponseNormalizationGradient, memory + 260492032, rows: 387200, channels: 96,
      window: .init(radius: 2, bias: 2, alpha: 0.0001, beta: 0.75),
      scratch: memory + 222743296).run(on: machine)
    let conv2dBiasGradient = memory + 185578240
    let conv2dSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d, conv2dGradient,
      memory + 260492032, conv2dBiasGradient, rows: 387200, columns: 96, activation: .relu,
      scratch: memory + 185572096).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dBias, gradient: conv2dBiasGradient, slots: .init(memory + 61000080),
      count: 96, weightDecay: 0.0005).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: inputPlace,
      outputGradient: conv2dSumGradient, into: memory + 185572096,
      geometry: .init(images: 128, inputHeight: 227, inputWidth: 227, channels: 3, outputHeight: 55,
        outputWidth: 55, filters: 96, kernelHeight: 11, kernelWidth: 11, strideHeight: 4,
        strideWidth: 4)).run(on: machine)
    Kernels.Update(Self.optimizer, conv2dKernel, gradient: conv2dKernelGradient,
      slots: .init(memory + 60965232), count: 34848, weightDecay: 0.0005).run(on: machine)
    progress.pointee.finishUpdate()
    return logitsLoss[0]
  }

  /// Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without
  /// dropout; returns the loss.
  public func gradient(_ input: Span<Float>, labels: Span<Int32>,
    into gradient: inout MutableSpan<Float>) -> Float {
    let inputPlace = (memory + 334834432).write(input, count: 19787136)
    let logitsLabels = (memory + 222743296).write(labels, count: 128)
    let conv2dKernelPanels_2 = Kernels.Pack(conv2dKernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 3, outputHeight: 1,
          outputWidth: 1, filters: 96, kernelHeight: 11, kernelWidth: 11, strideHeight: 4, strideWidth: 4)),
      into: memory + 185572096).run(on: machine)
    let conv2d = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels_2, bias: conv2dBias,
      activation: .relu, into: memory + 223320832,
      geometry: .init(images: 128, inputHeight: 227, inputWidth: 227, channels: 3, outputHeight: 55,
        outputWidth: 55, filters: 96, kernelHeight: 11, kernelWidth: 11, strideHeight: 4,
        strideWidth: 4)).run(on: machine)
    let localResponseNormalization = Kernels.LocalResponseNormalization(conv2d, memory + 185572096,
      rows: 387200, channels: 96,
      window: .init(radius: 2, bias: 2, alpha: 0.0001, beta: 0.75)).run(on: machine)
    let maxPooling2dPositions = memory + 383207552
    let maxPooling2d = Kernels.MaxPool(localResponseNormalization, memory + 260492032,
      positions: maxPooling2dPositions,
      geometry: .init(images: 128, inputHeight: 55, inputWidth: 55, channels: 96, outputHeight: 27,
        outputWidth: 27, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2d1Bordered = Kernels.Border(maxPooling2d, into: memory + 371398784,
      geometry: .init(images: 128, height: 27, width: 27, channels: 96, top: 2, left: 2, frameHeight: 31,
        frameWidth: 31)).run(on: machine)
    let conv2d1KernelPanels_2 = Kernels.Pack(conv2d1Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 96, outputHeight: 1,
          outputWidth: 1, filters: 256, kernelHeight: 5, kernelWidth: 5, groups: 2)),
      into: memory + 185572096).run(on: machine)
    let conv2d1 = Kernels.Convolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels_2,
      bias: conv2d1Bias, activation: .relu, into: memory + 260492032,
      geometry: .init(images: 128, inputHeight: 31, inputWidth: 31, channels: 96, outputHeight: 27,
        outputWidth: 27, filters: 256, kernelHeight: 5, kernelWidth: 5, groups: 2)).run(on: machine)
    let localResponseNormalization1 = Kernels.LocalResponseNormalization(conv2d1, memory + 185572096,
      rows: 93312, channels: 256,
      window: .init(radius: 2, bias: 2, alpha: 0.0001, beta: 0.75)).run(on: machine)
    let maxPooling2d1Positions = memory + 399538304
    let maxPooling2d1 = Kernels.MaxPool(localResponseNormalization1, memory + 209459968,
      positions: maxPooling2d1Positions,
      geometry: .init(images: 128, inputHeight: 27, inputWidth: 27, channels: 256, outputHeight: 13,
        outputWidth: 13, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2d2Bordered = Kernels.Border(maxPooling2d1, into: memory + 323111680,
      geometry: .init(images: 128, height: 13, width: 13, channels: 256, top: 1, left: 1, frameHeight: 15,
        frameWidth: 15)).run(on: machine)
    let conv2d2KernelPanels_2 = Kernels.Pack(conv2d2Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 256, outputHeight: 1,
          outputWidth: 1, filters: 384, kernelHeight: 3, kernelWidth: 3), .fourByThree),
      into: memory + 190898944).run(on: machine)
    let conv2d2 = Kernels.Convolution(input: conv2d2Bordered, packedKernel: conv2d2KernelPanels_2,
      bias: conv2d2Bias, activation: .relu, into: memory + 306498304, scratch: memory + 185572096,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 256, outputHeight: 13,
        outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let conv2d3Bordered = Kernels.Border(conv2d2, into: memory + 284379904,
      geometry: .init(images: 128, height: 13, width: 13, channels: 384, top: 1, left: 1, frameHeight: 15,
        frameWidth: 15)).run(on: machine)
    let conv2d3KernelPanels_2 = Kernels.Pack(conv2d3Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 384, outputHeight: 1,
          outputWidth: 1, filters: 384, kernelHeight: 3, kernelWidth: 3, groups: 2)),
      into: memory + 185572096).run(on: machine)
    let conv2d3 = Kernels.Convolution(input: conv2d3Bordered, packedKernel: conv2d3KernelPanels_2,
      bias: conv2d3Bias, activation: .relu, into: memory + 314804992,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
        outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3, groups: 2)).run(on: machine)
    let conv2d4Bordered = Kernels.Border(conv2d3, into: memory + 295439104,
      geometry: .init(images: 128, height: 13, width: 13, channels: 384, top: 1, left: 1, frameHeight: 15,
        frameWidth: 15)).run(on: machine)
    let conv2d4KernelPanels_2 = Kernels.Pack(conv2d4Kernel,
      as: .kernel(.init(images: 1, inputHeight: 1, inputWidth: 1, channels: 384, outputHeight: 1,
          outputWidth: 1, filters: 256, kernelHeight: 3, kernelWidth: 3, groups: 2)),
      into: memory + 185572096).run(on: machine)
    let conv2d4 = Kernels.Convolution(input: conv2d4Bordered, packedKernel: conv2d4KernelPanels_2,
      bias: conv2d4Bias, activation: .relu, into: memory + 392165504,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
        outputWidth: 13, filters: 256, kernelHeight: 3, kernelWidth: 3, groups: 2)).run(on: machine)
    let maxPooling2d2Positions = memory + 331664128
    let maxPooling2d2 = Kernels.MaxPool(conv2d4, memory + 330484480, positions: maxPooling2d2Positions,
      geometry: .init(images: 128, inputHeight: 13, inputWidth: 13, channels: 256, outputHeight: 6,
        outputWidth: 6, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let dense = Kernels.Matmul(left: maxPooling2d2, right: denseKernel, bias: denseBias, activation: .relu,
      into: memory + 185572096, geometry: .init(rows: 128, inner: 9216, columns: 4096)).run(on: machine)
    let dense1 = Kernels.Matmul(left: dense, right: dense1Kernel, bias: dense1Bias, activation: .relu,
      into: memory + 186096384, geometry: .init(rows: 128, inner: 4096, columns: 4096)).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: dense1, right: logitsKernel, bias: logitsBias,
      into: memory + 186620672, geometry: .init(rows: 128, inner: 4096, columns: 1000)).run(on: machine)
    let logitsLossGradient = memory + 186748672
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 415161712,
      rowLosses: memory + 186876672, gradient: logitsLossGradient, rows: 128, classes: 1000,
      scale: 0.0078125).run(on: machine)
    let logitsBiasGradient = Kernels.ColumnSums(logitsLossGradient, memory + 415160448, rows: 128,
      columns: 1000, scratch: memory + 186620672).run(on: machine)
    let logitsKernelGradient = Kernels.MatmulTransposedLeft(left: dense1, right: logitsLossGradient,
      into: memory + 410613888, geometry: .init(rows: 128, inner: 4096, columns: 1000)).run(on: machine)
    let logitsLossGradientTransposed = Kernels.Pack(logitsLossGradient,
      as: .transposed(inner: 1000, columns: 128), into: memory + 187144960).run(on: machine)
    let dense1GradientTransposed = Kernels.Matmul(left: logitsKernel, panels: logitsLossGradientTransposed,
      into: memory + 186620672, geometry: .init(rows: 4096, inner: 1000, columns: 128)).run(on: machine)
    let dense1Gradient = Kernels.Transpose(dense1GradientTransposed, memory + 187144960,
      transposition: self.transposition).run(on: machine)
    let dense1BiasGradient = memory + 415152256
    let dense1SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense1, dense1Gradient,
      memory + 187144960, dense1BiasGradient, rows: 128, columns: 4096, activation: .relu,
      scratch: memory + 186620672).run(on: machine)
    let dense1KernelGradient = Kernels.MatmulTransposedLeft(left: dense, right: dense1SumGradient,
      into: memory + 354621568, geometry: .init(rows: 128, inner: 4096, columns: 4096)).run(on: machine)
    let dense1GradientBeforeActivationTransposed = Kernels.Pack(dense1SumGradient,
      as: .transposed(inner: 4096, columns: 128), into: memory + 186096384).run(on: machine)
    let denseGradientTransposed = Kernels.Matmul(left: dense1Kernel,
      panels: dense1GradientBeforeActivationTransposed, into: memory + 186620672,
      geometry: .init(rows: 4096, inner: 4096, columns: 128)).run(on: machine)
    let denseGradient = Kernels.Transpose(denseGradientTransposed, memory + 332843776,
      transposition: self.transposition).run(on: machine)
    let denseBiasGradient = memory + 415156352
    let denseSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: dense, denseGradient,
      memory + 332843776, denseBiasGradient, rows: 128, columns: 4096, activation: .relu,
      scratch: memory + 186096384).run(on: machine)
    let denseKernelGradient = Kernels.MatmulTransposedLeft(left: maxPooling2d2, right: denseSumGradient,
      into: memory + 185572096, geometry: .init(rows: 128, inner: 9216, columns: 4096)).run(on: machine)
    let denseGradientBeforeActivationTransposed = Kernels.Pack(denseSumGradient,
      as: .transposed(inner: 4096, columns: 128), into: memory + 333368064).run(on: machine)
    let maxPooling2d2GradientTransposed = Kernels.Matmul(left: denseKernel,
      panels: denseGradientBeforeActivationTransposed, into: memory + 330484480,
      geometry: .init(rows: 9216, inner: 4096, columns: 128)).run(on: machine)
    let maxPooling2d2Gradient = Kernels.Transpose(maxPooling2d2GradientTransposed, memory + 332843776,
      transposition: self.transposition_2).run(on: machine)
    let conv2d4Gradient = Kernels.MaxPoolGradient(maxPooling2d2Gradient, positions: maxPooling2d2Positions,
      memory + 405076096,
      geometry: .init(images: 128, inputHeight: 13, inputWidth: 13, channels: 256, outputHeight: 6,
        outputWidth: 6, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2d4BiasGradient = memory + 415161456
    let conv2d4SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d4, conv2d4Gradient,
      memory + 405076096, conv2d4BiasGradient, rows: 21632, columns: 256, activation: .relu,
      scratch: memory + 330484480).run(on: machine)
    let conv2d4KernelGradient = Kernels.ConvolutionKernelGradient(input: conv2d4Bordered,
      outputGradient: conv2d4SumGradient, into: memory + 414709888,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
        outputWidth: 13, filters: 256, kernelHeight: 3, kernelWidth: 3, groups: 2)).run(on: machine)
    let conv2d4GradientBordered = Kernels.Border(conv2d4SumGradient, into: memory + 392165504,
      geometry: .init(images: 128, height: 13, width: 13, channels: 256, top: 1, left: 1, frameHeight: 15,
        frameWidth: 15)).run(on: machine)
    let conv2d4KernelPackedTurned = Kernels.Pack(conv2d4Kernel,
      as: .turnedKernel(.init(images: 128, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
          outputWidth: 13, filters: 256, kernelHeight: 3, kernelWidth: 3, groups: 2)),
      into: memory + 303745792).run(on: machine)
    let conv2d3Gradient = Kernels.Convolution(input: conv2d4GradientBordered,
      packedKernel: conv2d4KernelPackedTurned, into: memory + 295439104,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 256, outputHeight: 13,
        outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3, groups: 2)).run(on: machine)
    let conv2d3BiasGradient = memory + 394020992
    let conv2d3SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d3, conv2d3Gradient,
      memory + 295439104, conv2d3BiasGradient, rows: 21632, columns: 384, activation: .relu,
      scratch: memory + 303745792).run(on: machine)
    let conv2d3KernelGradient = Kernels.ConvolutionKernelGradient(input: conv2d3Bordered,
      outputGradient: conv2d3SumGradient, into: memory + 393050240,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
        outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3, groups: 2)).run(on: machine)
    let conv2d3GradientBordered = Kernels.Border(conv2d3SumGradient, into: memory + 284379904,
      geometry: .init(images: 128, height: 13, width: 13, channels: 384, top: 1, left: 1, frameHeight: 15,
        frameWidth: 15)).run(on: machine)
    let conv2d3KernelPackedTurned = Kernels.Pack(conv2d3Kernel,
      as: .turnedKernel(.init(images: 128, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
          outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3, groups: 2)),
      into: memory + 303745792).run(on: machine)
    let conv2d2Gradient = Kernels.Convolution(input: conv2d3GradientBordered,
      packedKernel: conv2d3KernelPackedTurned, into: memory + 295439104,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
        outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3, groups: 2)).run(on: machine)
    let conv2d2BiasGradient = memory + 394021376
    let conv2d2SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d2, conv2d2Gradient,
      memory + 295439104, conv2d2BiasGradient, rows: 21632, columns: 384, activation: .relu,
      scratch: memory + 284379904).run(on: machine)
    let conv2d2KernelGradient = Kernels.ConvolutionKernelGradient(input: conv2d2Bordered,
      outputGradient: conv2d2SumGradient, into: memory + 392165504, scratch: memory + 284379904,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 256, outputHeight: 13,
        outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let conv2d2GradientBordered = Kernels.Border(conv2d2SumGradient, into: memory + 284379904,
      geometry: .init(images: 128, height: 13, width: 13, channels: 384, top: 1, left: 1, frameHeight: 15,
        frameWidth: 15)).run(on: machine)
    let conv2d2KernelPackedTurned = Kernels.Pack(conv2d2Kernel,
      as: .turnedKernel(.init(images: 128, inputHeight: 15, inputWidth: 15, channels: 256, outputHeight: 13,
          outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3), .fourByThree),
      into: memory + 303125248).run(on: machine)
    let maxPooling2d1Gradient = Kernels.Convolution(input: conv2d2GradientBordered,
      packedKernel: conv2d2KernelPackedTurned, into: memory + 308267776, scratch: memory + 295439104,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
        outputWidth: 13, filters: 256, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let localResponseNormalization1Gradient = Kernels.MaxPoolGradient(maxPooling2d1Gradient,
      positions: maxPooling2d1Positions, memory + 284379904,
      geometry: .init(images: 128, inputHeight: 27, inputWidth: 27, channels: 256, outputHeight: 13,
        outputWidth: 13, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2d1Gradient = Kernels.LocalResponseNormalizationGradient(input: conv2d1,
      localResponseNormalization1Gradient, memory + 308267776, rows: 93312, channels: 256,
      window: .init(radius: 2, bias: 2, alpha: 0.0001, beta: 0.75),
      scratch: memory + 332155648).run(on: machine)
    let conv2d1BiasGradient = memory + 394021760
    let conv2d1SumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d1, conv2d1Gradient,
      memory + 308267776, conv2d1BiasGradient, rows: 93312, columns: 256, activation: .relu,
      scratch: memory + 284379904).run(on: machine)
    let conv2d1KernelGradient = Kernels.ConvolutionKernelGradient(input: conv2d1Bordered,
      outputGradient: conv2d1SumGradient, into: memory + 393713792,
      geometry: .init(images: 128, inputHeight: 31, inputWidth: 31, channels: 96, outputHeight: 27,
        outputWidth: 27, filters: 256, kernelHeight: 5, kernelWidth: 5, groups: 2)).run(on: machine)
    let conv2d1GradientBordered = Kernels.Border(conv2d1SumGradient, into: memory + 260492032,
      geometry: .init(images: 128, height: 27, width: 27, channels: 256, top: 2, left: 2, frameHeight: 31,
        frameWidth: 31)).run(on: machine)
    let conv2d1KernelPackedTurned = Kernels.Pack(conv2d1Kernel,
      as: .turnedKernel(.init(images: 128, inputHeight: 31, inputWidth: 31, channels: 96, outputHeight: 27,
          outputWidth: 27, filters: 256, kernelHeight: 5, kernelWidth: 5, groups: 2)),
      into: memory + 291982080).run(on: machine)
    let maxPooling2dGradient = Kernels.Convolution(input: conv2d1GradientBordered,
      packedKernel: conv2d1KernelPackedTurned, into: memory + 297663232,
      geometry: .init(images: 128, inputHeight: 31, inputWidth: 31, channels: 256, outputHeight: 27,
        outputWidth: 27, filters: 96, kernelHeight: 5, kernelWidth: 5, groups: 2)).run(on: machine)
    let localResponseNormalizationGradient = Kernels.MaxPoolGradient(maxPooling2dGradient,
      positions: maxPooling2dPositions, memory + 260492032,
      geometry: .init(images: 128, inputHeight: 55, inputWidth: 55, channels: 96, outputHeight: 27,
        outputWidth: 27, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2dGradient = Kernels.LocalResponseNormalizationGradient(input: conv2d,
      localResponseNormalizationGradient, memory + 297663232, rows: 387200, channels: 96,
      window: .init(radius: 2, bias: 2, alpha: 0.0001, beta: 0.75),
      scratch: memory + 371398784).run(on: machine)
    let conv2dBiasGradient = memory + 260498176
    let conv2dSumGradient = Kernels.ActivationAndBiasGradient(fromOutput: conv2d, conv2dGradient,
      memory + 297663232, conv2dBiasGradient, rows: 387200, columns: 96, activation: .relu,
      scratch: memory + 260492032).run(on: machine)
    let conv2dKernelGradient = Kernels.ConvolutionKernelGradient(input: inputPlace,
      outputGradient: conv2dSumGradient, into: memory + 223320832,
      geometry: .init(images: 128, inputHeight: 227, inputWidth: 227, channels: 3, outputHeight: 55,
        outputWidth: 55, filters: 96, kernelHeight: 11, kernelWidth: 11, strideHeight: 4,
        strideWidth: 4)).run(on: machine)
    conv2dKernelGradient.read(into: &gradient, at: 0, count: 34848)
    conv2dBiasGradient.read(into: &gradient, at: 34848, count: 96)
    conv2d1KernelGradient.read(into: &gradient, at: 34944, count: 307200)
    conv2d1BiasGradient.read(into: &gradient, at: 342144, count: 256)
    conv2d2KernelGradient.read(into: &gradient, at: 342400, count: 884736)
    conv2d2BiasGradient.read(into: &gradient, at: 1227136, count: 384)
    conv2d3KernelGradient.read(into: &gradient, at: 1227520, count: 663552)
    conv2d3BiasGradient.read(into: &gradient, at: 1891072, count: 384)
    conv2d4KernelGradient.read(into: &gradient, at: 1891456, count: 442368)
    conv2d4BiasGradient.read(into: &gradient, at: 2333824, count: 256)
    denseKernelGradient.read(into: &gradient, at: 2334080, count: 37748736)
    denseBiasGradient.read(into: &gradient, at: 40082816, count: 4096)
    dense1KernelGradient.read(into: &gradient, at: 40086912, count: 16777216)
    dense1BiasGradient.read(into: &gradient, at: 56864128, count: 4096)
    logitsKernelGradient.read(into: &gradient, at: 56868224, count: 4096000)
    logitsBiasGradient.read(into: &gradient, at: 60964224, count: 1000)
    return logitsLoss[0]
  }

  /// Returns the loss of a batch, without dropout.
  public func evaluate(_ input: Span<Float>, labels: Span<Int32>) -> Float {
    prepare()
    let inputPlace = (memory + 222743296).write(input, count: 19787136)
    let logitsLabels = (memory + 259914496).write(labels, count: 128)
    let conv2d = Kernels.Convolution(input: inputPlace, packedKernel: conv2dKernelPanels, bias: conv2dBias,
      activation: .relu, into: memory + 185572096,
      geometry: .init(images: 128, inputHeight: 227, inputWidth: 227, channels: 3, outputHeight: 55,
        outputWidth: 55, filters: 96, kernelHeight: 11, kernelWidth: 11, strideHeight: 4,
        strideWidth: 4)).run(on: machine)
    let localResponseNormalization = Kernels.LocalResponseNormalization(conv2d, memory + 222743296,
      rows: 387200, channels: 96,
      window: .init(radius: 2, bias: 2, alpha: 0.0001, beta: 0.75)).run(on: machine)
    let maxPooling2d = Kernels.MaxPool(localResponseNormalization, memory + 185572096,
      geometry: .init(images: 128, inputHeight: 55, inputWidth: 55, channels: 96, outputHeight: 27,
        outputWidth: 27, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2d1Bordered = Kernels.Border(maxPooling2d, into: memory + 209459968,
      geometry: .init(images: 128, height: 27, width: 27, channels: 96, top: 2, left: 2, frameHeight: 31,
        frameWidth: 31)).run(on: machine)
    let conv2d1 = Kernels.Convolution(input: conv2d1Bordered, packedKernel: conv2d1KernelPanels,
      bias: conv2d1Bias, activation: .relu, into: memory + 185572096,
      geometry: .init(images: 128, inputHeight: 31, inputWidth: 31, channels: 96, outputHeight: 27,
        outputWidth: 27, filters: 256, kernelHeight: 5, kernelWidth: 5, groups: 2)).run(on: machine)
    let localResponseNormalization1 = Kernels.LocalResponseNormalization(conv2d1, memory + 209459968,
      rows: 93312, channels: 256,
      window: .init(radius: 2, bias: 2, alpha: 0.0001, beta: 0.75)).run(on: machine)
    let maxPooling2d1 = Kernels.MaxPool(localResponseNormalization1, memory + 192944896,
      geometry: .init(images: 128, inputHeight: 27, inputWidth: 27, channels: 256, outputHeight: 13,
        outputWidth: 13, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let conv2d2Bordered = Kernels.Border(maxPooling2d1, into: memory + 185572096,
      geometry: .init(images: 128, height: 13, width: 13, channels: 256, top: 1, left: 1, frameHeight: 15,
        frameWidth: 15)).run(on: machine)
    let conv2d2 = Kernels.Convolution(input: conv2d2Bordered, packedKernel: conv2d2KernelPanels,
      bias: conv2d2Bias, activation: .relu, into: memory + 196631296, scratch: memory + 204937984,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 256, outputHeight: 13,
        outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3), form: .fourByThree).run(on: machine)
    let conv2d3Bordered = Kernels.Border(conv2d2, into: memory + 185572096,
      geometry: .init(images: 128, height: 13, width: 13, channels: 384, top: 1, left: 1, frameHeight: 15,
        frameWidth: 15)).run(on: machine)
    let conv2d3 = Kernels.Convolution(input: conv2d3Bordered, packedKernel: conv2d3KernelPanels,
      bias: conv2d3Bias, activation: .relu, into: memory + 196631296,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
        outputWidth: 13, filters: 384, kernelHeight: 3, kernelWidth: 3, groups: 2)).run(on: machine)
    let conv2d4Bordered = Kernels.Border(conv2d3, into: memory + 185572096,
      geometry: .init(images: 128, height: 13, width: 13, channels: 384, top: 1, left: 1, frameHeight: 15,
        frameWidth: 15)).run(on: machine)
    let conv2d4 = Kernels.Convolution(input: conv2d4Bordered, packedKernel: conv2d4KernelPanels,
      bias: conv2d4Bias, activation: .relu, into: memory + 196631296,
      geometry: .init(images: 128, inputHeight: 15, inputWidth: 15, channels: 384, outputHeight: 13,
        outputWidth: 13, filters: 256, kernelHeight: 3, kernelWidth: 3, groups: 2)).run(on: machine)
    let maxPooling2d2 = Kernels.MaxPool(conv2d4, memory + 185572096,
      geometry: .init(images: 128, inputHeight: 13, inputWidth: 13, channels: 256, outputHeight: 6,
        outputWidth: 6, windowHeight: 3, windowWidth: 3, strideHeight: 2, strideWidth: 2)).run(on: machine)
    let dense = Kernels.Matmul(left: maxPooling2d2, panels: denseKernelPanels, bias: denseBias,
      activation: .relu, into: memory + 186751744,
      geometry: .init(rows: 128, inner: 9216, columns: 4096)).run(on: machine)
    let dense1 = Kernels.Matmul(left: dense, panels: dense1KernelPanels, bias: dense1Bias, activation: .relu,
      into: memory + 185572096, geometry: .init(rows: 128, inner: 4096, columns: 4096)).run(on: machine)
    let logitsLinear = Kernels.Matmul(left: dense1, panels: logitsKernelPanels, bias: logitsBias,
      into: memory + 186096384, geometry: .init(rows: 128, inner: 4096, columns: 1000)).run(on: machine)
    let logitsLoss = Kernels.RowLosses(.sparseCategoricalCrossentropy(fromLogits: true),
      prediction: logitsLinear, target: logitsLabels, amount: memory + 185572224,
      rowLosses: memory + 185572096, rows: 128, classes: 1000, scale: 0.0078125).run(on: machine)
    return logitsLoss[0]
  }

  private let transposition = Transposition(shape: [4096, 128], permutation: [1, 0])!
  private let transposition_2 = Transposition(shape: [9216, 128], permutation: [1, 0])!
}
