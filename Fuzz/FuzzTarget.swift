import Glibc

/// What an input is given to: one program holds all targets, since the library under the sanitizers takes long to build.
enum FuzzTarget: String {
  case views, safetensors, npy, npz, checkpoint, pickle

  /// The one that `GRADBOOK_FUZZ_TARGET` names.
  static let chosen: FuzzTarget = {
    let name = getenv("GRADBOOK_FUZZ_TARGET").map { String(cString: $0) } ?? "views"
    guard let target = FuzzTarget(rawValue: name) else { fatalError("GRADBOOK_FUZZ_TARGET names no target: \(name)") }
    return target
  }()

  func run(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    switch self {
    case .views: fuzzViews(bytes, count)
    case .safetensors: fuzzSafetensors(bytes, count)
    case .npy: fuzzNPY(bytes, count)
    case .npz: fuzzNPZ(bytes, count)
    case .checkpoint: fuzzCheckpoint(bytes, count)
    case .pickle: fuzzPickle(bytes, count)
    }
  }
}

/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
  FuzzTarget.chosen.run(bytes, count)
  return 0
}
