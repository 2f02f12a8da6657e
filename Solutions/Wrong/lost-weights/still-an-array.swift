// fails: every weight is registered, with the value it had
// fails: a step changes every one of them
// says: a module does not look into one
import Autograd
import NN

final class Forecast: Module {
  var trend = Parameter([0.0])
  var season: Parameter
  var layers: [Module]

  init(_ inputs: Int) {
    season = Parameter(Tensor.ones(inputs) * 0.5)
    layers = [Linear(inputs, inputs), Linear(inputs, 1)]
  }

  override func forward(_ x: Tensor) -> Tensor {
    var result = x * season
    for layer in layers { result = layer(result) }
    return result + trend
  }
}
