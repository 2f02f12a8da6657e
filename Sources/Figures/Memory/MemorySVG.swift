import Autograd

/// Draws the memory behind tensors: the elements of each storage in a row, and beneath it, for every tensor, which of them it shows under
/// which index, with its shape, strides and offset, and the version counter that counts its writes.
///
///     let x = Tensor([[1, 2, 3], [4, 5, 6]])
///     show(memorySVG(of: ["x": x, "x.t()": x.t(), "x.data": x.data]))
///
/// Tensors that share a version counter have the same colour and the counter's letter. A cell that a tensor shows more than once, as
/// `expand` makes it, says how often. Of a storage of more than 16 elements the first are drawn.
///
/// - Parameter tensors: What is drawn, with its names, in this order. Nothing of it is changed.
/// - Returns: An SVG image as text, the same for the same memory, legible on light and dark grounds. Its description says in words what is
///   drawn.
public func memorySVG(of tensors: KeyValuePairs<String, Tensor>) -> String { MemoryFigure(MemoryMap(of: tensors)).svg }

private struct MemoryFigure {
  let map: MemoryMap

  init(_ map: MemoryMap) { self.map = map }

  private static let margin = 8.0
  private static let cellHeight = 30.0
  private static let stripHeight = 22.0

  var svg: String {
    let texts = map.blocks.flatMap { block in block.values + block.tensors.flatMap { $0.labels.compactMap { $0 } } }
    let longest = texts.map(\.count).max() ?? 0
    let cellWidth = max(40, 16 + Double(longest) * 7.4)
    let cells = map.blocks.map(\.drawn).max() ?? 0
    let captions = map.blocks.flatMap(\.tensors).map(captionWidth)
    let width = max(Double(cells) * cellWidth + 80, captions.max() ?? 0, 240) + 2 * Self.margin
    var drawing = Drawing(width: width)
    var y = Self.margin
    for (number, block) in map.blocks.enumerated() {
      if number > 0 { y += 26 }
      y = draw(block, number: number, cellWidth: cellWidth, y: y, in: &drawing)
    }
    drawing.height = y + Self.margin
    return drawing.svg(title: title, description: description)
  }

  /// - Returns: where the next one may begin.
  private func draw(_ block: MemoryMap.Block, number: Int, cellWidth: Double, y top: Double, in drawing: inout Drawing) -> Double {
    let x = Self.margin
    var y = top + 14
    drawing.text(heading(block, number: number), x: x, y: y, isBold: true)
    y += 22
    for cell in 0..<block.drawn {
      let left = x + Double(cell) * cellWidth
      drawing.text(String(cell), x: left + cellWidth / 2, y: y, size: 11, anchor: .middle, isCode: true, isFaint: true)
      drawing.box(x: left, y: y + 6, width: cellWidth, height: Self.cellHeight, tone: .neutral, radius: 0)
      if block.values.indices.contains(cell) {
        drawing.text(block.values[cell], x: left + cellWidth / 2, y: y + 26, anchor: .middle, isCode: true)
      }
    }
    if block.count > block.drawn {
      drawing.text("… \(block.count - block.drawn) more", x: x + Double(block.drawn) * cellWidth + 8, y: y + 26, size: 12, isFaint: true)
    }
    y += 6 + Self.cellHeight
    for shown in block.tensors {
      y += 22
      drawing.text(shown.name, x: x, y: y, size: 13, isCode: true, isBold: true)
      drawing.text(caption(shown), x: x + Double(shown.name.count) * 8 + 14, y: y, size: 12)
      y += 6
      draw(shown, cellWidth: cellWidth, y: y, in: &drawing)
      y += Self.stripHeight
    }
    return y
  }

  private func draw(_ shown: MemoryMap.Shown, cellWidth: Double, y: Double, in drawing: inout Drawing) {
    let tone = Tone.distinct(shown.counter)
    for (cell, label) in shown.labels.enumerated() {
      guard let label else { continue }
      let left = Self.margin + Double(cell) * cellWidth
      drawing.box(x: left + 1.5, y: y, width: cellWidth - 3, height: Self.stripHeight, tone: tone, radius: 4)
      drawing.text(label, x: left + cellWidth / 2, y: y + 15, size: 12, anchor: .middle, isCode: true)
    }
  }

  private func heading(_ block: MemoryMap.Block, number: Int) -> String {
    let name = map.blocks.count > 1 ? "storage \(number + 1)" : "storage"
    return "\(name): \(block.count) × \(block.dtype.shortName)" + (block.values.isEmpty && block.count > 0 ? ", without data" : "")
  }

  private func captionWidth(_ shown: MemoryMap.Shown) -> Double {
    Double(shown.name.count) * 8 + 40 + Double(caption(shown).count) * 6.6
  }

  private func caption(_ shown: MemoryMap.Shown) -> String {
    let tensor = shown.tensor
    return "shape \(tensor.shape), strides \(tensor.strides), offset \(tensor.storageOffset); \(counter(shown))"
  }

  private func counter(_ shown: MemoryMap.Shown) -> String {
    guard let version = map.counters[shown.counter] else { return "its writes are not counted" }
    guard map.counters.count > 1 else { return "version \(version)" }
    return "counter \(Self.letter(shown.counter)) at version \(version)"
  }

  private static func letter(_ number: Int) -> String {
    number < 26 ? String(UnicodeScalar(UInt8(ascii: "A") + UInt8(number))) : "\(number + 1)"
  }

  // MARK: In words

  private var title: String { "The memory of " + list(map.blocks.flatMap { $0.tensors.map(\.name) }) }

  private var description: String {
    map.blocks.enumerated().map { number, block in
      var text = heading(block, number: number)
      if !block.values.isEmpty {
        text +=
          ", holding " + block.values.joined(separator: ", ") + (block.count > block.drawn ? " and \(block.count - block.drawn) more" : "")
      }
      return text + ". " + block.tensors.map(sentence).joined(separator: " ")
    }.joined(separator: " ")
  }

  private func sentence(_ shown: MemoryMap.Shown) -> String {
    let cells = shown.labels.indices.filter { shown.labels[$0] != nil }
    let places =
      cells.isEmpty ? "no cell that is drawn" : "cell\(cells.count == 1 ? "" : "s") " + list(cells.map(String.init))
    return "\(shown.name) shows \(places): \(caption(shown))."
  }
}
