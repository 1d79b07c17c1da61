import Foundation
import NNCCCompiler
import Testing

@Suite struct FormatterTests {
  static let spec = "name: digits\nlayers:\n  - dense: {unit: 10}\n\t- 日本: é\u{308} [x]\n"

  private var sources = SourceMap()
  private var file = 0
  private var override = 0

  init() {
    file = sources.add(file: "models/my digits.yaml", bytes: Array(Self.spec.utf8))
    override = sources.add(override: "train.epochs=one")
  }

  /// Where a piece of the spec stands.
  private func range(of piece: String) throws -> SourceRange {
    let found = try #require(Self.spec.utf8.firstRange(of: Array(piece.utf8)))
    let start = Self.spec.utf8.distance(from: Self.spec.startIndex, to: found.lowerBound)
    return SourceRange(source: file, start: start, end: start + piece.utf8.count)
  }

  private func sample() throws -> [Diagnostic] {
    let unit = try range(of: "unit")
    return [
      Diagnostic("no-training", .warning, at: nil, "there is no 'train'"),
      Diagnostic(
        "not-an-integer", at: SourceRange(source: override, start: 13, end: 16), "'one' is not a number"),
      Diagnostic(
        "unknown-key", at: unit, "'dense' has no hyperparameter 'unit'",
        notes: [.init("in this layer", at: try range(of: "dense")), .init("see `nncc schema`")],
        fixIts: [.init("did you mean 'units'?", range: unit, replacement: "units")]),
      Diagnostic("unused", .warning, at: try range(of: "digits"), "nobody calls it \"digits\""),
    ]
  }

