import Autograd
import Foundation
import NN
import TensorFiles
import Testing

@Suite("Files on disk")
struct FileAccessTests {
  /// A megabyte and a half of float32.
  private static let count = 400_000

  @Test(
    "a big file is mapped: its tensors keep it, and writing to them does not reach the file",
    arguments: ["safetensors", "npy", "npz", "pt"])
  func mapping(form: String) throws {
    let folder = TemporaryFolder()
    let path = folder.file("big." + form)
    func load() throws -> Tensor {
      switch form {
      case "safetensors": try Safetensors.load(path).tensors["x"]!
      case "npy": try NPY.load(path)
      case "npz": try NPZ.load(path)["x"]!
      default: try Checkpoint.load(path)["x"]!.tensor!
      }
    }
    let x = Tensor.arange(Double(Self.count), dtype: .float32)
    switch form {
    case "safetensors": try Safetensors(["x": x]).save(to: path)
    case "npy": try NPY.save(x, to: path)
    case "npz": try NPZ.save(["x": x], to: path)
    default: try Checkpoint.save(["x": .tensor(x)], to: path)
    }
    let before = mappings(of: path)
    #expect(before == 0)
    var mapped: Tensor? = try load()
    #expect(mappings(of: path) == 1)
    #expect(mapped!.equal(x))
    mapped!.fill_(-1)
    #expect(try load().equal(x))
    // What replaces the file does not change what was read from the one before.
    try Safetensors(["x": Tensor.zeros(Self.count)]).save(to: path)
    #expect(mapped![0].item() == -1 && mapped![-1].item() == -1)
    mapped = nil
    #expect(mappings(of: path) == 0)
  }

  /// How many of this process's mappings are of a file, also if another has replaced it. The system hands their list out in pieces of less
  /// than a page: it is at its end only when there is nothing more to read.
  private func mappings(of path: String) -> Int {
    let descriptor = open("/proc/self/maps", O_RDONLY)
    defer { close(descriptor) }
    var list: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = read(descriptor, &piece, piece.count), count > 0 { list += piece[..<count] }
    return String(decoding: list, as: UTF8.self).split(separator: "\n").count { $0.contains(path) }
  }

  @Test("a small tensor does not keep a big file mapped")
  func smallTensor() throws {
    let folder = TemporaryFolder()
    let path = folder.file("big.safetensors")
    try Safetensors(["big": .zeros(Self.count), "small": .ones(3)]).save(to: path)
    let small = try Safetensors.load(path).tensors["small"]!
    #expect(mappings(of: path) == 0 && small.array(of: Int.self) == [1, 1, 1])
  }

  @Test("a file is replaced as a whole, with its mode and through a link, and nothing else is left behind")
  func replacing() throws {
    let folder = TemporaryFolder()
    let (path, link) = (folder.file("x.npy"), folder.file("link.npy"))
    try NPY.save(.arange(3), to: path)
    chmod(path, 0o640)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    try NPY.save(.arange(5), to: link)
    #expect(try NPY.load(path).numel == 5)
    var status = stat()
    #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
    #expect(folder.files == ["link.npy", "x.npy"])
  }

  @Test("what fails to be written leaves what was there")
  func failure() throws {
    let folder = TemporaryFolder()
    let path = folder.file("x.npz")
    try NPZ.save(["x": .arange(3)], to: path)
    // The second array fails after the first was written.
    let arrays: StateDict = ["x": .zeros(100_000), "y": .ones(2, dtype: .bfloat16)]
    #expect(thrown { try NPZ.save(arrays, to: path) }?.entry == "y")
    #expect(try NPZ.load(path)["x"]?.numel == 3)
    #expect(folder.files == ["x.npz"])
  }

  @Test("a disk that is full is an error that says so, and leaves nothing")
  func fullDisk() async {
    await #expect(processExitsWith: .success) {
      let folder = TemporaryFolder()
      var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      signal(SIGXFSZ, SIG_IGN)
      let error = thrown { try NPY.save(.zeros(100_000), to: folder.file("x.npy")) }
      #expect(error?.reason == .system(code: EFBIG) && folder.files.isEmpty)
    }
  }

  @Test("paths that lead to no regular file are refused, and none is waited for")
  func paths() throws {
    let folder = TemporaryFolder()
    let missing = try #require(thrown { _ = try NPY.load(folder.file("missing.npy")) })
    #expect(missing.reason == .system(code: ENOENT))
    #expect(missing.description == folder.file("missing.npy") + ": can't be opened: No such file or directory")
    #expect(thrown { _ = try NPY.load(folder.path) }?.detail == "is not a regular file")
    mkfifo(folder.file("pipe"), 0o600)
    #expect(thrown { _ = try NPY.load(folder.file("pipe")) }?.detail == "is not a regular file")
    #expect(thrown { try NPY.save(.ones(1), to: folder.file("pipe")) }?.reason == .notWritable)
    #expect(thrown { try NPY.save(.ones(1), to: folder.path) }?.reason == .notWritable)
    #expect(thrown { try NPY.save(.ones(1), to: folder.file("no/such/folder.npy")) }?.reason == .system(code: ENOENT))
    #expect(folder.files == ["pipe"])
  }

  @Test("files of other kinds are told apart", arguments: ["", "PK", "{}", "\u{1F}\u{8B}", "\u{80}"])
  func otherKinds(text: String) {
    let bytes = Array(text.utf8)
    #expect(thrown { _ = try Checkpoint.load(bytes: bytes) } != nil)
    #expect(thrown { _ = try Safetensors.load(bytes: bytes) } != nil)
    #expect(thrown { _ = try NPY.load(bytes: bytes) } != nil)
    #expect(thrown { _ = try NPZ.load(bytes: bytes) } != nil)
  }

  @Test("a text from a file is shown without what would disturb a terminal")
  func shownText() {
    let header = "{\"\u{7F}\\u001b[31m\":1}"
    let error = thrown { _ = try Safetensors.load(bytes: number(header.utf8.count, 8) + Array(header.utf8)) }
    #expect(error?.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } == true)
  }
}
