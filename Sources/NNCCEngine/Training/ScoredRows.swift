/// The rows of a batch of predictions that count: those of time steps that a mask leaves out do not, as in Keras.
struct ScoredRows {
  typealias Values = UnsafeMutableBufferPointer<Float>
  typealias Row = Slice<Values>

  /// Of one example: 1, or its time steps, pixels and so on.
  let perExample: Int
  /// Numbers in a row of predictions.
  let width: Int

  /// Calls `body` with each row and the number of its target among those of all examples. Allocates nothing.
  ///
  /// - Parameters:
  ///   - prediction: [batch, perExample, width]
  ///   - mask: [batch, time], where the rows are those of time steps; nil where all count
  ///   - batch: which examples the predictions are of
  func forEach(
    _ prediction: Values, mask: Values?, batch: ArraySlice<Int>, _ body: (_ row: Row, _ targetRow: Int) -> Void
  ) {
    let rowsOfStep = mask.map { batch.count * perExample / $0.count } ?? 1
    for (position, example) in batch.enumerated() {
      for row in 0..<perExample {
        let place = position * perExample + row
        if let mask, mask[place / rowsOfStep] == 0 { continue }
        body(prediction[place * width..<(place + 1) * width], example * perExample + row)
      }
    }
  }
}

extension RandomAccessCollection<Float> {
  /// The number of the largest, from 0; of equal ones the first.
  var likeliest: Int {
    var best = startIndex
    for index in indices where self[index] > self[best] { best = index }
    return distance(from: startIndex, to: best)
  }
}
