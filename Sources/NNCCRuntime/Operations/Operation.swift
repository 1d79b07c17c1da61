/// One kernel call: where its operands are, and its options.
///
/// `Place` is a buffer of a plan, an address in the arena (`Floats`), or an address among the reference machine's
/// numbers. `visit` names every operand and option once, and all that is done with an operation follows from that: what
/// a step reads and writes and may write over, its addresses once the arena is there, its reference, its text in printed
/// plans and in generated Swift.
package protocol Operation<Place> {
  associatedtype Place

  /// Tells a visitor each operand and option, in the order and with the labels of the initializer, and hands it the same
  /// operation over the places that it answered with.
  func visit<Visitor: OperationVisitor>(with visitor: inout Visitor) -> Visitor.Result where Visitor.Source == Place
}

/// An operation whose operands have addresses.
package protocol RunnableOperation: Operation where Place == Floats {
  /// - Returns: where the result is: the first operand that is written.
  @discardableResult
  func run(on machine: Kernels.Machine) -> Floats
}

/// A buffer's place in a program's list.
package struct BufferID: Sendable, Hashable {
  package let index: Int

  package init(index: Int) { self.index = index }
}

/// What an operand's elements are.
package enum OperandType: Sendable, Hashable {
  case float32, int32
  /// Of two words
  case float64
}

/// What an operation does with an operand.
package enum OperandRole: Sendable, Hashable {
  case read
  /// Written whole, whatever it held.
  case written
  /// Read, and written in whole or in part.
  case updated
  /// The kernel's own workspace: what it held does not matter, and nothing reads what it holds afterwards.
  case scratch
}

/// What is done with operations of any kind.
package protocol OperationVisitor {
  /// Where operands are.
  associatedtype Source
  /// Where they are in what `visit` is given.
  associatedtype Place
  associatedtype Result

  /// - Parameters:
  ///   - label: of the initializer's parameter; nil for none
  ///   - type: of the elements
  mutating func operand(_ place: Source, _ label: String?, _ role: OperandRole, _ type: OperandType) -> Place
  /// The operand `result`, which is written, may take over the memory of `source`, which is read.
  mutating func mayShare(_ result: Source, _ source: Source)
  /// An option that is not left to its default.
  mutating func option(_ literal: @autoclosure () -> Literal, _ label: String?)
  /// Operands up to `endGroup` are those of a part that is a value of its own.
  mutating func beginGroup(_ label: String)
  mutating func endGroup()

  // Every operation there is. The reference machine has a method for each, so that none is without a reference.
  mutating func visit(_ operation: Kernels.Activate<Place>) -> Result
  mutating func visit(_ operation: Kernels.ActivationGradient<Place>) -> Result
  mutating func visit(_ operation: Kernels.ActivationAndBiasGradient<Place>) -> Result
  mutating func visit(_ operation: Kernels.AddInto<Place>) -> Result
  mutating func visit(_ operation: Kernels.AveragePool<Place>) -> Result
  mutating func visit(_ operation: Kernels.AveragePoolGradient<Place>) -> Result
  mutating func visit(_ operation: Kernels.Border<Place>) -> Result
  mutating func visit(_ operation: Kernels.ColumnSums<Place>) -> Result
  mutating func visit(_ operation: Kernels.Constrain<Place>) -> Result
  mutating func visit(_ operation: Kernels.Convolution<Place>) -> Result
  mutating func visit(_ operation: Kernels.ConvolutionKernelGradient<Place>) -> Result
  mutating func visit(_ operation: Kernels.CopyBlocks<Place>) -> Result
  mutating func visit(_ operation: Kernels.CTC<Place>) -> Result
  mutating func visit(_ operation: Kernels.Dropout<Place>) -> Result
  mutating func visit(_ operation: Kernels.Fill<Place>) -> Result
  mutating func visit(_ operation: Kernels.Gather<Place>) -> Result
  mutating func visit(_ operation: Kernels.GatherGradient<Place>) -> Result
  mutating func visit(_ operation: Kernels.LocalResponseNormalization<Place>) -> Result
  mutating func visit(_ operation: Kernels.LocalResponseNormalizationGradient<Place>) -> Result
  mutating func visit(_ operation: Kernels.MaskWeights<Place>) -> Result
  mutating func visit(_ operation: Kernels.Matmul<Place>) -> Result
  mutating func visit(_ operation: Kernels.MatmulTransposedLeft<Place>) -> Result
  mutating func visit(_ operation: Kernels.MaxPool<Place>) -> Result
  mutating func visit(_ operation: Kernels.MaxPoolGradient<Place>) -> Result
  mutating func visit(_ operation: Kernels.Merge<Place>) -> Result
  mutating func visit(_ operation: Kernels.MergeGradient<Place>) -> Result
  mutating func visit(_ operation: Kernels.NormLimit<Place>) -> Result
  mutating func visit(_ operation: Kernels.OneHot<Place>) -> Result
  mutating func visit(_ operation: Kernels.Pack<Place>) -> Result
  mutating func visit(_ operation: Kernels.Penalty<Place>) -> Result
  mutating func visit(_ operation: Kernels.PenaltyGradient<Place>) -> Result
  mutating func visit(_ operation: Kernels.RecurrentSequence<Place>) -> Result
  mutating func visit(_ operation: Kernels.RecurrentSequenceGradient<Place>) -> Result
  mutating func visit(_ operation: Kernels.Reduce<Place>) -> Result
  mutating func visit(_ operation: Kernels.ReduceGradient<Place>) -> Result
  mutating func visit(_ operation: Kernels.ReverseTime<Place>) -> Result
  mutating func visit(_ operation: Kernels.RowLosses<Place>) -> Result
  mutating func visit(_ operation: Kernels.Scale<Place>) -> Result
  mutating func visit(_ operation: Kernels.SequenceMask<Place>) -> Result
  mutating func visit(_ operation: Kernels.Softmax<Place>) -> Result
  mutating func visit(_ operation: Kernels.SoftmaxGradient<Place>) -> Result
  mutating func visit(_ operation: Kernels.SquaredNorm<Place>) -> Result
  mutating func visit(_ operation: Kernels.Transpose<Place>) -> Result
  mutating func visit(_ operation: Kernels.Update<Place>) -> Result
}

