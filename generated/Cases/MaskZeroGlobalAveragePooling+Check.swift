// Made by nncc from mask_zero_global_average_pooling.yaml, to hold MaskZeroGlobalAveragePooling against the
// plans that nncc itself runs.

import NNCCRuntime

extension MaskZeroGlobalAveragePooling {
  /// What a batch and an example give, and for a model that can be trained its gradient and what so many
  /// steps on
  /// two batches in turn make of it. `data` holds those two batches.
  public func results(on data: WeightFile, steps: Int) throws -> WeightFile {
    let words = try data.tensor("input:words").int32s()
    let target = try data.tensor("target:dense").floats()
    var tensors: [WeightFile.Tensor] = []
    for rows in Set([1, Self.batchSize]).sorted() {
      let outputs = predict(Array(words[0..<rows * 7]))
      tensors.append(try .init("output:\(rows):" + "dense", shape: [outputs.count], outputs))
    }
    var losses = [evaluate(words.span.extracting(0..<35), target: target.span.extracting(0..<10))]
    var gradients = [Float](repeating: 0, count: Self.gradientCount)
    var span = gradients.mutableSpan
    losses.append(gradient(words.span.extracting(0..<35), target: target.span.extracting(0..<10),
        into: &span))
    for step in 0..<steps {
      let first = step % 2 * 5
      losses.append(trainStep(words.span.extracting(first * 7..<(first + 5) * 7),
          target: target.span.extracting(first * 2..<(first + 5) * 2)))
    }
    tensors.append(try .init("losses", shape: [losses.count], losses))
    tensors.append(try .init("gradients", shape: [gradients.count], gradients))
    tensors += try state.checkpoint().tensors
    return try WeightFile(tensors)
  }
}
