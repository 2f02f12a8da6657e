import Autograd

/// How many windows an adaptive pooling has along each dimension: one number for all, or a list in which nil keeps the input's size.
public enum AdaptiveSize: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// The same for every dimension.
  case all(Int)
  /// One for each dimension.
  case each([Int?])

  /// `7`.
  public init(integerLiteral value: Int) { self = .all(value) }
  /// `[3, nil]`.
  public init(arrayLiteral elements: Int?...) { self = .each(elements) }

  fileprivate func values(_ count: Int) -> [Int?] {
    switch self {
    case .all(let value): Array(repeating: value, count: count)
    case .each(let values): values
    }
  }

  fileprivate var printed: String {
    switch self {
    case .all(let value): "\(value)"
    case .each(let values):
      "(" + values.map(Printed.optional).joined(separator: ", ") + (values.count == 1 ? ",)" : ")")
    }
  }
}

/// What the layers share that choose their windows by the size of the output.
open class AdaptivePooling: Module {
  /// How many windows there are.
  public final let outputSize: AdaptiveSize

  /// A layer with so many windows.
  public init(_ outputSize: AdaptiveSize) { self.outputSize = outputSize }

  /// `output_size=3`.
  open override var extraRepr: String { "output_size=\(outputSize.printed)" }

  /// The number of windows of a sequence: nil keeps its length.
  final func count(for input: Tensor) -> Extent { .all((outputSize.values(1).first ?? nil) ?? input.size(-1)) }
}

/// The means of as many windows as are asked for: PyTorch's `nn.AdaptiveAvgPool1d`. Shapes (N, C, L) or (C, L).
open class AdaptiveAvgPool1d: AdaptivePooling {
  /// The means.
  open override func forward(_ input: Tensor) -> Tensor { input.adaptiveAvgPool1d(count(for: input)) }
}

/// The means of as many windows as are asked for: PyTorch's `nn.AdaptiveAvgPool2d`. Shapes (N, C, H, W) or (C, H, W).
open class AdaptiveAvgPool2d: AdaptivePooling {
  /// The means.
  open override func forward(_ input: Tensor) -> Tensor { input.adaptiveAvgPool2d(outputSize.values(2)) }
}

/// The means of as many windows as are asked for: PyTorch's `nn.AdaptiveAvgPool3d`. Shapes (N, C, D, H, W) or (C, D, H, W).
open class AdaptiveAvgPool3d: AdaptivePooling {
  /// The means.
  open override func forward(_ input: Tensor) -> Tensor { input.adaptiveAvgPool3d(outputSize.values(3)) }
}

/// The largest elements of as many windows as are asked for: PyTorch's `nn.AdaptiveMaxPool1d`. Shapes (N, C, L) or (C, L).
open class AdaptiveMaxPool1d: AdaptivePooling {
  /// The largest elements.
  open override func forward(_ input: Tensor) -> Tensor { input.adaptiveMaxPool1d(count(for: input)).values }

  /// Runs the hooks and the layer; the places of the elements in their channel come too: PyTorch's `return_indices`.
  public final func withIndices(
    _ input: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    CallSite(file, line).callingLayer { runPair(input) { $0.adaptiveMaxPool1d(count(for: $0)) } }
  }
}

/// The largest elements of as many windows as are asked for: PyTorch's `nn.AdaptiveMaxPool2d`. Shapes (N, C, H, W) or (C, H, W).
open class AdaptiveMaxPool2d: AdaptivePooling {
  /// The largest elements.
  open override func forward(_ input: Tensor) -> Tensor { input.adaptiveMaxPool2d(outputSize.values(2)).values }

  /// Runs the hooks and the layer; the places of the elements in their channel come too: PyTorch's `return_indices`.
  public final func withIndices(
    _ input: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    CallSite(file, line).callingLayer { runPair(input) { $0.adaptiveMaxPool2d(outputSize.values(2)) } }
  }
}

/// The largest elements of as many windows as are asked for: PyTorch's `nn.AdaptiveMaxPool3d`. Shapes (N, C, D, H, W) or (C, D, H, W).
open class AdaptiveMaxPool3d: AdaptivePooling {
  /// The largest elements.
  open override func forward(_ input: Tensor) -> Tensor { input.adaptiveMaxPool3d(outputSize.values(3)).values }

  /// Runs the hooks and the layer; the places of the elements in their channel come too: PyTorch's `return_indices`.
  public final func withIndices(
    _ input: Tensor, file: StaticString = #filePath, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor) {
    CallSite(file, line).callingLayer { runPair(input) { $0.adaptiveMaxPool3d(outputSize.values(3)) } }
  }
}
