/// A spec with one `--set path=value` applied, or nil where it cannot be; then `diagnostics` says why.
///
/// `source` is what `SourceMap.add(override:)` returned. The path goes through keys and list indexes; in a list of
/// layers also through a layer's name, or its type if it is the only one, straight to its hyperparameters:
/// `layers.logits.units`. Keys that are missing are made, and a bare word on the way becomes a mapping, so that
/// `train.optimizer.adam.learning_rate=0.01` works where the spec says `optimizer: adam`. The value is read as YAML.
/// `train.steps` takes the place of `train.epochs`, and the other way round.
package func applyOverride(
  source: Int, to spec: SpecNode, in sources: SourceMap, diagnostics: inout Diagnostics
) -> SpecNode? {
  guard let text = sources[source] else { return nil }
  var limits = YAMLLimits()
  guard
    let path = OverridePath(text, number: source, limit: limits.depth / 2, diagnostics: &diagnostics)
  else { return nil }
  // Together no deeper than a spec that was written so.
  limits.depth -= path.segments.count
  let valueRange = path.valueStart..<text.bytes.count
  let value: SpecNode
  let place = SourceRange(source: source, start: valueRange.lowerBound, end: valueRange.upperBound)
  if text.bytes[valueRange].allSatisfy(\.isWhitespace) {
    value = SpecNode(value: .scalar("", isQuoted: false), range: place)
  } else {
    guard
      let read = readYAML(
        text, number: source, region: valueRange, limits: limits, whenEmpty: .overrideIsComment(at: place),
        diagnostics: &diagnostics)
    else { return nil }
    value = read
  }
  do throws(Override.Refusal) {
    let changed = try Override(text: text, value: value).applied(to: spec, at: path.segments[...])
    return value.scalar?.isNull == true ? changed : changed.withoutRival(of: path)
  } catch {
    diagnostics.report(error.diagnostic)
    return nil
  }
}

private struct Override {
  let text: Source
  let value: SpecNode

  struct Refusal: Error {
    var diagnostic: Diagnostic
  }

  /// `node` with the value at `path` inside it.
  func applied(to node: SpecNode, at path: ArraySlice<OverridePath.Segment>) throws(Refusal) -> SpecNode {
    guard let segment = path.first else { return value }
    var node = node
    switch node.value {
    case .mapping(var entries):
      guard case .name(let key) = segment.step else {
        throw Refusal(
          diagnostic: .overrideIndexesMapping(
            written(before: segment), at: segment.range, mapping: node.range))
      }
      if let index = entries.firstIndex(where: { $0.key == key }) {
        entries[index].value = try applied(to: entries[index].value, at: path.dropFirst())
      } else {
        entries.append(try entry(key, segment, path.dropFirst()))
      }
      node.value = .mapping(entries)

    case .sequence(var items):
      if let index = try index(of: segment, in: items) {
        items[index] = try applied(to: items[index], at: path.dropFirst())
      } else {
        let layer = try layer(segment, in: items)
        items[layer] = try applied(toLayer: items[layer], at: path.dropFirst())
      }
      node.value = .sequence(items)

    case .scalar(let text, let isQuoted):
      if Scalar(text, isQuoted: isQuoted).isNull {
        return try created(at: path)
      }
      // A bare word is short for a mapping from it to nothing.
      guard case .name(text) = segment.step, !isQuoted else {
        throw Refusal(
          diagnostic: .overrideThroughScalar(
            text, of: written(before: segment), at: segment.range, scalar: node.range))
      }
      let options = try created(at: path.dropFirst())
      node.value = .mapping([.init(key: text, keyRange: node.range, value: options)])
    }
    return node
  }

  /// An item of a list of layers, found by name or type, with the value in its hyperparameters.
  private func applied(
    toLayer item: SpecNode, at path: ArraySlice<OverridePath.Segment>
  ) throws(Refusal) -> SpecNode {
    guard !path.isEmpty else { return value }
    var item = item
    switch item.value {
    case .mapping(var entries) where entries.count == 1:
      entries[0].value = try applied(to: entries[0].value, at: path)
      item.value = .mapping(entries)
    case .scalar(let type, _):
      item.value = .mapping([.init(key: type, keyRange: item.range, value: try created(at: path))])
    default:
      return try applied(to: item, at: path)
    }
    return item
  }

