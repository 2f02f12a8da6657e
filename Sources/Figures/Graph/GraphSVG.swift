import Autograd

/// Draws the graph that `backward()` would walk from a tensor: operators with what they saved and at which version, down to the leaves.
///
///     let x = Tensor([1.0, 2.0], requiresGrad: true)
///     let loss = x.square().sum()
///     show(graphSVG(of: loss, naming: ["loss": loss, "x": x]))
///
/// An operator whose saved tensor was written in place since has a broken outline: there `backward()` refuses. After `backward()` what was
/// saved is freed, and the figure says so. A graph of more than 48 nodes is drawn in part.
///
/// - Parameters:
///   - tensor: Where the graph begins. It is not changed.
///   - names: What tensors are called in the figure: the result, leaves, saved tensors.
/// - Returns: An SVG image as text, the same for the same graph, legible on light and dark grounds. Its description says in words what is
///   drawn.
public func graphSVG(of tensor: Tensor, naming names: KeyValuePairs<String, Tensor> = [:]) -> String {
  GraphFigure(Graph(of: tensor, names: names)).svg
}

private struct GraphFigure {
  let graph: Graph

  init(_ graph: Graph) { self.graph = graph }

  private static let margin = 8.0
  private static let lineHeight = 18.0
  private static let layerGap = 46.0

  var svg: String {
    let layout = LayeredLayout(
      sizes: graph.vertices.map(size), edges: graph.vertices.map(\.edges), gap: 24, layerGap: Self.layerGap)
    var drawing = Drawing(width: layout.width + 2 * Self.margin, height: layout.height + 2 * Self.margin)
    drawEdges(layout, &drawing)
    for (index, vertex) in graph.vertices.enumerated() {
      let place = layout.places[index]
      draw(vertex, place, top: Self.margin + layout.tops[place.layer], in: &drawing)
    }
    return drawing.svg(title: title, description: description)
  }

  private func size(of vertex: Graph.Vertex) -> (width: Double, height: Double) {
    let characters = max(Double(vertex.name.count) * 8.4, vertex.lines.map { Double($0.count) * 7.2 }.max() ?? 0)
    return (characters + 24, Double(vertex.lines.count + 1) * Self.lineHeight + 12)
  }

  private func draw(_ vertex: Graph.Vertex, _ place: LayeredLayout.Place, top: Double, in drawing: inout Drawing) {
    let tone: Tone =
      switch vertex.kind {
      case .result: .blue
      case .leaf: .green
      case .operation: vertex.isBroken ? .red : .neutral
      case .rest: .neutral
      }
    let x = Self.margin + place.x
    drawing.box(
      x: x - place.width / 2, y: top, width: place.width, height: place.height, tone: tone, radius: vertex.kind == .leaf ? 16 : 6,
      isDashed: vertex.isBroken)
    drawing.text(vertex.name, x: x, y: top + 20, size: 14, anchor: .middle, isCode: true, isBold: true)
    for (number, line) in vertex.lines.enumerated() {
      drawing.text(line, x: x, y: top + 20 + Double(number + 1) * Self.lineHeight, size: 12, anchor: .middle, isCode: true)
    }
  }

  private func drawEdges(_ layout: LayeredLayout, _ drawing: inout Drawing) {
    // Where several edges end, each has a place of its own, in the order in which they come.
    var arriving: [Int: [(from: Double, vertex: Int, edge: Int)]] = [:]
    for (vertex, routes) in layout.routes.enumerated() {
      for (edge, route) in routes.enumerated() {
        let from = layout.places[route[route.count - 2]].x + Double(edge)
        arriving[route[route.count - 1], default: []].append((from, vertex, edge))
      }
    }
    for (vertex, routes) in layout.routes.enumerated() {
      // The order of the inputs is that of the operator; where they go from is chosen so that they do not cross at once.
      let order = routes.indices.sorted { (layout.places[routes[$0][1]].x, $0) < (layout.places[routes[$1][1]].x, $1) }
      for (rank, edge) in order.enumerated() {
        let route = routes[edge]
        let target = route[route.count - 1]
        let others = (arriving[target] ?? []).sorted { ($0.from, $0.vertex, $0.edge) < ($1.from, $1.vertex, $1.edge) }
        let end = others.firstIndex { $0.vertex == vertex && $0.edge == edge } ?? 0
        draw(
          route, layout, start: port(rank, of: routes.count, layout.places[vertex]),
          end: port(end, of: others.count, layout.places[target]), in: &drawing)
      }
    }
  }

  private func port(_ rank: Int, of count: Int, _ place: LayeredLayout.Place) -> Double {
    let step = min(28, place.width * 0.7 / Double(max(count, 1)))
    return Self.margin + place.x + (Double(rank) - Double(count - 1) / 2) * step
  }

  private func draw(_ route: [Int], _ layout: LayeredLayout, start: Double, end: Double, in drawing: inout Drawing) {
    let first = layout.places[route[0]]
    var (x, y) = (start, Self.margin + layout.tops[first.layer] + first.height)
    var path = "M\(Drawing.number(x)) \(Drawing.number(y))"
    for (step, index) in route.enumerated().dropFirst() {
      let place = layout.places[index]
      let isLast = step == route.count - 1
      let (nextX, nextY) = (isLast ? end : Self.margin + place.x, Self.margin + layout.tops[place.layer] - (isLast ? 7 : 0))
      let middle = Drawing.number((y + nextY) / 2)
      path += "C\(Drawing.number(x)) \(middle) \(Drawing.number(nextX)) \(middle) \(Drawing.number(nextX)) \(Drawing.number(nextY))"
      (x, y) = (nextX, nextY)
      if !isLast, place.layer + 1 < layout.tops.count {
        y = Self.margin + layout.tops[place.layer + 1] - Self.layerGap
        path += "V\(Drawing.number(y))"
      }
    }
    drawing.line(path)
    drawing.head(x: x, y: y + 8)
  }

  // MARK: In words

  private var title: String { "The graph behind \(graph.vertices[0].name)" }

  private var description: String {
    let names = shownNames
    return graph.vertices.enumerated().map { index, vertex in
      var sentence = "\(names[index]): " + vertex.lines.joined(separator: "; ")
      if vertex.lines.isEmpty { sentence = names[index] }
      let targets = vertex.edges.map { names[$0] }
      if !targets.isEmpty { sentence += (vertex.lines.isEmpty ? " leads to " : "; leads to ") + list(targets) }
      if vertex.isBroken { sentence += "; what it saved was written since" }
      return sentence + "."
    }.joined(separator: " ")
  }

  /// Names, with a number where one comes more than once.
  private var shownNames: [String] {
    var counts: [String: Int] = [:]
    for vertex in graph.vertices { counts[vertex.name, default: 0] += 1 }
    var seen: [String: Int] = [:]
    return graph.vertices.map { vertex in
      guard counts[vertex.name, default: 0] > 1 else { return vertex.name }
      seen[vertex.name, default: 0] += 1
      return "\(vertex.name) (\(seen[vertex.name, default: 0]))"
    }
  }
}
