import NNCCCompiler
import NNCCInterchange
import NNCCRuntime

/// Runs `body` and turns what it throws about files, data and weights into a `RunError`.
///
/// - Parameters:
///   - id: the diagnostic's.
///   - range: the place in the spec that asked for it.
package func reportingFaults<Value>(
  _ id: String, at range: SourceRange? = nil, _ body: () throws -> Value
) throws -> Value {
  do {
    return try body()
  } catch let error as DatasetError {
    throw RunError(id, at: range, error.description)
  } catch let error as TextError {
    throw RunError(id, at: range, error.description)
  } catch let error as FormatError {
    throw RunError(id, at: range, error.description)
  } catch let error as FileError {
    throw RunError(id, at: range, error.description)
  } catch let error as WeightFileError {
    throw RunError(id, at: range, error.description)
  } catch let error as GeneratedFile.Taken {
    throw RunError(id, at: range, error.description)
  } catch let error as FeatureScaling.Damaged {
    throw RunError(id, at: range, error.description)
  } catch let error as Arena.OutOfMemory {
    throw RunError("out-of-memory", at: range, error.description)
  }
}

extension Compilation {
  /// The plan for a batch size.
  ///
  /// - Throws: `RunError` with what keeps the network from being planned.
  package func requirePlan(batch: Int, purpose: PlanPurpose, options: RunOptions) throws -> Plan {
    var copy = self
    guard let plan = try copy.plan(batch: batch, purpose: purpose, PlanOptions(memoryLimit: options.memoryLimit)) else {
      throw RunError(copy.diagnostics.all.filter { $0.severity == .error })
    }
    return plan
  }

  /// The network for one time step at a time.
  ///
  /// - Throws: `RunError` with what keeps it from running so.
  package func requireSingleStep() throws -> Compilation {
    var copy = self
    guard let step = copy.singleStep() else {
      throw RunError(copy.diagnostics.all.filter { $0.severity == .error })
    }
    return step
  }

  /// The network.
  ///
  /// - Throws: `RunError` where the spec has errors.
  package func requireGraph() throws -> Graph {
    guard isValid, let graph else { throw RunError(diagnostics.all.filter { $0.severity == .error }) }
    return graph
  }
}
