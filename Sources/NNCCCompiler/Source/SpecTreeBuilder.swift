/// Builds a located tree from YAML events, checking what YAML leaves open: keys, tags, aliases and sizes.
struct SpecTreeBuilder {
  private(set) var diagnostics = Diagnostics()

  private let source: Source
  private let number: Int
  private let region: Range<Int>
  private let limits: YAMLLimits

  private var open: [OpenCollection] = []
  private var root: SizedNode?
  private var anchors: [String: SizedNode] = [:]
  private var aliasedNodes = 0
  /// Whether a value is missing from the tree, so that decoding it would blame the wrong thing.
  private var lacksValues = false

  /// Thrown after the reason was reported.
  private struct Stopped: Error {}

  init(source: Source, number: Int, region: Range<Int>, limits: YAMLLimits) {
    self.source = source
    self.number = number
    self.region = region
    self.limits = limits
  }

  /// The tree of the first document, or nil with errors in `diagnostics`.
  mutating func build(from events: inout YAMLEvents, whenEmpty: Diagnostic) -> SpecNode? {
    do throws(Stopped) {
      try readStream(from: &events)
    } catch {
      return nil
    }
    if root == nil { diagnostics.report(whenEmpty) }
    return lacksValues ? nil : root?.node
  }

  private mutating func readStream(from events: inout YAMLEvents) throws(Stopped) {
    var count = 0
    while true {
      let event: YAMLEvent
      do throws(YAMLSyntaxError) {
        event = try events.next()
      } catch {
        let messages = YAMLSyntaxMessages(source: source, number: number, region: region)
        throw stop(messages.diagnostic(for: error))
      }
      count += 1
      guard count <= limits.events else {
        throw stop(.tooManyNodes(limit: limits.events, at: range(event.start, event.start)))
      }
      switch event.kind {
      case .documentStart:
        guard root == nil else {
          return try report(.secondDocument(at: range(event.start, event.end)))
        }
      case .documentEnd:
        break
      case .streamEnd:
        return
      case .alias(let name):
        try attach(resolvedAlias(name, at: range(event.start, event.end)))
      case .scalar(let text, let isPlain):
        try attach(scalar(text, isPlain: isPlain, of: event))
      case .sequenceStart:
        try openCollection(.seq, at: event)
      case .mappingStart:
        try openCollection(.map, at: event)
      case .collectionEnd:
        try closeCollection(at: event)
      }
    }
  }

  // MARK: Scalars and aliases

  private mutating func scalar(_ text: String, isPlain: Bool, of event: YAMLEvent) throws(Stopped)
    -> SizedNode
  {
    let range = scalarRange(of: event)
    guard text.utf8.count <= limits.scalarBytes else {
      throw stop(.scalarTooLong(bytes: text.utf8.count, limit: limits.scalarBytes, at: range))
    }
    let tag = try checkedTag(of: event, allowing: [.str, .int, .float, .bool, .null], kind: "scalar")
    let isQuoted = tag.map { $0 == .str } ?? !isPlain
    let sized = SizedNode(SpecNode(value: .scalar(text, isQuoted: isQuoted), range: range))
    if let anchor = event.anchor { anchors[anchor] = sized }
    return sized
  }

  /// The node that an alias stands for, placed where the alias is; nil where there is none.
  private mutating func resolvedAlias(_ name: String, at range: SourceRange) throws(Stopped) -> SizedNode {
    let missing = SizedNode(SpecNode(value: .scalar("", isQuoted: false), range: range))
    if open.contains(where: { $0.anchor == name }) {
      lacksValues = true
      try report(.recursiveAlias(name, at: range))
      return missing
    }
    guard var sized = anchors[name] else {
      lacksValues = true
      try report(
        .undefinedAlias(name, nearest: nearestName(to: name, among: anchors.keys.sorted()), at: range))
      return missing
    }
    aliasedNodes += sized.nodes
    guard aliasedNodes <= limits.aliasedNodes else {
      throw stop(.aliasBudget(limit: limits.aliasedNodes, at: range))
    }
    guard open.count + sized.height <= limits.depth else {
      throw stop(.tooDeep(limit: limits.depth, at: range))
    }
    sized.node.range = range
    return sized
  }

