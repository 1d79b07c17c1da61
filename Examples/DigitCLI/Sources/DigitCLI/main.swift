import NNCCRuntime

// Tells a handwritten digit, drawn as 8 lines of 8 characters from ' ' (white) to '@' (black) on standard input. The
// network and its weights are part of the program: it opens no file.
//
//     DigitCLI < seven.txt
//     DigitCLI --self-test

let shades = Array(" .:-=+*#%@")

/// The pixels of a drawing, 0 to 1.
func readDrawing() -> [Float]? {
  var pixels: [Float] = []
  while pixels.count < 64, let line = readLine() {
    let row = (Array(line) + Array(repeating: " ", count: 8)).prefix(8)
    for character in row {
      guard let shade = shades.firstIndex(of: character) else { return nil }
      pixels.append(Float(shade) / Float(shades.count - 1))
    }
  }
  return pixels.count == 64 ? pixels : nil
}

let model = try DigitsMLP(weights: DigitsMLP.embeddedWeights)
if CommandLine.arguments.contains("--self-test") {
  try model.selfTest()
  print("The model computes what it computed when it was compiled.")
} else if let drawing = readDrawing() {
  let logits = model.predict(drawing)
  let digit = logits.indices.max { logits[$0] < logits[$1] } ?? 0
  print(digit)
} else {
  print("A digit is 8 lines of 8 characters of '\(String(shades))'.")
}