  /// The value inside as many new mappings as the path has steps.
  private func created(at path: ArraySlice<OverridePath.Segment>) throws(Refusal) -> SpecNode {
    guard let segment = path.first else { return value }
    guard case .name(let key) = segment.step else {
      throw Refusal(diagnostic: .overrideIndexesNothing(written(before: segment), at: segment.range))
    }
    let entry = try entry(key, segment, path.dropFirst())
    var range = segment.range
    range.end = value.range.end
    return SpecNode(value: .mapping([entry]), range: range)
  }

  private func entry(
    _ key: String, _ segment: OverridePath.Segment, _ rest: ArraySlice<OverridePath.Segment>
  ) throws(Refusal) -> SpecNode.Entry {
    .init(key: key, keyRange: segment.range, value: try created(at: rest))
  }

  /// The index that a step spells out, or nil where it is a name.
  private func index(of segment: OverridePath.Segment, in items: [SpecNode]) throws(Refusal) -> Int? {
    let index: Int
    switch segment.step {
    case .index(let number):
      index = number
    case .name(let name):
      guard name.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
      index = Int(name) ?? .max
    }
    guard items.indices.contains(index) else {
      throw Refusal(
        diagnostic: .overrideIndexOutOfRange(
          written(before: segment), count: items.count, at: segment.range))
    }
    return index
  }

  /// The layer that a step names.
  private func layer(_ segment: OverridePath.Segment, in items: [SpecNode]) throws(Refusal) -> Int {
    guard case .name(let name) = segment.step else { return 0 }
    if let named = items.firstIndex(where: { $0.layerName == name }) { return named }
    let typed = items.indices.filter { items[$0].layerType == name }
    if typed.count == 1 { return typed[0] }
    let list = written(before: segment)
    guard typed.isEmpty else {
      throw Refusal(
        diagnostic: .ambiguousOverride(
          name, in: list, indexes: typed, places: typed.map { items[$0].range }, at: segment.range))
    }
    let nearest = nearestName(to: name, among: items.compactMap(\.layerName) + items.compactMap(\.layerType))
    throw Refusal(diagnostic: .overrideFindsNoItem(name, in: list, nearest: nearest, at: segment.range))
  }

  /// The path as the user wrote it up to a step, which is what the node before that step is called.
  private func written(before segment: OverridePath.Segment) -> String {
    let start = min(segment.range.start, text.bytes.count)
    let path = String(decoding: text.bytes[..<start], as: UTF8.self)
    return path.isEmpty ? "the spec" : path.hasSuffix(".") ? String(path.dropLast()) : path
  }
}

extension SpecNode {
  /// `dense` of `- dense` and of `- dense: {units: 10}`.
  fileprivate var layerType: String? {
    switch value {
    case .scalar(let type, _): type
    case .mapping(let entries): entries.count == 1 ? entries[0].key : nil
    case .sequence: nil
    }
  }

  /// `logits` of `- dense: {name: logits}`.
  fileprivate var layerName: String? {
    guard case .mapping(let entries) = value, entries.count == 1,
      case .mapping(let options) = entries[0].value.value
    else { return nil }
    return options.first { $0.key == "name" }?.value.scalar?.text
  }
}

extension SpecNode {
  /// Without the key of `train:` that says another way what the one at `path` says.
  fileprivate func withoutRival(of path: OverridePath) -> SpecNode {
    let steps = path.segments.map(\.step)
    guard steps.count == 2, steps[0] == .name(TrainSection.entry.name), case .name(let key) = steps[1],
      let rival = TrainSection.entry.rival(of: key),
      case .mapping(var sections) = value, let train = sections.firstIndex(where: { $0.key == "train" }),
      case .mapping(var keys) = sections[train].value.value
    else { return self }
    keys.removeAll { $0.key == rival }
    sections[train].value.value = .mapping(keys)
    return SpecNode(value: .mapping(sections), range: range)
  }
}
