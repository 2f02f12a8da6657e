import CKernels

extension Tensor {
  /// The largest elements of windows of a sequence: PyTorch's `nn.functional.max_pool1d`. Shapes (N, C, L) or (C, L).
  ///
  /// A NaN is larger than any number. The gradient goes to one element of each window, the first of equals.
  ///
  /// - Parameters:
  ///   - kernelSize: The size of a window.
  ///   - stride: From window to window; by default their size.
  ///   - padding: How far windows may begin before the first element: at most half of one.
  ///   - dilation: From element to element of a window.
  ///   - ceilMode: Whether a last window may reach over the end.
  public final func maxPool1d(
    _ kernelSize: Extent, stride: Extent? = nil, padding: Extent = 0, dilation: Extent = 1, ceilMode: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let window = PoolingWindow(checked: self, kernelSize, stride, padding, dilation, ceilMode, at: site)
    if !isRecorded && !dtype.isFloatingPoint { refuseDType("max_pool1d_impl", unless: false, at: site) }
    return unsqueeze(-2).maxPooled(window, withIndices: false, at: site).values.squeeze(-2)
  }

  /// The largest elements of windows of a sequence and where they are in their channel: PyTorch's `max_pool1d` with `return_indices`.
  public final func maxPool1dWithIndices(
    _ kernelSize: Extent, stride: Extent? = nil, padding: Extent = 0, dilation: Extent = 1, ceilMode: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    let site = CallSite(file, line)
    checkSequence("max_pool1d", at: site)
    func one(_ extent: Extent, _ name: String) -> Int {
      let list = extent.list
      if list.count != 1 { fail("max_pool1d() argument '\(name)' should contain one int (got \(list.count))", at: site) }
      return list[0]
    }
    let kernel = one(kernelSize, "kernel_size")
    let step = stride.flatMap { $0 == .each([]) ? nil : one($0, "stride") } ?? kernel
    let window = PoolingWindow(
      kernel: [1, kernel], stride: [1, step], padding: [0, one(padding, "padding")], dilation: [1, one(dilation, "dilation")],
      isCeiling: ceilMode)
    let (values, indices) = unsqueeze(-2).maxPooled(window, withIndices: true, at: site)
    return (values.squeeze(-2), indices!.squeeze(-2))
  }

  /// The largest elements of windows of an image: PyTorch's `nn.functional.max_pool2d`. Shapes (N, C, H, W) or (C, H, W); see `maxPool1d`.
  public final func maxPool2d(
    _ kernelSize: Extent, stride: Extent? = nil, padding: Extent = 0, dilation: Extent = 1, ceilMode: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    return maxPooled(.image(kernelSize, stride, padding, dilation, ceilMode, at: site), withIndices: false, at: site).values
  }

  /// The largest elements of windows of an image and where they are in their channel: PyTorch's `max_pool2d` with `return_indices`.
  public final func maxPool2dWithIndices(
    _ kernelSize: Extent, stride: Extent? = nil, padding: Extent = 0, dilation: Extent = 1, ceilMode: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    let site = CallSite(file, line)
    let (values, indices) = maxPooled(.image(kernelSize, stride, padding, dilation, ceilMode, at: site), withIndices: true, at: site)
    return (values, indices!)
  }

  /// The largest elements of windows of a volume: PyTorch's `nn.functional.max_pool3d`. Shapes (N, C, D, H, W) or (C, D, H, W); see
  /// `maxPool1d`.
  public final func maxPool3d(
    _ kernelSize: Extent, stride: Extent? = nil, padding: Extent = 0, dilation: Extent = 1, ceilMode: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    return maxPooled(.volume(kernelSize, stride, padding, dilation, ceilMode, at: site), withIndices: false, at: site).values
  }

  /// The largest elements of windows of a volume and where they are in their channel: PyTorch's `max_pool3d` with `return_indices`.
  public final func maxPool3dWithIndices(
    _ kernelSize: Extent, stride: Extent? = nil, padding: Extent = 0, dilation: Extent = 1, ceilMode: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    let site = CallSite(file, line)
    let (values, indices) = maxPooled(.volume(kernelSize, stride, padding, dilation, ceilMode, at: site), withIndices: true, at: site)
    return (values, indices!)
  }

  private final func maxPooled(
    _ window: PoolingWindow, withIndices: Bool, at site: CallSite
  ) -> (values: Tensor, indices: Tensor?) {
    let rank = window.kernel.count
    if rank == 2 && dim != 3 && dim != 4 { fail("non-empty 3D or 4D (batch mode) tensor expected for input", at: site) }
    if rank == 3 && dim != 4 && dim != 5 { fail("non-empty 4D or 5D (batch mode) tensor expected for input", at: site) }
    let spatial = Array(shape.suffix(rank))
    let output = window.outputSizes(spatial, at: site)
    window.checkPositive(at: site)
    if rank == 3 { checkVolume("max_pool3d_with_indices_out_cpu_template", at: site) } else { checkImage(at: site) }
    window.checkOutput(self, output, at: site)
    refuseDType("max_pool\(rank)d", unless: dtype != .bool, hasLayouts: true, at: site)
    let keepsIndices = withIndices || isRecorded
    let (values, indices) = noGrad { largest(window, spatial, output, withIndices: keepsIndices) }
    if let indices { values.recordSelection("MaxPool\(rank)DWithIndices", of: self, at: indices, rank: rank) }
    return (values, indices)
  }

