import CKernels

extension Tensor {
  /// Overwrites every element with an exponential number, whose mean is 1 / `lambda`: PyTorch's `exponential_`.
  ///
  /// - Precondition: A floating dtype; `lambda` is greater than 0.
  @discardableResult
  public final func exponential_(
    _ lambda: Double = 1, generator: Generator? = nil, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    return drawInPlace("ExponentialBackward0", generator, at: site) { stream in
      if !dtype.isFloatingPoint {
        fail(
          "Exponential distribution is a continuous probability distribution. dtype must be a floating point but you specified "
            + dtype.scalarTypeName, at: site)
      }
      if !(lambda > 0) { fail("exponential_ expects lambda > 0.0, but found lambda=\(lambda.messageText)", at: site) }
      fill(drawing: Double.self) { values, count in
        gb_mt19937_fill_exponential_float64(&stream, values, count, 1)
        // Not divided by lambda: PyTorch multiplies by its reciprocal, which rounds otherwise.
        let mean = 1 / lambda
        for i in 0..<count { values[i] *= mean }
      }
    }
  }
}
