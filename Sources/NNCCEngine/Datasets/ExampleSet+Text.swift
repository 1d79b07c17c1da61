extension ExampleSet {
  /// A text as consecutive windows of equal length, and as targets the characters that follow each: the last windows'
  /// rest, shorter than one, is left out.
  ///
  /// - Parameters:
  ///   - text: as `TextLevel` reads it.
  ///   - layout: of one input and one target, or none.
  ///   - origin: the file, for errors.
  /// - Throws: `TextError`, where a character is unknown or there are too few; `DatasetError`.
  package init(
    _ text: [UInt32], vocabulary: TextVocabulary, sequenceLength: Int, layout: ExampleLayout, origin: String
  ) throws {
    let numbers = try vocabulary.numbers(of: text, origin: origin)
    let windows = (numbers.count - 1) / sequenceLength
    guard windows > 0 else {
      throw TextError.tooShort(origin: origin, characters: text.count, sequenceLength: sequenceLength)
    }
    func arrays(_ slots: [ExampleLayout.Slot], from start: Int) throws -> [ExampleArray] {
      try slots.map { slot in
        guard slot.type == .int32 else { throw DatasetError.notCharacters(origin: origin, name: slot.name) }
        try ExampleArray.exampleCount(slot, [windows, sequenceLength], origin: origin)
        return ExampleArray(
          slot, count: windows, .int32(Array(numbers[start..<(start + windows * sequenceLength)])), origin: origin)
      }
    }
    try self.init(inputs: arrays(layout.inputs, from: 0), targets: arrays(layout.targets, from: 1))
    isContiguous = true
  }
}
