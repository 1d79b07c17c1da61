/// Which rows of a table make an example.
package struct TableWindows: Sendable, Hashable {
  /// The input's columns.
  package var features: [String]
  /// The target's columns.
  package var targets: [String]
  /// Rows of an example; nil for one without a time axis.
  package var window: Int?
  /// How many rows after the last of its window an example's last target is.
  package var horizon: Int
  /// Rows between the starts of two windows.
  package var stride: Int

  package init(features: [String], targets: [String], window: Int? = nil, horizon: Int? = nil, stride: Int = 1) {
    self.features = features
    self.targets = targets
    self.window = window
    self.horizon = horizon ?? (window == nil ? 0 : 1)
    self.stride = stride
  }

  /// The rows that an example spans, its target's among them.
  package var span: Int { (window ?? 1) + horizon }

  /// How many examples so many rows make.
  package func count(rows: Int) -> Int { rows < span ? 0 : (rows - span) / stride + 1 }
}
