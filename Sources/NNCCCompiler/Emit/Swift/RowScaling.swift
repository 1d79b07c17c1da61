extension KernelCall {
  /// A call for one example and the same for a batch as one, where they differ only in numbers that grow with the
  /// batch: those become multiples of `rows`.
  ///
  /// - Returns: nil where they differ in anything else.
  static func inRows(one: KernelCall, batch: KernelCall, count: Int) -> KernelCall? {
    guard one.pieces.count == batch.pieces.count else { return nil }
    var call: KernelCall = ""
    for (single, whole) in zip(one.pieces, batch.pieces) {
      if single == whole {
        call.pieces.append(whole)
      } else if case .text(let one) = single, case .text(let batch) = whole,
        let text = textInRows(one: one, batch: batch, count: count)
      {
        call.pieces.append(.text(text))
      } else {
        return nil
      }
    }
    return call
  }
}

private func textInRows(one: String, batch: String, count: Int) -> String? {
  let (ones, batches) = (tokens(one), tokens(batch))
  guard ones.count == batches.count else { return nil }
  var result = ""
  for (one, batch) in zip(ones, batches) {
    if one == batch {
      result += one
    } else if let single = Int(one), let whole = Int(batch), single > 0,
      single.multipliedReportingOverflow(by: count) == (whole, false)
    {
      result += single == 1 ? "rows" : "rows * \(single)"
    } else {
      return nil
    }
  }
  return result
}

/// Numbers, names and all that is between them. A digit within a name is no number.
private func tokens(_ text: String) -> [Substring] {
  var tokens: [Substring] = []
  var rest = text[...]
  while let first = rest.first {
    let isWord = isWordCharacter(first)
    let token = rest.prefix { isWordCharacter($0) == isWord }
    tokens.append(token)
    rest = rest[token.endIndex...]
  }
  return tokens
}

/// What names and numbers are made of, fractions and exponents among them.
private func isWordCharacter(_ character: Character) -> Bool {
  character.isLetter || character.isNumber || character == "_" || character == "."
}
