/// Reads the YAML of one source into a tree of located nodes, or says what is wrong with it.
///
/// A mistake that leaves the rest readable (a key given twice, an unknown tag) does not stop the reading, so one
/// call reports all of them. nil is returned when there is no tree worth decoding. Time and memory are bounded by
/// `YAMLLimits` whatever the bytes are.
package func readSpec(source: Int, in sources: SourceMap, diagnostics: inout Diagnostics) -> SpecNode? {
  guard let text = sources[source] else { return nil }
  let start = SourceRange(source: source, start: 0, end: 0)
  return readYAML(
    text, number: source, region: 0..<text.bytes.count, whenEmpty: .emptyDocument(at: start),
    diagnostics: &diagnostics)
}

/// Reads one YAML document from a stretch of a source; `whenEmpty` is reported where there is none in it.
func readYAML(
  _ source: Source, number: Int, region: Range<Int>, limits: YAMLLimits = YAMLLimits(), whenEmpty: Diagnostic,
  diagnostics: inout Diagnostics
) -> SpecNode? {
  guard
    let text = YAMLText(
      of: source, number: number, region: region, limits: limits, diagnostics: &diagnostics)
  else { return nil }
  var events = YAMLEvents(text, of: source.bytes)
  var builder = SpecTreeBuilder(source: source, number: number, region: text.region, limits: limits)
  let root = builder.build(from: &events, whenEmpty: whenEmpty)
  builder.diagnostics.all.forEach { diagnostics.report($0) }
  return root
}
