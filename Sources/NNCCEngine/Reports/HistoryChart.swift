/// The loss or a metric over the epochs, for the training and validation parts, as an SVG that adapts to a light or dark
/// page.
package struct HistoryChart {
  package let title: String
  /// Of the loss or the metric.
  package let name: String
  package let curves: [Curve]

  /// One line of the chart.
  package struct Curve {
    var name: String
    var cssClass: String
    /// Of epoch 1, 2, …; what is not finite leaves a gap.
    var values: [Double]
  }

  private static let (width, height) = (720.0, 420.0)
  private static let (left, right, top, bottom) = (72.0, 696.0, 56.0, 364.0)

  /// - Parameters:
  ///   - name: `loss`, or a metric's.
  ///   - title: the network's name.
  package init(of name: String = "loss", title: String, history: TrainingHistory) {
    self.title = title
    self.name = name
    curves = [(name, "training", "training"), ("val_" + name, "validation", "validation")]
      .compactMap { name, label, cssClass in
        history.curves.first { $0.name == name }.map {
          Curve(name: label, cssClass: cssClass, values: $0.values)
        }
      }
  }

  /// The document.
  package var svg: String {
    let values = curves.flatMap(\.values).filter(\.isFinite)
    let epochs = max(1, curves.map(\.values.count).max() ?? 1)
    let y = NiceTicks(from: min(0, values.min() ?? 0), to: values.max() ?? 1, count: 5)
    let x = NiceTicks(from: 1, to: Double(max(2, epochs)), count: 8)
    let scale = Scale(epochs: epochs, bottom: y.values.first ?? 0, top: y.values.last ?? 1)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(Self.width)) \(number(Self.height))" \
      font-family="system-ui, sans-serif" font-size="13" role="img">
      <title>\(escaped(name == "loss" ? "Loss" : name)) of \(escaped(title))</title>
      <style>
      .page { fill: #ffffff } .text { fill: #1f2328 } .grid { stroke: #d1d9e0 } .axis { stroke: #59636e }
      .line { fill: none; stroke-width: 2; stroke-linejoin: round }
      .training { stroke: #0969da; fill: #0969da } .validation { stroke: #bc4c00; fill: #bc4c00 }
      @media (prefers-color-scheme: dark) {
      .page { fill: #0d1117 } .text { fill: #e6edf3 } .grid { stroke: #30363d } .axis { stroke: #9198a1 }
      .training { stroke: #58a6ff; fill: #58a6ff } .validation { stroke: #f0883e; fill: #f0883e }
      }
      .line.training, .line.validation { fill: none }
      </style>
      <rect class="page" width="100%" height="100%"/>
      <text class="text" x="\(number(Self.left))" y="30" font-size="17">\(escaped(name == "loss" ? title : "\(title): \(name)"))</text>
      \(legend)
      \(horizontal(y, scale))
      \(vertical(x, scale, epochs: epochs))
      \(curves.map { path($0, scale) }.joined(separator: "\n"))
      </svg>

      """
  }

  /// From epochs and losses to places on the page.
  private struct Scale {
    var epochs: Int
    var bottom: Double
    var top: Double

    func x(_ epoch: Double) -> Double {
      let share = epochs > 1 ? (epoch - 1) / Double(epochs - 1) : 0.5
      return HistoryChart.left + share * (HistoryChart.right - HistoryChart.left)
    }

    func y(_ loss: Double) -> Double {
      HistoryChart.bottom - (loss - bottom) / (top - bottom) * (HistoryChart.bottom - HistoryChart.top)
    }
  }

  private var legend: String {
    curves.enumerated().map { index, curve in
      let x = Self.right - 110 * Double(curves.count - index)
      return """
        <line class="line \(curve.cssClass)" x1="\(number(x))" y1="26" x2="\(number(x + 20))" y2="26"/>\
        <text class="text" x="\(number(x + 26))" y="30">\(curve.name)</text>
        """
    }.joined(separator: "\n")
  }

  private func horizontal(_ ticks: NiceTicks, _ scale: Scale) -> String {
    ticks.values.enumerated().map { index, value in
      let y = number(scale.y(value))
      return """
        <line class="\(index == 0 ? "axis" : "grid")" x1="\(number(Self.left))" y1="\(y)" \
        x2="\(number(Self.right))" y2="\(y)"/>\
        <text class="text" x="\(number(Self.left - 8))" y="\(y)" dy="0.35em" text-anchor="end">\
        \(ticks.label(value))</text>
        """
    }.joined(separator: "\n")
  }

  private func vertical(_ ticks: NiceTicks, _ scale: Scale, epochs: Int) -> String {
    let marked = ticks.values.filter { $0 >= 1 && $0 <= Double(epochs) && $0 == $0.rounded() }
    let labels = marked.map { epoch in
      """
      <text class="text" x="\(number(scale.x(epoch)))" y="\(number(Self.bottom + 20))" text-anchor="middle">\
      \(Int(epoch))</text>
      """
    }
    let middle = number((Self.left + Self.right) / 2)
    let name =
      "<text class=\"text\" x=\"\(middle)\" y=\"\(number(Self.height - 14))\" text-anchor=\"middle\">epoch</text>"
    return (labels + [name]).joined(separator: "\n")
  }

  private func path(_ curve: Curve, _ scale: Scale) -> String {
    var path = ""
    var marks: [String] = []
    var isConnected = false
    for (index, value) in curve.values.enumerated() {
      defer { isConnected = value.isFinite }
      guard value.isFinite else { continue }
      let (x, y) = (number(scale.x(Double(index + 1))), number(scale.y(value)))
      path += "\(path.isEmpty ? "" : " ")\(isConnected ? "L" : "M")\(x) \(y)"
      marks.append("<circle class=\"\(curve.cssClass)\" cx=\"\(x)\" cy=\"\(y)\" r=\"3\"/>")
    }
    // A line through few points hides where they are.
    return (["<path class=\"line \(curve.cssClass)\" d=\"\(path)\"/>"] + (marks.count <= 30 ? marks : []))
      .joined(separator: "\n")
  }

  private func number(_ value: Double) -> String {
    let rounded = (value * 10).rounded() / 10
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }

  private func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
  }
}
