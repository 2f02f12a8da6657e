import Autograd
import Foundation
import NN
import Optim
import TensorFiles
import Testing

/// What this library writes, read by PyTorch, safetensors and NumPy. It runs where GRADBOOK_PYTORCH names a Python that has them, or
/// scripts/pytorch.sh has made one.
@Suite("Interoperation")
struct InteropTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static let python: String? = {
    let path = ProcessInfo.processInfo.environment["GRADBOOK_PYTORCH"] ?? root + "/.gradbook/pytorch/bin/python"
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }()

  @Test("PyTorch, safetensors and NumPy read what was written here", .enabled(if: python != nil))
  func reading() throws {
    let folder = TemporaryFolder()
    let whole = Tensor.arange(12.0)
    let leaf = Tensor([1.5, -2.0], requiresGrad: true)
    var tensors: StateDict = [:]
    for dtype in DType.allCases { tensors[dtype.name] = Tensor([[0, 1], [1, 0]]).to(dtype) }
    var state = CheckpointDictionary(kind: .orderedDictionary)
    state["weight"] = .tensor(.ones(2, 3))
    state.attributes = [("_metadata", ["": ["version": 1]])]
    let adam = Adam([[3, 4], [3], [3], [3], [2, 3], [2]].map { Parameter(Tensor.zeros($0)) }, lr: 0.5)
    try adam.loadStateDict(Checkpoint.load(Fixtures.path("adam-state.pt")).optimizerState())
    let values: CheckpointValue = [
      "adam": CheckpointValue(adam.stateDict()),
      "tensors": CheckpointValue(tensors), "whole": .tensor(whole), "part": .tensor(whole[2..<8]),
      "turned": .tensor(whole.view(3, 4).t()), "same": .tensor(whole), "leaf": .tensor(leaf), "parameter": .tensor(Parameter([1.5, -2.0])),
      "frozen": .tensor(Parameter([1.5, -2.0], requiresGrad: false)), "buffer": .tensor(Buffer([3.0], persistent: false)),
      "empty": .tensor(.zeros(0, 3)),
      "scalar": .tensor(Tensor(2.5)), "meta": .tensor(.ones(2, 3, device: .meta)), "state": .dictionary(state), "none": nil, "truth": true,
      "ints": [0, 255, 256, 65535, 65536, -1, -70000, .int(1 << 40), .longInteger(LongInteger(twosComplement: number(0, 9) + [1]))],
      "float": 0.1, "complex": .complex(real: 1, imaginary: -2), "text": "Größe ∑", "bytes": .bytes([0, 255, 97]),
      "bytearray": .byteArray([120]), "tuple": .tuple([1, .tuple([]), "a"]), "set": .set([5, "a"]), "dtype": .dtype(.bfloat16),
      "size": .size([2, 3]), "device": .device("cpu"), 3: "three",
    ]
    try Checkpoint.save(values, to: folder.file("values.pt"))
    try Safetensors(tensors, metadata: ["format": "pt", "note": "é \"quoted\""]).save(to: folder.file("tensors.safetensors"))
    tensors["bfloat16"] = nil
    tensors["turned"] = whole.view(3, 4).t()
    try NPZ.save(tensors, to: folder.file("stored.npz"))
    try NPZ.save(tensors, to: folder.file("deflated.npz"), compressed: true)
    try NPY.save(whole.view(3, 4).t(), to: folder.file("turned.npy"))
    let wide = ByteBuffer(name: "wide")
    let writer = ZipWriter(wide, wideFrom: 100)
    for name in ["x.npy", "y.npy"] { try writer.add(name, NPY.encoded(whole)) }
    try writer.finish()
    try Data(wide.bytes).write(to: URL(fileURLWithPath: folder.file("wide.npz")))

    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.python!)
    process.arguments = [Self.root + "/Tests/Interop/check_files.py", folder.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
    #expect(text.hasSuffix("all as written\n"))
  }
}
