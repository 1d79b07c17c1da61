/// All that applying `--set path=value` can complain of.
extension Diagnostic {
  static func overrideWithoutValue(at range: SourceRange) -> Diagnostic {
    Diagnostic("override-syntax", at: range, "expected path=value, such as train.epochs=1")
  }

  static func emptyOverrideStep(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "override-syntax", at: range, "expected a key here, as in train.epochs=1 or layers[3].dense.units=10")
  }

  static func badOverrideIndex(at range: SourceRange) -> Diagnostic {
    Diagnostic("override-syntax", at: range, "expected an index from 0 in brackets, such as layers[3]")
  }

  static func overrideIsComment(at range: SourceRange) -> Diagnostic {
    Diagnostic("override-syntax", at: range, "there is no value here; quote a text that starts with '#'")
  }

  static func overrideThroughScalar(
    _ text: String, of path: String, at range: SourceRange, scalar: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      "override-path", at: range, "\(quoted(path)) is \(quoted(text)), which has nothing inside it to set",
      notes: [.init("it is given here", at: scalar)])
  }

  static func overrideIndexesMapping(_ path: String, at range: SourceRange, mapping: SourceRange)
    -> Diagnostic
  {
    Diagnostic(
      "override-path", at: range, "\(quoted(path)) is a mapping, which has keys and no indexes",
      notes: [.init("it is given here", at: mapping)])
  }

  static func overrideIndexesNothing(_ path: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("override-index", at: range, "there is no list at \(quoted(path)) to index")
  }

  static func overrideIndexOutOfRange(_ path: String, count: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "override-index", at: range,
      count == 0
        ? "\(quoted(path)) is an empty list"
        : "\(quoted(path)) has \(counted(count, "item")), [0]\(count > 1 ? " to [\(count - 1)]" : "")")
  }

  static func overrideFindsNoItem(
    _ name: String, in path: String, nearest: String?, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      "override-path", at: range, "no item of \(quoted(path)) has the name or type \(quoted(name))",
      fixIts: nearest.map { [.init("did you mean \(quoted($0))?", range: range, replacement: $0)] } ?? [])
  }

  static func ambiguousOverride(
    _ name: String, in path: String, indexes: [Int], places: [SourceRange], at range: SourceRange
  ) -> Diagnostic {
    let spelled = indexes.prefix(4).map { "\(path)[\($0)]" }.joined(separator: ", ")
    return Diagnostic(
      "override-path", at: range,
      "\(indexes.count) items of \(quoted(path)) are \(quoted(name)); write one of \(spelled)",
      notes: places.prefix(4).map { .init("one is here", at: $0) })
  }
}
