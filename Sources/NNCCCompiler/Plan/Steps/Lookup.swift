import NNCCRuntime

/// rows[count, width] = the rows of table[words, width] that whole numbers name
package struct Gather: Step {
  package var numbers: BufferID
  package var table: BufferID
  package var rows: BufferID
  package var count: Int
  package var words: Int
  package var width: Int

  package var name: String { "gather" }
  package var reads: [BufferID] { [numbers, table] }
  package var writes: [BufferID] { [rows] }
  package var details: String { "\(count) rows of \(words)×\(width)" }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: rows) else { return }
    program.contribute(to: table) {
      GatherGradient(
        numbers: numbers, rowsGradient: gradient, tableGradient: $0, count: count, words: words, width: width)
    }
  }

  package func run(on machine: Machine) {
    Kernels.gatherRows(
      machine[table], words: words, width: width, numbers: machine.integers(numbers), count: count,
      machine[rows], pool: machine.threads.pool)
  }

  package var call: KernelCall {
    """
    Kernels.gatherRows(\(table), words: \(words), width: \(width), numbers: \(integers: numbers), \
    count: \(count), \(rows), pool: pool)
    """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.gatherRows(
      machine[table], words: words, width: width, numbers: machine[numbers], count: count, machine[rows])
  }
}

/// The gradient of a gather's table: each row's gradient, added up where its number points.
package struct GatherGradient: Step {
  package var numbers: BufferID
  package var rowsGradient: BufferID
  package var tableGradient: BufferID
  package var count: Int
  package var words: Int
  package var width: Int

  package var name: String { "gather_gradient" }
  package var reads: [BufferID] { [numbers, rowsGradient] }
  package var writes: [BufferID] { [tableGradient] }
  package var details: String { "\(count) rows of \(words)×\(width)" }

  package func run(on machine: Machine) {
    Kernels.gatherRowsGradient(
      machine[rowsGradient], numbers: machine.integers(numbers), count: count, machine[tableGradient],
      words: words, width: width, pool: machine.threads.pool)
  }

  package var call: KernelCall {
    """
    Kernels.gatherRowsGradient(\(rowsGradient), numbers: \(integers: numbers), count: \(count), \
    \(tableGradient), words: \(words), width: \(width), pool: pool)
    """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.gatherRowsGradient(
      machine[rowsGradient], numbers: machine[numbers], count: count, machine[tableGradient], words: words,
      width: width)
  }
}

/// rows[count, depth] = 1 at each whole number's place, 0 elsewhere
package struct OneHot: Step {
  package var numbers: BufferID
  package var rows: BufferID
  package var count: Int
  package var depth: Int

  package var name: String { "one_hot" }
  package var reads: [BufferID] { [numbers] }
  package var writes: [BufferID] { [rows] }
  package var details: String { "\(count)×\(depth)" }

  /// Whole numbers come from outside: nothing is differentiated by them.
  package func appendGradient(to program: inout GradientBuilder) {}

  package func run(on machine: Machine) {
    Kernels.oneHot(
      numbers: machine.integers(numbers), count: count, machine[rows], depth: depth, pool: machine.threads.pool)
  }

  package var call: KernelCall {
    "Kernels.oneHot(numbers: \(integers: numbers), count: \(count), \(rows), depth: \(depth), pool: pool)"
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.oneHot(numbers: machine[numbers], count: count, machine[rows], depth: depth)
  }
}
