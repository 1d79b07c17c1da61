/// All that reading a spec's YAML can complain of, but for syntax, whose wording is in `YAMLSyntaxMessages`.
extension Diagnostic {
  static func fileTooLarge(bytes: Int, limit: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "file-too-large", at: range, "this file has \(bytes) bytes; a spec may have at most \(limit)")
  }

  static func invalidUTF8(byte: UInt8, at range: SourceRange) -> Diagnostic {
    let digits = String(byte, radix: 16, uppercase: true)
    let isUTF16 = range.start == 0 && byte >= 0xFE
    return Diagnostic(
      "invalid-utf8", at: range,
      "byte 0x\(digits.count < 2 ? "0" : "")\(digits) is not UTF-8 here; save the file as UTF-8"
        + (isUTF16 ? " (it looks like UTF-16)" : ""))
  }

  static func controlCharacter(_ scalar: Unicode.Scalar, at range: SourceRange) -> Diagnostic {
    let code = String(scalar.value, radix: 16, uppercase: true)
    let padded = String(repeating: "0", count: max(0, 4 - code.count)) + code
    return Diagnostic(
      "control-character", at: range,
      "character U+\(padded)\(scalar.value == 0 ? " (NUL)" : "") may not stand in YAML",
      notes: [.init("in a double-quoted string it can be written as an escape: \"\\u\(padded)\"")])
  }

  static func tagDirective(at range: SourceRange) -> Diagnostic {
    Diagnostic("yaml-directive", at: range, "a spec has no tags of its own; remove the %TAG directive")
  }

  static func emptyDocument(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "empty-document", at: range, "there is no spec here",
      notes: [.init("a spec starts with 'name:', 'input:' and 'layers:'; `nncc init` writes one")])
  }

  static func secondDocument(at range: SourceRange) -> Diagnostic {
    Diagnostic("second-document", at: range, "a second document starts here; a file holds one spec")
  }

  static func tooDeep(limit: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic("yaml-depth", at: range, "lists and mappings are nested more than \(limit) deep here")
  }

  static func tooManyNodes(limit: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic("too-many-nodes", at: range, "a spec may hold at most \(limit) keys, values and lists")
  }

  static func tooManyErrors(limit: Int, at range: SourceRange?) -> Diagnostic {
    Diagnostic("too-many-errors", at: range, "more than \(limit) errors; reading stopped here")
  }

  static func scalarTooLong(bytes: Int, limit: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic("scalar-too-long", at: range, "this value has \(bytes) bytes; one may have at most \(limit)")
  }

  static func keyTooLong(bytes: Int, limit: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic("key-too-long", at: range, "this key has \(bytes) bytes; one may have at most \(limit)")
  }

  static func duplicateKey(_ key: String, at range: SourceRange, first: SourceRange) -> Diagnostic {
    Diagnostic(
      "duplicate-key", at: range, "the key \(quoted(key)) stands twice in this mapping",
      notes: [.init("it was first given here", at: first)])
  }

  static func nonScalarKey(at range: SourceRange) -> Diagnostic {
    Diagnostic("non-scalar-key", at: range, "a key must be a plain word, not a list or a mapping")
  }

  static func emptyKey(at range: SourceRange) -> Diagnostic {
    Diagnostic("non-scalar-key", at: range, "there is no key before this ':'")
  }

  static func mergeKey(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "merge-key", at: range, "merge keys ('<<') are not supported; write the keys out",
      notes: [.init("an alias can stand for a whole value: 'optimizer: *defaults'")])
  }

  static func unknownTag(_ tag: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "unknown-tag", at: range, "the tag \(quoted(tag)) has no meaning in a spec; remove it",
      notes: [.init("tags that have one: \(CoreTag.all.map(\.written).joined(separator: ", "))")],
      fixIts: [.init("remove it", range: range, replacement: "")])
  }

  static func misplacedTag(_ tag: CoreTag, on kind: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "unknown-tag", at: range, "the tag '\(tag.written)' cannot stand on a \(kind); remove it",
      fixIts: [.init("remove it", range: range, replacement: "")])
  }

  static func undefinedAlias(_ name: String, nearest: String?, at range: SourceRange) -> Diagnostic {
    var diagnostic = Diagnostic(
      "undefined-alias", at: range, "no anchor '&\(name)' stands before the alias '*\(name)'")
    if let nearest {
      diagnostic.fixIts = [
        .init("did you mean '*\(nearest)'?", range: range, replacement: "*\(nearest)")
      ]
    } else {
      diagnostic.notes = [.init("text that starts with '*' must be quoted")]
    }
    return diagnostic
  }

  static func recursiveAlias(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("recursive-alias", at: range, "the alias '*\(name)' stands inside its own anchor '&\(name)'")
  }

  static func aliasBudget(limit: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic("alias-budget", at: range, "aliases stand for more than \(limit) values in all")
  }
}
