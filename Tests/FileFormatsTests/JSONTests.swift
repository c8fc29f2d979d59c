import FileFormats
import Foundation
import Testing

@Suite("JSON")
struct JSONTests {
  private let json: JSON = [
    "units": 512, "rate": 0.5, "name": "dense", "bias": true, "none": nil, "shape": [28, 28.0],
  ]

  @Test func looksInside() {
    #expect(json["units"]?.integerValue == 512)
    #expect(json["units"]?.numberValue == 512)
    #expect(json["rate"]?.numberValue == 0.5)
    #expect(json["rate"]?.integerValue == nil)
    #expect(json["name"]?.stringValue == "dense")
    #expect(json["bias"]?.boolValue == true)
    #expect(json["none"]?.isNull == true)
    #expect(json["shape"]?[1]?.integerValue == 28)
    #expect(json["shape"]?[2] == nil)
    #expect(json["other"] == nil)
    #expect(json[0] == nil)
    #expect(json["name"]?["other"] == nil)
  }

  @Test func passesThroughFoundationsCoders() throws {
    let data = try JSONEncoder().encode(json)
    let decoded = try JSONDecoder().decode(JSON.self, from: data)
    // Foundation writes 28.0 as 28.
    #expect(decoded["shape"] == [28, 28])
    #expect(decoded["units"] == 512)
    #expect(decoded["rate"] == 0.5)
    #expect(decoded["bias"] == true)
    #expect(decoded["none"] == .null)
    #expect(decoded["name"] == "dense")
  }
}
