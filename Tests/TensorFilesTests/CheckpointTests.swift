import Autograd
import TensorFiles
import Testing

/// The files are by Tests/Interop/write_files.py, with PyTorch 2.15.
@Suite("Checkpoints")
struct CheckpointTests {
  static let readings = ["values.pt", "values-protocol4.pt", "values.pt, written again"]

  private func read(_ name: String) throws -> CheckpointValue {
    if !name.hasSuffix("again") { return try Checkpoint.load(Fixtures.path(name)) }
    return try Checkpoint.load(bytes: Checkpoint.encoded(Checkpoint.load(Fixtures.path("values.pt"))))
  }

  @Test("every kind of Python value is read as what it is", arguments: readings)
  func values(name: String) throws {
    let read = try read(name)
    #expect(read["none"]?.isNull == true)
    #expect(read["true"]?.bool == true)
    #expect([read["small"], read["negative"], read["wide"]].map { $0?.int } == [7, -70000, 1 << 40])
    #expect(read["long"]?.description == "1180591620717411303424")
    #expect(read["longNegative"]?.description == "-1180591620717411303425")
    #expect(read["float"]?.double == 0.1)
    #expect(read["text"]?.string == "Größe ∑")
    let shown = [
      "complex": "(1.0+2.0j)", "bytes": "b'\\x00\\xffab'", "bytearray": "bytearray(b'xyz')", "tuple": "(1, (2, 'three'), [])",
      "one": "(1,)", "empty": "[(), [], {}]", "set": "{5}", "size": "torch.Size([2, 3])", "dtype": "torch.float16",
      "device": "device('cuda:1')", "counter": "Counter({'a': 2, 'b': 1})", "ordered": "OrderedDict({'a': 1})",
    ]
    for (key, text) in shown { #expect(read[.string(key)]?.description == text) }
    #expect(read[3]?.string == "three")
    #expect(read[.tuple([1, "a"])]?.string == "pair")
    #expect(read[.double(2.5)]?.string == "float")
    #expect(read[.null]?.string == "nothing")
  }

  @Test("tensors that shared memory share it again, with their own shapes and strides", arguments: readings)
  func sharing(name: String) throws {
    let read = try read(name)
    let whole = try #require(read["whole"]?.tensor)
    let part = try #require(read["part"]?.tensor)
    let every = try #require(read["every"]?.tensor)
    #expect(read["same"]?.tensor === whole)
    #expect(part.sharesStorage(with: whole) && part.storageOffset == 2 && !part.isView)
    #expect(every.shape == [3, 2] && every.strides == [4, 2])
    #expect(every.array(of: Int.self) == [0, 2, 4, 6, 8, 10])
    whole[4] = 40
    #expect(part[2].item() == 40 && every[1, 0].item() == 40)
    #expect(part.version == 0 && whole.version > 0)
    let expanded = try #require(read["expanded"]?.tensor)
    #expect(expanded.strides == [0] && expanded.array(of: Int.self) == [1, 1, 1])
    #expect(read["int16"]?.tensor?.dtype == .int16 && read["int16"]?.tensor?.item() == -3)
    #expect(read["int8"]?.tensor?.dtype == .int8 && read["int8"]?.tensor?.item() == -3)
    #expect(read["meta"]?.tensor?.device == .meta && read["meta"]?.tensor?.shape == [2, 3])
  }

  @Test("parameters and buffers are such again, and what requires grad does so", arguments: readings)
  func kinds(name: String) throws {
    let read = try read(name)
    let parameter = try #require(read["parameter"]?.tensor)
    #expect(parameter is Parameter && parameter.requiresGrad && parameter.isLeaf)
    #expect(read["again"]?.elements?.first?.tensor === parameter)
    #expect(read["frozen"]?.tensor is Parameter && read["frozen"]?.tensor?.requiresGrad == false)
    #expect(!(read["leaf"]?.tensor is Parameter) && read["leaf"]?.tensor?.requiresGrad == true)
    #expect((read["buffer"]?.tensor as? Buffer)?.isPersistent == true)
    #expect((read["passing"]?.tensor as? Buffer)?.isPersistent == false)
  }

  @Test("the form before PyTorch 1.6 keeps shared memory too")
  func legacy() throws {
    let read = try Checkpoint.load(Fixtures.path("legacy-shared.pt"))
    let whole = try #require(read["whole"]?.tensor)
    #expect(whole.array(of: Int.self) == Array(0..<12))
    #expect(read["part"]?.tensor?.array(of: Int.self) == Array(2..<8))
    #expect(read["part"]?.tensor?.sharesStorage(with: whole) == true)
    #expect(read["nested"]?.elements?.first?["x"]?.tensor === whole)
    #expect(read["parameter"]?.tensor?.requiresGrad == true)
    #expect(read["truth"]?.tensor?.array(of: Bool.self) == [true, false])
  }

  @Test(
    "a name that is not a tensor's, a number's or a container's is refused and said",
    arguments: [
      ("attack.pt", "posix.system"), ("attack-legacy.pt", "posix.system"), ("whole-module.pt", "torch.nn.modules.linear.Linear"),
    ])
  func refusedNames(file: String, name: String) throws {
    let error = try #require(thrown { _ = try Checkpoint.load(Fixtures.path(file)) })
    #expect(error.reason == .refusedName(name))
    #expect(error.description.contains("asks for the name '\(name)', and was not read"))
    #expect(error.description.contains("\(file)") && error.offset != nil)
  }

  @Test(
    "what PyTorch can write and the library can't read is told",
    arguments: [
      ("attribute.pt", "a tensor has the attribute 'note', and has no place for it here"),
      ("uint16.pt", "has elements of the type torch.uint16, which this library does not have"),
      ("storage.pt", "the checkpoint has a storage by itself, and not a tensor on it"),
      ("script.pt", "is a TorchScript program, not a checkpoint: save the module's state_dict() in Python"),
    ])
  func unsupported(file: String, text: String) throws {
    let error = try #require(thrown { _ = try Checkpoint.load(Fixtures.path(file)) })
    #expect(error.reason == .unsupported && error.detail == text)
  }

  @Test("a sparse tensor is refused by its name")
  func sparse() {
    let error = thrown { _ = try Checkpoint.load(Fixtures.path("sparse.pt")) }
    #expect(error?.reason == .refusedName("torch._utils._rebuild_sparse_tensor"))
  }

  @Test("a tensor that requires grad through a graph is a leaf when it is read")
  func graph() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let read = try #require(try Checkpoint.load(bytes: Checkpoint.encoded(.tensor(x * 2))).tensor)
    #expect(read.requiresGrad && read.isLeaf)
    #expect(read.detach().array(of: Float.self) == [2, 4])
  }

