// fails: every weight is registered, with the value it had
// says: what is computed from a Parameter is a plain tensor
import Autograd
import NN

final class Forecast: Module {
  var trend = Parameter([0.0])
  var season: Tensor
  var layers: ModuleList

  init(_ inputs: Int) {
    season = (Parameter(Tensor.ones(inputs)) * 0.5).detach().requiresGrad_()
    layers = ModuleList(Linear(inputs, inputs), Linear(inputs, 1))
  }

  override func forward(_ x: Tensor) -> Tensor {
    var result = x * season
    for layer in layers { result = layer(result) }
    return result + trend
  }
}
