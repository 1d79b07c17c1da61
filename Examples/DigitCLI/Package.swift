// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "DigitCLI",
  products: [.executable(name: "DigitCLI", targets: ["DigitCLI"])],
  dependencies: [.package(name: "nncc", path: "../..")],
  targets: [
    .executableTarget(name: "DigitCLI", dependencies: [.product(name: "NNCCRuntime", package: "nncc")])
  ]
)
