import NNCCCompiler
import Testing

/// Specs as large as the reader allows, made to cost the later stages much: each ends soon, most in a diagnostic.
@Suite struct HostileSpecTests {
  struct Hostile: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var spec: String
    var id: String?

    init(_ name: String, _ id: String?, _ start: String, _ count: Int, end: String = "", line: (Int) -> String) {
      testDescription = name
      self.id = id
      spec = start + (0..<count).map(line).joined() + end
    }
  }

  private static let layers = "input: [9, 9, 1]\nlayers:\n"

  static let specs: [Hostile] = [
    .init(
      "blocks in blocks in blocks", "block-depth", "input: [4]\nblocks:\n  b0: {input: [4], layers: [relu]}\n", 17_000,
      end: "layers: [b17000]\n", line: { "  b\($0 + 1): {input: [4], layers: [b\($0)]}\n" }),
    .init(
      "names that grow with each block", nil, "input: [4]\nblocks:\n  b0: {input: [4], layers: [relu, relu]}\n", 13,
      end: "layers: [b13]\n",
      line: { number in
        let name = String(repeating: "x", count: 199)
        return "  b\(number + 1): {input: [4], layers: ["
          + ["a", "b"].map { "{b\(number): {name: \(name)\($0)}}" }.joined(separator: ", ") + "]}\n"
      }),
    .init("layers that read nothing known", "too-many-errors", layers, 20_000) { "  - relu: {inputs: n\($0)}\n" },
    .init("layers that reuse nothing known", "too-many-errors", layers, 15_000) {
      "  - dense: {units: 4, inputs: input, reuse: n\($0)}\n"
    },
    .init("layers of no known type", "too-many-errors", layers, 40_000) { "  - unheard_of\($0)\n" },
    .init("layers of one name", "too-many-errors", layers, 20_000) { _ in "  - relu: {name: r}\n" },
    .init("keys of no meaning", "too-many-errors", layers + "  - relu: {", 60_000, end: "}\n") { "k\($0): 1, " },
    .init("windows that leave a row each", "unread-input", layers, 19_000) { _ in
      "  - max_pooling2d: {inputs: input}\n"
    },
    .init("outputs by the thousand", nil, layers, 10_000, end: outputs) { "  - relu: {name: r\($0)}\n" },
    .init("a sum of the same", nil, layers + "  - add: {inputs: [input", 100_000, end: "]}\n") { _ in ", input" },
  ]

  private static let outputs = "outputs: [\((0..<10_000).map { "r\($0)" }.joined(separator: ", "))]\n"

  @Test(arguments: specs) func isAnsweredSoon(hostile: Hostile) {
    let clock = ContinuousClock()
    let start = clock.now
    let compilation = Compilation(file: "hostile.yaml", bytes: Array(hostile.spec.utf8))
    let text = TextFormatter().format(compilation.diagnostics.all, in: compilation.sources)
    // A tenth of it on a quiet machine.
    #expect(clock.now - start < .seconds(5))
    #expect(compilation.diagnostics.all.count <= 201 && text.utf8.count < 1 << 20)
    let ids = compilation.diagnostics.all.map(\.id)
    #expect(hostile.id.map(ids.contains) ?? compilation.isValid, "\(ids.prefix(3))")
  }
}
