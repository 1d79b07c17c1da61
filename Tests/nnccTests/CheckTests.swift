import Foundation
import Testing

@Suite struct CheckTests {
  static let specs: [String] = {
    let folders = ["specs", "Benchmarks/specs"]
    return folders.flatMap { folder in
      let names =
        (try? FileManager.default.contentsOfDirectory(atPath: CommandLineRun.root.appending(path: folder).path)) ?? []
      return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
    }
  }()

  @Test func everySpecOfThePackageIsValid() throws {
    #expect(Self.specs.count >= 10)
    let run = try CommandLineRun(["check", "--strict", "--no-data"] + Self.specs)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.isEmpty)
  }

  @Test func tableHasALineForEachLayer() throws {
    let run = try CommandLineRun(["check", "specs/digits_cnn.yaml"])
    #expect(run.status == 0)
    #expect(run.output.contains("conv2d_1         conv2d         [4, 4, 64]       3   1,024      18,496  589,824\n"))
    #expect(run.output.contains("parameters  53,002 (53,002 trainable)"))
  }

  @Test func jsonIsAnArrayOfTheContractsObjects() throws {
    let run = try CommandLineRun(["check", "specs/digits_mlp.yaml", "--format", "json"])
    #expect(run.output.hasPrefix("[\n"))
    let report = try run.jsonObject()
    #expect(
      Set(report.keys)
        == ["name", "layers", "parameters", "trainable_parameters", "memory", "diagnostics"])
    #expect(report["parameters"] as? Int == 17_226)
    let layers = try #require(report["layers"] as? [[String: Any]])
    #expect(layers.count == 4)
    #expect(
      Set(layers[1].keys)
        == ["name", "type", "inputs", "output_shape", "rank", "volume", "parameters", "flops"])
    #expect(layers[1]["output_shape"] as? [Int] == [128])
    #expect(layers[1]["inputs"] as? [String] == ["flatten"])
    let memory = try #require(report["memory"] as? [String: Int])
    let inference = try #require(memory["inference_bytes"])
    let training = try #require(memory["training_bytes"])
    #expect(inference > 4 * 17_226 && training > inference)
  }

  @Test func jsonOfSeveralSpecsIsAnArray() throws {
    let run = try CommandLineRun(["check", "specs/digits_mlp.yaml", "specs/digits_cnn.yaml", "--format", "json"])
    let reports = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]]
    #expect(reports?.compactMap { $0["name"] as? String } == ["digits_mlp", "digits_cnn"])
  }

  private static let broken = """
    input: [8, 8, 1]
    layers:
      - conv2d: {filter: 32, kernel_size: 3}
      - dens: {units: 10}
      - dropout: {rate: 2}

    """

  @Test func everyErrorIsReportedWithItsPlace() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write("a.yaml", Self.broken)
    let run = try CommandLineRun(["check", "a.yaml"], in: directory.url)
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("a.yaml:3:14: error:"))
    #expect(run.errors.contains("a.yaml:4:5: error:"))
    #expect(run.errors.contains("a.yaml:5:21: error:"))
    #expect(run.errors.contains("did you mean 'dense'?"))
    #expect(run.errors.contains("|     ^~~~\n"))
  }

  @Test func jsonOfABrokenSpecHasItsDiagnostics() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("a.yaml", Self.broken)
    let run = try CommandLineRun(["check", path, "--format", "json"])
    #expect(run.status == 1)
    let diagnostics = try #require(try run.jsonObject()["diagnostics"] as? [[String: Any]])
    #expect(diagnostics.count == 3)
    #expect(diagnostics[0]["severity"] as? String == "error")
    #expect(diagnostics[0]["line"] as? Int == 3)
    #expect(diagnostics[0]["file"] as? String == path)
  }

  @Test func sarifOfSeveralSpecsPointsIntoEach() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write("a.yaml", Self.broken)
    _ = try directory.write("b.yaml", "input: [4]\nlayers: [{dense: {units: 0}}]\n")
    let run = try CommandLineRun(["check", "a.yaml", "b.yaml", "--format", "sarif"], in: directory.url)
    #expect(run.status == 1)
    let log = try run.jsonObject()
    #expect(log["version"] as? String == "2.1.0")
    let results = try #require((log["runs"] as? [[String: Any]])?.first?["results"] as? [[String: Any]])
    let files = results.compactMap { result -> String? in
      let location = (result["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any]
      return (location?["artifactLocation"] as? [String: Any])?["uri"] as? String
    }
    #expect(Set(files) == ["a.yaml", "b.yaml"])
  }

  @Test func warningsAreErrorsIfStrict() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("a.yaml", "input: [9, 9, 1]\nlayers: [{max_pooling2d: {pool_size: 2}}]\n")
    let lenient = try CommandLineRun(["check", path])
    #expect(lenient.status == 0)
    #expect(lenient.errors.contains("warning:"))
    let strict = try CommandLineRun(["check", path, "--strict"])
    #expect(strict.status == 1)
    #expect(strict.errors.contains("error:") && !strict.errors.contains("warning:"))
    let quiet = try CommandLineRun(["check", path, "--quiet"])
    #expect(quiet.status == 0)
    #expect(quiet.errors.isEmpty)
  }

  @Test func overridesReachAnyKey() throws {
    let run = try CommandLineRun([
      "check", "specs/digits_mlp.yaml", "--format", "json", "--set", "layers.logits.units=3", "--set", "name=other",
    ])
    let report = try run.jsonObject()
    #expect(report["name"] as? String == "other")
    #expect((report["layers"] as? [[String: Any]])?.last?["output_shape"] as? [Int] == [3])
  }

  @Test func aBrokenOverrideIsPointedAt() throws {
    let run = try CommandLineRun(["check", "specs/digits_mlp.yaml", "--set", "train.epoch=3"])
    #expect(run.status == 1)
    #expect(run.errors.contains("--set train.epoch=3"))
    #expect(run.errors.contains("did you mean 'epochs'?"))
  }

  @Test func batchAndMemoryLimitDecideWhatFits() throws {
    let run = try CommandLineRun(["check", "specs/mnist_lenet.yaml", "--batch", "4096", "--memory-limit", "100MiB"])
    #expect(run.status == 1)
    #expect(run.errors.contains("[too-large]"))
    #expect(run.errors.contains("100 MiB"))
  }

  @Test func everyUnreadableFileIsNamed() throws {
    let run = try CommandLineRun(["check", "nowhere.yaml", "specs/digits_mlp.yaml", "specs"])
    #expect(run.status == 1)
    #expect(run.errors.contains("nowhere.yaml: error: cannot open: No such file or directory [unreadable-file]\n"))
    #expect(run.errors.contains("specs: error: cannot read: Is a directory"))
    #expect(run.output.contains("digits_mlp"))
    let json = try CommandLineRun(["check", "nowhere.yaml", "--format", "json"]).jsonObject()
    let finding = try #require((json["diagnostics"] as? [[String: Any]])?.first)
    #expect(finding["id"] as? String == "unreadable-file")
    #expect(finding["file"] as? String == "nowhere.yaml")
  }

  @Test func filesOfDataAreLookedAt() throws {
    let directory = try TemporaryDirectory()
    let digits = CommandLineRun.root.appending(path: "specs/data").path
    let path = try directory.write(
      "a.yaml",
      """
      input: [8, 9, 1]
      layers: [flatten, {dense: {units: 10}}]
      train: {loss: {sparse_categorical_crossentropy: {from_logits: true}}}
      data:
        train:
          idx:
            images: \(digits)/digits-train-images.idx3-ubyte.gz
            labels: \(digits)/digits-train-labels.idx1-ubyte.gz
        validation:
          idx:
            images: \(digits)/digits-train-labels.idx1-ubyte.gz
            labels: \(digits)/digits-test-labels.idx1-ubyte.gz
        test: {csv: {path: nowhere.csv, features: [a], targets: [b]}}

      """)
    let run = try CommandLineRun(["check", path])
    #expect(run.status == 0)
    #expect(
      run.errors.contains(
        "a.yaml:7:15: warning: \(digits)/digits-train-images.idx3-ubyte.gz: its examples have shape [8, 8], but 'input' has [8, 9, 1]"
      ))
    #expect(run.errors.contains("a.yaml:11:15: warning: "))
    #expect(run.errors.contains("a.yaml:13:22: warning: "))
    #expect(run.errors.contains("nowhere.csv: there is no such file"))
    #expect(run.errors.contains("3 warnings generated."))
    #expect(try CommandLineRun(["check", path, "--strict"]).status == 1)
    let without = try CommandLineRun(["check", path, "--strict", "--no-data"])
    #expect(without.status == 0 && without.errors.isEmpty)
    // Equally many images and labels there must be.
    let counts = try CommandLineRun([
      "check", "specs/digits_mlp.yaml", "--set", "data.train.idx.labels=data/digits-test-labels.idx1-ubyte.gz",
    ])
    #expect(counts.errors.contains("1438") && counts.errors.contains("359"), "\(counts.errors)")
    let columns = try CommandLineRun(["check", "specs/weather_gru.yaml", "--set", "data.train.csv.targets=[heat]"])
    #expect(columns.errors.contains("there is no column 'heat'; there are 'date', "), "\(columns.errors)")
  }

  @Test func aDashIsStandardInput() throws {
    let text = "input: [4]\nlayers: [{dense: {units: 2}}]\n"
    let run = try CommandLineRun(["check", "-"], input: text)
    #expect(run.status == 0)
    #expect(run.output.contains("parameters  10 (10 trainable)"))
    let broken = try CommandLineRun(["check", "-"], input: text + "layer: 3\n")
    #expect(broken.status == 1)
    #expect(broken.errors.contains("stdin:3:1: error:"))
  }

  @Test func aFullDiskIsAFault() throws {
    let run = try CommandLineRun(["check", "specs/digits_mlp.yaml"], output: "/dev/full")
    #expect(run.status == 1)
    #expect(run.errors.contains("standard output: cannot write: No space left on device"))
  }

  @Test func colourIsAskedForOrNot() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("a.yaml", Self.broken)
    #expect(try CommandLineRun(["check", path, "--color", "always"]).errors.contains("\u{1B}["))
    #expect(try !CommandLineRun(["check", path, "--color", "never"]).errors.contains("\u{1B}["))
    // Standard error is a file here.
    #expect(try !CommandLineRun(["check", path]).errors.contains("\u{1B}["))
  }
}
