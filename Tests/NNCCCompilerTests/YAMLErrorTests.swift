import NNCCCompiler
import Testing

@Suite struct YAMLErrorTests {
  struct Mistake: CustomTestStringConvertible {
    var text: String
    var id: String
    /// Where, and the text pointed at.
    var location: String
    var pointsAt: String
    /// What the message must say.
    var says: String

    init(_ text: String, _ id: String, _ location: String, _ pointsAt: String, _ says: String) {
      (self.text, self.id, self.location, self.pointsAt, self.says) = (text, id, location, pointsAt, says)
    }

    var testDescription: String { "\(id): \(text.debugDescription)" }
  }

  static let syntax: [Mistake] = [
    .init("a: [1, 2\n", "yaml-syntax", "1:4", "[1,", "this '[' is never closed"),
    .init("a: {b: 1\n", "yaml-syntax", "1:4", "{b:", "this '{' is never closed"),
    .init("a: [1, 2}\nb: 3\n", "yaml-syntax", "1:9", "}", "expected ',' or ']' before this"),
    .init("a: {b: 1]\nc: 2\n", "yaml-syntax", "1:9", "]", "expected ',' or '}' before this"),
    .init("a: \"open\nb: 1\n", "yaml-syntax", "1:4", "\"open", "never closed"),
    .init("a: b: c\n", "yaml-syntax", "1:5", ":", "quote the text"),
    .init("train:\n  epochs 5\n  seed: 3\n", "yaml-syntax", "2:3", "epochs 5", "expected ':' after the key"),
    .init("a: 1\n b: 2\n", "yaml-syntax", "1:1", "a: 1", "line up the line below"),
    .init("layers:\n  - a\n - b\n", "yaml-syntax", "3:2", "-", "in line with the other items"),
    .init("a:\n    b: 1\n  c: 2\n", "yaml-syntax", "3:3", "c:", "line it up with the other keys"),
    .init("a: - b\n", "yaml-syntax", "1:4", "-", "at the start of its own line"),
    .init("a: @b\n", "yaml-syntax", "1:4", "@", "text cannot start with '@' unless it is quoted"),
    .init("a: `b`\n", "yaml-syntax", "1:4", "`", "text cannot start with '`'"),
    .init("a: 'b' c\n", "yaml-syntax", "1:8", "c", "expected a key here"),
    .init("a: \"\\d\"\n", "yaml-syntax", "1:5", "\\d\"", "use single quotes"),
    .init("a: \"\\uZZ\"\n", "yaml-syntax", "1:7", "ZZ\"", "four hex digits"),
    .init("a: &\n", "yaml-syntax", "1:4", "&", "a name of letters and digits"),
    .init("a: !x!y z\n", "yaml-syntax", "1:4", "!x!y", "this is not a tag"),
    .init("%YAML 3.0\n---\na: 1\n", "yaml-syntax", "1:1", "%YAML", "only YAML 1.1 and 1.2"),
    .init("%FOO\n---\na: 1\n", "yaml-syntax", "1:1", "%FOO", "no directive"),
    .init("a: {: 2}\n", "yaml-syntax", "1:5", ":", "no key before this"),
    .init("a: 1\n%FOO\n", "yaml-syntax", "2:1", "%FOO", "quote the text"),
    .init("a\nb\nc: 1\n", "yaml-syntax", "2:1", "b", "expected ':' after the key"),
    .init("# a\nb:1\nc: 1\n", "missing-space", "2:1", "b:1", "needs a space"),
    .init("a:\n  -b\n  -c: 1\n", "missing-space", "2:3", "-b", "needs a space: '- b'"),
    .init("a: [1, 2\nb: 1\n", "yaml-syntax", "1:4", "[1,", "this '[' is never closed"),
    .init("[1]\nb: 1\n", "yaml-syntax", "2:1", "b:", "expected the end of the file"),
  ]

