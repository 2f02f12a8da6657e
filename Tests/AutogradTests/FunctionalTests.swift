import Autograd
import Testing

/// The figures and texts are those of a run of PyTorch 2.15.
@Suite("Derivatives of functions")
struct FunctionalTests {
  private let x = Tensor([1.0, 2.0])

  @Test("Jacobian and Hessian of one tensor, which need not require grad")
  func one() throws {
    #expect(try functional.jacobian({ $0 * $0 }, x).equal(Tensor([[2.0, 0.0], [0.0, 4.0]])))
    let hessian = try functional.hessian({ ($0 * $0 * $0).sum() }, x)
    #expect(hessian.equal(Tensor([[6.0, 0.0], [0.0, 12.0]])))
    #expect(!hessian.requiresGrad)
    #expect(try functional.jacobian({ $0.sum() }, x).shape == [2])
    #expect(try functional.jacobian({ $0.view(2, 1) }, Tensor.ones(2)).shape == [2, 1, 2])
  }

  @Test("of several tensors, by output and input")
  func several() throws {
    let y = Tensor([3.0])
    let rows = try functional.jacobian({ [$0[0] * $0[1], $0[1] * 2] }, [x, y])
    #expect(rows.map { $0.map(\.shape) } == [[[2, 2], [2, 1]], [[1, 2], [1, 1]]])
    #expect(rows[0][1].equal(Tensor([[1.0], [2.0]])) && rows[1][0].equal(Tensor([[0.0, 0.0]])))
    let hessian = try functional.hessian({ ($0[0] * $0[1]).sum() }, [x, y])
    #expect(hessian[0][1].equal(Tensor([[1.0], [1.0]])) && hessian[0][0].equal(Tensor.zeros(2, 2)))
  }

  @Test("products with a vector from either side")
  func products() throws {
    let v = Tensor([1.0, 10.0])
    let left = try functional.vjp({ $0 * $0 }, x, v: v)
    #expect(left.output.equal(Tensor([1.0, 4.0])) && left.vjp.equal(Tensor([2.0, 40.0])))
    let right = try functional.jvp({ $0 * $0 }, x, v: v)
    #expect(right.jvp.equal(Tensor([2.0, 40.0])) && !right.jvp.requiresGrad)
    let cube = { (x: Tensor) in (x * x * x).sum() }
    #expect(try functional.hvp(cube, x, v: v).hvp.equal(Tensor([6.0, 120.0])))
    #expect(try functional.vhp(cube, x, v: v).vhp.equal(Tensor([6.0, 120.0])))
    #expect(try functional.vhp(cube, x, v: v).output.item() == 9)
    let two = try functional.vjp({ [$0[0] * $0[1], $0[0].sum()] }, [x, x], v: [v, Tensor(1.0)])
    #expect(two.vjp[0].equal(Tensor([2.0, 21.0])) && two.vjp[1].equal(Tensor([1.0, 20.0])))
  }

  @Test("createGraph makes the result differentiable")
  func createGraph() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let jacobian = try functional.jacobian({ $0.pow(3) }, x, createGraph: true)
    #expect(try grad(outputs: [jacobian.sum()], inputs: [x])[0]!.equal(Tensor([6.0, 12.0])))
    let product = try functional.jvp({ $0.pow(3) }, x, v: Tensor([1.0, 1.0]), createGraph: true).jvp
    #expect(try grad(outputs: [product.sum()], inputs: [x])[0]!.equal(Tensor([6.0, 12.0])))
  }

  @Test("what cannot be done is refused with PyTorch's texts")
  func refusals() {
    func text(_ body: () throws -> some Any) -> String { textThrown { _ = try body() } }
    #expect(
      text { try functional.vjp({ $0 * 2 }, x) }
        == "The vector v can only be None if the user-provided function returns a single Tensor with a single element.")
    #expect(
      text { try functional.jvp({ $0 * 2 }, x) }
        == "The vector v can only be None if the input to the user-provided function is a single Tensor with a single element.")
    #expect(
      text { try functional.vjp({ $0 * 2 }, x, v: Tensor([1.0])) }
        == "v has invalid size: should be torch.Size([2]) but got torch.Size([1]).")
    #expect(
      text { try functional.vjp({ [$0[0] * 2] }, [x], v: [x, x]) } == "v is a tuple of invalid length: should be 1 but got 2.")
    #expect(
      text { try functional.hessian({ $0 * 2 }, x) }
        == "The Tensor returned by the function given to hessian should contain a single element")
    #expect(
      text { try functional.jacobian({ _ in Tensor([1.0]) }, x, strict: true) }
        == "Output 0 of the user-provided function does not require gradients. The outputs must be computed in a differentiable manner "
        + "from the input when running in strict mode.")
    #expect(
      text { try functional.hessian({ $0.sum() }, x, strict: true) }
        == "While computing the hessian, found that the jacobian of the user-provided function with respect to input 0 is independent of "
        + "the input. This is not allowed in strict mode. You should ensure that your function is twice differentiable and that the "
        + "jacobian depends on the inputs (this would be violated by a linear function for example).")
    #expect(
      text { try functional.jacobian({ [$0[0] * 2] }, [x, x], strict: true) }
        == "Output 0 of the user-provided function is independent of input 1. This is not allowed in strict mode.")
  }
}
