/// Diagnostics as a SARIF 2.1.0 log (OASIS, "Static Analysis Results Interchange Format"), which code hosts show on
/// the lines of a pull request.
package enum SARIFFormatter {
  /// A log of one run, ending in a line break.
  ///
  /// `explanations` gives the rules their descriptions: from a diagnostic's id to what it means.
  package static func format(
    _ diagnostics: some Sequence<Diagnostic>, in sources: SourceMap, version: String? = nil,
    explanations: [String: String] = [:]
  ) -> String {
    let diagnostics = diagnostics.sortedByPosition()
    let ids = Set(diagnostics.map(\.id)).sorted()
    let ruleIndexes = Dictionary(uniqueKeysWithValues: zip(ids, ids.indices))
    let rules = ids.map { id in
      JSONValue.members([
        ("id", .string(id)),
        ("shortDescription", explanations[id].map { .members([("text", .string($0))]) }),
      ])
    }
    let driver = JSONValue.members([
      ("name", .string("nncc")), ("version", version.map { .string($0) }), ("rules", .array(rules)),
    ])
    let run = JSONValue.members([
      ("tool", .members([("driver", driver)])),
      ("columnKind", .string("unicodeCodePoints")),
      ("results", .array(diagnostics.map { result($0, ruleIndex: ruleIndexes[$0.id] ?? 0, in: sources) })),
    ])
    let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    let log = JSONValue.members([
      ("$schema", .string(schema)), ("version", .string("2.1.0")), ("runs", .array([run])),
    ])
    return log.formatted + "\n"
  }

  private static func result(_ diagnostic: Diagnostic, ruleIndex: Int, in sources: SourceMap) -> JSONValue {
    let related = diagnostic.notes.enumerated().map { index, note in
      location(note.range, message: note.message, id: index + 1, in: sources)
    }
    let fixes = diagnostic.fixIts.compactMap { fix($0, in: sources) }
    return .members([
      ("ruleId", .string(diagnostic.id)),
      ("ruleIndex", .int(ruleIndex)),
      ("level", .string(diagnostic.severity.rawValue)),
      ("message", message(diagnostic.message)),
      ("locations", .array(diagnostic.range.map { [location($0, in: sources)] } ?? [])),
      ("relatedLocations", related.isEmpty ? nil : .array(related)),
      ("fixes", fixes.isEmpty ? nil : .array(fixes)),
    ])
  }

  /// A place in a file is a physical location; one in an argument of the command line has no file, and is logical.
  private static func location(
    _ range: SourceRange?, message text: String? = nil, id: Int? = nil, in sources: SourceMap
  ) -> JSONValue {
    let place = sources.place(of: range)
    let inFile = place.flatMap { $0.source.kind == .file ? $0 : nil }
    let inOverride = place.flatMap { $0.source.kind == .override ? $0 : nil }
    return .members([
      ("id", id.map { .int($0) }),
      (
        "physicalLocation",
        inFile.map {
          .members([("artifactLocation", artifact($0.source)), ("region", region($0))])
        }
      ),
      (
        "logicalLocations",
        inOverride.map {
          .array([
            .members([("fullyQualifiedName", .string($0.source.name)), ("kind", .string("parameter"))])
          ])
        }
      ),
      ("message", text.map { message($0) }),
    ])
  }

  private static func fix(_ fixIt: Diagnostic.FixIt, in sources: SourceMap) -> JSONValue? {
    guard let place = sources.place(of: fixIt.range), place.source.kind == .file else { return nil }
    let replacement = JSONValue.members([
      ("deletedRegion", region(place)), ("insertedContent", message(fixIt.replacement)),
    ])
    let change = JSONValue.members([
      ("artifactLocation", artifact(place.source)), ("replacements", .array([replacement])),
    ])
    return .members([("description", message(fixIt.message)), ("artifactChanges", .array([change]))])
  }

  private static func message(_ text: String) -> JSONValue { .members([("text", .string(text))]) }

  private static func artifact(_ source: Source) -> JSONValue {
    .members([("uri", .string(percentEncoded(source.name)))])
  }

  private static func region(_ place: SourceMap.Place) -> JSONValue {
    .members([
      ("startLine", .int(place.start.line)), ("startColumn", .int(place.start.column)),
      ("endLine", .int(place.end.line)), ("endColumn", .int(place.end.column)),
    ])
  }

  /// A path as a URI reference (RFC 3986): all but unreserved characters and '/' is escaped.
  private static func percentEncoded(_ path: String) -> String {
    var result = ""
    for byte in path.utf8 {
      let scalar = Unicode.Scalar(byte)
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~", "/": result.unicodeScalars.append(scalar)
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return result
  }
}
