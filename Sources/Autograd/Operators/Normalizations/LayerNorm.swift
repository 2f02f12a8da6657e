import CKernels

extension Tensor {
  /// Each row over the last dimensions with mean 0 and variance 1, then scaled and shifted: PyTorch's `nn.functional.layer_norm`.
  ///
  /// - Parameters:
  ///   - normalizedShape: The sizes of the last dimensions, over which mean and (biased) variance are taken.
  ///   - weight: A factor for each of their elements, of shape `normalizedShape`.
  ///   - bias: A summand for each of their elements.
  ///   - eps: Added to the variance.
  /// - Precondition: A floating dtype; weight and bias have it too, or float32 beside float16 and bfloat16.
  public final func layerNorm(
    _ normalizedShape: [Int], weight: Tensor? = nil, bias: Tensor? = nil, eps: Double = 1e-5, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Tensor { nativeLayerNorm(normalizedShape, weight: weight, bias: bias, eps: eps, file: file, line: line).output }

  /// `layerNorm` together with the rows' means and the reciprocals of their deviations: PyTorch's `native_layer_norm`.
  public final func nativeLayerNorm(
    _ normalizedShape: [Int], weight: Tensor?, bias: Tensor?, eps: Double, file: StaticString = #filePath, line: UInt = #line
  ) -> (output: Tensor, mean: Tensor, rstd: Tensor) {
    let site = CallSite(file, line)
    checkNormalizedShape(normalizedShape, separator: ", ", at: site)
    for (name, parameter) in [("weight", weight), ("bias", bias)] {
      if let parameter, parameter.shape != normalizedShape {
        fail(
          "Expected \(name) to be of same shape as normalized_shape, but got \(name) of shape \(parameter.sizes) and normalized_shape = "
            + "\(normalizedShape)", at: site)
      }
    }
    let computed = NormalizationDType.of(self, parameters: [weight, bias], loop: "LayerNormKernelImpl", at: site)
    let outer = dim - normalizedShape.count
    let width = normalizedShape.reduce(1, *)
    let rows = sizes.array[..<outer].reduce(1, *)
    let input = prepared(computed)
    let result = Tensor.empty(sizes, computed, device)
    let means = Tensor.empty([rows], .float64, device)
    let scales = Tensor.empty([rows], .float64, device)
    if !isMeta {
      let (w, b) = (weight?.prepared(computed), bias?.prepared(computed))
      let (to, from, size) = (result.bytes, input.bytes, width * computed.byteCount)
      let (mean, scale, kernels) = (means.doubles, scales.doubles, computed.rows)
      let (weights, biases) = (w?.bytes, b?.bytes)
      Parallel.run(count: rows, grain: Swift.max(1, Parallel.grain / Swift.max(width, 1))) { range in
        for row in range {
          var squares = 0.0
          kernels.pointee.moments(from + row * size, width, mean + row, &squares)
          scale[row] = 1 / (squares / Double(width) + eps).squareRoot()
          kernels.pointee.affine_each(to + row * size, from + row * size, width, mean[row], scale[row], weights, biases)
        }
      }
    }
    let output = result.converted(to: dtype)
    // Statistics are of the parameters' type where the input's is smaller.
    let statistics = weight?.dtype ?? bias?.dtype ?? dtype
    let statisticsShape = Dimensions(shape[..<outer] + Array(repeating: 1, count: normalizedShape.count))
    let mean1 = means.converted(to: statistics).shaped(statisticsShape)
    let rstd1 = scales.converted(to: statistics).shaped(statisticsShape)
    let recorded = output.recorded(
      "NativeLayerNormBackward0", inputs: [self, weight, bias], saving: [self, weight, means, scales]
    ) { s, g in
      let (x, w) = (s[0], s.optional(1))
      if x.isMeta || Tensor.isRecorded([g, x, w]) {
        return Tensor.layerNormGradients(g, x, w, inner: normalizedShape.count, eps, needs: [s.needs(0), s.needs(1), s.needs(2)])
      }
      return Tensor.fusedLayerNormGradients(
        g, x, w, s[2], s[3], width: width, computed, needs: [s.needs(0), s.needs(1), s.needs(2)], normalizedShape)
    }
    return (recorded, mean1, rstd1)
  }

  final func checkNormalizedShape(_ shape: [Int], separator: String, at site: CallSite) {
    if shape.isEmpty {
      fail(
        "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []",
        at: site)
    }
    if dim < shape.count || Array(self.shape.suffix(shape.count)) != shape {
      let expected = shape.map(String.init).joined(separator: ", ")
      fail("Given normalized_shape=\(shape), expected input with shape [*\(separator)\(expected)], but got input of size\(sizes)", at: site)
    }
  }

  private static func fusedLayerNormGradients(
    _ g: Tensor, _ x: Tensor, _ weight: Tensor?, _ means: Tensor, _ scales: Tensor, width: Int, _ computed: DType, needs: [Bool],
    _ shape: [Int]
  ) -> [Tensor?] {
    let (gradient, input, w) = (g.prepared(computed), x.prepared(computed), weight?.prepared(computed))
    let (rows, size, kernels) = (means.numel, width * computed.byteCount, computed.rows)
    let (pg, px, pw, mean, scale) = (gradient.bytes, input.bytes, w?.bytes, means.doubles, scales.doubles)
    var results: [Tensor?] = [nil, nil, nil]
    if needs[0] {
      let result = Tensor(uninitialized: x.sizes, computed)
      let to = result.bytes
      Parallel.run(count: rows, grain: Swift.max(1, Parallel.grain / Swift.max(width, 1))) { range in
        for row in range {
          var (sum, product) = (0.0, 0.0)
          let (rowG, rowX, r) = (pg + row * size, px + row * size, scale[row])
          kernels.pointee.gradient_sums(rowG, pw, rowX, width, mean[row], &sum, &product)
          kernels.pointee.combine(
            to + row * size, rowG, pw, rowX, width, mean[row], r, -r * r * r * product / Double(width), -r * sum / Double(width))
        }
      }
      results[0] = result.converted(to: x.dtype)
    }
    if needs[1] || needs[2] {
      let sums = Tensor.zeros([width], dtype: .float64)
      let products = Tensor.zeros([width], dtype: .float64)
      let (sum, product, element) = (sums.doubles, products.doubles, computed.byteCount)
      // Each thread has columns of its own: the order of a sum does not depend on how they are shared.
      Parallel.run(count: width, grain: Swift.max(64, Parallel.grain / Swift.max(rows, 1))) { range in
        let start = range.lowerBound
        kernels.pointee.normalized_gradients(
          sum + start, product + start, mean, scale, pg + start * element, px + start * element, width, rows, range.count)
      }
      if needs[1] { results[1] = products.converted(to: weight!.dtype).shaped(Dimensions(shape)) }
      if needs[2] { results[2] = sums.converted(to: weight?.dtype ?? x.dtype).shaped(Dimensions(shape)) }
    }
    return results
  }

  /// Made of operators.
  private static func layerNormGradients(
    _ g: Tensor, _ x: Tensor, _ weight: Tensor?, inner: Int, _ eps: Double, needs: [Bool]
  ) -> [Tensor?] {
    let dims = Array(x.dim - inner..<x.dim)
    let outer = Array(0..<x.dim - inner)
    let centered = x.sub(x.mean(dims, keepdim: true))
    let rstd = centered.mul(centered).mean(dims, keepdim: true).add(eps).rsqrt()
    let normalized = centered.mul(rstd)
    let scaled = weight.map { g.mul($0) } ?? g
    let inputPart = scaled.sub(scaled.mean(dims, keepdim: true))
      .sub(normalized.mul(scaled.mul(normalized).mean(dims, keepdim: true)))
    func summed(_ tensor: Tensor) -> Tensor { outer.isEmpty ? tensor : tensor.sum(outer) }
    let gradients = [
      needs[0] ? rstd.mul(inputPart) : nil, needs[1] ? summed(g.mul(normalized)) : nil, needs[2] ? summed(g) : nil,
    ]
    return gradients.map { $0?.flat(in: x, weight, name: "NativeLayerNormBackwardBackward0") }
  }

  /// Each row over the last dimensions divided by its root mean square, then scaled: PyTorch's `nn.functional.rms_norm`.
  ///
  /// - Parameters:
  ///   - normalizedShape: The sizes of the last dimensions, over which the mean square is taken.
  ///   - weight: A factor for each of their elements, of shape `normalizedShape`.
  ///   - eps: Added to the mean square; without, the type's distance from 1 to the next number.
  public final func rmsNorm(
    _ normalizedShape: [Int], weight: Tensor? = nil, eps: Double? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    checkNormalizedShape(normalizedShape, separator: "", at: site)
    if let weight, weight.shape != normalizedShape {
      fail(
        "Expected weight to be of same shape as normalized_shape, but got weight of shape \(weight.sizes) and normalized_shape = "
          + "\(normalizedShape)", at: site)
    }
    if !dtype.isFloatingPoint { fail("\"rms_norm\" not implemented for '\(dtype.scalarTypeName)'", at: site) }
    let wide = to(dtype == .float64 ? .float64 : .float32)
    let epsilon = eps ?? (dtype == .float64 ? Double.ulpOfOne : Double(Float.ulpOfOne))
    let dims = Array(dim - normalizedShape.count..<dim)
    let normalized = wide.mul(wide.square().mean(dims, keepdim: true).add(epsilon).rsqrt())
    return (weight.map { normalized.mul($0) } ?? normalized).to(dtype)
  }

  /// Divided by its p-norm along a dimension, or by `eps` if that is larger: PyTorch's `nn.functional.normalize`.
  public final func normalize(
    p: Scalar = 2, dim: Int = 1, eps: Double = 1e-12, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { normalize(p: p, dim: [dim], eps: eps, file: file, line: line) }

  /// Divided by its p-norm along some dimensions together: PyTorch's `nn.functional.normalize`.
  public final func normalize(
    p: Scalar = 2, dim: [Int], eps: Double = 1e-12, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    div(norm(p: p, dim: dim, keepdim: true, file: file, line: line).clampMin(eps).expandAs(self))
  }
}
