// Made by nncc from adding_problem.yaml, to hold AddingProblem against the plans that nncc itself runs.

import NNCCRuntime

extension AddingProblem {
  /// What a batch and an example give, and for a model that can be trained its gradient and what so many
  /// steps on
  /// two batches in turn make of it. `data` holds those two batches.
  public func results(on data: WeightFile, steps: Int) throws -> WeightFile {
    let input = try data.tensor("input:input").floats()
    let lstmSumTarget = try data.tensor("target:lstm_sum").floats()
    let rnnSumTarget = try data.tensor("target:rnn_sum").floats()
    var tensors: [WeightFile.Tensor] = []
    for rows in Set([1, Self.batchSize]).sorted() {
      let outputs = predict(Array(input[0..<rows * 200]))
      tensors.append(try .init("output:\(rows):" + "lstm_sum", shape: [outputs.lstmSum.count],
          outputs.lstmSum))
      tensors.append(try .init("output:\(rows):" + "rnn_sum", shape: [outputs.rnnSum.count], outputs.rnnSum))
    }
    var losses = [evaluate(input.span.extracting(0..<10000),
      lstmSumTarget: lstmSumTarget.span.extracting(0..<50),
      rnnSumTarget: rnnSumTarget.span.extracting(0..<50))]
    var gradients = [Float](repeating: 0, count: Self.gradientCount)
    var span = gradients.mutableSpan
    losses.append(gradient(input.span.extracting(0..<10000),
        lstmSumTarget: lstmSumTarget.span.extracting(0..<50),
        rnnSumTarget: rnnSumTarget.span.extracting(0..<50), into: &span))
    for step in 0..<steps {
      let first = step % 2 * 50
      losses.append(trainStep(input.span.extracting(first * 200..<(first + 50) * 200),
          lstmSumTarget: lstmSumTarget.span.extracting(first..<(first + 50)),
          rnnSumTarget: rnnSumTarget.span.extracting(first..<(first + 50))))
    }
    tensors.append(try .init("losses", shape: [losses.count], losses))
    tensors.append(try .init("gradients", shape: [gradients.count], gradients))
    tensors += try state.checkpoint().tensors
    return try WeightFile(tensors)
  }
}
