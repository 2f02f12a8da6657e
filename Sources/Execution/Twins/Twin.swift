import Workbook

/// A chapter's Python twin together with its Swift block: what PyTorch is to run, and what the page says of it.
public struct Twin: Hashable, Sendable {
  /// The Swift block, with its output and its promise.
  public var block: SwiftBlock
  /// The twin itself.
  public var python: PythonTwin
  /// The number of its section, which is its scope.
  public var section: Int
  /// The chapter's name and a hash of what the comparison depends on: the twin, those before it in its section, and what its block
  /// prints or promises. It does not change with what else is on the page.
  public var key: String
}

extension Chapter {
  /// The twins, in the order of the page.
  public var twins: [Twin] {
    sections.enumerated().flatMap { number, section in
      var scope: [UInt8] = []
      return section.blocks.compactMap { block in block.python.map { (block, $0) } }.map { block, python in
        scope += Array("\(python.source.text)\n".utf8)
        var compared = "\(python.differs ?? "")\n\(block.promise)\n"
        if let output = block.output {
          compared += "\(output.source.text)\n\(output.tolerance.map { "\($0)" } ?? "") \(output.isNondeterministic)"
        }
        let digits = String(Execution.hash(scope + Array(compared.utf8)), radix: 16)
        let key = "\(name) \(String(repeating: "0", count: 16 - digits.count))\(digits)"
        return Twin(block: block, python: python, section: number, key: key)
      }
    }
  }

  /// The blocks that print and have no twin.
  public var blocksWithoutTwin: [SwiftBlock] {
    sections.flatMap(\.blocks).filter { block in
      guard block.python == nil, let output = block.output else { return false }
      return output.isNondeterministic || !output.source.text.isEmpty
    }
  }
}
