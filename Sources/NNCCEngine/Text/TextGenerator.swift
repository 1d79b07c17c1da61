import NNCCCompiler
import NNCCRuntime

/// Writes text with a text model, one character at a time.
package final class TextGenerator {
  package let stepper: TokenStepper
  private let vocabulary: TextVocabulary
  private var sampler: TokenSampler

  package init(_ stepper: TokenStepper, vocabulary: TextVocabulary, sampler: TokenSampler) {
    self.stepper = stepper
    self.vocabulary = vocabulary
    self.sampler = sampler
  }

  /// Goes on from a prompt; from an empty one as if after a line break.
  ///
  /// - Parameters:
  ///   - prompt: of numbers of the vocabulary.
  ///   - length: how many characters to write.
  ///   - stream: of several texts under one seed, which.
  ///   - write: is given the text as it comes, without the prompt.
  package func write(
    after prompt: [Int32], length: Int, stream: Int = 0, to write: (String) -> Void
  ) {
    var assembler = TextAssembler(vocabulary.level)
    let start = prompt.isEmpty ? [vocabulary.number(of: 0x0A) ?? 0] : prompt
    stepper.reset()
    for number in start.dropLast() { _ = stepper.read(number) }
    var number = start[start.count - 1]
    for position in 0..<length {
      number = Int32(sampler.draw(stepper.read(number), position: position, stream: stream))
      let text = assembler.append(vocabulary.characters[Int(number)])
      if !text.isEmpty { write(text) }
    }
    let rest = assembler.finish()
    if !rest.isEmpty { write(rest) }
  }
}
