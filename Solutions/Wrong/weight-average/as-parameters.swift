// fails: nothing to learn, and no graph
// says: it must be a buffer, not a parameter
import Autograd
import NN

final class WeightAverage: Module {
  let decay: Double

  init(of model: Module, decay: Double) {
    self.decay = decay
    super.init()
    for (name, parameter) in model.namedParameters() {
      registerParameter(bufferName(name), Parameter(parameter.clone()))
    }
  }

  func bufferName(_ name: String) -> String { String(name.map { $0 == "." ? "_" : $0 }) }

  func update(from model: Module) {
    noGrad {
      for (name, parameter) in model.namedParameters() {
        self.parameter(named: bufferName(name))!.mul_(decay).add_((1 - decay) * parameter)
      }
    }
  }

  func store(in model: Module) {
    noGrad {
      for (name, parameter) in model.namedParameters() {
        parameter.copy_(self.parameter(named: bufferName(name))!)
      }
    }
  }
}
