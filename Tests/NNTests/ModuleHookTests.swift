import Autograd
import NN
import Testing

@Suite("Hooks of modules")
struct ModuleHookTests {
  // The order is that of a run of PyTorch 2.15.
  @Test("pre-hooks come before forward, hooks after it, and backward hooks in the backward pass")
  func order() throws {
    var log: [String] = []
    let model = Sequential(Linear(2, 2), ReLU())
    model.registerForwardPreHook { _, _ in log.append("outer pre") }
    model.registerForwardHook { _, _, _ in log.append("outer post") }
    model[0].registerForwardPreHook { _, _ in log.append("pre") }
    model[0].registerForwardHook { _, _, _ in log.append("post") }
    model[0].registerFullBackwardPreHook { _, _ in log.append("backward pre") }
    model[0].registerFullBackwardHook { _, _, _ in log.append("backward") }
    try model(Tensor.ones(1, 2, requiresGrad: true)).sum().backward()
    #expect(log == ["outer pre", "pre", "post", "outer post", "backward pre", "backward"])
  }

  @Test("a hook may be put before the others, of each kind")
  func prepending() throws {
    var log: [String] = []
    let layer = Linear(1, 1)
    for (name, prepend) in [("a", false), ("b", true), ("c", false), ("d", true)] {
      layer.registerForwardPreHook(prepend: prepend) { _, _ in log.append("pre " + name) }
      layer.registerForwardHook(prepend: prepend) { _, _, _ in log.append("post " + name) }
      layer.registerFullBackwardPreHook(prepend: prepend) { _, _ in log.append("backward pre " + name) }
      layer.registerFullBackwardHook(prepend: prepend) { _, _, _ in log.append("backward " + name) }
    }
    try layer(Tensor.ones(1, 1, requiresGrad: true)).sum().backward()
    #expect(log == ["pre", "post", "backward pre", "backward"].flatMap { kind in ["d", "b", "a", "c"].map { kind + " " + $0 } })
  }

  @Test("hooks may replace inputs, outputs and gradients, until they are removed")
  func replacing() throws {
    let layer = Identity()
    let pre = layer.registerForwardPreHook { _, inputs in [inputs[0] * 2] }
    let post = layer.registerForwardHook { _, _, output in output + 1 }
    let backward = layer.registerFullBackwardHook { _, gradInputs, _ in gradInputs.map { $0.map { $0 * 10 } } }
    let x = Tensor([3.0], requiresGrad: true)
    let y = layer(x)
    try y.sum().backward()
    #expect(y.floats == [7] && x.grad!.floats == [20])
    for handle in [pre, post, backward] { handle.remove() }
    #expect(layer(x).floats == [3])
  }

  @Test("a backward hook sees nil for an input that requires no grad")
  func noInput() throws {
    var seen: [Bool] = []
    let layer = Linear(1, 1)
    layer.registerFullBackwardHook { _, gradInputs, gradOutputs in seen += [gradInputs[0] == nil, gradOutputs[0] == nil] }
    try layer(Tensor.ones(1, 1)).sum().backward()
    #expect(seen == [true, false])
  }

  @Test("what a backward hook throws ends the pass")
  func throwing() {
    struct Stop: Error {}
    let layer = Identity()
    layer.registerFullBackwardHook { _, _, _ in throw Stop() }
    #expect(textThrown { try layer(Tensor.ones(1, requiresGrad: true)).sum().backward() } == "Stop()")
  }

  @Test("hooks for all modules come before a module's own")
  func global() {
    final class Marked: Module {
      override func forward(_ input: Tensor) -> Tensor { input }
    }
    var log: [String] = []
    // Other tests run at the same time.
    func note(_ module: Module, _ text: String) {
      if module is Marked { log.append(text) }
    }
    let module = Marked()
    module.registerForwardPreHook { _, _ in log.append("pre") }
    module.registerForwardHook { _, _, _ in log.append("post") }
    let handles = [
      Module.registerGlobalForwardPreHook { module, _ in
        note(module, "global pre")
        return nil
      },
      Module.registerGlobalForwardHook { module, _, _ in
        note(module, "global post")
        return nil
      },
    ]
    _ = module(Tensor([1.0]))
    for handle in handles { handle.remove() }
    _ = module(Tensor([1.0]))
    #expect(log == ["global pre", "pre", "global post", "post", "pre", "post"])
  }

  @Test("a hook for several outputs sees all of an LSTM's")
  func severalOutputs() {
    var shapes: [[Int]] = []
    let lstm = LSTM(2, 3)
    lstm.registerForwardHook(outputs: { _, _, outputs in
      shapes = outputs.map(\.shape)
      return nil
    })
    let (output, (hidden, cell)) = lstm(Tensor.zeros(4, 1, 2))
    #expect(shapes == [output.shape, hidden.shape, cell.shape] && shapes == [[4, 1, 3], [1, 1, 3], [1, 1, 3]])
  }
}
