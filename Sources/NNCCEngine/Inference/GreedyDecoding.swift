import NNCCCompiler
import NNCCInterchange

/// Replaces outputs trained with `ctc` by the labels of their best paths; without `train:`, all outputs.
///
/// - Parameter outputs: [examples, time, classes] float32 by the outputs' names, as `predict` gives them.
/// - Returns: [examples, time] int32, padded with −1, for each output that was decoded; the others as they were.
/// - Throws: `RunError` where there is nothing to decode.
package func greedilyDecoded(
  _ outputs: [String: NDArray], of compilation: Compilation
) throws -> [String: NDArray] {
  let graph = try compilation.requireGraph()
  var decoded = outputs
  let names =
    compilation.training.map { training in
      training.losses.filter(\.isCTC).map { graph.outputs[$0.output].name }
    } ?? graph.outputs.map(\.name)
  if names.isEmpty {
    throw RunError("not-decodable", "--decode: no output of the network is trained with 'ctc'")
  }
  for name in names {
    guard let output = outputs[name] else { continue }
    guard case .float32(let scores) = output.elements, output.shape.count == 3 else {
      throw RunError(
        "not-decodable", "--decode: '\(name)' gives \(output.shape.dropFirst()), and not [time, classes]")
    }
    let (examples, time, classes) = (output.shape[0], output.shape[1], output.shape[2])
    var labels: [Int32] = []
    labels.reserveCapacity(examples * time)
    for example in 0..<examples {
      let path = scores[example * time * classes..<(example + 1) * time * classes]
      let spelt = bestPathLabels(path, classes: classes)
      labels += spelt
      labels += repeatElement(-1, count: time - spelt.count)
    }
    decoded[name] = NDArray(shape: [examples, time], .int32(labels))
  }
  return decoded
}

/// What the path through the likeliest class of each step spells, class 0 being the blank: the decoding of
/// `keras.ops.ctc_decode(strategy="greedy")`. Of equal scores the lowest class counts.
///
/// - Parameter scores: [time, classes]
package func bestPathLabels(_ scores: ArraySlice<Float>, classes: Int) -> [Int32] {
  var labels: [Int32] = []
  var before = 0
  for start in stride(from: scores.startIndex, to: scores.endIndex, by: classes) {
    let name = scores[start..<start + classes].likeliest
    if name != 0, name != before { labels.append(Int32(name)) }
    before = name
  }
  return labels
}
