extension Tensor {
  /// The mean of all elements: PyTorch's `mean`.
  ///
  /// - Parameter dtype: What the elements are converted to first.
  /// - Precondition: The dtype is floating.
  public final func mean(dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    refuseIntegerMean(dtype, at: CallSite(file, line))
    let count = Double(numel)
    let output = averaged(.all(of: self), dtype, keepdim: false)
    if isRecorded {
      let original = sizes
      output.setHistory(
        OperatorNode("MeanBackward0", self) { _, g in
          // Divided first it is still one number, however many places it goes to; a recorded graph is to be PyTorch's.
          Gradients(GradMode.isEnabled ? g.expand(original.array).div(count) : g.div(count).everywhere(in: original))
        })
    }
    return output
  }

  /// The means along some dimensions: PyTorch's `mean(dim)`. The dtype is floating.
  public final func mean(
    _ dims: Int..., keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { mean(dims, keepdim: keepdim, dtype: dtype, file: file, line: line) }

  /// The means along a list of dimensions, all of an empty one: PyTorch's `mean(dim)`. The dtype is floating.
  public final func mean(
    _ dims: [Int], keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    refuseIntegerMean(dtype, at: site)
    let reduction = Reduction(self, dims, at: site)
    let count = Double(reduction.reducedCount)
    let output = averaged(reduction, dtype, keepdim: keepdim)
    if isRecorded {
      let (original, isReduced) = (sizes, reduction.isReduced)
      output.setHistory(
        OperatorNode("MeanBackward1", self) { _, g in
          Gradients(g.restored(isReduced, keepdim: keepdim).expand(original.array).div(count))
        })
    }
    return output
  }

  /// Outside of the graph. The sums are divided before they are rounded: those of float16 may not fit.
  private final func averaged(_ reduction: Reduction, _ dtype: DType?, keepdim: Bool) -> Tensor {
    let count = Double(reduction.reducedCount)
    return noGrad { summed(reduction, .float64, keepdim: keepdim).div(count).converted(to: dtype ?? self.dtype) }
  }

  private final func refuseIntegerMean(_ dtype: DType?, at site: CallSite) {
    if let dtype, !dtype.isFloatingPoint {
      fail(
        "mean(): could not infer output dtype. Optional dtype must be either a floating point or complex dtype. Got: "
          + dtype.scalarTypeName, at: site)
    }
    if dtype == nil && !self.dtype.isFloatingPoint {
      fail(
        "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: "
          + self.dtype.scalarTypeName, at: site)
    }
  }

  /// The mean of the elements that are not NaN: PyTorch's `nanmean`. NaN where there are none.
  ///
  /// - Parameters:
  ///   - dims: Along which dimensions; an empty list stands for all.
  ///   - keepdim: Keeps the dimensions with size 1.
  ///   - dtype: What the elements are converted to first.
  /// - Precondition: The dtype is floating.
  public final func nanmean(
    _ dims: [Int] = [], keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    if !self.dtype.isFloatingPoint {
      fail(
        "nanmean(): expected input to have floating point or complex dtype but got \(self.dtype.scalarTypeName)",
        at: CallSite(file, line))
    }
    let count = noGrad { isnan().logicalNot().sum(dims, keepdim: keepdim, file: file, line: line) }
    return nansum(dims, keepdim: keepdim, dtype: dtype, file: file, line: line).div(count)
  }

  /// The means, along some dimensions, of the elements that are not NaN: PyTorch's `nanmean(dim)`.
  public final func nanmean(
    _ dims: Int..., keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor { nanmean(dims, keepdim: keepdim, dtype: dtype, file: file, line: line) }
}
