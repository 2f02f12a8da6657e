extension Tensor {
  /// The grid that affine maps make of an image's places, for `gridSample`: PyTorch's `nn.functional.affine_grid`.
  ///
  /// This tensor holds the maps: (N, 2, 3) for images of `size` [N, C, H, W], with a result (N, H, W, 2); (N, 3, 4) for volumes of `size`
  /// [N, C, D, H, W], with a result (N, D, H, W, 3).
  public final func affineGrid(
    _ size: [Int], alignCorners: Bool = false, file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    let text = "(" + size.map { "\($0)" }.joined(separator: ", ") + ")"
    if !dtype.isFloatingPoint { fail("Expected theta to have floating point type, but got \(dtype)", at: site) }
    if size.count != 4 && size.count != 5 {
      fail(
        "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size \(text).", at: site)
    }
    let rank = size.count - 2
    if dim != 3 || sizes[1] != rank || sizes[2] != rank + 1 {
      fail(
        "Expected a batch of \(rank)D affine matrices of shape Nx\(rank)x\(rank + 1) for size \(text). Got torch.Size(\(sizes)).", at: site)
    }
    if size.contains(where: { $0 <= 0 }) { fail("Expected non-zero, positive output size. Got \(text)", at: site) }
    if sizes[0] != size[0] {
      fail(
        "Expected size for first two dimensions of batch2 tensor to be: [\(size[0]), \(rank + 1)] but got: [\(sizes[0]), \(rank + 1)].",
        at: site)
    }
    let base = noGrad { Tensor.places(size, dtype: dtype, device, alignCorners: alignCorners) }
    let output = noGrad { base.bmm(mT) }
    let shape = [size[0]] + size.dropFirst(2) + [rank]
    return output.view(shape).recorded("AffineGridGeneratorBackward0", inputs: [self], saving: [base]) { s, g in
      [s[0].mT.bmm(g.reshape([g.sizes[0], -1, g.sizes[g.dim - 1]])).mT]
    }
  }

  /// The places of an image's elements, x first and a 1 at the end: (N, elements, dimensions + 1).
  private static func places(_ size: [Int], dtype: DType, _ device: Device, alignCorners: Bool) -> Tensor {
    let spatial = Array(size.dropFirst(2))
    let rank = spatial.count
    var columns: [Tensor] = []
    for d in (0..<rank).reversed() {
      let count = spatial[d]
      // With one element alone, its middle.
      let steps = (0..<count).map { i -> Double in
        if alignCorners { return count > 1 ? -1 + 2 * Double(i) / Double(count - 1) : 0 }
        return (2 * Double(i) + 1) / Double(count) - 1
      }
      var shape = Array(repeating: 1, count: rank)
      shape[d] = count
      columns.append(Tensor(steps, dtype: dtype, device: device).view(shape).expand(spatial))
    }
    columns.append(Tensor.ones(spatial, dtype: dtype, device: device))
    return stack(columns, dim: -1).view([1, -1, rank + 1]).expand([size[0], -1, -1])
  }
}
