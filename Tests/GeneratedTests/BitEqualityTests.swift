import Foundation
import Generated
import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

/// Generated code and the plans that nncc runs itself give the same bits.
@Suite struct BitEqualityTests {
  typealias Results = @Sendable (WeightFile, Int) throws -> WeightFile

  /// The generated type of each spec.
  static let models: [String: Results] = [
    "adding_problem": { try AddingProblem().results(on: $0, steps: $1) },
    "char_lstm": { try CharLSTM().results(on: $0, steps: $1) },
    "digits_cnn": { try DigitsCNN().results(on: $0, steps: $1) },
    "digits_gru": { try DigitsGRU().results(on: $0, steps: $1) },
    "digits_mlp": { try DigitsMLP().results(on: $0, steps: $1) },
    "digits_shared": { try DigitsShared().results(on: $0, steps: $1) },
    "lstm_peephole": { try LSTMPeephole().results(on: $0, steps: $1) },
    "min_char_rnn": { try MinCharRNN().results(on: $0, steps: $1) },
    "mnist_lenet": { try MNISTLenet().results(on: $0, steps: $1) },
    "speech_blstm": { try SpeechBLSTM().results(on: $0, steps: $1) },
    "weather_gru": { try WeatherGRU().results(on: $0, steps: $1) },
  ]

  /// Its 61 million weights are compiled and trained for fifty steps nowhere but by `nncc verify --generated`.
  static let large: Set = ["alexnet"]

  @Test func everySpecIsCompared() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Specs.folder.path(percentEncoded: false))
    #expect(
      Set(names.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }) == Self.large.union(Self.models.keys))
  }

  /// Each batch three times: what a step has from the one before is there by the second. `nncc verify --generated` trains
  /// for fifty.
  @Test(arguments: models.keys.sorted())
  func generatedCodeGivesTheSameBits(_ name: String) throws {
    let model = try #require(Self.models[name])
    let results = try GeneratedResults(Specs.compilation(name), GenerationOptions(), steps: 6)
    let found = try model(results.data, results.steps)
    #expect(results.differences(in: found) == [])
    // The training did something.
    #expect(try found.tensor("losses").floats().last != results.expected.tensor("losses").floats().first)
  }
}

enum Specs {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "specs")

  static func compilation(_ name: String) throws -> Compilation {
    let file = folder.appending(path: name + ".yaml")
    return Compilation(file: "specs/\(name).yaml", bytes: Array(try Data(contentsOf: file)))
  }
}
