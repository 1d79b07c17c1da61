import NNCCRuntime
import Testing

struct JSONScannerTests {
  private func scanner(_ text: String) -> JSONScanner { JSONScanner(Array(text.utf8)[...]) }

  private func reason(of text: String, depthLimit: Int = 64) -> JSONScanner.Failure.Reason? {
    var scanner = JSONScanner(Array(text.utf8)[...], depthLimit: depthLimit)
    do {
      try scanner.skipValue()
      try scanner.readEnd()
      return nil
    } catch {
      return (error as? JSONScanner.Failure)?.reason
    }
  }

  @Test(arguments: [
    "{}", "[]", " [ 1 , -0.5e+3 , true , false , null ] ", #"{"a":{"b":[{}]},"c":""}"#, "0", "1E9", "-0",
  ])
  func validTextIsAccepted(text: String) {
    #expect(reason(of: text) == nil)
  }

  @Test(arguments: [
    "", "{", "[", "[1,]", "{,}", #"{"a":1,}"#, #"{"a"}"#, #"{a:1}"#, "[1 2]", "01", "1.", ".5", "+1", "1e",
    "-", "nul", "True", "NaN", "'a'", #""a"#, "\"a\nb\"", #""\x""#, #""\u12""#, #""\ud800""#,
    #""\ud800\u0041""#, #""\udc00""#, "[] []", "{}\0", "// a\n1",
  ])
  func invalidTextIsRefused(text: String) {
    #expect(reason(of: text) != nil)
  }

  @Test func escapesAreResolved() throws {
    var scanner = scanner(#""\"\\\/\b\f\n\r\té\u00e9\ud83d\ude00""#)
    #expect(try scanner.readString() == "\"\\/\u{08}\u{0C}\n\r\t\u{e9}\u{e9}\u{1F600}")
  }

  @Test(arguments: ["", "a\"b\\c", "\u{0}\u{1f}\u{7f}\n", "\u{1F600}é", "a/b"])
  func aWrittenStringIsReadBack(text: String) throws {
    var scanner = scanner(text.jsonLiteral)
    #expect(try scanner.readString() == text)
    try scanner.readEnd()
  }

  @Test func aStringThatIsNotUTF8IsRefused() {
    var scanner = JSONScanner([0x22, 0xC3, 0x28, 0x22])
    let failure = #expect(throws: JSONScanner.Failure.self) { try scanner.readString() }
    #expect(failure?.reason == .notUTF8)
    #expect(failure?.offset == 1)
  }

  @Test func keysMayAppearOnceAtAnyDepth() {
    #expect(reason(of: #"{"a":1,"a":2}"#) == .duplicateKey("a"))
    #expect(reason(of: #"[{"b":{"a":1,"\u0061":2}}]"#) == .duplicateKey("a"))
    #expect(reason(of: #"{"a":{"a":1}}"#) == nil)
  }

  @Test func nestingIsLimited() {
    #expect(reason(of: "[[[]]]", depthLimit: 3) == nil)
    #expect(reason(of: "[[[[]]]]", depthLimit: 3) == .tooDeep(limit: 3))
    #expect(reason(of: String(repeating: "[", count: 1_000_000)) == .tooDeep(limit: 64))
  }

  @Test(arguments: ["1.0", "1e2", "-0", "9223372036854775808", "true", "\"1\""])
  func onlyIntegersOf64BitsAreReadAsIntegers(text: String) {
    var scanner = scanner(text)
    #expect(throws: JSONScanner.Failure.self) { try scanner.readInteger() }
  }

  @Test func theLargestIntegersAreRead() throws {
    var scanner = scanner("[9223372036854775807,-9223372036854775808]")
    var values: [Int] = []
    try scanner.readArray { values.append(try $0.readInteger()) }
    #expect(values == [.max, .min])
  }
}
