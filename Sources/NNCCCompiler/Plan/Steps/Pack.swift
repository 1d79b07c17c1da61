import NNCCRuntime

package typealias Pack = Kernels.Pack<BufferID>

extension Pack: Step {
  package var details: String {
    switch layout {
    case .matrix(let inner, let columns): "\(inner)×\(columns)"
    case .transposed(let inner, let columns): "(\(columns)×\(inner))ᵀ"
    case .block(let stride, let first, let inner, let columns, let matrices):
      "\(times(matrices))\(inner)×\(columns) of \(inner)×\(stride) from \(first)"
    case .transposedBlock(let stride, let first, let inner, let columns, let matrices):
      "\(times(matrices))(\(columns)×\(inner) of \(columns)×\(stride) from \(first))ᵀ"
    case .kernel(let g, let form):
      "kernel \(g.kernelHeight)×\(g.kernelWidth)×\(g.channels / g.groups)→\(g.filters)" + suffix(form)
    case .turnedKernel(let g, let form):
      "turned kernel \(g.kernelHeight)×\(g.kernelWidth)×\(g.filters / g.groups)→\(g.channels)" + suffix(form)
    }
  }

  private func times(_ matrices: Int) -> String { matrices == 1 ? "" : "\(matrices) of " }

  private func suffix(_ form: WinogradForm?) -> String { form.map { ", Winograd \($0.name)" } ?? "" }

  /// The products that read the panels give the weight its gradient.
  package func appendGradient(to program: inout GradientBuilder) {}
}

extension PackLayout {
  /// What the panels' name adds to the weight's.
  var suffix: String {
    switch self {
    case .matrix, .kernel: ".packed"
    case .transposed: ".packed_transposed"
    case .block(_, let first, _, _, _): ".packed_from_\(first)"
    case .transposedBlock(_, let first, _, _, _): ".packed_transposed_from_\(first)"
    case .turnedKernel: ".packed_turned"
    }
  }
}
