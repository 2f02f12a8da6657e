import Autograd
import NN
import Testing

// PyTorch's figures come from a run of PyTorch 2.15.
@Suite("Initialisers", .serialized)
struct InitTests {
  private func filled(_ shape: [Int], _ fill: (Tensor, Generator) -> Void) -> Tensor {
    let tensor = Tensor.zeros(shape)
    fill(tensor, Generator().manualSeed(1))
    return tensor
  }

  @Test("an orthogonal matrix has orthonormal rows, and is PyTorch's")
  func orthogonal() {
    let w = filled([3, 5]) { Init.orthogonal_($0, generator: $1) }
    #expect(
      w.isClose(
        to: [
          0.6298, 0.2542, 0.0587, 0.5917, -0.4303, 0.2021, -0.7363, 0.2420, -0.2998, -0.5182, -0.0661, 0.5380, -0.2413, -0.5585, -0.5797,
        ],
        within: 1e-4))
    #expect(w.matmul(w.t()).isClose(to: [1, 0, 0, 0, 1, 0, 0, 0, 1]))
  }

  @Test("truncated normal numbers stay within their bounds, near the middle and far from it", arguments: [(-2.0, 2.0), (2.0, 3.0)])
  func truncated(_ bounds: (Double, Double)) {
    let w = filled([500]) { Init.truncNormal_($0, a: bounds.0, b: bounds.1, generator: $1) }
    #expect(w.floats.allSatisfy { Double($0) >= bounds.0 && Double($0) <= bounds.1 } && Set(w.floats).count > 400)
  }

  @Test("a sparse matrix has as many zeros in each column as asked for")
  func sparse() {
    let w = filled([5, 3]) { Init.sparse_($0, sparsity: 0.3, generator: $1) }
    #expect(w.eq(0).sum(0).array(of: Int.self) == [2, 2, 2])
  }

  @Test("dirac filters give the input back, in each group")
  func dirac() {
    let w = filled([4, 2, 3]) { tensor, _ in Init.dirac_(tensor, groups: 2) }
    let input = Tensor.randn(1, 4, 6)
    #expect(input.conv1d(w, padding: 1, groups: 2).floats == input.floats)
  }

  @Test("gains are PyTorch's")
  func gains() {
    #expect(Init.calculateGain(.tanh) == 5.0 / 3 && Init.calculateGain(.selu) == 0.75)
    #expect(Init.calculateGain(.leakyRelu, param: 1) == 1 && Init.calculateGain(Init.Nonlinearity("relu")) == 2.0.squareRoot())
  }

  @Test("bounds go by the numbers of connections")
  func fans() {
    let w = filled([64, 4, 3, 3]) { Init.kaimingUniform_($0, mode: .fanOut, nonlinearity: .relu, generator: $1) }
    let bound = (6.0 / (64 * 9)).squareRoot()
    let largest = Double(w.floats.map(abs).max()!)
    #expect(largest <= bound && largest > 0.99 * bound)
  }
}
