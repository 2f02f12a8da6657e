import Autograd
import Optim
import Testing

@Suite("An optimizer")
struct OptimizerTests {
  private func leaf(_ values: [Float] = [1, 2]) -> Tensor { Tensor(values, requiresGrad: true) }

  @Test("prints as PyTorch's")
  func printing() {
    let optimizer = SGD([ParamGroup([leaf()]), ParamGroup([leaf()], ["lr": 0.01, "nesterov": true])], lr: 0.1, momentum: 0.9)
    #expect(
      "\(optimizer)" == """
        SGD (
        Parameter Group 0
            dampening: 0
            differentiable: False
            foreach: None
            fused: None
            lr: 0.1
            maximize: False
            momentum: 0.9
            nesterov: False
            weight_decay: 0

        Parameter Group 1
            dampening: 0
            differentiable: False
            foreach: None
            fused: None
            lr: 0.01
            maximize: False
            momentum: 0.9
            nesterov: True
            weight_decay: 0
        )
        """)
    #expect("\(Adam([leaf()]))".contains("    betas: (0.9, 0.999)\n    capturable: False\n    decoupled_weight_decay: False\n"))
    #expect("\(Adafactor([leaf()]))".contains("    eps: (None, 0.001)\n"))
    #expect("\(Rprop([leaf()]))".contains("    step_sizes: (1e-06, 50)\n"))
    #expect("\(LBFGS([leaf()]))".contains("    line_search_fn: None\n    lr: 1\n    max_eval: 25\n"))
  }

  @Test("takes its steps without being recorded, and leaves alone what has no gradient")
  func steps() throws {
    let (a, b) = (leaf(), leaf())
    let optimizer = Adam([a, b])
    try (a * 2).sum().backward()
    optimizer.step()
    #expect(a.isLeaf && a.gradFn == nil && a.floats != [1, 2])
    #expect(b.floats == [1, 2] && optimizer.state[b].isEmpty && optimizer.state.count == 1)
  }

  @Test("forgets gradients, or fills them with zeros")
  func zeroGrad() throws {
    let a = leaf()
    let optimizer = SGD([a], lr: 0.1)
    try a.sum().backward()
    let gradient = a.grad
    optimizer.zeroGrad(setToNone: false)
    #expect(a.grad === gradient && a.grad?.floats == [0, 0])
    optimizer.zeroGrad()
    #expect(a.grad == nil)
    try (a * a).sum().backward(createGraph: true)
    optimizer.zeroGrad(setToNone: false)
    #expect(a.grad?.requiresGrad == false && a.grad?.floats == [0, 0])
  }

  @Test("a closure runs with recording, even under noGrad, and its loss is given back")
  func closure() {
    let a = leaf()
    let optimizer = SGD([a], lr: 0.5)
    let loss = noGrad {
      optimizer.step {
        optimizer.zeroGrad()
        let loss = (a * a).sum()
        try! loss.backward()
        return loss
      }
    }
    #expect(loss.item() == 5)
    #expect(a.floats == [0, 0])
  }

  @Test("a group may be added later, with its own options")
  func addedGroup() throws {
    let (a, b) = (leaf(), leaf())
    let optimizer = SGD([a], lr: 0.1)
    optimizer.addParamGroup(ParamGroup([b], ["lr": 1]))
    try (a + b).sum().backward()
    optimizer.step()
    #expect(a.floats == [0.9, 1.9] && b.floats == [0, 1])
    optimizer.paramGroups[1].lr = 0.5
    optimizer.step()
    #expect(b.floats == [-0.5, 0.5])
  }

  @Test("hooks run around a step, in order, until they are taken away")
  func hooks() {
    var said: [String] = []
    let optimizer = SGD([leaf()], lr: 0.1)
    let handle = optimizer.registerStepPreHook { _ in said.append("before") }
    optimizer.registerStepPostHook { _ in said.append("after") }
    optimizer.step()
    handle.remove()
    optimizer.step()
    #expect(said == ["before", "after", "after"])
  }

  @Test("an optimizer of one's own saves, loads and prints by itself")
  func ownOptimizer() throws {
    final class Counting: Optimizer {
      init(_ params: [Tensor], lr: Double) { super.init(params, defaults: ["lr": .double(lr)]) }

      override func takeStep() {
        for group in paramGroups {
          for p in group.params {
            guard let g = p.grad else { continue }
            state[p] = ["calls": .int((state[p]["calls"]?.int ?? 0) + 1)]
            p.sub_(g, alpha: .double(group.lr))
          }
        }
      }
    }
    let a = leaf()
    let optimizer = Counting([a], lr: 0.5)
    try a.sum().backward()
    optimizer.step()
    #expect(a.floats == [0.5, 1.5])
    let other = Counting([leaf()], lr: 1)
    try other.loadStateDict(optimizer.stateDict())
    #expect(other.stateDict().state[0]?["calls"]?.int == 1)
    #expect("\(other)" == "Counting (\nParameter Group 0\n    lr: 0.5\n)")
  }
}
