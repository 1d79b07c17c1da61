import ArgumentParser
import Foundation
import NNCCEngine
import NNCCRuntime

/// What a network may use of the machine.
struct ResourceOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Compute on so many threads (default: one for each core).", valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Refuse a network that takes more memory, such as 512MiB or 2GiB (default: 8GiB, or the machine's memory if that is less).",
      valueName: "size"))
  var memoryLimit: ByteSize?

  func validate() throws {
    if let threads, !(1...ThreadPool.mostThreads).contains(threads) {
      throw ValidationError("--threads takes a number from 1 to \(ThreadPool.mostThreads), not \(threads)")
    }
  }

  /// The number of threads to use.
  var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  /// The most bytes that an arena may take.
  var memoryLimitBytes: Int { memoryLimit?.bytes ?? min(8 << 30, FileContents.physicalMemory) }

  var runOptions: RunOptions {
    var options = RunOptions()
    options.threads = threadCount
    options.memoryLimit = memoryLimitBytes
    return options
  }
}

/// A number of bytes as a user writes it: `1073741824`, `1GiB`, `1.5G` (of 1024³), `2GB` (of 1000³).
struct ByteSize: ExpressibleByArgument {
  var bytes: Int

  init?(argument: String) {
    let number = argument.prefix { $0.isNumber || $0 == "." }
    let unit = argument.dropFirst(number.count).trimmingCharacters(in: .whitespaces).lowercased()
    guard let value = Double(number), let factor = Self.factor(unit), value > 0,
      let bytes = Int(exactly: (value * factor).rounded())
    else { return nil }
    self.bytes = bytes
  }

  private static func factor(_ unit: String) -> Double? {
    if unit.isEmpty || unit == "b" { return 1 }
    guard let power = ["k", "m", "g", "t"].firstIndex(where: unit.hasPrefix) else { return nil }
    let base: Double
    switch unit.dropFirst() {
    case "", "ib": base = 1024
    case "b": base = 1000
    default: return nil
    }
    return (0...power).reduce(1) { factor, _ in factor * base }
  }
}
