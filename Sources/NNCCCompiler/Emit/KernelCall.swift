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

  /// The buffers that it names, in its order; one may stand in it more than once.
  var buffers: [(id: BufferID, role: OperandRole)] { arguments.flatMap(\.value.buffers) }
}

extension KernelCall.Value {
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

  func mayShare(_ result: BufferID, _ source: BufferID) {}

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
