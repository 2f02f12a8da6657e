// fails: every weight is registered, with the value it had
// fails: it computes what it computed
// says: so must the values it begins with
import Autograd
import NN

final class Forecast: Module {
  var trend = Parameter([0.0])
  var season: Parameter
  var layers: ModuleList

  init(_ inputs: Int) {
    season = Parameter(Tensor.ones(inputs))
    layers = ModuleList(Linear(inputs, inputs), Linear(inputs, 1))
  }

  override func forward(_ x: Tensor) -> Tensor {
    var result = x * season
    for layer in layers { result = layer(result) }
    return result + trend
  }
}
