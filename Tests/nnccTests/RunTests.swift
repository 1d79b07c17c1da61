import Foundation
import NNCCInterchange
import NNCCRuntime
import Testing

/// `run`, `predict` and `gradient` over files.
@Suite struct RunTests {
  private static let spec = """
    name: tiny
    inputs: {left: [3], right: [3]}
    layers:
      - concatenate: {inputs: [left, right]}
      - dense: {name: hidden, units: 4, activation: tanh}
      - dense: {name: sum, units: 1}
      - dense: {name: classes, inputs: hidden, units: 2}
    outputs: [sum, classes]
    train:
      loss: {sum: mse, classes: {sparse_categorical_crossentropy: {from_logits: true}}}
      optimizer: {adam: {learning_rate: 0.05}}
      batch_size: 8
      epochs: 2
    data:
      train: {synthetic: {examples: 32, classes: 2}}

    """

  private func arrays(in directory: TemporaryDirectory) throws {
    let noise = (0..<15).map { Float($0 * 7 % 11) / 11 - 0.5 }
    try NPY.write(NDArray(shape: [5, 3], .float32(noise)), to: directory.file("left.npy").path)
    try NPY.write(NDArray(shape: [5, 3], .float32(noise.reversed())), to: directory.file("right.npy").path)
    try NPY.write(NDArray(shape: [5, 1], .float32([1, 2, 3, 4, 5])), to: directory.file("sum.npy").path)
    try NPY.write(NDArray(shape: [5], .int64([0, 1, 0, 1, 1])), to: directory.file("classes.npy").path)
  }

  @Test func trainedWeightsPredictAndHaveAGradient() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write("tiny.yaml", Self.spec)
    try arrays(in: directory)
    func command(_ arguments: [String]) throws -> CommandLineRun { try CommandLineRun(arguments, in: directory.url) }

    let trained = try command(["run", "tiny.yaml", "--run-dir", "out", "--quiet", "--threads", "1"])
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(trained.errors.isEmpty)
    let result = try JSONSerialization.jsonObject(with: Data(contentsOf: directory.file("out/result.json")))
    #expect((result as? [String: Any])?["epochs"] as? Int == 2)

    let inputs = ["--weights", "out/weights.safetensors", "--input", "left=left.npy", "--input", "right=right.npy"]
    let predicted = try command(
      ["predict", "tiny.yaml"] + inputs + ["--output", "sum=y.npy", "--output", "classes=c.npy"])
    #expect(predicted.status == 0, "\(predicted.errors)")
    let sum = try NPY.read(directory.file("y.npy").path)
    #expect(sum.shape == [5, 1])
    #expect(try NPY.read(directory.file("c.npy").path).shape == [5, 2])

    let archived = try command(["predict", "tiny.yaml"] + inputs + ["--output", "all.npz"])
    #expect(archived.status == 0, "\(archived.errors)")
    let archive = try NPZArchive(directory.file("all.npz").path)
    #expect(archive.keys == ["sum", "classes"])
    #expect(try archive.array("sum") == sum)

    let targets = ["--target", "sum=sum.npy", "--target", "classes=classes.npy"]
    let gradient = try command(["gradient", "tiny.yaml"] + inputs + targets + ["--output", "g.safetensors"])
    #expect(gradient.status == 0, "\(gradient.errors)")
    let loss = try #require(try gradient.jsonObject()["loss"] as? Double)
    #expect(loss > 0)
    let file = try WeightFile(path: directory.file("g.safetensors").path)
    #expect(file["hidden/kernel"]?.shape == [6, 4])
    #expect(file.tensors.count == 6)
  }

  @Test func outputsOfCTCAreDecoded() throws {
    let directory = try TemporaryDirectory()
    // An embedding that is the identity gives the path that the input names.
    _ = try directory.write(
      "path.yaml",
      """
      inputs: {path: {shape: [7], dtype: int32}}
      layers:
        - one_hot: {depth: 4}
        - dense: {name: spelt, units: 4, use_bias: false, kernel_initializer: identity}
      train: {loss: ctc, epochs: 0}
      data: {train: {synthetic: {examples: 4}}}

      """)
    let path: [Int32] =
      [0, 3, 3, 0, 3, 1, 0] + [2, 2, 2, 2, 2, 2, 2] + [0, 0, 0, 0, 0, 0, 0] + [1, 2, 3, 1, 2, 3, 0]
    try NPY.write(NDArray(shape: [4, 7], .int32(path)), to: directory.file("x.npy").path)
    func command(_ arguments: [String]) throws -> CommandLineRun { try CommandLineRun(arguments, in: directory.url) }
    #expect(try command(["run", "path.yaml", "--run-dir", "out", "--quiet"]).status == 0)
    let inputs = ["--weights", "out/weights.safetensors", "--input", "x.npy", "--output", "y.npy"]
    let run = try command(["predict", "path.yaml", "--decode", "greedy"] + inputs)
    #expect(run.status == 0, "\(run.errors)")
    let labels = try NPY.read(directory.file("y.npy").path)
    let expected: [Int32] = [3, 3, 1, -1, -1, -1, -1] + [2] + Array(repeating: -1, count: 13) + [1, 2, 3, 1, 2, 3, -1]
    #expect(labels == NDArray(shape: [4, 7], .int32(expected)))

    let other = try command(
      ["predict", "path.yaml", "--decode", "greedy", "--set", "train.loss=mse"] + inputs)
    #expect(other.status == 1)
    #expect(other.errors.contains("no output of the network is trained with 'ctc'"))
  }

  @Test func everyWrongFileOptionIsNamedAtOnce() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write("tiny.yaml", Self.spec)
    let run = try CommandLineRun(
      [
        "predict", "tiny.yaml", "--weights", "w.safetensors", "--input", "up=left.npy", "--input", "left=left.npy",
        "--output", "all.npz",
      ], in: directory.url)
    #expect(run.status == 64)
    #expect(run.errors.contains("up=left.npy") && run.errors.contains("'left', 'right'"))
    #expect(run.errors.contains("--input right=… is missing"))
  }

  @Test func missingWeightsAndDataAreNamed() throws {
    let weights = try CommandLineRun([
      "predict", "specs/digits_mlp.yaml", "--weights", "nowhere.safetensors", "--input", "x.npy", "--output", "y.npy",
    ])
    #expect(weights.status == 1)
    #expect(weights.errors.contains("nowhere.safetensors"))
    let data = try CommandLineRun(["run", "specs/mnist_lenet.yaml"])
    #expect(data.status == 1)
    #expect(data.errors.contains("train-images-idx3-ubyte.gz"))
  }

  @Test func anInterruptedRunSavesAndEndsWith130() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(
      "long.yaml", Self.spec.replacingOccurrences(of: "epochs: 2", with: "epochs: 100000000"))
    let folder = directory.file("out").path
    let log = folder + "/metrics.jsonl"
    // Once there is a log the run listens.
    let run = try CommandLineRun(["run", path, "--run-dir", folder, "--threads", "1"]) {
      FileManager.default.fileExists(atPath: log)
    }
    #expect(run.status == 130, "\(run.errors)")
    #expect(FileManager.default.fileExists(atPath: folder + "/checkpoint.safetensors"))
  }
}
