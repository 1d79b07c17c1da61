// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "StreamingText",
  products: [.executable(name: "StreamingText", targets: ["StreamingText"])],
  dependencies: [.package(name: "nncc", path: "../..")],
  targets: [
    .executableTarget(
      name: "StreamingText", dependencies: [.product(name: "NNCCRuntime", package: "nncc")],
      plugins: [.plugin(name: "NNCCPlugin", package: "nncc")])
  ]
)
