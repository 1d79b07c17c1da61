import NNCCCompiler

/// Why data do not suit a model.
package enum DatasetError: Error, Sendable, Hashable {
  /// The data say nothing of an input or target that the model has.
  case missingSource(name: String, given: [String])
  /// The data name an input or target that the model lacks.
  case unknownName(name: String, known: [String])
  /// An example's array does not fit the input or target, even up to axes of length 1.
  case shapeMismatch(origin: String, name: String, found: [Int], expected: [Int], hint: String? = nil)
  /// The array is a single number, which has no axis of examples.
  case noExampleAxis(origin: String, name: String)
  /// There are no examples.
  case empty(origin: String)
  /// Two arrays have different numbers of examples.
  case countMismatch(origin: String, count: Int, otherOrigin: String, otherCount: Int)
  /// An element that should be an integer of 32 bits is none.
  case notAnInteger(origin: String, name: String, example: Int, value: String)
  /// An integer is not one of the classes, or not in the vocabulary.
  case classOutOfRange(origin: String, name: String, example: Int, value: Int32, classes: Int)
  /// An array of labels to be spelt has another number of axes, or a longer one.
  case tooManyLabels(origin: String, name: String, found: [Int], most: Int)
  /// A list of labels goes on behind a 0, which is what it is padded with.
  case labelAfterPadding(origin: String, name: String, example: Int, value: Int32)
  /// Not even the shortest path that spells the labels, with a blank between equal ones, is short enough.
  case labelsTooLong(origin: String, name: String, example: Int, labels: Int, steps: Int, time: Int)
  /// An element is NaN or infinite.
  case nonFinite(origin: String, name: String, example: Int, value: Float)
  /// A target is none that the loss is defined for.
  case targetAtFault(origin: String, name: String, example: Int, place: [Int], reason: String)
  /// A part of the examples is empty.
  case validationSplit(fraction: Double, examples: Int)
  /// The batch size is not positive, or leaves no full batch where the last is dropped.
  case batchSize(Int, examples: Int)
  /// A text's characters are whole numbers, which the input or target does not take.
  case notCharacters(origin: String, name: String)
  /// A row of a table's columns is none that the input or target takes.
  case columnMismatch(origin: String, name: String, found: [Int], expected: [Int], columns: String, hint: String? = nil)
  /// A table has no column of this name.
  case unknownColumn(origin: String, name: String, known: [String])
  /// Class numbers are to come from several columns.
  case severalLabels(origin: String, name: String, columns: [String])
  /// A table has fewer rows than one example spans.
  case tooFewRows(origin: String, rows: Int, span: Int)
  /// A part that a table is split into has no example.
  case emptyPart(origin: String, part: String)
  /// A state is to be carried along more streams than there are examples.
  case streams(Int, examples: Int)
  /// An array would be beyond the limit.
  case tooLarge(name: String, examples: Int, shape: [Int], limit: Int)
  /// Saved statistics are missing for an input, or belong to another shape.
  case statistics(input: String, reason: String)
}

extension DatasetError: CustomStringConvertible {
  /// One line that names the file and the numbers.
  package var description: String {
    switch self {
    case .missingSource(let name, let given):
      "the data do not say where '\(name)' comes from; they have \(Self.list(given))"
    case .unknownName(let name, let known):
      "the model has no '\(name)'; it has \(Self.list(known))"
    case .shapeMismatch(let origin, let name, let found, let expected, let hint):
      "\(origin): its examples have shape \(found), but '\(name)' has \(expected)" + (hint.map { "; \($0)" } ?? "")
    case .noExampleAxis(let origin, let name):
      "\(origin): a single number cannot hold the examples of '\(name)'"
    case .empty(let origin):
      "\(origin): there are no examples"
    case .countMismatch(let origin, let count, let otherOrigin, let otherCount):
      "\(origin) has \(count) examples, but \(otherOrigin) has \(otherCount)"
    case .notAnInteger(let origin, let name, let example, let value):
      "\(origin): example \(example) of '\(name)' holds \(value), which is no 32-bit integer"
    case .classOutOfRange(let origin, let name, let example, let value, let classes):
      "\(origin): example \(example) of '\(name)' holds \(value), which is not in 0 ..< \(classes)"
        + (value == classes ? "; classes are counted from 0" : "")
    case .tooManyLabels(let origin, let name, let found, let most):
      "\(origin): its examples have shape \(found), but '\(name)' takes one axis of at most \(most) labels; "
        + "'label_length' of 'ctc' says how many"
    case .labelAfterPadding(let origin, let name, let example, let value):
      "\(origin): example \(example) of '\(name)' holds \(value) behind a 0, but 0 is the blank, which pads the end"
    case .labelsTooLong(let origin, let name, let example, let labels, let steps, let time):
      "\(origin): example \(example) of '\(name)' has \(labels) labels, which take \(steps) time steps at least, "
        + "with a blank between equal ones, but the network gives it \(time)"
    case .nonFinite(let origin, let name, let example, let value):
      "\(origin): example \(example) of '\(name)' holds \(value)"
    case .targetAtFault(let origin, let name, let example, let place, let reason):
      "\(origin): example \(example) of '\(name)'\(place.isEmpty ? "" : " at \(place)") \(reason)"
    case .validationSplit(let fraction, let examples):
      "a validation_split of \(fraction) leaves no examples in one part of the \(examples)"
    case .batchSize(let size, let examples):
      "\(examples) examples do not fill one batch of \(size)"
    case .notCharacters(let origin, let name):
      "\(origin): the numbers of characters are int32, but '\(name)' takes float32"
    case .columnMismatch(let origin, let name, let found, let expected, let columns, let hint):
      "\(origin): the columns \(columns) make examples of shape \(found), but '\(name)' has \(expected)"
        + (hint.map { "; \($0)" } ?? "")
    case .unknownColumn(let origin, let name, let known):
      "\(origin): there is no column '\(name)'"
        + (nearestName(to: name, among: known).map { "; did you mean '\($0)'?" } ?? "; there are \(Self.list(known))")
    case .severalLabels(let origin, let name, let columns):
      "\(origin): '\(name)' takes class numbers, which come from one column, not from \(Self.list(columns))"
    case .tooFewRows(let origin, let rows, let span):
      rows == 0
        ? "\(origin): the table has no row below its header"
        : "\(origin): \(rows) rows are fewer than the \(span) that a window and its horizon span"
    case .emptyPart(let origin, let part):
      "\(origin): the split leaves no example for the \(part) part"
    case .streams(let streams, let examples):
      "\(examples) examples are too few for a batch of \(streams) streams that carry their state"
    case .tooLarge(let name, let examples, let shape, let limit):
      "\(examples) examples of \(shape) for '\(name)' are beyond the limit of \(limit) elements"
    case .statistics(let input, let reason):
      "the normalization of '\(input)': \(reason)"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.map { "'\($0)'" }.joined(separator: ", ")
  }
}
