import Autograd
import ProcessMemory
import TensorFiles
import Testing

/// Pickles that no Python wrote, in an archive as PyTorch writes it.
@Suite("Hostile pickles")
struct HostilePickleTests {
  /// A checkpoint whose pickle has these bytes, with members beside it.
  static func checkpoint(_ pickle: [UInt8], _ members: [(String, [UInt8])] = []) -> [UInt8] {
    zip([("a/data.pkl", [0x80, 2] + pickle)] + members.map { ("a/" + $0.0, $0.1) })
  }

  private func refusal(_ pickle: [UInt8], _ members: [(String, [UInt8])] = []) -> TensorFileError? {
    thrown { _ = try Checkpoint.load(bytes: Self.checkpoint(pickle, members)) }
  }

  private func text(_ text: String) -> [UInt8] { [0x58] + [UInt8(text.utf8.count), 0, 0, 0] + Array(text.utf8) }
  private func global(_ name: String) -> [UInt8] { Array("c\(name)\n".utf8) }
  private func ops(_ text: String) -> [UInt8] { Array(text.utf8) }

  /// `_rebuild_tensor_v2` on a storage of so many floats, with what comes after it in the call.
  private func tensor(count: [UInt8] = [0x4B, 2], type: String = "torch\nFloatStorage", key: String = "0", rest: [UInt8]) -> [UInt8] {
    global("torch._utils\n_rebuild_tensor_v2") + ops("((") + text("storage") + global(type) + text(key) + text("cpu") + count + ops("tQ")
      + rest
      + [0x89] + global("collections\nOrderedDict") + ops(")RtR.")
  }

  private let twoFloats: [(String, [UInt8])] = [("data/0", [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])]
  /// Offset 0, size (2,), stride (1,).
  private let plain: [UInt8] = [0x4B, 0, 0x4B, 2, 0x85, 0x4B, 1, 0x85]

  @Test("the tensor that the others are variations of is read")
  func valid() throws {
    let read = try Checkpoint.load(bytes: Self.checkpoint(tensor(rest: plain), twoFloats))
    #expect(read.tensor?.array(of: Float.self) == [1, 2])
  }

  @Test(
    "a name is refused, however it is spelled",
    arguments: [
      "cos\nsystem\n", "cbuiltins\neval\n", "c__builtin__\ngetattr\n", "ctorch\nload\n", "ctorch._utils\n_rebuild_qtensor\n",
      "cnumpy.core.multiarray\nscalar\n", "c\n\n",
    ])
  func names(pickle: String) throws {
    let error = try #require(refusal(ops(pickle + ".")))
    let parts = pickle.dropFirst().split(separator: "\n", omittingEmptySubsequences: false)
    #expect(error.reason == .refusedName("\(parts[0]).\(parts[1])"))
    #expect(error.entry == "a/data.pkl")
    // By the instruction of protocol 4.
    let stacked = text(String(parts[0])) + text(String(parts[1])) + [0x93, 0x2E]
    #expect(refusal(stacked)?.reason == error.reason)
  }

  @Test("dtypes that PyTorch has and the library has not are told from hostile names")
  func otherElements() {
    let error = refusal(tensor(type: "torch\nComplexFloatStorage", rest: plain), twoFloats)
    #expect(error?.reason == .unsupported)
    #expect(error?.detail == "has elements of the type torch.ComplexFloatStorage, which this library does not have")
  }

  @Test("sizes, strides and offsets that leave the storage are refused")
  func places() throws {
    let minusOne: [UInt8] = [0x4A, 0xFF, 0xFF, 0xFF, 0xFF]
    let huge: [UInt8] = [0x8A, 8, 0, 0, 0, 0, 0, 0, 0, 0x40]
    let wrong: [([UInt8], String)] = [
      ([0x4B, 1, 0x4B, 2, 0x85, 0x4B, 1, 0x85], "passes the end of a storage of 2 elements"),
      ([0x4B, 0, 0x4B, 3, 0x85, 0x4B, 1, 0x85], "passes the end of a storage of 2 elements"),
      ([0x4B, 0, 0x4B, 2, 0x85, 0x4B, 2, 0x85], "passes the end of a storage of 2 elements"),
      ([0x4B, 0] + minusOne + [0x85, 0x4B, 1, 0x85], "-1 can't be the size of a dimension"),
      ([0x4B, 0, 0x4B, 2, 0x85] + minusOne + [0x85], "-1 can't be a stride"),
      (minusOne + [0x4B, 2, 0x85, 0x4B, 1, 0x85], "the offset -1 lies outside of a storage of 2 elements"),
      (huge + [0x4B, 2, 0x85, 0x4B, 1, 0x85], "lies outside of a storage of 2 elements"),
      ([0x4B, 0] + huge + [0x85, 0x4B, 0, 0x85], "has more elements than any memory"),
      ([0x4B, 0] + huge + huge + [0x86, 0x4B, 0, 0x4B, 0, 0x86], "has more elements than any memory"),
      ([0x4B, 0, 0x4B, 0] + huge + [0x86, 0x4B, 0, 0x4B, 0, 0x86], "has more elements than any memory"),
      ([0x4B, 0, 0x4B, 2, 0x85] + huge + [0x85], "can't be a stride"),
      ([0x4B, 0, 0x4B, 2, 0x85, 0x29], "1 sizes and 0 strides don't go together"),
      ([0x4B, 0, 0x4B, 2, 0x85, 0x4E], "a tensor needs a storage, an offset, sizes and strides"),
    ]
    for (rest, text) in wrong {
      let error = try #require(refusal(tensor(rest: rest), twoFloats))
      #expect(error.reason == .malformed && error.detail.contains(text))
      #expect(error.offset != nil)
    }
  }

