import Autograd
import Testing

@Suite("Indexing")
struct IndexingTests {
  private let x = Tensor.arange(24).view(2, 3, 4)

  private func values(_ t: Tensor) -> [Int] { t.array(of: Int.self) }

  @Test("integers, from the front and from the end")
  func integers() {
    #expect(values(x[0]) == Array(0..<12))
    #expect(values(x[-1, -1]) == Array(20..<24))
    #expect(x[1, 2, 3].item() == 23)
    #expect(x[1, 2, 3].shape == [])
    #expect(values(x[indices: [1, 0, 2]]) == [14])
    let number: Int = x[1, 0, 0].item(as: Int.self)
    #expect(number == 12)
  }

  @Test("a number assigned to two, three or four indices fills what they name")
  func numbersAssigned() {
    let image = Tensor.zeros([1, 2, 3, 3], dtype: .int64)
    image[0, 1, 1..<3, 1...] = 1
    image[0, 0, 2] = 2
    image[0, 0, 0, 0] = 3
    #expect(values(image) == [3, 0, 0, 0, 0, 0, 2, 2, 2, 0, 0, 0, 0, 1, 1, 0, 1, 1])
  }

  @Test("a part beside a number in a variable is a tensor, and stays in the graph")
  func partsBesideNumbers() throws {
    let (rate, shift) = (0.5, 3)
    let m = Tensor([[2.0, 4.0], [6.0, 8.0]], requiresGrad: true)
    let scaled = m[0, 0] * rate + m[1] * shift
    try scaled.sum().backward()
    #expect(m.grad!.array(of: Double.self) == [1, 0, 3, 3])
    let whole = Tensor([[1, 2], [3, 4]])
    whole[0] += shift
    whole[1, 0] *= shift
    whole[1, 1] = shift
    #expect(values(whole) == [4, 5, 9, 3])
  }

  @Test("ranges are cut at the ends, as Python's slices")
  func ranges() {
    let v = Tensor.arange(5)
    #expect(values(v[1..<3]) == [1, 2])
    #expect(values(v[1...3]) == [1, 2, 3])
    #expect(values(v[2...]) == [2, 3, 4])
    #expect(values(v[..<2]) == [0, 1])
    #expect(values(v[...2]) == [0, 1, 2])
    #expect(values(v[(-2)...]) == [3, 4])
    #expect(values(v[..<(-1)]) == [0, 1, 2, 3])
    #expect(values(v[...(-1)]) == [0, 1, 2, 3, 4])
    #expect(values(v[(-3)...(-1)]) == [2, 3, 4])
    #expect(values(v[3..<99]) == [3, 4])
    #expect(values(v[9...]) == [])
    #expect(values(v[.slice(3, 1)]) == [])
    #expect(values(v[.slice(nil, nil, 2)]) == [0, 2, 4])
    #expect(values(v[.slice(-4, nil, 3)]) == [1, 4])
    #expect(v[.slice(-99, 99)].shape == [5])
  }

  @Test("the ellipsis takes what is left, a new axis adds a size of 1")
  func ellipsis() {
    #expect(values(x[.ellipsis, 0]) == [0, 4, 8, 12, 16, 20])
    #expect(x[0, .ellipsis].shape == [3, 4])
    #expect(x[.ellipsis].shape == [2, 3, 4])
    #expect(x[.ellipsis].isView)
    #expect(x[.newAxis].shape == [1, 2, 3, 4])
    #expect(x[.newAxis, .ellipsis, .newAxis].shape == [1, 2, 3, 4, 1])
    #expect(x[0, .newAxis, 1].shape == [1, 4])
    #expect(values(x[1, .ellipsis, .slice(nil, nil, 3)]) == [12, 15, 16, 19, 20, 23])
    #expect(x[indices: [0, IndexItem.newAxis, IndexItem.ellipsis, 1]].shape == [1, 3])
  }

  @Test("an assignment writes to the part, with broadcasting and conversion")
  func assignment() {
    let y = Tensor.zeros(2, 3)
    y[0] = Tensor([1.0, 2.0, 3.0])
    y[1, 2] = 9.5
    y[.ellipsis, 0] = Tensor([7, 8])
    #expect(y.array(of: Float.self) == [7, 2, 3, 8, 0, 9.5])
    y[1] = Tensor([[4.0, 5.0, 6.0]])
    #expect(y[1].array(of: Float.self) == [4, 5, 6])
    y[.ellipsis] = Tensor(1)
    #expect(y.array(of: Float.self) == [1, 1, 1, 1, 1, 1])
    let n = Tensor([1, 2])
    n[0] = 3.9
    #expect(n.array(of: Int.self) == [3, 2])
    #expect(n.version == 1)
    y[0..<0] = Tensor(5.0)
    #expect(y.sum().item() == 6)
  }

  @Test("an assigned tensor gets the gradient of its part, what was overwritten none")
  func gradients() throws {
    let (a, b) = (Tensor([1.0, 2.0, 3.0], requiresGrad: true), Tensor([5.0], requiresGrad: true))
    let y = a * 2
    y[1] = b[0]
    try (y * y).sum().backward()
    #expect(a.grad!.array(of: Float.self) == [8, 0, 24])
    #expect(b.grad!.array(of: Float.self) == [10])
  }
}

@Suite("Everything at once, and numbers of the tensor's own precision")
struct WholeAndPartTests {
  @Test("x[...] is a view of all, and an assignment to it keeps the tensor")
  func whole() {
    let x = Tensor([1.0, 2.0, 3.0])
    let all = x[...]
    #expect(all.isView && all.sharesStorage(with: x))
    x[...] = Tensor([4.0, 5.0, 6.0])
    #expect(all.array(of: Float.self) == [4, 5, 6] && x.version == 1)
  }

  @Test("0.1 written to a float64 tensor is not float32's")
  func precision() {
    let x = Tensor.zeros([2], dtype: .float64)
    x[0] = 0.1
    #expect(x.array(of: Double.self) == [0.1, 0])
  }

  @Test("assigning a part to itself is a write like any other")
  func selfAssignment() {
    let x = Tensor([1.0, 2.0])
    x[0] = x[0]
    #expect(x.version == 1)
  }

  // The figures are those of PyTorch 2.15, which warns of such writes.
  @Test("a place that is shown several times is written if a mask picks it once")
  func repeatedPlace() {
    let x = Tensor.arange(27, dtype: .int32)
    let mask = Tensor([true, false, false])
    x.asStrided([3], [0], offset: 23).maskedFill_(mask, -16)
    #expect(x.array(of: Int.self) == Array(0..<23) + [-16, 24, 25, 26])
    let many = Tensor.zeros([40], dtype: .bool)
    many[0] = true
    x.asStrided([40], [0], offset: 24).maskedFill_(many, 7)
    #expect(x.array(of: Int.self) == Array(0..<23) + [-16, 7, 25, 26])
    x.asStrided([3, 2, 3], [0, 1, 0], offset: 25)[mask, 0, 0] = 5
    #expect(x.array(of: Int.self) == Array(0..<23) + [-16, 7, 5, 26])
  }
}
