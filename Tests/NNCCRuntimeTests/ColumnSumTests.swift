import NNCCReference
import NNCCRuntime
import Testing

@Suite struct ColumnSumTests {
  /// What adds up values is a loss, what adds up absolutes a penalty, and what adds up squares a norm.
  @Test func sumsAgreeWithTheReference() {
    for count in Samples.oddSizes + [4095, 4096, 40_000, 200_001] {
      let x = Samples.uniform(count)
      let place = Samples.place(x)
      let values = Samples.output(1) {
        // The absolute errors of x beside 0, each with x's sign for its weight.
        Kernels.RowLosses(
          .meanAbsoluteError, prediction: place, target: Samples.place([Float](repeating: 0, count: count)),
          weights: Samples.place(x.map { $0 < 0 ? -1 : 1 }), amount: $0,
          rowLosses: Samples.place([Float](repeating: 0, count: count)), rows: count, classes: 1, scale: 1
        ).run(on: serial)
      }
      let absolutes = Samples.output(1) {
        Kernels.Penalty(
          .l1l2(l1: 1, l2: 0), of: place, $0, count: count, columns: 1, scratch: Samples.place([])
        ).run(on: serial)
      }
      let squares = Samples.place([Float(0), 0])
      Kernels.SquaredNorm(of: place, squares, count: count).run(on: serial)
      let bound = 1e-6 * Double(count + 1)
      #expect(abs(Double(values[0]) - x.doubles.reduce(0, +)) < bound)
      #expect(abs(Double(absolutes[0]) - x.doubles.reduce(0) { $0 + abs($1) }) < bound)
      #expect(
        abs(UnsafeRawPointer(squares).load(as: Double.self) - x.doubles.reduce(0) { $0 + $1 * $1 }) < bound)
    }
  }

  @Test func findsEveryNumberThatIsNotFinite() {
    for count in Samples.oddSizes where count > 0 {
      var x = Samples.uniform(count)
      #expect(Kernels.allFinite(x, count: count))
      for (place, bad) in [(0, Float.nan), (count - 1, .infinity), (count / 2, -.infinity)] {
        let good = x[place]
        x[place] = bad
        #expect(!Kernels.allFinite(x, count: count))
        x[place] = good
      }
    }
  }

  static let matrices = [
    (1, 1), (3, 5), (10, 16), (7, 33), (257, 10), (300, 64), (1000, 3), (20_000, 67), (2, 200),
  ]

  /// Does something with workspace for the sums, and expects it to write no further.
  static func withScratch(rows: Int, columns: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
    _ = Samples.output(Kernels.columnSumsScratchWords(rows: rows, columns: columns), body)
  }

  @Test(arguments: matrices) func columnSumsAgreeWithTheReference(rows: Int, columns: Int) {
    let x = Samples.uniform(rows * columns)
    Self.withScratch(rows: rows, columns: columns) { scratch in
      let sums = Samples.output(columns) {
        Kernels.ColumnSums(Samples.place(x), $0, rows: rows, columns: columns, scratch: scratch).run(on: serial)
      }
      let exact = Samples.output(columns, of: Double.self) {
        ReferenceMachine<Double>().visit(
          Kernels.ColumnSums(Samples.place(x.doubles), $0, rows: rows, columns: columns, scratch: Samples.place([])))
      }
      #expect(distance(sums, exact) < 2e-5)
    }
  }

  @Test(arguments: matrices) func theFusedGradientHasTheBitsOfTheTwoSteps(rows: Int, columns: Int) {
    let count = rows * columns
    let (y, dy) = (Samples.place(Samples.uniform(count, -0.9, 0.9)), Samples.place(Samples.uniform(count, seed: 2)))
    Self.withScratch(rows: rows, columns: columns) { scratch in
      var sums: [Float] = []
      let dx = Samples.output(count) { dx in
        sums = Samples.output(columns) {
          Kernels.ActivationAndBiasGradient(
            fromOutput: y, dy, dx, $0, rows: rows, columns: columns, activation: .tanh, scratch: scratch
          ).run(on: serial)
        }
      }
      let dx2 = Samples.output(count) {
        Kernels.ActivationGradient(fromOutput: y, dy, $0, count: count, activation: .tanh).run(on: serial)
      }
      let sums2 = Samples.output(columns) {
        Kernels.ColumnSums(Samples.place(dx2), $0, rows: rows, columns: columns, scratch: scratch).run(on: serial)
      }
      #expect(dx.bits == dx2.bits)
      #expect(sums.bits == sums2.bits)
    }
  }
}
