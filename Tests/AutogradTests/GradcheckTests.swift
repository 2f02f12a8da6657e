import Autograd
import Testing

/// x², with a derivative that is told by what to be wrong.
private struct WrongSquare: Function {
  var factor: Double

  func forward(_ context: FunctionContext, _ inputs: [Tensor]) -> [Tensor] {
    context.saveForBackward(inputs[0])
    return [inputs[0] * inputs[0]]
  }

  func backward(_ context: FunctionContext, _ gradOutputs: [Tensor?]) throws -> [Tensor?] {
    [gradOutputs[0]! * 2 * factor * (try context.savedTensors[0])]
  }
}

/// The texts are those of a run of PyTorch 2.15.
@Suite("gradcheck and gradgradcheck")
struct GradcheckTests {
  private func leaf(_ values: [Double]) -> Tensor { Tensor(values, dtype: .float64, requiresGrad: true) }

  @Test("right derivatives pass, of first and second order, of several inputs and outputs, and leave the inputs as they were")
  func right() throws {
    let (x, y) = (leaf([0.3, -0.7]), leaf([1.5]))
    let function = { (xs: [Tensor]) in [xs[0].tanh() * xs[1], xs[0].exp(), xs[1].detach()] }
    #expect(try gradcheck(function, [x, y]))
    #expect(try gradgradcheck(function, [x, y]))
    #expect(try gradcheck({ $0.t().sum(0) }, Tensor([[1.0, 2.0], [3.0, 4.0]], dtype: .float64).t().requiresGrad_()))
    #expect(x.detach().array(of: Double.self) == [0.3, -0.7] && x.version == 0 && x.grad == nil)
  }

  @Test("a wrong derivative is shown beside the right one")
  func wrong() {
    let x = leaf([1, 1])
    let text =
      "Jacobian mismatch for output 0 with respect to input 0,\nnumerical:tensor([[2.0000, 0.0000],\n        [0.0000, 2.0000]], "
      + "dtype=torch.float64)\nanalytical:tensor([[3., 0.],\n        [0., 3.]], dtype=torch.float64)\n"
    #expect(throws: GradcheckError.self) { try gradcheck({ WrongSquare(factor: 1.5)($0) }, x) }
    #expect(textThrown { try gradcheck({ WrongSquare(factor: 1.5)($0) }, x) } == text)
    #expect((try? gradcheck({ WrongSquare(factor: 1.5)($0) }, x, raiseException: false)) == false)
  }

  @Test("a derivative that cannot be differentiated fails the second check alone")
  func onceOnly() throws {
    let x = leaf([1, 2])
    #expect(try gradcheck({ SquareOnce()($0) }, x))
    #expect(textThrown { try gradgradcheck({ SquareOnce()($0) }, x) } != "no error")
  }

  @Test("what there is nothing to check of is refused; a function without a derivative must be constant")
  func refusals() {
    #expect(
      textThrown { try gradcheck({ $0 * 2 }, Tensor([1.0], dtype: .float64)) }
        == "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True.")
    #expect(
      textThrown { try gradcheck({ $0 * 2 }, Tensor([1.0], dtype: .float64).expand(2).requiresGrad_()) }
        == "The 0th input has a dimension with stride 0. gradcheck only supports inputs that are non-overlapping to be able to compute "
        + "the numerical gradients correctly. You should call .contiguous on the input before passing it to gradcheck.")
    #expect(textThrown { try gradcheck({ $0.detach() }, leaf([1])) } == "Numerical gradient for function expected to be zero")
    #expect(textThrown { try gradcheck({ $0.detach() * 0 }, leaf([1])) } == "no error")
  }
}
