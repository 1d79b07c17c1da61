#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw ("Parallel random numbers:
/// as easy as 1, 2, 3", SC 2011), one block at a time.
///
/// The C loops compute the same words sixteen blocks at a time.
public enum Philox {
  /// Four random words.
  public typealias Block = (UInt32, UInt32, UInt32, UInt32)

  /// The four random words of a counter under a key.
  public static func block(counter: Block, key: (UInt32, UInt32)) -> Block {
    var (c0, c1, c2, c3) = counter
    var (k0, k1) = key
    for _ in 0..<10 {
      let p0 = UInt64(c0) * 0xD251_1F53
      let p1 = UInt64(c2) * 0xCD9E_8D57
      c0 = UInt32(truncatingIfNeeded: p1 >> 32) ^ c1 ^ k0
      c1 = UInt32(truncatingIfNeeded: p1)
      c2 = UInt32(truncatingIfNeeded: p0 >> 32) ^ c3 ^ k1
      c3 = UInt32(truncatingIfNeeded: p0)
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (c0, c1, c2, c3)
  }
}

extension RandomKey {
  /// The random word of one element: word (e / 16) mod 4 of block 16 · (e / 64) + e mod 16, an order in
  /// which sixteen blocks fill four vectors.
  public func word(at element: Int, step: Int) -> UInt32 {
    let block = UInt64(truncatingIfNeeded: element / 64 * 16 + element % 16)
    let step = UInt64(truncatingIfNeeded: step)
    let words = Philox.block(
      counter: (
        UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32),
        UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: step >> 32)
      ), key: (low, high))
    return switch element / 16 % 4 {
    case 0: words.0
    case 1: words.1
    case 2: words.2
    default: words.3
    }
  }

  /// Uniform in [0, 1), in steps of 2⁻²⁴.
  public func uniform(at element: Int, step: Int) -> Float {
    Float(word(at: element, step: step) >> 8) * 0x1p-24
  }

  /// Normal: its sign is the word's top bit, and a share (rest + ½) / 2³² of the distribution lies beyond.
  public func normal(at element: Int, step: Int) -> Double {
    let word = word(at: element, step: step)
    let share = (Double(word & 0x7fff_ffff) + 0.5) * 0x1p-32
    // Bisection: slow, and as exact as the error function.
    var (low, high) = (0.0, 8.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if erfc(middle / 2.0.squareRoot()) / 2 > share { low = middle } else { high = middle }
    }
    return word >> 31 == 0 ? low : -low
  }

  /// A number in 0 ..< bound from two words of the stream; the bias is below bound · 2⁻⁶⁴.
  public func number(below bound: Int, at element: Int, step: Int) -> Int {
    let high = UInt64(word(at: 2 * element, step: step))
    let low = UInt64(word(at: 2 * element + 1, step: step))
    return Int(truncatingIfNeeded: UInt64(bound).multipliedFullWidth(by: high << 32 | low).high)
  }

  /// Puts the numbers in an order drawn from the stream (Fisher and Yates, Durstenfeld's form).
  ///
  /// The order depends on the key, the step (the epoch) and the length alone.
  public func shuffle<Element>(_ elements: inout [Element], step: Int) {
    guard elements.count > 1 else { return }
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, number(below: last + 1, at: last, step: step))
    }
  }
}
