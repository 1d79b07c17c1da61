import Foundation
import NNCCInterchange

/// Files written by NumPy and safetensors for Python; `make_fixtures.py` among them says how.
enum Fixture {
  static func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)").path
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path(name))))
  }

  /// 0, 1, … 23, the elements of the fixtures' integer arrays of shape [2, 3, 4].
  static let integers = (0..<24).map(Int32.init)
  /// The elements of their float arrays, of the same shape.
  static let floats = (0..<24).map { Float($0) / 8 - 1 }
  static let shape = [2, 3, 4]
}

/// Vigna's SplitMix64: repeatable random numbers for tests.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

/// Hands `body` every shorter start of `bytes`, and `count` copies in which one to three bytes are random.
func withDamagedCopies(of bytes: [UInt8], count: Int, _ body: ([UInt8]) throws -> Void) rethrows {
  for length in 0..<bytes.count { try body(Array(bytes[..<length])) }
  var random = SplitMix64(state: 1)
  for _ in 0..<count {
    var damaged = bytes
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
    }
    try body(damaged)
  }
}
