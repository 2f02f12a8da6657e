import Autograd
import NN
import TensorFiles
import Testing

@Suite("Safetensors")
struct SafetensorsTests {
  /// A file with this header and so many bytes of data.
  private func file(_ header: String, _ count: Int) -> [UInt8] {
    number(header.utf8.count, 8) + Array(header.utf8) + [UInt8](repeating: 0, count: count)
  }

  private func refusal(_ header: String, _ count: Int) -> TensorFileError? {
    thrown { _ = try Safetensors.load(bytes: file(header, count), name: "hostile") }
  }

  @Test("headers that lie are refused, with the name of the tensor")
  func lies() throws {
    let wrong: [(String, Int, String)] = [
      (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 7, "its data_offsets end at 8, and the data has 7 bytes"),
      (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 9, "1 bytes after the last tensor belong to none"),
      (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, 12, "its data_offsets [4, 12] leave a hole after 0"),
      (
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "its data_offsets [0, 4] don't hold 8 bytes, as shape and dtype need"
      ),
      (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, 8, "its data_offsets [8, 0] leave a hole after 0"),
      (#"{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"b":{"dtype":"F32","shape":[0],"data_offsets":[4,0]}}"#, 4, "leave a hole"),
      (
        #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}"#, 6,
        "its data_offsets [2, 6] overlap what ends at 4"
      ),
      (#"{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}}"#, 0, "has more elements than any memory"),
      (#"{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}"#, 0, "has more elements than any memory"),
      (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "should have a whole number from 0 to 2^63 - 1 here"),
      (#"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#, 4, "should have a whole number"),
      (#"{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}"#, 4, "should have a whole number"),
      (#"{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}"#, 1, "has the dtype F8_E4M3, which this library does not have"),
      (#"{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,1]}}"#, 1, "has the unknown dtype 'F33'"),
      (#"{"a":{"dtype":"U8","shape":[1]}}"#, 1, "needs a dtype, a shape and two data_offsets"),
      (#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}}"#, 1, "needs a dtype, a shape and two data_offsets"),
      (#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"more":1}}"#, 1, "has the unknown property 'more'"),
      (#"{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#, 1, "'a' has dtype twice"),
      (
        #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#, 2,
        "the name 'a' stands twice in the header"
      ),
      (#"{"__metadata__":{"a":1}}"#, 0, "'\"' of a value of __metadata__ should be here"),
      (#"{"__metadata__":{"a":"1","a":"2"}}"#, 0, "the name 'a' stands twice in __metadata__"),
      (#"{"a":[[[[[[[[[["#, 0, "'{' of an object should be here"),
      (#"{} {}"#, 0, "something follows the header's object"),
      (#"{"a"}"#, 0, "':' of the value of 'a' should be here"),
      (#"{"a"#, 0, "a name has no closing quote"),
      (#"{"\ud800":1}"#, 0, "a name has half of a surrogate pair"),
      (#"{"\q":1}"#, 0, "a name has an unknown escape"),
      (#" {}"#, 0, "the header should begin with '{'"),
      (#"{"a":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]"#, 1, "the header ends where '}' of an object should be"),
    ]
    for (header, count, text) in wrong {
      let error = try #require(refusal(header, count))
      #expect(error.detail.contains(text), "\(header)")
      #expect(error.file == "hostile")
    }
  }

  @Test("a header longer than the file, or than the format allows, is refused before it gets memory")
  func headerLength() throws {
    let text = "hostile, byte 0: the header is said to have 1152921504606846976 bytes; 100000000 are allowed"
    let error = try #require(thrown { _ = try Safetensors.load(bytes: number(1 << 60, 8), name: "hostile") })
    #expect(error.reason == .tooLarge && error.description == text)
    #expect(thrown { _ = try Safetensors.load(bytes: number(-1, 8)) }?.reason == .tooLarge)
    #expect(thrown { _ = try Safetensors.load(bytes: number(50, 8) + [0x7B]) }?.reason == .truncated)
    #expect(thrown { _ = try Safetensors.load(bytes: [1, 2, 3]) }?.reason == .truncated)
  }

  @Test("a bool that is neither false nor true is refused")
  func truthValues() {
    let bytes = file(#"{"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}"#, 0) + [1, 3]
    let error = thrown { _ = try Safetensors.load(bytes: bytes) }
    #expect(error?.detail == "a bool is 0 or 1, and here is 3" && error?.entry == "a" && error?.offset == bytes.count - 1)
  }

  @Test("elements that are not aligned are read, and any spacing of the header")
  func unaligned() throws {
    let header = #"{ "a" : {"shape":[],"data_offsets":[1,5],"dtype":"F32"}, "b":{"dtype":"U8","shape":[1,1],"data_offsets":[0,1]} } "#
    let read = try Safetensors.load(bytes: number(header.utf8.count, 8) + Array(header.utf8) + [9, 0, 0, 0xC0, 0x3F])
    #expect(read.tensors["a"]?.shape == [] && read.tensors["a"]?.item() == 1.5)
    #expect(read.tensors["b"]?.shape == [1, 1] && read.tensors["b"]?.item() == 9)
    #expect(read.tensors.keys == ["b", "a"])
  }

  @Test("the header is written as the reference implementation writes it")
  func header() throws {
    // From safetensors 0.8.0: safetensors.numpy.save({'b': float32 ones(1), 'a': float32 ones(2), 'é"\n': int64 ones(1)}, {'z': 'é\n\x01"'}).
    let file = Safetensors(
      ["b": .ones(1), "a": .ones(2), "é\"\n": .ones(1, dtype: .int64)], metadata: ["z": "é\n\u{1}\""])
    let header =
      #"{"__metadata__":{"z":"é\n\u0001\""},"é\"\n":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},"b":{"dtype":"F32","shape":[1],"data_offsets":[16,20]}}"#
    let bytes = try file.encoded()
    let padded = Array(header.utf8) + [UInt8](repeating: 0x20, count: (8 - header.utf8.count % 8) % 8)
    #expect(Array(bytes[..<8]) == number(padded.count, 8))
    #expect(Array(bytes[8..<8 + padded.count]) == padded)
    #expect(try Safetensors.load(bytes: bytes).metadata == file.metadata)
  }

  @Test("views are written as what they show, and every dtype comes back")
  func views() throws {
    var tensors: StateDict = ["turned": Tensor.arange(6).view(2, 3).transpose(0, 1), "part": Tensor.arange(9)[2..<5]]
    for dtype in DType.allCases { tensors[dtype.name] = Tensor([0, 1, 1]).to(dtype) }
    let read = try Safetensors.load(bytes: Safetensors(tensors).encoded()).tensors
    #expect(read["turned"]?.shape == [3, 2] && read["turned"]?.array(of: Int.self) == [0, 3, 1, 4, 2, 5])
    #expect(read["part"]?.array(of: Int.self) == [2, 3, 4])
    for dtype in DType.allCases {
      #expect(read[dtype.name]?.dtype == dtype && read[dtype.name]?.array(of: Int.self) == [0, 1, 1])
    }
  }

  @Test("what has no data or the metadata's name is refused")
  func notWritable() {
    #expect(thrown { _ = try Safetensors(["a": .ones(2, device: .meta)]).encoded() }?.reason == .notWritable)
    #expect(thrown { _ = try Safetensors(["__metadata__": .ones(2)]).encoded() }?.reason == .notWritable)
  }
}
