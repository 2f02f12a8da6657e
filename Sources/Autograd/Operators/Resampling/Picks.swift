import CKernels

/// Weighted sums of picked elements: for each batch, channel and place i, Σ_t weight[t][i] · image[place[t][i]].
///
/// The result is linear in the image and in the weights, so its derivatives are the two other products of the three, each of which has
/// the others as its own.
struct Picks {
  /// (batch, taps, n), int64; -1 picks a 0.
  let places: Tensor
  /// The image's sizes: (batch, channels, spatial sizes...).
  let sizes: Dimensions

  /// (batch, channels, n) from an image and weights (batch, taps, n).
  func sums(_ image: Tensor, _ weights: Tensor) -> Tensor {
    let output = noGrad { run(gb_pick_sums, image, weights, into: [sizes[0], sizes[1], places.sizes[2]]) }
    let shape = sizes
    return output.recorded("PickSumsBackward0", inputs: [image, weights], saving: [image, weights, places]) { s, g in
      let picks = Picks(places: s[2], sizes: shape)
      return [s.needs(0) ? picks.images(g, s[1]) : nil, s.needs(1) ? picks.weights(g, s[0]) : nil]
    }
  }

  /// An image from results (batch, channels, n) and weights: what is picked several times adds up.
  func images(_ result: Tensor, _ weights: Tensor) -> Tensor {
    let output = noGrad { run(gb_pick_images, result, weights, into: sizes) }
    let shape = sizes
    return output.recorded("PickImagesBackward0", inputs: [result, weights], saving: [result, weights, places]) { s, g in
      let picks = Picks(places: s[2], sizes: shape)
      return [s.needs(0) ? picks.sums(g, s[1]) : nil, s.needs(1) ? picks.weights(s[0], g) : nil]
    }
  }

  /// Weights (batch, taps, n) from results and an image: products summed over the channels.
  func weights(_ result: Tensor, _ image: Tensor) -> Tensor {
    let output = noGrad { run(gb_pick_weights, result, image, into: places.sizes) }
    let shape = sizes
    return output.recorded("PickWeightsBackward0", inputs: [result, image], saving: [result, image, places]) { s, g in
      let picks = Picks(places: s[2], sizes: shape)
      return [s.needs(0) ? picks.sums(s[1], g) : nil, s.needs(1) ? picks.images(s[0], g) : nil]
    }
  }

  private func run(_ loop: (gb_dtype) -> gb_picks_loop?, _ a: Tensor, _ b: Tensor, into shape: Dimensions) -> Tensor {
    let (first, second, table) = (a.contiguous(), b.contiguous(), places.contiguous())
    let output = a.newZeros(shape.array)
    let (batch, element) = (sizes[0], a.dtype.byteCount)
    if output.numel == 0 || places.numel == 0 || output.isMeta { return output }
    let (taps, n) = (places.sizes[1], places.sizes[2])
    let steps = (first.numel / batch * element, second.numel / batch * element, output.numel / batch * element)
    let (from, other, to) = (first.bytes, second.bytes, output.bytes)
    let placeBytes = table.bytes.assumingMemoryBound(to: Int64.self)
    let (channels, inputs) = (sizes[1], sizes.product / max(1, sizes[0] * sizes[1]))
    let loop = loop(a.dtype.kernel)!
    Parallel.run(count: batch, grain: max(1, Parallel.grain / max(1, taps * n * channels))) { range in
      for i in range {
        var picks = gb_picks(channels: channels, inputs: inputs, taps: taps, n: n, places: placeBytes + i * taps * n)
        loop(to + i * steps.2, from + i * steps.0, other + i * steps.1, &picks)
      }
    }
    return output
  }
}
