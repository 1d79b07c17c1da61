// Made by nncc from dense_regularizer_activity_softmax_output.yaml, to hold
// DenseRegularizerActivitySoftmaxOutput against the plans that nncc itself runs.

import NNCCRuntime

extension DenseRegularizerActivitySoftmaxOutput {
  /// What a batch and an example give, and for a model that can be trained its gradient and what so many
  /// steps on
  /// two batches in turn make of it. `data` holds those two batches.
  public func results(on data: WeightFile, steps: Int) throws -> WeightFile {
    let input = try data.tensor("input:input").floats()
    let target = try data.tensor("target:dense").floats()
    var tensors: [WeightFile.Tensor] = []
    for rows in Set([1, Self.batchSize]).sorted() {
      let outputs = predict(Array(input[0..<rows * 5]))
      tensors.append(try .init("output:\(rows):" + "dense", shape: [outputs.count], outputs))
    }
    var losses = [evaluate(input.span.extracting(0..<25), target: target.span.extracting(0..<20))]
    var gradients = [Float](repeating: 0, count: Self.gradientCount)
    var span = gradients.mutableSpan
    losses.append(gradient(input.span.extracting(0..<25), target: target.span.extracting(0..<20),
        into: &span))
    for step in 0..<steps {
      let first = step % 2 * 5
      losses.append(trainStep(input.span.extracting(first * 5..<(first + 5) * 5),
          target: target.span.extracting(first * 4..<(first + 5) * 4)))
    }
    tensors.append(try .init("losses", shape: [losses.count], losses))
    tensors.append(try .init("gradients", shape: [gradients.count], gradients))
    tensors += try state.checkpoint().tensors
    return try WeightFile(tensors)
  }
}
