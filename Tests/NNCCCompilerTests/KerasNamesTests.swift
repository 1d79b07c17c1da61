import NNCCCompiler
import Testing

@Suite struct KerasNamesTests {
  /// A message says of each that nncc does not have it: whoever adds one takes it off the list.
  @Test func nnccHasNoneOfThem() {
    let vocabularies = [SpecReference.layers] + SpecReference.vocabularies.map(\.vocabulary)
    for entry in vocabularies.flatMap(\.entries) + SpecReference.sections {
      for name in [entry.name] + entry.aliases + entry.hyperparameters.flatMap({ [$0.name] + $0.aliases }) {
        #expect(!KerasNames.words.contains(KerasNames.folded(name)), "\(name)")
      }
    }
  }
}
