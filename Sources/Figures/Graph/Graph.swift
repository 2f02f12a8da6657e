import Autograd

/// The recorded graph behind a tensor, as it is drawn: the result, operators, leaves.
struct Graph {
  struct Vertex {
    enum Kind { case result, operation, leaf, rest }

    var kind: Kind
    /// What it is called.
    var name: String
    /// What stands beneath the name.
    var lines: [String] = []
    /// Something that it saved was written since.
    var isBroken = false
    /// Where gradients go from here.
    var edges: [Int] = []
  }

  /// The first is the result; each stands after one that leads to it.
  private(set) var vertices: [Vertex] = []
  private let names: KeyValuePairs<String, Tensor>

  /// More is no figure any more.
  static let largest = 48

  init(of tensor: Tensor, names: KeyValuePairs<String, Tensor>) {
    self.names = names
    let name = self.name(of: tensor)
    guard let root = tensor.gradFn else {
      // Alone: a leaf, or a tensor outside of every graph.
      var vertex = tensor.requiresGrad ? leafVertex(tensor) : Vertex(kind: .result, name: name ?? "result", lines: [tensor.kind])
      if !tensor.requiresGrad { vertex.lines.append("no graph: it requires no grad") }
      vertices = [vertex]
      return
    }
    vertices = [Vertex(kind: .result, name: name ?? "result", lines: [tensor.kind], edges: [1])]
    add(from: root)
  }

  private mutating func add(from root: Node) {
    var places: [ObjectIdentifier: Int] = [ObjectIdentifier(root): 1]
    var left: Set<ObjectIdentifier> = []
    vertices.append(vertex(of: root))
    var queue = [root][...]
    while let node = queue.popFirst() {
      guard let place = places[ObjectIdentifier(node)] else { continue }
      for (index, next) in node.nextFunctions.enumerated() {
        guard let next = next?.node else { continue }
        let leaf = node.leaf(index)
        let identity = leaf.map { ObjectIdentifier($0) } ?? ObjectIdentifier(next)
        if let known = places[identity] {
          vertices[place].edges.append(known)
        } else if vertices.count <= Self.largest {
          places[identity] = vertices.count
          vertices[place].edges.append(vertices.count)
          vertices.append(leaf.map(leafVertex) ?? vertex(of: next))
          if leaf == nil { queue.append(next) }
        } else {
          left.insert(identity)
          vertices[place].edges.append(-1)
        }
      }
    }
    guard !left.isEmpty else { return }
    let omitted = left.count
    let rest = vertices.count
    vertices.append(
      Vertex(kind: .rest, name: "and more", lines: [omitted == 1 ? "1 further node begins here" : "\(omitted) further nodes begin here"]))
    for place in vertices.indices { vertices[place].edges = vertices[place].edges.map { $0 < 0 ? rest : $0 } }
  }

  private func name(of tensor: Tensor) -> String? { names.first { $0.value === tensor }?.key }

  private func leafVertex(_ tensor: Tensor) -> Vertex {
    let grad = tensor.grad.map { "grad \($0.shape)" } ?? "no grad yet"
    return Vertex(kind: .leaf, name: name(of: tensor) ?? "leaf", lines: [tensor.kind, "version \(tensor.version), \(grad)"])
  }

  private func vertex(of node: Node) -> Vertex {
    var vertex = Vertex(kind: .operation, name: node.name)
    for saved in node.savedStates {
      guard let tensor = saved.tensor else {
        vertex.lines.append(saved.isFreed ? "what it saved is freed" : "saved, packed by a hook")
        continue
      }
      let what = saved.isOutput ? "its output" : name(of: tensor) ?? "its input"
      let isChanged = tensor.version != saved.version
      vertex.lines.append("saved \(what) \(tensor.shape), version \(saved.version)" + (isChanged ? ", now \(tensor.version)" : ""))
      if isChanged { vertex.isBroken = true }
    }
    return vertex
  }
}

extension Tensor {
  /// Shape and dtype in a few characters.
  fileprivate final var kind: String { "\(shape) \(dtype.shortName)" }
}

extension DType {
  /// Without the module's name.
  var shortName: String { "\(self)".split(separator: ".").last.map(String.init) ?? "\(self)" }
}
