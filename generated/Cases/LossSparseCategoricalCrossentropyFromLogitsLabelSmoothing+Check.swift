// Made by nncc from loss_sparse_categorical_crossentropy_from_logits_label_smoothing.yaml, to hold
// LossSparseCategoricalCrossentropyFromLogitsLabelSmoothing against the plans that nncc itself runs.

import NNCCRuntime

extension LossSparseCategoricalCrossentropyFromLogitsLabelSmoothing {
  /// What a batch and an example give, and for a model that can be trained its gradient and what so many
  /// steps on
  /// two batches in turn make of it. `data` holds those two batches.
  public func results(on data: WeightFile, steps: Int) throws -> WeightFile {
    let input = try data.tensor("input:input").floats()
    let labels = try data.tensor("target:dense_1").int32s()
    var tensors: [WeightFile.Tensor] = []
    for rows in Set([1, Self.batchSize]).sorted() {
      let outputs = predict(Array(input[0..<rows * 5]))
      tensors.append(try .init("output:\(rows):" + "dense_1", shape: [outputs.count], outputs))
    }
    var losses = [evaluate(input.span.extracting(0..<25), labels: labels.span.extracting(0..<5))]
    var gradients = [Float](repeating: 0, count: Self.gradientCount)
    var span = gradients.mutableSpan
    losses.append(gradient(input.span.extracting(0..<25), labels: labels.span.extracting(0..<5), into: &span))
    for step in 0..<steps {
      let first = step % 2 * 5
      losses.append(trainStep(input.span.extracting(first * 5..<(first + 5) * 5),
          labels: labels.span.extracting(first..<(first + 5))))
    }
    tensors.append(try .init("losses", shape: [losses.count], losses))
    tensors.append(try .init("gradients", shape: [gradients.count], gradients))
    tensors += try state.checkpoint().tensors
    return try WeightFile(tensors)
  }
}
