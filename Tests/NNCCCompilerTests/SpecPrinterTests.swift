import NNCCCompiler
import Testing

@Suite struct SpecPrinterTests {
  @Test func aSpecIsPrintedAsOneWouldWriteIt() throws {
    let text = """
      name: digits
      input: [8, 8, 1]
      layers:
        - conv2d: {filters: 32, kernel_size: 3, padding: same, activation: relu, kernel_regularizer: {l2: 1e-3}, name: long}
        - flatten
        - dense: {units: 10, name: "true", bias: ~}
      empty: []
      none: {}
      train:
        loss: {sparse_categorical_crossentropy: {from_logits: true}}
        seed: 0
      """
    let tree = try #require(SpecReading(text).tree)
    #expect(
      resolvedYAML(tree) == """
        name: digits
        input: [8, 8, 1]
        layers:
          - conv2d:
              filters: 32
              kernel_size: 3
              padding: same
              activation: relu
              kernel_regularizer: {l2: 1e-3}
              name: long
          - flatten
          - dense: {units: 10, name: "true", bias: null}
        empty: []
        none: {}
        train:
          loss: {sparse_categorical_crossentropy: {from_logits: true}}
          seed: 0

        """)
  }

  @Test(arguments: [
    "a", "'5'", "[]", "{}", "-", "- - - a\n    - b\n  - c\n", "a: |\n  x\n   y\n\nb: >-\n  z\n  w\n",
    "a: b, c\n",
    "- a: 1\n  b: 2\n-\n  - x: 1\n", "a: \"\\0\\e\\x85\\u2028\\U0001F600\\uFEFF\"\n", "a: x\n\n  y\n",
    "a: -\n  b\n",
    "'': ''\n", "[-]", "[? a]", "[a: b, {c: d}]", "a: &x [1, *x2]\n", "a: &x [1]\nb: [*x, *x]\n",
    "~: ~\nnull: a\n",
    "\"<<\": 1\n", "a: ...x\nb: '...'\n", "a: \"\\ x \"\n", "a: 1:30\n", "a: 日本 語\nß: é́\n",
    "\"a: b\": \"# c\"\n",
    "a: -.5\nb: +1\nc: -x\nd: .inf\n", "a: !!str 5\nb: !!int '5'\n",
  ]) func whatIsPrintedReadsBackEqual(text: String) {
    expectRoundTrip(SpecReading(text).tree)
  }

  @Test func randomTreesReadBackEqual() {
    var random = SplitMix64(seed: 1)
    for _ in 0..<3000 {
      expectRoundTrip(randomTree(depth: 5, using: &random))
    }
  }

  @Test func whatReadsBackPrintsTheSameAgain() throws {
    var random = SplitMix64(seed: 2)
    for _ in 0..<300 {
      let text = resolvedYAML(randomTree(depth: 4, using: &random))
      let tree = try #require(SpecReading(text).tree)
      #expect(resolvedYAML(tree) == text)
    }
  }

  private func expectRoundTrip(_ tree: SpecNode?) {
    guard let tree else { return }
    let text = resolvedYAML(tree)
    let reading = SpecReading(text)
    guard let again = reading.tree else {
      Issue.record("\(text.debugDescription) does not read: \(reading.diagnostics.all.map(\.message))")
      return
    }
    #expect(again.isEquivalent(to: tree), "\(text.debugDescription)")
  }

  private static let scalars: [Unicode.Scalar] =
    Array("abz059 _-+.~:,#&*!|>'\"%@`?[]{}()<=\\/\n\t\r$^;".unicodeScalars)
    + ["\u{0}", "\u{7}", "\u{1B}", "\u{7F}", "\u{85}", "\u{A0}", "é", "\u{301}", "\u{2028}", "\u{202E}", "日"]
    + ["\u{FEFF}", "\u{FFFE}", "\u{1F389}"]

  private func randomText(using random: inout SplitMix64) -> String {
    let words = [
      "null", "true", "no", "5", "-1", "1e-3", "<<", "---", "...", "dense", "- a", "a: b", "# c", ".5",
    ]
    if Bool.random(using: &random) { return words.randomElement(using: &random) ?? "" }
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      if let scalar = Self.scalars.randomElement(using: &random) { text.append(scalar) }
    }
    return String(text)
  }

  private func randomTree(depth: Int, using random: inout SplitMix64) -> SpecNode {
    let nowhere = SourceRange(source: 0, start: 0, end: 0)
    let count = Int.random(in: 0...4, using: &random)
    switch Int.random(in: 0..<(depth > 0 ? 4 : 2), using: &random) {
    case 0, 1:
      let text = randomText(using: &random)
      return SpecNode(value: .scalar(text, isQuoted: Bool.random(using: &random)), range: nowhere)
    case 2:
      let items = (0..<count).map { _ in randomTree(depth: depth - 1, using: &random) }
      return SpecNode(value: .sequence(items), range: nowhere)
    default:
      let keys = Set((0..<count).map { _ in randomText(using: &random) }).sorted()
      let entries = keys.map {
        SpecNode.Entry(key: $0, keyRange: nowhere, value: randomTree(depth: depth - 1, using: &random))
      }
      return SpecNode(value: .mapping(entries), range: nowhere)
    }
  }
}
