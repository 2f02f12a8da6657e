extension Tensor {
  /// The values in another dtype, rounded or cut as C does; this tensor itself if nothing changes: PyTorch's `to(dtype)`.
  ///
  /// - Parameters:
  ///   - dtype: The dtype of the result.
  ///   - memoryFormat: The order of the dimensions in memory; they stay as they are if left out.
  public final func to(_ dtype: DType, memoryFormat: MemoryFormat = .preserve, file: StaticString = #filePath, line: UInt = #line) -> Tensor
  {
    if dtype == self.dtype && (memoryFormat == .preserve || memoryFormat == suggestedMemoryFormat) { return self }
    let output: Tensor
    if memoryFormat == .preserve {
      output = OutputLayout.tensor(sizes, like: self, dtype: dtype)
    } else {
      output = Tensor.empty(strided: sizes, memoryFormat.strides(of: sizes, like: self, at: CallSite(file, line)), dtype, device)
    }
    output.write(self)
    if isRecorded && dtype.isFloatingPoint {
      let source = self.dtype
      output.setHistory(OperatorNode("ToCopyBackward0", self) { _, g in Gradients(g.to(source)) })
    }
    return output
  }

  /// In the dtype of another tensor: PyTorch's `type_as`.
  public final func typeAs(_ other: Tensor) -> Tensor { to(other.dtype) }

  /// In float32: PyTorch's `float()`.
  public final func float(memoryFormat: MemoryFormat = .preserve, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    to(.float32, memoryFormat: memoryFormat, file: file, line: line)
  }

  /// In float64: PyTorch's `double()`.
  public final func double(memoryFormat: MemoryFormat = .preserve, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    to(.float64, memoryFormat: memoryFormat, file: file, line: line)
  }

  /// In float16: PyTorch's `half()`.
  public final func half(memoryFormat: MemoryFormat = .preserve, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    to(.float16, memoryFormat: memoryFormat, file: file, line: line)
  }

  /// In bfloat16: PyTorch's `bfloat16()`.
  public final func bfloat16(memoryFormat: MemoryFormat = .preserve, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    to(.bfloat16, memoryFormat: memoryFormat, file: file, line: line)
  }

  /// In int64, toward zero: PyTorch's `long()`.
  public final func long(memoryFormat: MemoryFormat = .preserve, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    to(.int64, memoryFormat: memoryFormat, file: file, line: line)
  }

  /// In int32, toward zero: PyTorch's `int()`.
  public final func int(memoryFormat: MemoryFormat = .preserve, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    to(.int32, memoryFormat: memoryFormat, file: file, line: line)
  }

  /// In int16, toward zero: PyTorch's `short()`.
  public final func short(memoryFormat: MemoryFormat = .preserve, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    to(.int16, memoryFormat: memoryFormat, file: file, line: line)
  }

  /// In int8, toward zero: PyTorch's `char()`.
  public final func char(memoryFormat: MemoryFormat = .preserve, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    to(.int8, memoryFormat: memoryFormat, file: file, line: line)
  }

  /// In uint8, toward zero: PyTorch's `byte()`.
  public final func byte(memoryFormat: MemoryFormat = .preserve, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    to(.uint8, memoryFormat: memoryFormat, file: file, line: line)
  }

  /// Whether each element is not 0: PyTorch's `bool()`.
  public final func bool(memoryFormat: MemoryFormat = .preserve, file: StaticString = #filePath, line: UInt = #line) -> Tensor {
    to(.bool, memoryFormat: memoryFormat, file: file, line: line)
  }
}
