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
}
