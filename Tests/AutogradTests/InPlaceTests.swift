import Autograd
import Testing

@Suite("In-place writes, views and the graph")
struct InPlaceTests {
  @Test("a write to a view makes the base CopySlices and the view AsStridedBackward0 (point 1)")
  func viewWritten() throws {
    let x = Tensor([1.0, 1.0, 2.0, 2.0], requiresGrad: true)
    let y = x * 2
    let v = y[..<2]
    v.mul_(3)
    #expect(y.gradFn?.name == "torch::autograd::CopySlices")
    #expect(v.gradFn?.name == "AsStridedBackward0")
    #expect(v.version == 1 && y.version == 1)
    try y.sum().backward()
    #expect(x.grad!.array(of: Float.self) == [6, 6, 2, 2])
  }

  @Test("a write to the base gives every view a new node when it is next asked for (point 2)")
  func baseWritten() throws {
    let x = Tensor([1.0, 2.0, 3.0], requiresGrad: true)
    let y = x * 1
    let v = y[..<2]
    let old = v.gradFn
    #expect(old?.name == "SliceBackward0")
    y.mul_(5)
    #expect(y.gradFn?.name == "MulBackward0")
    #expect(v.gradFn?.name == "AsStridedBackward0")
    #expect(v.gradFn !== old)
    #expect(v.gradFn === v.gradFn)
    try v.sum().backward()
    #expect(x.grad!.array(of: Float.self) == [5, 5, 0])
  }

  @Test("zeros(4)[..<2].copy_(b) makes the base require grad when b does (point 3)")
  func copyToPart() throws {
    let b = Tensor([5.0, 6.0], requiresGrad: true)
    let base = Tensor.zeros(4)
    let before = base[1...]
    base[..<2].copy_(b)
    #expect(base.requiresGrad && !base.isLeaf)
    #expect(base.gradFn?.name == "torch::autograd::CopySlices")
    #expect(before.requiresGrad)
    #expect(before.gradFn?.name == "AsStridedBackward0")
    try (base * Tensor([1.0, 2.0, 3.0, 4.0])).sum().backward()
    #expect(b.grad!.array(of: Float.self) == [1, 2])
  }

  @Test("a base, its views and what is detached share one counter; data starts a fresh one, at 0 (points 4 and 5)")
  func counters() {
    let x = Tensor([1.0, 2.0, 3.0], requiresGrad: true)
    let y = x * 1
    let (view, detached, data) = (y[0], y.detach(), y.data)
    y.add_(1)
    detached.add_(1)
    noGrad { view.add_(1) }
    #expect(y.version == 3 && view.version == 3 && detached.version == 3)
    #expect(data.version == 0)
    data.add_(1)
    #expect(data.version == 1)
    #expect(y.version == 3)
    #expect(y.detach().array(of: Float.self) == [5, 5, 6])
    #expect(x.data.version == 0)
  }

  @Test("detach and data are no views, and do not require grad; detach_ makes a leaf of the tensor itself")
  func detached() {
    let x = Tensor([1.0], requiresGrad: true)
    let y = x * 2
    for t in [y.detach(), y.data] {
      #expect(!t.requiresGrad && t.isLeaf && !t.isView && t.gradFn == nil)
      #expect(t.sharesStorage(with: y))
    }
    y.detach_()
    #expect(y.isLeaf && !y.requiresGrad)
  }

