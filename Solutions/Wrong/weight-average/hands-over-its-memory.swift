// fails: memory of its own, at first and after it was stored
// says: do not hand over the memory
import Autograd
import NN

final class WeightAverage: Module {
  let decay: Double

  init(of model: Module, decay: Double) {
    self.decay = decay
    super.init()
    for (name, parameter) in model.namedParameters() {
      registerBuffer(bufferName(name), parameter.detach().clone())
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
    for (name, parameter) in model.namedParameters() {
      parameter.data = buffer(named: bufferName(name))!
    }
  }
}