  static let structure: [Mistake] = [
    .init("a: 1\nb:\n\t- 2\n", "yaml-tab", "3:1", "\t", "spaces, not tabs"),
    .init("a:\n  b: 1\n  \t\tc: 2\n", "yaml-tab", "3:3", "\t\t", "spaces, not tabs"),
    .init("a: 1\nb: 2\na: 3\n", "duplicate-key", "3:1", "a", "'a' stands twice"),
    .init("x: {a: 1, \"a\": 3}\n", "duplicate-key", "1:11", "\"a\"", "'a' stands twice"),
    .init("? [1, 2]\n: 3\n", "non-scalar-key", "1:3", "[1, 2]", "not a list or a mapping"),
    .init("a: {{b: 1}: 2}\n", "non-scalar-key", "1:5", "{b: 1}", "not a list or a mapping"),
    .init("a: 1\n: 2\n", "yaml-syntax", "2:1", ":", "no key before this"),
    .init("a: 1\n?\n: 2\n", "non-scalar-key", "2:2", "", "no key before this ':'"),
    .init("x: &x {a: 1}\ny:\n  <<: *x\n  b: 2\n", "merge-key", "3:3", "<<", "merge keys"),
    .init("a: !color red\n", "unknown-tag", "1:4", "!color", "'!color' has no meaning"),
    .init("a: !!binary aGk=\n", "unknown-tag", "1:4", "!!binary", "'!!binary' has no meaning"),
    .init("a: !!seq 5\n", "unknown-tag", "1:4", "!!seq", "cannot stand on a scalar"),
    .init("a: !!str [5]\n", "unknown-tag", "1:4", "!!str", "cannot stand on a list"),
    .init("a: *b\n", "undefined-alias", "1:4", "*b", "no anchor '&b'"),
    .init("a: &b [1, *b]\n", "recursive-alias", "1:11", "*b", "inside its own anchor"),
    .init("%TAG !e! tag:e,2000:\n---\na: 1\n", "yaml-directive", "1:1", "%TAG", "remove the %TAG directive"),
    .init("a: 1\n---\nb: 2\n", "second-document", "2:1", "---", "a file holds one spec"),
    .init("", "empty-document", "1:1", "", "no spec here"),
    .init("# nothing\n\n", "empty-document", "1:1", "", "no spec here"),
    .init("a: 1\nb: \u{0}\n", "control-character", "2:4", "\u{0}", "U+0000 (NUL)"),
    .init("a: \u{1B}[31m\n", "control-character", "1:4", "\u{1B}", "U+001B"),
    .init("a: ä\u{FEFF}\n", "control-character", "1:5", "\u{FEFF}", "U+FEFF"),
  ]

  @Test(arguments: syntax + structure) func mistakesAreNamedWhereTheyAre(mistake: Mistake) throws {
    let reading = SpecReading(mistake.text)
    let diagnostic = try #require(reading.diagnostics.all.first)
    #expect(reading.ids == [mistake.id])
    #expect(reading.location(diagnostic.range) == mistake.location)
    #expect(reading.text(diagnostic.range) == mistake.pointsAt)
    #expect(diagnostic.message.contains(mistake.says), "\(diagnostic.message)")
  }

  @Test(
    arguments: [
      ([0x61, 0x3A, 0x20, 0xFF], "byte 0xFF"), ([0x61, 0x3A, 0x20, 0xC3, 0x28], "byte 0xC3"),
      ([0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80], "byte 0xED"), ([0xFF, 0xFE, 0x61, 0x00], "UTF-16"),
      ([0x61, 0x3A, 0x20, 0xE2, 0x82], "byte 0xE2"),
    ] as [([UInt8], String)]) func bytesThatAreNoUTF8AreNamed(bytes: [UInt8], says: String) throws
  {
    let reading = SpecReading(bytes: bytes)
    #expect(reading.tree == nil)
    #expect(reading.ids == ["invalid-utf8"])
    let diagnostic = try #require(reading.diagnostics.all.first)
    #expect(diagnostic.message.contains(says))
    #expect(reading.location(diagnostic.range) == (bytes[0] == 0xFF ? "1:1" : "1:4"))
  }

  @Test func aKeyGivenTwiceKeepsTheFirstAndPointsToIt() throws {
    let reading = SpecReading("a: 1\nb: 2\na: [3]\na: 4\n")
    #expect(reading.ids == ["duplicate-key", "duplicate-key"])
    #expect(reading.diagnostics.all.map { reading.location($0.notes[0].range) } == ["1:1", "1:1"])
    let tree = try #require(reading.tree)
    #expect(tree["a"]?.scalar?.text == "1")
    #expect(tree.count == 2)
  }

  @Test func mistakesThatLeaveTheRestReadableAreReportedTogether() {
    let reading = SpecReading("a: !x 1\na: 2\n<<: 3\n? [1]\n: 4\nb: *zz\n")
    #expect(
      reading.ids == ["unknown-tag", "duplicate-key", "merge-key", "non-scalar-key", "undefined-alias"])
    #expect(reading.tree == nil)
  }

  @Test func anAliasSpeltWrongOffersItsAnchor() throws {
    let reading = SpecReading("a: &defaults {x: 1}\nb: *defualts\n")
    let fixIt = try #require(reading.diagnostics.all.first?.fixIts.first)
    #expect(fixIt.replacement == "*defaults")
    #expect(reading.text(fixIt.range) == "*defualts")
  }

  @Test func aSecondDocumentLeavesTheFirstReadable() {
    #expect(SpecReading("a: 1\n---\nb: 2\n").tree?["a"] != nil)
    let ended = SpecReading("--- \na: 1\n...\n")
    #expect(ended.tree?["a"] != nil && ended.ids.isEmpty)
  }

  @Test func quotedKeysAndTabsBetweenTokensAreFine() {
    let reading = SpecReading("\"<<\":\t1\n'b': [\t2,\n\t3]\n")
    #expect(reading.ids.isEmpty)
    #expect(reading.tree?["<<"]?.scalar?.text == "1")
    #expect(reading.tree?["b"]?[1]?.scalar?.text == "3")
  }
}
