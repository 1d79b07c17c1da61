import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

/// The recurrent fixtures of `Tests/Oracle`.
@Suite struct RecurrentConformanceTests {
  static let folder = KerasConformanceTests.folder.appending(path: "../keras_recurrent").standardized

  /// Keras's SimpleRNN takes an `activity_regularizer` and never applies it; here it is applied, as to every layer.
  private static let departures: Set = ["simple_rnn_activity_regularizer.safetensors"]

  static let cases: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { name in
      name.hasSuffix(".safetensors") && !departures.contains(name)
    }.sorted()
  }()

  @Test func fixturesAreThere() { #expect(Self.cases.count > 280) }

  @Test(arguments: cases) func outputsLossGradientsAndTrainedWeights(_ name: String) throws {
    #expect(try KerasFixture(WeightFile(path: Self.folder.appending(path: name).path)).differences() == [])
  }
}