  @Test("writing through detach() makes backward fail; writing through data gives a wrong gradient in silence")
  func detachAgainstData() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let y = x.pow(2)
    x.detach().mul_(2)
    let error = #expect(throws: AutogradError.self) { try y.sum().backward() }
    #expect(error?.description.contains("[torch.FloatTensor [2]] is at version 1; expected version 0 instead") == true)
    let z = Tensor([1.0, 1.0], requiresGrad: true)
    let w = z.pow(2)
    z.data.mul_(2)
    try w.sum().backward()
    #expect(z.grad!.array(of: Float.self) == [4, 4])
  }

  @Test("assigning data replaces memory, shape and dtype, and keeps the graph's place and the version")
  func assignedData() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    noGrad { x.add_(1) }
    x.data = Tensor([5.0, 6.0, 7.0])
    #expect(x.version == 1)
    #expect(x.requiresGrad && x.isLeaf && x.shape == [3])
    try (x * x).sum().backward()
    #expect(x.grad!.array(of: Float.self) == [10, 12, 14])
    let y = x * 2
    y.data = Tensor([1.0])
    #expect(y.gradFn?.name == "MulBackward0")
  }

  @Test(
    "a saved output that was written is refused with PyTorch's words",
    arguments: [
      ("exp", "which is output 0 of Exp, is at version 1; expected version 0 instead"),
      ("mul", "which is output 0 of Add, is at version 1; expected version 0 instead"),
      ("pow", "which is output 0 of Zero, is at version 1; expected version 0 instead"),
    ])
  func savedTensors(_ name: String, _ text: String) throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let y: Tensor
    switch name {
    case "exp":
      y = x.exp()
      y.add_(1)
    case "mul":
      let a = x + 1
      y = a * a
      a.add_(2)
    default:
      let root = x.sqrt()
      y = root.pow(3)
      root.zero_()
    }
    let error = #expect(throws: AutogradError.self) { try y.sum().backward() }
    #expect(
      error?.description
        == "one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [2]], "
        + text + ". Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
        + "torch.autograd.set_detect_anomaly(True, check_nan=False).")
  }

  @Test("what an operator does not save may be written: a factor of a product with a number, the input of exp, the output of mul")
  func unsavedTensors() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let a = x * 1
    let b = a.exp()
    a.zero_()
    try b.sum().backward()
    let c = x * 3
    c.zero_()
    try c.sum().backward()
    let shown = x.grad!.array(of: Double.self)
    #expect(abs(shown[0] - 2.718_281_8) < 1e-5)
  }

  @Test("a tensor made under noGrad and a flag set under it still require grad (point 24)")
  func flagsUnderNoGrad() {
    let (a, b) = noGrad { (Tensor([1.0], requiresGrad: true), Tensor([1.0]).requiresGrad_()) }
    #expect(a.requiresGrad && b.requiresGrad)
    #expect(!noGrad { a * b }.requiresGrad)
    #expect(noGrad { enableGrad { a * b } }.requiresGrad)
    #expect(isGradEnabled)
    noGrad { #expect(!isGradEnabled) }
    withGradEnabled(false) { #expect(!isGradEnabled) }
  }

  @Test("noGrad is over after an error too")
  func thrownOut() {
    struct Mishap: Error {}
    #expect(throws: Mishap.self) { try noGrad { throw Mishap() } }
    #expect(isGradEnabled)
  }

  @Test("+= writes in place, on a constant and on a part")
  func compoundAssignment() {
    let x = Tensor([1.0, 2.0])
    let alias = x
    x += 1
    x *= Tensor([2.0, 3.0])
    x[0] -= 1
    x /= 2
    #expect(alias.array(of: Float.self) == [1.5, 4.5])
    #expect(x.version == 4)
  }

  @Test("retainGrad on a view stays when the view is written")
  func retainedView() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let y = x * 1
    let v = y[0]
    v.retainGrad()
    v.mul_(3)
    try (v * v).backward()
    #expect(v.grad!.item() == 6)
    #expect(x.grad!.array(of: Float.self) == [18, 0])
  }

  @Test("a write to a leaf's view under noGrad is seen, and the graph made afterwards is right")
  func leafUpdated() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let other = x * 2
    noGrad { x[0].fill_(10) }
    try (x * x).sum().backward()
    #expect(x.grad!.array(of: Float.self) == [20, 4])
    try other.sum().backward()
    #expect(x.grad!.array(of: Float.self) == [22, 6])
  }
}

/// Found by random programs that PyTorch 2.15 ran beside this library.
@Suite("Odd programs, as PyTorch answers them")
struct OddProgramTests {
  @Test("fill_ and zero_ write to an expanded tensor, because every element gets the same number")
  func fillExpanded() {
    let x = Tensor([1.0, 2.0])
    x.expand(3, 2).fill_(0.5)
    #expect(x.array(of: Float.self) == [0.5, 0.5])
    x.expand(3, 2).zero_()
    #expect(x.array(of: Float.self) == [0, 0] && x.version == 2)
  }

  @Test("a leaf that was detached and then written with a history takes no gradient from an old graph")
  func leafInTheInterior() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let y = x.sum()
    x.detach_()
    x.copy_(y)
    let error = #expect(throws: AutogradError.self) { try y.backward() }
    #expect(error?.message == "leaf variable has been moved into the graph interior")
  }

  @Test("after data was replaced by one of another shape, a gradient with fitting strides is taken as it is")
  func gradientOfOldShape() throws {
    let x = Tensor(2.0, dtype: .float64, requiresGrad: true)
    let y = x.unsqueeze(0)
    x.data = Tensor([3.0], dtype: .float64)
    try y.sum().backward()
    #expect(x.grad!.shape == [] && x.grad!.item() == 1)
  }

  @Test("the strides of a result without elements follow its inputs, zeros included")
  func emptyStrides() {
    let a = Tensor.zeros(2, 0).transpose(0, 1)
    #expect(a.sub(Tensor([1.0])).strides == [1, 0])
  }
}
