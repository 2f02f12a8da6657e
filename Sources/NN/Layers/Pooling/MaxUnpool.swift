import Autograd

/// What the layers share that put elements back where max pooling found them.
open class MaxUnpooling: Module {
  /// The windows' size.
  public final let kernelSize: [Int]
  /// How far the windows lie apart.
  public final let stride: [Int]
  /// How much was added on both sides.
  public final let padding: [Int]

  init(_ kernelSize: Extent, stride: Extent?, padding: Extent, rank: Int) {
    self.kernelSize = kernelSize.values(rank)
    self.stride = (stride ?? kernelSize).values(rank)
    self.padding = padding.values(rank)
  }

  /// The settings.
  open override var extraRepr: String {
    "kernel_size=\(Printed.tuple(kernelSize)), stride=\(Printed.tuple(stride)), padding=\(Printed.tuple(padding))"
  }
}

/// Zeros, with the elements that `MaxPool1d` took at their places: PyTorch's `nn.MaxUnpool1d`.
open class MaxUnpool1d: MaxUnpooling {
  /// A layer with these settings.
  ///
  /// - Parameters:
  ///   - kernelSize: The size of the windows of which the elements were taken.
  ///   - stride: How far the windows lie apart: their size, if left out.
  ///   - padding: How much was added on both sides when the elements were taken.
  public init(_ kernelSize: Extent, stride: Extent? = nil, padding: Extent = 0) {
    super.init(kernelSize, stride: stride, padding: padding, rank: 1)
  }

  /// Of elements and their places, what was pooled, with zeros for what is lost.
  open override func forward(_ input: Tensor, _ indices: Tensor) -> Tensor {
    input.maxUnpool1d(indices, .each(kernelSize), stride: .each(stride), padding: .each(padding))
  }

  /// Runs the hooks and the layer for an output of these sizes.
  public final func callAsFunction(
    _ input: Tensor, _ indices: Tensor, outputSize: [Int], file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    CallSite(file, line).callingLayer {
      runHooks(around: input, indices) { inputs in
        [
          inputs[0].maxUnpool1d(
            inputs[1], .each(kernelSize), stride: .each(stride), padding: .each(padding), outputSize: outputSize)
        ]
      }[0]
    }
  }
}

/// Zeros, with the elements that `MaxPool2d` took at their places: PyTorch's `nn.MaxUnpool2d`.
open class MaxUnpool2d: MaxUnpooling {
  /// A layer with these settings.
  ///
  /// - Parameters:
  ///   - kernelSize: The size of the windows of which the elements were taken.
  ///   - stride: How far the windows lie apart: their size, if left out.
  ///   - padding: How much was added on both sides when the elements were taken.
  public init(_ kernelSize: Extent, stride: Extent? = nil, padding: Extent = 0) {
    super.init(kernelSize, stride: stride, padding: padding, rank: 2)
  }

  /// Of elements and their places, what was pooled, with zeros for what is lost.
  open override func forward(_ input: Tensor, _ indices: Tensor) -> Tensor {
    input.maxUnpool2d(indices, .each(kernelSize), stride: .each(stride), padding: .each(padding))
  }

  /// Runs the hooks and the layer for an output of these sizes.
  public final func callAsFunction(
    _ input: Tensor, _ indices: Tensor, outputSize: [Int], file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    CallSite(file, line).callingLayer {
      runHooks(around: input, indices) { inputs in
        [
          inputs[0].maxUnpool2d(
            inputs[1], .each(kernelSize), stride: .each(stride), padding: .each(padding), outputSize: outputSize)
        ]
      }[0]
    }
  }
}

/// Zeros, with the elements that `MaxPool3d` took at their places: PyTorch's `nn.MaxUnpool3d`.
open class MaxUnpool3d: MaxUnpooling {
  /// A layer with these settings.
  ///
  /// - Parameters:
  ///   - kernelSize: The size of the windows of which the elements were taken.
  ///   - stride: How far the windows lie apart: their size, if left out.
  ///   - padding: How much was added on both sides when the elements were taken.
  public init(_ kernelSize: Extent, stride: Extent? = nil, padding: Extent = 0) {
    super.init(kernelSize, stride: stride, padding: padding, rank: 3)
  }

  /// Of elements and their places, what was pooled, with zeros for what is lost.
  open override func forward(_ input: Tensor, _ indices: Tensor) -> Tensor {
    input.maxUnpool3d(indices, .each(kernelSize), stride: .each(stride), padding: .each(padding))
  }

  /// Runs the hooks and the layer for an output of these sizes.
  public final func callAsFunction(
    _ input: Tensor, _ indices: Tensor, outputSize: [Int], file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    CallSite(file, line).callingLayer {
      runHooks(around: input, indices) { inputs in
        [
          inputs[0].maxUnpool3d(
            inputs[1], .each(kernelSize), stride: .each(stride), padding: .each(padding), outputSize: outputSize)
        ]
      }[0]
    }
  }
}
