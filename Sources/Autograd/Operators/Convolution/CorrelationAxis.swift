/// How a convolution, or the gradient of its input, runs along one dimension.
///
/// The source is spread out first: padded, and with strides taken apart, so that each phase holds every `stride`-th element. From then
/// on a tap of the kernel is nothing but an offset, and neighbours in the result come from neighbours in the source.
struct CorrelationAxis {
  /// Elements of the source that go side by side into a row of the spread source.
  struct Phase {
    /// The first element taken, and how far it is to the next.
    var start: Int
    var step: Int
    /// Where the first one goes.
    var target: Int
    var count: Int
  }

  /// One element of the kernel: where it reads, counted from the element of the result.
  struct Tap {
    var index: Int
    var phase: Int
    var shift: Int
  }

  /// Elements of the result that use the same taps: `start`, `start + step`, ...
  struct Part {
    var start: Int
    var step: Int
    var count: Int
    var taps: [Tap]
  }

  var phases: [Phase]
  /// The length of a phase with its padding.
  var length: Int
  var parts: [Part]

  /// From the input to the output.
  init(forward dimension: ConvolutionDimension) {
    let (stride, padding, input, output) = (dimension.stride, dimension.padding, dimension.input, dimension.output)
    var residues: [Int] = []
    var taps: [Tap] = []
    for index in 0..<dimension.kernel {
      let (shift, residue) = (index * dimension.dilation).quotientAndRemainder(dividingBy: stride)
      let phase = residues.firstIndex(of: residue) ?? residues.count
      if phase == residues.count { residues.append(residue) }
      taps.append(Tap(index: index, phase: phase, shift: shift))
    }
    let length = output + (taps.map(\.shift).max() ?? 0)
    self.length = length
    parts = [Part(start: 0, step: 1, count: output, taps: taps)]
    phases = residues.map { residue in
      let target = padding > residue ? (padding - residue + stride - 1) / stride : 0
      let start = target * stride + residue - padding
      let available = start < input ? (input - 1 - start) / stride + 1 : 0
      return Phase(start: start, step: stride, target: target, count: max(0, min(length - target, available)))
    }
  }

  /// From a gradient of the output to that of the input: elements a stride apart use the same taps.
  init(backward dimension: ConvolutionDimension) {
    let (stride, padding) = (dimension.stride, dimension.padding)
    parts = (0..<min(stride, dimension.input)).map { first in
      var taps: [Tap] = []
      for index in 0..<dimension.kernel {
        let place = first + padding - index * dimension.dilation
        if place % stride == 0 { taps.append(Tap(index: index, phase: 0, shift: place / stride)) }
      }
      return Part(start: first, step: stride, count: (dimension.input - first + stride - 1) / stride, taps: taps)
    }
    let lead = -(parts.flatMap(\.taps).map(\.shift).min() ?? 0)
    var length = 1
    for p in parts.indices {
      for t in parts[p].taps.indices {
        parts[p].taps[t].shift += lead
        length = max(length, parts[p].count + parts[p].taps[t].shift)
      }
      length = max(length, parts[p].count)
    }
    self.length = length
    let (start, target) = (max(0, -lead), max(0, lead))
    phases = [Phase(start: start, step: 1, target: target, count: max(0, min(dimension.output - start, length - target)))]
  }
}

/// One spatial dimension of a convolution. A transposed one goes from its output to its input.
struct ConvolutionDimension {
  var input: Int
  var output: Int
  var kernel: Int
  var stride: Int
  var padding: Int
  var dilation: Int
}
