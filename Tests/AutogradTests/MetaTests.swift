import Autograd
import Testing

// The figures are from a run of PyTorch 2.15.
@Suite("Shapes without data")
struct MetaTests {
  @Test("a tensor without data prints its device and size, and its dtype unless that is float32")
  func printing() {
    #expect("\(Tensor.zeros(2, 3, device: .meta))" == "tensor(..., device='meta', size=(2, 3))")
    #expect("\(Tensor.empty([0], dtype: .float64, device: .meta))" == "tensor(..., device='meta', size=(0,), dtype=torch.float64)")
    #expect("\(Tensor([1, 2], device: .meta))" == "tensor(..., device='meta', size=(2,), dtype=torch.int64)")
    #expect(
      "\(Tensor.zeros(2, device: .meta, requiresGrad: true) * 2)" == "tensor(..., device='meta', size=(2,), grad_fn=<MulBackward0>)")
  }

  @Test("operators find out shape, strides and dtype, however large")
  func inference() {
    let x = Tensor.empty(1 << 20, 1 << 20, device: .meta)
    #expect(x.t().exp().strides == [1, 1 << 20])
    #expect((x + 1).device == .meta)
    #expect((x * Tensor(2.0)).shape == [1 << 20, 1 << 20])
    #expect(x.mm(x).sum(0).shape == [1 << 20])
    #expect(x.gt(0).any().dtype == .bool)
    #expect(x.max(1).indices.dtype == .int64)
    #expect(x.to(.float64).dtype == .float64 && x.to(.float64).device == .meta)
    #expect(Tensor.cat([x, x], dim: 1).shape == [1 << 20, 1 << 21])
    #expect(x.pad([1, 1]).shape == [1 << 20, (1 << 20) + 2])
    #expect(x[0..<4, 1].flip(0).repeat(3).shape == [12])
    #expect(Tensor.where(x.gt(0), x, x).device == .meta)
    #expect(x.clamp(min: 0).mean().device == .meta)
    #expect(Tensor.arange(5, device: .meta).dtype == .int64)
    #expect(x.newZeros([3]).device == .meta && Tensor.onesLike(x).device == .meta)
    x.add_(1).fill_(2)
    x[0] = 1.5
    #expect(x.version == 3)
  }

  @Test("gradients are shapes without data")
  func gradients() throws {
    let x = Tensor.zeros(2, 3, device: .meta, requiresGrad: true)
    let y = (x * 2).pad([1, 1], mode: .reflect)[0].exp().sum()
    try y.backward()
    #expect("\(x.grad!)" == "tensor(..., device='meta', size=(2, 3))")
    try (x.mm(x.t()).max() + x.unfold(1, 2, 1).sum()).backward()
    #expect(x.grad!.shape == [2, 3])
  }

  @Test("data can be left behind: to(.meta) has a node")
  func moving() {
    let x = Tensor.ones([2], requiresGrad: true)
    let y = x.to(.meta)
    #expect(y.gradFn!.name == "ToCopyBackward0" && y.device == .meta)
    #expect(y.to(.meta) === y && x.cpu() === x)
    y.detach().copy_(x)
  }

  @Test("what is drawn without data takes nothing from the random stream")
  func drawing() async {
    await #expect(processExitsWith: .success) {
      manualSeed(0)
      let first = Tensor.rand(2)
      manualSeed(0)
      let x = Tensor.randn(3, 4, device: .meta)
      #expect(x.dropout().shape == [3, 4] && x.sigmoid().bernoulli().device == .meta && x.multinomial(2).shape == [3, 2])
      #expect(Tensor.randperm(5, device: .meta).dtype == .int64 && Tensor.randint(3, [2], device: .meta).device == .meta)
      #expect(Tensor.normal(x, x).shape == [3, 4])
      #expect(Tensor.rand(2).equal(first))
    }
  }

  @Test("indices in memory pick from a tensor without data, but not the other way round")
  func indexing() async {
    let x = Tensor.empty(3, 4, device: .meta)
    #expect(x[[0, 1]].shape == [2, 4] && x[[0, 1]].device == .meta)
    #expect(x[Tensor([true, false, true])].shape == [2, 4])
    #expect(x.indexSelect(1, Tensor([0, 0])).shape == [3, 2] && x.gather(0, Tensor([[0, 1]])).shape == [1, 2])
    #expect(x[Tensor.empty(2, dtype: .int64, device: .meta)].shape == [2, 4])
    await #expect(processExitsWith: .failure) { _ = Tensor.ones(3, 4)[Tensor.empty(2, dtype: .int64, device: .meta)] }
    await #expect(processExitsWith: .failure) { _ = Tensor.empty(3, 4, device: .meta).nonzero() }
  }

  @Test("a convolutional network and its gradients are shapes without data")
  func network() throws {
    let x = Tensor.empty(8, 3, 224, 224, device: .meta)
    let weight = Tensor.empty(64, 3, 7, 7, device: .meta, requiresGrad: true)
    let features = x.conv2d(weight, stride: 2, padding: 3).maxPool2d(3, stride: 2, padding: 1)
    #expect(features.shape == [8, 64, 56, 56])
    let scores = features.adaptiveAvgPool2d(1).flatten(1).layerNorm([64]).softmax(-1)
    try scores.log().nllLoss(Tensor.empty(8, dtype: .int64, device: .meta)).backward()
    #expect("\(weight.grad!)" == "tensor(..., device='meta', size=(64, 3, 7, 7))")
  }

  @Test("products of other dtypes are refused by the loops alone, which there are none of without data")
  func productsOfOtherDTypes() {
    // The dtypes that PyTorch 2.15 gives.
    let (x, y) = (Tensor.ones([2, 3], device: .meta), Tensor.ones([3, 2], dtype: .float64, device: .meta))
    #expect(x.matmul(y).dtype == .float32 && x.mm(y).shape == [2, 2] && x.linear(y.t()).dtype == .float32)
    let column = y.select(1, 0)
    #expect(x.mv(column).dtype == .float64 && x.matmul(column).dtype == .float64)
    let start = Tensor.ones([2, 2], device: .meta)
    #expect(start.addmm(x, y).dtype == .float64 && start.addmm(x, y.to(.int64)).dtype == .float32)
    #expect(x.mv(column.to(.float16)).dtype == .float32 && x.mm(y.to(.int64)).dtype == .float32)
  }
}
