extension Tensor {
  /// How many bytes an element takes: PyTorch's `element_size()`.
  public final func elementSize() -> Int { dtype.byteCount }

  /// How many bytes an element takes, the same as `elementSize()`: PyTorch's `itemsize`.
  public final var itemsize: Int { dtype.byteCount }

  /// How many bytes the elements take: their number times the size of one, shared memory or not, and on `.meta` too: PyTorch's `nbytes`.
  public final var nbytes: Int { numel * dtype.byteCount }
}
