import CKernels

/// What one dimension of a tensor becomes when each element of the result is a weighted sum of some elements of the input: how averages,
/// and interpolation in all its modes, act along one dimension. Along several, they act along one after the other.
struct Mixture: Sendable {
  var inputCount: Int
  /// Where the sums of each result begin in `indices` and `weights`; one more than there are results.
  private(set) var starts: [Int] = [0]
  private(set) var indices: [Int] = []
  private(set) var weights: [Double] = []

  init(inputCount: Int) { self.inputCount = inputCount }

  /// What changes nothing.
  static func identity(_ count: Int) -> Mixture {
    var result = Mixture(inputCount: count)
    for i in 0..<count { result.append([(i, 1)]) }
    return result
  }

  var outputCount: Int { starts.count - 1 }

  /// Whether it changes nothing.
  var isIdentity: Bool {
    inputCount == outputCount && indices.count == inputCount && weights.allSatisfy { $0 == 1 } && indices == Array(0..<inputCount)
      && starts == Array(0...inputCount)
  }

  /// The next element of the result.
  mutating func append(_ terms: some Sequence<(index: Int, weight: Double)>) {
    for term in terms {
      indices.append(term.index)
      weights.append(term.weight)
    }
    starts.append(indices.count)
  }

  /// How gradients go back.
  var transposed: Mixture {
    var terms: [[(index: Int, weight: Double)]] = Array(repeating: [], count: inputCount)
    for j in 0..<outputCount {
      for t in starts[j]..<starts[j + 1] { terms[indices[t]].append((j, weights[t])) }
    }
    var result = Mixture(inputCount: outputCount)
    for list in terms { result.append(list) }
    return result
  }

  /// All sums times a factor.
  func scaled(by factor: Double) -> Mixture {
    var result = self
    for i in result.weights.indices { result.weights[i] *= factor }
    return result
  }
}

extension Tensor {
  /// Outside of the graph: mixed along the last dimensions, one mixture for each. The result is row-major.
  final func mixed(_ mixtures: [Mixture]) -> Tensor {
    let type: DType =
      switch dtype {
      case .float64: .float64
      case .float32, .float16, .bfloat16: .float32
      case .int64, .int32, .int16, .int8, .uint8, .bool: .int64
      }
    var result = converted(to: type).contiguous()
    // What shrinks most goes first.
    let order = mixtures.indices.sorted {
      mixtures[$0].outputCount * mixtures[$1].inputCount < mixtures[$1].outputCount * mixtures[$0].inputCount
    }
    for i in order where !mixtures[i].isIdentity {
      result = result.mixed(mixtures[i], along: dim - mixtures.count + i)
    }
    let final = result.converted(to: dtype)
    return final === self ? cloned(strides: sizes.contiguousStrides) : final
  }

  /// Outside of the graph: a row-major tensor mixed along one dimension.
  private final func mixed(_ mixture: Mixture, along d: Int) -> Tensor {
    var shape = sizes
    shape[d] = mixture.outputCount
    let output = Tensor.empty(shape, dtype, device)
    if output.numel == 0 || isMeta { return output }
    let loop = gb_mix(dtype.kernel)!
    let outer = (0..<d).reduce(1) { $0 * sizes[$1] }
    let inner = (d + 1..<dim).reduce(1) { $0 * sizes[$1] }
    let weights = Tensor(mixture.weights, dtype: dtype)
    let (inputs, outputs, element) = (sizes[d], mixture.outputCount, dtype.byteCount)
    let (from, to, factors) = (bytes, output.bytes, weights.bytes)
    let work = Swift.max(1, Swift.max(mixture.weights.count, outputs) * inner)
    mixture.starts.withUnsafeBufferPointer { starts in
      mixture.indices.withUnsafeBufferPointer { indices in
        let first = starts.baseAddress!
        let table = indices.baseAddress ?? first
        Parallel.run(count: outer, grain: Swift.max(1, Parallel.grain / work)) { range in
          var task = gb_mixture(
            outer: range.count, inputs: inputs, outputs: outputs, inner: inner, starts: first, indices: table, weights: factors)
          loop(to + range.lowerBound * outputs * inner * element, from + range.lowerBound * inputs * inner * element, &task)
        }
      }
    }
    return output
  }

  /// Mixed along the last dimensions and recorded, with the channels last in memory if this tensor has them so.
  ///
  /// - Parameters:
  ///   - name: The operator's name, without `Backward0`.
  ///   - keepsInput: The gradient's gradient has zeros for the input, in place of none: PyTorch's averages keep it.
  ///   - keepsLayout: Whether channels that are last stay last.
  final func mixed(_ name: String, _ mixtures: [Mixture], keepsInput: Bool = false, keepsLayout: Bool = true) -> Tensor {
    let output = mixed(mixtures).keepingChannelsLast(of: self, keepsLayout)
    return output.recorded(name + "Backward0", inputs: [self], saving: keepsInput ? [self] : []) { s, g in
      [g.mixedBack(name, mixtures, input: keepsInput ? s[0] : nil, keepsLayout)]
    }
  }

  /// The gradient of `mixed(name, mixtures)`, recorded: linear too.
  private final func mixedBack(_ name: String, _ mixtures: [Mixture], input: Tensor?, _ keepsLayout: Bool) -> Tensor {
    let output = mixed(mixtures.map(\.transposed)).keepingChannelsLast(of: self, keepsLayout)
    let keepsInput = input != nil
    return output.recorded(name + "BackwardBackward0", inputs: [self, input], saving: [input]) { s, g in
      [
        s.needs(0) ? g.mixed(name, mixtures, keepsInput: keepsInput, keepsLayout: keepsLayout) : nil,
        s.needs(1) ? Tensor.zerosLike(s[0]) : nil,
      ]
    }
  }

  /// Outside of the graph: laid out with the channels last if `other` is.
  final func keepingChannelsLast(of other: Tensor, _ keeps: Bool = true) -> Tensor {
    keeps && dim > 3 && numel > 0 && other.hasChannelsLast ? cloned(strides: sizes.channelsLastStrides) : self
  }
}
