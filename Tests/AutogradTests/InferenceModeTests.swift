import Autograd
import Testing

/// The figures and texts are those of a run of PyTorch 2.15.
@Suite("Inference mode")
struct InferenceModeTests {
  @Test("tensors made in it are inference tensors, views of others are not; nothing is recorded, even in enableGrad")
  func whatIsOne() {
    let normal = Tensor.ones([2], requiresGrad: true)
    inferenceMode {
      let made = Tensor.ones(2)
      #expect(made.isInference && isInferenceModeEnabled && !isGradEnabled)
      enableGrad {
        #expect(isGradEnabled)
        #expect(!(Tensor.ones([2], requiresGrad: true) * 2).requiresGrad)
      }
      let view = normal.view(2)
      #expect(!view.isInference && view.requiresGrad && view.isView && view.gradFn == nil && view.isLeaf)
      #expect((normal * 2).isInference && !normal.detach().isInference)
      inferenceMode(false) { #expect(isGradEnabled && !Tensor.ones(1).isInference) }
      made.add_(1)
      #expect(made.floats == [2, 2])
    }
    #expect(isGradEnabled && !isInferenceModeEnabled)
  }

  @Test("outside of it they are read freely; what is computed from them is normal, their views are not")
  func outside() throws {
    let a = inferenceMode { Tensor.ones(2) }
    #expect(!(a * 2).isInference && !a.clone().isInference)
    #expect(a.view(2).isInference && a.detach().isInference && a.data.isInference && (a[0] as Tensor).isInference)
    #expect(!a.view(2).isView)
    let n = Tensor.ones([2], requiresGrad: true)
    try (n + a).sum().backward()
    #expect(n.grad!.floats == [1, 1])
    #expect((n * 1).add_(a).floats == [2, 2])
    #expect(Tensor.zeros(2).copy_(a).floats == [1, 1])
  }

  @Test("writes to normal tensors are counted in it")
  func counted() {
    let n = Tensor.ones(2)
    inferenceMode {
      n.add_(1)
      #expect(n.version == 1)
    }
    #expect(n.version == 1 && !n.isInference)
  }

  @Test("it is left when the closure throws")
  func thrown() {
    struct Stop: Error {}
    try? inferenceMode { throw Stop() }
    #expect(!isInferenceModeEnabled && isGradEnabled)
  }
}
