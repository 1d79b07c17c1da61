extension Kernels {
  /// A recurrent layer over whole sequences, from the product of all its inputs and the kernel.
  ///
  /// An example's bits depend neither on the others nor on the threads.
  public struct RecurrentSequence<Place>: Operation {
    /// [examples, time, gateWords]: the product of the input and the kernel, with the input's bias
    public var inputs: Place
    /// How the state is weighed.
    public var weights: RecurrentWeights<Place>
    /// [examples, stateWords]: h before the first step; nil for zeros
    public var initialState: Place?
    /// [examples, units]: c before the first step; nil for zeros
    public var initialCell: Place?
    /// [examples, time]: 1 for the steps that count. At one that does not, the state stays as it is, and the
    /// sequence is what the geometry says. nil where all count
    public var mask: Place?
    /// [examples, droppedWords]: what h is multiplied by before each gate's product: the masks of recurrent dropout,
    /// for each gate others, as in Keras, and the same at all steps; nil where nothing is dropped
    public var dropout: Place?
    /// [examples, time, stateWords]: h after each step, if wanted
    public var sequence: Place?
    /// [examples, stateWords]: h after the last step, if wanted
    public var finalState: Place?
    /// [examples, units]: c after the last step, if wanted
    public var finalCell: Place?
    /// What the run backward needs; nil where there is none.
    public var record: RecurrentRecord<Place>?
    /// `scratchWords(hasDropout:)` of the geometry
    public var scratch: Place
    /// The sizes.
    public var geometry: RecurrentGeometry

    /// Memberwise.
    @inlinable
    public init(
      inputs: Place, weights: RecurrentWeights<Place>, initialState: Place? = nil, initialCell: Place? = nil,
      mask: Place? = nil, dropout: Place? = nil, sequence: Place? = nil, finalState: Place? = nil,
      finalCell: Place? = nil, record: RecurrentRecord<Place>? = nil, scratch: Place, geometry: RecurrentGeometry
    ) {
      if let record {
        precondition((record.dropped == nil) == (dropout == nil), "dropout is recorded where there is some")
      }
      self.inputs = inputs
      self.weights = weights
      self.initialState = initialState
      self.initialCell = initialCell
      self.mask = mask
      self.dropout = dropout
      self.sequence = sequence
      self.finalState = finalState
      self.finalCell = finalCell
      self.record = record
      self.scratch = scratch
      self.geometry = geometry
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        RecurrentSequence<V.Place>(
          inputs: visitor.reads(inputs, "inputs"), weights: visitor.group("weights") { weights.read(by: &$0) },
          initialState: visitor.reads(initialState, "initialState"),
          initialCell: visitor.reads(initialCell, "initialCell"), mask: visitor.reads(mask, "mask"),
          dropout: visitor.reads(dropout, "dropout"), sequence: visitor.writes(sequence, "sequence"),
          finalState: visitor.writes(finalState, "finalState"), finalCell: visitor.writes(finalCell, "finalCell"),
          record: record.map { record in
            visitor.group("record") { record.written(by: &$0, inPlaceOf: inputs) }
          },
          scratch: visitor.scratch(scratch, "scratch"), geometry: visitor.option(geometry, "geometry")))
    }
  }

  /// The weights that a recurrent layer's state meets; the input's are in the product before it.
  ///
  /// Matrices are packed in panels; for the run backward their transposes are.
  public struct RecurrentWeights<Place> {
    /// [stateWords, firstGateWords], or with dropout [stateWords, units] for each of the gates
    public var recurrent: Place
    /// [units, units], of a GRU that resets h before the product
    public var candidate: Place?
    /// [units, projection], of an LSTM with a projection
    public var projection: Place?
    /// [gateWords], added to the recurrent product; nil for zeros
    public var bias: Place?
    /// [3, units], of an LSTM with peepholes
    public var peepholes: Place?

    /// Memberwise.
    @inlinable
    public init(
      recurrent: Place, candidate: Place? = nil, projection: Place? = nil, bias: Place? = nil, peepholes: Place? = nil
    ) {
      self.recurrent = recurrent
      self.candidate = candidate
      self.projection = projection
      self.bias = bias
      self.peepholes = peepholes
    }

    func read<V: OperationVisitor>(by visitor: inout V) -> RecurrentWeights<V.Place> where V.Source == Place {
      .init(
        recurrent: visitor.reads(recurrent, "recurrent"), candidate: visitor.reads(candidate, "candidate"),
        projection: visitor.reads(projection, "projection"), bias: visitor.reads(bias, "bias"),
        peepholes: visitor.reads(peepholes, "peepholes"))
    }
  }

  /// What a run forward keeps for the run backward; everything is [examples, time, …].
  public struct RecurrentRecord<Place> {
    /// [gateWords]: the gates, activated. May be where the inputs are.
    public var gates: Place
    /// [gateWords]: the gates before activation, where `needsSums`
    public var sums: Place?
    /// [stateWords]: h before each step
    public var states: Place
    /// [units]: c after each step, of an LSTM
    public var cells: Place?
    /// [units]: what the candidate's product, or the projection, read or gave: a GRU's h·U before the reset
    /// acts on it, or its reset h; a projected LSTM's output before the projection
    public var hidden: Place?
    /// [droppedWords]: h before each step as each gate read it, where there is dropout
    public var dropped: Place?

    /// Memberwise.
    @inlinable
    public init(
      gates: Place, sums: Place? = nil, states: Place, cells: Place? = nil, hidden: Place? = nil, dropped: Place? = nil
    ) {
      self.gates = gates
      self.sums = sums
      self.states = states
      self.cells = cells
      self.hidden = hidden
      self.dropped = dropped
    }

    func read<V: OperationVisitor>(by visitor: inout V) -> RecurrentRecord<V.Place> where V.Source == Place {
      .init(
        gates: visitor.reads(gates, "gates"), sums: visitor.reads(sums, "sums"),
        states: visitor.reads(states, "states"), cells: visitor.reads(cells, "cells"),
        hidden: visitor.reads(hidden, "hidden"), dropped: visitor.reads(dropped, "dropped"))
    }

    func written<V: OperationVisitor>(
      by visitor: inout V, inPlaceOf inputs: Place
    ) -> RecurrentRecord<V.Place> where V.Source == Place {
      .init(
        gates: visitor.writes(gates, "gates", inPlaceOf: inputs), sums: visitor.writes(sums, "sums"),
        states: visitor.writes(states, "states"), cells: visitor.writes(cells, "cells"),
        hidden: visitor.writes(hidden, "hidden"), dropped: visitor.writes(dropped, "dropped"))
    }
  }
}

extension Kernels.RecurrentSequence: Sendable where Place: Sendable {}
extension Kernels.RecurrentWeights: Sendable where Place: Sendable {}
extension Kernels.RecurrentRecord: Sendable where Place: Sendable {}
