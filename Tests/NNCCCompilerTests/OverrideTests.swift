import NNCCCompiler
import Testing

@Suite struct OverrideTests {
  static let spec = """
    name: digits
    input: [8, 8, 1]
    layers:
      - conv2d: {filters: 32}
      - flatten
      - dense: {units: 64}
      - dense: {name: logits, units: 10}
      - dropout
    train:
      optimizer: adam
      epochs: 20
    data:
    """

  /// The spec with an assignment applied, and the diagnostics as `line:column id message`.
  private func apply(_ assignment: String, to spec: String = Self.spec) -> (tree: SpecNode?, errors: [String]) {
    var reading = SpecReading(spec)
    let source = reading.sources.add(override: assignment)
    guard let tree = reading.tree else { return (nil, reading.ids) }
    let changed = applyOverride(
      source: source, to: tree, in: reading.sources, diagnostics: &reading.diagnostics)
    let errors = reading.diagnostics.all.map {
      "\(reading.location($0.range) ?? "") \($0.id) \($0.message)"
    }
    #expect(changed != nil || !errors.isEmpty)
    return (changed, errors)
  }

  @Test(arguments: [
    ("train.epochs=1", "  epochs: 20", "  epochs: 1"),
    ("train.seed=7", "  epochs: 20", "  epochs: 20\n  seed: 7"),
    ("train.steps=100", "  epochs: 20", "  steps: 100"),
    ("name=other=name", "name: digits", "name: other=name"),
    ("input=[28, 28, 3]", "input: [8, 8, 1]", "input: [28, 28, 3]"),
    ("input[2]=3", "[8, 8, 1]", "[8, 8, 3]"),
    ("input.0=16", "[8, 8, 1]", "[16, 8, 1]"),
    ("layers[0].conv2d.filters=8", "filters: 32", "filters: 8"),
    ("layers.0.conv2d.filters=8", "filters: 32", "filters: 8"),
    ("layers[4].dropout.rate=0.5", "- dropout", "- dropout: {rate: 0.5}"),
    ("layers.dropout.rate=0.5", "- dropout", "- dropout: {rate: 0.5}"),
    ("layers.logits.units=5", "units: 10", "units: 5"),
    ("layers.conv2d.kernel_size=[3, 3]", "{filters: 32}", "{filters: 32, kernel_size: [3, 3]}"),
    ("layers.flatten=relu", "- flatten", "- relu"),
    ("train.optimizer.adam.learning_rate=0.1", "optimizer: adam", "optimizer: {adam: {learning_rate: 0.1}}"),
    ("data.train.idx.images=a.gz", "data:", "data: {train: {idx: {images: a.gz}}}"),
    ("train.loss={huber: {delta: 2}}", "  epochs: 20", "  epochs: 20\n  loss: {huber: {delta: 2}}"),
    ("train.epochs=", "  epochs: 20", "  epochs:"),
    ("train=~", "  optimizer: adam\n  epochs: 20", ""),
    ("größe=ä", "data:", "data:\ngröße: ä"),
  ]) func assignmentsChangeTheTree(assignment: String, old: String, new: String) throws {
    let (tree, errors) = apply(assignment)
    #expect(errors.isEmpty)
    let range = try #require(Self.spec.firstRange(of: old))
    let edited = Self.spec[..<range.lowerBound] + new + Self.spec[range.upperBound...]
    let expected = try #require(SpecReading(String(edited)).tree)
    let changed = try #require(tree)
    #expect(changed.isEquivalent(to: expected), "\(resolvedYAML(changed))")
  }

  @Test(arguments: [
    ("train.epochs", "1:1 override-syntax expected path=value, such as train.epochs=1"),
    ("=1", "1:1 override-syntax expected a key here"),
    ("train.=1", "1:7 override-syntax expected a key here"),
    ("train..epochs=1", "1:7 override-syntax expected a key here"),
    ("[0]=1", "1:1 override-syntax expected a key here"),
    ("input[x]=1", "1:6 override-syntax expected an index from 0 in brackets"),
    ("input[-1]=1", "1:6 override-syntax expected an index from 0 in brackets"),
    ("input[0=1", "1:6 override-syntax expected an index"),
    ("input[0]x=1", "1:9 override-syntax expected a key here"),
    ("input]=1", "1:6 override-syntax expected a key here"),
    ("input[3]=1", "1:6 override-index 'input' has 3 items, [0] to [2]"),
    ("input.99999999999999999999=1", "1:7 override-index 'input' has 3 items"),
    ("name.x=1", "1:6 override-path 'name' is 'digits', which has nothing inside it to set"),
    ("layers[1].dense.units=1", "1:11 override-path 'layers[1]' is 'flatten'"),
    ("train[0]=1", "1:6 override-path 'train' is a mapping, which has keys and no indexes"),
    ("data[0]=1", "1:5 override-index there is no list at 'data' to index"),
    ("train.steps[0]=1", "1:12 override-index there is no list at 'train.steps' to index"),
    (
      "layers.dense.units=1",
      "1:8 override-path 2 items of 'layers' are 'dense'; write one of layers[2], layers[3]"
    ),
    ("layers.logit.units=1", "1:8 override-path no item of 'layers' has the name or type 'logit'"),
    ("name=[1", "1:6 yaml-syntax this '[' is never closed"),
    ("name=# c", "1:6 override-syntax there is no value here"),
    ("name=*x", "1:6 undefined-alias"),
    ("a=1\n---\n2", "2:1 second-document"),
    (String(repeating: "a.", count: 40) + "b=1", "1:65 yaml-depth"),
    ("a.b.c=" + String(repeating: "[", count: 62), "1:68 yaml-depth"),
  ]) func mistakesPointIntoTheAssignment(assignment: String, error: String) {
    let (_, errors) = apply(assignment)
    #expect(errors.count == 1)
    #expect(errors.first?.hasPrefix(error) == true, "\(errors)")
  }

  @Test func placesOfNewNodesAreInTheAssignment() throws {
    var reading = SpecReading(Self.spec)
    let source = reading.sources.add(override: "train.seed=seven")
    let spec = try #require(reading.tree)
    let tree = try #require(
      applyOverride(source: source, to: spec, in: reading.sources, diagnostics: &reading.diagnostics))
    guard case .mapping(let entries) = tree["train"]?.value, let seed = entries.last else {
      Issue.record("train is no mapping")
      return
    }
    #expect(reading.text(seed.keyRange) == "seed")
    #expect(reading.text(seed.value.range) == "seven")
    #expect(reading.sources[source]?.name == "--set train.seed=seven")
  }

  @Test func aMisspeltLayerOffersTheNearest() throws {
    var reading = SpecReading(Self.spec)
    let source = reading.sources.add(override: "layers.logit.units=1")
    _ = applyOverride(
      source: source, to: try #require(reading.tree), in: reading.sources, diagnostics: &reading.diagnostics)
    let fixIt = try #require(reading.diagnostics.all.first?.fixIts.first)
    #expect(fixIt.replacement == "logits" && reading.text(fixIt.range) == "logit")
  }
}
