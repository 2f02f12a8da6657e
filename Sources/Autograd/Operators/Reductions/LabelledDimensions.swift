/// Reductions whose dimensions have PyTorch's label: `x.sum(dim: 1)` is `x.sum(1)`.

extension Tensor {
  /// The sums along a dimension: PyTorch's `sum(dim=…)`.
  public final func sum(
    dim: Int, keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    sum([dim], keepdim: keepdim, dtype: dtype, file: file, line: line)
  }

  /// The sums along a list of dimensions: PyTorch's `sum(dim=…)`.
  public final func sum(
    dim: [Int], keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    sum(dim, keepdim: keepdim, dtype: dtype, file: file, line: line)
  }

  /// The sums of what is not NaN along a dimension: PyTorch's `nansum(dim=…)`.
  public final func nansum(
    dim: Int, keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    nansum([dim], keepdim: keepdim, dtype: dtype, file: file, line: line)
  }

  /// The sums of what is not NaN along a list of dimensions: PyTorch's `nansum(dim=…)`.
  public final func nansum(
    dim: [Int], keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    nansum(dim, keepdim: keepdim, dtype: dtype, file: file, line: line)
  }

  /// The means along a dimension: PyTorch's `mean(dim=…)`.
  public final func mean(
    dim: Int, keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    mean([dim], keepdim: keepdim, dtype: dtype, file: file, line: line)
  }

  /// The means along a list of dimensions: PyTorch's `mean(dim=…)`.
  public final func mean(
    dim: [Int], keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    mean(dim, keepdim: keepdim, dtype: dtype, file: file, line: line)
  }

  /// The means of what is not NaN along a dimension: PyTorch's `nanmean(dim=…)`.
  public final func nanmean(
    dim: Int, keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    nanmean([dim], keepdim: keepdim, dtype: dtype, file: file, line: line)
  }

  /// The means of what is not NaN along a list of dimensions: PyTorch's `nanmean(dim=…)`.
  public final func nanmean(
    dim: [Int], keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    nanmean(dim, keepdim: keepdim, dtype: dtype, file: file, line: line)
  }

  /// The products along a dimension: PyTorch's `prod(dim=…)`.
  public final func prod(
    dim: Int, keepdim: Bool = false, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    prod(dim, keepdim: keepdim, dtype: dtype, file: file, line: line)
  }

  /// The variances along a dimension: PyTorch's `var(dim=…)`.
  public final func `var`(
    dim: Int, correction: Double = 1, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    `var`([dim], correction: correction, keepdim: keepdim, file: file, line: line)
  }

  /// The variances along a list of dimensions: PyTorch's `var(dim=…)`.
  public final func `var`(
    dim: [Int], correction: Double = 1, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    `var`(dim, correction: correction, keepdim: keepdim, file: file, line: line)
  }

  /// The standard deviations along a dimension: PyTorch's `std(dim=…)`.
  public final func std(
    dim: Int, correction: Double = 1, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    std([dim], correction: correction, keepdim: keepdim, file: file, line: line)
  }

  /// The standard deviations along a list of dimensions: PyTorch's `std(dim=…)`.
  public final func std(
    dim: [Int], correction: Double = 1, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    std(dim, correction: correction, keepdim: keepdim, file: file, line: line)
  }

