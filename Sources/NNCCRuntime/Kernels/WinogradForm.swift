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

extension WinogradForm: CustomStringConvertible {
  /// As papers write it: `F(2×2, 3×3)`.
  public var description: String { "F(\(outputs)×\(outputs), \(taps)×\(taps))" }
}

extension ConvolutionGeometry {
  /// The form that computes this convolution faster than the direct loops do, if one does.
  ///
  /// It depends on the layer alone, never on the batch, so that an example gets the same bits in any.
  public var winogradForm: WinogradForm? {
    guard groups == 1, strideHeight == 1, strideWidth == 1, dilationHeight == 1, dilationWidth == 1,
      kernelHeight == kernelWidth
    else { return nil }
    guard let form = WinogradForm.allCases.first(where: { $0.taps == kernelHeight }) else { return nil }
    // Below, the transforms cost more than the products they save.
    guard channels >= 24, filters >= 24 else { return nil }
    return form
  }
}
