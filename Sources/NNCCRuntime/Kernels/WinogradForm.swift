import CMicrokernels

/// A fast algorithm for convolutions with strides of 1: Winograd's minimal filtering F(m×m, r×r) (Lavin and
/// Gray 2015), which computes m×m outputs of an r×r window with (m + r − 1)² products instead of m²·r².
public enum WinogradForm: Sendable, Hashable, CaseIterable {
  /// F(2×2, 3×3): 2.25 times fewer products.
  case twoByThree
  /// F(4×4, 3×3): 4 times fewer.
  case fourByThree
  /// F(2×2, 5×5): 2.78 times fewer.
  case twoByFive

  /// Rows and columns of results that a tile gives.
  public var outputs: Int { self == .fourByThree ? 4 : 2 }
  /// Rows and columns of the window.
  public var taps: Int { self == .twoByFive ? 5 : 3 }
  /// Rows and columns of inputs that a tile takes.
  public var edge: Int { outputs + taps - 1 }
  /// As papers write it: `F(2×2, 3×3)`.
  public var name: String { "F(\(outputs)×\(outputs), \(taps)×\(taps))" }
  /// The products that a tile is made of.
  var places: Int { edge * edge }

  var loops: nncc_winograd_form {
    switch self {
    case .twoByThree: NNCC_WINOGRAD_2_3
    case .fourByThree: NNCC_WINOGRAD_4_3
    case .twoByFive: NNCC_WINOGRAD_2_5
    }
  }
}

extension WinogradForm: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .twoByThree: .token(".twoByThree")
    case .fourByThree: .token(".fourByThree")
    case .twoByFive: .token(".twoByFive")
    }
  }
}

extension ConvolutionGeometry {
  /// The form that is estimated to compute this convolution fastest, or nil where the direct loops are.
  ///
  /// It depends on the layer alone, never on the batch, so that an example gets the same bits in any.
  public var winogradForm: WinogradForm? {
    guard groups == 1, strideHeight == 1, strideWidth == 1, dilationHeight == 1, dilationWidth == 1,
      kernelHeight == kernelWidth
    else { return nil }
    let fastest = WinogradForm.allCases.filter { $0.taps == kernelHeight }.min { cost($0) < cost($1) }
    guard let fastest else { return nil }
    let direct = kernelHeight * kernelWidth * outputHeight * outputWidth
    return cost(fastest) < Double(direct) ? fastest : nil
  }

  /// What a form costs for one image, in units of a multiply-add for each channel and filter.
  ///
  /// Measured on Zen 4, from 8 to 256 channels and from 2×2 to 32×32 pixels: to transform an element costs as much
  /// as ten multiply-adds; and what the kernel's larger panels cost a single image is one tile's work.
  private func cost(_ form: WinogradForm) -> Double {
    let transforms = 10 / Double(channels) + 10 / Double(filters)
    return Double(form.places * (WinogradTiles(self, form).ofAnImage + 1)) * (1 + transforms)
  }
}
