/// What a name that is none of a few most likely meant.
struct NearName {
  let name: String
  /// Whether letters are wrong, and an edit mends it: not where another framework's word for it, or for what is like it,
  /// was written.
  let isMistyped: Bool
}

/// The candidate that a mistyped name most likely meant, or nil where none is near.
package func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
  nearName(to: name, among: candidates)?.name
}

/// The candidate that a mistyped name most likely meant, or nil where none is near.
///
/// Names that differ only in case, hyphens and underscores are the same word: `kernelSize`, `kernel-size` and
/// `Kernel_Size` all mean `kernel_size`. Next, what other frameworks say: `lr` means `learning_rate`. Otherwise at
/// most a third of the letters may be wrong. Of equally near candidates the first is returned.
func nearName(to name: String, among candidates: some Sequence<String>) -> NearName? {
  let word = foldedWord(name)
  // Longer than any name of the language, and distance is quadratic in the length.
  guard !word.isEmpty, word.count <= 64 else { return nil }
  let candidates = Array(candidates)
  if let same = candidates.first(where: { foldedWord($0) == word }) { return NearName(name: same, isMistyped: true) }
  let meanings = ForeignNames.meanings(of: String(String.UnicodeScalarView(word)))
  if let meant = candidates.first(where: meanings.contains) { return NearName(name: meant, isMistyped: false) }
  var nearest: (name: String, distance: Int)?
  for candidate in candidates {
    let other = foldedWord(candidate)
    let cutoff = (max(word.count, other.count) + 2) / 3
    guard other.count <= 64, abs(word.count - other.count) <= cutoff else { continue }
    let distance = editDistance(word, other)
    if distance <= cutoff, distance < max(word.count, other.count), distance < nearest?.distance ?? .max {
      nearest = (candidate, distance)
    }
  }
  return nearest.map { NearName(name: $0.name, isMistyped: true) }
}

/// The fewest insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`, no letter being
/// edited twice (Damerau 1964 and Levenshtein 1966, in the "optimal string alignment" form).
func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in a.indices {
    var current = [i + 1] + [Int](repeating: 0, count: b.count)
    for j in b.indices {
      let substitution = last[j] + (a[i] == b[j] ? 0 : 1)
      current[j + 1] = min(substitution, last[j + 1] + 1, current[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        current[j + 1] = min(current[j + 1], beforeLast[j - 1] + 1)
      }
    }
    (beforeLast, last) = (last, current)
  }
  return last[b.count]
}

/// A name by its letters and digits alone, in lower case.
func foldedWord(_ name: String) -> [Unicode.Scalar] {
  // Four bytes a scalar: what is longer is no name, whatever its case.
  guard name.utf8.count <= 256 else { return [] }
  return name.lowercased().unicodeScalars.filter { $0 != "_" && $0 != "-" && $0 != " " }
}