  @Test func textIsLaidOutAsClangDoes() throws {
    let text = TextFormatter().format(try sample(), in: sources)
    #expect(
      text == """
        models/my digits.yaml:1:7: warning: nobody calls it "digits" [unused]
           1 | name: digits
             |       ^~~~~~
        models/my digits.yaml:3:13: error: 'dense' has no hyperparameter 'unit' [unknown-key]
           3 |   - dense: {unit: 10}
             |             ^~~~
        models/my digits.yaml:3:5: note: in this layer
           3 |   - dense: {unit: 10}
             |     ^~~~~
        note: see `nncc schema`
        models/my digits.yaml:3:13: fix-it: did you mean 'units'?
           3 |   - dense: {units: 10}
             |             +++++
        --set train.epochs=one:1:14: error: 'one' is not a number [not-an-integer]
           1 | train.epochs=one
             |              ^~~
        warning: there is no 'train' [no-training]

        """)
    #expect(try sample().summary == "2 errors, 2 warnings generated.")
    #expect(try sample().prefix(2).summary == "1 error, 1 warning generated.")
    #expect([Diagnostic]().summary == nil)
  }

  @Test func tabsAndWideCharactersKeepTheCaretInPlace() throws {
    let text = TextFormatter().format(
      [
        Diagnostic("a", at: try range(of: "日本"), "wide"), Diagnostic("b", at: try range(of: "[x]"), "after"),
        Diagnostic("c", at: try range(of: "\t"), "tab"),
      ], in: sources)
    #expect(
      text == """
        models/my digits.yaml:4:1: error: tab [c]
           4 |     - 日本: é\u{308} [x]
             | ^~~~
        models/my digits.yaml:4:4: error: wide [a]
           4 |     - 日本: é\u{308} [x]
             |       ^~~~
        models/my digits.yaml:4:11: error: after [b]
           4 |     - 日本: é\u{308} [x]
             |               ^~~

        """)
  }

  @Test mutating func longLinesAreCutToAWindowAroundTheCaret() {
    let line =
      "start " + String(repeating: "abcdefghi ", count: 50_000) + "HERE " + String(repeating: "z", count: 300)
    let long = sources.add(file: "long.yaml", bytes: Array(line.utf8))
    let formatter = TextFormatter(width: 60)
    func snippet(_ start: Int, _ end: Int) -> [Substring] {
      let range = SourceRange(source: long, start: start, end: end)
      return formatter.format([Diagnostic("a", at: range, "m")], in: sources).split(separator: "\n")
    }
    let middle = snippet(500_006, 500_010)
    #expect(middle[1] == "   1 | …efghi abcdefghi HERE zzzzzzzzzzzzzzzzzzzzzzzzzzzzz…")
    #expect(middle[2] == "     |                  ^~~~")
    #expect(snippet(0, 5)[1].hasPrefix("   1 | start abc") && snippet(0, 5)[1].hasSuffix("…"))
    #expect(snippet(500_305, 500_306)[1].hasPrefix("   1 | …") && snippet(500_305, 500_306)[1].hasSuffix("z"))
    #expect(snippet(0, 500_000)[2].allSatisfy { "|^~ ".contains($0) })
    for offset in stride(from: 0, to: line.utf8.count, by: 9973) {
      #expect(snippet(offset, offset + 3).allSatisfy { $0.count <= 60 })
    }
  }

  @Test func editsOverSeveralLinesAreShownAsTheyWouldRead() throws {
    let dense = try range(of: "- dense")
    let insertion = SourceRange(source: file, start: dense.start, end: dense.start)
    let removal = try range(of: "name: digits\n")
    let text = TextFormatter().format(
      [
        Diagnostic(
          "a", at: dense, "expects a vector",
          fixIts: [.init("insert '- flatten'", range: insertion, replacement: "- flatten\n  ")]),
        Diagnostic("b", at: removal, "unused", fixIts: [.init("remove it", range: removal, replacement: "")]),
      ], in: sources)
    #expect(
      text == """
        models/my digits.yaml:1:1: error: unused [b]
           1 | name: digits
             | ^~~~~~~~~~~~
        models/my digits.yaml:1:1: fix-it: remove it
           1 | layers:
        models/my digits.yaml:3:3: error: expects a vector [a]
           3 |   - dense: {unit: 10}
             |   ^~~~~~~
        models/my digits.yaml:3:3: fix-it: insert '- flatten'
           3 |   - flatten
             |   +++++++++
           4 |   - dense: {unit: 10}
             | ++

        """)
  }

  @Test mutating func whatATerminalWouldObeyIsSpelledOut() {
    let hostile = sources.add(file: "a\u{1B}[31m.yaml", bytes: Array("x: \u{1B}[31m\u{202E}y\u{9B}".utf8))
    let range = SourceRange(source: hostile, start: 0, end: 1)
    let text = TextFormatter().format(
      [Diagnostic("a", at: range, "bad \u{1B}[0m\nforged: error: line")], in: sources)
    #expect(
      !text.unicodeScalars.contains { $0 != "\n" && ($0.value < 0x20 || [0x9B, 0x202E].contains($0.value)) })
    #expect(text.split(separator: "\n").count == 3)
    #expect(text.hasPrefix("a\\u{1B}[31m.yaml:1:1: error: bad \\u{1B}[0m\\u{A}forged"))
  }

  @Test func colourChangesNothingButEscapes() throws {
    let plain = TextFormatter().format(try sample(), in: sources)
    let coloured = TextFormatter(style: .ansi).format(try sample(), in: sources)
    #expect(coloured.contains("\u{1B}[1;31merror: \u{1B}[0m"))
    #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  @Test mutating func oddRangesNeverCrash() {
    let empty = sources.add(file: "", bytes: [])
    let broken = sources.add(file: "broken", bytes: [0xFF, 0x0A, 0xE2, 0x82, 0x0D, 0x0A, 0x80])
    let offsets = [Int.min, -1, 0, 1, 3, 4, 7, 8, 1000, Int.max]
    var diagnostics: [Diagnostic] = []
    for source in [-1, file, override, empty, broken, 99] {
      for start in offsets {
        for end in offsets {
          let range = SourceRange(source: source, start: start, end: end)
          diagnostics.append(
            Diagnostic(
              "odd", at: range, "", notes: [.init("", at: range)],
              fixIts: [.init("", range: range, replacement: "\n\n")]))
        }
      }
    }
    for width in [-1, 0, 1, 100, 100_000] {
      #expect(!TextFormatter(width: width).format(diagnostics, in: sources).isEmpty)
    }
    #expect(JSONFormatter.format(diagnostics, in: sources).hasSuffix("]\n"))
    #expect(SARIFFormatter.format(diagnostics, in: sources).hasSuffix("}\n"))
  }

  @Test func jsonIsAnArrayByPosition() throws {
    let text = JSONFormatter.format(try sample(), in: sources)
    #expect(text.hasPrefix("[\n  {\n    \"id\": \"unused\",\n    \"severity\": \"warning\",\n    \"file\": "))
    let array = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    #expect(array.map { $0["id"] as? String } == ["unused", "unknown-key", "not-an-integer", "no-training"])
    let key = array[1]
    #expect(key["file"] as? String == "models/my digits.yaml")
    #expect(["line", "column", "end_line", "end_column"].map { key[$0] as? Int } == [3, 13, 3, 17])
    let notes = try #require(key["notes"] as? [[String: Any]])
    #expect(notes.map { $0["message"] as? String } == ["in this layer", "see `nncc schema`"])
    #expect(notes.map { $0["column"] as? Int } == [5, nil])
    let fixIts = try #require(key["fix_its"] as? [[String: Any]])
    #expect(fixIts[0]["replacement"] as? String == "units" && fixIts[0]["end_column"] as? Int == 17)
    #expect(array[3]["file"] == nil && array[3]["message"] as? String == "there is no 'train'")
    #expect(JSONFormatter.format([], in: sources) == "[]\n")
  }

  @Test func jsonStringsReadBackWhateverTheyHold() throws {
    let text = String(String.UnicodeScalarView((0...0x2100).compactMap { Unicode.Scalar($0) })) + "\"\\/🎉"
    let document = JSONValue.object([
      (name: text, value: .array([.string(text), .number(.nan), .number(1e-7), .null]))
    ])
    let read = try JSONSerialization.jsonObject(with: Data(document.formatted.utf8)) as? [String: [Any]]
    let values = try #require(read?[text])
    #expect((values[0] as? String)?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
    #expect(values[1] is NSNull && values[2] as? Double == 1e-7 && values[3] is NSNull)
  }

  @Test func sarifHasTheFormOfItsSpecification() throws {
    let text = SARIFFormatter.format(
      try sample(), in: sources, version: "1.0.0", explanations: ["unused": "a name that is never used"])
    let log = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(log["version"] as? String == "2.1.0")
    #expect((log["$schema"] as? String)?.hasSuffix("sarif-schema-2.1.0.json") == true)
    let run = try #require((log["runs"] as? [[String: Any]])?.first)
    #expect(run["columnKind"] as? String == "unicodeCodePoints")
    let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
    #expect(driver["name"] as? String == "nncc" && driver["version"] as? String == "1.0.0")
    let rules = try #require(driver["rules"] as? [[String: Any]])
    let ids = rules.map { $0["id"] as? String }
    #expect(ids == ["no-training", "not-an-integer", "unknown-key", "unused"])
    #expect((rules[3]["shortDescription"] as? [String: String]) == ["text": "a name that is never used"])

    let results = try #require(run["results"] as? [[String: Any]])
    for result in results {
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(ids[index] == result["ruleId"] as? String)
      #expect(["error", "warning"].contains(result["level"] as? String))
      #expect((result["message"] as? [String: String])?["text"]?.isEmpty == false)
    }
    func location(_ result: [String: Any], _ key: String = "locations") -> [String: Any]? {
      (result[key] as? [[String: Any]])?.first
    }
    let physical = try #require(location(results[1])?["physicalLocation"] as? [String: Any])
    #expect(physical["artifactLocation"] as? [String: String] == ["uri": "models/my%20digits.yaml"])
    #expect(
      physical["region"] as? [String: Int] == [
        "startLine": 3, "startColumn": 13, "endLine": 3, "endColumn": 17,
      ])
    let logical = location(results[2])?["logicalLocations"] as? [[String: String]]
    #expect(logical?.first?["fullyQualifiedName"] == "--set train.epochs=one")
    #expect(location(results[2])?["physicalLocation"] == nil && location(results[3]) == nil)
    #expect(location(results[1], "relatedLocations")?["id"] as? Int == 1)
    let change = ((results[1]["fixes"] as? [[String: Any]])?.first?["artifactChanges"] as? [[String: Any]])?
      .first
    let replacement = try #require((change?["replacements"] as? [[String: Any]])?.first)
    #expect(replacement["insertedContent"] as? [String: String] == ["text": "units"])
    #expect(replacement["deletedRegion"] as? [String: Int] == physical["region"] as? [String: Int])
  }
}
