// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "OnDeviceTraining",
  products: [.executable(name: "OnDeviceTraining", targets: ["OnDeviceTraining"])],
  dependencies: [.package(name: "nncc", path: "../..")],
  targets: [
    .executableTarget(
      name: "OnDeviceTraining", dependencies: [.product(name: "NNCCRuntime", package: "nncc")],
      plugins: [.plugin(name: "NNCCPlugin", package: "nncc")])
  ]
)
