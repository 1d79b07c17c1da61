// Made by nncc from state_encoder_decoder.yaml, to hold StateEncoderDecoder against the plans that nncc
// itself runs.

import NNCCRuntime

extension StateEncoderDecoder {
  /// What a batch and an example give, and for a model that can be trained its gradient and what so many
  /// steps on
  /// two batches in turn make of it. `data` holds those two batches.
  public func results(on data: WeightFile, steps: Int) throws -> WeightFile {
    let source = try data.tensor("input:source").floats()
    let destination = try data.tensor("input:destination").floats()
    let target = try data.tensor("target:dense").floats()
    var tensors: [WeightFile.Tensor] = []
    for rows in Set([1, Self.batchSize]).sorted() {
      let outputs = predict(source: Array(source[0..<rows * 15]),
        destination: Array(destination[0..<rows * 14]))
      tensors.append(try .init("output:\(rows):" + "dense", shape: [outputs.count], outputs))
    }
    var losses = [evaluate(source: source.span.extracting(0..<45),
      destination: destination.span.extracting(0..<42), target: target.span.extracting(0..<42))]
    var gradients = [Float](repeating: 0, count: Self.gradientCount)
    var span = gradients.mutableSpan
    losses.append(gradient(source: source.span.extracting(0..<45),
        destination: destination.span.extracting(0..<42), target: target.span.extracting(0..<42),
        into: &span))
    for step in 0..<steps {
      let first = step % 2 * 3
      losses.append(trainStep(source: source.span.extracting(first * 15..<(first + 3) * 15),
          destination: destination.span.extracting(first * 14..<(first + 3) * 14),
          target: target.span.extracting(first * 14..<(first + 3) * 14)))
    }
    tensors.append(try .init("losses", shape: [losses.count], losses))
    tensors.append(try .init("gradients", shape: [gradients.count], gradients))
    tensors += try state.checkpoint().tensors
    return try WeightFile(tensors)
  }
}
