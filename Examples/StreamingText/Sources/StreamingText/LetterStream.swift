import NNCCRuntime

/// Letters as a model draws them, one after the other, each from what came before.
struct LetterStream: AsyncSequence {
  let weights: WeightFile
  let prompt: String

  func makeAsyncIterator() -> Iterator { Iterator(model: try? Rhyme(weights: weights), prompt: prompt) }

  struct Iterator: AsyncIteratorProtocol {
    private let model: Rhyme?
    private var logits = [Float](repeating: 0, count: Alphabet.letters.count)

    init(model: Rhyme?, prompt: String) {
      self.model = model
      for letter in Alphabet.numbers(of: prompt) { step(letter) }
    }

    /// The likeliest letter, which the model then goes on from.
    mutating func next() async -> Character? {
      guard model != nil, let likeliest = logits.indices.max(by: { logits[$0] < logits[$1] }) else { return nil }
      step(Int32(likeliest))
      await Task.yield()
      return Alphabet.letters[likeliest]
    }

    private mutating func step(_ letter: Int32) {
      guard let model else { return }
      let letters = [letter]
      var span = logits.mutableSpan
      model.step(letters.span, into: &span)
    }
  }
}

/// What the model's numbers stand for.
enum Alphabet {
  static let letters = Array("abcdefghijklmnopqrstuvwxyz \n")

  /// The numbers of a text's letters; others are passed over.
  static func numbers(of text: String) -> [Int32] {
    text.compactMap { letters.firstIndex(of: $0).map(Int32.init) }
  }
}
