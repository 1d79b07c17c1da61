import Foundation
import NNCCInterchange
import Testing

@Suite struct CSVTests {
  private func table(_ text: String) throws -> CSVTable {
    let path = FileManager.default.temporaryDirectory.appending(path: "nncc-\(UUID().uuidString).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(filePath: path))
    return try CSVTable(path: path)
  }

  private func cells(_ table: CSVTable) -> [[String]] {
    (0..<table.rowCount).map { row in table.header.indices.map { table[row, $0] } }
  }

  @Test(arguments: [
    "a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "a,b\n1,2\n3,4", "\u{FEFF}a,b\n\n1,2\n\r\n3,4\n\n",
    "\"a\",\"b\"\n\"1\",2\n3,\"4\"",
  ]) func rowsAreCutIntoFields(text: String) throws {
    let table = try table(text)
    #expect(table.header == ["a", "b"])
    #expect(cells(table) == [["1", "2"], ["3", "4"]])
  }

  @Test func quotesHoldCommasLineBreaksAndQuotes() throws {
    let table = try table("x,\"na,me\"\n\"say \"\"hi\"\"\",\"two\r\nlines\"\n\"\",é\n, \n")
    #expect(table.header == ["x", "na,me"])
    #expect(cells(table) == [["say \"hi\"", "two\r\nlines"], ["", "é"], ["", " "]])
  }

  @Test(arguments: [
    ("", ": the table has no header row"),
    ("\n\n", ": the table has no header row"),
    ("a,b\n1\n", ":2:1: the row has 1 field, but the header has 2"),
    ("a,b\n\"x\ny\",2\n1,2,3\n", ":4:1: the row has 3 fields, but the header has 2"),
    ("a,b\né,\"2\n3", ":2:3: the quote is never closed"),
    ("a,b\n1,\"2\"x\n", ":2:6: ',' or the end of the line must follow the closing quote"),
    ("a,b\n1,2\"\n", ":2:4: a quote stands within a field that has none around it"),
    ("a,b,a\n1,2,3\n", ":1:5: the header has 'a' twice: column 1 is called so too"),
  ]) func mistakesAreNamedWithTheirLineAndColumn(text: String, message: String) throws {
    let error = #expect(throws: FormatError.self) { try table(text) }
    #expect(error?.description.hasSuffix(".csv" + message) == true, "\(error?.description ?? "")")
  }

  @Test func aTableMustBeUTF8() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "nncc-\(UUID().uuidString).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data([0x61, 0x0A, 0xFF]).write(to: URL(filePath: path))
    #expect(throws: FormatError.self) { try CSVTable(path: path) }
  }
}
