// Made by nncc from merge_minimum_three.yaml, to hold MergeMinimumThree against the plans that nncc itself
// runs.

import NNCCRuntime

extension MergeMinimumThree {
  /// What a batch and an example give, and for a model that can be trained its gradient and what so many
  /// steps on
  /// two batches in turn make of it. `data` holds those two batches.
  public func results(on data: WeightFile, steps: Int) throws -> WeightFile {
    let x = try data.tensor("input:x").floats()
    let y = try data.tensor("input:y").floats()
    let target = try data.tensor("target:dense").floats()
    var tensors: [WeightFile.Tensor] = []
    for rows in Set([1, Self.batchSize]).sorted() {
      let outputs = predict(x: Array(x[0..<rows * 3]), y: Array(y[0..<rows * 5]))
      tensors.append(try .init("output:\(rows):" + "dense", shape: [outputs.count], outputs))
    }
    var losses = [evaluate(x: x.span.extracting(0..<9), y: y.span.extracting(0..<15),
      target: target.span.extracting(0..<6))]
    var gradients = [Float](repeating: 0, count: Self.gradientCount)
    var span = gradients.mutableSpan
    losses.append(gradient(x: x.span.extracting(0..<9), y: y.span.extracting(0..<15),
        target: target.span.extracting(0..<6), into: &span))
    for step in 0..<steps {
      let first = step % 2 * 3
      losses.append(trainStep(x: x.span.extracting(first * 3..<(first + 3) * 3),
          y: y.span.extracting(first * 5..<(first + 3) * 5),
          target: target.span.extracting(first * 2..<(first + 3) * 2)))
    }
    tensors.append(try .init("losses", shape: [losses.count], losses))
    tensors.append(try .init("gradients", shape: [gradients.count], gradients))
    tensors += try state.checkpoint().tensors
    return try WeightFile(tensors)
  }
}
