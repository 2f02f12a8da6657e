/// Draws a curve: mostly of a loss over the steps of a training.
///
///     var losses: [Double] = []
///     for _ in 0..<100 { losses.append(try step().item()) }
///     show(plotSVG(losses))
///
/// A value that is no number, or beyond 1e300, leaves a gap, and is said.
///
/// - Parameters:
///   - values: What is drawn upwards; the first is step 0.
///   - name: What the values are.
///   - steps: What is counted to the right.
/// - Returns: An SVG image as text, the same for the same values, legible on light and dark grounds. Its description says in words where the
///   curve begins, ends and is lowest and highest.
public func plotSVG(_ values: [Double], name: String = "loss", steps: String = "step") -> String {
  plotSVG([name: values], steps: steps)
}

/// Draws several curves: losses on training and test data, or of several optimizers.
///
///     show(plotSVG(["SGD": slow, "Adam": quick]))
///
/// - Parameters:
///   - curves: Their names and values, in this order.
///   - steps: What is counted to the right.
/// - Returns: An SVG image as text: see `plotSVG(_:name:steps:)`.
public func plotSVG(_ curves: KeyValuePairs<String, [Double]>, steps: String = "step") -> String {
  PlotFigure(curves: curves.map { PlotFigure.Curve(name: $0.key, values: $0.value) }, steps: steps).svg
}

private struct PlotFigure {
  struct Curve {
    var name: String
    var values: [Double]
  }

  let curves: [Curve]
  let steps: String

  private static let size = (width: 640.0, height: 320.0)
  private static let frame = (left: 64.0, top: 34.0, right: 20.0, bottom: 46.0)
  private static let dashes: [String?] = [nil, "7 4", "2 3", "9 3 2 3"]

  var svg: String {
    let finite = curves.flatMap(\.values).filter(\.isDrawable)
    let across = Axis([0, Double(max((curves.map(\.values.count).max() ?? 0) - 1, 0))], count: 8, isWhole: true)
    let upward = Axis(finite, count: 5)
    var drawing = Drawing(width: Self.size.width, height: Self.size.height)
    drawAxes(across, upward, in: &drawing)
    for (number, curve) in curves.enumerated() { draw(curve, number, across, upward, in: &drawing) }
    drawNames(in: &drawing)
    return drawing.svg(title: title, description: description)
  }

  private func x(_ position: Double) -> Double { Self.frame.left + position * (Self.size.width - Self.frame.left - Self.frame.right) }
  private func y(_ position: Double) -> Double {
    Self.size.height - Self.frame.bottom - position * (Self.size.height - Self.frame.top - Self.frame.bottom)
  }

  private func drawAxes(_ across: Axis, _ upward: Axis, in drawing: inout Drawing) {
    let (left, right) = (Drawing.number(x(0)), Drawing.number(x(1)))
    for tick in upward.ticks {
      let height = y(upward.position(of: tick))
      drawing.line("M\(left) \(Drawing.number(height))H\(right)", width: 1, opacity: 0.15)
      drawing.text(upward.label(of: tick), x: x(0) - 8, y: height + 4, size: 12, anchor: .end)
    }
    for tick in across.ticks {
      let place = x(across.position(of: tick))
      drawing.line("M\(Drawing.number(place)) \(Drawing.number(y(0)))v5", width: 1, opacity: 0.6)
      drawing.text(across.label(of: tick), x: place, y: y(0) + 20, size: 12, anchor: .middle)
    }
    drawing.line("M\(left) \(Drawing.number(y(1)))V\(Drawing.number(y(0)))H\(right)", width: 1, opacity: 0.6)
    drawing.text(steps, x: (x(0) + x(1)) / 2, y: Self.size.height - 8, size: 12, anchor: .middle)
  }

  private func draw(_ curve: Curve, _ number: Int, _ across: Axis, _ upward: Axis, in drawing: inout Drawing) {
    var path = ""
    var isOpen = false
    var alone: (x: Double, y: Double)?
    for (step, value) in Self.thinned(curve.values) {
      guard value.isDrawable else {
        if let point = alone { drawing.dot(x: point.x, y: point.y, tone: Tone.distinct(number)) }
        (isOpen, alone) = (false, nil)
        continue
      }
      let point = (x: x(across.position(of: Double(step))), y: y(upward.position(of: value)))
      path += "\(isOpen ? "L" : "M")\(Drawing.number(point.x)) \(Drawing.number(point.y))"
      alone = isOpen ? nil : point
      isOpen = true
    }
    if let point = alone { drawing.dot(x: point.x, y: point.y, tone: Tone.distinct(number)) }
    if !path.isEmpty { drawing.line(path, tone: Tone.distinct(number), width: 2, dashes: Self.dashes[number % Self.dashes.count]) }
  }

  /// No more points than can be told apart: of each stretch its lowest and its highest.
  private static func thinned(_ values: [Double]) -> [(Int, Double)] {
    let most = 1200
    guard values.count > most else { return Array(values.enumerated()) }
    let stretch = (values.count + most / 2 - 1) / (most / 2)
    return stride(from: 0, to: values.count, by: stretch).flatMap { start -> [(Int, Double)] in
      let range = start..<min(start + stretch, values.count)
      guard range.allSatisfy({ values[$0].isDrawable }), let low = range.min(by: { values[$0] < values[$1] }),
        let high = range.max(by: { values[$0] < values[$1] })
      else { return [(start, .nan)] }
      return (low < high ? [low, high] : low == high ? [low] : [high, low]).map { ($0, values[$0]) }
    }
  }

  private func drawNames(in drawing: inout Drawing) {
    var place = x(0)
    for (number, curve) in curves.enumerated() {
      let (start, end) = (Drawing.number(place), Drawing.number(place + 26))
      drawing.line("M\(start) 16H\(end)", tone: Tone.distinct(number), width: 2, dashes: Self.dashes[number % Self.dashes.count])
      drawing.text(curve.name, x: place + 32, y: 20)
      place += 32 + Double(curve.name.count) * 7.5 + 24
    }
  }

  // MARK: In words

  private var title: String { "\(list(curves.map(\.name))) by \(steps)" }

  private var description: String {
    curves.map { curve in
      let finite = curve.values.enumerated().filter(\.element.isDrawable)
      guard let first = finite.first, let last = finite.last, let low = finite.min(by: { $0.element < $1.element }),
        let high = finite.max(by: { $0.element < $1.element })
      else { return "\(curve.name): no value." }
      var text = "\(curve.name): \(curve.values.count) value\(curve.values.count == 1 ? "" : "s"), from \(short(first.element)) to "
      text +=
        "\(short(last.element)); lowest \(short(low.element)) at \(steps) \(low.offset), highest \(short(high.element)) at \(steps) \(high.offset)."
      let missing = curve.values.count - finite.count
      if missing > 0 { text += " \(missing) \(missing == 1 ? "is" : "are") not drawn: no number, or too large." }
      return text
    }.joined(separator: " ")
  }
}

extension Double {
  /// A number, and none whose distance to another cannot be computed.
  fileprivate var isDrawable: Bool { abs(self) <= 1e300 }
}
