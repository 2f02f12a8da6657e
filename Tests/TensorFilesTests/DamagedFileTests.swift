import Autograd
import TensorFiles
import Testing

/// Valid small files, cut short at every byte and with bytes changed at random: each must give a value or an error, and all of a value must be
/// there to be read. A crash here is a crash of the tests.
@Suite("Damaged files")
struct DamagedFileTests {
  enum Form: String, CaseIterable {
    case safetensors, npy, npz, deflatedNPZ, checkpoint, legacyCheckpoint, values

    var file: [UInt8] {
      get throws {
        switch self {
        case .safetensors: try Fixtures.bytes("mixed.safetensors")
        case .npy: try Fixtures.bytes("fortran-order.npy")
        case .npz: try Fixtures.bytes("two-arrays.npz")
        case .deflatedNPZ: try Fixtures.bytes("deflated.npz")
        case .checkpoint: try Checkpoint.encoded(["x": .tensor(.arange(6).view(2, 3)), "n": [1, nil, 2.5, "text"]])
        case .legacyCheckpoint: try Fixtures.bytes("legacy-shared.pt")
        case .values: try Fixtures.bytes("values.pt")
        }
      }
    }

    /// Reads bytes and all that they hold.
    func read(_ bytes: [UInt8]) throws -> Int {
      switch self {
      case .safetensors: try Safetensors.load(bytes: bytes).tensors.reduce(0) { $0 &+ touch($1.value) }
      case .npy: try touch(NPY.load(bytes: bytes))
      case .npz, .deflatedNPZ: try NPZ.load(bytes: bytes).reduce(0) { $0 &+ touch($1.value) }
      case .checkpoint, .legacyCheckpoint, .values: try touch(Checkpoint.load(bytes: bytes))
      }
    }
  }

  @Test("a file that was cut short is refused, wherever", arguments: Form.allCases)
  func truncation(form: Form) throws {
    let file = try form.file
    _ = try form.read(file)
    for count in file.indices {
      let error = thrown { _ = try form.read(Array(file[..<count])) }
      #expect(error?.file == "bytes", "\(count)")
    }
  }

  @Test("bytes changed at random give a value or an error", arguments: Form.allCases)
  func flips(form: Form) throws {
    let file = try form.file
    var random = SplitMix(state: 2026)
    var refused = 0
    let count = 4000
    for _ in 0..<count {
      var damaged = file
      for _ in 0...Int.random(in: 0..<4, using: &random) {
        let place = Int.random(in: 0..<damaged.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: damaged[place] = UInt8.random(in: 0 ... .max, using: &random)
        case 1: damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: damaged[place] = [0, 0x7F, 0x80, 0xFF][Int.random(in: 0..<4, using: &random)]
        default: damaged[place] = damaged[Int.random(in: 0..<damaged.count, using: &random)]
        }
      }
      do { _ = try form.read(damaged) } catch {
        #expect(error is TensorFileError)
        refused += 1
      }
    }
    // Some change only an element, or padding; a good part must have been noticed.
    #expect(refused > count / 20)
  }
}

/// Random numbers that are the same in each run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
