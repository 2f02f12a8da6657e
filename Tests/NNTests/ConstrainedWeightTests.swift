import Autograd
import Foundation
import NN
import Testing

/// What PyTorch 2.15 makes of a weight of sines with `orthogonal`: the weight at once, then after cosines were added to what it is computed
/// of, and the gradient of the weighted sum.
private struct OrthogonalFigures: Sendable, CustomTestStringConvertible {
  let rows: Int
  let columns: Int
  let map: OrthogonalMap
  let useTrivialization: Bool
  let first: [Float]
  let moved: [Float]
  let gradient: [Float]

  var testDescription: String { "\(map), \(rows) x \(columns)" + (useTrivialization ? ", from the weight's own values" : "") }

  static let all = [
    OrthogonalFigures(
      rows: 3, columns: 3, map: .matrixExp, useTrivialization: true,
      first: [0.0, 0.6271397, 0.7789068, 0.1399353, -0.771243, 0.6209691, 0.9901606, 0.1089965, -0.087759],
      moved: [-0.0090228, 0.7866592, 0.6173214, 0.5253461, -0.5215559, 0.6723028, 0.8508408, 0.3303734, -0.4085625],
      gradient: [0.0, 0.0, 0.0, 0.4926679, 0.0, 0.0, 1.8526568, 0.3220856, 0.0]),
    OrthogonalFigures(
      rows: 3, columns: 3, map: .matrixExp, useTrivialization: false,
      first: [0.5384509, 0.0505199, -0.8411412, 0.2816358, 0.9300092, 0.2361446, 0.794199, -0.3640477, 0.486536],
      moved: [0.2725777, 0.1935139, -0.9424722, -0.0371523, 0.980951, 0.1906696, 0.9614161, -0.0169573, 0.2745749],
      gradient: [0.0, 0.0, 0.0, 0.0863557, 0.0, 0.0, -0.5409831, -1.4411066, 0.0]),
    OrthogonalFigures(
      rows: 3, columns: 3, map: .cayley, useTrivialization: true,
      first: [0.0, 0.6271397, 0.7789068, 0.1399353, -0.771243, 0.6209691, 0.9901606, 0.1089965, -0.087759],
      moved: [-0.0080365, 0.7841945, 0.6204631, 0.5190791, -0.5270655, 0.6728738, 0.8546885, 0.3274769, -0.4028232],
      gradient: [0.0, 0.0, 0.0, 0.5061268, 0.0, 0.0, 1.8015907, 0.306285, 0.0]),
    OrthogonalFigures(
      rows: 3, columns: 3, map: .householder, useTrivialization: true,
      first: [0.0, 0.6271397, 0.7789068, 0.1399353, -0.771243, 0.6209691, 0.9901606, 0.1089965, -0.087759],
      moved: [0.0650726, 0.9106668, 0.4079848, 0.7956392, -0.2941098, 0.5295828, 0.6022657, 0.2901473, -0.7437006],
      gradient: [0.0, 0.0, 0.0, 0.2539204, 0.0, 0.0, 2.5874426, 0.8376838, 0.0]),
    OrthogonalFigures(
      rows: 3, columns: 3, map: .householder, useTrivialization: false,
      first: [-0.0, 0.6271396, 0.7789068, 0.1399353, -0.7712428, 0.620969, 0.9901606, 0.1089965, -0.087759],
      moved: [-0.2476943, 0.7000756, 0.6697326, -0.118159, -0.7079421, 0.6963162, 0.961606, 0.0933387, 0.2580734],
      gradient: [0.0, 0.0, 0.0, 1.0251216, 0.0, 0.0, -1.4537754, 0.4841199, 0.0]),
    OrthogonalFigures(
      rows: 2, columns: 4, map: .cayley, useTrivialization: false,
      first: [0.5372106, 0.1539791, 0.8253818, 0.0802505, -0.7056135, 0.4883503, 0.399511, -0.3225128],
      moved: [0.5774435, 0.1792026, 0.7849082, -0.135516, -0.7986122, 0.3189638, 0.5094734, -0.0302879],
      gradient: [0.0, 0.139576, -0.3763806, 0.8655121, 0.0, 0.0, -0.2798207, -0.234127]),
    OrthogonalFigures(
      rows: 2, columns: 4, map: .householder, useTrivialization: false,
      first: [-0.0, 0.5890874, 0.7997164, 0.1158867, -0.7162468, -0.4725665, 0.3955502, -0.3274315],
      moved: [-0.0255892, 0.7319561, 0.6576028, -0.1764766, -0.4412456, -0.5721528, 0.488353, -0.4893413],
      gradient: [0.0, -0.4452147, -0.6491766, 1.3688519, 0.0, 0.0, 0.6677101, 0.4784642]),
    OrthogonalFigures(
      rows: 4, columns: 2, map: .matrixExp, useTrivialization: false,
      first: [-0.110224, -0.5062661, 0.5831491, 0.5391936, -0.6696765, 0.1102244, 0.4464539, -0.6639395],
      moved: [-0.3424496, -0.4237362, 0.3929861, 0.7122162, -0.6196764, 0.1860728, 0.586764, -0.5278005],
      gradient: [0.0, 0.0, -0.4643638, 0.0, 0.6127617, 0.8892394, -0.2750074, -1.1298734]),
    OrthogonalFigures(
      rows: 4, columns: 2, map: .householder, useTrivialization: false,
      first: [-0.0, 0.830324, 0.5767549, 0.1485658, -0.5635802, -0.3089773, 0.5913808, -0.439344],
      moved: [-0.2171376, 0.7350873, 0.353784, 0.2556493, -0.5947196, -0.5213894, 0.6884741, -0.3499189],
      gradient: [0.0, 0.0, 0.706568, 0.0, 1.055172, -0.5252662, -0.8306097, 0.4525761]),
  ]
}

