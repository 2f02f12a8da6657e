import Autograd
import Testing

@Suite("Spellings of PyTorch")
struct SpellingTests {
  @Test("a reduction's dimensions may have their label")
  func labels() {
    let x = Tensor([[[1.0, 5], [2, -3]], [[4, 4], [0, 7]]])
    func same(_ labelled: Tensor, _ plain: Tensor) -> Bool { labelled.equal(plain) && labelled.shape == plain.shape }
    #expect(same(x.sum(dim: 1), x.sum(1)) && same(x.sum(dim: [0, 2], keepdim: true), x.sum(0, 2, keepdim: true)))
    #expect(same(x.mean(dim: -1, keepdim: true), x.mean(-1, keepdim: true)) && same(x.mean(dim: [0, 1]), x.mean(0, 1)))
    #expect(same(x.nansum(dim: 0), x.nansum(0)) && same(x.nanmean(dim: [1]), x.nanmean(1)) && same(x.prod(dim: 2), x.prod(2)))
    #expect(same(x.var(dim: 0, correction: 0), x.var(0, correction: 0)) && same(x.std(dim: [1, 2]), x.std(1, 2)))
    #expect(same(x.varMean(dim: 1).mean, x.mean(1)) && same(x.stdMean(dim: [1]).deviation, x.std(1)))
    #expect(same(x.amax(dim: 1), x.amax(1)) && same(x.amin(dim: [0, 1]), x.amin(0, 1)) && same(x.aminmax(dim: 0).max, x.amax(0)))
    #expect(same(x.max(dim: 1).indices, x.max(1).indices) && same(x.min(dim: 2).values, x.min(2).values))
    #expect(same(x.argmax(dim: 0), x.argmax(0)) && same(x.argmin(dim: 1, keepdim: true), x.argmin(1, keepdim: true)))
    #expect(same(x.median(dim: 1).values, x.median(1).values) && same(x.nanmedian(dim: 1).values, x.nanmedian(1).values))
    #expect(same(x.mode(dim: 0).values, x.mode(0).values) && same(x.countNonzero(dim: 2), x.countNonzero(2)))
    #expect(same(x.all(dim: 1), x.all(1)) && same(x.any(dim: [0, 1]), x.any([0, 1])))
    #expect(same(x.logsumexp(dim: 1), x.logsumexp(1)) && same(x.logsumexp(dim: [0, 1]), x.logsumexp([0, 1])))
    #expect(same(x.softmax(dim: 1), x.softmax(1)) && same(x.logSoftmax(dim: 0), x.logSoftmax(0)) && same(x.softmin(dim: 2), x.softmin(2)))
    #expect(same(x.cumsum(dim: 1), x.cumsum(1)) && same(x.cumprod(dim: 0), x.cumprod(0)) && same(x.logcumsumexp(dim: 2), x.logcumsumexp(2)))
  }

  @Test("a factor may be a variable")
  func factors() {
    let rate = 0.5
    let count = 2
    let (x, y) = (Tensor([1.0, 2.0]), Tensor([4.0, 8.0]))
    #expect(x.sub(y, alpha: rate).equal(Tensor([-1.0, -2.0])) && x.add(y, alpha: rate).equal(Tensor([3.0, 6.0])))
    #expect(x.clone().sub_(y, alpha: rate).equal(Tensor([-1.0, -2.0])) && x.clone().add_(y, alpha: -rate).equal(Tensor([-1.0, -2.0])))
    #expect(x.addcmul(y, y, value: rate).equal(Tensor([9.0, 34.0])) && x.clone().addcdiv_(y, y, value: rate).equal(Tensor([1.5, 2.5])))
    #expect(x.clone().addcmul_(y, y, value: rate).equal(Tensor([9.0, 34.0])) && x.addcdiv(y, y, value: count).equal(Tensor([3.0, 4.0])))
    // A whole number is one for tensors of whole numbers too.
    #expect(Tensor([1, 2]).add(Tensor([3, 4]), alpha: count).equal(Tensor([7, 10])))
    #expect(Tensor([1, 2]).sub(Tensor([3, 4]), alpha: 2).equal(Tensor([-5, -6])))
  }

  @Test("sizes in bytes are PyTorch's")
  func bytes() {
    let x = Tensor.ones(2, 3)
    #expect(x.elementSize() == 4 && x.itemsize == 4 && x.nbytes == 24)
    // As PyTorch 2.15: elements count, not memory.
    #expect(x.expand([5, 2, 3]).nbytes == 120 && x[0].nbytes == 12 && x.to(.meta).nbytes == 24)
    #expect(Tensor([1, 2]).itemsize == 8 && x.to(.float16).nbytes == 12)
  }
}
