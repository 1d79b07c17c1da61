import Foundation
import Testing

/// `scripts/walkthrough`: everyday use, by commands alone.
@Suite struct WalkthroughTests {
  @Test func everydayUseGoesAsItShould() throws {
    let process = Process()
    process.executableURL = CommandLineRun.root.appending(path: "scripts/walkthrough")
    process.arguments = [try CommandLineRun.executable().path]
    let directory = try TemporaryDirectory()
    let path = try directory.write("said", "")
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: path))
    process.standardError = process.standardOutput
    try process.run()
    process.waitUntilExit()
    let said = try String(contentsOfFile: path, encoding: .utf8)
    #expect(process.terminationStatus == 0, "\(said)")
    #expect(said.hasSuffix("40 actions, 0 failed\n"), "\(said)")
  }
}
