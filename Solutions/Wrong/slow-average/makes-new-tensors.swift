// fails: parameters move by the right part of the way
// says: A new tensor under an old name writes nothing
import Autograd
import NN

func follow(_ average: Module, _ model: Module, decay: Double) {
  noGrad {
    for (slow, fast) in zip(average.parameters(), model.parameters()) {
      var slow: Tensor = slow
      slow = decay * slow + (1 - decay) * fast
      _ = slow
    }
    for (slow, fast) in zip(average.buffers(), model.buffers()) { slow.copy_(fast) }
  }
}
