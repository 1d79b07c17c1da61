import NNCCRuntime

/// The network, for one request at a time: it takes a few microseconds for each.
actor Recognizer {
  private let model: Digits

  /// - Throws: `ModelError` where the file's weights are not those of the network, or do not compute what they did.
  init(weights path: String) throws {
    model = try Digits(weights: WeightFile(path: path))
    try model.selfTest()
  }

  /// How likely each digit is, of 64 pixels.
  func probabilities(_ pixels: [Float]) -> [Float] {
    model.predict(pixels)
  }

  /// Whether the network computes what it computed when it was trained.
  var isHealthy: Bool {
    (try? model.selfTest()) != nil
  }
}
