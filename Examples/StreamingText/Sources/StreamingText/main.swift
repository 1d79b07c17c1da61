import NNCCRuntime

// Learns a rhyme by heart and then says it, letter by letter, in an async sequence.

let rhyme = """
  twinkle twinkle little star
  how i wonder what you are
  up above the world so high
  like a diamond in the sky

  """

let letters = Alphabet.numbers(of: rhyme)
let model = try Rhyme()
var loss: Float = 0
for _ in 0..<200 {
  // Each time through, from its beginning, 32 letters at a time with the state carried along.
  model.reset()
  for first in stride(from: 0, to: letters.count - 33, by: 32) {
    loss = model.trainStep(
      letters.span.extracting(first..<first + 32), labels: letters.span.extracting(first + 1..<first + 33))
  }
}
print("loss: \(loss)")

var said = "twinkle"
for await letter in LetterStream(weights: try model.state.weights(), prompt: said) {
  if letter == "\n" { break }
  said.append(letter)
  if said.count > 80 { break }
}
print(said)
