import NNCCCompiler
import Testing

@Suite struct ScalarTests {
  @Test(arguments: [
    ("0", 0), ("-7", -7), ("+5", 5), ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
  ]) func wholeNumbers(text: String, value: Int) {
    #expect(Scalar(text).int() == .success(value))
    #expect(Scalar(text).double() == .success(Double(value)))
  }

  @Test(arguments: [
    ("1e-3", 1e-3), ("0.001", 0.001), (".5", 0.5), ("5.", 5), ("-2.5E+3", -2500), ("1e5", 1e5), ("-0", -0.0),
    ("1.7976931348623157e308", 1.7976931348623157e308),
    ("123456789012345678901234567890", 1.2345678901234568e29),
    ("4.9e-324", .leastNonzeroMagnitude), ("0e-999", 0),
  ]) func decimalNumbers(text: String, value: Double) {
    #expect(Scalar(text).double() == .success(value))
  }

  /// What each is refused for, and what is offered instead, as an integer.
  static let notInts: [(String, String, String?)] = [
    ("5.0", "written as a fraction", "5"), ("1e3", "written as a fraction", "1000"),
    ("5.5", "not whole", nil),
    ("1e300", "not whole", nil), ("9223372036854775808", "does not fit 64 bits", nil),
    ("99999999999999999999999999", "does not fit 64 bits", nil),
    ("0o17", "octal", "15"), ("-0x1F", "hexadecimal", "-31"), ("0b101", "binary", "5"),
    ("0x", "hexadecimal", nil),
    ("017", "starts with 0", "17"), ("-000", "starts with 0", "-0"), ("1_000", "underscores", "1000"),
    ("1:30", "base 60", nil), (".inf", "finite", nil), ("-.Inf", "finite", nil), ("nan", "finite", nil),
    ("50%", "percentage", "0.5"), ("ten", "not a number", nil), ("None", "not a number", "null"),
    ("~", "it is null", nil), ("", "it is null", nil), ("null", "it is null", nil),
    ("-", "not a number", nil),
    ("+-1", "not a number", nil), ("1-2", "not a number", nil), ("--1", "not a number", nil),
    ("٣", "not a number", nil), ("5\u{301}", "not a number", nil), ("1 2", "not a number", nil),
    ("0xfffffffffffffffff", "hexadecimal", nil), ("1__0", "underscores", "10"), ("_1", "not a number", nil),
  ]

  @Test(arguments: notInts) func refusedAsInteger(text: String, reason: String, suggestion: String?) {
    guard case .failure(let failure) = Scalar(text).int() else {
      Issue.record("\(text) was read")
      return
    }
    #expect(failure.reason.contains(reason))
    #expect(failure.suggestion == suggestion)
  }

  @Test(
    arguments: [
      ("1e999", "too large", nil), ("-1e999", "too large", nil), ("1e-999", "too small", "0"),
      ("1_000.5", "underscores", "1000.5"), ("1:30", "base 60", nil), (".nan", "finite", nil),
      ("e5", "not a", nil),
      (".", "not a number", nil), ("1e", "not a number", nil), ("1e+", "not a number", nil),
      ("0o17", "octal", "15"),
      ("1.2.3", "not a number", nil), ("0x1p3", "hexadecimal", nil), ("infinity", "finite", nil),
    ] as [(String, String, String?)]) func refusedAsNumber(text: String, reason: String, suggestion: String?)
  {
    guard case .failure(let failure) = Scalar(text).double() else {
      Issue.record("\(text) was read")
      return
    }
    #expect(failure.reason.contains(reason))
    #expect(failure.suggestion == suggestion)
  }

  @Test func truthValuesAreTrueAndFalseAlone() {
    #expect(Scalar("true").bool() == .success(true))
    #expect(Scalar("false").bool() == .success(false))
    for (text, suggestion) in [
      ("yes", "true"), ("On", "true"), ("TRUE", "true"), ("True", "true"), ("1", "true"), ("y", "true"),
      ("no", "false"), ("off", "false"), ("False", "false"), ("0", "false"), ("N", "false"), ("maybe", nil),
      ("~", nil), (String(repeating: "y", count: 1000), nil),
    ] as [(String, String?)] {
      guard case .failure(let failure) = Scalar(text).bool() else {
        Issue.record("\(text) was read")
        continue
      }
      #expect(failure.suggestion == suggestion)
    }
  }

  @Test func quotedScalarsAreStringsAlone() {
    for text in ["5", "0.5", "true", "null", "", "~"] {
      let scalar = Scalar(text, isQuoted: true)
      #expect(!scalar.isNull)
      guard case .failure = scalar.int(), case .failure = scalar.double(), case .failure = scalar.bool()
      else {
        Issue.record("\"\(text)\" was read")
        continue
      }
    }
    guard case .failure(let failure) = Scalar("5", isQuoted: true).int() else { return }
    #expect(failure.reason == "'5' is a string because of its quotes" && failure.suggestion == "5")
    guard case .failure(let other) = Scalar("true", isQuoted: true).int() else { return }
    #expect(other.reason == "'true' is a string" && other.suggestion == nil)
  }

  @Test func nullIsSpelledThreeWays() {
    #expect(["null", "~", ""].allSatisfy { Scalar($0).isNull })
    #expect(["Null", "NULL", "None", "nil", "0", " "].allSatisfy { !Scalar($0).isNull })
  }

  @Test(
    arguments: [
      ("kernelSize", "kernel_size"), ("kernel-size", "kernel_size"), ("Kernel Size", "kernel_size"),
      ("kernal_size", "kernel_size"), ("kernel_sise", "kernel_size"), ("kenrel_size", "kernel_size"),
      ("unit", "units"), ("MaxPooling2D", "max_pooling2d"), ("Conv2D", "conv2d"), ("conv2", "conv2d"),
      ("zzz", nil), ("", nil), ("a", nil), (String(repeating: "kernel_size", count: 9), nil),
    ] as [(String, String?)]) func mistypedNamesFindTheirNearest(name: String, nearest: String?)
  {
    let names = ["filters", "kernel_size", "units", "max_pooling2d", "conv1d", "conv2d", "padding"]
    #expect(nearestName(to: name, among: names) == nearest)
  }
}
