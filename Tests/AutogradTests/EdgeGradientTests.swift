import Autograd
import Testing

/// The figures are those of semantics-probes.txt (pytorch-behaviour.md, points 13, 14 and 16).
@Suite("Gradients where a function has none, or several")
struct EdgeGradientTests {
  private func gradient(_ values: [Double], _ function: (Tensor) -> Tensor) throws -> [Double] {
    let x = Tensor(values, requiresGrad: true)
    try function(x).sum().backward()
    return x.grad!.array(of: Double.self)
  }

  @Test("ties share evenly in max(), min(), amax and norm(inf)")
  func shared() throws {
    #expect(try gradient([1, 3, 3, 2]) { $0.max() } == [0, 0.5, 0.5, 0])
    #expect(try gradient([1, 3, 3, 2]) { $0.amax(0) } == [0, 0.5, 0.5, 0])
    #expect(try gradient([1, 1, 3]) { $0.min() } == [0.5, 0.5, 0])
    #expect(try gradient([3, -3, 1]) { $0.norm(.double(.infinity)) } == [0.5, -0.5, 0])
  }

  @Test("max(dim) gives the gradient to the first of equals")
  func first() throws {
    #expect(try gradient([1, 3, 3, 2]) { $0.max(0).values } == [0, 1, 0, 0])
    #expect(try gradient([2, 1, 1]) { $0.min(0).values } == [0, 1, 0])
  }

  @Test("maximum and minimum share between equals")
  func binary() throws {
    let a = Tensor([1.0, 2.0], requiresGrad: true)
    let b = Tensor([1.0, 1.0], requiresGrad: true)
    try a.maximum(b).sum().backward()
    #expect(a.grad!.array(of: Float.self) == [0.5, 1])
    #expect(b.grad!.array(of: Float.self) == [0.5, 0])
  }

  @Test("at 0: norm 0, sqrt and x^0.5 infinite, x^0 0, x^1 1, abs and relu 0")
  func atZero() throws {
    #expect(try gradient([0, 0]) { $0.norm() } == [0, 0])
    #expect(try gradient([0, 2]) { $0.norm(1) } == [0, 1])
    #expect(try gradient([0, 0]) { $0.norm(3) } == [0, 0])
    #expect(try gradient([0]) { $0.sqrt() } == [.infinity])
    #expect(try gradient([0]) { $0.pow(2) } == [0])
    #expect(try gradient([0, 1]) { $0.pow(0) } == [0, 0])
    #expect(try gradient([0]) { $0.pow(0.5) } == [.infinity])
    #expect(try gradient([0]) { $0.pow(1) } == [1])
    #expect(try gradient([-0.0, 0, 1]) { $0.abs() } == [0, 0, 1])
    #expect(try gradient([-1, 2]) { $0.sign() } == [0, 0])
    #expect(try gradient([-1, 0, 1]) { $0.relu() } == [0, 0, 1])
    #expect(try gradient([0]) { $0.log() } == [.infinity])
    #expect(try gradient([1.5]) { $0.round() } == [0])
  }

  @Test("where(x > 0, log x, 0) has gradient NaN at 0, because 0 · inf is NaN")
  func whereAtPole() throws {
    let result = try gradient([0, 1]) { Tensor.where($0 > 0, $0.log(), Tensor(0.0)) }
    #expect(result[0].isNaN)
    #expect(result[1] == 1)
  }

  @Test("a power with a base of 0: the exponent's gradient is 0")
  func powerOfZero() throws {
    let base = Tensor([0.0, 0.0, 2.0], requiresGrad: true)
    let exponent = Tensor([2.0, 1.5, 3.0], requiresGrad: true)
    try base.pow(exponent).sum().backward()
    #expect(base.grad!.array(of: Float.self) == [0, 0, 12])
    let second = exponent.grad!.array(of: Float.self)
    #expect(second[0] == 0 && second[1] == 0 && abs(second[2] - 5.545177) < 1e-5)
  }

  @Test("NaN goes through max, maximum and clamp")
  func notANumber() {
    let x = Tensor([1.0, Double.nan, 3.0])
    #expect(x.max().item().isNaN)
    #expect(x.min().item().isNaN)
    #expect(x.amax().item().isNaN)
    #expect(x.max(0).values.item().isNaN)
    #expect(x.max(0).indices.item() == 1)
    #expect(x.argmax().item() == 1)
    #expect(x.maximum(Tensor([2.0]))[1].item().isNaN)
    #expect(x.clamp(min: 0, max: 2)[1].item().isNaN)
    #expect(x.relu()[1].item().isNaN)
    #expect(x.norm(.double(.infinity)).item().isNaN)
  }
}
