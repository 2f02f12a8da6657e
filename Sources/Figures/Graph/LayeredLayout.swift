/// Places the vertices of a directed graph without cycles in layers, from the first one down, after Sugiyama, Tagawa and Toda (1981): layers
/// by the longest path; places of their own for edges that pass a layer; an order with few crossings; then the places nearest to the
/// neighbours'.
struct LayeredLayout {
  /// A vertex, or an edge on its way through a layer.
  struct Place {
    var width: Double
    var height: Double
    var layer: Int
    /// The middle, from the left.
    var x = 0.0
    var up: [Int] = []
    var down: [Int] = []
  }

  private(set) var places: [Place] = []
  /// For each vertex and each of its edges, the places that the edge goes through, both ends included.
  private(set) var routes: [[[Int]]] = []
  /// From the top, by layer.
  private(set) var tops: [Double] = []
  private(set) var width = 0.0
  private(set) var height = 0.0

  private var layers: [[Int]] = []
  private let gap: Double

  init(sizes: [(width: Double, height: Double)], edges: [[Int]], gap: Double, layerGap: Double) {
    self.gap = gap
    let depths = Self.depths(edges)
    places = sizes.indices.map { Place(width: sizes[$0].width, height: sizes[$0].height, layer: depths[$0]) }
    for (vertex, targets) in edges.enumerated() { routes.append(targets.map { route(from: vertex, to: $0) }) }
    layers = Array(repeating: [], count: (depths.max() ?? 0) + 1)
    for place in places.indices { layers[places[place].layer].append(place) }
    for _ in 0..<4 {
      for layer in layers.indices.dropFirst() { order(layer, by: \.up) }
      for layer in layers.indices.dropLast().reversed() { order(layer, by: \.down) }
    }
    spread()
    var top = 0.0
    for layer in layers {
      tops.append(top)
      top += (layer.map { places[$0].height }.max() ?? 0) + layerGap
    }
    height = top - layerGap
  }

  private static func depths(_ edges: [[Int]]) -> [Int] {
    var depths = Array(repeating: 0, count: edges.count)
    var incoming = Array(repeating: 0, count: edges.count)
    for target in edges.joined() { incoming[target] += 1 }
    var ready = edges.indices.filter { incoming[$0] == 0 }[...]
    while let vertex = ready.popFirst() {
      for target in edges[vertex] {
        depths[target] = max(depths[target], depths[vertex] + 1)
        incoming[target] -= 1
        if incoming[target] == 0 { ready.append(target) }
      }
    }
    return depths
  }

  private mutating func route(from vertex: Int, to target: Int) -> [Int] {
    var route = [vertex]
    for layer in (places[vertex].layer + 1)..<places[target].layer {
      route.append(places.count)
      places.append(Place(width: 12, height: 0, layer: layer))
    }
    route.append(target)
    for (upper, lower) in zip(route, route.dropFirst()) {
      places[upper].down.append(lower)
      places[lower].up.append(upper)
    }
    return route
  }

  /// By the mean of the neighbours' places in their order.
  private mutating func order(_ layer: Int, by neighbours: KeyPath<Place, [Int]>) {
    var ranks = Array(repeating: 0.0, count: places.count)
    for other in layers { for (rank, place) in other.enumerated() { ranks[place] = Double(rank) } }
    let keys = layers[layer].enumerated().map { rank, place -> (key: Double, rank: Int, place: Int) in
      let near = places[place][keyPath: neighbours]
      return (near.isEmpty ? Double(rank) : near.reduce(0) { $0 + ranks[$1] } / Double(near.count), rank, place)
    }
    layers[layer] = keys.sorted { ($0.key, $0.rank) < ($1.key, $1.rank) }.map(\.place)
  }

  private mutating func spread() {
    for layer in layers {
      var x = -layer.reduce(-gap) { $0 + places[$1].width + gap } / 2
      for place in layer {
        places[place].x = x + places[place].width / 2
        x += places[place].width + gap
      }
    }
    for _ in 0..<6 {
      for layer in layers.dropFirst() { settle(layer, by: \.up) }
      for layer in layers.dropLast().reversed() { settle(layer, by: \.down) }
    }
    let left = places.map { $0.x - $0.width / 2 }.min() ?? 0
    for place in places.indices { places[place].x -= left }
    width = places.map { $0.x + $0.width / 2 }.max() ?? 0
  }

  /// Each as near to the mean of its neighbours as the others in its layer let it, by least squares: pool adjacent violators.
  private mutating func settle(_ layer: [Int], by neighbours: KeyPath<Place, [Int]>) {
    var offset = 0.0
    var offsets: [Double] = []
    var pools: [(sum: Double, count: Int)] = []
    for (rank, place) in layer.enumerated() {
      if rank > 0 { offset += (places[layer[rank - 1]].width + places[place].width) / 2 + gap }
      offsets.append(offset)
      let near = places[place][keyPath: neighbours]
      let wish = near.isEmpty ? places[place].x : near.reduce(0) { $0 + places[$1].x } / Double(near.count)
      pools.append((wish - offset, 1))
      while pools.count > 1, let last = pools.last, case let before = pools[pools.count - 2],
        before.sum / Double(before.count) > last.sum / Double(last.count)
      {
        pools.removeLast()
        pools[pools.count - 1] = (before.sum + last.sum, before.count + last.count)
      }
    }
    var rank = 0
    for pool in pools {
      for _ in 0..<pool.count {
        places[layer[rank]].x = pool.sum / Double(pool.count) + offsets[rank]
        rank += 1
      }
    }
  }
}
