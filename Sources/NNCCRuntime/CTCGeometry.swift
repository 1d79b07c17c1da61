/// The sizes of a batch for connectionist temporal classification (Graves et al. 2006).
///
/// Class 0 is the blank. A path names a class for each time step; what it spells is left when repeats are merged and
/// then blanks dropped. An example's loss is −log of the probability of all paths that spell its labels, as in
/// `keras.losses.CTC`: +∞ where the time is too short for any, NaN where a label is no class.
public struct CTCGeometry: Sendable, Hashable {
  /// Sequences in the batch.
  public var examples: Int
  /// Steps of each.
  public var time: Int
  /// Of a step, with the blank.
  public var classes: Int
  /// The most labels of an example; those of a shorter one end before its first 0.
  public var labels: Int

  // @_noAllocation
  /// Memberwise.
  public init(examples: Int, time: Int, classes: Int, labels: Int) {
    self.examples = examples
    self.time = time
    self.classes = classes
    self.labels = labels
  }

  /// Words of workspace of each example.
  public func scratchWords(hasGradient: Bool) -> Int {
    // The states behind every step, or behind the last two and one step's log-probabilities.
    let states = hasGradient ? 2 * (labels + 1) * (time + 1) : 4 * (labels + 1) + classes
    return states + 4 * (labels + 1) + 2
  }

  /// The steps that the shortest path spelling the labels takes: a blank must stand between equal ones.
  public static func shortestPath<Labels: Collection>(_ labels: Labels) -> Int where Labels.Element: Equatable {
    labels.count + zip(labels, labels.dropFirst()).count { $0 == $1 }
  }
}

extension CTCGeometry: LiteralConvertible {
  package var literal: Literal {
    .call(
      ".init", .init("examples", examples), .init("time", time), .init("classes", classes), .init("labels", labels))
  }
}
