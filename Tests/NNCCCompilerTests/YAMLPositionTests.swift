import NNCCCompiler
import Testing

@Suite struct YAMLPositionTests {
  static let spec = """
    name: digits   # a comment
    layers:
      - conv2d: {filters: 32, padding: "same"}
      - flatten

      # between
      - dense:
          units: 10
          note: |
            two
            lines

    # the end

    train: [1, [2, 3]]

    """

  @Test func scalarsCoverTheirTextAndQuotes() throws {
    let reading = SpecReading(Self.spec)
    let tree = try #require(reading.tree)
    #expect(reading.diagnostics.all.isEmpty)
    #expect(reading.text(tree["name"]?.range) == "digits")
    #expect(reading.location(tree["name"]?.range) == "1:7")
    #expect(reading.text(tree["layers"]?[0]?["conv2d"]?["padding"]?.range) == "\"same\"")
    #expect(reading.location(tree["layers"]?[0]?["conv2d"]?["padding"]?.range) == "3:36")
    #expect(reading.text(tree["layers"]?[2]?["dense"]?["note"]?.range) == "|\n        two\n        lines")
    guard case .mapping(let entries) = tree.value else { return #expect(Bool(false)) }
    #expect(entries.map { reading.text($0.keyRange) } == ["name", "layers", "train"])
  }

  @Test func flowCollectionsCoverTheirBrackets() throws {
    let reading = SpecReading(Self.spec)
    let tree = try #require(reading.tree)
    #expect(reading.text(tree["layers"]?[0]?["conv2d"]?.range) == "{filters: 32, padding: \"same\"}")
    #expect(reading.text(tree["train"]?.range) == "[1, [2, 3]]")
    #expect(reading.text(tree["train"]?[1]?.range) == "[2, 3]")
  }

  @Test func blockCollectionsEndWithTheirLastItem() throws {
    let reading = SpecReading(Self.spec)
    let tree = try #require(reading.tree)
    let layers = try #require(reading.text(tree["layers"]?.range))
    #expect(layers.hasPrefix("- conv2d") && layers.hasSuffix("lines"))
    let root = try #require(reading.text(tree.range))
    #expect(root.hasPrefix("name") && root.hasSuffix("[2, 3]]"))
    #expect(reading.location(tree["layers"]?[2]?.range) == "7:5")
  }

  @Test func anchorsAndTagsAreNotPartOfARange() throws {
    let reading = SpecReading("a: &x # why\n  b: 1\nc: !!str &y 5\nd: &z !!seq [1]\ne: *x\nf: &w\ng: !!str\n")
    let tree = try #require(reading.tree)
    #expect(reading.text(tree["a"]?.range) == "b: 1")
    #expect(reading.text(tree["c"]?.range) == "5")
    #expect(tree["c"]?.scalar == Scalar("5", isQuoted: true))
    #expect(reading.text(tree["d"]?.range) == "[1]")
    #expect(reading.text(tree["e"]?.range) == "*x")
    #expect(tree["e"]?["b"]?.scalar?.text == "1")
    #expect(reading.location(tree["f"]?.range) == "6:6")
    #expect(tree["f"]?.scalar?.isNull == true)
    #expect(tree["g"]?.scalar == Scalar("", isQuoted: true))
  }

  @Test func absentValuesStandWhereTheyWouldBeWritten() throws {
    let reading = SpecReading("a:\n\nb:   # none\n? c\n\n\nd: [x: , {y}]\n-e: -\n")
    #expect(reading.tree == nil)
    let other = SpecReading("a:\n\nb:   # none\n? c\n\n\nd: [x: , {y}]\n")
    let tree = try #require(other.tree)
    #expect(other.location(tree["a"]?.range) == "1:3")
    #expect(other.location(tree["b"]?.range) == "3:3")
    #expect(other.location(tree["c"]?.range) == "4:4")
    #expect(other.text(tree["d"]?[0]?.range) == "x:")
    #expect(other.location(tree["d"]?[1]?["y"]?.range) == "7:12")
  }

  @Test func columnsCountScalarsAndRangesCountBytes() throws {
    let reading = SpecReading("größe: [ä, \"日本\", 🎉]\nü: ö\n")
    let tree = try #require(reading.tree)
    #expect(reading.text(tree["größe"]?[1]?.range) == "\"日本\"")
    #expect(reading.location(tree["größe"]?[1]?.range) == "1:12")
    #expect(reading.text(tree["größe"]?[2]?.range) == "🎉")
    #expect(reading.location(tree["größe"]?[2]?.range) == "1:18")
    #expect(reading.text(tree["ü"]?.range) == "ö")
    #expect(reading.location(tree["ü"]?.range) == "2:4")
  }

  @Test(arguments: ["\r\n", "\r", "\n"]) func everyLineBreakCounts(lineBreak: String) throws {
    let reading = SpecReading(["a: ä", "b:", "  - 1", "  - x", ""].joined(separator: lineBreak))
    let tree = try #require(reading.tree)
    #expect(reading.text(tree["b"]?[1]?.range) == "x")
    #expect(reading.location(tree["b"]?[1]?.range) == "4:5")
    #expect(reading.sources.sources[0].line(4) == "  - x")
    #expect(reading.sources.sources[0].lineCount == 5)
  }

  @Test func aByteOrderMarkHasNoColumn() throws {
    let reading = SpecReading(bytes: [0xEF, 0xBB, 0xBF] + Array("nämé: x\nb: y".utf8))
    let tree = try #require(reading.tree)
    #expect(reading.text(tree["nämé"]?.range) == "x")
    #expect(reading.location(tree["nämé"]?.range) == "1:7")
    #expect(reading.text(tree["b"]?.range) == "y")
    #expect(reading.sources.sources[0].line(1) == "nämé: x")
  }

  @Test func locationsOutsideTheTextAreMovedIntoIt() {
    var sources = SourceMap()
    let source = sources.add(file: "a", bytes: Array("one\r\ntwo".utf8))
    let text = sources.sources[source]
    #expect(text.location(of: -5) == text.location(of: 0))
    #expect(text.location(of: 4) == .init(line: 1, column: 4))
    #expect(text.location(of: 999) == .init(line: 2, column: 4))
    #expect(text.line(0) == "" && text.line(3) == "" && text.line(2) == "two")
    #expect(sources[1] == nil && sources[-1] == nil)
  }
}
