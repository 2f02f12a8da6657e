// fails: buffers are copied
// says: A buffer of the average is not that of the model
import Autograd
import NN

func follow(_ average: Module, _ model: Module, decay: Double) {
  noGrad {
    for (slow, fast) in zip(average.parameters(), model.parameters()) {
      slow.copy_(decay * slow + (1 - decay) * fast)
    }
  }
}
