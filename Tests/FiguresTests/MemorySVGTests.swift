import Autograd
import Testing

@testable import Figures

@Suite("The figure of memory")
struct MemorySVGTests {
  @Test("shows each element of the storage, and under which index a tensor shows it")
  func cells() throws {
    let x = Tensor([[1, 2, 3], [4, 5, 6]])
    let image = try Image(memorySVG(of: ["x": x, "x.t()": x.t(), "x[1]": x[1]]))
    #expect(image.texts.contains("storage: 6 × int64"))
    let map = MemoryMap(of: ["x": x, "x.t()": x.t(), "x[1]": x[1]])
    #expect(map.blocks.map(\.values) == [["1", "2", "3", "4", "5", "6"]])
    #expect(
      map.blocks[0].tensors.map(\.labels) == [
        ["0,0", "0,1", "0,2", "1,0", "1,1", "1,2"], ["0,0", "1,0", "2,0", "0,1", "1,1", "2,1"], [nil, nil, nil, "0", "1", "2"],
      ])
    #expect(image.texts.contains("shape [3, 2], strides [1, 3], offset 0; version 0"))
    #expect(image.texts.contains("shape [3], strides [1], offset 3; version 0"))
    #expect(image.description.hasPrefix("storage: 6 × int64, holding 1, 2, 3, 4, 5, 6. x shows cells 0, 1, 2, 3, 4 and 5: shape [2, 3]"))
    #expect(image.description.contains("x[1] shows cells 3, 4 and 5: shape [3], strides [1], offset 3; version 0."))
    // Six cells, and strips of 6, 6 and 3.
    #expect(image.boxes().count == 21 && image.isWithinItself)
  }

  @Test("a counter that is shared has one colour and one letter, another one another")
  func counters() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let (detached, data) = (x.detach(), x.data)
    detached.mul_(2)
    data.mul_(2)
    let image = try Image(memorySVG(of: ["x": x, "x.detach()": detached, "x.data": data]))
    #expect(image.texts.filter { $0.hasSuffix("counter A at version 1") }.count == 2)
    #expect(image.texts.filter { $0.hasSuffix("counter B at version 1") }.count == 1)
    #expect(image.boxes("#3b82f6").count == 4 && image.boxes("#d97706").count == 2)
    #expect(image.texts.filter { $0 == "4" }.count == 1 && image.texts.filter { $0 == "8" }.count == 1)
  }

  @Test("what shares no memory has a storage of its own; a clone is such")
  func storages() throws {
    let x = Tensor([true, false])
    let map = MemoryMap(of: ["x": x, "y": x.clone(), "z": x])
    #expect(map.blocks.map { $0.tensors.map(\.name) } == [["x", "z"], ["y"]])
    #expect(map.blocks.map(\.values) == [["true", "false"], ["true", "false"]])
    #expect(map.blocks[0].tensors[0].counter == map.blocks[0].tensors[1].counter)
    #expect(try Image(memorySVG(of: ["x": x, "y": x.clone()])).texts.contains("storage 2: 2 × bool"))
  }

  @Test("an expanded tensor says how often it shows a cell")
  func expanded() {
    let map = MemoryMap(of: ["x": Tensor([[1.0], [2.0]]).expand(2, 5)])
    #expect(map.blocks[0].tensors[0].labels == ["5×", "5×"])
  }

  @Test("a tensor without dimensions says so on its cell")
  func scalar() {
    let x = Tensor([1.0, 2.0])
    #expect(MemoryMap(of: ["x": x, "x[1]": x[1]]).blocks[0].tensors[1].labels == [nil, "[]"])
  }

  @Test("of a large storage the first elements are drawn, and the rest is counted")
  func large() throws {
    let x = Tensor.arange(100)
    let image = try Image(memorySVG(of: ["x": x, "tail": x[90..<100]]))
    #expect(image.texts.contains("… 84 more"))
    #expect(image.boxes().count == 32)
    #expect(image.description.contains("tail shows no cell that is drawn"))
  }

  @Test("drawing changes nothing", arguments: [DType.float32, .int32, .bool, .bfloat16])
  func untouched(dtype: DType) {
    let x = Tensor([1.0, 0.0]).to(dtype)
    let before = "\(x) \(x.version)"
    let first = memorySVG(of: ["x": x])
    #expect("\(x) \(x.version)" == before && memorySVG(of: ["x": x]) == first)
  }

  @Test("tensors without data, without elements and of inference mode are drawn as well")
  func odd() throws {
    let meta = Tensor.empty(2, 3, device: .meta)
    #expect(try Image(memorySVG(of: ["m": meta])).texts.contains("storage: 6 × float32, without data"))
    #expect(try Image(memorySVG(of: ["e": Tensor.zeros(0, 3)])).texts.contains("storage: 0 × float32"))
    let inferred = inferenceMode { Tensor.ones(2) }
    #expect(try Image(memorySVG(of: ["i": inferred])).texts.contains { $0.hasSuffix("its writes are not counted") })
    #expect(try Image(memorySVG(of: [:])).boxes().isEmpty)
  }

  @Test("names may hold anything, and come out as text")
  func escaping() throws {
    let image = try Image(memorySVG(of: ["<b>&\u{7}": Tensor([1.0])]))
    #expect(image.texts.contains("<b>&\u{FFFD}") && image.title == "The memory of <b>&\u{FFFD}")
  }
}
