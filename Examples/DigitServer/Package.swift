// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "DigitServer",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "DigitServer", targets: ["DigitServer"])],
  dependencies: [
    .package(name: "nncc", path: "../.."),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "DigitServer",
      dependencies: [
        .product(name: "Hummingbird", package: "hummingbird"), .product(name: "NNCCRuntime", package: "nncc"),
      ],
      resources: [.copy("Resources")], plugins: [.plugin(name: "NNCCPlugin", package: "nncc")])
  ]
)
