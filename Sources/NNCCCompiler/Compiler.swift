/// The whole line from a spec's text to a plan. Each arrow is one function from one value to the next, which
/// adds diagnostics; nothing reaches back.
///
///     1  text            → located YAML tree    readSpec, applyOverride
///     2  tree            → Spec                 decodeSpec
///     3  Spec            → Graph                buildGraph
///     4  Spec, Graph     → Training             resolveTraining
///     5  Graph, Training → Plan                 makePlan: lower → fuse → differentiate → update → lay out
package struct Compilation: Sendable {
  package private(set) var sources = SourceMap()
  package private(set) var diagnostics = Diagnostics()
  /// The spec with its overrides applied.
  package private(set) var tree: SpecNode?
  package private(set) var spec: Spec?
  package private(set) var graph: Graph?
  /// nil where the spec has no `train:`.
  package private(set) var training: Training?

  /// Compiles a spec as far as its graph.
  ///
  /// - Parameters:
  ///   - file: its name, for messages; the network's default name is its base name.
  ///   - overrides: `path=value`, as `--set` takes them.
  package init(file: String, bytes: [UInt8], overrides: [String] = []) {
    let source = sources.add(file: file, bytes: bytes)
    guard var tree = readSpec(source: source, in: sources, diagnostics: &diagnostics) else { return }
    for override in overrides {
      let source = sources.add(override: override)
      if let changed = applyOverride(source: source, to: tree, in: sources, diagnostics: &diagnostics) {
        tree = changed
      }
    }
    self.tree = tree
    spec = decodeSpec(tree, fallbackName: Self.fallbackName(file), &diagnostics)
    guard let spec else { return }
    graph = buildGraph(spec, &diagnostics)
    guard let graph else { return }
    training = resolveTraining(spec, graph, &diagnostics)
    checkData(spec, graph, training, &diagnostics)
  }

  /// What is known of a file that cannot be read.
  package init(file: String, unreadableAs reason: String) {
    let source = sources.add(file: file, bytes: [])
    diagnostics.error("unreadable-file", at: SourceRange(source: source, start: 0, end: 0), reason)
  }

  /// Whether there is a network to plan.
  package var isValid: Bool { graph != nil && !diagnostics.hasErrors }

  /// The plan for a batch size; nil after adding diagnostics, such as one that it takes too much memory.
  package mutating func plan(
    batch: Int, purpose: PlanPurpose, _ options: PlanOptions = PlanOptions()
  ) throws -> Plan? {
    guard isValid, let graph else { return nil }
    return try makePlan(graph, training: training, batch: batch, purpose: purpose, options, &diagnostics)
  }

  /// The same network with the same parameters for one time step at a time, each batch carrying its states to the next,
  /// to be planned for inference; nil after adding diagnostics, such as a layer that needs the whole sequence.
  package mutating func singleStep() -> Compilation? {
    guard isValid, let graph, let step = NNCCCompiler.singleStep(of: graph, &diagnostics) else { return nil }
    var result = self
    (result.graph, result.training) = (step, nil)
    return result
  }

  /// Adds a finding of a later stage, such as one about data or weights.
  package mutating func report(_ diagnostic: Diagnostic) { diagnostics.report(diagnostic) }

  /// A network's name from its file's: `digits_cnn` from `specs/digits_cnn.yaml`.
  private static func fallbackName(_ file: String) -> String {
    let base = file.split(separator: "/").last.map(String.init) ?? file
    let stem = base.split(separator: ".").first.map(String.init) ?? base
    let name = stem.unicodeScalars.map { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
        ? String(scalar).lowercased() : "_"
    }.joined()
    return name.first?.isLetter == true ? name : "network_" + name
  }
}
