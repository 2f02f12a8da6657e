extension Tensor {
  /// `softmax(query keyᵀ · scale + mask) value`: PyTorch's `nn.functional.scaled_dot_product_attention`, on the queries. The result has
  /// shape (..., L, Ev).
  ///
  /// - Parameters:
  ///   - key: Of shape (..., S, E) for queries of shape (..., L, E).
  ///   - value: Of shape (..., S, Ev).
  ///   - mask: Broadcast to (..., L, S): bools say what takes part, floating numbers are added. A row without any gives zeros.
  ///   - dropoutP: The probability with which an attention weight is dropped.
  ///   - isCausal: Lets query i see the keys up to i alone.
  ///   - scale: 1 over the root of E, unless given.
  ///   - enableGQA: Lets groups of query heads share a head of key and value.
  public final func scaledDotProductAttention(
    key: Tensor, value: Tensor, mask: Tensor? = nil, dropoutP: Double = 0, isCausal: Bool = false, scale: Double? = nil,
    enableGQA: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkAttention(key, value, mask, isCausal, at: site)
    if !(0...1).contains(dropoutP) {
      fail("dropout probability has to be between 0 and 1, but got \(dropoutP.messageText)", at: site)
    }
    if dtype.byteCount == 2 {
      // Rounded once, at the end.
      return to(.float32).scaledDotProductAttention(
        key: key.to(.float32), value: value.to(.float32), mask: mask.map { $0.dtype == .bool ? $0 : $0.to(.float32) }, dropoutP: dropoutP,
        isCausal: isCausal, scale: scale, enableGQA: enableGQA, file: file, line: line
      ).to(dtype)
    }
    var (k, v) = (key, value)
    if enableGQA && dim > 2 {
      let (heads, keyHeads, valueHeads) = (sizes[dim - 3], key.sizes[key.dim - 3], value.sizes[value.dim - 3])
      if keyHeads == 0 || valueHeads == 0 || heads % keyHeads != 0 || heads % valueHeads != 0 {
        fail("Number of heads in key and value must divide the number of heads in query", at: site)
      }
      (k, v) = (k.withHeads(heads), v.withHeads(heads))
    }
    let factor = scale ?? 1 / Double(sizes[dim - 1]).squareRoot()
    let shown = isCausal ? Tensor.causalMask(sizes[dim - 2], k.sizes[k.dim - 2], device) : mask
    if dropoutP > 0 || dim != 4 || mask?.requiresGrad == true || v.sizes[v.dim - 1] != sizes[dim - 1] {
      let weights = attention(k, shown, factor).dropout(dropoutP)
      return weights.matmul(v, file: file, line: line)
    }
    let output = noGrad { attention(k, shown, factor).matmul(v, file: file, line: line) }
    return output.recorded(
      "ScaledDotProductFlashAttentionForCpuBackward0", inputs: [self, k, v], saving: [self, k, v, shown]
    ) { s, g in
      let (q, k, v) = (s[0], s[1], s[2])
      let weights = q.attention(k, s.optional(3), factor)
      let toWeights = g.matmul(v.transpose(-2, -1))
      let toScores = weights.mul(toWeights.sub(toWeights.mul(weights).sum([-1], keepdim: true))).mul(factor)
      return [
        s.needs(0) ? toScores.matmul(k).sum(toSize: q.sizes) : nil,
        s.needs(1) ? toScores.transpose(-2, -1).matmul(q).sum(toSize: k.sizes) : nil,
        s.needs(2) ? weights.transpose(-2, -1).matmul(g).sum(toSize: v.sizes) : nil,
      ]
    }
  }

  /// How much each query attends to each key.
  private final func attention(_ key: Tensor, _ mask: Tensor?, _ scale: Double) -> Tensor {
    var scores = mul(scale).matmul(key.transpose(-2, -1))
    guard let mask else { return scores.softmax(-1) }
    scores = mask.dtype == .bool ? scores.maskedFill(mask.logicalNot(), -Double.infinity) : scores.add(mask.to(dtype))
    let weights = scores.softmax(-1)
    if scores.sizes[scores.dim - 1] == 0 { return weights }
    return weights.maskedFill(noGrad { scores.amax(-1, keepdim: true).eq(-Double.infinity) }, 0)
  }

  private static func causalMask(_ queries: Int, _ keys: Int, _ device: Device) -> Tensor {
    Tensor.arange(queries, device: device).unsqueeze(1).ge(Tensor.arange(keys, device: device))
  }

  /// Each head repeated, so that there are so many.
  private final func withHeads(_ count: Int) -> Tensor {
    let d = dim - 3
    if sizes[d] == count { return self }
    var shape = self.shape
    shape.insert(count / shape[d], at: d + 1)
    var result = self.shape
    result[d] = count
    return unsqueeze(d + 1).expand(shape).reshape(result)
  }

  private final func checkAttention(_ key: Tensor, _ value: Tensor, _ mask: Tensor?, _ isCausal: Bool, at site: CallSite) {
    if dtype != key.dtype || dtype != value.dtype {
      fail(
        "Expected query, key, and value to have the same dtype, but got query.dtype: \(dtype.cppName) key.dtype: \(key.dtype.cppName) and "
          + "value.dtype: \(value.dtype.cppName) instead.", at: site)
    }
    if dim < 2 || key.dim < 2 || value.dim < 2 {
      fail(
        "Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: \(dim) key.dim: \(key.dim) and value.dim: "
          + "\(value.dim) instead.", at: site)
    }
    if let mask {
      if mask.dtype != .bool && mask.dtype != .float32 && mask.dtype != dtype {
        fail(
          "Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: \(mask.dtype.cppName) and  "
            + "query.dtype: \(dtype.cppName) instead.", at: site)
      }
      if isCausal { fail("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True", at: site) }
    }
    if !dtype.isFloatingPoint { fail("expected scalar type Float but found \(dtype.scalarTypeName)", at: site) }
  }
}

extension DType {
  /// The name of the type in C++, as some of PyTorch's messages have it.
  fileprivate var cppName: String {
    switch self {
    case .float64: "double"
    case .float32: "float"
    case .float16: "c10::Half"
    case .bfloat16: "c10::BFloat16"
    case .int64: "long int"
    case .int32: "int"
    case .int16: "short int"
    case .int8: "signed char"
    case .uint8: "unsigned char"
    case .bool: "bool"
    }
  }
}
