import Foundation
import NNCCCompiler
import Testing

/// Whatever is done to a spec, the compiler answers: it never crashes, hangs or takes much memory, and it never
/// refuses a spec without a reason.
@Suite struct SpecMutationTests {
  /// Specs that compile: those of the repository, and those of the oracle's cases.
  static let specs: [String] = ["specs", "Benchmarks/specs", "Tests/Oracle/cases"].flatMap { folder in
    let files = try? FileManager.default.contentsOfDirectory(
      at: Golden.root.appending(path: folder), includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
      .compactMap { try? String(contentsOf: $0, encoding: .utf8) }
      .flatMap { $0.split(separator: "---\n").map(String.init) }
  }.filter { Compilation(file: "spec.yaml", bytes: Array($0.utf8)).isValid }

  /// Numbers at the ends of what anything can hold.
  static let extremes = [
    "0", "-1", "1", "2", "65536", "1073741824", "2147483647", "2147483648", "4294967296", "9223372036854775807",
    "-9223372036854775808", "99999999999999999999", "1e308", "-1e308", "1e-308", "5e-324", "0.9999999999999999",
    ".inf", ".nan", "null", "[]", "{}", "[1000000000, 1000000000]", "[[1073741824, 1073741824]]",
  ]

  /// The words of all the specs, each of which may stand where another was.
  static let vocabulary = Array(Set(specs.flatMap(tokens))).sorted()

  static let mutationsOfEach = 100

  @Test(arguments: 0..<50) func mutatedSpecsAreAnsweredInTimeAndSpace(round: Int) throws {
    #expect(Self.specs.count > 100)
    var plans = 0
    var random = SplitMix64(seed: UInt64(round))
    let peak = peakMemory()
    for number in 0..<Self.mutationsOfEach {
      let spec = mutated(using: &random)
      let clock = ContinuousClock()
      let start = clock.now
      var compilation = Compilation(file: "mutant.yaml", bytes: Array(spec.utf8))
      #expect(compilation.isValid || compilation.diagnostics.hasErrors, "refused for no reason:\n\(spec)")
      if compilation.isValid {
        let plan = try compilation.plan(
          batch: 2, purpose: compilation.training == nil ? .inference : .training,
          PlanOptions(memoryLimit: 1 << 28, verifiesEach: true))
        plans += plan == nil ? 0 : 1
        #expect((plan != nil) != compilation.diagnostics.hasErrors, "no plan for no reason:\n\(spec)")
      }
      let text = TextFormatter().format(compilation.diagnostics.all, in: compilation.sources)
      #expect(text.isEmpty == compilation.diagnostics.all.isEmpty)
      let elapsed = clock.now - start
      #expect(elapsed < .seconds(1), "round \(round), mutation \(number) took \(elapsed):\n\(spec)")
    }
    // The mutations must be neither all harmless nor all fatal, or nothing was tried.
    #expect(plans > 2 && plans < Self.mutationsOfEach / 2)
    #expect(peakMemory() - peak < 1 << 30)
  }

  // MARK: Mutations

  private func mutated(using random: inout SplitMix64) -> String {
    let spec = Self.specs.randomElement(using: &random) ?? ""
    var tokens = Self.tokens(spec)
    for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&tokens, using: &random) }
    return tokens.joined()
  }

  private func mutate(_ tokens: inout [String], using random: inout SplitMix64) {
    guard let index = tokens.indices.randomElement(using: &random) else { return }
    let line = lineRange(around: index, in: tokens)
    let numbers = tokens.indices.filter { tokens[$0].first?.isNumber == true }
    switch Int.random(in: 0..<9, using: &random) {
    case 0: tokens.remove(at: index)
    case 1: tokens.insert(tokens[index], at: index)
    case 2: tokens[index] = Self.vocabulary.randomElement(using: &random) ?? ""
    case 3: tokens.insert(Self.vocabulary.randomElement(using: &random) ?? "", at: index)
    case 4: tokens.removeSubrange(line)
    case 5: tokens.insert(contentsOf: tokens[line], at: line.lowerBound)
    case 6:
      let target = lineRange(around: tokens.indices.randomElement(using: &random) ?? 0, in: tokens).lowerBound
      tokens.insert(contentsOf: tokens[line], at: target)
    default:
      guard let number = numbers.randomElement(using: &random) else { return }
      tokens[number] = Self.extremes.randomElement(using: &random) ?? ""
    }
  }

  private func lineRange(around index: Int, in tokens: [String]) -> Range<Int> {
    guard tokens.indices.contains(index) else { return 0..<0 }
    let start = tokens[..<index].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    let end = tokens[index...].firstIndex(of: "\n").map { $0 + 1 } ?? tokens.count
    return start..<end
  }

  /// Words and numbers whole, spaces in runs, everything else by the character.
  private static func tokens(_ text: String) -> [String] {
    var tokens: [String] = []
    var last = ""
    for character in text {
      let kind =
        character.isLetter || character.isNumber || "_.-".contains(character) ? "a" : character == " " ? " " : ""
      if !kind.isEmpty, kind == last {
        tokens[tokens.count - 1].append(character)
      } else {
        tokens.append(String(character))
      }
      last = kind
    }
    return tokens
  }

  /// The most bytes this process has held.
  private func peakMemory() -> Int {
    var usage = rusage()
    #if canImport(Darwin)
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #else
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss << 10
    #endif
  }
}
