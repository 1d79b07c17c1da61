import CYAML

/// One step of reading YAML, in byte offsets of the source.
struct YAMLEvent {
  enum Kind {
    case documentStart
    case documentEnd
    case streamEnd
    case alias(String)
    case scalar(String, isPlain: Bool)
    case sequenceStart
    case mappingStart
    case collectionEnd
  }

  var kind: Kind
  var anchor: String?
  var tag: String?
  /// The node's first byte, counting its anchor and tag, and one past its last.
  var start: Int
  var end: Int
}

/// Where and why libyaml gave up, in its own words.
struct YAMLSyntaxError: Error {
  var problem: String
  var offset: Int
  /// What was being read, and where that began.
  var context: String
  var contextOffset: Int?
}

/// libyaml's event parser over one text. Nothing else in the compiler touches its memory.
struct YAMLEvents: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>
  private let text: YAMLText

  init(_ text: YAMLText, of bytes: [UInt8]) {
    self.text = text
    parser = .allocate(capacity: 1)
    // It allocates a few kilobytes and can fail in no other way; Swift too stops when memory is out.
    precondition(yaml_parser_initialize(parser) == 1, "out of memory")
    // libyaml keeps the pointer between calls, so the text needs an address of its own.
    input = .allocate(capacity: text.region.count)
    _ = input.initialize(fromContentsOf: bytes[text.region])
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// The next event. After an error or the end of the stream there is none to ask for.
  mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
    var event = yaml_event_t()
    repeat {
      guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
    } while event.type == YAML_STREAM_START_EVENT
    defer { yaml_event_delete(&event) }

    let start = text.offset(ofCharacter: event.start_mark.index)
    let end = text.offset(ofCharacter: event.end_mark.index)
    func described(_ kind: YAMLEvent.Kind, _ anchor: Characters? = nil, _ tag: Characters? = nil) -> YAMLEvent {
      YAMLEvent(kind: kind, anchor: string(anchor), tag: string(tag), start: start, end: end)
    }
    switch event.type {
    case YAML_DOCUMENT_START_EVENT:
      return described(.documentStart)
    case YAML_DOCUMENT_END_EVENT:
      return described(.documentEnd)
    case YAML_ALIAS_EVENT:
      return described(.alias(string(event.data.alias.anchor) ?? ""))
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      // By length: an escape may put a NUL into the text.
      let text = String(
        decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      return described(
        .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE), scalar.anchor, scalar.tag)
    case YAML_SEQUENCE_START_EVENT:
      return described(.sequenceStart, event.data.sequence_start.anchor, event.data.sequence_start.tag)
    case YAML_MAPPING_START_EVENT:
      return described(.mappingStart, event.data.mapping_start.anchor, event.data.mapping_start.tag)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      return described(.collectionEnd)
    default:
      return described(.streamEnd)
    }
  }

  private typealias Characters = UnsafeMutablePointer<yaml_char_t>

  private func string(_ characters: Characters?) -> String? {
    characters.map { String(cString: $0) }
  }

  private func syntaxError() -> YAMLSyntaxError {
    let failed = parser.pointee
    return YAMLSyntaxError(
      problem: failed.problem.map { String(cString: $0) } ?? "out of memory",
      offset: text.offset(ofCharacter: failed.problem_mark.index),
      context: failed.context.map { String(cString: $0) } ?? "",
      contextOffset: failed.context.map { _ in text.offset(ofCharacter: failed.context_mark.index) })
  }
}
