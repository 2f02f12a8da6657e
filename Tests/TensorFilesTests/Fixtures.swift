import Autograd
import Foundation
import TensorFiles
import Testing

/// The files that PyTorch, safetensors and NumPy wrote, and what they hold.
enum Fixtures {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path + "/Fixtures/files/"

  static func path(_ name: String) -> String { folder + name }

  static func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path(name)))) }

  /// What PyTorch and NumPy say is in a file: other.json is by Tests/Interop/write_files.py, files.json came
  /// with the golden files.
  static func contents(of name: String) throws -> Any {
    for list in ["other.json", "files.json"] {
      let all = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path(list)))) as! [String: Any]
      if let contents = all[name] { return contents }
    }
    fatalError("nothing is said of \(name)")
  }
}

/// A folder of its own for a test, removed with its contents.
final class TemporaryFolder {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "TensorFilesTests-" + UUID().uuidString
    try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func file(_ name: String) -> String { path + "/" + name }

  var files: [String] { try! FileManager.default.contentsOfDirectory(atPath: path).sorted() }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// Expects that a value is what JSON says: a tensor described by shape, dtype and data, a number, or containers of them.
func expect(_ value: CheckpointValue?, is description: Any, _ place: String) {
  if let parts = description as? [String: Any] {
    if let shape = parts["shape"] as? [Int], let data = parts["data"] as? [NSNumber] {
      expect(value?.tensor, shape, parts["dtype"] as! String, data, place)
      return
    }
    #expect(value?.dictionary?.count == parts.count, "\(place)")
    for (key, part) in parts {
      // A JSON object's keys are texts, also where Python's were numbers.
      let found = value?[.string(key)] ?? Int(key).flatMap { value?[.int($0)] }
      expect(found, is: part, place + "." + key)
    }
  } else if let parts = description as? [Any] {
    #expect(value?.elements?.count == parts.count, "\(place)")
    for (part, element) in zip(parts, value?.elements ?? []) { expect(element, is: part, place + "[]") }
  } else if description is NSNull {
    #expect(value?.isNull == true, "\(place)")
  } else if let text = description as? String {
    #expect(value?.string == text, "\(place)")
  } else if let number = description as? NSNumber {
    #expect(value?.double == number.doubleValue || value?.bool == number.boolValue, "\(place)")
  }
}

func expect(_ tensor: Tensor?, _ shape: [Int], _ dtype: String, _ data: [NSNumber], _ place: String) {
  guard let tensor else {
    Issue.record("\(place) is no tensor")
    return
  }
  #expect(tensor.shape == shape && tensor.dtype.name == dtype, "\(place)")
  // The description has nine digits of float32, and all of float64, whose last bit is lost in reading it.
  let expected = data.map(\.doubleValue)
  let values = tensor.detach().array(of: Double.self)
  let tolerance = tensor.dtype == .float32 ? 1e-8 : tensor.dtype == .float64 ? 1e-15 : 0
  #expect(
    zip(values, expected).allSatisfy { abs($0 - $1) <= tolerance * max(abs($1), 1e-30) } && values.count == expected.count, "\(place)")
}

/// The error that a closure throws; an issue if it throws none.
func thrown(_ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) -> TensorFileError? {
  do {
    try body()
    Issue.record("no error", sourceLocation: sourceLocation)
    return nil
  } catch {
    return error as? TensorFileError
  }
}

/// Touches everything that a value holds, so that what should not have been read is.
func touch(_ value: CheckpointValue) -> Int {
  switch value {
  case .tensor(let tensor): return touch(tensor)
  case .list(let elements), .tuple(let elements): return elements.reduce(0) { $0 &+ touch($1) }
  case .dictionary(let dictionary): return dictionary.reduce(0) { $0 &+ touch($1.value) }
  default: return 1
  }
}

func touch(_ tensor: Tensor) -> Int {
  // A view of one element can stand for more than a test has time for.
  if tensor.device == .meta || tensor.numel > 1 << 20 { return tensor.dim }
  return tensor.detach().contiguous().storageBytes.reduce(0) { $0 &+ Int($1) }
}