  /// The variances and the means along a dimension: PyTorch's `var_mean(dim=…)`.
  public final func varMean(
    dim: Int, correction: Double = 1, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (variance: Tensor, mean: Tensor) {
    varMean([dim], correction: correction, keepdim: keepdim, file: file, line: line)
  }

  /// The variances and the means along a list of dimensions: PyTorch's `var_mean(dim=…)`.
  public final func varMean(
    dim: [Int], correction: Double = 1, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (variance: Tensor, mean: Tensor) {
    varMean(dim, correction: correction, keepdim: keepdim, file: file, line: line)
  }

  /// The standard deviations and the means along a dimension: PyTorch's `std_mean(dim=…)`.
  public final func stdMean(
    dim: Int, correction: Double = 1, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (deviation: Tensor, mean: Tensor) {
    stdMean([dim], correction: correction, keepdim: keepdim, file: file, line: line)
  }

  /// The standard deviations and the means along a list of dimensions: PyTorch's `std_mean(dim=…)`.
  public final func stdMean(
    dim: [Int], correction: Double = 1, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (deviation: Tensor, mean: Tensor) {
    stdMean(dim, correction: correction, keepdim: keepdim, file: file, line: line)
  }

  /// The largest elements along a dimension: PyTorch's `amax(dim=…)`.
  public final func amax(dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    amax([dim], keepdim: keepdim, file: file, line: line)
  }

  /// The largest elements along a list of dimensions: PyTorch's `amax(dim=…)`.
  public final func amax(dim: [Int], keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    amax(dim, keepdim: keepdim, file: file, line: line)
  }

  /// The smallest elements along a dimension: PyTorch's `amin(dim=…)`.
  public final func amin(dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    amin([dim], keepdim: keepdim, file: file, line: line)
  }

  /// The smallest elements along a list of dimensions: PyTorch's `amin(dim=…)`.
  public final func amin(dim: [Int], keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    amin(dim, keepdim: keepdim, file: file, line: line)
  }

  /// The smallest and the largest elements along a dimension: PyTorch's `aminmax(dim=…)`.
  public final func aminmax(
    dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (min: Tensor, max: Tensor) {
    aminmax(dim, keepdim: keepdim, file: file, line: line)
  }

  /// The largest elements and their places along a dimension: PyTorch's `max(dim=…)`.
  public final func max(
    dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    max(dim, keepdim: keepdim, file: file, line: line)
  }

  /// The smallest elements and their places along a dimension: PyTorch's `min(dim=…)`.
  public final func min(
    dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    min(dim, keepdim: keepdim, file: file, line: line)
  }

  /// The places of the largest elements along a dimension: PyTorch's `argmax(dim=…)`.
  public final func argmax(dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    argmax(dim, keepdim: keepdim, file: file, line: line)
  }

  /// The places of the smallest elements along a dimension: PyTorch's `argmin(dim=…)`.
  public final func argmin(dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    argmin(dim, keepdim: keepdim, file: file, line: line)
  }

  /// The medians and their places along a dimension: PyTorch's `median(dim=…)`.
  public final func median(
    dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    median(dim, keepdim: keepdim, file: file, line: line)
  }

  /// The medians of what is not NaN, and their places along a dimension: PyTorch's `nanmedian(dim=…)`.
  public final func nanmedian(
    dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    nanmedian(dim, keepdim: keepdim, file: file, line: line)
  }

  /// The most frequent elements and their places along a dimension: PyTorch's `mode(dim=…)`.
  public final func mode(
    dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    mode(dim, keepdim: keepdim, file: file, line: line)
  }

  /// Whether all elements are not 0 along a dimension: PyTorch's `all(dim=…)`.
  public final func all(dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    all([dim], keepdim: keepdim, file: file, line: line)
  }

  /// Whether all elements are not 0 along a list of dimensions: PyTorch's `all(dim=…)`.
  public final func all(dim: [Int], keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    all(dim, keepdim: keepdim, file: file, line: line)
  }

  /// Whether any element is not 0 along a dimension: PyTorch's `any(dim=…)`.
  public final func any(dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    any([dim], keepdim: keepdim, file: file, line: line)
  }

  /// Whether any element is not 0 along a list of dimensions: PyTorch's `any(dim=…)`.
  public final func any(dim: [Int], keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    any(dim, keepdim: keepdim, file: file, line: line)
  }

  /// How many elements are not 0 along a dimension: PyTorch's `count_nonzero(dim=…)`.
  public final func countNonzero(dim: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    countNonzero([dim], file: file, line: line)
  }

  /// How many elements are not 0 along a list of dimensions: PyTorch's `count_nonzero(dim=…)`.
  public final func countNonzero(dim: [Int], file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    countNonzero(dim, file: file, line: line)
  }

  /// The logarithms of the sums of the exponentials along a dimension: PyTorch's `logsumexp(dim=…)`.
  public final func logsumexp(dim: Int, keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    logsumexp([dim], keepdim: keepdim, file: file, line: line)
  }

  /// The logarithms of the sums of the exponentials along a list of dimensions: PyTorch's `logsumexp(dim=…)`.
  public final func logsumexp(dim: [Int], keepdim: Bool = false, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    logsumexp(dim, keepdim: keepdim, file: file, line: line)
  }

  /// The exponentials, divided by their sums along a dimension: PyTorch's `softmax(dim=…)`.
  public final func softmax(dim: Int, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    softmax(dim, dtype: dtype, file: file, line: line)
  }

  /// The logarithms of the softmax along a dimension: PyTorch's `log_softmax(dim=…)`.
  public final func logSoftmax(dim: Int, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    logSoftmax(dim, dtype: dtype, file: file, line: line)
  }

  /// The softmax of the opposite along a dimension: PyTorch's `softmin(dim=…)`.
  public final func softmin(dim: Int, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    softmin(dim, dtype: dtype, file: file, line: line)
  }

  /// The sums of each element and those before it, along a dimension: PyTorch's `cumsum(dim=…)`.
  public final func cumsum(dim: Int, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    cumsum(dim, dtype: dtype, file: file, line: line)
  }

  /// The products of each element and those before it, along a dimension: PyTorch's `cumprod(dim=…)`.
  public final func cumprod(dim: Int, dtype: DType? = nil, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    cumprod(dim, dtype: dtype, file: file, line: line)
  }

  /// The logarithms of the sums of the exponentials of each element and those before it, along a dimension: PyTorch's `logcumsumexp(dim=…)`.
  public final func logcumsumexp(dim: Int, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    logcumsumexp(dim, file: file, line: line)
  }
}