  private final func largest(
    _ window: PoolingWindow, _ spatial: [Int], _ output: [Int], withIndices: Bool
  ) -> (values: Tensor, indices: Tensor?) {
    let type: DType = dtype == .float64 ? .float64 : dtype.isFloatingPoint ? .float32 : .int64
    let input = converted(to: type).contiguous()
    let lead = dim - output.count
    let shape = Dimensions(Array(self.shape.prefix(lead)) + output)
    let values = Tensor.empty(shape, type, device)
    let indices = withIndices ? Tensor.empty(shape, .int64, device) : nil
    if !isMeta { window.writeMaxima(of: input, spatial, output, to: values, indices) }
    return (values.converted(to: dtype).keepingChannelsLast(of: self), indices?.keepingChannelsLast(of: self))
  }
}

extension PoolingWindow {
  /// Of a row-major input: the largest element of each window and where it is.
  fileprivate func writeMaxima(of input: Tensor, _ spatial: [Int], _ output: [Int], to values: Tensor, _ indices: Tensor?) {
    func three(_ values: [Int], _ first: Int) -> (Int, Int, Int) {
      values.count == 3 ? (values[0], values[1], values[2]) : (first, values[0], values[1])
    }
    let task = gb_windows(
      input: three(spatial, 1), output: three(output, 1), kernel: three(kernel, 1), stride: three(stride, 1),
      padding: three(padding, 0), dilation: three(dilation, 1))
    let loop = gb_max_windows(input.dtype.kernel)!
    let (channels, element) = (input.shape.dropLast(spatial.count).reduce(1, *), input.dtype.byteCount)
    let (inputCount, outputCount) = (spatial.reduce(1, *), output.reduce(1, *))
    let (to, from) = (values.bytes, input.bytes)
    let places = indices?.bytes.assumingMemoryBound(to: Int64.self)
    Parallel.run(count: channels, grain: Swift.max(1, Parallel.grain / Swift.max(1, outputCount * kernel.reduce(1, *)))) { range in
      var task = task
      for channel in range {
        loop(
          to + channel * outputCount * element, places.map { $0 + channel * outputCount }, from + channel * inputCount * element, &task)
      }
    }
  }

  fileprivate static func image(
    _ kernelSize: Extent, _ stride: Extent?, _ padding: Extent, _ dilation: Extent, _ isCeiling: Bool, at site: CallSite
  ) -> PoolingWindow {
    let kernel = kernelSize.pooling(2, "max_pool2d: kernel_size must either be a single int, or a tuple of two ints", at: site)
    return PoolingWindow(
      kernel: kernel,
      stride: stride.pooling(2, kernel, "max_pool2d: stride must either be omitted, a single int, or a tuple of two ints", at: site),
      padding: padding.pooling(2, "max_pool2d: padding must either be a single int, or a tuple of two ints", at: site),
      dilation: dilation.pooling(2, "max_pool2d: dilation must be either a single int, or a tuple of two ints", at: site),
      isCeiling: isCeiling)
  }

  fileprivate static func volume(
    _ kernelSize: Extent, _ stride: Extent?, _ padding: Extent, _ dilation: Extent, _ isCeiling: Bool, at site: CallSite
  ) -> PoolingWindow {
    let kernel = kernelSize.pooling(3, "max_pool3d: kernel_size must either be a single int, or a tuple of three ints", at: site)
    return PoolingWindow(
      kernel: kernel,
      stride: stride.pooling(3, kernel, "max_pool3d: stride must either be omitted, a single int, or a tuple of three ints", at: site),
      padding: padding.pooling(3, "max_pool3d: padding must either be a single int, or a tuple of three ints", at: site),
      dilation: dilation.pooling(3, "max_pool3d: dilation must be either a single int, or a tuple of three ints", at: site),
      isCeiling: isCeiling)
  }

  /// The windows of `max_pool1d` without indices, which has checks and words of its own.
  fileprivate init(
    checked input: Tensor, _ kernelSize: Extent, _ stride: Extent?, _ padding: Extent, _ dilation: Extent, _ isCeiling: Bool,
    at site: CallSite
  ) {
    let isEmpty = input.dim == 3 ? input.sizes[1] * input.sizes[2] == 0 : input.numel == 0
    if input.dim != 2 && input.dim != 3 || isEmpty {
      fail("max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:\(input.sizes)", at: site)
    }
    func one(_ extent: Extent, _ name: String, _ kinds: String) -> Int {
      let list = extent.list
      if list.count != 1 { fail("max_pool1d() \(name) must be \(kinds) of size 1 but got size \(list.count)", at: site) }
      return list[0]
    }
    let kernel = one(kernelSize, "kernel_size", "an int, list of ints or tuple of ints")
    let step = stride.flatMap { $0 == .each([]) ? nil : one($0, "stride", "None, an int, list of ints, or tuple of ints") } ?? kernel
    let pad = one(padding, "padding", "an int, list of ints, or tuple of ints")
    let gap = one(dilation, "dilation", "an int, list of ints or tuple of ints")
    if kernel <= 0 { fail("max_pool1d() kernel_size must be greater than zero, but got \(kernel)", at: site) }
    if step <= 0 { fail("max_pool1d() stride must be greater than zero, but got \(step)", at: site) }
    if pad < 0 { fail("max_pool1d() padding must be non-negative, but got \(pad)", at: site) }
    if pad > kernel / 2 {
      fail("max_pool1d() padding should be at most half of kernel size, but got padding=\(pad) and kernel_size=\(kernel)", at: site)
    }
    if gap <= 0 { fail("max_pool1d() dilation must be greater than zero, but got \(gap)", at: site) }
    self.init(kernel: [1, kernel], stride: [1, step], padding: [0, pad], dilation: [1, gap], isCeiling: isCeiling)
    let output = outputSize(input.sizes[input.dim - 1], 1, reach: reach(1, at: site))
    if output <= 0 { fail("max_pool1d() Invalid computed output size: \(output)", at: site) }
  }
}
