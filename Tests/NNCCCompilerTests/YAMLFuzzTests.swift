import NNCCCompiler
import Testing

@Suite struct YAMLFuzzTests {
  static let spec = """
    # yaml-language-server: $schema=nncc.schema.json
    name: größe
    input: &shape [8, 8, 1]
    layers:
      - conv2d: {filters: 32, kernel_size: 3, padding: "same"}
      - flatten
      - dense:
          units: !!int 10
          note: >-
            some text
    inputs: {left: *shape, 'right': *shape}
    ? explicit
    : - a
      - b: c
    """

  /// Pieces that mean something to YAML, among them bytes that are no UTF-8.
  static let pieces: [[UInt8]] =
    [
      "\n", "\r\n", "\t", " ", ": ", "- ", "? ", "[", "]", "{", "}", ",", "&a ", "*a", "*shape", "!!str ",
      "!x ",
      "\"", "'", "|\n", ">\n", "#", "%TAG", "%YAML 1.1\n", "---\n", "...\n", "<<: ", "\\", "\u{FEFF}",
      "\u{2028}",
      "日", "\u{85}", "\0", "@", "~", "\"\\u12", "!<", "&", "*", "!",
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]]

  /// Each mutation is read, and whatever comes of it is printed and looked up; every place must lie in the text.
  @Test func mutatedSpecsNeverCrashTheReaderOrTheFormatters() {
    var random = SplitMix64(seed: 42)
    var trees = 0
    for _ in 0..<20_000 {
      let reading = SpecReading(bytes: mutated(using: &random))
      if let tree = reading.tree {
        trees += 1
        expectPlaces(of: tree, inside: nil, in: reading)
        _ = resolvedYAML(tree)
      }
      #expect(reading.tree != nil || reading.diagnostics.hasErrors)
      for diagnostic in reading.diagnostics.all {
        let ranges = [diagnostic.range] + diagnostic.notes.map(\.range) + diagnostic.fixIts.map { $0.range }
        for case let range? in ranges where !isInside(range, reading) { Issue.record("\(range)") }
      }
      #expect(
        !reading.diagnostics.hasErrors
          || !TextFormatter().format(reading.diagnostics.all, in: reading.sources).isEmpty)
    }
    // The mutations must be neither all harmless nor all fatal, or nothing was tried.
    #expect(trees > 1000 && trees < 19_000)
  }

  @Test func mutatedAssignmentsNeverCrash() throws {
    var random = SplitMix64(seed: 43)
    let spec = SpecReading(Self.spec)
    let tree = try #require(spec.tree)
    let assignments = [
      "layers[0].conv2d.filters=8", "layers.dense.units={a: [1, 2]}", "name.x=1", "input.2=~",
    ]
    for _ in 0..<5000 {
      var bytes = Array((assignments.randomElement(using: &random) ?? "").utf8)
      for _ in 0..<Int.random(in: 1...3, using: &random) { mutate(&bytes, using: &random) }
      var reading = spec
      let source = reading.sources.add(override: String(decoding: bytes, as: UTF8.self))
      let changed = applyOverride(
        source: source, to: tree, in: reading.sources, diagnostics: &reading.diagnostics)
      #expect(changed != nil || reading.diagnostics.hasErrors)
      _ = JSONFormatter.format(reading.diagnostics.all, in: reading.sources)
      _ = SARIFFormatter.format(reading.diagnostics.all, in: reading.sources)
    }
  }

  private func mutated(using random: inout SplitMix64) -> [UInt8] {
    var bytes = Array(Self.spec.utf8)
    for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, using: &random) }
    return bytes
  }

  private func mutate(_ bytes: inout [UInt8], using random: inout SplitMix64) {
    let offset = Int.random(in: 0...bytes.count, using: &random)
    let end = min(bytes.count, offset + Int.random(in: 0...6, using: &random))
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes.insert(contentsOf: Self.pieces.randomElement(using: &random) ?? [], at: offset)
    case 1: bytes.removeSubrange(offset..<end)
    case 2: bytes.replaceSubrange(offset..<end, with: Self.pieces.randomElement(using: &random) ?? [])
    case 3 where offset < bytes.count: bytes[offset] = UInt8.random(in: 0...255, using: &random)
    default:
      bytes.insert(contentsOf: bytes[offset..<end], at: Int.random(in: 0...bytes.count, using: &random))
    }
  }

  private func isInside(_ range: SourceRange, _ reading: SpecReading) -> Bool {
    0 <= range.start && range.start <= range.end && range.end <= reading.bytes.count
  }

  /// A node lies inside its parent, but for what an alias stands for.
  private func expectPlaces(of node: SpecNode, inside parent: SourceRange?, in reading: SpecReading) {
    let text = reading.text(node.range) ?? ""
    let isNested = parent.map { $0.start <= node.range.start && node.range.end <= $0.end } ?? true
    if !isInside(node.range, reading) || !isNested {
      Issue.record(
        "\(node.range) in \(String(describing: parent)) of \(String(decoding: reading.bytes, as: UTF8.self).debugDescription)"
      )
    }
    let inner = text.hasPrefix("*") ? nil : node.range
    switch node.value {
    case .scalar(let value, let isQuoted):
      if inner != nil, !isQuoted, !value.contains(where: \.isWhitespace), !text.hasPrefix("\""),
        !text.hasPrefix("'")
      {
        #expect(text == value)
      }
    case .sequence(let items):
      for item in items { expectPlaces(of: item, inside: inner, in: reading) }
    case .mapping(let entries):
      for entry in entries { expectPlaces(of: entry.value, inside: inner, in: reading) }
    }
  }
}