  /// The core tag of a node, reporting one that does not fit.
  private mutating func checkedTag(
    of event: YAMLEvent, allowing allowed: Set<CoreTag>, kind: String
  ) throws(Stopped) -> CoreTag? {
    guard let written = event.tag else { return nil }
    let range = tagRange(of: event)
    guard let tag = CoreTag(resolved: written) else {
      try report(.unknownTag(CoreTag.written(written), at: range))
      return nil
    }
    if !allowed.contains(tag) { try report(.misplacedTag(tag, on: kind, at: range)) }
    return tag
  }

  // MARK: Collections

  private mutating func openCollection(_ kind: CoreTag, at event: YAMLEvent) throws(Stopped) {
    let start = contentStart(of: event)
    guard open.count < limits.depth else {
      throw stop(.tooDeep(limit: limits.depth, at: range(start, start)))
    }
    _ = try checkedTag(of: event, allowing: [kind], kind: kind == .seq ? "list" : "mapping")
    let isBracketed =
      start < region.upperBound && [UInt8(ascii: "["), UInt8(ascii: "{")].contains(source.bytes[start])
    open.append(
      OpenCollection(isMapping: kind == .map, anchor: event.anchor, start: start, isBracketed: isBracketed))
  }

  private mutating func closeCollection(at event: YAMLEvent) throws(Stopped) {
    guard let closed = open.popLast() else { return }
    let end = closed.isBracketed ? event.end : closed.end
    let value: SpecNode.Value = closed.isMapping ? .mapping(closed.entries) : .sequence(closed.items)
    let sized = SizedNode(
      SpecNode(value: value, range: range(closed.start, end)), nodes: closed.nodes, height: closed.height)
    if let anchor = closed.anchor { anchors[anchor] = sized }
    try attach(sized)
  }

  /// Puts a finished node where it belongs: an item, a key or its value, or the whole document.
  private mutating func attach(_ sized: SizedNode) throws(Stopped) {
    guard var parent = open.popLast() else {
      root = sized
      return
    }
    defer { open.append(parent) }
    parent.include(sized)
    guard parent.isMapping else {
      parent.items.append(sized.node)
      return
    }
    switch parent.key {
    case .awaited:
      parent.key = try key(from: sized.node, in: &parent)
    case .given(let key, let range):
      parent.entries.append(.init(key: key, keyRange: range, value: sized.node))
      parent.key = .awaited
    case .unusable:
      parent.key = .awaited
    }
  }

  private mutating func key(from node: SpecNode, in mapping: inout OpenCollection) throws(Stopped)
    -> PendingKey
  {
    guard case .scalar(let key, let isQuoted) = node.value else {
      try report(.nonScalarKey(at: node.range))
      return .unusable
    }
    guard !key.isEmpty || isQuoted else {
      try report(.emptyKey(at: node.range))
      return .unusable
    }
    guard key.utf8.count <= limits.keyBytes else {
      try report(.keyTooLong(bytes: key.utf8.count, limit: limits.keyBytes, at: node.range))
      return .unusable
    }
    if key == "<<", !isQuoted {
      lacksValues = true
      try report(.mergeKey(at: node.range))
      return .unusable
    }
    if let first = mapping.keys.updateValue(node.range, forKey: key) {
      mapping.keys[key] = first
      try report(.duplicateKey(key, at: node.range, first: first))
      return .unusable
    }
    return .given(key, node.range)
  }

  // MARK: Places

  private func range(_ start: Int, _ end: Int) -> SourceRange {
    SourceRange(source: number, start: start, end: max(start, end))
  }

