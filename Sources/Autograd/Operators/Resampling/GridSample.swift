extension Tensor {
  /// This image or volume read at the places of a grid: PyTorch's `nn.functional.grid_sample`.
  ///
  /// (N, C, H, W) with a grid (N, H', W', 2) gives (N, C, H', W'); (N, C, D, H, W) with (N, D', H', W', 3) gives (N, C, D', H', W'). The
  /// grid's last dimension is x, y (and z), from -1 to 1 across the image. Both are of one floating dtype.
  ///
  /// - Parameters:
  ///   - grid: Where to read.
  ///   - mode: How values between elements are found.
  ///   - paddingMode: What is found outside of the image.
  ///   - alignCorners: Whether -1 and 1 are the middles of the corner elements, in place of the image's edges.
  public final func gridSample(
    _ grid: Tensor, mode: GridSampleMode = .bilinear, paddingMode: GridSamplePadding = .zeros, alignCorners: Bool = false,
    file: StaticString = #filePath, line: UInt = #line
  ) -> Tensor {
    let site = CallSite(file, line)
    if dim != 4 && dim != 5 || grid.dim != dim {
      if grid.sizes.count == 0 || dim == 0 || sizes[0] == grid.sizes[0] {
        fail(
          "grid_sampler(): expected \(dim == 4 ? "4D" : "5D") input and grid with same number of dimensions, but got input with sizes "
            + "\(sizes) and grid with sizes \(grid.sizes)", at: site)
      }
    }
    if grid.sizes[0] != sizes[0] {
      fail(
        "grid_sampler(): expected grid and input to have same batch size, but got input with sizes \(sizes) and grid with sizes "
          + "\(grid.sizes)", at: site)
    }
    let rank = dim - 2
    if grid.sizes[grid.dim - 1] != rank {
      fail(
        "grid_sampler(): expected grid to have size \(rank) in last dimension, but got grid with sizes \(grid.sizes)", at: site)
    }
    for d in 2..<dim where sizes[d] == 0 {
      fail(
        "grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes \(sizes) with dimension \(d) being empty",
        at: site)
    }
    refuseDType(rank == 2 ? "grid_sampler_2d_cpu_kernel_impl" : "grid_sampler3d_cpu", unless: dtype.isFloatingPoint, at: site)
    if grid.dtype != dtype {
      fail("expected scalar type \(dtype.scalarTypeName) but found \(grid.dtype.scalarTypeName)", at: site)
    }
    let name = "GridSampler\(rank)D"
    let sampler = GridSampler(name: name, mode: mode, padding: paddingMode, alignCorners: alignCorners)
    let output = noGrad { sampler.sample(self, grid) }
    return output.recorded(name + "Backward0", inputs: [self, grid], saving: [self, grid]) { s, g in
      sampler.gradients(g, s[0], s[1], wanted: (s.needs(0), s.needs(1)))
    }
  }
}

/// A way of reading images at the places of a grid.
private struct GridSampler: Sendable {
  let name: String
  let mode: GridSampleMode
  let padding: GridSamplePadding
  let alignCorners: Bool

  func sample(_ image: Tensor, _ grid: Tensor) -> Tensor {
    let type = computing(image.dtype)
    let input = image.to(type)
    let coordinates = coordinates(grid.to(type), image)
    let weights = coordinates.map { coordinate in GridCoordinate.weights(coordinate.rest, mode).map(\.weight) }
    let sums = picks(coordinates, image).sums(input, Self.stack(Self.products(weights)))
    return sums.view([image.sizes[0], image.sizes[1]] + grid.shape.dropFirst().dropLast()).to(image.dtype)
  }

