import NNCCCompiler
import Testing

/// Hostile files end in a diagnostic, soon.
@Suite(.serialized) struct YAMLLimitTests {
  static let mebibyte = 1 << 20
  /// What takes a second and a half without the optimizer, on a machine that is busy with other tests. What is quadratic
  /// in a mebibyte takes hours.
  static let soon = Duration.seconds(5)

  /// Reads and expects one error, soon.
  private func expect(_ id: String, _ text: String) -> SpecReading {
    let clock = ContinuousClock()
    let start = clock.now
    let reading = SpecReading(text)
    let elapsed = clock.now - start
    #expect(reading.ids.last == id)
    #expect(elapsed < Self.soon, "\(id) took \(elapsed)")
    return reading
  }

  @Test(arguments: ["[", "{", "- ", "? ", "[a: "]) func deepNestingStopsAtOnce(opening: String) {
    let text = String(repeating: opening, count: Self.mebibyte / opening.utf8.count)
    let reading = expect("yaml-depth", text)
    #expect(reading.tree == nil && reading.ids.count == 1)
  }

  @Test func nestingUpToTheLimitIsRead() {
    let at = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    #expect(SpecReading(at(64)).tree != nil)
    #expect(SpecReading(at(65)).ids == ["yaml-depth"])
  }

  @Test func aliasesMultiplyNeitherNodesNorDepth() {
    let bomb = (1..<12).map {
      "a\($0): &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 10).joined(separator: ","))]"
    }
    _ = expect("alias-budget", (["a0: &a0 x"] + bomb).joined(separator: "\n"))

    let brackets = { (inner: String) in
      String(repeating: "[", count: 40) + inner + String(repeating: "]", count: 40)
    }
    let ladder = (1..<40).map { "b\($0): &b\($0) \(brackets("*b\($0 - 1)"))" }
    _ = expect("yaml-depth", (["b0: &b0 x"] + ladder).joined(separator: "\n"))

    let many = "a: &a x\nb: [" + Array(repeating: "*a", count: 20_001).joined(separator: ", ") + "]\n"
    _ = expect("alias-budget", many)
  }

  @Test func aFileOverOneMebibyteIsRefused() {
    _ = expect("file-too-large", String(repeating: " ", count: Self.mebibyte + 1))
    let largest = "a: b #" + String(repeating: " ", count: Self.mebibyte - 6)
    #expect(SpecReading(largest).tree != nil)
  }

  @Test(arguments: ["x", "ä", "\"", "'", "x: ", "&a ", "!a ", "*a ", "\\", "|", "#", "{}", "a,", "é: {", "%"])
  func aLineOfAMebibyteIsReadSoon(piece: String) {
    let line = String(repeating: piece, count: Self.mebibyte / piece.utf8.count)
    let clock = ContinuousClock()
    let start = clock.now
    let reading = SpecReading(line)
    let text = TextFormatter().format(reading.diagnostics.all, in: reading.sources)
    #expect(clock.now - start < Self.soon)
    #expect(reading.tree == nil && !text.isEmpty && text.utf8.count < 10_000)
  }

  @Test func aScalarOverItsLimitIsRefused() {
    _ = expect("scalar-too-long", "a: " + String(repeating: "x", count: 70_000))
    _ = expect("key-too-long", String(repeating: "k", count: 201) + ": 1")
    #expect(SpecReading(String(repeating: "k", count: 200) + ": 1").tree != nil)
  }

  @Test func manyKeysAreReadInLinearTime() {
    let distinct = (0..<90_000).map { "k\($0):" }.joined(separator: "\n")
    let clock = ContinuousClock()
    let start = clock.now
    let reading = SpecReading(distinct)
    #expect(clock.now - start < Self.soon)
    #expect(reading.tree?.count == 90_000)

    _ = expect("too-many-nodes", (0..<150_000).map { String($0, radix: 36) + ":" }.joined(separator: "\n"))
    _ = expect("too-many-errors", String(repeating: "k:\n", count: 90_000))
    _ = expect("too-many-nodes", "[" + String(repeating: "1,", count: 300_000) + "]")
  }

  @Test func directivesCannotBeUsedToWasteTime() {
    let directives = (0..<50_000).map { "%TAG !a\($0)! x" }.joined(separator: "\n")
    _ = expect("yaml-directive", directives + "\n---\na: 1\n")
    _ = expect("yaml-directive", "a: 1\n...\n" + directives + "\n---\na: 1\n")
  }

  @Test func manyAnchorsAreReadInLinearTime() {
    let anchors = (0..<40_000).map { "- &a\($0) x" }.joined(separator: "\n")
    _ = expect("undefined-alias", anchors + "\n- *zzz\n")
  }
}
