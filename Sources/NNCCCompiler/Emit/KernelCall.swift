import NNCCRuntime

/// A step's call as a tree, before its buffers have names: `Kernels.Fill(x, count: 10, value: 0)`.
package struct KernelCall: Sendable, Hashable {
  /// The operation's type within `Kernels`.
  package var name: String
  var arguments: [Argument]

  struct Argument: Sendable, Hashable {
    var label: String?
    var value: Value
  }

  indirect enum Value: Sendable, Hashable {
    case buffer(BufferID, OperandRole)
    case option(Literal)
    /// A part of the operands that is a value of its own.
    case group([Argument])
  }

  /// The labels of its arguments, those of a part behind the part's own.
  package var labels: Set<String> { Set(arguments.flatMap { $0.labels }) }

  /// The cases and initializers that its options are made by.
  package var makers: Set<String> { Set(arguments.flatMap { $0.value.makers }) }

  /// The buffers that it names, in its order; one may stand in it more than once.
  var buffers: [(id: BufferID, role: OperandRole)] { arguments.flatMap(\.value.buffers) }
}

extension KernelCall.Argument {
  fileprivate var labels: [String] {
    let own = label ?? ""
    guard case .group(let arguments) = value else { return [own] }
    return [own] + arguments.flatMap(\.labels).map { "\(own).\($0)" }
  }
}

extension KernelCall.Value {
  fileprivate var makers: [String] {
    switch self {
    case .buffer: []
    case .option(let literal): literal.makers
    case .group(let arguments): arguments.flatMap(\.value.makers)
    }
  }

  fileprivate var buffers: [(id: BufferID, role: OperandRole)] {
    switch self {
    case .buffer(let id, let role): [(id, role)]
    case .option: []
    case .group(let arguments): arguments.flatMap(\.value.buffers)
    }
  }
}

extension KernelCall.Argument {
  /// An option as printed plans show it, `rows 32`; nil for operands.
  var optionText: String? {
    guard case .option(let literal) = value else { return nil }
    return (label.map { $0 + " " } ?? "") + literal.text
  }
}

extension Operation<BufferID> {
  /// The call that does what this operation does.
  package var call: KernelCall {
    var builder = CallBuilder()
    return visit(with: &builder)
  }
}

private struct CallBuilder: OperationVisitor {
  typealias Source = BufferID
  typealias Place = BufferID
  typealias Result = KernelCall

  /// The arguments so far, and above them those of the groups that have begun.
  private var levels: [(label: String?, arguments: [KernelCall.Argument])] = [(nil, [])]

  private mutating func append(_ label: String?, _ value: KernelCall.Value) {
    levels[levels.count - 1].arguments.append(.init(label: label, value: value))
  }

  mutating func operand(_ place: BufferID, _ label: String?, _ role: OperandRole, _ type: OperandType) -> BufferID {
    append(label, .buffer(place, role))
    return place
  }

  mutating func option(_ literal: @autoclosure () -> Literal, _ label: String?) { append(label, .option(literal())) }

  mutating func beginGroup(_ label: String) { levels.append((label, [])) }

  mutating func endGroup() {
    let group = levels.removeLast()
    append(group.label, .group(group.arguments))
  }

  func visit<Call: Operation>(_ operation: Call) -> KernelCall {
    KernelCall(name: Call.typeName, arguments: levels[0].arguments)
  }
}

extension Literal {
  fileprivate var makers: [String] {
    switch self {
    case .integer, .rows: []
    case .token(let token): token.hasPrefix(".") ? [token] : []
    case .array(let items): items.flatMap(\.makers)
    case .unwrapped(let value), .constant(_, let value): value.makers
    case .call(let name, let arguments):
      ["\(name)(\(arguments.compactMap(\.label).joined(separator: ", ")))"] + arguments.flatMap(\.value.makers)
    }
  }
}
