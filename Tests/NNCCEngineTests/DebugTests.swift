import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing
@Test func debugOne() throws {
  let f = try KerasFixture(WeightFile(path: KerasConformanceTests.folder.appending(path: "activation_elu.safetensors").path))
  let e = try f.executor(.evaluation, ThreadPool(threads: 1))
  func show(_ w: String) { print(w, Array(e.floats(e.plan.targets[0].buffer)), Array(e.floats(e.plan.inputs[0].buffer))) }
  for (i, b) in e.plan.buffers.enumerated() { print(b.name, b.shape, e.plan.offsets[i]) }
  print(e.plan.memory)
  show("before"); e.prepare(); show("prepared"); e.run(); show("ran")
}
