import Autograd
import Testing

/// Strides, offsets and shifts at the edge of what an Int holds, where they belong to no element or to one alone.
@Suite("Extreme arguments")
struct ExtremeArgumentTests {
  /// One element, from which no step leads anywhere.
  private var far: Tensor { Tensor.arange(1, 4).slice(step: .max) }

  @Test("what has one element is read, copied and computed with, whatever its stride is")
  func strideOfOneElement() {
    #expect(far.shape == [1])
    #expect((far + 1).array(of: Int.self) == [2])
    #expect((far.unsqueeze(0).expand(2, 1) * 2).array(of: Int.self) == [2, 2])
    #expect(far[[0, 0]].array(of: Int.self) == [1, 1])
    #expect(far.view(1, 1).diagonal().array(of: Int.self) == [1])
    #expect(far.unfold(0, 1, .max).shape == [1, 1])
    let x = Tensor.arange(6).view(2, 3)
    #expect(x.slice(dim: 1, step: .max).contiguous().array(of: Int.self) == [0, 3])
    #expect((x.slice(dim: 1, step: .max).t() + x.slice(dim: 0, step: .max).sum()).array(of: Int.self) == [3, 6])
  }

  @Test("what has no element may begin and step anywhere")
  func strideOfNothing() throws {
    let behind = Tensor.arange(1, 4)[1...].slice(step: .max)[1...] as Tensor
    #expect(behind.shape == [0])
    #expect((behind + 1).shape == [0])
    let empty = Tensor.zeros(0, 5).asStrided([0, 5], [3, .max])
    #expect(empty.unsqueeze(1).shape == [0, 1, 5])
    #expect(empty.select(1, 4).shape == [0])
    #expect(empty.unbind(1).count == 5)
    #expect(Tensor.zeros(0, 1, 1).expand(0, 1 << 62, 4).shape == [0, 1 << 62, 4])
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    try x.asStrided([0], [1], offset: 1 << 62).sum().backward()
    #expect(x.grad!.array(of: Double.self) == [0, 0])
  }

  @Test("a range through the largest Int is one to the end")
  func rangeToTheEnd() {
    let x = Tensor.arange(3)
    #expect((x[...Int.max] as Tensor).array(of: Int.self) == [0, 1, 2])
    #expect((x[1...Int.max] as Tensor).array(of: Int.self) == [1, 2])
  }

  @Test("two ellipses are one, where no index follows them")
  func twoEllipses() {
    #expect((Tensor.zeros(2, 3)[.ellipsis, .ellipsis] as Tensor).shape == [2, 3])
  }

  @Test("parts of a dimension without data, of any size")
  func hugeParts() {
    let x = Tensor.empty([(1 << 62) + (1 << 61)], dtype: .uint8, device: .meta)
    #expect(x.split(1 << 62).map(\.shape) == [[1 << 62], [1 << 61]])
    #expect(x.slice(step: 1 << 62).unsqueeze(0).shape == [1, 2])
    #expect(x.roll(.min).shape == x.shape)
  }

  @Test("a shift by the smallest Int, there and back")
  func smallestShift() throws {
    let x = Tensor([1.0, 2.0, 3.0], requiresGrad: true)
    // -2^63 is one more than a multiple of 3.
    let rolled = x.roll(.min)
    #expect(rolled.detach().array(of: Double.self) == [3, 1, 2])
    try rolled.backward(gradient: Tensor([1.0, 10.0, 100.0]))
    #expect(x.grad!.array(of: Double.self) == [10, 100, 1])
  }
}
