import NNCCRuntime

/// state = value: what a stateful layer ended with is what it starts from in the next run.
package struct Carry: Step {
  package var value: BufferID
  package var state: BufferID
  package var count: Int

  package var name: String { "carry" }
  package var reads: [BufferID] { [value] }
  package var writes: [BufferID] { [state] }
  package var details: String { "\(count)" }

  package func run(on machine: Machine) {
    Kernels.copyBlocks(
      machine[value], stride: count, machine[state], targetStride: count, blocks: 1, size: count, adding: false,
      pool: machine.threads.pool)
  }

  package var call: KernelCall {
    """
    Kernels.copyBlocks(\(value), stride: \(count), \(state), targetStride: \(count), blocks: 1, size: \(count), \
    adding: false, pool: pool)
    """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.copyBlocks(
      machine[value], stride: count, machine[state], targetStride: count, blocks: 1, size: count, adding: false)
  }
}
