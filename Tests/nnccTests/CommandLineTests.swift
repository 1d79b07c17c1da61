import Foundation
import Testing

@Suite struct CommandLineTests {
  @Test func versionAndHelpGoToStandardOutput() throws {
    let version = try CommandLineRun(["--version"])
    #expect(version.status == 0)
    #expect(version.output.split(separator: ".").count == 3)
    let help = try CommandLineRun(["--help"])
    #expect(help.status == 0)
    for command in ["check", "run", "predict", "gradient", "verify", "compile", "bench", "init", "schema"] {
      #expect(help.output.contains("  \(command) "))
    }
  }

  @Test(arguments: [
    ["check"], ["check", "specs/digits_mlp.yaml", "--format", "xml"], ["launch"], ["predict", "specs/digits_mlp.yaml"],
    ["check", "specs/digits_mlp.yaml", "--batch", "0"], ["check", "specs/digits_mlp.yaml", "--memory-limit", "much"],
    ["bench", "specs/digits_mlp.yaml", "--threads", "0"], ["verify", "specs/digits_mlp.yaml", "--tolerance", "2"],
    ["compile", "specs/digits_mlp.yaml"], ["init", "nothing"],
  ])
  func wrongUsageEndsWith64(arguments: [String]) throws {
    let run = try CommandLineRun(arguments)
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("Error:"))
  }

  @Test(arguments: ["mlp", "cnn", "shared", "sequence", "text"])
  func everyTemplatePassesCheck(template: String) throws {
    let printed = try CommandLineRun(["init", template])
    #expect(printed.status == 0)
    #expect(printed.output.hasPrefix("# yaml-language-server: $schema=nncc.schema.json\n"))
    let directory = try TemporaryDirectory()
    let path = try directory.write("my.yaml", printed.output)
    let check = try CommandLineRun(["check", "--strict", "--no-data", path])
    #expect(check.status == 0, "\(check.errors)")
  }

  @Test func schemaIsJSONOfDraft7() throws {
    let run = try CommandLineRun(["schema"])
    let schema = try run.jsonObject()
    #expect(schema["$schema"] as? String == "http://json-schema.org/draft-07/schema#")
    #expect(schema["additionalProperties"] as? Bool == false)
  }

  @Test func referenceIsMarkdown() throws {
    let run = try CommandLineRun(["schema", "--format", "reference"])
    #expect(run.output.hasPrefix("# Reference of the spec language\n"))
    #expect(run.output.contains("\n### conv2d\n"))
  }

  @Test(arguments: [("spec", "layers:\n"), ("graph", "network digits_mlp"), ("plan", "plan digits_mlp: inference")])
  func compilePrintsEachStage(stage: String, text: String) throws {
    let run = try CommandLineRun(["compile", "specs/digits_mlp.yaml", "--emit", stage])
    #expect(run.status == 0)
    #expect(run.output.contains(text))
  }

  @Test func aTrainingPlanNeedsTrain() throws {
    let arguments = ["compile", "Benchmarks/specs/matmul_1024.yaml", "--emit", "plan", "--for", "training"]
    let run = try CommandLineRun(arguments)
    #expect(run.status == 1)
    #expect(run.errors.contains("'train:'"))
  }

  @Test(arguments: ["check", "run"]) func anOverrideWithoutAValueIsAFaultOfTheArguments(command: String) throws {
    let run = try CommandLineRun([command, "specs/digits_mlp.yaml", "--set", "nope"])
    #expect(run.status == 64)
    #expect(run.errors.contains("expected path=value"))
  }

  @Test func aMisspeltCommandIsTold() throws {
    let run = try CommandLineRun(["runn", "specs/digits_mlp.yaml"])
    #expect(run.status == 64)
    #expect(run.errors == "Error: there is no command 'runn'; did you mean 'run'?\n")
  }

  @Test func completionsKnowSpecFiles() throws {
    let run = try CommandLineRun(["--generate-completion-script", "bash"])
    #expect(run.status == 0)
    #expect(run.output.contains("yaml"))
  }
}