  @Test("a storage that is missing, or of another size than its member, is refused")
  func storages() {
    #expect(refusal(tensor(rest: plain))?.detail == "the storage '0' is not in the archive")
    #expect(refusal(tensor(key: "../0", rest: plain), twoFloats)?.detail == "the storage '../0' is not in the archive")
    let size = "the storage '0' should have 3 elements, and the archive has 8 bytes"
    #expect(refusal(tensor(count: [0x4B, 3], rest: plain), twoFloats)?.detail == size)
    let one: [UInt8] = [0x4B, 0, 0x4B, 1, 0x85, 0x4B, 1, 0x85]
    let less = "the storage '0' should have 1 elements, and the archive has 8 bytes"
    #expect(refusal(tensor(count: [0x4B, 1], rest: one), twoFloats)?.detail == less)
    let huge: [UInt8] = [0x8A, 8, 0, 0, 0, 0, 0, 0, 0, 0x40]
    #expect(refusal(tensor(count: huge, rest: plain), twoFloats)?.detail.hasSuffix("elements, and the archive has 8 bytes") == true)
    let negative: [UInt8] = [0x4A, 0xFE, 0xFF, 0xFF, 0xFF]
    #expect(refusal(tensor(count: negative, rest: plain), twoFloats)?.detail == "a storage is said to have -2 elements")
  }

  @Test("a bool that is neither false nor true is refused")
  func truthValues() {
    let error = refusal(tensor(type: "torch\nBoolStorage", rest: plain), [("data/0", [1, 2])])
    #expect(error?.detail == "a bool is 0 or 1, and here is 2")
    #expect(error?.entry == "a/data/0")
  }

  @Test("elements with the most significant byte first are turned around")
  func bigEndian() throws {
    let members: [(String, [UInt8])] = [("byteorder", Array("big".utf8)), ("data/0", [0x3F, 0x80, 0, 0, 0x40, 0, 0, 0])]
    #expect(try Checkpoint.load(bytes: Self.checkpoint(tensor(rest: plain), members)).tensor?.array(of: Float.self) == [1, 2])
    #expect(refusal(tensor(rest: plain), [("byteorder", [1])] + twoFloats)?.detail == "should be 'little' or 'big'")
  }

  @Test("tensors may say their dtype for themselves, on storages of bytes, and must fit there")
  func untyped() throws {
    func pickle(_ dtype: String, _ size: UInt8) -> [UInt8] {
      global("torch._utils\n_rebuild_tensor_v3") + ops("((") + text("storage") + global("torch.storage\nUntypedStorage") + text("0")
        + text("cpu")
        + [0x4B, 8] + ops("tQ") + [0x4B, 0, 0x4B, size, 0x85, 0x4B, 1, 0x85, 0x89] + global("collections\nOrderedDict") + ops(")R")
        + global("torch\n" + dtype) + ops("tR.")
    }
    #expect(try Checkpoint.load(bytes: Self.checkpoint(pickle("float32", 2), twoFloats)).tensor?.array(of: Float.self) == [1, 2])
    #expect(refusal(pickle("float32", 3), twoFloats)?.detail.hasSuffix("passes the end of a storage of 2 elements") == true)
    #expect(refusal(pickle("float64", 2), twoFloats)?.detail.hasSuffix("passes the end of a storage of 1 elements") == true)
    #expect(refusal(pickle("bool", 8), twoFloats)?.detail == "a tensor of bools lies on bytes that are neither 0 nor 1")
  }

  @Test("containers nested without end are refused, and let go of without recursion")
  func depth() {
    for count in [201, 300_000] {
      let nested = [UInt8](repeating: 0x5D, count: count) + [UInt8](repeating: 0x61, count: count - 1) + [0x2E]
      #expect(refusal(nested)?.reason == .tooLarge)
    }
    let tuples = [0x29] + [UInt8](repeating: 0x85, count: 300_000) + [0x2E]
    #expect(refusal(tuples)?.detail == "containers stand in each other more than 200 deep")
  }

  @Test("a list that contains itself is refused")
  func cycle() {
    #expect(refusal([0x5D, 0x71, 0, 0x68, 0, 0x61, 0x2E])?.detail == "a container contains itself")
  }

