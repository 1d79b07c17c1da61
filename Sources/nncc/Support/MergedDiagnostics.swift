import NNCCCompiler

/// The diagnostics of several specs over one map of sources.
struct MergedDiagnostics {
  private(set) var sources = SourceMap()
  private(set) var diagnostics: [Diagnostic] = []

  mutating func add(_ added: [Diagnostic], in others: SourceMap) {
    let offset = sources.sources.count
    for source in others.sources {
      switch source.kind {
      case .file: _ = sources.add(file: source.name, bytes: source.bytes)
      case .override: _ = sources.add(override: String(decoding: source.bytes, as: UTF8.self))
      }
    }
    diagnostics += added.map { diagnostic in
      var moved = diagnostic
      moved.range?.source += offset
      for index in moved.notes.indices { moved.notes[index].range?.source += offset }
      for index in moved.fixIts.indices { moved.fixIts[index].range.source += offset }
      return moved
    }
  }
}
