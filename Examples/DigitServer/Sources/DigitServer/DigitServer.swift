import Foundation
import Hummingbird

// A page to draw a digit on, and what the network makes of it.
//
//     DigitServer [port]          0 for any that is free
//
// GET /         the page
// POST /digit   {"strokes": [[[x, y], …], …]} → {"digit": 7, "probabilities": [0, …]}
// GET /health   200 while the network computes what it computed when it was trained

struct Answer: ResponseEncodable {
  var digit: Int
  var probabilities: [Float]
}

@main struct DigitServer {
  static func main() async throws {
    let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 8080
    let resources = Bundle.module.bundlePath + "/Resources/"
    let recognizer = try Recognizer(weights: resources + "Digits.safetensors")
    let page = ByteBuffer(bytes: try Data(contentsOf: URL(fileURLWithPath: resources + "index.html")))

    let router = Router()
    router.get("/") { _, _ in
      Response(status: .ok, headers: [.contentType: "text/html; charset=utf-8"], body: .init(byteBuffer: page))
    }
    router.post("/digit") { request, context in
      let drawing = try await request.decode(as: Drawing.self, context: context)
      guard drawing.strokes.joined().count <= Drawing.mostPoints, let pixels = drawing.pixels() else {
        throw HTTPError(.badRequest, message: "A drawing has 1 to \(Drawing.mostPoints) points.")
      }
      let probabilities = await recognizer.probabilities(pixels)
      return Answer(
        digit: probabilities.indices.max { probabilities[$0] < probabilities[$1] }!, probabilities: probabilities)
    }
    router.get("/health") { _, _ -> HTTPResponse.Status in
      await recognizer.isHealthy ? .ok : .internalServerError
    }
    let app = Application(
      router: router,
      configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: "DigitServer"))
    try await app.runService()
  }
}
