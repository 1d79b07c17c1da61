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

  /// The formula with its numbers, before rounding down: `(13 − 5 + 2·0)/2 + 1 = 5`.
  var formula: String {
    let (before, after) = zeros
    let padding = before == after ? "2·\(before)" : "\(before) + \(after)"
    let numerator = input + before + after - span
    let isWhole = numerator.isMultiple(of: stride)
    let result =
      isWhole ? "\(numerator / stride + 1)" : "\((100 * Double(numerator + stride) / Double(stride)).rounded() / 100)"
    return "(\(input) − \(span) + \(padding))/\(stride) + 1 = \(result.replacing("-", with: "−"))"
  }

  /// Whether both say the same of their axes, so that one message can speak of both.
  func isLike(_ other: WindowAxis) -> Bool {
    (input, window, stride, dilation) == (other.input, other.window, other.stride, other.dilation)
      && zeros == other.zeros
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
      let (key, count) = sizes.count == rank ? ("strides", strides.count) : (sizeKey, sizes.count)
      error(
        "wrong-rank", key, "the input has \(counted(rank, "spatial axis", "spatial axes")), but '\(key)' has \(count)")
      return nil
    }
    var pairs: [[Int]] = []
    let padding = options.padding("padding")
    if case .explicit(let given) = padding {
      pairs = given.count == 1 ? Array(repeating: given[0], count: rank) : given
      guard pairs.count == rank else {
        error(
          "wrong-rank", "padding",
          "the input has \(counted(rank, "spatial axis", "spatial axes")), but 'padding' has \(pairs.count)")
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
      error("out-of-range", key, "'\(key)' is above \(limit), more than any input has")
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
    for axis in merged(axes.filter { $0.output < 1 }) { reportTooLarge(axis, sizeKey: sizeKey) }
    if diagnostics.hasErrors { return nil }
    for axis in merged(axes.filter { $0.unread > 0 }) { reportUnread(axis, sizeKey: sizeKey) }
    return Windows(axes: axes)
  }

  /// Axes of which the same can be said as one: "rows and columns".
  private func merged(_ axes: [WindowAxis]) -> [WindowAxis] {
    var distinct: [WindowAxis] = []
    for axis in axes {
      if let index = distinct.firstIndex(where: { $0.isLike(axis) }) {
        distinct[index].name += " and " + axis.name
      } else {
        distinct.append(axis)
      }
    }
    return distinct
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
        .init("'padding: same', or \(missing) more of padding before and after together, would fit the window too"))
    }
    let dilated = axis.dilation > 1 ? " (\(axis.window) dilated by \(axis.dilation))" : ""
    error(
      "window-too-large", options.isGiven(sizeKey) ? sizeKey : nil,
      "a window of \(axis.span)\(dilated) does not fit \(axis.counted(axis.input)): \(axis.formula)",
      notes: notes)
  }

  private mutating func reportUnread(_ axis: WindowAxis, sizeKey: String) {
    let fitting = axis.window + axis.unread / axis.dilation
    var notes = [
      Diagnostic.Note(
        "\(axis.input - axis.unread) or \(axis.counted(axis.input - axis.unread + axis.stride)) would divide evenly")
    ]
    if axis.unread % axis.dilation == 0, axis.unread < axis.stride {
      notes.append(.init("so would \(sizeKey) \(fitting), or 'padding: same'"))
    }
    let last = axis.unread == 1 ? "the last" : "the last \(axis.unread)"
    warning(
      "unread-input", options.isGiven(sizeKey) ? sizeKey : nil,
      "\(last) of \(axis.counted(axis.input)) \(axis.unread == 1 ? "is" : "are") never read: \(axis.formula)",
      notes: notes)
  }
}

extension WindowAxis {
  /// So many of them: `1 row`, `4 rows and columns`.
  fileprivate func counted(_ number: Int) -> String {
    number == 1 ? "1 \(name.replacing("s and ", with: " and ").dropLast())" : "\(number) \(name)"
  }
}
