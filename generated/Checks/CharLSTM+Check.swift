// Made by nncc from char_lstm.yaml, to hold CharLSTM against the plans that nncc itself runs.

import NNCCRuntime

extension CharLSTM {
  /// What a batch and an example give, and for a model that can be trained its gradient and what so many
  /// steps on
  /// two batches in turn make of it. `data` holds those two batches.
  public func results(on data: WeightFile, steps: Int) throws -> WeightFile {
    let input = try data.tensor("input:input").int32s()
    let labels = try data.tensor("target:logits").int32s()
    var tensors: [WeightFile.Tensor] = []
    for rows in Set([1, Self.batchSize]).sorted() {
      reset()
      let outputs = predict(Array(input[0..<rows * 64]))
      tensors.append(try .init("output:\(rows):" + "logits", shape: [outputs.count], outputs))
    }
    var logitsStep = [Float](repeating: 0, count: 103), logitsSteps: [Float] = []
    reset()
    for time in 0..<64 {
      var logitsSpan = logitsStep.mutableSpan
      step(input.span.extracting(time..<(time + 1)), into: &logitsSpan)
      logitsSteps += logitsStep
    }
    tensors.append(try .init("step:logits", shape: [logitsSteps.count], logitsSteps))
    reset()
    var losses = [evaluate(input.span.extracting(0..<2048), labels: labels.span.extracting(0..<2048))]
    reset()
    var gradients = [Float](repeating: 0, count: Self.gradientCount)
    var span = gradients.mutableSpan
    losses.append(gradient(input.span.extracting(0..<2048), labels: labels.span.extracting(0..<2048),
        into: &span))
    reset()
    for step in 0..<steps {
      let first = step % 2 * 32
      losses.append(trainStep(input.span.extracting(first * 64..<(first + 32) * 64),
          labels: labels.span.extracting(first * 64..<(first + 32) * 64)))
    }
    tensors.append(try .init("losses", shape: [losses.count], losses))
    tensors.append(try .init("gradients", shape: [gradients.count], gradients))
    tensors += try state.checkpoint().tensors
    return try WeightFile(tensors)
  }
}
