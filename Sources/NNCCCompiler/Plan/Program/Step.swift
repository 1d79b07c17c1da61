import NNCCRuntime

/// One operation of a plan, on buffers, with the rule of its gradient.
package protocol Step: Operation<BufferID>, Sendable {
  /// Sizes and options for printed plans, such as `128×784·512, relu`.
  var details: String { get }

  /// Appends the steps that turn the gradient of what this step writes into the gradients of what it reads.
  func appendGradient(to program: inout GradientBuilder) throws
}

/// A step that only backward passes and updates are made of: it is not differentiated again.
package protocol BackwardStep: Step {}

extension BackwardStep {
  package func appendGradient(to program: inout GradientBuilder) throws {
    throw InternalError("a \(name) step is part of a backward pass, and has no gradient")
  }
}

extension Step {
  /// The operation's name, as printed plans show it: `max_pool_gradient`.
  package var name: String { Self.typeName.snakeCase }

  package var details: String { call.arguments.compactMap(\.optionText).joined(separator: ", ") }

  package var operands: Operands {
    var lister = OperandLister()
    visit(with: &lister)
    return lister.operands
  }

  /// Buffers read, in the order of the call.
  package var reads: [BufferID] { operands.reads }
  /// Buffers written, results and workspace, in the order of the call.
  package var writes: [BufferID] { operands.writes }
}

extension CopyBlocks {
  /// All of a buffer, as one block.
  init(_ source: BufferID, to target: BufferID, count: Int) {
    self.init(from: source, fromStride: count, to: target, toStride: count, blocks: 1, size: count)
  }
}

/// What an operation does with its operands.
package struct Operands: Sendable, Hashable {
  package var reads: [BufferID] = []
  package var writes: [BufferID] = []
  /// Of `writes`, the kernel's own workspace.
  package var scratch: [BufferID] = []
  /// A result that may take over the memory of what is read, if nobody needs that later.
  package var sharing: Sharing?
  package var types: [BufferID: OperandType] = [:]

  package struct Sharing: Sendable, Hashable {
    package var result: BufferID
    package var source: BufferID
  }

  /// What is written for others to read.
  package var results: [BufferID] { writes.filter { !scratch.contains($0) } }
}

private struct OperandLister: OperationVisitor {
  typealias Source = BufferID
  typealias Place = BufferID
  typealias Result = Void

  var operands = Operands()

  mutating func operand(_ place: BufferID, _ label: String?, _ role: OperandRole, _ type: OperandType) -> BufferID {
    switch role {
    case .read: operands.reads.append(place)
    case .written: operands.writes.append(place)
    case .updated:
      operands.reads.append(place)
      operands.writes.append(place)
    case .scratch:
      operands.writes.append(place)
      operands.scratch.append(place)
    }
    operands.types[place] = type
    return place
  }

  mutating func mayShare(_ result: BufferID, _ source: BufferID) {
    operands.sharing = .init(result: result, source: source)
  }

  func visit(_ operation: some Operation) {}
}

extension Operation {
  /// The type's own name, without what it is generic over.
  static var typeName: String { String("\(Self.self)".prefix { $0 != "<" }) }
}

extension String {
  /// `MaxPoolGradient` as `max_pool_gradient`; capitals that follow each other are one word.
  fileprivate var snakeCase: String {
    var words = ""
    var last: Character = "A"
    for character in self {
      if character.isUppercase, last.isLowercase { words += "_" }
      words += character.lowercased()
      last = character
    }
    return words
  }
}
