import CKernels

extension Tensor {
  /// Overwrites every element with 1 with probability `p`, else with 0: PyTorch's `bernoulli_(p)`.
  ///
  /// - Precondition: `p` is in [0, 1].
  @discardableResult
  public final func bernoulli_(
    _ p: Double = 0.5, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    return drawInPlace("BernoulliBackward2", generator, at: site) { stream in
      if !(0...1).contains(p) { fail("bernoulli_ expects p to be in [0, 1], but got p=\(p.messageText)", at: site) }
      fill(drawing: Bool.self) { values, count in
        values.withMemoryRebound(to: UInt8.self, capacity: count) { gb_mt19937_fill_bernoulli(&stream, $0, count, p) }
      }
    }
  }

  /// Overwrites every element with 1, with a probability of its own, else with 0: PyTorch's `bernoulli_(p)` of a tensor.
  ///
  /// - Precondition: `p` has a floating dtype, broadcasts to this tensor's shape, and is in [0, 1].
  @discardableResult
  public final func bernoulli_(
    _ p: Tensor, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    var node: OperatorNode?
    if GradMode.isEnabled && (requiresGrad || p.requiresGrad) {
      checkInPlace(at: site)
      let sizes = p.shape
      node = OperatorNode("BernoulliBackward1", self, p) { s, g in
        Gradients(s.needs(0) ? Tensor.zerosLike(g) : nil, s.needs(1) ? g.newZeros(sizes) : nil)
      }
    }
    MemoryOverlap.refuseInternal(self, at: site)
    p.requireFloatingPoint(for: "bernoulli_tensor_cpu_p_", at: site)
    let probabilities = p.detach().expand(shape, file: file, line: line)
    if !isMeta { (generator ?? .default).withStream { fillBernoulli(probabilities, from: &$0, at: site) } }
    bumpVersion()
    if let node { rebaseHistory(node) }
    return self
  }

  /// A double draws two words of the stream, any other type one.
  private final func fillBernoulli(_ p: Tensor, from stream: inout gb_mt19937, at site: CallSite) {
    let drawn: Tensor
    if p.dtype == .float64 {
      drawn = draws(below: p, Double.self, at: site) { gb_mt19937_fill_uniform_float64(&stream, $0, $1, 0, 1) }
    } else {
      drawn = draws(below: p.converted(to: .float32), Float.self, at: site) { gb_mt19937_fill_uniform_float32(&stream, $0, $1, 0, 1, 24) }
    }
    writeInMemoryOrder(drawn)
  }

  /// Whether the number drawn for an element is less than its probability, in the order of this tensor's memory.
  private final func draws<Element: TensorScalar & BinaryFloatingPoint>(
    below p: Tensor, _ type: Element.Type, at site: CallSite, _ draw: (UnsafeMutablePointer<Element>, _ count: Int) -> Void
  ) -> Tensor {
    let uniform = Tensor(uninitialized: [numel], Element.dtype)
    let numbers = uniform.bytes.assumingMemoryBound(to: Element.self)
    draw(numbers, numel)
    let result = Tensor(uninitialized: [numel], .bool)
    let bools = result.bytes.assumingMemoryBound(to: UInt8.self)
    let base = UnsafeRawPointer(p.bytes)
    var next = 0
    StridedLoop(sizes, self, p).forEachRun { offsets, strides, count in
      for i in 0..<count {
        let probability = base.load(fromByteOffset: offsets[1] + i * strides[1], as: Element.self)
        if !(0...1).contains(probability) {
          fail(
            "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be improved?  If so, please report an "
              + "enhancement request to PyTorch.)", at: site)
        }
        bools[next] = numbers[next] < probability ? 1 : 0
        next += 1
      }
    }
    return result
  }

  /// For each probability in this tensor 1 or 0, in its dtype: PyTorch's `bernoulli()`. No gradient flows through a draw.
  public final func bernoulli(generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    let output = Tensor.empty(sizes, dtype, device)
    output.bernoulli_(detach(), generator: generator, file: file, line: line)
    if isRecorded { output.setHistory(OperatorNode("BernoulliBackward0", self) { _, g in Gradients(Tensor.zerosLike(g)) }) }
    return output
  }

  /// 1 with probability `p`, else 0, with this tensor's shape, dtype and layout: PyTorch's `bernoulli(p)`.
  public final func bernoulli(_ p: Double, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    Tensor.emptyLike(self).bernoulli_(p, generator: generator, file: file, line: line)
  }

  /// For each probability 1 or 0, in the tensor's dtype: PyTorch's `torch.bernoulli`.
  public static func bernoulli(
    _ probabilities: Tensor, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { probabilities.bernoulli(generator: generator, file: file, line: line) }
}
