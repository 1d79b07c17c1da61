import NNCCCompiler
import Testing

@Suite struct TextTableTests {
  @Test func columnsAreAligned() {
    var table = TextTable([("name", .left), ("size", .right)])
    table.add(["a", "1,024"])
    table.add(["longer", "7"])
    #expect(
      table.text == """
        name     size
        ──────  ─────
        a       1,024
        longer      7

        """)
  }

  @Test func wideCharactersTakeTwoColumnsAndControlsAreSpelledOut() {
    var table = TextTable([("x", .left), ("y", .left)])
    table.add(["数字", "1"])
    table.add(["\u{1B}[2J", "2"])
    #expect(table.text.contains("数字       1\n"))
    #expect(table.text.contains("\\u{1B}[2J  2\n"))
  }

  @Test func missingCellsAreEmpty() {
    var table = TextTable([("x", .left), ("y", .right)])
    table.add(["a"])
    #expect(table.text.hasSuffix("a\n"))
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567"), (.min, "-9,223,372,036,854,775,808"),
  ])
  func thousandsAreGrouped(number: Int, text: String) { #expect(grouped(number) == text) }
}
