import Testing

import Autograd

/// The texts are PyTorch's own; a test whose values come from a golden trace names it.
@Suite("The printed form of tensors")
struct PrintingTests {
  @Test("integers, bools and integral floating numbers are set to a common width")
  func commonWidth() {
    #expect(String(describing: Tensor([[1, -20], [300, 4]])) == "tensor([[  1, -20],\n        [300,   4]])")
    #expect(String(describing: Tensor([[true, false]])) == "tensor([[ True, False]])")
    #expect(String(describing: Tensor([12.0, -8.0, 1100.0], dtype: .float16)) == "tensor([  12.,   -8., 1100.], dtype=torch.float16)")
  }

  @Test("a single number stands without brackets")
  func singleNumber() {
    #expect(Tensor(3842).description == "tensor(3842)")
    #expect(Tensor(2.5, requiresGrad: true).description == "tensor(2.5000, requires_grad=True)")
  }

  @Test(
    "zeros, nan and inf don't count for the width",
    arguments: [([0.0, .nan], "tensor([0., nan])"), ([-.nan, -.infinity], "tensor([nan, -inf])")])
  func uncountedValues(values: [Double], text: String) {
    #expect(Tensor(values).description == text)
  }

  @Test("-0 keeps its sign, and being zero does not widen the others")
  func negativeZero() {
    #expect(Tensor([-0.0, 1.5]).description == "tensor([-0.0000, 1.5000])")
  }

  @Test("far-apart values make all of them scientific (repr/dev36)")
  func scientific() {
    let t = Tensor([[-507.19561756898315, -5, .nan], [5, 0.5617082420175019, 0.423234063370193]], dtype: .float64)
    #expect(
      t.description
        == "tensor([[-5.0720e+02, -5.0000e+00,         nan],\n        [ 5.0000e+00,  5.6171e-01,  4.2323e-01]], dtype=torch.float64)")
  }

  @Test("a long vector is broken into lines (repr/dev3)")
  func lines() {
    let values = [
      1502, 8954, -63020, -84552, 3764, -496272, -413398, -78366, 1570, -709772, 2678, -55758, -97617, -69180, -913397, 132, -580765,
      -99192, -36994, 853,
    ]
    #expect(
      Tensor(values).description == """
        tensor([   1502,    8954,  -63020,  -84552,    3764, -496272, -413398,  -78366,
                   1570, -709772,    2678,  -55758,  -97617,  -69180, -913397,     132,
                -580765,  -99192,  -36994,     853])
        """)
  }

  @Test("matrices of a stack stand apart by an empty line (repr/dev204)")
  func stack() {
    let t = Tensor([[[6684, -75582], [9659, 8137]], [[-7753, 5261], [1709, 3572]]])
    #expect(
      t.description == """
        tensor([[[  6684, -75582],
                 [  9659,   8137]],

                [[ -7753,   5261],
                 [  1709,   3572]]])
        """)
  }

  @Test("more elements than the threshold are summarised by their edges (repr/dev12)")
  func summary() {
    let t = Tensor.arange(1001).div(8)
    #expect(t.description == "tensor([  0.0000,   0.1250,   0.2500,  ..., 124.7500, 124.8750, 125.0000])")
    #expect(Tensor.zeros(1000).description.utf8.count > 4000)
  }

  @Test("the summary of a narrow matrix cuts rows only")
  func summaryOfRows() {
    let t = Tensor.arange(12).reshape([6, 2])
    #expect(
      t.printed(PrintOptions(threshold: 10, edgeItems: 2)) == """
        tensor([[ 0,  1],
                [ 2,  3],
                ...,
                [ 8,  9],
                [10, 11]])
        """)
  }

  @Test("a view prints what it shows")
  func strides() {
    #expect(Tensor([[1, 2], [3, 4]]).t().description == "tensor([[1, 3],\n        [2, 4]])")
    #expect(Tensor(7).expand([3]).description == "tensor([7, 7, 7])")
  }

  @Test("an empty tensor tells its size and dtype")
  func empty() {
    #expect(Tensor.empty(0).description == "tensor([])")
    #expect(Tensor.empty(0, dtype: .int64).description == "tensor([], dtype=torch.int64)")
    #expect(Tensor.empty(2, 0).mul(Tensor(2)).description == "tensor([], size=(2, 0))")
    #expect(Tensor.empty(2, 0, requiresGrad: true).mul(2).description == "tensor([], size=(2, 0), grad_fn=<MulBackward0>)")
  }

  @Test("grad_fn is named without its namespace")
  func namespace() {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let y = x * 1
    y.copy_(x * 2)
    #expect(y.description == "tensor([2., 4.], grad_fn=<CopyBackwards>)")
  }

  @Test("suffixes that don't fit go to a new line (repr/dev137)")
  func wrappedSuffixes() {
    let t = Tensor([100000.0, 228578725.30117953, -9820377558314.158], dtype: .float64, requiresGrad: true)
    #expect(
      (t * 2).printed(PrintOptions(sciMode: false)) == """
        tensor([         200000.0000,       457157450.6024, -19640755116628.3164],
               dtype=torch.float64, grad_fn=<MulBackward0>)
        """)
  }

  @Test("printing a view that autograd has given up on does not end the program")
  func invalidGradFn() {
    let x = Tensor([1.0, 2.0], requiresGrad: true).clone()
    let view = noGrad { x[0] }
    noGrad { _ = view.mul_(2) }
    #expect(view.description == "tensor(2., grad_fn=<Invalid>)")
  }

  @Test("options last until they are set again, sciMode only until the next call")
  func options() async {
    await #expect(processExitsWith: .success) {
      setPrintOptions(precision: 2, sciMode: true)
      #expect(Tensor([1.5]).description == "tensor([1.50e+00])")
      setPrintOptions(lineWidth: 20)
      #expect(Tensor([1.5, 2.5, 3.5]).description == "tensor([1.50, 2.50,\n        3.50])")
      setPrintOptions(profile: .full)
      #expect(!Tensor.zeros(2000).description.contains("..."))
      setPrintOptions(profile: .default)
      #expect(Tensor.zeros(2000).description == "tensor([0., 0., 0.,  ..., 0., 0., 0.])")
    }
  }
}
