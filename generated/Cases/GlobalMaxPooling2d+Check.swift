// Made by nncc from global_max_pooling2d.yaml, to hold GlobalMaxPooling2d against the plans that nncc itself
// runs.

import NNCCRuntime

extension GlobalMaxPooling2d {
  /// What a batch and an example give, and for a model that can be trained its gradient and what so many
  /// steps on
  /// two batches in turn make of it. `data` holds those two batches.
  public func results(on data: WeightFile, steps: Int) throws -> WeightFile {
    let input = try data.tensor("input:input").floats()
    let target = try data.tensor("target:global_max_pooling2d").floats()
    var tensors: [WeightFile.Tensor] = []
    for rows in Set([1, Self.batchSize]).sorted() {
      let outputs = predict(Array(input[0..<rows * 60]))
      tensors.append(try .init("output:\(rows):" + "global_max_pooling2d", shape: [outputs.count], outputs))
    }
    var losses = [evaluate(input.span.extracting(0..<180), target: target.span.extracting(0..<9))]
    var gradients = [Float](repeating: 0, count: Self.gradientCount)
    var span = gradients.mutableSpan
    losses.append(gradient(input.span.extracting(0..<180), target: target.span.extracting(0..<9),
        into: &span))
    for step in 0..<steps {
      let first = step % 2 * 3
      losses.append(trainStep(input.span.extracting(first * 60..<(first + 3) * 60),
          target: target.span.extracting(first * 3..<(first + 3) * 3)))
    }
    tensors.append(try .init("losses", shape: [losses.count], losses))
    tensors.append(try .init("gradients", shape: [gradients.count], gradients))
    tensors += try state.checkpoint().tensors
    return try WeightFile(tensors)
  }
}
