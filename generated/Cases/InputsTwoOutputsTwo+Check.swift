// Made by nncc from inputs_two_outputs_two.yaml, to hold InputsTwoOutputsTwo against the plans that nncc
// itself runs.

import NNCCRuntime

extension InputsTwoOutputsTwo {
  /// What a batch and an example give, and for a model that can be trained its gradient and what so many
  /// steps on
  /// two batches in turn make of it. `data` holds those two batches.
  public func results(on data: WeightFile, steps: Int) throws -> WeightFile {
    let left = try data.tensor("input:left").floats()
    let right = try data.tensor("input:right").floats()
    let pTarget = try data.tensor("target:p").floats()
    let qTarget = try data.tensor("target:q").floats()
    var tensors: [WeightFile.Tensor] = []
    for rows in Set([1, Self.batchSize]).sorted() {
      let outputs = predict(left: Array(left[0..<rows * 4]), right: Array(right[0..<rows * 7]))
      tensors.append(try .init("output:\(rows):" + "p", shape: [outputs.p.count], outputs.p))
      tensors.append(try .init("output:\(rows):" + "q", shape: [outputs.q.count], outputs.q))
    }
    var losses = [evaluate(left: left.span.extracting(0..<24), right: right.span.extracting(0..<42),
      pTarget: pTarget.span.extracting(0..<6), qTarget: qTarget.span.extracting(0..<18))]
    var gradients = [Float](repeating: 0, count: Self.gradientCount)
    var span = gradients.mutableSpan
    losses.append(gradient(left: left.span.extracting(0..<24), right: right.span.extracting(0..<42),
        pTarget: pTarget.span.extracting(0..<6), qTarget: qTarget.span.extracting(0..<18), into: &span))
    for step in 0..<steps {
      let first = step % 2 * 6
      losses.append(trainStep(left: left.span.extracting(first * 4..<(first + 6) * 4),
          right: right.span.extracting(first * 7..<(first + 6) * 7),
          pTarget: pTarget.span.extracting(first..<(first + 6)),
          qTarget: qTarget.span.extracting(first * 3..<(first + 6) * 3)))
    }
    tensors.append(try .init("losses", shape: [losses.count], losses))
    tensors.append(try .init("gradients", shape: [gradients.count], gradients))
    tensors += try state.checkpoint().tensors
    return try WeightFile(tensors)
  }
}