@Suite("Constrained weights")
struct ConstrainedWeightTests {
  private func layer(_ rows: Int, _ columns: Int) -> Linear {
    let layer = Linear(columns, rows, bias: false)
    let sines = (0..<(rows * columns)).map { place -> Double in
      let x = Double(place)
      return sin(0.7 * x + 0.1 * x * x)
    }
    noGrad { _ = layer.weight.copy_(Tensor(sines, dtype: .float64).view([rows, columns])) }
    return layer
  }

  @Test("an orthogonal weight follows what it is computed of as in PyTorch", arguments: OrthogonalFigures.all.indices)
  func orthogonal(_ place: Int) throws {
    let figures = OrthogonalFigures.all[place]
    let (rows, columns) = (figures.rows, figures.columns)
    let layer = parametrizations.orthogonal(
      layer(rows, columns), orthogonalMap: figures.map, useTrivialization: figures.useTrivialization)
    let names = figures.useTrivialization ? ["parametrizations.weight.0.base"] : []
    #expect(layer.stateDict().keys == ["parametrizations.weight.original"] + names)
    #expect(layer.weight.isClose(to: figures.first), "\(layer.weight)")
    let original = layer.parameter(named: "parametrizations.weight.original")!
    noGrad {
      let cosines = Tensor((0..<(rows * columns)).map { cos(Double($0)) * 0.3 }).view([rows, columns])
      _ = original.add_(Tensor.where(Tensor.eye(rows, columns).gt(0), 0.0, cosines))
    }
    _ = layer(Tensor.zeros(1, columns))
    #expect(layer.weight.isClose(to: figures.moved), "\(layer.weight)")
    try layer.weight.weightedSum.backward()
    #expect(original.grad!.isClose(to: figures.gradient), "\(original.grad!)")
  }

  @Test("a weight that is not square is completed, and its own columns are kept orthonormal")
  func completed() {
    let layer = parametrizations.orthogonal(layer(4, 2))
    #expect(layer.weight.t().matmul(layer.weight).isClose(to: [1, 0, 0, 1]))
    #expect(layer.buffer(named: "parametrizations.weight.0.base")!.shape == [4, 4])
    // As PyTorch 2.15: the first of the columns is the weight's own, at length 1.
    #expect(layer.weight.select(1, 0).isClose(to: [0, 0.5767549, -0.5635802, 0.5913808]))
    #expect("\(layer)".contains("(0): _Orthogonal()"))
  }

  @Test("a spectral norm divides by the largest singular value")
  func spectral() throws {
    let layer = parametrizations.spectralNorm(layer(2, 3))
    #expect(
      layer.stateDict().keys == [
        "parametrizations.weight.original", "parametrizations.weight.0._u", "parametrizations.weight.0._v",
      ])
    for _ in 0..<50 { _ = layer(Tensor.ones(1, 3)) }
    let output = layer(Tensor([[1.0, 2, 3]]))
    try output.sum().backward()
    // From a run of PyTorch 2.15: whatever was drawn, the power method has come to its end.
    #expect(output.isClose(to: [2.92685986, -1.74709773]))
    #expect(layer.weight.isClose(to: [0, 0.48197377, 0.65430409, 0.09481503, -0.63935786, -0.18773234]))
    #expect(
      layer.parameter(named: "parametrizations.weight.original")!.grad!.isClose(
        to: [0.70841026, 0.8616823, 1.62330556, 0.64308828, 1.72358584, 2.32474613], within: 1e-4))
  }

  @Test("the power method goes on in training only")
  func powerMethod() {
    let layer = parametrizations.spectralNorm(layer(2, 3))
    let u = layer.buffer(named: "parametrizations.weight.0._u")!
    noGrad { _ = u.copy_(Tensor([1.0, 0])) }
    layer.eval()
    _ = layer(Tensor.ones(1, 3))
    #expect(u.floats == [1, 0])
    layer.train()
    _ = layer(Tensor.ones(1, 3))
    #expect(u.floats != [1, 0])
  }

  @Test("a spectral norm of a vector divides by its length")
  func vector() {
    let layer = parametrizations.spectralNorm(LayerNorm(3))
    #expect(layer.weight!.isClose(to: [0.57735026, 0.57735026, 0.57735026]))
    #expect(layer.stateDict().keys == ["bias", "parametrizations.weight.original"])
  }
}
