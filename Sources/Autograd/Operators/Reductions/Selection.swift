import CKernels

/// The gradients of what chooses elements along a dimension: sorts, medians, the largest of a row.
extension Tensor {
  /// Records this tensor as the elements of `input` at `indices` along a dimension.
  final func recordedSelection(
    _ gradFn: String, of input: Tensor, at indices: Tensor, along d: Int, isDimensionGone: Bool
  ) -> Tensor {
    let original = input.sizes
    return recorded(gradFn, inputs: [input], saving: [indices]) { s, g in
      if original.count == 0 { return [g] }
      let (at, arriving) = isDimensionGone ? (s[0].unsqueeze(d), g.unsqueeze(d)) : (s[0], g)
      return [arriving.scattered(to: original, at: at, along: d)]
    }
  }

  /// Zeros of the given sizes with this tensor's elements where `indices`, no two alike, say along a dimension.
  final func scattered(to sizes: Dimensions, at indices: Tensor, along d: Int) -> Tensor {
    let output = newZeros(sizes.array)
    let count = indices.sizes[d]
    if numel > 0 && !isMeta {
      // As rows along the dimension, each contiguous.
      let (values, places) = (rows(along: d), indices.rows(along: d))
      let outer = output.sizes.removing(at: d)
      let outerSteps = output.steps.removing(at: d)
      let (size, step) = (dtype.byteCount, output.steps[d] * dtype.byteCount)
      let (source, target) = (values.bytes, output.bytes)
      let index = places.bytes.assumingMemoryBound(to: Int64.self)
      Parallel.run(count: outer.product, grain: Swift.max(Parallel.grain / count, 1)) { range in
        var walk = RowMajorWalk(outer, outerSteps, from: range.lowerBound)
        for row in range {
          gb_put(target + walk.place * size, step, source + row * count * size, size, index + row * count, count)
          walk.advance()
        }
      }
    }
    return output.recorded("ValueSelectingReductionBackwardBackward0", inputs: [self], saving: [indices]) { s, g in
      [g.taken(at: s[0], along: d)]
    }
  }

  /// The elements where `indices`, no two alike in a row, say along a dimension.
  final func taken(at indices: Tensor, along d: Int) -> Tensor {
    let output = noGrad {
      let count = indices.sizes[d]
      let result = Tensor.empty(indices.sizes.moving(d), dtype, device)
      if result.numel == 0 { return result.movingLast(to: d) }
      if isMeta { return result.movingLast(to: d).rowMajor }
      let places = indices.rows(along: d)
      let (outer, outerSteps) = (sizes.removing(at: d), steps.removing(at: d))
      let (size, step) = (dtype.byteCount, steps[d] * dtype.byteCount)
      let (source, target) = (bytes, result.bytes)
      let index = places.bytes.assumingMemoryBound(to: Int64.self)
      Parallel.run(count: outer.product, grain: Swift.max(Parallel.grain / count, 1)) { range in
        var walk = RowMajorWalk(outer, outerSteps, from: range.lowerBound)
        for row in range {
          gb_take(target + row * count * size, source + walk.place * size, step, size, index + row * count, count)
          walk.advance()
        }
      }
      return result.movingLast(to: d).rowMajor
    }
    let original = sizes
    return output.recorded("GatherBackward0", inputs: [self], saving: [indices]) { s, g in
      [g.scattered(to: original, at: s[0], along: d)]
    }
  }

  /// Outside of the graph: the elements with one dimension moved to the end, row-major.
  final func rows(along d: Int) -> Tensor { movingToLast(d).rowMajor }

  /// Outside of the graph: this tensor, or a copy of it, row-major.
  final var rowMajor: Tensor { isRowMajor ? self : cloned(strides: sizes.contiguousStrides) }

  /// Outside of the graph: an alias with one dimension moved to the end.
  final func movingToLast(_ d: Int) -> Tensor {
    if d == sizes.count - 1 { return self }
    return alias(sizes: sizes.moving(d), strides: steps.moving(d), offset: offset)
  }

  /// Outside of the graph: an alias with the last dimension moved to the place `d`.
  final func movingLast(to d: Int) -> Tensor {
    let last = sizes.count - 1
    if d == last { return self }
    var (newSizes, newSteps) = (sizes.dropLast, steps.dropLast)
    newSizes.insert(sizes[last], at: d)
    newSteps.insert(steps[last], at: d)
    return alias(sizes: newSizes, strides: newSteps, offset: offset)
  }
}

extension Dimensions {
  /// With one entry moved to the end.
  func moving(_ d: Int) -> Dimensions {
    var result = removing(at: d)
    result.append(self[d])
    return result
  }
}
