import Foundation
import Testing

@Suite struct VerifyTests {
  @Test func gradientsOfTheDigitsNetworkAreRight() throws {
    let run = try CommandLineRun(["verify", "specs/digits_mlp.yaml", "--threads", "2"])
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains("logits/bias"))
    #expect(!run.output.contains("FAILED"))
  }

  @Test func aSpecWithoutTrainIsVerified() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(
      "a.yaml", "input: [5, 5, 2]\nlayers: [{conv2d: {filters: 3, kernel_size: 3, activation: tanh}}]\n")
    let run = try CommandLineRun(["verify", path])
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains("conv2d/kernel"))
  }

  @Test func dropoutIsVerifiedInBothModes() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(
      "a.yaml",
      "input: [6]\nlayers: [{dense: {units: 8}}, {dropout: {rate: 0.4}}, {dense: {units: 3}}]\ntrain: {loss: mse}\n")
    let run = try CommandLineRun(["verify", path])
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.split(separator: "\n").count { $0.hasPrefix("dense/kernel") } == 2)
  }

  /// An orthogonal kernel is where the penalty of not being so has its kink.
  @Test func aKinkThatTrainingStartsAtIsLeft() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(
      "a.yaml",
      "input: [5, 3]\nlayers: [{gru: {units: 4, recurrent_regularizer: {orthogonal_regularizer: {factor: 0.1}}}}]\n"
        + "train: {loss: mse}\n")
    let run = try CommandLineRun(["verify", path])
    #expect(run.status == 0, "\(run.output) \(run.errors)")
  }

  /// Float has some seven digits, so nothing can pass this.
  @Test func whatIsBeyondTheToleranceFails() throws {
    let run = try CommandLineRun(["verify", "specs/digits_mlp.yaml", "--tolerance", "1e-12"])
    #expect(run.status == 1)
    #expect(run.output.contains("FAILED"))
  }
}
