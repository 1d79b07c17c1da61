// swift-tools-version: 6.2
import PackageDescription

// All examples in one build, for scripts/test-examples: what they share is built once. Each is a package of its own.
let examples = ["DigitCLI", "DigitServer", "OnDeviceTraining", "StreamingText"]

let package = Package(
  name: "Examples",
  platforms: [.macOS(.v15)],
  dependencies: examples.map { .package(path: $0) },
  targets: [
    .target(name: "Examples", dependencies: examples.map { .product(name: $0, package: $0) }, path: "All")
  ]
)
