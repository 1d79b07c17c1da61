import ArgumentParser
import NNCCCompiler
import NNCCEngine
import NNCCInterchange

/// Arrays in files, as options name them: `X.npy` or an idx file for the only one, `name=X.npy` for one of several,
/// `X.npz` for all of them under their names.
struct ArrayFiles {
  /// The option, for messages: `--input`.
  let option: String
  /// What the network has, such as the names of its inputs.
  let names: [String]
  private var paths: [String: String] = [:]
  private var archives: [String] = []

  /// - Throws: `RunError`, one for all that is wrong with the arguments.
  init(_ arguments: [String], option: String, names: [String]) throws {
    self.option = option
    self.names = names
    var findings: [Diagnostic] = []
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2, names.contains(parts[0]) {
        if paths.updateValue(parts[1].expandingHome, forKey: parts[0]) != nil {
          findings.append(Diagnostic("wrong-option", at: nil, "\(option) names '\(parts[0])' twice"))
        }
      } else if argument.hasSuffix(".npz") && parts.count == 1 {
        archives.append(argument)
      } else if names.count == 1, parts.count == 1, paths.isEmpty {
        paths[names[0]] = argument
      } else {
        let list = names.map { "'\($0)'" }.joined(separator: ", ")
        findings.append(
          Diagnostic(
            "wrong-option", at: nil, "\(option) \(argument): it must be name=file, and the names are \(list)")
        )
      }
    }
    if archives.isEmpty {
      for name in names where paths[name] == nil {
        findings.append(Diagnostic("missing-option", at: nil, "\(option) \(name)=… is missing"))
      }
    }
    if !findings.isEmpty { throw RunError(findings) }
  }

  /// Reads an array for every name.
  ///
  /// - Throws: `RunError`, one for all files that cannot be read.
  func read() throws -> [String: NDArray] {
    var arrays: [String: NDArray] = [:]
    var findings: [Diagnostic] = []
    func reporting(_ body: () throws -> Void) rethrows {
      do { try body() } catch let error as FormatError {
        findings.append(Diagnostic("data", at: nil, error.description))
      }
    }
    for path in archives {
      try reporting {
        let archive = try NPZArchive(path)
        for name in names where paths[name] == nil { arrays[name] = try archive.array(name) }
      }
    }
    for name in names {
      guard let path = paths[name] else { continue }
      try reporting {
        if path.hasSuffix(".csv") {
          throw FormatError(.unsupported, file: path, "a table is for a network of one input, and without a name")
        }
        let file = String(path.split(separator: "/").last ?? "")
        let isIDX = [".gz", "ubyte"].contains { file.hasSuffix($0) } || file.contains(".idx")
        arrays[name] = try isIDX ? IDX.read(path) : NPY.read(path)
      }
    }
    if !findings.isEmpty { throw RunError(findings) }
    return arrays
  }
}
