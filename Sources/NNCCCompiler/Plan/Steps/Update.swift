import NNCCRuntime

package typealias Update = Kernels.Update<BufferID>
package typealias SquaredNorm = Kernels.SquaredNorm<BufferID>
package typealias NormLimit = Kernels.NormLimit<BufferID>
package typealias Constrain = Kernels.Constrain<BufferID>

extension Update: Step, BackwardStep {}
extension SquaredNorm: Step, BackwardStep {}
extension NormLimit: Step, BackwardStep {}

extension Constrain: Step, BackwardStep {
  package var details: String { "\(constraint)" }
}
