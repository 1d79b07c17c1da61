/// Which words of an arena are taken, and when: answers where a buffer fits first, without looking at every buffer
/// that lives beside it.
///
/// A segment tree over the steps (Bentley 1977). Each of its nodes is a stretch of steps and keeps the words taken
/// throughout it, and those taken at some time within it, as sets of ranges; what lies side by side becomes one
/// range, so that sets stay small however many buffers there are.
struct Occupancy {
  /// Of every stretch: words that a buffer takes which lives through all of it, but not through its parent.
  private var throughout: [RangeSet]
  /// Of every stretch: words that a buffer takes at some time within it, where it does not live on all through a
  /// stretch further up.
  private var within: [RangeSet]
  /// Steps in the whole, a power of two.
  private let span: Int
  private let firstStep: Int

  /// - Parameter steps: the first and the last that anything may live at.
  init(steps: ClosedRange<Int>) {
    var span = 1
    while span < steps.count { span *= 2 }
    self.span = span
    firstStep = steps.lowerBound
    throughout = Array(repeating: RangeSet(), count: 2 * span)
    within = Array(repeating: RangeSet(), count: 2 * span)
  }

  /// The lowest word, from `base` on, at which `count` words are free through a whole lifetime.
  func firstFit(_ count: Int, from base: Int, during lifetime: MemoryPlanner.Lifetime) -> Int {
    var rivals: [RangeSet] = []
    visit(
      lifetime, inside: { if !within[$0].isEmpty { rivals.append(within[$0]) } },
      across: { if !throughout[$0].isEmpty { rivals.append(throughout[$0]) } })
    var start = base
    var isFree = false
    while !isFree {
      isFree = true
      for rival in rivals {
        let next = rival.firstFit(count, from: start)
        if next > start {
          start = next
          isFree = false
        }
      }
    }
    return start
  }

  mutating func take(_ words: Range<Int>, during lifetime: MemoryPlanner.Lifetime) {
    guard !words.isEmpty else { return }
    var (whole, part): ([Int], [Int]) = ([], [])
    visit(lifetime, inside: { whole.append($0) }, across: { part.append($0) })
    for node in whole {
      throughout[node].insert(words)
      within[node].insert(words)
    }
    for node in part { within[node].insert(words) }
  }

  /// Calls `inside` for the fewest stretches that make up a lifetime, and `across` for all that such a stretch is
  /// part of.
  private func visit(_ lifetime: MemoryPlanner.Lifetime, inside: (Int) -> Void, across: (Int) -> Void) {
    let (first, last) = (lifetime.first - firstStep, lifetime.last - firstStep)
    func visit(_ node: Int, _ start: Int, _ length: Int) {
      guard first < start + length, start <= last else { return }
      if first <= start, start + length <= last + 1 { return inside(node) }
      across(node)
      visit(2 * node, start, length / 2)
      visit(2 * node + 1, start + length / 2, length / 2)
    }
    visit(1, 0, span)
  }
}

/// Whole numbers, as ranges in ascending order that neither overlap nor touch.
private struct RangeSet {
  private var ranges: [Range<Int>] = []

  var isEmpty: Bool { ranges.isEmpty }

  /// The index of the first range that ends beyond a number.
  private func firstEnding(beyond number: Int) -> Int {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound > number { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The lowest number, from `start` on, at which `count` numbers are not in the set.
  func firstFit(_ count: Int, from start: Int) -> Int {
    var start = start
    for range in ranges[firstEnding(beyond: start)...] {
      if start + count <= range.lowerBound { break }
      start = max(start, range.upperBound)
    }
    return start
  }

  mutating func insert(_ range: Range<Int>) {
    let first = firstEnding(beyond: range.lowerBound - 1)
    var end = first
    var merged = range
    while end < ranges.count, ranges[end].lowerBound <= range.upperBound {
      merged = min(merged.lowerBound, ranges[end].lowerBound)..<max(merged.upperBound, ranges[end].upperBound)
      end += 1
    }
    ranges.replaceSubrange(first..<end, with: CollectionOfOne(merged))
  }
}
