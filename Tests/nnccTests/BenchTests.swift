import Foundation
import Testing

@Suite(.serialized) struct BenchTests {
  @Test(arguments: [("infer", 1), ("train", 32)])
  func jsonHasTheContractsFields(mode: String, batch: Int) throws {
    let run = try CommandLineRun([
      "bench", "specs/digits_mlp.yaml", "--mode", mode, "--threads", "1", "--format", "json",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let result = try run.jsonObject()
    #expect(result["name"] as? String == "digits_mlp")
    #expect(result["mode"] as? String == mode)
    #expect(result["batch"] as? Int == batch)
    #expect(result["threads"] as? Int == 1)
    let numbers = ["p10_us", "median_us", "p90_us", "gflops", "peak_gflops", "peak_rss_bytes", "startup_ms"]
      .map { result[$0] as? Double ?? 0 }
    #expect(numbers.allSatisfy { $0 > 0 })
    #expect(numbers[0] <= numbers[1] && numbers[1] <= numbers[2])
  }

  @Test func profileHasALineForEachStep() throws {
    let run = try CommandLineRun(["bench", "specs/digits_mlp.yaml", "--profile", "--threads", "1"])
    #expect(run.status == 0)
    #expect(run.output.split(separator: "\n").count { $0.contains("  matmul  ") } == 3)
  }

  @Test func timeStepsNeedARecurrentLayer() throws {
    let run = try CommandLineRun(["bench", "specs/digits_mlp.yaml", "--mode", "step"])
    #expect(run.status == 1)
    #expect(run.errors.contains("no recurrent layer"))
  }

  @Test func trainingNeedsTrain() throws {
    let run = try CommandLineRun(["bench", "Benchmarks/specs/matmul_1024.yaml", "--mode", "train"])
    #expect(run.status == 1)
    #expect(run.errors.contains("'train:'"))
  }
}
