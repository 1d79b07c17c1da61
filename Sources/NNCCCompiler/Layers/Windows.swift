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
    case same
    /// None of it is `valid`.
    case explicit(before: Int, after: Int)

    /// The numbers that the spec gives.
    var extents: [Int] {
      switch self {
      case .same: []
      case .explicit(let before, let after): [before, after]
      }
    }

    /// What a spec says for each axis; another number of them where it lists as many.
    static func each(_ padding: Padding, rank: Int) -> [Self] {
      switch padding {
      case .valid: Array(repeating: .explicit(before: 0, after: 0), count: rank)
      case .same: Array(repeating: .same, count: rank)
      case .explicit(let pairs):
        (pairs.count == 1 ? Array(repeating: pairs[0], count: rank) : pairs).map {
          .explicit(before: $0[0], after: $0[1])
        }
      }
    }
  }

  /// F, the extent that a dilated window spans: (window − 1) · dilation + 1.
  var span: Int { (window - 1) * dilation + 1 }

  /// The output's extent; below 1 where no window fits.
  var output: Int {
    switch padding {
    case .same: (input + stride - 1) / stride
    case .explicit(let before, let after):
      span > input + before + after ? 0 : (input + before + after - span) / stride + 1
    }
  }

  /// Zeros before the first element, and after the last; `same` puts the odd one after, as TensorFlow does.
  var zeros: (before: Int, after: Int) {
    switch padding {
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

/// The keys that say where a layer's windows lie.
struct WindowKeys: Sendable {
  /// The windows' extents, such as `kernel_size`.
  let size: Key<[Int]>
  /// nil is the windows' own extents.
  let strides: Key<[Int]?>
  let padding: Key<Padding>
  var dilations: Key<[Int]>?

  static func padding(rank: Int?) -> Key<Padding> {
    Key(
      "padding", .padding(rank: rank), default: .padding(.valid),
      "valid, same, a number, one for each axis, or [[before, after], …]")
  }
}

extension LayerInference {
  /// The windows that the keys ask for over these spatial extents; nil after a report if one does not fit. A remainder
  /// that leaves input unread is a warning.
  mutating func windows(over extents: [Int], _ keys: WindowKeys) -> Windows? {
    let rank = extents.count
    let sizes = options[keys.size].stretched(to: rank)
    let strides = options[keys.strides]?.stretched(to: rank) ?? sizes
    let dilations = keys.dilations.map { options[$0].stretched(to: rank) } ?? Array(repeating: 1, count: rank)
    let paddings = WindowAxis.AxisPadding.each(options[keys.padding], rank: rank)
    for (key, count) in [(keys.size, sizes.count), (keys.strides, strides.count), (keys.padding, paddings.count)]
      as [(any DeclaredKey, Int)]
    where count != rank {
      let name = key.hyperparameter.name
      error(
        "wrong-rank", key, "the input has \(counted(rank, "spatial axis", "spatial axes")), but '\(name)' has \(count)")
      return nil
    }
    // Far beyond any input, and small enough that no sum of them overflows.
    let limit = 1 << 30
    for (key, values) in [
      (keys.size, sizes), (keys.strides, strides), (keys.dilations, dilations),
      (keys.padding, paddings.flatMap(\.extents)),
    ] as [((any DeclaredKey)?, [Int])] where values.contains(where: { $0 > limit }) {
      error(
        "out-of-range", key, "'\(key?.hyperparameter.name ?? "")' is above \(limit), more than any input has")
      return nil
    }
    let names = rank == 1 ? ["steps"] : ["planes", "rows", "columns"].suffix(rank)
    let axes = zip(extents.indices, names).map { axis, name in
      WindowAxis(
        input: extents[axis], window: sizes[axis], stride: strides[axis], dilation: dilations[axis],
        padding: paddings[axis], name: name)
    }
    for axis in merged(axes.filter { $0.output < 1 }) { reportTooLarge(axis, keys.size) }
    if diagnostics.hasErrors { return nil }
    // A window smaller than its stride leaves as much out between two places, which is meant.
    for axis in merged(axes.filter { $0.unread > max(0, $0.stride - $0.span) }) { reportUnread(axis, keys.size) }
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

  private mutating func reportTooLarge(_ axis: WindowAxis, _ size: Key<[Int]>) {
    let (before, after) = axis.zeros
    let room = axis.input + before + after
    let largest = (room - 1) / axis.dilation + 1
    let missing = axis.span - room
    var notes: [Diagnostic.Note] = []
    if largest >= 1 { notes.append(.init("the largest \(size.name) that fits is \(largest)")) }
    notes.append(
      .init("'padding: same', or \(missing) more of padding before and after together, would fit the window too"))
    let dilated = axis.dilation > 1 ? " (\(axis.window) dilated by \(axis.dilation))" : ""
    error(
      "window-too-large", options.isGiven(size) ? size : nil,
      "a window of \(axis.span)\(dilated) does not fit \(axis.counted(axis.input)): \(axis.formula)",
      notes: notes)
  }

  private mutating func reportUnread(_ axis: WindowAxis, _ size: Key<[Int]>) {
    let fitting = axis.window + axis.unread / axis.dilation
    var notes = [
      Diagnostic.Note(
        "\(axis.input - axis.unread) or \(axis.counted(axis.input - axis.unread + axis.stride)) would divide evenly")
    ]
    if axis.unread % axis.dilation == 0, axis.unread < axis.stride {
      notes.append(.init("so would \(size.name) \(fitting), or 'padding: same'"))
    }
    let last = axis.unread == 1 ? "the last" : "the last \(axis.unread)"
    warning(
      "unread-input", options.isGiven(size) ? size : nil,
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
