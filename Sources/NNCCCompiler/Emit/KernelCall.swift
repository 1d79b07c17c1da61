import NNCCRuntime

/// A step's kernel call as generated Swift writes it, before its buffers have names.
///
/// Written as the call itself, with values interpolated: buffers stay open, and any other value becomes the
/// literal that makes it again.
///
///     "Kernels.fill(\(buffer), count: \(count), value: \(value), pool: pool)"
///
/// In scope where such code runs: `pool`, and in training `iteration`, `seed`, and `step` of the optimizer.
package struct KernelCall: Sendable, ExpressibleByStringInterpolation {
  enum Piece: Sendable, Hashable {
    case text(String)
    case buffer(BufferID)
    /// The words from one buffer to another.
    case distance(from: BufferID, to: BufferID)
    /// A value that is made once, before the first run, since making it may allocate.
    case constant(name: String, expression: String)
  }

  var pieces: [Piece] = []

  package init(stringLiteral text: String) { pieces = [.text(text)] }

  package init(stringInterpolation: StringInterpolation) { pieces = stringInterpolation.pieces }

  /// Several statements, one a line.
  init(lines: [KernelCall]) {
    for (index, line) in lines.enumerated() {
      if index > 0 { pieces.append(.text("\n")) }
      pieces += line.pieces
    }
  }

  package struct StringInterpolation: StringInterpolationProtocol, Sendable {
    var pieces: [Piece] = []

    package init(literalCapacity: Int, interpolationCount: Int) {
      pieces.reserveCapacity(2 * interpolationCount + 1)
    }

    package mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { pieces.append(.text(literal)) }
    }

    /// A buffer, or any value whose parts have literals.
    package mutating func appendInterpolation(_ value: some Any) { appendLiteral(of: value) }

    /// A buffer that may be missing.
    package mutating func appendInterpolation(_ buffer: BufferID?) { appendLiteral(of: buffer as Any) }

    /// An argument with its label, such as `", bias: "`; neither where it is nil.
    package mutating func appendInterpolation(_ label: String, _ value: (some Any)?) {
      guard let value else { return }
      appendLiteral(label)
      appendLiteral(of: value)
    }

    /// A part of a call that is written elsewhere.
    package mutating func appendInterpolation(_ call: KernelCall) { pieces += call.pieces }

    /// A place within a buffer.
    package mutating func appendInterpolation(_ buffer: BufferID, offset: Int) {
      pieces.append(.buffer(buffer))
      if offset != 0 { pieces.append(.text(" + \(offset)")) }
    }

    /// How far apart in the arena two buffers begin.
    package mutating func appendInterpolation(from first: BufferID, to second: BufferID) {
      pieces.append(.distance(from: first, to: second))
    }

    /// A buffer of whole numbers.
    package mutating func appendInterpolation(integers buffer: BufferID?) {
      guard let buffer else { return appendLiteral("nil") }
      pieces += [.buffer(buffer), .text(".integers")]
    }

    /// An expression, without buffers, that is evaluated once.
    ///
    /// - Parameter name: what the value is, in lowerCamelCase; generated code numbers those of one name.
    package mutating func appendInterpolation(constant name: String, _ expression: KernelCall) {
      pieces.append(.constant(name: name, expression: expression.plainText))
    }

    package mutating func appendInterpolation(_ broadcast: Broadcast) {
      let (left, right) = broadcast.operandShapes
      appendInterpolation(constant: "broadcast", "Broadcast(\(left), \(right))!")
    }
  }

  /// The buffers that it names.
  var buffers: [BufferID] {
    pieces.compactMap { piece in
      if case .buffer(let id) = piece { id } else { nil }
    }
  }

  /// The text of a call that names no buffer.
  var plainText: String {
    pieces.reduce(into: "") { text, piece in
      if case .text(let part) = piece { text += part }
    }
  }
}

extension KernelCall.StringInterpolation {
  /// Swift's own reflection gives a value's case, labels and parts in the order of its initializer; an enum must not
  /// have a description of its own, which would hide the case.
  private mutating func appendLiteral(of value: Any) {
    switch value {
    case let buffer as BufferID: pieces.append(.buffer(buffer))
    case let number as Float: appendLiteral(swiftLiteral(number))
    case let number as Double: appendLiteral(swiftLiteral(number))
    case let text as String: appendLiteral(swiftLiteral(text))
    case let axes as Axes: appendLiteral("\(axes)")
    case is any BinaryInteger, is Bool: appendLiteral("\(value)")
    default: appendParts(of: value)
    }
  }

  private mutating func appendParts(of value: Any) {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
      guard let wrapped = mirror.children.first else { return appendLiteral("nil") }
      appendLiteral(of: wrapped.value)
    case .collection:
      appendList("[", mirror.children.map { (nil, $0.value) }, "]")
    case .enum:
      // A case without a payload has no children, and prints as its name.
      guard let payload = mirror.children.first, let name = payload.label else {
        return appendLiteral(".\(value)")
      }
      let parts = Mirror(reflecting: payload.value)
      let arguments =
        parts.displayStyle == .tuple ? parts.children.map { ($0.label, $0.value) } : [(nil, payload.value)]
      appendList(".\(name)(", given(arguments.map { (label($0), $1) }, of: value), ")")
    default:
      appendList(".init(", given(mirror.children.map { ($0.label, $0.value) }, of: value), ")")
    }
  }

  /// The arguments that are not the initializer's, or the case's, defaults.
  private func given(_ arguments: [(label: String?, value: Any)], of value: Any) -> [(label: String?, value: Any)] {
    let defaults = (type(of: value) as? any DefaultedArguments.Type)?.defaults ?? [:]
    return arguments.filter { label, value in
      guard let label else { return true }
      return !isNil(value) && defaults[label] != "\(value)"
    }
  }

  private mutating func appendList(_ opening: String, _ items: [(label: String?, value: Any)], _ closing: String) {
    appendLiteral(opening)
    for (index, item) in items.enumerated() {
      appendLiteral(index == 0 ? "" : ", ")
      if let label = item.label { appendLiteral(label + ": ") }
      appendLiteral(of: item.value)
    }
    appendLiteral(closing)
  }

  /// Reflection numbers what a tuple leaves unlabelled: `.0`.
  private func label(_ label: String?) -> String? { label.flatMap { $0.hasPrefix(".") ? nil : $0 } }

  private func isNil(_ value: Any) -> Bool {
    let mirror = Mirror(reflecting: value)
    return mirror.displayStyle == .optional && mirror.children.isEmpty
  }
}
