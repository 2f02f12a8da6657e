extension Tensor {
  /// The logarithms of the softmax along a dimension.
  final func logProbabilities(_ d: Int, at site: CallSite) -> Tensor {
    if !dtype.isFloatingPoint {
      fail("\"log_softmax_lastdim_kernel_impl\" not implemented for '\(dtype.scalarTypeName)'", at: site)
    }
    let output = noGrad { () -> Tensor in
      if numel == 0 { return clone() }
      let shifted = sub(amax(d, keepdim: true))
      return shifted.sub(shifted.exp().sum([d], keepdim: true).log())
    }
    return output.recorded("LogSoftmaxBackward0", inputs: [self], savesOutput: true) { s, g in
      [g.sub(s[0].exp().mul(g.sum([d], keepdim: true)))]
    }
  }
}
