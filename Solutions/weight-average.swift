// The names are known only when the model is, so the buffers are registered at run time. `registerBuffer` shares the memory of what it
// is given, and that would be the model's own: hence `clone()`. `detach()` comes first, for a buffer takes over from its tensor whether it
// requires grad.
//
// Both other functions write in place, inside of `noGrad`. In `update` it keeps the buffers out of the graph. In `store` it allows writing to
// leaves that require grad. Writing numbers, and not handing over memory or new parameters, leaves the model's parameters the same
// objects, so that an optimizer goes on with them, and leaves the averages to themselves.
import Autograd
import NN

/// The running average of a model's parameters.
final class WeightAverage: Module {
  let decay: Double

  init(of model: Module, decay: Double) {
    self.decay = decay
    super.init()
    for (name, parameter) in model.namedParameters() {
      registerBuffer(bufferName(name), parameter.detach().clone())
    }
  }

  /// The name of a parameter's average: a buffer's own name holds no dot.
  func bufferName(_ name: String) -> String { String(name.map { $0 == "." ? "_" : $0 }) }

  /// average = decay · average + (1 − decay) · parameter.
  func update(from model: Module) {
    noGrad {
      for (name, parameter) in model.namedParameters() {
        buffer(named: bufferName(name))!.mul_(decay).add_((1 - decay) * parameter)
      }
    }
  }

  /// Writes the averages into the model's parameters.
  func store(in model: Module) {
    noGrad {
      for (name, parameter) in model.namedParameters() {
        parameter.copy_(buffer(named: bufferName(name))!)
      }
    }
  }
}
