import CMicrokernels
import Foundation
import SHA256

/// What is recorded of the bits that networks compute.
struct ArithmeticList {
  typealias Part = ArithmeticRun.Part

  /// Committed: the hash of each case, a line each.
  private static let path = Repository.path("Tests/Fixtures/arithmetic.txt")
  /// Not committed, and large: the hash of each part of each case, to say which one differs.
  private static let partsPath = Repository.path("Tests/Fixtures/arithmetic-parts.txt")

  /// It was recorded with AVX2. AVX-512 has the same bits: the loops are one source, every product that is added up is
  /// fused, and no sum depends on the width of a vector. The baseline of x86-64 cannot fuse.
  static let isOfInstructionSetInUse = nncc_isa() != NNCC_ISA_BASELINE

  /// Whether it is to be written anew.
  static let isRecording = ProcessInfo.processInfo.environment["NNCC_RECORD_ARITHMETIC"] != nil

  /// By case.
  private(set) var hashes: [String: String] = [:]

  static let recorded = Result { try ArithmeticList() }

  private init() throws {
    for line in try String(contentsOfFile: Self.path, encoding: .utf8).split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      hashes[words[0]] = words.last
    }
  }

  static func record(_ cases: [(name: String, parts: [Part])]) throws {
    let lines = cases.map { "\($0.name) \(hash($0.parts))\n" }
    try lines.joined().write(toFile: path, atomically: true, encoding: .utf8)
    let partLines = cases.flatMap { name, parts in parts.map { "\(name)\t\($0.name)\t\($0.digest)\n" } }
    try partLines.joined().write(toFile: partsPath, atomically: true, encoding: .utf8)
  }

  /// Of a case: over the hashes of its parts, in their order.
  static func hash(_ parts: [Part]) -> String {
    Array(parts.map(\.digest).joined().utf8).withUnsafeBytes { SHA256.digest($0) }
  }

  /// The first part of a case that is not what was recorded.
  func firstDifference(_ name: String, _ parts: [Part]) -> String {
    let lines = (try? String(contentsOfFile: Self.partsPath, encoding: .utf8)) ?? ""
    let recorded = lines.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
      .filter { $0.first == name }.map { Part(name: $0[1], digest: $0[2]) }
    guard Self.hash(recorded) == hashes[name] else { return "record on the commit before to see in what" }
    let pairs = zip(parts, recorded)
    return pairs.first { $0.digest != $1.digest }?.0.name ?? "\(parts.count) parts instead of \(recorded.count)"
  }
}
