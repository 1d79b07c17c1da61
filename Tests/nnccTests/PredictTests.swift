import Foundation
import NNCCInterchange
import NNCCRuntime
import Testing

/// `predict` without Python: what examples may come from, what is shown, and what may be written.
@Suite struct PredictTests {
  private static let flowers = """
    name: flowers
    input: [2]
    layers:
      - dense: {units: 8, activation: relu}
      - dense: {name: kind, units: 3, activation: softmax}
    train: {loss: sparse_categorical_crossentropy, optimizer: {adam: 0.05}, batch_size: 4, epochs: 40}
    data:
      train: {csv: {path: flowers.csv, features: [length, width], targets: [kind]}}
      normalize: standard

    """.replacing("{adam: 0.05}", with: "{adam: {learning_rate: 0.05}}")

  /// A kind for each corner, as words.
  private static func rows(_ count: Int) -> String {
    "length,width,kind\n"
      + (0..<count).map { row in
        let noise = Double(row * 7 % 11) / 50
        return [
          "\(1 + noise),\(1 - noise),rose", "\(3 - noise),\(1 + noise),\"lily, white\"",
          "\(1 + noise),\(3 - noise),aster",
        ][row % 3]
      }.joined(separator: "\n") + "\n"
  }

  private func trained(_ spec: String = flowers) throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    _ = try directory.write("flowers.yaml", spec)
    _ = try directory.write("flowers.csv", Self.rows(30))
    let run = try CommandLineRun(["run", "flowers.yaml", "--run-dir", "run", "--quiet"], in: directory.url)
    try #require(run.status == 0, "\(run.errors)")
    return directory
  }

  private func predict(_ arguments: [String], in directory: TemporaryDirectory, input: String? = nil) throws
    -> CommandLineRun
  {
    try CommandLineRun(
      ["predict", "flowers.yaml", "--weights", "run/weights.safetensors"] + arguments, in: directory.url, input: input)
  }

  @Test func aTableFromStandardInputIsToldByTheWordsOfItsTarget() throws {
    let directory = try trained()
    // The target's column is missing, and the others stand in another order.
    let run = try predict(["--input", "-"], in: directory, input: "width,length\n1,1\n1,3\n3,1\n")
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    #expect(lines[0].split(separator: " ") == ["example", "class", "probability"])
    #expect(lines.dropFirst(2).map { $0.split(separator: " ")[1] } == ["rose", "lily,", "aster"])
    let two = try predict(["--input", "-", "--top", "2"], in: directory, input: "width,length\n1,1\n")
    #expect(two.output.contains("rose"))
    #expect(two.output.split(separator: "\n")[0].components(separatedBy: "probability").count == 3)
  }

  @Test func everyFormatHoldsTheSameNumbers() throws {
    let directory = try trained()
    var arguments = ["--data", "train"]
    for ending in ["npy", "npz", "csv", "jsonl"] { arguments += ["--output", "p.\(ending)"] }
    let run = try predict(arguments, in: directory)
    #expect(run.status == 0 && run.output.isEmpty, "\(run.errors)")
    let array = try NPY.read(directory.file("p.npy").path)
    #expect(array.shape == [30, 3])
    #expect(try NPZArchive(directory.file("p.npz").path).array("kind") == array)

    let table = try CSVTable(path: directory.file("p.csv").path)
    #expect(table.header == ["kind_aster", "kind_lily, white", "kind_rose"])
    let cells = try (0..<30).flatMap { row in try (0..<3).map { try #require(Float(table[row, $0])) } }
    #expect(cells == array.floats())

    let lines = try String(contentsOf: directory.file("p.jsonl"), encoding: .utf8).split(separator: "\n")
    let objects = try lines.map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Double])
    }
    #expect(objects.flatMap { object in table.header.map { Float(object[$0] ?? .nan) } } == array.floats())
  }

  @Test func anArrayMayBeOneExample() throws {
    let directory = try trained()
    try NPY.write(NDArray(shape: [2], .float32([1, 3])), to: directory.file("one.npy").path)
    try NPY.write(NDArray(shape: [2, 2], .float32([1, 3, 3, 1])), to: directory.file("two.npy").path)
    let (one, two) = (
      try predict(["--input", "one.npy"], in: directory), try predict(["--input", "two.npy"], in: directory)
    )
    #expect(one.output.contains("aster") && !one.output.contains("lily"))
    #expect(two.output.hasPrefix(one.output) || two.output.contains("aster"))
    #expect(two.output.contains("lily, white"))
  }

  @Test func classesMayBeListedOrStandInAFile() throws {
    let listed = Self.flowers + "  classes: [a, b, c]\n"
    let directory = try trained(listed)
    #expect(try predict(["--input", "-"], in: directory, input: "width,length\n1,1\n").output.contains("c   "))
    // The weights hold the names: a spec need not say them again, but must not say others.
    _ = try directory.write("flowers.yaml", Self.flowers)
    #expect(try predict(["--input", "-"], in: directory, input: "width,length\n1,1\n").output.contains("c   "))
    _ = try directory.write("names.txt", "a\nc\nb\n\n")
    _ = try directory.write("flowers.yaml", Self.flowers + "  classes: names.txt\n")
    let other = try predict(["--input", "-"], in: directory, input: "width,length\n1,1\n")
    #expect(other.status == 1)
    #expect(other.errors.contains("flowers.yaml:10:12: error: the weights were trained with other classes"))
    #expect(other.errors.contains("note: class 1 is 'c' here and 'b' there"))
    // Words of the table in another order than their numbers are no names for them.
    _ = try directory.write("flowers.yaml", Self.flowers + "  classes: [rose, aster, 'lily, white']\n")
    let turned = try CommandLineRun(["run", "flowers.yaml", "--run-dir", "turned"], in: directory.url)
    #expect(turned.status == 1)
    #expect(
      turned.errors.contains(
        "'classes' has the words of 'kind' in another order than their numbers: aster, lily, white and rose"))
    _ = try directory.write("flowers.yaml", Self.flowers + "  classes: names.txt\n")
    _ = try directory.write("names.txt", "a\nb\nc\nd\n")
    let accepted = try predict(
      ["--input", "-", "--accept-other-network", "--set", "data.classes=[x, y, z]"], in: directory,
      input: "width,length\n1,1\n")
    #expect(accepted.status == 0 && accepted.output.contains("z   "), "\(accepted.errors)")
    _ = try directory.write("windows.txt", "\u{FEFF}a\r\nb\r\nc\r\n")
    let windows = try predict(
      ["--input", "-", "--set", "data.classes=windows.txt"], in: directory, input: "width,length\n1,1\n")
    #expect(windows.status == 0, "\(windows.errors)")
    let more = try CommandLineRun(["run", "flowers.yaml", "--run-dir", "more"], in: directory.url)
    #expect(more.status == 1)
    #expect(more.errors.contains("there are names for 4 classes, but 'kind' has 3"))
  }

  @Test func charactersOfATextAreNamed() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(
      "flowers.yaml",
      """
      input: {shape: [4], dtype: int32}
      layers:
        - one_hot: {depth: 3}
        - dense: {units: 3}
      train: {loss: {sparse_categorical_crossentropy: {from_logits: true}}, optimizer: adam}
      data:
        train: {text: {path: long.txt, sequence_length: 4}}
        test: {text: {path: short.txt, sequence_length: 4}}

      """)
    _ = try directory.write("long.txt", String(repeating: "ab\n", count: 40))
    _ = try directory.write("short.txt", "ab\nab\n")
    #expect(try CommandLineRun(["run", "flowers.yaml", "--run-dir", "run", "--quiet"], in: directory.url).status == 0)
    // What is not asked for need not be there.
    try FileManager.default.removeItem(at: directory.file("long.txt"))
    let run = try predict(["--data", "test"], in: directory)
    #expect(run.status == 0, "\(run.errors)")
    let classes = Set(
      run.output.split(separator: "\n").dropFirst(2).compactMap { $0.split(separator: " ").dropFirst(2).first })
    #expect(!classes.isEmpty && classes.isSubset(of: ["a", "b", "U+000A"]), "\(run.output)")
    #expect(try predict(["--data", "train"], in: directory).errors.contains("long.txt: there is no such file"))
  }

  /// Targets that are neither class numbers nor numbers for each output: both readings are told.
  @Test func anEvaluationTellsWhatIsWrongWithItsLabels() throws {
    let directory = try trained()
    try NPY.write(NDArray(shape: [3, 2], .float32([1, 1, 1, 3, 3, 1])), to: directory.file("x.npy").path)
    try NPY.write(NDArray(shape: [3], .int32([0, 3, 1])), to: directory.file("y.npy").path)
    _ = try directory.write(
      "flowers.yaml",
      Self.flowers.split(separator: "\n").filter { !$0.hasPrefix("train:") && !$0.hasPrefix("  train:") }
        .joined(separator: "\n").replacing(
          "data:", with: "data:\n  test: {npy: {inputs: x.npy, targets: y.npy}}"))
    let run = try CommandLineRun(["run", "flowers.yaml", "--weights", "run/weights.safetensors"], in: directory.url)
    #expect(run.status == 1)
    #expect(run.errors.contains("y.npy: example 1 of 'kind' holds 3"), "\(run.errors)")
    #expect(run.errors.contains("note: read as numbers: y.npy: its examples have shape []"), "\(run.errors)")
  }

  @Test func oneNumberTellsTwoClassesApart() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(
      "flowers.yaml",
      """
      input: [1]
      layers: [{dense: {name: sign, units: 1}}]
      train: {loss: {binary_crossentropy: {from_logits: true}}}
      data:
        train: {csv: {path: x.csv, features: [x], targets: [y]}}
        classes: [minus, plus]

      """)
    _ = try directory.write("x.csv", "x,y\n-1,0\n1,1\n")
    try FileManager.default.createDirectory(at: directory.file("run"), withIntermediateDirectories: true)
    try WeightFile([
      try .init("sign/kernel", shape: [1, 1], [Float(1)]), try .init("sign/bias", shape: [1], [Float(0)]),
    ]).write(to: directory.file("run/weights.safetensors").path)
    let run = try predict(["--data", "train", "--output", "p.csv"], in: directory)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try String(contentsOf: directory.file("p.csv"), encoding: .utf8) == "sign_plus\n-1.0\n1.0\n")
    let lines = try predict(["--data", "train"], in: directory).output.split(separator: "\n").dropFirst(2)
    #expect(lines.map { $0.split(separator: " ").joined(separator: " ") } == ["0 minus 0.7311", "1 plus 0.7311"])
  }

  @Test func whatIsWrongWithTheArgumentsIsSaid() throws {
    let directory = try trained()
    for (arguments, message) in [
      ([], "give --input with files, or --data with a part of the spec's data"),
      (["--input", "-", "--data", "test"], "give --input with files, or --data"),
      (["--data", "train", "--output", "p.tsv"], "--output p.tsv: it must end in .npy, .npz, .csv or .jsonl"),
      (["--data", "train", "--output", "-"], "--output -: it must end in .npy"),
      (["--data", "train", "--top", "0"], "--top takes a number of at least 1, not 0"),
      (["--data", "train", "--top", "2", "--output", "p.csv"], "--top is for the table"),
      (["--data", "train", "--output", "knd=p.npy"], "there is no output 'knd', but 'kind'"),
      (["--data", "train", "--output", "p.csv", "--output", "kind=p.csv"], "--output writes p.csv twice"),
      (["--input", "knd=p.npy"], "--input knd=p.npy: it must be name=file"),
    ] {
      let run = try predict(arguments, in: directory)
      #expect(run.status == 64)
      #expect(run.errors.contains(message), "\(run.errors)")
    }
    let absent = try predict(["--data", "test"], in: directory)
    #expect(absent.status == 1)
    #expect(absent.errors.contains("'data:' has no part 'test'"))
    let column = try predict(["--input", "-"], in: directory, input: "a,b\n1,2\n")
    #expect(column.errors.contains("stdin: there is no column 'length'; there are 'a', 'b'"))
  }
}
