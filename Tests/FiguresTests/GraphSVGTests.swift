import Autograd
import Testing

@testable import Figures

@Suite("The figure of a graph")
struct GraphSVGTests {
  @Test("shows the result, the operators with what they saved, and the leaves, and says the same in words")
  func parts() throws {
    let x = Tensor([1.0, 2.0, 3.0], requiresGrad: true)
    let loss = x.square().sum()
    let image = try Image(graphSVG(of: loss, naming: ["loss": loss, "x": x]))
    #expect(
      image.texts == [
        "loss", "[] float32", "SumBackward0", "PowBackward0", "saved x [3], version 0", "x", "[3] float32", "version 0, no grad yet",
      ])
    #expect(image.title == "The graph behind loss")
    #expect(
      image.description
        == "loss: [] float32; leads to SumBackward0. SumBackward0 leads to PowBackward0. PowBackward0: saved x [3], version 0; leads to x. "
        + "x: [3] float32; version 0, no grad yet.")
    #expect(image.svg.attributes["role"] == "img" && image.isWithinItself)
  }

  @Test("shows a write to what was saved, as backward() sees it")
  func write() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let y = x * 2
    let z = y.square()
    #expect(try Image(graphSVG(of: z)).boxes("#e04545").isEmpty)
    y.detach().add_(1)
    let image = try Image(graphSVG(of: z))
    #expect(image.boxes("#e04545").count == 1)
    #expect(image.texts.contains("saved its input [2], version 0, now 1"))
    #expect(image.description.contains("what it saved was written since"))
  }

  @Test("a write through data leaves no trace in it: nor does backward() see one")
  func data() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let y = x.square()
    let before = graphSVG(of: y)
    x.data.zero_()
    #expect(graphSVG(of: y) == before)
  }

  @Test("says what backward() freed, and what gradient a leaf has")
  func freed() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let y = x.exp().sum()
    #expect(try Image(graphSVG(of: y)).texts.contains("saved its output [2], version 0"))
    try y.backward()
    let texts = try Image(graphSVG(of: y, naming: ["x": x])).texts
    #expect(texts.contains("what it saved is freed") && texts.contains("version 0, grad [2]"))
  }

  @Test("a tensor used twice is drawn once, with two edges")
  func shared() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let image = try Image(graphSVG(of: x * x))
    #expect(image.texts.filter { $0 == "leaf" }.count == 1)
    #expect(image.svg.all("path").filter { $0.attributes["fill"] == "none" }.count == 3)
    #expect(image.description.contains("leads to leaf and leaf."))
  }

  @Test("tensors without a graph are drawn alone")
  func alone() throws {
    #expect(try Image(graphSVG(of: Tensor([1.0]))).texts == ["result", "[1] float32", "no graph: it requires no grad"])
    #expect(try Image(graphSVG(of: Tensor([1.0], requiresGrad: true))).texts == ["leaf", "[1] float32", "version 0, no grad yet"])
  }

  @Test("no two boxes lie on each other, also where edges pass layers and many meet", arguments: 0..<6)
  func layout(seed: Int) throws {
    manualSeed(seed)
    var tensors = (0..<4).map { _ in Tensor.randn(3, requiresGrad: true) }
    for step in 0..<12 {
      let (a, b) = (tensors[(step * 7 + seed) % tensors.count], tensors[(step * 5 + 2 * seed + 1) % tensors.count])
      tensors.append(step.isMultiple(of: 3) ? a * b : step % 3 == 1 ? a + b : a.tanh())
    }
    let loss = tensors.suffix(5).reduce(tensors[0]) { $0 + $1 }.sum()
    let text = graphSVG(of: loss)
    let image = try Image(text)
    let boxes = image.boxes()
    for (number, box) in boxes.enumerated() { for other in boxes[..<number] { #expect(!box.meets(other)) } }
    #expect(boxes.count > 10 && image.isWithinItself)
    #expect(graphSVG(of: loss) == text)
  }

  @Test("a graph that is too large is drawn in part, and says how much is left")
  func large() throws {
    let x = Tensor([1.0], requiresGrad: true)
    var y = x
    for _ in 0..<10_000 { y = y + 1 }
    let image = try Image(graphSVG(of: y))
    #expect(image.boxes().count == Graph.largest + 2)
    #expect(image.texts.suffix(2) == ["and more", "1 further node begins here"])
  }

  @Test("names may hold anything, and come out as text")
  func escaping() throws {
    let x = Tensor([1.0], requiresGrad: true)
    let name = "</text><script>alert(1)</script>&\"'\u{1}"
    let image = try Image(graphSVG(of: x * 2, naming: [name: x]))
    #expect(image.texts.contains("</text><script>alert(1)</script>&\"'\u{FFFD}"))
    #expect(image.svg.all("script").isEmpty)
  }

  @Test("a function of one's own and an operator of many inputs show what they saved")
  func nodes() throws {
    let x = Tensor([[1.0, 2.0]], requiresGrad: true)
    let y = Tensor.cat([x, x], dim: 0).softmax(1)
    let texts = try Image(graphSVG(of: y)).texts
    #expect(texts.contains("SoftmaxBackward0") && texts.contains("saved its output [2, 2], version 0") && texts.contains("CatBackward0"))
  }
}
