import NNCCCompiler
import NNCCEngine
import Testing

@Suite struct RunLockTests {
  @Test func aFolderIsOnesUntilTheLockGoes() throws {
    let directory = try TemporaryDirectory()
    let folder = RunFolder(path: directory.path)
    var first: RunLock? = try RunLock(folder)
    for _ in 0..<3 {
      let error = #expect(throws: RunError.self) { try RunLock(folder) }
      #expect(error?.diagnostics.first?.id == "run-folder-in-use")
    }
    withExtendedLifetime(first) {}
    first = nil
    #expect(throws: Never.self) { try RunLock(folder) }
  }

  @Test func aFolderThatIsNotThereSaysWhy() throws {
    let directory = try TemporaryDirectory()
    let error = #expect(throws: RunError.self) { try RunLock(RunFolder(path: directory("none"))) }
    #expect(error?.description.hasSuffix("No such file or directory") == true)
  }
}
