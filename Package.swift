// swift-tools-version: 6.2
import PackageDescription

/// Imports run one way: nncc → Engine → Compiler, Interchange, Reference → Runtime → CMicrokernels.
let package = Package(
  name: "nncc",
  // Where Swift's atomics are; on Linux there is no such limit.
  platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
  products: [
    .executable(name: "nncc", targets: ["nncc"]),
    .library(name: "NNCCRuntime", targets: ["NNCCRuntime"]),
    .plugin(name: "NNCCPlugin", targets: ["NNCCPlugin"]),
    .plugin(name: "NNCCGenerate", targets: ["NNCCGenerate"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // System libraries: libyaml reads specs, zlib reads .gz and .npz.
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

    .target(name: "CMicrokernels"),
    .target(name: "NNCCRuntime", dependencies: ["CMicrokernels"]),
    .target(name: "NNCCCompiler", dependencies: ["CYAML", "NNCCRuntime"]),
    .target(name: "NNCCInterchange", dependencies: ["CZlib", "NNCCRuntime"]),
    // What each kernel computes, as the obvious loops: for verification, never for what users run.
    .target(name: "NNCCReference", dependencies: ["NNCCRuntime"]),
    .target(
      name: "NNCCEngine", dependencies: ["NNCCCompiler", "NNCCInterchange", "NNCCReference", "NNCCRuntime"]),
    .executableTarget(
      name: "nncc",
      dependencies: [
        "NNCCCompiler", "NNCCEngine", "NNCCInterchange", "NNCCRuntime",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Specs to Swift: during a build, or for those who commit it. The tool has what that needs and no more.
    .executableTarget(name: "nncc-generate", dependencies: ["NNCCCompiler", "NNCCRuntime"]),
    .plugin(name: "NNCCPlugin", capability: .buildTool(), dependencies: ["nncc-generate"]),
    .plugin(
      name: "NNCCGenerate",
      capability: .command(
        intent: .custom(verb: "nncc-generate", description: "Compile specs to Swift beside them."),
        permissions: [.writeToPackageDirectory(reason: "It writes generated Swift beside the specs.")]),
      dependencies: ["nncc-generate"]),

    // The plans of this repository's specs, as `nncc compile -o` writes them.
    .target(name: "Generated", dependencies: ["NNCCRuntime"], path: "generated"),

    .testTarget(name: "NNCCRuntimeTests", dependencies: ["NNCCRuntime", "NNCCReference", "CMicrokernels"]),
    .testTarget(name: "NNCCCompilerTests", dependencies: ["NNCCCompiler"], exclude: ["Goldens"]),
    .testTarget(
      name: "NNCCInterchangeTests", dependencies: ["NNCCInterchange", "NNCCRuntime", "CZlib"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "NNCCEngineTests",
      dependencies: [
        "NNCCEngine", "NNCCCompiler", "NNCCInterchange", "NNCCRuntime", "CMicrokernels", "CAllocationCounter",
        "SHA256",
      ]),
    .testTarget(
      name: "nnccTests", dependencies: ["nncc", "NNCCCompiler", "NNCCInterchange", "NNCCRuntime"]),
    .testTarget(
      name: "GeneratedTests",
      dependencies: ["Generated", "NNCCEngine", "NNCCCompiler", "NNCCRuntime", "CAllocationCounter"]),
    .target(name: "CAllocationCounter", path: "Tests/Support/CAllocationCounter"),
    .target(name: "SHA256", path: "Tests/Support/SHA256"),
  ],
  swiftLanguageModes: [.v6]
)

// The tests of this package need none of what its plugins are built with, which is the compiler once more for the
// machine that builds: scripts/test leaves it out, and builds it with the examples.
if Context.environment["NNCC_WITHOUT_PLUGINS"] != nil {
  package.products.removeAll { ["NNCCPlugin", "NNCCGenerate"].contains($0.name) }
  package.targets.removeAll { ["NNCCPlugin", "NNCCGenerate", "nncc-generate"].contains($0.name) }
}

// Warnings are errors in this project's own builds, never in those of a package that depends on it.
let warningsAreErrors = Context.environment["NNCC_WARNINGS_AS_ERRORS"] != nil

// What runs once for a command or a test is left as it is: the optimizer takes three quarters of the time that the
// compiler is built in, and `nncc check` would take 14 ms instead of 22. Kernels, data and training are optimized, and
// the tests that compute much themselves.
let unoptimized: Set = [
  "NNCCCompiler", "nncc", "nncc-generate", "NNCCCompilerTests", "NNCCInterchangeTests", "NNCCEngineTests", "nnccTests",
  "GeneratedTests",
]

for target in package.targets
where target.type != .system && target.type != .plugin && !target.name.hasPrefix("C") {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
  if unoptimized.contains(target.name) {
    target.swiftSettings?.append(.unsafeFlags(["-Onone"], .when(configuration: .release)))
  }
  if warningsAreErrors { target.swiftSettings?.append(.treatAllWarnings(as: .error)) }
}
