import Autograd
import NN
import TensorFiles
import Testing

@Suite("Golden files")
struct GoldenFileTests {
  @Test(
    "a checkpoint has the values that PyTorch wrote, also after it was written again",
    arguments: ["mlp-state.pt", "mixed.pt", "checkpoint.pt", "legacy-format.pt", "adam-state.pt"])
  func checkpoint(name: String) throws {
    let contents = try Fixtures.contents(of: name)
    let read = try Checkpoint.load(Fixtures.path(name))
    expect(read, is: contents, name)
    expect(try Checkpoint.load(bytes: Checkpoint.encoded(read)), is: contents, name + ", written again")
  }

  @Test("safetensors are read with their values and metadata, and written again byte for byte")
  func safetensors() throws {
    let name = "mixed.safetensors"
    let read = try Safetensors.load(Fixtures.path(name))
    expect(CheckpointValue(read.tensors), is: try Fixtures.contents(of: name), name)
    #expect(read.metadata == ["format": "pt"])
    #expect(try read.encoded() == Fixtures.bytes(name))
  }

  @Test("arrays are read with their values, and written again byte for byte", arguments: ["c-order.npy", "fortran-order.npy"])
  func array(name: String) throws {
    let read = try NPY.load(Fixtures.path(name))
    expect(.tensor(read), is: try Fixtures.contents(of: name), name)
    #expect(read.isContiguous == (name == "c-order.npy"))
    #expect(try NPY.encoded(read) == Fixtures.bytes(name))
  }

  @Test("an archive of arrays is read with its values, also after it was written again, stored or compressed")
  func archive() throws {
    let name = "two-arrays.npz"
    let contents = try Fixtures.contents(of: name)
    let read = try NPZ.load(Fixtures.path(name))
    #expect(read.keys == ["x", "y"])
    expect(CheckpointValue(read), is: contents, name)
    for compressed in [false, true] {
      expect(CheckpointValue(try NPZ.load(bytes: NPZ.encoded(read, compressed: compressed))), is: contents, name)
    }
  }

  @Test("an optimizer's state keeps its numbers for keys, and its groups their settings")
  func optimizerState() throws {
    let read = try Checkpoint.load(Fixtures.path("adam-state.pt"))
    #expect(read["state"]?[0]?["step"]?.tensor?.item() == 1)
    let group = try #require(read["param_groups"]?.elements?.first)
    #expect(group["params"]?.elements?.compactMap(\.int) == [0, 1, 2, 3, 4, 5])
    #expect(group["lr"]?.double == 0.001)
    #expect(group["betas"]?.elements?.compactMap(\.double) == [0.9, 0.999])
    guard case .tuple = group["betas"] else {
      Issue.record("betas is no tuple")
      return
    }
  }

  @Test("a state dictionary keeps its order and the versions of its modules")
  func metadata() throws {
    for read in [
      try Checkpoint.load(Fixtures.path("mlp-state.pt")),
      try Checkpoint.load(bytes: Checkpoint.encoded(Checkpoint.load(Fixtures.path("mlp-state.pt")))),
    ] {
      let state = try #require(read.dictionary)
      #expect(state.kind == .orderedDictionary)
      #expect(state.keys.prefix(3) == ["0.weight", "0.bias", "1.weight"])
      let metadata = try #require(state.attributes.first)
      #expect(metadata.name == "_metadata" && metadata.value["1"]?["version"]?.int == 2)
    }
  }
}
