import NNCCCompiler
import Testing

/// Files that are made from the spec's tables are those that the tables make now.
@Suite struct GeneratedPagesTests {
  @Test func schemaIsFresh() throws { try Golden(path: "specs/nncc.schema.json").expect(SpecSchema.text) }

  @Test func referenceIsFresh() throws { try Golden(path: "docs/reference.md").expect(SpecReference.text) }
}
