import CKernels

extension Tensor {
  /// The largest element so far along a dimension and where it stands, the last of equals: PyTorch's `cummax`. NaN stays the largest.
  public final func cummax(
    _ dim: Int, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) { runningExtreme("CummaxBackward0", dim, isLargest: true, at: CallSite(file, line)) }

  /// The smallest element so far along a dimension and where it stands, the last of equals: PyTorch's `cummin`. NaN stays the smallest.
  public final func cummin(
    _ dim: Int, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) { runningExtreme("CumminBackward0", dim, isLargest: false, at: CallSite(file, line)) }

  private final func runningExtreme(
    _ gradFn: String, _ dim: Int, isLargest: Bool, at site: CallSite
  ) -> (values: Tensor, indices: Tensor) {
    let d = wrapped(dim, at: site)
    let values = Tensor.empty(sizes, dtype, device)
    let indices = Tensor.empty(sizes, .int64, device)
    if !isMeta {
      // Both results are row-major: a place in one is a place in the other.
      let (kernel, size, base) = (dtype.kernel, dtype.byteCount, values.bytes)
      let index = indices.bytes
      Tensor.forEachRow(values, self, d) { target, step, from, fromStep, count in
        let place = index + (target - base) / size * 8
        gb_running_extreme(
          kernel, isLargest ? 1 : 0, target, step, place.assumingMemoryBound(to: Int64.self), step / size * 8, from, fromStep, count)
      }
    }
    let result = values.recorded(gradFn, inputs: [self], saving: [self, indices]) { s, g in
      [s[0].dim == 0 ? g : g.accumulated(at: s[1], like: s[0], along: d)]
    }
    return (result, indices)
  }

  /// Zeros like `input` to which this tensor's elements are added where `indices`, some alike, say along a dimension.
  private final func accumulated(at indices: Tensor, like input: Tensor, along d: Int) -> Tensor {
    let output = noGrad {
      let wide: DType = dtype == .float64 ? .float64 : .float32
      let sums = newZeros(input.shape, dtype: wide)
      if isMeta { return sums.converted(to: dtype) }
      let (source, indices) = (converted(to: wide), indices.rowMajor)
      let places = indices.bytes
      let base = sums.bytes
      Tensor.forEachRow(sums, source, d) { target, step, from, fromStep, count in
        let place = places + (target - base) / wide.byteCount * 8
        let placeStep = step / wide.byteCount * 8
        for i in 0..<count {
          let at = target + Int((place + i * placeStep).load(as: Int64.self)) * step
          if wide == .float64 {
            let sum = at.load(as: Double.self) + (from + i * fromStep).load(as: Double.self)
            at.storeBytes(of: sum, as: Double.self)
          } else {
            let sum = at.load(as: Float.self) + (from + i * fromStep).load(as: Float.self)
            at.storeBytes(of: sum, as: Float.self)
          }
        }
      }
      return sums.converted(to: dtype)
    }
    return output.recorded("ScatterAddBackward0", inputs: [self], saving: [indices]) { s, g in [g.repeatedly(at: s[0], along: d)] }
  }

  /// The elements where `indices`, some alike, say along a dimension.
  private final func repeatedly(at indices: Tensor, along d: Int) -> Tensor {
    noGrad { taken(at: indices, along: d) }.recorded("GatherBackward0", inputs: [self], saving: [self, indices]) { s, g in
      [g.accumulated(at: s[1], like: s[0], along: d)]
    }
  }
}
