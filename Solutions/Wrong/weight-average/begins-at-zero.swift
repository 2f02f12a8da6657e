// fails: it begins with the model's weights
// says: with the model's weights
import Autograd
import NN

final class WeightAverage: Module {
  let decay: Double

  init(of model: Module, decay: Double) {
    self.decay = decay
    super.init()
    for (name, parameter) in model.namedParameters() {
      registerBuffer(bufferName(name), Tensor.zerosLike(parameter))
    }
  }

  func bufferName(_ name: String) -> String { String(name.map { $0 == "." ? "_" : $0 }) }

  func update(from model: Module) {
    noGrad {
      for (name, parameter) in model.namedParameters() {
        buffer(named: bufferName(name))!.mul_(decay).add_((1 - decay) * parameter)
      }
    }
  }

  func store(in model: Module) {
    noGrad {
      for (name, parameter) in model.namedParameters() {
        parameter.copy_(buffer(named: bufferName(name))!)
      }
    }
  }
}
