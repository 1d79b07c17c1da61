import NNCCRuntime

// An app that learns its user's gestures while it runs, is closed, and goes on where it stopped: the model is compiled
// from Gestures.nn.yaml by a plugin during the build.

/// Recorded motions, [count, 20, 3], and which gesture each is: a shake, a circle or a tilt.
func record(_ count: Int, from first: Int) -> (motions: [Float], gestures: [Int32]) {
  let key = RandomKey(seed: 7, purpose: .data)
  var motions: [Float] = []
  var gestures: [Int32] = []
  for example in first..<first + count {
    let gesture = example % 3
    gestures.append(Int32(gesture))
    for time in 0..<20 {
      let noise = (0..<3).map { key.uniform(at: example * 60 + time * 3 + $0, step: 0) - 0.5 }
      let swing: Float = time % 4 < 2 ? 1 : -1
      let ramp = Float(time) / 20
      let motion: [Float] = gesture == 0 ? [swing, 0, 0] : gesture == 1 ? [swing, -swing, 0] : [0, ramp, 1 - ramp]
      motions += zip(motion, noise).map { $0 + $1 }
    }
  }
  return (motions, gestures)
}

/// Learns from batches of new recordings.
func train(_ model: Gestures, batches: Range<Int>) -> Float {
  var loss: Float = 0
  for batch in batches {
    let (motions, gestures) = record(Gestures.batchSize, from: batch * Gestures.batchSize)
    loss = model.trainStep(motions.span, labels: gestures.span)
  }
  return loss
}

/// The share of gestures told right.
func accuracy(_ model: Gestures) -> Double {
  let (motions, gestures) = record(300, from: 100_000)
  let logits = model.predict(motions)
  let right = gestures.indices.count { example in
    let row = logits[example * 3..<example * 3 + 3]
    return row.firstIndex(of: row.max() ?? 0) == example * 3 + Int(gestures[example])
  }
  return Double(right) / Double(gestures.count)
}

let checkpoint = CommandLine.arguments.dropFirst().first ?? "gestures.safetensors"
do {
  let model = try Gestures()
  print("before: \(accuracy(model))")
  print("loss after 100 batches: \(train(model, batches: 0..<100))")
  try model.saveCheckpoint(to: checkpoint)
}
// The app was closed, and is opened again.
let model = try Gestures()
try model.resume(from: checkpoint)
print("resumed after \(model.iteration) updates")
print("loss after 200 batches: \(train(model, batches: 100..<200))")
print("after: \(accuracy(model))")

let uninterrupted = try Gestures()
_ = train(uninterrupted, batches: 0..<200)
let isSame = try model.state.checkpoint() == uninterrupted.state.checkpoint()
print("as if never closed: \(isSame)")
