import Autograd
import NN
import Testing

private final class Exponential: Module, RightInvertible {
  override func forward(_ input: Tensor) -> Tensor { input.exp() }
  func rightInverse(_ value: Tensor) -> [Tensor] { [value.log()] }
}

private final class Symmetric: Module {
  override func forward(_ input: Tensor) -> Tensor { input.triu() + input.triu(1).t() }
}

// PyTorch's figures come from a run of PyTorch 2.15.
@Suite("Parametrizations")
struct ParametrizationTests {
  @Test("a parametrized weight is computed, and its original is what is learned")
  func symmetric() throws {
    let layer = parametrize.registerParametrization(Linear(2, 2), "weight", Symmetric())
    #expect(layer.stateDict().keys == ["bias", "parametrizations.weight.original"])
    #expect(
      "\(layer)" == """
        ParametrizedLinear(
          in_features=2, out_features=2, bias=True
          (parametrizations): ModuleDict(
            (weight): ParametrizationList(
              (0): Symmetric()
            )
          )
        )
        """)
    let original = layer.parameter(named: "parametrizations.weight.original")!
    noGrad { _ = original.copy_(Tensor([[1.0, 2], [3, 4]])) }
    try layer(Tensor([[1.0, 10]])).sum().backward()
    #expect(layer.weight.floats == [1, 2, 2, 4])
    #expect(original.grad!.floats == [1, 11, 0, 10] && parametrize.isParametrized(layer, "weight"))
  }

  @Test("a value assigned to a parametrized weight is what its originals are computed of")
  func assignment() throws {
    let layer = Linear(3, 2)
    noGrad { _ = layer.weight.abs_() }
    parametrize.registerParametrization(layer, "weight", Exponential())
    let original = layer.parameter(named: "parametrizations.weight.original")!
    layer.weight = Parameter(Tensor.full([2, 3], 2.0))
    #expect(layer.namedParameters().map(\.name) == ["bias", "parametrizations.weight.original"])
    #expect(original.isClose(to: Array(repeating: 0.693147, count: 6)) && layer.weight.isClose(to: Array(repeating: 2, count: 6)))
    try layer(Tensor.ones(1, 3)).sum().backward()
    #expect(original.grad!.isClose(to: Array(repeating: 2, count: 6)) && layer.weight.grad == nil)

    let normed = parametrizations.weightNorm(Linear(3, 2))
    normed.weight = Parameter(Tensor([[1.0, 2, 3], [4, 5, 6]]))
    _ = normed(Tensor.ones(1, 3))
    // As torch.nn.utils.parametrizations.weight_norm of PyTorch 2.15.
    #expect(normed.parameter(named: "parametrizations.weight.original0")!.isClose(to: [3.741657, 8.774964]))
    #expect(normed.weight.isClose(to: [1, 2, 3, 4, 5, 6]))
  }

  @Test("two calls before a backward pass each count")
  func twice() throws {
    let layer = parametrize.registerParametrization(Linear(1, 1, bias: false), "weight", Symmetric())
    let original = layer.parameter(named: "parametrizations.weight.original")!
    noGrad { _ = original.fill_(3) }
    try layer(layer(Tensor([[2.0]]))).backward()
    #expect(original.grad!.floats == [12])
  }

  @Test("an older graph that needs values from before a change of the original is refused")
  func staleGraph() {
    let layer = parametrize.registerParametrization(Linear(1, 1, bias: false), "weight", Symmetric())
    let x = Tensor([[2.0]], requiresGrad: true)
    let y = layer(x)
    noGrad { _ = layer.parameters()[0].fill_(3) }
    _ = layer(x)
    #expect(textThrown { try y.backward() }.contains("modified by an inplace operation"))
  }

  @Test("taken away, a parametrization leaves a plain parameter")
  func removing() {
    let layer = parametrize.registerParametrization(Linear(2, 2), "weight", Symmetric())
    noGrad { _ = layer.parameter(named: "parametrizations.weight.original")!.copy_(Tensor([[1.0, 2], [3, 4]])) }
    parametrize.removeParametrizations(layer, "weight")
    #expect(layer.stateDict().keys == ["weight", "bias"] && layer.weight.floats == [1, 2, 2, 4])
    #expect(layer.weight.isLeaf && layer.weight.requiresGrad && layer.name == "Linear" && !parametrize.isParametrized(layer))
  }

  @Test("weight norm loads the older names")
  func weightNorm() throws {
    let layer = parametrizations.weightNorm(Linear(2, 2))
    let older: StateDict = ["bias": Tensor.zeros(2), "weight_g": Tensor.ones(2, 1), "weight_v": Tensor([[3.0, 4], [0, 2]])]
    try layer.loadStateDict(older)
    _ = layer(Tensor.zeros(1, 2))
    #expect(layer.weight.isClose(to: [0.6, 0.8, 0, 1]))
  }
}

@Suite("Clipping gradients")
struct ClipGradTests {
  private func parameters() -> [Parameter] {
    let parameters = [Parameter([3.0, 4.0]), Parameter([12.0]), Parameter([1.0])]
    for parameter in parameters.prefix(2) { parameter.grad = parameter.detach().clone() }
    return parameters
  }

  @Test("the norm of all gradients together is told and cut")
  func norm() {
    let parameters = parameters()
    #expect(clipGradNorm_(parameters, 1).floats == [13])
    #expect(parameters[0].grad!.isClose(to: [0.23076922, 0.3076923]) && parameters[1].grad!.isClose(to: [0.92307687]))
  }

  @Test("a small norm leaves the gradients as they are")
  func small() {
    let parameters = parameters()
    #expect(clipGradNorm_(parameters, 100, normType: .infinity).floats == [12])
    #expect(parameters[0].grad!.floats == [3, 4])
  }

  @Test("a norm that is known cuts as well")
  func knownNorm() {
    let parameters = parameters()
    let norm = getTotalNorm(parameters.compactMap(\.grad))
    #expect(norm.floats == [13] && getTotalNorm([]).floats == [0])
    clipGradsWithNorm_(parameters, 6.5, totalNorm: norm)
    #expect(parameters[0].grad!.isClose(to: [1.5, 2]) && parameters[1].grad!.isClose(to: [6]))
  }

  @Test("parameters become a vector, and take one as their data")
  func vector() {
    let parameters = parameters()
    let vector = parametersToVector(parameters)
    #expect(vector.floats == [3, 4, 12, 1] && vector.requiresGrad)
    let other = Tensor([5.0, 6, 7, 8])
    vectorToParameters(other, parameters)
    #expect(parameters.map(\.floats) == [[5, 6], [7], [8]] && parameters[0].isLeaf && parameters[0].sharesStorage(with: other))
  }

  @Test("values are cut one by one")
  func values() {
    let parameters = parameters()
    clipGradValue_(parameters, 3.5)
    #expect(parameters[0].grad!.floats == [3, 3.5] && parameters[1].grad!.floats == [3.5])
  }
}
