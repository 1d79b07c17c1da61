import NNCCReference
import NNCCRuntime
import Testing

/// Inputs and outputs for kernel tests.
enum Samples {
  /// Sizes around the width of a vector, of a block of random words, and of a slice.
  static let oddSizes = [0, 1, 2, 3, 7, 15, 16, 17, 31, 33, 63, 64, 65, 100, 127, 257, 1000]

  static func uniform(_ count: Int, _ low: Float = -2, _ high: Float = 2, seed: UInt64 = 1) -> [Float] {
    let key = RandomKey(seed: seed, purpose: .data)
    return (0..<count).map { low + key.uniform(at: $0, step: count) * (high - low) }
  }

  /// Rows of probabilities.
  static func distributions(rows: Int, columns: Int, seed: UInt64 = 1) -> [Float] {
    var values = uniform(rows * columns, 0.05, 1, seed: seed)
    for row in 0..<rows {
      let cells = row * columns..<(row + 1) * columns
      let sum = values[cells].reduce(0, +)
      for i in cells { values[i] /= sum }
    }
    return values
  }

  /// What `body` writes into an array of this size; fails if it writes around it.
  static func output<Scalar: ReferenceScalar>(
    _ count: Int, of: Scalar.Type, _ body: (UnsafeMutablePointer<Scalar>) -> Void
  ) -> [Scalar] {
    let guardSize = 20
    var values = [Scalar](repeating: -77, count: count + 2 * guardSize)
    values.withUnsafeMutableBufferPointer { body($0.baseAddress! + guardSize) }
    #expect(values.prefix(guardSize).allSatisfy { $0 == -77 }, "wrote before the array")
    #expect(values.suffix(guardSize).allSatisfy { $0 == -77 }, "wrote past the array")
    return Array(values[guardSize..<guardSize + count])
  }

  /// An address for an operand that is read: memory that lives as long as the process, between guards of NaN, so that
  /// a kernel that reads around it is found out.
  static func place<Scalar: ReferenceScalar>(_ values: [Scalar]) -> UnsafeMutablePointer<Scalar> {
    let guardSize = 64
    let memory = UnsafeMutablePointer<Scalar>.allocate(capacity: values.count + 2 * guardSize)
    memory.initialize(repeating: .nan, count: values.count + 2 * guardSize)
    (memory + guardSize).update(from: values, count: values.count)
    return memory + guardSize
  }

  static func output(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
    output(count, of: Float.self, body)
  }
}

extension [Float] {
  var doubles: [Double] { map(Double.init) }
  var bits: [UInt32] { map(\.bitPattern) }
}

/// The largest |a − b| / (1 + |b|); infinite where one is NaN and the other is not.
func distance(_ a: [Float], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).map { a, b in
    if a.isNaN || b.isNaN { return a.isNaN && b.isNaN ? 0 : .infinity }
    return Double(a) == b ? 0 : abs(Double(a) - b) / (1 + abs(b))
  }.max() ?? 0
}

/// The derivative of `value` by each element of `x`, by central differences in Double.
func centralDifferences(_ x: [Double], _ value: ([Double]) -> Double) -> [Double] {
  x.indices.map { i in
    var (up, down) = (x, x)
    let step = 1e-5 * max(1, abs(x[i]))
    up[i] += step
    down[i] -= step
    return (value(up) - value(down)) / (2 * step)
  }
}

let serialPool = ThreadPool(threads: 1)
let serial = Kernels.Machine(serialPool)
