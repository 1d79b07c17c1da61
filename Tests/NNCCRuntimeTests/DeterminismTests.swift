import NNCCRuntime
import Testing

/// Arrays long enough to be cut into slices give the same bits for any number of threads.
@Suite struct DeterminismTests {
  static func expectSameBits(_ body: (borrowing ThreadPool) -> [Float]) {
    let one = body(ThreadPool(threads: 1)).bits
    #expect(one == body(ThreadPool(threads: 2)).bits)
    #expect(one == body(ThreadPool(threads: 3)).bits)
  }

  @Test func elementwiseKernels() {
    let count = 150_001
    let (x, dy) = (Samples.uniform(count), Samples.uniform(count, seed: 2))
    let key = RandomKey(seed: 1, purpose: .dropout)
    Self.expectSameBits { pool in
      Samples.output(count) {
        Kernels.activate(x, $0, count: count, activation: .gelu, pool: pool)
        Kernels.activationGradient(fromInput: x, $0, $0, count: count, activation: .silu, pool: pool)
        Kernels.merge(.maximum, $0, dy, $0, count: count, pool: pool)
        Kernels.dropout($0, $0, count: count, rate: 0.3, key: key, step: 2, pool: pool)
      }
    }
  }

  @Test func dropoutInSlicesIsDropoutInOne() {
    let count = 100_000
    let x = Samples.uniform(count)
    let key = RandomKey(seed: 1, purpose: .dropout)
    let y = Samples.output(count) {
      Kernels.dropout(x, $0, count: count, rate: 0.5, key: key, step: 0, pool: serial)
    }
    let exact = Samples.output(count, of: Double.self) {
      ReferenceKernels.dropout(x.doubles, $0, count: count, rate: 0.5, key: key, step: 0)
    }
    #expect(distance(y, exact) < 1e-6)
  }

  @Test func reductions() {
    let (rows, columns) = (5_000, 37)
    let x = Samples.uniform(rows * columns)
    var scratch = [Float](repeating: 0, count: Kernels.columnSumsScratchWords(rows: rows, columns: columns))
    Self.expectSameBits { pool in
      let sums = Samples.output(columns) {
        Kernels.columnSums(x, $0, rows: rows, columns: columns, scratch: &scratch, pool: pool)
      }
      let total = Kernels.sum(.squares, x, count: x.count, pool: pool)
      return sums + [Float(total), Float(total - Double(Float(total)))]
    }
  }

  @Test func lossesAndUpdates() {
    let example = LossTests.Case(
      .sparseCategoricalCrossentropy(fromLogits: true, labelSmoothing: 0.1), rows: 4_000, classes: 50)
    Self.expectSameBits { pool in
      let (total, rows, gradient) = example.run(pool: pool)
      var (w, slots) = (
        example.prediction, UpdateTests.slots(UpdateTests.optimizers[3], count: gradient.count)
      )
      Kernels.update(
        UpdateTests.optimizers[3], parameter: &w, gradient: gradient, slots: &slots, slotStride: w.count,
        count: w.count, step: UpdateStep(iteration: 3, learningRate: 0.1), pool: pool)
      return [Float(total)] + rows + gradient + w + slots
    }
  }

  @Test func poolingAndTransposition() throws {
    let g = PoolingTests.geometry(8, (32, 32), 16, window: (3, 3), stride: (2, 2), output: (15, 15))
    let x = Samples.uniform(8 * 32 * 32 * 16)
    let outputs = 8 * 15 * 15 * 16
    let transposition = try #require(Transposition(shape: [8, 32, 32, 16], permutation: [0, 3, 1, 2]))
    Self.expectSameBits { pool in
      var positions = [Int32](repeating: 0, count: outputs)
      let y = Samples.output(outputs) {
        Kernels.maxPooling(x, $0, positions: &positions, geometry: g, pool: pool)
      }
      let dx = Samples.output(x.count) {
        Kernels.maxPoolingGradient(y, positions: positions, $0, geometry: g, pool: pool)
      }
      let moved = Samples.output(x.count) {
        Kernels.transpose(dx, $0, transposition: transposition, pool: pool)
      }
      return y + dx + moved
    }
  }
}