  /// Made of operators on the gradient, the image and the grid.
  func gradients(_ g: Tensor, _ image: Tensor, _ grid: Tensor, wanted: (Bool, Bool)) -> [Tensor?] {
    let type = computing(image.dtype)
    let (input, numbers) = (image.to(type), grid.to(type))
    let coordinates = noGrad { self.coordinates(numbers, image) }
    let picks = picks(coordinates, image)
    let result = g.to(type).reshape([image.sizes[0], image.sizes[1], picks.places.sizes[2]])
    // The rest follows the grid without leaving its value: NaN and places moved inside keep theirs.
    let parts = coordinates.enumerated().map { d, coordinate in
      let number = numbers.select(grid.dim - 1, d).reshape(coordinate.rest.shape)
      return GridCoordinate.weights(coordinate.rest.add(number.sub(number.detach()).mul(coordinate.slope)), mode)
    }
    let weights = parts.map { $0.map(\.weight) }
    var ofImage: Tensor?
    if wanted.0 { ofImage = attached(picks.images(result, Self.stack(Self.products(weights))).to(image.dtype), g, image, grid) }
    if !wanted.1 { return [ofImage, nil] }
    if mode == .nearest { return [ofImage, attached(noGrad { Tensor.zerosLike(grid) }, g, image, grid)] }
    let ofWeights = picks.weights(result, input)
    let ofGrid = parts.indices.map { d -> Tensor in
      var slopes = weights
      slopes[d] = parts[d].map(\.slope)
      return ofWeights.mul(Self.stack(Self.products(slopes))).sum([1]).mul(coordinates[d].slope)
    }
    return [ofImage, attached(Tensor.stack(ofGrid, dim: -1).view(grid.shape).to(grid.dtype), g, image, grid)]
  }

  /// A gradient as an output of the operator that it is in PyTorch: it requires grad wherever the gradient, the image or the grid does,
  /// even where it does not depend on them. Nearest elements have zeros for the grid's derivative, which is not none.
  private func attached(_ gradient: Tensor, _ g: Tensor, _ image: Tensor, _ grid: Tensor) -> Tensor {
    let isNearest = mode == .nearest
    let output = gradient.alias(sizes: gradient.sizes, strides: gradient.steps, offset: gradient.offset)
    return output.recorded(
      name + "BackwardBackward0", inputs: [gradient, g, image, grid], saving: [isNearest ? grid : nil]
    ) { s, arriving in
      [arriving, nil, nil, isNearest ? Tensor.zerosLike(s[0]) : nil]
    }
  }

  private func computing(_ dtype: DType) -> DType { dtype == .float64 ? .float64 : .float32 }

  /// The grid's coordinates, x first, each (batch, n).
  private func coordinates(_ grid: Tensor, _ image: Tensor) -> [GridCoordinate] {
    let rank = image.dim - 2
    return (0..<rank).map { d in
      let count = grid.numel / Swift.max(1, grid.sizes[0] * rank)
      let numbers = grid.select(grid.dim - 1, d).reshape([grid.sizes[0], count])
      return GridCoordinate(
        numbers, size: image.sizes[image.dim - 1 - d], mode: mode, padding: padding, alignCorners: alignCorners)
    }
  }

  /// Where each combination of neighbours is in a channel; -1 outside.
  private func picks(_ coordinates: [GridCoordinate], _ image: Tensor) -> Picks {
    noGrad {
      var places: [Tensor] = []
      var inside: [Tensor] = []
      var step = 1.0
      for (d, coordinate) in coordinates.enumerated() {
        let size = image.sizes[image.dim - 1 - d]
        let masks = coordinate.neighbours.map { $0.ge(0).logicalAnd($0.le(Double(size - 1))) }
        let numbers = zip(coordinate.neighbours, masks).map { Tensor.where($1, $0, Tensor.zerosLike($0)).double().mul(step) }
        places = places.isEmpty ? numbers : numbers.flatMap { number in places.map { $0.add(number) } }
        inside = inside.isEmpty ? masks : masks.flatMap { mask in inside.map { $0.logicalAnd(mask) } }
        step *= Double(size)
      }
      let table = zip(places, inside).map { Tensor.where($1, $0, Tensor.fullLike($0, -1)).long() }
      return Picks(places: Self.stack(table), sizes: image.sizes)
    }
  }

  /// The products of one weight from each dimension, in the order of the places.
  private static func products(_ weights: [[Tensor]]) -> [Tensor] {
    weights.dropFirst().reduce(weights[0]) { products, next in next.flatMap { weight in products.map { $0.mul(weight) } } }
  }

  /// (batch, taps, n) from tensors (batch, n).
  private static func stack(_ taps: [Tensor]) -> Tensor { Tensor.stack(taps, dim: 1) }
}
