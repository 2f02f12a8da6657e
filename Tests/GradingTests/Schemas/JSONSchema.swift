import Foundation

/// A schema of Tests/Fixtures/schemas, by the keywords of JSON Schema (draft 2020-12) that stand there. Any other keyword is a fault of
/// the schema, so that none is passed over.
struct JSONSchema {
  private let root: [String: Any]

  init(_ name: String) throws {
    let value = try JSONSerialization.jsonObject(with: Data(Schemas.bytes("\(name).schema.json")))
    root = value as? [String: Any] ?? [:]
  }

  /// A schema written in a test.
  init(text: String) throws { root = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:] }

  /// What is wrong with a text; nothing where it is valid.
  func faults(in text: String) -> [String] {
    guard let value = try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed) else { return ["no JSON"] }
    return faults(in: value, by: root, at: "$")
  }

  private func faults(in value: Any, by schema: [String: Any], at place: String) -> [String] {
    var faults: [String] = []
    let members = value as? [String: Any]
    for (keyword, rule) in schema {
      switch keyword {
      case "$schema", "$defs", "title", "description", "then", "else": break
      case "$ref":
        let name = (rule as? String)?.split(separator: "/").last.map(String.init) ?? ""
        guard let target = (root["$defs"] as? [String: Any])?[name] as? [String: Any] else { return ["\(place): no $defs/\(name)"] }
        faults += self.faults(in: value, by: target, at: place)
      case "type":
        let types = rule as? [String] ?? [rule as? String ?? ""]
        if !types.contains(where: { Self.isOf(type: $0, value) }) { faults.append("\(place): no \(types.joined(separator: " or "))") }
      case "const": if !Self.isEqual(value, rule) { faults.append("\(place): not \(rule)") }
      case "enum":
        if !(rule as? [Any] ?? []).contains(where: { Self.isEqual(value, $0) }) { faults.append("\(place): '\(value)' is none of \(rule)") }
      case "required":
        for name in rule as? [String] ?? [] where members != nil && members?[name] == nil { faults.append("\(place): no \(name)") }
      case "properties":
        for (name, inner) in rule as? [String: [String: Any]] ?? [:] {
          if let member = members?[name] { faults += self.faults(in: member, by: inner, at: "\(place).\(name)") }
        }
      case "additionalProperties":
        let known = Set((schema["properties"] as? [String: Any] ?? [:]).keys)
        for name in (members ?? [:]).keys where !known.contains(name) { faults.append("\(place): \(name) is not foreseen") }
      case "items":
        for (index, item) in (value as? [Any] ?? []).enumerated() {
          faults += self.faults(in: item, by: rule as? [String: Any] ?? [:], at: "\(place)[\(index)]")
        }
      case "minLength", "maxLength":
        guard let length = (value as? String)?.unicodeScalars.count, let limit = rule as? Int else { break }
        if keyword == "minLength" ? length < limit : length > limit { faults.append("\(place): \(length) characters, \(keyword) \(limit)") }
      case "minimum":
        if let number = value as? Double, let limit = rule as? Double, number < limit {
          faults.append("\(place): \(number) is below \(limit)")
        }
      case "anyOf":
        let all = (rule as? [[String: Any]] ?? []).map { self.faults(in: value, by: $0, at: place) }
        if all.allSatisfy({ !$0.isEmpty }) { faults.append("\(place): none of \(all)") }
      case "if":
        let holds = self.faults(in: value, by: rule as? [String: Any] ?? [:], at: place).isEmpty
        faults += self.faults(in: value, by: schema[holds ? "then" : "else"] as? [String: Any] ?? [:], at: place)
      default: faults.append("\(place): the keyword \(keyword) is not known")
      }
    }
    return faults
  }

  private static func isOf(type: String, _ value: Any) -> Bool {
    let number = value as? NSNumber
    // A number's `as? Bool` works as well: what it was made of tells.
    let isBoolean = Swift.type(of: value) == Bool.self || number?.objCType.pointee == CChar(UInt8(ascii: "c"))
    return switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "null": value is NSNull
    case "boolean": isBoolean
    case "number": number != nil && !isBoolean
    case "integer": number != nil && !isBoolean && number.map { $0.doubleValue == $0.doubleValue.rounded() } ?? false
    default: false
    }
  }

  private static func isEqual(_ first: Any, _ second: Any) -> Bool { (first as? NSObject)?.isEqual(second) ?? false }
}

enum Schemas {
  static func bytes(_ name: String) throws -> Data {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try Data(contentsOf: tests.appendingPathComponent("Fixtures/schemas/\(name)"))
  }
}
