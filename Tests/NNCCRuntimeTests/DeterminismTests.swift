import NNCCReference
import NNCCRuntime
import Testing

/// Arrays long enough to be cut into slices give the same bits for any number of threads.
@Suite struct DeterminismTests {
  static func expectSameBits(at context: RunContext = RunContext(), _ body: (Kernels.Machine) -> [Float]) {
    func bits(_ pool: borrowing ThreadPool) -> [UInt32] { body(Kernels.Machine(pool, context)).bits }
    let one = bits(ThreadPool(threads: 1))
    for threads in [2, 3] {
      let several = bits(ThreadPool(threads: threads))
      #expect(several == one)
    }
  }

  @Test func elementwiseKernels() {
    let count = 150_001
    let (x, dy) = (Samples.place(Samples.uniform(count)), Samples.place(Samples.uniform(count, seed: 2)))
    Self.expectSameBits(at: RunContext(iteration: 2, seed: 1)) { machine in
      Samples.output(count) {
        Kernels.Activate(x, $0, count: count, activation: .gelu).run(on: machine)
        Kernels.ActivationGradient(fromInput: x, $0, $0, count: count, activation: .silu).run(on: machine)
        Kernels.Merge(.maximum, $0, dy, $0, count: count).run(on: machine)
        Kernels.Dropout($0, $0, count: count, rate: 0.3, drawsPerExample: 0, layer: 0).run(on: machine)
      }
    }
  }

  @Test func dropoutInSlicesIsDropoutInOne() {
    let count = 100_000
    let x = Samples.uniform(count)
    let context = RunContext(seed: 1)
    let y = Samples.output(count) {
      Kernels.Dropout(Samples.place(x), $0, count: count, rate: 0.5, drawsPerExample: 0, layer: 0)
        .run(on: Kernels.Machine(serialPool, context))
    }
    let exact = Samples.output(count, of: Double.self) {
      ReferenceMachine<Double>(context).visit(
        Kernels.Dropout(Samples.place(x.doubles), $0, count: count, rate: 0.5, drawsPerExample: 0, layer: 0))
    }
    #expect(distance(y, exact) < 1e-6)
  }

  @Test func reductions() {
    let (rows, columns) = (5_000, 37)
    let x = Samples.place(Samples.uniform(rows * columns))
    let scratch = Samples.place(
      [Float](repeating: 0, count: Kernels.columnSumsScratchWords(rows: rows, columns: columns)))
    Self.expectSameBits { machine in
      let sums = Samples.output(columns) {
        Kernels.ColumnSums(x, $0, rows: rows, columns: columns, scratch: scratch).run(on: machine)
      }
      let squares = Samples.output(2) {
        Kernels.SquaredNorm(of: x, $0, count: rows * columns).run(on: machine)
      }
      return sums + squares
    }
  }

  @Test func lossesAndUpdates() {
    let example = LossTests.Case(
      .sparseCategoricalCrossentropy(fromLogits: true, labelSmoothing: 0.1), rows: 4_000, classes: 50)
    Self.expectSameBits(at: RunContext(iteration: 3, learningRate: 0.1)) { machine in
      let (total, rows, gradient) = example.run(on: machine)
      let trained = UpdateTests.Trained(UpdateTests.optimizers[3], example.prediction)
      trained.update(gradient: gradient).run(on: machine)
      return [Float(total)] + rows + gradient + trained.values + trained.slotValues
    }
  }

  @Test func poolingAndTransposition() throws {
    let g = PoolingTests.geometry(8, (32, 32), 16, window: (3, 3), stride: (2, 2), output: (15, 15))
    let count = 8 * 32 * 32 * 16
    let outputs = 8 * 15 * 15 * 16
    let x = Samples.place(Samples.uniform(count))
    let positions = Samples.place([Float](repeating: 0, count: outputs))
    let transposition = try #require(Transposition(shape: [8, 32, 32, 16], permutation: [0, 3, 1, 2]))
    Self.expectSameBits { machine in
      let y = Samples.output(outputs) { Kernels.MaxPool(x, $0, positions: positions, geometry: g).run(on: machine) }
      let dx = Samples.output(count) {
        Kernels.MaxPoolGradient(Samples.place(y), positions: positions, $0, geometry: g).run(on: machine)
      }
      let moved = Samples.output(count) {
        Kernels.Transpose(Samples.place(dx), $0, transposition: transposition).run(on: machine)
      }
      return y + dx + moved
    }
  }
}
