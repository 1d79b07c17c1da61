import NNCCRuntime

extension Graph {
  /// How many labels an example may have under `ctc` on an output.
  ///
  /// - Parameters:
  ///   - given: how many the loss says.
  ///   - own: the loss's options.
  /// - Returns: nil after reporting what is wrong.
  func labelLength(
    _ given: Int?, _ own: Options, for output: Output, at range: SourceRange?, _ diagnostics: inout Diagnostics
  ) -> Int? {
    let shape = tensors[output.tensor].shape
    guard shape.count == 2, shape[1] > 1 else {
      diagnostics.error(
        "shape-mismatch", at: range,
        "'ctc' wants [time, classes] of two classes at least, the first of them the blank, but '\(output.name)' gives \(shape)"
      )
      return nil
    }
    let (time, classes) = (shape[0], shape[1])
    let labels = given ?? time
    if labels > time {
      diagnostics.error(
        "out-of-range", at: own.range(of: Losses.labelLength),
        "'label_length' is \(labels), but '\(output.name)' has \(counted(time, "time step")), and each label takes one")
      return nil
    }
    let words = CTCGeometry(examples: 1, time: time, classes: classes, labels: labels).scratchWords(hasGradient: true)
    guard words <= Shapes.maximumVolume else {
      diagnostics.error(
        "too-large", at: range,
        "'ctc' of \(counted(labels, "label")) in \(counted(time, "time step")) takes \(words) numbers an example: more than \(Shapes.maximumVolume)",
        notes: given == nil
          ? [.init("'label_length' says how many labels an example has at most; without it, as many as time steps")]
          : [])
      return nil
    }
    return labels
  }
}