  /// Where a node's own text starts: after its anchor and tag, which libyaml counts to it.
  private func contentStart(of event: YAMLEvent) -> Int {
    var offset = event.start
    var properties = [event.anchor, event.tag].count { $0 != nil }
    func skip(while isSkipped: (UInt8) -> Bool) {
      while offset < region.upperBound, isSkipped(source.bytes[offset]) { offset += 1 }
    }
    while properties > 0 {
      skip { !$0.isWhitespace }
      skip(while: \.isWhitespace)
      while offset < region.upperBound, source.bytes[offset] == UInt8(ascii: "#") {
        skip { !$0.isLineBreak }
        skip(while: \.isWhitespace)
      }
      properties -= 1
    }
    return offset
  }

  /// Where the tag of a node stands, before or after its anchor.
  private func tagRange(of event: YAMLEvent) -> SourceRange {
    let properties = source.bytes[event.start..<contentStart(of: event)]
    let start = properties.firstIndex(of: UInt8(ascii: "!")) ?? event.start
    return range(start, properties[start...].firstIndex(where: \.isWhitespace) ?? properties.endIndex)
  }

  private func scalarRange(of event: YAMLEvent) -> SourceRange {
    guard event.start < event.end else { return range(emptyScalarOffset(event.start), 0) }
    let start = contentStart(of: event)
    // A value that is an anchor or a tag and nothing more.
    guard start < event.end else { return range(event.end, event.end) }
    // A block scalar ends for libyaml where the next token starts.
    let last = source.bytes[start..<event.end].lastIndex { !$0.isWhitespace } ?? start
    return range(start, last + 1)
  }

  /// An absent value stands after the ':' that announces it; after a key that lacks its ':', libyaml puts it where
  /// the next token starts, which may be lines below.
  private func emptyScalarOffset(_ offset: Int) -> Int {
    guard let parent = open.last, case .given(_, let key) = parent.key, key.end <= offset else {
      return offset
    }
    let between = source.bytes[key.end..<offset]
    let announcer = between.lastIndex { $0 != .space && $0 != .tab }
    guard let announcer, between[announcer] == UInt8(ascii: ":") else { return key.end }
    return announcer + 1
  }

  // MARK: Reporting

  private mutating func report(_ diagnostic: Diagnostic) throws(Stopped) {
    diagnostics.report(diagnostic)
    guard diagnostics.all.count <= limits.reports else {
      let range = diagnostic.range ?? range(region.lowerBound, region.lowerBound)
      throw stop(.tooManyErrors(limit: limits.reports, at: range))
    }
  }

  private mutating func stop(_ diagnostic: Diagnostic) -> Stopped {
    diagnostics.report(diagnostic)
    return Stopped()
  }
}

/// A finished node, and what an alias to it would cost.
private struct SizedNode {
  var node: SpecNode
  /// Nodes in the tree under it, itself included.
  var nodes = 1
  /// Collections on the longest way down from it, itself included.
  var height = 0

  init(_ node: SpecNode, nodes: Int = 1, height: Int = 0) {
    self.node = node
    self.nodes = nodes
    self.height = height
  }
}

/// What a mapping has read of its next entry.
private enum PendingKey {
  case awaited
  case given(String, SourceRange)
  /// Reported; its value is read and dropped.
  case unusable
}

/// A list or mapping whose end has not been read.
private struct OpenCollection {
  let isMapping: Bool
  let anchor: String?
  let start: Int
  /// Whether it is written `[…]` or `{…}`; a pair in a flow list, `[a: 1]`, is a mapping without brackets.
  let isBracketed: Bool

  var items: [SpecNode] = []
  var entries: [SpecNode.Entry] = []
  var keys: [String: SourceRange] = [:]
  var key = PendingKey.awaited

  var nodes = 1
  var height = 1
  /// One past the last byte of what it holds.
  var end: Int

  init(isMapping: Bool, anchor: String?, start: Int, isBracketed: Bool) {
    self.isMapping = isMapping
    self.anchor = anchor
    self.start = start
    self.isBracketed = isBracketed
    end = start
  }

  mutating func include(_ child: SizedNode) {
    nodes += child.nodes
    height = max(height, child.height + 1)
    end = max(end, child.node.range.end)
  }
}
