import Testing

/// Floats between two guards of NaN: a kernel that reads beyond its operand spoils its result, and one that
/// writes beyond its result is found out.
final class GuardedFloats {
  private static let guardCount = 64
  private let storage: UnsafeMutablePointer<Float>
  let count: Int

  var pointer: UnsafeMutablePointer<Float> { storage + Self.guardCount }
  var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
  var doubles: [Double] { values.map(Double.init) }

  init(_ values: [Float]) {
    count = values.count
    storage = .allocate(capacity: count + 2 * Self.guardCount)
    storage.initialize(repeating: .nan, count: count + 2 * Self.guardCount)
    pointer.update(from: values, count: count)
  }

  /// Values that a seed chooses, evenly spread in −1 ..< 1.
  convenience init(random count: Int, seed: UInt64) {
    var generator = SplitMix(state: seed)
    self.init((0..<count).map { _ in Float.random(in: -1..<1, using: &generator) })
  }

  /// For a result: NaN, so that what is not written is found out too.
  convenience init(unwritten count: Int) {
    self.init(Array(repeating: .nan, count: count))
  }

  deinit { storage.deallocate() }

  var guardsAreWhole: Bool {
    (0..<Self.guardCount).allSatisfy { storage[$0].isNaN && pointer[count + $0].isNaN }
  }

  /// Expects the very values of `expected`, and whole guards.
  func expectSame(as expected: [Float], sourceLocation: SourceLocation = #_sourceLocation) {
    let differing = zip(values, expected).count { $0.bitPattern != $1.bitPattern }
    #expect(count == expected.count && differing == 0, sourceLocation: sourceLocation)
    #expect(guardsAreWhole, sourceLocation: sourceLocation)
  }

  /// Expects each value within what `depth` roundings of a chain of products of values below 1 can amount to.
  func expectClose(
    to reference: [Double], depth: Int, _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let tolerance = 3e-7 * Double(depth + 4)
    let worst = zip(values, reference).map { abs(Double($0) - $1) }.max { !($1 <= $0) } ?? 0
    #expect(worst <= tolerance, comment, sourceLocation: sourceLocation)
    #expect(guardsAreWhole, comment, sourceLocation: sourceLocation)
  }
}

/// Steele, Lea and Flood 2014: a generator whose whole state is one number.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
