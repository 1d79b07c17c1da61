// Made by nncc from one_hot_softmax.yaml, to hold OneHotSoftmax against the plans that nncc itself runs.

import NNCCRuntime

extension OneHotSoftmax {
  /// What a batch and an example give, and for a model that can be trained its gradient and what so many
  /// steps on
  /// two batches in turn make of it. `data` holds those two batches.
  public func results(on data: WeightFile, steps: Int) throws -> WeightFile {
    let words = try data.tensor("input:words").int32s()
    let labels = try data.tensor("target:softmax").int32s()
    var tensors: [WeightFile.Tensor] = []
    for rows in Set([1, Self.batchSize]).sorted() {
      let outputs = predict(Array(words[0..<rows * 7]))
      tensors.append(try .init("output:\(rows):" + "softmax", shape: [outputs.count], outputs))
    }
    var losses = [evaluate(words.span.extracting(0..<21), labels: labels.span.extracting(0..<21))]
    var gradients = [Float](repeating: 0, count: Self.gradientCount)
    var span = gradients.mutableSpan
    losses.append(gradient(words.span.extracting(0..<21), labels: labels.span.extracting(0..<21),
        into: &span))
    for step in 0..<steps {
      let first = step % 2 * 3
      losses.append(trainStep(words.span.extracting(first * 7..<(first + 3) * 7),
          labels: labels.span.extracting(first * 7..<(first + 3) * 7)))
    }
    tensors.append(try .init("losses", shape: [losses.count], losses))
    tensors.append(try .init("gradients", shape: [gradients.count], gradients))
    tensors += try state.checkpoint().tensors
    return try WeightFile(tensors)
  }
}
