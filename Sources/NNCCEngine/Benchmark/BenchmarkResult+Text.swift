import NNCCCompiler

extension BenchmarkResult {
  /// The result as the contract's JSON object.
  package var json: JSONValue {
    .object([
      ("name", .string(name)), ("mode", .string(mode.rawValue)), ("batch", .int(batch)),
      ("threads", .int(threads)),
      ("median_us", .number(time.median)), ("p10_us", .number(time.p10)), ("p90_us", .number(time.p90)),
      ("gflops", .number(gigaflops)), ("peak_gflops", .number(peakGigaflops)),
      ("arena_bytes", .int(arenaBytes)), ("peak_rss_bytes", .int(peakResidentBytes)),
      ("startup_ms", .number(startupMilliseconds)),
    ])
  }

  /// The result for people, ending in a line break.
  package var text: String {
    let times =
      "\(rounded(time.median)) µs (p10 \(rounded(time.p10)), p90 \(rounded(time.p90)), \(time.runs) runs)"
    var text = """
      \(name), \(mode.rawValue), batch of \(batch), \(threads) thread\(threads == 1 ? "" : "s")
        median     \(times)
        speed      \(rounded(gigaflops)) GFLOP/s, \(rounded(100 * efficiency)) % of the measured \(rounded(peakGigaflops))
        work       \(rounded(Double(floatingPointOperations) * 1e-6)) MFLOP a run
        memory     \(byteCount(arenaBytes)) arena, \(byteCount(peakResidentBytes)) peak of the process
        startup    \(rounded(startupMilliseconds)) ms to the end of the first run

      """
    if !profile.isEmpty { text += "\n" + profileTable }
    return text
  }

  private var profileTable: String {
    var table = TextTable([
      ("µs", .right), ("share", .right), ("GFLOP/s", .right), ("step", .left), ("result", .left),
      ("details", .left),
    ])
    for row in profile {
      table.add([
        rounded(row.microseconds), rounded(100 * row.share) + " %", row.gigaflops.map { rounded($0) } ?? "",
        row.step, row.result, row.details,
      ])
    }
    return table.text
  }
}

/// A number with three digits or all whole ones: 0.123, 1.23, 12.3, 1234.
private func rounded(_ number: Double) -> String {
  guard number.isFinite else { return "–" }
  var unit = 0.001
  while unit < 1, abs(number) >= 1000 * unit { unit *= 10 }
  let value = (number / unit).rounded() * unit
  // The product is a hair off the decimal that is meant.
  let text = String((value * 1000).rounded() / 1000)
  return text.hasSuffix(".0") && unit >= 1 ? String(text.dropLast(2)) : text
}