/// A visitor that asks for places alone.
extension OperationVisitor {
  package mutating func mayShare(_ result: Source, _ source: Source) {}
  package mutating func option(_ literal: @autoclosure () -> Literal, _ label: String?) {}
  package mutating func beginGroup(_ label: String) {}
  package mutating func endGroup() {}
}

// MARK: What operations tell a visitor, in their own terms

extension OperationVisitor {
  mutating func reads(_ place: Source, _ label: String? = nil, _ type: OperandType = .float32) -> Place {
    operand(place, label, .read, type)
  }

  mutating func reads(_ place: Source?, _ label: String? = nil, _ type: OperandType = .float32) -> Place? {
    place.map { operand($0, label, .read, type) }
  }

  /// - Parameter source: a place that is read, whose memory the result may take over if nobody needs it later.
  mutating func writes(
    _ place: Source, _ label: String? = nil, _ type: OperandType = .float32, inPlaceOf source: Source? = nil
  ) -> Place {
    if let source { mayShare(place, source) }
    return operand(place, label, .written, type)
  }

  mutating func writes(_ place: Source?, _ label: String? = nil, _ type: OperandType = .float32) -> Place? {
    place.map { operand($0, label, .written, type) }
  }

  mutating func updates(_ place: Source, _ label: String? = nil, _ type: OperandType = .float32) -> Place {
    operand(place, label, .updated, type)
  }

  mutating func updates(_ place: Source?, _ label: String? = nil) -> Place? {
    place.map { operand($0, label, .updated, .float32) }
  }

  mutating func scratch(_ place: Source, _ label: String? = nil) -> Place { operand(place, label, .scratch, .float32) }

  mutating func scratch(_ place: Source?, _ label: String? = nil) -> Place? {
    place.map { operand($0, label, .scratch, .float32) }
  }

  mutating func option<Value: LiteralConvertible>(_ value: Value, _ label: String? = nil) -> Value {
    option(value.literal, label)
    return value
  }

  /// An option that calls leave out where it is the initializer's default.
  mutating func option<Value: LiteralConvertible & Equatable>(_ value: Value, _ label: String, default: Value) -> Value
  {
    if value != `default` { option(value.literal, label) }
    return value
  }

  /// An option that calls leave out where it is nil.
  mutating func option<Value: LiteralConvertible>(_ value: Value?, _ label: String) -> Value? {
    if let value { option(value.literal, label) }
    return value
  }

  /// A part of the operands that is a value of its own, told in `body`.
  mutating func group<Part>(_ label: String, _ body: (inout Self) -> Part) -> Part {
    beginGroup(label)
    defer { endGroup() }
    return body(&self)
  }
}
