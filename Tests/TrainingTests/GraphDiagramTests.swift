import Engine
import Foundation
import Layers
import Testing

@testable import Training

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("GraphDiagram")
struct GraphDiagramTests {
  private func branches(name: String = "functional") throws -> Model {
    let input = Symbol.input(shape: [8])
    let left = try Dense(4, activation: .relu, name: "left")(input)
    let shared = Dense(4, name: "shared")
    let once = try shared(input)
    let sum = try Add()([left, once])
    return Model(inputs: [input], outputs: [try shared(try Dense(8)(sum))], name: name)
  }

  @Test("has a box for each call, with name, class and shapes, and what it takes")
  func boxes() throws {
    let diagram = try GraphDiagram(branches())
    #expect(
      diagram.boxes.map(\.title) == [
        "input_layer (InputLayer)", "left (Dense)", "shared (Dense)", "add (Add)",
        "dense (Dense)", "shared (Dense, call 2)",
      ])
    #expect(
      diagram.boxes.map(\.shapes) == [
        "(None, 8)", "(None, 8) -> (None, 4)", "(None, 8) -> (None, 4)",
        "(None, 4), (None, 4) -> (None, 4)", "(None, 4) -> (None, 8)", "(None, 8) -> (None, 4)",
      ])
    #expect(diagram.boxes.map(\.inputs) == [[], [0], [0], [1, 2], [3], [4]])
  }

  @Test("of a Sequential begins with its first layer, as in Keras")
  func sequential() throws {
    let model = Sequential {
      Dense(3, inputShape: [2])
      Dense(1)
    }
    let diagram = try GraphDiagram(model)
    #expect(diagram.boxes.map(\.title) == ["dense (Dense)", "dense_1 (Dense)"])
    #expect(diagram.boxes.map(\.inputs) == [[], [0]])
    #expect(
      diagram.dot == """
        digraph "sequential" {
          node [shape=box, fontname="sans-serif"];
          layer0 [label="dense (Dense)\\n(None, 2) -> (None, 3)"];
          layer1 [label="dense_1 (Dense)\\n(None, 3) -> (None, 1)"];
          layer0 -> layer1;
        }

        """)
  }

  @Test("is well-formed XML whatever its names are, and DOT keeps them in their quotes")
  func hostileNames() throws {
    let name = #"a"]; <b> & 'c' \"#
    let diagram = try GraphDiagram(branches(name: name))
    let parser = XMLParser(data: Data(diagram.svg.utf8))
    #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "") in \(diagram.svg)")
    #expect(diagram.svg.contains(#"<title>a&quot;]; &lt;b&gt; &amp; &#39;c&#39; \</title>"#))
    #expect(diagram.dot.hasPrefix(#"digraph "a\"]; <b> & 'c' \\" {"#))
  }

  @Test("draws an arrow for each input, and both styles of screens")
  func picture() throws {
    let svg = try GraphDiagram(branches()).svg
    #expect(svg.components(separatedBy: "<path class=\"arrow\"").count - 1 == 6)
    #expect(svg.components(separatedBy: "<rect class=\"box\"").count - 1 == 6)
    #expect(svg.contains("prefers-color-scheme:dark"))
    #expect(svg.contains(">(None, 4), (None, 4) -&gt; (None, 4)</text>"))
  }
}
