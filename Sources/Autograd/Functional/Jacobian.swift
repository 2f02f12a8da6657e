extension functional {
  /// The Jacobian of a function: PyTorch's `jacobian`.
  ///
  /// - Parameters:
  ///   - function: The outputs as a function of the inputs. It is called once.
  ///   - inputs: Where it is differentiated.
  ///   - createGraph: Makes the result differentiable.
  ///   - strict: Refuses outputs that do not depend on an input.
  /// - Returns: For output i and input j a tensor of the output's shape followed by the input's.
  /// - Throws: `AutogradError` with PyTorch's text; what the function throws, as `underlying`.
  public static func jacobian(
    _ function: ([Tensor]) throws -> [Tensor], _ inputs: [Tensor], createGraph: Bool = false, strict: Bool = false
  ) throws(AutogradError) -> [[Tensor]] {
    try jacobian(function, inputs, DerivativeOptions(createGraph: createGraph, strict: strict))
  }

  /// The Jacobian of a function that gives one tensor: PyTorch's `jacobian`. For each input a tensor of the output's shape followed by the
  /// input's.
  public static func jacobian(
    _ function: ([Tensor]) throws -> Tensor, _ inputs: [Tensor], createGraph: Bool = false, strict: Bool = false
  ) throws(AutogradError) -> [Tensor] {
    try withoutActuallyEscaping(function) { function throws(AutogradError) in
      try jacobian({ [try function($0)] }, inputs, DerivativeOptions(createGraph: createGraph, strict: strict))[0]
    }
  }

  /// The Jacobian of a function of one tensor that gives one: PyTorch's `jacobian`. A tensor of the output's shape followed by the input's.
  public static func jacobian(
    _ function: (Tensor) throws -> Tensor, _ input: Tensor, createGraph: Bool = false, strict: Bool = false
  ) throws(AutogradError) -> Tensor {
    try withoutActuallyEscaping(function) { function throws(AutogradError) in
      try jacobian({ [try function($0[0])] }, [input], DerivativeOptions(createGraph: createGraph, strict: strict))[0][0]
    }
  }

  private static func jacobian(
    _ function: ([Tensor]) throws -> [Tensor], _ inputs: [Tensor], _ options: DerivativeOptions
  ) throws(AutogradError) -> [[Tensor]] {
    try enableGrad { () throws(AutogradError) in
      let inputs = options.prepare(inputs, requiresGrad: true)
      let outputs = try AutogradError.wrapping { () throws in try function(inputs) }
      try options.checkDependence(outputs, .outputs)
      var results: [[Tensor]] = []
      for (i, output) in outputs.enumerated() {
        var rows: [[Tensor]] = inputs.map { _ in [] }
        let flat = output.reshape(-1)
        for place in 0..<output.numel {
          let row = try gradients(of: [flat.select(0, place)], inputs, retainGraph: true, createGraph: options.createGraph)
          for (j, gradient) in row.enumerated() {
            if let gradient {
              if options.strict && options.createGraph && !gradient.requiresGrad {
                throw AutogradError(
                  "The jacobian of the user-provided function is independent of input \(i). This is not allowed in strict mode when "
                    + "create_graph=True.")
              }
              rows[j].append(gradient)
            } else {
              if options.strict {
                throw AutogradError(
                  "Output \(i) of the user-provided function is independent of input \(j). This is not allowed in strict mode.")
              }
              rows[j].append(Tensor.zerosLike(inputs[j]))
            }
          }
        }
        results.append(
          options.finish(
            zip(rows, inputs).map { rows, input in
              rows.isEmpty
                ? input.newZeros(output.shape + input.shape)
                : Tensor.stack(rows, dim: 0).view(output.shape + input.shape)
            }))
      }
      return results
    }
  }

  /// The Hessian of a function that gives a single number: PyTorch's `hessian`.
  ///
  /// - Returns: For inputs i and j a tensor of the shape of i followed by that of j.
  /// - Throws: `AutogradError` with PyTorch's text; what the function throws, as `underlying`.
  public static func hessian(
    _ function: ([Tensor]) throws -> Tensor, _ inputs: [Tensor], createGraph: Bool = false, strict: Bool = false
  ) throws(AutogradError) -> [[Tensor]] {
    let options = DerivativeOptions(createGraph: createGraph, strict: strict)
    return try withoutActuallyEscaping(function) { function throws(AutogradError) in
      try jacobian(
        { inputs in
          let rows = try jacobian(
            { inputs in
              let output = try function(inputs)
              try options.checkDependence([output], .outputs)
              if output.numel != 1 {
                throw AutogradError("The Tensor returned by the function given to hessian should contain a single element")
              }
              return [output.squeeze()]
            }, inputs, DerivativeOptions(createGraph: true, strict: false))[0]
          try options.checkDependence(rows, .jacobian)
          return rows
        }, inputs, options)
    }
  }

  /// The Hessian of a function of one tensor that gives a single number: PyTorch's `hessian`. A tensor of the input's shape twice.
  public static func hessian(
    _ function: (Tensor) throws -> Tensor, _ input: Tensor, createGraph: Bool = false, strict: Bool = false
  ) throws(AutogradError) -> Tensor {
    try withoutActuallyEscaping(function) { function throws(AutogradError) in
      try hessian({ try function($0[0]) }, [input], createGraph: createGraph, strict: strict)[0][0]
    }
  }
}
