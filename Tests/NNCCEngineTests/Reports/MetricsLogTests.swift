import Foundation
import NNCCEngine
import Testing

@Suite struct MetricsLogTests {
  @Test func everyLineIsAJSONObject() throws {
    let directory = try TemporaryDirectory()
    try run(Specs.classifier(epochs: 2), in: directory)
    let lines = try directory.text("run/metrics.jsonl").split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    // Every one of five steps, and the epoch.
    #expect(lines.count == 12)
    #expect(
      lines.map { $0["kind"] as? String }
        == Array(repeating: ["step", "step", "step", "step", "step", "epoch"], count: 2).flatMap(\.self))
    #expect(lines.map { $0["step"] as? Int } == [1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 10])
    #expect(lines.map { $0["epoch"] as? Int } == [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2])
    for line in lines {
      for key in ["loss", "accuracy", "seconds", "learning_rate"] { #expect(line[key] is Double, "\(key)") }
      #expect((line["val_loss"] is Double) == (line["kind"] as? String == "epoch"))
    }
  }

  @Test func whatIsNoNumberIsNull() throws {
    let directory = try TemporaryDirectory()
    let log = try MetricsLog(path: directory("log"), keeping: 0)
    try log.logStep(
      1, epoch: 1, scores: Scores(loss: .nan, metrics: [.init(name: "a\"b", value: 0.5)]), learningRate: 0.5,
      seconds: 1.2345678)
    #expect(
      try directory.text("log")
        == "{\"kind\": \"step\", \"step\": 1, \"epoch\": 1, \"loss\": null, \"a\\\"b\": 0.5, "
        + "\"learning_rate\": 0.5, \"seconds\": 1.234568}\n")
    #expect(log.length == (try directory.text("log")).utf8.count)
  }

  @Test func theResultHasItsParts() throws {
    let directory = try TemporaryDirectory()
    let result = try run(Specs.classifier(), in: directory)
    let data = try Data(contentsOf: URL(filePath: directory("run/result.json")))
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    for (name, scores) in [("train", result.train), ("validation", result.validation), ("test", result.test)] {
      // Foundation's parser is off in the last digit.
      let part = try #require(json[name] as? [String: Double])
      let entries = try #require(scores).entries
      #expect(part.keys.sorted() == entries.map(\.name).sorted())
      for entry in entries { #expect(abs(try #require(part[entry.name]) - entry.value) < 1e-14) }
    }
    #expect(json["epochs"] as? Int == 3)
    #expect(json["steps"] as? Int == 15)
    #expect(json["seconds"] is Double)
  }

  @Test func theSpecThatWasRunIsKept() throws {
    let directory = try TemporaryDirectory()
    try run(Specs.classifier(), in: directory)
    let text = try directory.text("run/spec.yaml")
    let again = try TemporaryDirectory()
    try run(text, in: again)
    #expect(try again.trainedWeights() == directory.trainedWeights())
  }
}
