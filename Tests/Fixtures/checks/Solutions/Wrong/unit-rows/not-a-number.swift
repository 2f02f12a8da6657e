// fails: a row of zeros
// says: A row of zeros must stay zero. What is 0 / 0?
import Autograd

func unitRows(_ x: Tensor) -> Tensor { x / x.norm(p: 2, dim: -1, keepdim: true) }
