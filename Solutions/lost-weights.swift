// Three reasons, three mends. `trend` required grad but was a plain tensor: it is a Parameter now. `season` was the product of a
// Parameter and a number, and a product is a plain tensor: the number is multiplied in before the Parameter is made. The layers were in
// a Swift array, into which no module looks: `ModuleList` is a module that holds modules.
//
// With the types written out, `Parameter` and `ModuleList`, the compiler refuses two of the three mistakes.
import Autograd
import NN

/// Two layers on a scaled input, plus a trend.
final class Forecast: Module {
  let trend = Parameter([0.0])
  let season: Parameter
  let layers: ModuleList

  init(_ inputs: Int) {
    season = Parameter(Tensor.ones(inputs) * 0.5)
    layers = ModuleList(Linear(inputs, inputs), Linear(inputs, 1))
  }

  override func forward(_ x: Tensor) -> Tensor {
    var result = x * season
    for layer in layers { result = layer(result) }
    return result + trend
  }
}
