import NNCCReference
import NNCCRuntime
import Testing

@Suite struct BorderTests {
  static let geometries: [BorderGeometry] = [
    make(1, 1, 1, 1, at: (0, 0), in: (1, 1)), make(2, 5, 4, 3, at: (1, 2), in: (7, 8)),
    make(1, 6, 6, 2, at: (-1, -2), in: (4, 3)), make(3, 4, 5, 1, at: (2, 1), in: (12, 14), spacing: 2),
    make(1, 5, 5, 4, at: (-3, -4), in: (6, 7), spacing: 3), make(2, 3, 3, 2, at: (9, 9), in: (4, 4)),
    make(2, 3, 3, 2, at: (-9, -9), in: (4, 4)), make(4, 32, 32, 64, at: (1, 1), in: (34, 34)),
    make(1, 8, 8, 5, at: (0, -1), in: (3, 30), spacing: 4), make(9, 30, 31, 17, at: (2, 0), in: (33, 40)),
  ]

  static func make(
    _ images: Int, _ height: Int, _ width: Int, _ channels: Int, at place: (Int, Int),
    in frame: (Int, Int), spacing: Int = 1
  ) -> BorderGeometry {
    BorderGeometry(
      images: images, height: height, width: width, channels: channels, top: place.0, left: place.1,
      frameHeight: frame.0, frameWidth: frame.1, spacingHeight: spacing, spacingWidth: spacing)
  }

  @Test(arguments: geometries)
  func framesAreTheReferences(_ g: BorderGeometry) {
    let source = GuardedFloats(random: g.images * g.height * g.width * g.channels, seed: 1)
    let words = g.images * g.frameHeight * g.frameWidth * g.channels
    let expected = Samples.output(words) {
      ReferenceMachine<Float>().visit(Kernels.Border(source.pointer, into: $0, geometry: g))
    }
    for threads in 1...2 {
      let frame = GuardedFloats(unwritten: words)
      Kernels.Border(source.pointer, into: frame.pointer, geometry: g).run(threads: threads)
      frame.expectSame(as: expected)
    }
  }
}
