import CKernels

/// How a convolution runs over planes of an image: the spread source of one image, and what is read from it for each part of the result.
struct CorrelationPlan {
  /// Elements of the result that use the same taps.
  struct Part {
    /// For depth, height and width: the first element, the step to the next and how many there are.
    var starts: InlineArray<3, Int>
    var steps: InlineArray<3, Int>
    var counts: InlineArray<3, Int>
    /// Which elements of the kernel, in row-major numbers, and where they read in a channel's spread source.
    var taps: [(index: Int, offset: Int)]
  }

  let axes: [CorrelationAxis]
  let parts: [Part]
  /// Elements of a row of the spread source, of a phase's plane, of all phases' planes, and of a channel.
  let pitch: Int
  let plane: Int
  let depthStep: Int
  let channelStep: Int

  static func forward(_ dimensions: [ConvolutionDimension]) -> CorrelationPlan {
    CorrelationPlan(dimensions.map { CorrelationAxis(forward: $0) }, dimensions)
  }

  static func backward(_ dimensions: [ConvolutionDimension]) -> CorrelationPlan {
    CorrelationPlan(dimensions.map { CorrelationAxis(backward: $0) }, dimensions)
  }

  private init(_ axes: [CorrelationAxis], _ dimensions: [ConvolutionDimension]) {
    self.axes = axes
    let (depth, height, width) = (axes[0], axes[1], axes[2])
    pitch = width.length
    plane = height.length * width.length
    depthStep = height.phases.count * width.phases.count * plane
    channelStep = depth.phases.count * depth.length * depthStep
    var parts: [Part] = []
    for d in depth.parts {
      for h in height.parts {
        for w in width.parts {
          var taps: [(index: Int, offset: Int)] = []
          for z in d.taps {
            for y in h.taps {
              for x in w.taps {
                let offset =
                  (z.phase * depth.length + z.shift) * depthStep + (y.phase * width.phases.count + x.phase) * plane + y.shift * pitch
                  + x.shift
                taps.append(((z.index * dimensions[1].kernel + y.index) * dimensions[2].kernel + x.index, offset))
              }
            }
          }
          parts.append(
            Part(
              starts: [d.start, h.start, w.start], steps: [d.step, h.step, w.step], counts: [d.count, h.count, w.count], taps: taps))
        }
      }
    }
    self.parts = parts
  }

  /// The bytes of the spread source of so many channels.
  func byteCount(channels: Int, element: Int) -> Int { (channels * channelStep + Int(GB_CORRELATION_SLACK)) * element }

  /// Spreads out channels of an image. The memory holds zeros, or what was spread there before.
  ///
  /// - Parameter strides: From channel to channel, and along depth, height and width, in elements.
  func spread(
    _ image: UnsafeRawPointer, strides: InlineArray<4, Int>, channels: Int, element: Int, into target: UnsafeMutableRawPointer
  ) {
    let (depth, height, width) = (axes[0], axes[1], axes[2])
    for channel in 0..<channels {
      for (p, z) in depth.phases.enumerated() {
        for i in 0..<z.count {
          let from = channel * strides[0] + (z.start + i * z.step) * strides[1]
          let to = channel * channelStep + (p * depth.length + z.target + i) * depthStep
          for (q, y) in height.phases.enumerated() {
            for (r, x) in width.phases.enumerated() {
              gb_copy_rows(
                target + (to + (q * width.phases.count + r) * plane + y.target * pitch + x.target) * element, pitch,
                image + (from + y.start * strides[2] + x.start * strides[3]) * element, y.step * strides[2], x.step * strides[3], y.count,
                x.count, element)
            }
          }
        }
      }
    }
  }
}
