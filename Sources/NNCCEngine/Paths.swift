import Foundation
import NNCCRuntime

extension String {
  /// A path that a spec gives.
  ///
  /// - Parameter directory: what it is relative to.
  package func path(in directory: String) -> String {
    if hasPrefix("~/") { return expandingHome }
    return hasPrefix("/") || directory == "." ? self : URL(filePath: directory).appending(path: self).relativePath
  }

  /// The path with the home directory in place of a '~' before it, as a shell does it for words of their own.
  package var expandingHome: String {
    guard hasPrefix("~/"), let home = ProcessInfo.processInfo.environment["HOME"] else { return self }
    return home + dropFirst()
  }
}

/// Makes a folder, and those that it is to lie in.
///
/// - Throws: `FileError`.
func makeFolder(_ path: String) throws {
  let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  if let slash = trimmed.lastIndex(of: "/"), slash != trimmed.startIndex {
    let parent = String(trimmed[..<slash])
    if !FileContents.exists(parent) { try makeFolder(parent) }
  }
  if mkdir(path, 0o777) == 0 { return }
  let code = errno
  var isFolder: ObjCBool = false
  guard code == EEXIST, FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
    throw FileError(.create, path, errno: code == EEXIST ? ENOTDIR : code)
  }
}

/// The way to a file from a folder that is there.
func relativePath(to file: String, from folder: String) -> String {
  func components(_ folder: URL) -> [String] {
    // Links are followed first, since '..' leaves the folder that a link leads to.
    folder.resolvingSymlinksInPath().standardizedFileURL.pathComponents
  }
  let file = URL(filePath: file)
  let (start, end) = (components(URL(filePath: folder)), components(file.deletingLastPathComponent()))
  let common = zip(start, end).prefix { $0 == $1 }.count
  return (Array(repeating: "..", count: start.count - common) + end[common...] + [file.lastPathComponent])
    .joined(separator: "/")
}
