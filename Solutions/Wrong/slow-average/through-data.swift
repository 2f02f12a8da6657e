// fails: writes are counted
// says: something was written past the counter
import Autograd
import NN

func follow(_ average: Module, _ model: Module, decay: Double) {
  for (slow, fast) in zip(average.parameters(), model.parameters()) {
    slow.data.mul_(decay).add_(fast.data * (1 - decay))
  }
  for (slow, fast) in zip(average.buffers(), model.buffers()) { slow.copy_(fast) }
}
