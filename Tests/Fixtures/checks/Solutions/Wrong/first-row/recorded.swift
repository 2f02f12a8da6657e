// fails: no graph, and x.grad stays nil
// says: it requires grad, and should not
import Autograd

func firstRow(_ x: Tensor) -> Tensor { x[0] }
