extension Kernels {
  /// A recurrent layer's gradient through its sequences, from the last computed step to the first (backpropagation
  /// through time).
  ///
  /// The gradients of the weights are left to products over all steps at once.
  public struct RecurrentSequenceGradient<Place>: Operation {
    /// The transposes of those of the run forward; no bias.
    public var weights: RecurrentWeights<Place>
    /// [examples, units]: c before the first step; nil for zeros
    public var initialCell: Place?
    /// As in the run forward.
    public var mask: Place?
    /// As in the run forward.
    public var dropout: Place?
    /// What the run forward kept.
    public var record: RecurrentRecord<Place>
    /// [examples, time, stateWords]: the gradient of h after each step, if any
    public var sequence: Place?
    /// [examples, stateWords]: of h after the last step, if any
    public var finalState: Place?
    /// [examples, units]: of c after the last step, if any
    public var finalCell: Place?
    /// [examples, time, gateWords]: the result, the gradient of the inputs. May be where the gates are.
    public var inputs: Place
    /// [examples, time, gateWords]: the gradient of the recurrent product, of a GRU that resets after it; for
    /// all others it is that of the inputs
    public var recurrent: Place?
    /// [examples, time, 3, units]: what sums to the gradient of the peepholes
    public var peepholes: Place?
    /// [examples, time, projection]: the gradient of the projected state
    public var projected: Place?
    /// [examples, stateWords]: the gradient of h before the first step, if wanted
    public var initialStateGradient: Place?
    /// [examples, units]: the gradient of c before the first step, if wanted
    public var initialCellGradient: Place?
    /// `gradientScratchWords` of the geometry
    public var scratch: Place
    /// The sizes.
    public var geometry: RecurrentGeometry

    /// Memberwise.
    @inlinable
    public init(
      weights: RecurrentWeights<Place>, initialCell: Place? = nil, mask: Place? = nil, dropout: Place? = nil,
      record: RecurrentRecord<Place>, sequence: Place? = nil, finalState: Place? = nil, finalCell: Place? = nil,
      inputs: Place, recurrent: Place? = nil, peepholes: Place? = nil, projected: Place? = nil,
      initialStateGradient: Place? = nil, initialCellGradient: Place? = nil, scratch: Place,
      geometry: RecurrentGeometry
    ) {
      precondition((record.dropped == nil) == (dropout == nil), "dropout is recorded where there is some")
      self.weights = weights
      self.initialCell = initialCell
      self.mask = mask
      self.dropout = dropout
      self.record = record
      self.sequence = sequence
      self.finalState = finalState
      self.finalCell = finalCell
      self.inputs = inputs
      self.recurrent = recurrent
      self.peepholes = peepholes
      self.projected = projected
      self.initialStateGradient = initialStateGradient
      self.initialCellGradient = initialCellGradient
      self.scratch = scratch
      self.geometry = geometry
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        RecurrentSequenceGradient<V.Place>(
          weights: visitor.group("weights") { weights.read(by: &$0) },
          initialCell: visitor.reads(initialCell, "initialCell"), mask: visitor.reads(mask, "mask"),
          dropout: visitor.reads(dropout, "dropout"), record: visitor.group("record") { record.read(by: &$0) },
          sequence: visitor.reads(sequence, "sequence"), finalState: visitor.reads(finalState, "finalState"),
          finalCell: visitor.reads(finalCell, "finalCell"),
          inputs: visitor.writes(inputs, "inputs", inPlaceOf: record.gates),
          recurrent: visitor.writes(recurrent, "recurrent"), peepholes: visitor.writes(peepholes, "peepholes"),
          projected: visitor.writes(projected, "projected"),
          initialStateGradient: visitor.writes(initialStateGradient, "initialStateGradient"),
          initialCellGradient: visitor.writes(initialCellGradient, "initialCellGradient"),
          scratch: visitor.scratch(scratch, "scratch"), geometry: visitor.option(geometry, "geometry")))
    }
  }
}

extension Kernels.RecurrentSequenceGradient: Sendable where Place: Sendable {}
