import NNCCCompiler
import NNCCRuntime

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// What the plugins run: `nncc-generate SPEC OUTPUT` writes a spec's plans as Swift. Errors go to standard error as
// `file:line:column: error: …`, which a build shows as its own. Only the compiler's modules, so that it builds fast.

/// Writes to standard error.
func writeError(_ text: String) {
  var text = text
  text.withUTF8 { bytes in _ = write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
}

/// Says what is wrong and ends the program.
func fail(_ text: String) -> Never {
  writeError(text)
  exit(1)
}

guard CommandLine.arguments.count == 3 else { fail("usage: nncc-generate SPEC OUTPUT\n") }
let (spec, output) = (CommandLine.arguments[1], CommandLine.arguments[2])
do {
  var compilation = Compilation(file: spec, bytes: try FileContents.bytes(of: spec, limit: 16 << 20))
  let source = try compilation.swiftSource(GenerationOptions())
  let diagnostics = compilation.diagnostics.all
  if !diagnostics.isEmpty {
    writeError(TextFormatter(style: .plain, width: 120).format(diagnostics, in: compilation.sources))
  }
  guard let source else { exit(1) }
  try GeneratedFile(Array(source.utf8), at: output).write()
} catch {
  fail("\(spec): error: \(error)\n")
}