  @Test("a checkpoint is saved under a path and read from it, its members in a folder of the file's name")
  func path() throws {
    let folder = TemporaryFolder()
    let path = folder.file("model.v2.pt")
    try Checkpoint.save(["x": .tensor(.arange(3)), "n": 1], to: path)
    #expect(try Checkpoint.load(path)["x"]?.tensor?.array(of: Int.self) == [0, 1, 2])
    #expect(folder.files == ["model.v2.pt"])
  }

  @Test("what can't be written is refused, and nothing appears")
  func notWritable() throws {
    let folder = TemporaryFolder()
    let x = Tensor.arange(4)
    var deep: CheckpointValue = 1
    for _ in 0..<300 { deep = [deep] }
    #expect(thrown { try Checkpoint.save(deep, to: folder.file("a.pt")) }?.reason == .notWritable)
    var dictionary = CheckpointDictionary()
    dictionary.attributes = [("a", .tensor(x))]
    #expect(thrown { try Checkpoint.save(.dictionary(dictionary), to: folder.file("a.pt")) }?.reason == .notWritable)
    #expect(folder.files.isEmpty)
  }

  @Test("whole numbers of any size print as Python prints them")
  func longIntegers() {
    #expect("\(LongInteger(0))" == "0" && "\(LongInteger(-1))" == "-1" && "\(LongInteger(.min))" == "-9223372036854775808")
    #expect(LongInteger(.min).int == .min && LongInteger(.max).int == .max)
    // 2^100 and -(2^100) - 1.
    let power = [UInt8](repeating: 0, count: 12) + [0x10]
    #expect("\(LongInteger(twosComplement: power))" == "1267650600228229401496703205376")
    #expect("\(LongInteger(twosComplement: power.map { ~$0 }))" == "-1267650600228229401496703205377")
    #expect(LongInteger(twosComplement: power).int == nil)
    #expect(LongInteger(twosComplement: [1, 0, 0]) == LongInteger(1) && LongInteger(twosComplement: [0xFF, 0xFF]) == LongInteger(-1))
  }

  @Test("keys that Swift takes for one text, and Python for two, are two")
  func spellings() throws {
    let vocabulary: CheckpointValue = ["\u{E9}": 1, "e\u{301}": 2]
    let read = try Checkpoint.load(bytes: Checkpoint.encoded(vocabulary))
    #expect(read["\u{E9}"]?.int == 1 && read["e\u{301}"]?.int == 2)
  }
}
