import NNCCRuntime

extension KernelCall {
  /// A call for one example and the same for a batch as one, where they differ only in numbers that grow with the
  /// batch: those become multiples of `rows`.
  ///
  /// - Returns: nil where they differ in anything else.
  static func inRows(one: KernelCall, batch: KernelCall, count: Int) -> KernelCall? {
    guard one.name == batch.name else { return nil }
    return arguments(one.arguments, batch.arguments, count).map { KernelCall(name: batch.name, arguments: $0) }
  }

  private static func arguments(_ one: [Argument], _ batch: [Argument], _ count: Int) -> [Argument]? {
    paired(one, batch) { one, batch in
      guard one.label == batch.label, let value = value(one.value, batch.value, count) else { return nil }
      return Argument(label: batch.label, value: value)
    }
  }

  private static func value(_ one: Value, _ batch: Value, _ count: Int) -> Value? {
    switch (one, batch) {
    case (.option(let one), .option(let batch)): one.inRows(batch: batch, count: count).map(Value.option)
    case (.group(let one), .group(let batch)): arguments(one, batch, count).map(Value.group)
    default: one == batch ? batch : nil
    }
  }
}

extension Literal {
  fileprivate func inRows(batch: Literal, count: Int) -> Literal? {
    switch (self, batch) {
    case _ where self == batch: batch
    case (.integer(let one), .integer(let whole)):
      one > 0 && one.multipliedReportingOverflow(by: count) == (whole, false) ? .rows(times: one) : nil
    case (.array(let one), .array(let batch)):
      paired(one, batch) { $0.inRows(batch: $1, count: count) }.map(Literal.array)
    case (.call(let name, let one), .call(let other, let batch)) where name == other:
      paired(one, batch) { one, batch in
        guard one.label == batch.label else { return nil }
        return one.value.inRows(batch: batch.value, count: count).map { Argument(batch.label, $0) }
      }.map { .call(name, $0) }
    default: nil
    }
  }
}

/// What `combine` makes of each pair; nil where the lists differ in length, or it gives nil for one.
private func paired<Element, Result>(
  _ one: [Element], _ other: [Element], _ combine: (Element, Element) -> Result?
) -> [Result]? {
  guard one.count == other.count else { return nil }
  let results = zip(one, other).compactMap(combine)
  return results.count == one.count ? results : nil
}
