/// The shape rule of everything with windows: L = floor((W − F + 2P) / S) + 1 on each axis.
struct WindowAxis {
  /// The input's extent, W.
  var input: Int
  /// The window's extent before dilation.
  var window: Int
  var stride: Int
  var dilation: Int
  var padding: AxisPadding
  /// "rows", "columns" or "steps", for messages.
  var name: String

  enum AxisPadding {
    case valid, same
    case explicit(before: Int, after: Int)
  }

  /// F, the extent that a dilated window spans: (window − 1) · dilation + 1.
  var span: Int { (window - 1) * dilation + 1 }

  /// The output's extent; below 1 where no window fits.
  var output: Int {
    switch padding {
    case .valid: span > input ? 0 : (input - span) / stride + 1
    case .same: (input + stride - 1) / stride
    case .explicit(let before, let after):
      span > input + before + after ? 0 : (input + before + after - span) / stride + 1
    }
  }

  /// Zeros before the first element, and after the last; `same` puts the odd one after, as TensorFlow does.
  var zeros: (before: Int, after: Int) {
    switch padding {
    case .valid: return (0, 0)
    case .explicit(let before, let after): return (before, after)
    case .same:
      let total = max(0, (output - 1) * stride + span - input)
      return (total / 2, total - total / 2)
    }
  }

  /// How many of the input's last elements (after padding) no window reaches.
  var unread: Int {
    if case .same = padding { return 0 }
    let (before, after) = zeros
    return max(0, input + before + after - ((output - 1) * stride + span))
  }

  /// The formula with its numbers, `(13 − 5 + 2·0)/2 + 1 = 5`.
  var formula: String {
    let (before, after) = zeros
    let padding = before == after ? "2·\(before)" : "\(before) + \(after)"
    let numerator = input + before + after - span
    let quotient =
      numerator >= 0 && numerator % stride == 0 || numerator < 0
      ? "\(floorDivide(numerator, stride) + 1)"
      : "⌊\(decimal(numerator, stride)) + 1⌋ = \(numerator / stride + 1)"
    let span = dilation == 1 ? "\(span)" : "\(span)"
    return "(\(input) − \(span) + \(padding))/\(stride) + 1 = \(quotient)"
  }

  private func floorDivide(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((-a + b - 1) / b) }

  private func decimal(_ a: Int, _ b: Int) -> String {
    let hundredths = (Double(a) / Double(b) * 100).rounded() / 100
    return String(hundredths)
  }
}

/// The windows of a layer, one for each spatial axis.
struct Windows {
  var axes: [WindowAxis]

  var outputs: [Int] { axes.map(\.output) }
}

extension LayerInference {
  /// The windows that `key` and its companions ask for over these spatial extents; nil after a report if
  /// one does not fit. A remainder that leaves input unread is a warning.
  ///
  /// - Parameters:
  ///   - sizeKey: the hyperparameter of the window's extents, such as `kernel_size`
  ///   - names: what the axes are called
  mutating func windows(over extents: [Int], sizeKey: String, names: [String], dilations: [Int]? = nil)
    -> Windows?
  {
    let rank = extents.count
    let sizes = options.extents(sizeKey, rank: rank)
    var strides = options.extents("strides", rank: rank)
    if strides.isEmpty { strides = sizes }
    guard sizes.count == rank, strides.count == rank else {
      error(
        "wrong-rank", sizes.count == rank ? "strides" : sizeKey,
        "the input has \(rank) spatial axes, but '\(sizes.count == rank ? "strides" : sizeKey)' has \(sizes.count == rank ? strides.count : sizes.count)"
      )
      return nil
    }
    var pairs: [[Int]] = []
    let padding = options.padding("padding")
    if case .explicit(let given) = padding {
      pairs = given.count == 1 ? Array(repeating: given[0], count: rank) : given
      guard pairs.count == rank else {
        error("wrong-rank", "padding", "the input has \(rank) spatial axes, but 'padding' has \(pairs.count)")
        return nil
      }
    }
    // Far beyond any input, and small enough that no sum of them overflows.
    let limit = 1 << 30
    for (key, values) in [
      (sizeKey, sizes), ("strides", strides), ("dilation_rate", dilations ?? []),
      ("padding", pairs.flatMap { $0 }),
    ]
    where values.contains(where: { $0 > limit }) {
      error("out-of-range", key, "'\(key)' is beyond \(limit)")
      return nil
    }
    let axes = (0..<rank).map { axis in
      let axisPadding: WindowAxis.AxisPadding =
        switch padding {
        case .valid, .causal: .valid
        case .same: .same
        case .explicit: .explicit(before: pairs[axis][0], after: pairs[axis][1])
        }
      return WindowAxis(
        input: extents[axis], window: sizes[axis], stride: strides[axis], dilation: dilations?[axis] ?? 1,
        padding: axisPadding, name: names[axis])
    }
    for axis in axes where axis.output < 1 { reportTooLarge(axis, sizeKey: sizeKey) }
    if diagnostics.hasErrors { return nil }
    for axis in axes where axis.unread > 0 { reportUnread(axis, sizeKey: sizeKey) }
    return Windows(axes: axes)
  }

  private mutating func reportTooLarge(_ axis: WindowAxis, sizeKey: String) {
    let (before, after) = axis.zeros
    let room = axis.input + before + after
    let largest = (room - 1) / axis.dilation + 1
    let missing = axis.span - room
    var notes: [Diagnostic.Note] = []
    if largest >= 1 { notes.append(.init("the largest \(sizeKey) that fits is \(largest)")) }
    if options.values.contains(where: { $0.name == "padding" }) {
      notes.append(
        .init("'padding: same', or \(missing) more zeros of padding in all, would fit the window too"))
    }
    error(
      "window-too-large", options.isGiven(sizeKey) ? sizeKey : nil,
      "a window of \(axis.span)\(axis.dilation > 1 ? " (\(axis.window) dilated by \(axis.dilation))" : "") does not fit \(axis.input) \(axis.name): \(axis.formula)",
      notes: notes)
  }

  private mutating func reportUnread(_ axis: WindowAxis, sizeKey: String) {
    let fitting = axis.window + axis.unread / axis.dilation
    var notes = [
      Diagnostic.Note(
        "\(axis.input - axis.unread) or \(axis.input - axis.unread + axis.stride) \(axis.name) would divide evenly"
      )
    ]
    if axis.unread % axis.dilation == 0, axis.unread < axis.stride {
      notes.append(.init("so would \(sizeKey) \(fitting), or 'padding: same'"))
    }
    warning(
      "unread-input", options.isGiven(sizeKey) ? sizeKey : nil,
      "the last \(axis.unread) of \(axis.input) \(axis.name) are never read: \(axis.formula)", notes: notes)
  }
}
