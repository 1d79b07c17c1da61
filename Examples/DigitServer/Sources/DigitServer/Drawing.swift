/// What someone drew: strokes of a pen, as points in pixels or the like, y downward.
struct Drawing: Decodable {
  var strokes: [[Point]]

  struct Point {
    var x, y: Float
  }
}

/// Points come as pairs, `[x, y]`.
extension Drawing.Point: Decodable {
  init(from decoder: any Decoder) throws {
    var pair = try decoder.unkeyedContainer()
    x = try pair.decode(Float.self)
    y = try pair.decode(Float.self)
    guard max(abs(x), abs(y)) <= 100_000, pair.isAtEnd else {
      throw DecodingError.dataCorruptedError(in: pair, debugDescription: "A point is a pair of numbers to 100,000.")
    }
  }
}

extension Drawing {
  /// The most points that are looked at.
  static let mostPoints = 2000

  // As the digits of the training set were written, on a 32×32 image.
  private static let size = 32
  private static let pens: ClosedRange<Float> = 4...8
  private static let ink = 31 * size * size / 100
  /// How much of the image the middle of the pen's line may take in each direction.
  private static let (width, height): (Float, Float) = (20, 25)

  /// The drawing as the network has seen digits: a black and white image that the digit fills, in a pen as thick as
  /// makes up for a thin digit, of which each block of 4×4 pixels becomes one, from 0 (white) to 1 (black); nil if
  /// nothing is drawn.
  func pixels() -> [Float]? {
    let strokes = fitted()
    guard !strokes.isEmpty else { return nil }
    let distances = (0..<Self.size * Self.size).map { pixel in
      let center = Point(x: Float(pixel % Self.size) + 0.5, y: Float(pixel / Self.size) + 0.5)
      return strokes.reduce(.infinity) { min($0, $1.distance(to: center)) }
    }
    let radius = min(max(distances.sorted()[Self.ink], Self.pens.lowerBound / 2), Self.pens.upperBound / 2)
    var pixels = [Float](repeating: 0, count: 64)
    for (pixel, distance) in distances.enumerated() where distance <= radius {
      pixels[pixel / Self.size / 4 * 8 + pixel % Self.size / 4] += 1 / 16
    }
    return pixels
  }

  /// The strokes' segments, moved and scaled into the image: as high as it, and centred.
  private func fitted() -> [Segment] {
    let points = strokes.joined()
    guard let left = points.map(\.x).min(), let right = points.map(\.x).max(),
      let top = points.map(\.y).min(), let bottom = points.map(\.y).max()
    else { return [] }
    // A lone dot or a level line is not blown up for ever.
    let scaleY = Self.height / max(bottom - top, (right - left) / 4, 1)
    let scaleX = min(scaleY, Self.width / max(right - left, 1))
    let center = Float(Self.size) / 2
    func place(_ point: Point) -> Point {
      Point(x: center + (point.x - (left + right) / 2) * scaleX, y: center + (point.y - (top + bottom) / 2) * scaleY)
    }
    return strokes.flatMap { stroke in
      let points = stroke.map(place)
      return points.count == 1
        ? [Segment(from: points[0], to: points[0])] : zip(points, points.dropFirst()).map { Segment(from: $0, to: $1) }
    }
  }
}

private struct Segment {
  var from, to: Drawing.Point

  func distance(to point: Drawing.Point) -> Float {
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    let along = ((point.x - from.x) * dx + (point.y - from.y) * dy) / max(dx * dx + dy * dy, .leastNormalMagnitude)
    let nearest = min(1, max(0, along))
    let (x, y) = (from.x + nearest * dx - point.x, from.y + nearest * dy - point.y)
    return (x * x + y * y).squareRoot()
  }
}
