import Autograd
import LegacyVariable
import Testing

/// The format is that of `torch/_tensor_str.py` in PyTorch 0.3.1; see the rules in the reference.
@Suite("The printed form of 0.3.1")
struct PrintingTests {
  @Test("a vector has a value a line, a matrix a row")
  func plain() {
    #expect("\(Variable(Tensor([[1.0, 2.0]])))" == "Variable containing:\n 1  2\n[torch.FloatTensor of size 1x2]\n")
    #expect("\(Variable(Tensor([1, -20, 3])))" == "Variable containing:\n  1\n-20\n  3\n[torch.LongTensor of size 3]\n")
    #expect(
      "\(Variable(Tensor([[0.5, 12.25], [-1.0, 3.0]])))"
        == "Variable containing:\n  0.5000  12.2500\n -1.0000   3.0000\n[torch.FloatTensor of size 2x2]\n")
    #expect("\(Variable(Tensor([0.25])).sum())" == "Variable containing:\n 0.2500\n[torch.FloatTensor of size 1]\n")
  }

  @Test("numbers far apart are scientific, large and small ones are scaled")
  func notations() {
    #expect(
      Tensor([0.00012, 123.5]).legacyDescription == "\n 1.2000e-04\n 1.2350e+02\n[torch.FloatTensor of size 2]\n")
    #expect(
      Tensor([123456.5, 654321.0], dtype: .float64).legacyDescription
        == "\n1.00000e+05 *\n  1.2346\n  6.5432\n[torch.DoubleTensor of size 2]\n")
    #expect(
      Tensor([[0.001, 0.002]], dtype: .float64).legacyDescription
        == "\n1.00000e-03 *\n  1.0000  2.0000\n[torch.DoubleTensor of size 1x2]\n")
    #expect(Tensor([1_000_000.0, 1.0]).legacyDescription == "\n 1.0000e+06\n 1.0000e+00\n[torch.FloatTensor of size 2]\n")
    #expect(Tensor([Double.nan, 1]).legacyDescription == "\nnan\n  1\n[torch.FloatTensor of size 2]\n")
    #expect(Tensor([Double.infinity, 0.5]).legacyDescription == "\n    inf\n 0.5000\n[torch.FloatTensor of size 2]\n")
  }

  @Test("more dimensions are matrices under a heading")
  func tensors() {
    #expect(
      Tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]).legacyDescription
        == "\n(0 ,.,.) = \n  1  2\n  3  4\n\n(1 ,.,.) = \n  5  6\n  7  8\n[torch.LongTensor of size 2x2x2]\n")
    #expect(Tensor([[[[1]]]]).legacyDescription == "\n(0 ,0 ,.,.) = \n  1\n[torch.LongTensor of size 1x1x1x1]\n")
  }

  @Test("a wide matrix is printed in blocks of columns")
  func blocks() {
    let text = Tensor([(0..<30).map { Double($0) + 0.5 }, (0..<30).map { Double($0) + 0.25 }]).legacyDescription
    #expect(text.hasPrefix("\n\nColumns 0 to 7 \n  0.5000   1.5000   2.5000"))
    #expect(text.contains("\n\nColumns 8 to 15 \n"))
    #expect(
      text.hasSuffix(
        "\n\nColumns 24 to 29 \n 24.5000  25.5000  26.5000  27.5000  28.5000  29.5000\n 24.2500  25.2500  26.2500  27.2500  28.2500  29.2500\n[torch.FloatTensor of size 2x30]\n"
      ))
  }

  @Test("from a thousand values on only the edges are printed")
  func edges() {
    #expect(
      Tensor(Array(0..<1000)).legacyDescription
        == "\n   0\n   1\n   2\n ⋮  \n 997\n 998\n 999\n[torch.LongTensor of size 1000]\n")
    let matrix = Tensor.zeros(100, 10, dtype: .int64).legacyDescription
    #expect(
      matrix
        == "\n    0     0     0  ...      0     0     0\n    0     0     0  ...      0     0     0\n    0     0     0  ...      0     0     0\n"
        + "       ...          ⋱          ...       \n"
        + "    0     0     0  ...      0     0     0\n    0     0     0  ...      0     0     0\n    0     0     0  ...      0     0     0\n"
        + "[torch.LongTensor of size 100x10]\n")
  }

  @Test("nothing has no dimension")
  func empty() {
    #expect(Tensor.zeros(0).legacyDescription == "\n[torch.FloatTensor with no dimension]\n")
  }
}