  @Test("a few shared lists that stand for a billion values are refused, a few that don't are read")
  func laughs() throws {
    /// Each list has the one before ten times.
    func lists(_ levels: Int) -> [UInt8] {
      var pickle = text("lol") + [0x71, 0]
      for level in 0..<levels {
        pickle += [0x5D, 0x28]
        for _ in 0..<10 { pickle += [0x68, UInt8(level)] }
        pickle += [0x65, 0x71, UInt8(level + 1)]
      }
      // What stands below the last list is taken away.
      return pickle + [0x71, 200] + [UInt8](repeating: 0x30, count: levels + 1) + [0x68, 200, 0x2E]
    }
    #expect(refusal(lists(9))?.reason == .tooLarge)
    let read = try Checkpoint.load(bytes: Self.checkpoint(lists(3)))
    #expect(read.elements?.count == 10 && read.elements?[9].elements?[9].elements?[9].string == "lol")
    // Tuples as keys would be hashed as often.
    var keys = text("lol") + [0x71, 0]
    for level in 0..<40 { keys += [0x68, UInt8(level), 0x68, UInt8(level), 0x86, 0x71, UInt8(level + 1)] }
    #expect(refusal([0x7D] + keys + [0x4E, 0x73, 0x2E])?.reason != nil)
  }

  @Test("values without end are refused before they take much more memory than the file")
  func allowance() async {
    await #expect(processExitsWith: .success) {
      func isRefused(_ pickle: [UInt8]) -> Bool {
        thrown { _ = try Checkpoint.load(bytes: HostilePickleTests.checkpoint(pickle)) }?.reason == .tooLarge
      }
      // Lists, and the note to keep a value.
      #expect(isRefused([UInt8](repeating: 0x5D, count: 3_000_000)))
      #expect(isRefused([0x4E] + [UInt8](repeating: 0x94, count: 3_000_000)))
      #expect(peakMemory() < 500_000)
    }
  }

  @Test("texts and numbers longer than the file are refused before they get memory")
  func lengths() {
    #expect(refusal([0x58, 0xFF, 0xFF, 0xFF, 0xFF, 0x61, 0x2E])?.reason == .truncated)
    #expect(refusal([0x8D] + [UInt8](repeating: 0xFF, count: 8) + [0x2E])?.reason == .truncated)
    #expect(refusal([0x8B, 0xFF, 0xFF, 0xFF, 0xFF, 0x2E])?.detail == "a number is said to have -1 bytes")
    #expect(refusal([0x8B, 0xFF, 0xFF, 0xFF, 0x7F, 0x2E])?.reason == .tooLarge)
    #expect(refusal([0x58, 1, 0, 0, 0, 0xFF, 0x2E])?.detail == "a text is not UTF-8")
  }

  @Test("instructions that find nothing to work on are refused")
  func stack() {
    for pickle in [
      ".", "0.", "N0.", "1.", "R.", "NR.", "a.", "]a.", "NNs.", "(u.", "}(Nu.", "t.", "(.", "NN.", "2.", "(N(a.", "Q.", "NQ.", "b.", "Nb.",
    ] {
      #expect(refusal(ops(pickle))?.reason == .malformed, "\(pickle)")
    }
    #expect(refusal([0x68, 3, 0x2E])?.detail == "the pickle takes value 3 again, which it did not keep")
    #expect(refusal([0x71, 3, 0x2E])?.detail == "the pickle keeps a value that is not there")
    #expect(refusal(ops("P1\n."))?.detail == "the pickle has the instruction 0x50, which is not known")
    #expect(refusal([0x80, 9, 0x4E, 0x2E])?.detail == "the pickle is of protocol 9: 2 to 5 are known")
    #expect(refusal([0x4E])?.reason == .truncated)
    #expect(refusal(ops("N.N"))?.detail == "something follows the pickle")
  }

  @Test("values are not called, and types are not what they are not")
  func calls() {
    #expect(refusal(text("eval") + ops(")R."))?.detail == "the pickle calls a text, which is no function")
    #expect(refusal(global("torch\nFloatStorage") + ops(")R."))?.reason == .malformed)
    #expect(refusal(global("torch\nSize") + ops(")R."))?.detail == "the pickle calls torch.Size with arguments that it does not take")
    #expect(refusal(global("torch\nfloat32") + ops("}b."))?.reason == .malformed)
    #expect(refusal(ops("}}b."))?.detail == "the pickle gives attributes to a container, which can have none")
  }

  @Test("one key twice in a dictionary is refused")
  func duplicateKeys() {
    #expect(refusal(ops("}(") + text("a") + ops("N") + text("a") + ops("Nu."))?.detail == "a dictionary has the key ''a'' twice")
  }

  @Test("what no key can be is refused")
  func unhashable() {
    #expect(refusal(ops("}]Ns."))?.reason == .unsupported)
  }
}
