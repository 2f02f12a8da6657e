extension functional {
  /// A function's outputs, and the product of a vector with its Jacobian: PyTorch's `vjp`.
  ///
  /// - Parameters:
  ///   - function: The outputs as a function of the inputs. It is called once.
  ///   - inputs: Where it is differentiated.
  ///   - v: One tensor an output, of its shape; may be left out if the only output is a single number.
  ///   - createGraph: Makes the results differentiable.
  ///   - strict: Refuses outputs that do not depend on the inputs.
  /// - Throws: `AutogradError` with PyTorch's text; what the function throws, as `underlying`.
  public static func vjp(
    _ function: ([Tensor]) throws -> [Tensor], _ inputs: [Tensor], v: [Tensor]? = nil, createGraph: Bool = false, strict: Bool = false
  ) throws(AutogradError) -> (outputs: [Tensor], vjp: [Tensor]) {
    try vjp(function, inputs, v, DerivativeOptions(createGraph: createGraph, strict: strict), isList: true)
  }

  /// `vjp` of a function of one tensor that gives one: see there for the parameters.
  public static func vjp(
    _ function: (Tensor) throws -> Tensor, _ input: Tensor, v: Tensor? = nil, createGraph: Bool = false, strict: Bool = false
  ) throws(AutogradError) -> (output: Tensor, vjp: Tensor) {
    let options = DerivativeOptions(createGraph: createGraph, strict: strict)
    let result = try withoutActuallyEscaping(function) { function throws(AutogradError) in
      try vjp({ [try function($0[0])] }, [input], v.map { [$0] }, options, isList: false)
    }
    return (result.outputs[0], result.vjp[0])
  }

  private static func vjp(
    _ function: ([Tensor]) throws -> [Tensor], _ inputs: [Tensor], _ v: [Tensor]?, _ options: DerivativeOptions, isList: Bool
  ) throws(AutogradError) -> (outputs: [Tensor], vjp: [Tensor]) {
    let inputs = enableGrad { options.prepare(inputs, requiresGrad: true) }
    let (outputs, vector) = try enableGrad { () throws(AutogradError) -> ([Tensor], [Tensor]?) in
      let outputs = try AutogradError.wrapping { () throws in try function(inputs) }
      try options.checkDependence(outputs, .outputs)
      if let v { return (outputs, try options.vector(v, matching: outputs, isList: isList)) }
      if outputs.count != 1 || outputs[0].numel != 1 {
        throw AutogradError(
          "The vector v can only be None if the user-provided function returns a single Tensor with a single element.")
      }
      return (outputs, nil)
    }
    let product = try options.withMode { () throws(AutogradError) in
      try options.filled(gradients(of: outputs, inputs, vector, createGraph: options.createGraph), like: inputs, .back)
    }
    return (options.finish(outputs), options.finish(product))
  }

  /// A function's outputs, and the product of its Jacobian with a vector: PyTorch's `jvp`.
  ///
  /// It is the derivative of `vjp` with respect to its vector, on which that depends linearly (the double-backward trick), so that no
  /// forward mode is needed; the function must be differentiable twice.
  ///
  /// - Parameters:
  ///   - function: The outputs as a function of the inputs. It is called once.
  ///   - inputs: Where it is differentiated.
  ///   - v: One tensor an input, of its shape; may be left out if the only input is a single number.
  ///   - createGraph: Makes the results differentiable.
  ///   - strict: Refuses outputs that do not depend on the inputs.
  /// - Throws: `AutogradError` with PyTorch's text; what the function throws, as `underlying`.
  public static func jvp(
    _ function: ([Tensor]) throws -> [Tensor], _ inputs: [Tensor], v: [Tensor]? = nil, createGraph: Bool = false, strict: Bool = false
  ) throws(AutogradError) -> (outputs: [Tensor], jvp: [Tensor]) {
    try jvp(function, inputs, v, DerivativeOptions(createGraph: createGraph, strict: strict), isList: true)
  }

  /// `jvp` of a function of one tensor that gives one: see there for the parameters.
  public static func jvp(
    _ function: (Tensor) throws -> Tensor, _ input: Tensor, v: Tensor? = nil, createGraph: Bool = false, strict: Bool = false
  ) throws(AutogradError) -> (output: Tensor, jvp: Tensor) {
    let options = DerivativeOptions(createGraph: createGraph, strict: strict)
    let result = try withoutActuallyEscaping(function) { function throws(AutogradError) in
      try jvp({ [try function($0[0])] }, [input], v.map { [$0] }, options, isList: false)
    }
    return (result.outputs[0], result.jvp[0])
  }

  private static func jvp(
    _ function: ([Tensor]) throws -> [Tensor], _ inputs: [Tensor], _ v: [Tensor]?, _ options: DerivativeOptions, isList: Bool
  ) throws(AutogradError) -> (outputs: [Tensor], jvp: [Tensor]) {
    let inputs = enableGrad { options.prepare(inputs, requiresGrad: true) }
    let vector = try vector(v, inputs, options, isList: isList)
    var outputs: [Tensor] = []
    var dummies: [Tensor] = []
    var gradInputs: [Tensor?] = []
    try enableGrad { () throws(AutogradError) in
      outputs = try AutogradError.wrapping { () throws in try function(inputs) }
      try options.checkDependence(outputs, .outputs)
      dummies = outputs.map { Tensor.zerosLike($0).requiresGrad_() }
      gradInputs = try gradients(of: outputs, inputs, dummies, createGraph: true)
      try options.checkDependence(gradInputs, .gradInputs)
    }
    let product = try options.withMode { () throws(AutogradError) in
      try options.filled(
        gradients(of: gradInputs, dummies, vector ?? inputs.map { Tensor.onesLike($0) }, createGraph: options.createGraph), like: outputs,
        .backTrick)
    }
    return (options.finish(outputs), options.finish(product))
  }

  private static func vector(
    _ v: [Tensor]?, _ inputs: [Tensor], _ options: DerivativeOptions, isList: Bool
  ) throws(AutogradError) -> [Tensor]? {
    if let v {
      return try enableGrad { () throws(AutogradError) in try options.vector(v, matching: inputs, isList: isList) }
    }
    if inputs.count != 1 || inputs[0].numel != 1 {
      throw AutogradError(
        "The vector v can only be None if the input to the user-provided function is a single Tensor with a single element.")
    }
    return nil
  }

  /// A function's value, and the product of a vector with its Hessian: PyTorch's `vhp`.
  ///
  /// - Parameters:
  ///   - function: Gives a single number.
  ///   - inputs: Where it is differentiated.
  ///   - v: One tensor an input, of its shape; may be left out if the only input is a single number.
  ///   - createGraph: Makes the results differentiable.
  ///   - strict: Refuses a value or a gradient that does not depend on the inputs.
  /// - Throws: `AutogradError` with PyTorch's text; what the function throws, as `underlying`.
  public static func vhp(
    _ function: ([Tensor]) throws -> Tensor, _ inputs: [Tensor], v: [Tensor]? = nil, createGraph: Bool = false, strict: Bool = false
  ) throws(AutogradError) -> (output: Tensor, vhp: [Tensor]) {
    try vhp(function, inputs, v, DerivativeOptions(createGraph: createGraph, strict: strict), isList: true)
  }

  /// `vhp` of a function of one tensor that gives a single number: see there for the parameters.
  public static func vhp(
    _ function: (Tensor) throws -> Tensor, _ input: Tensor, v: Tensor? = nil, createGraph: Bool = false, strict: Bool = false
  ) throws(AutogradError) -> (output: Tensor, vhp: Tensor) {
    let options = DerivativeOptions(createGraph: createGraph, strict: strict)
    let result = try withoutActuallyEscaping(function) { function throws(AutogradError) in
      try vhp({ try function($0[0]) }, [input], v.map { [$0] }, options, isList: false)
    }
    return (result.output, result.vhp[0])
  }

  private static func vhp(
    _ function: ([Tensor]) throws -> Tensor, _ inputs: [Tensor], _ v: [Tensor]?, _ options: DerivativeOptions, isList: Bool
  ) throws(AutogradError) -> (output: Tensor, vhp: [Tensor]) {
    let inputs = enableGrad { options.prepare(inputs, requiresGrad: true) }
    let vector = try vector(v, inputs, options, isList: isList)
    let (output, jacobian) = try differentiated(function, inputs, options, "vhp")
    let product = try options.withMode { () throws(AutogradError) in
      try options.filled(
        gradients(of: jacobian, inputs, vector ?? inputs.map { Tensor.onesLike($0) }, createGraph: options.createGraph), like: inputs,
        .doubleBack)
    }
    return (options.finish([output])[0], options.finish(product))
  }

  /// A function's value, and the product of its Hessian with a vector: PyTorch's `hvp`.
  ///
  /// The Hessian is symmetric, so `vhp` gives the same, and faster: this one goes back through the graph three times.
  ///
  /// - Parameters:
  ///   - function: Gives a single number.
  ///   - inputs: Where it is differentiated.
  ///   - v: One tensor an input, of its shape; may be left out if the only input is a single number.
  ///   - createGraph: Makes the results differentiable.
  ///   - strict: Refuses a value or a gradient that does not depend on the inputs.
  /// - Throws: `AutogradError` with PyTorch's text; what the function throws, as `underlying`.
  public static func hvp(
    _ function: ([Tensor]) throws -> Tensor, _ inputs: [Tensor], v: [Tensor]? = nil, createGraph: Bool = false, strict: Bool = false
  ) throws(AutogradError) -> (output: Tensor, hvp: [Tensor]) {
    try hvp(function, inputs, v, DerivativeOptions(createGraph: createGraph, strict: strict), isList: true)
  }

  /// `hvp` of a function of one tensor that gives a single number: see there for the parameters.
  public static func hvp(
    _ function: (Tensor) throws -> Tensor, _ input: Tensor, v: Tensor? = nil, createGraph: Bool = false, strict: Bool = false
  ) throws(AutogradError) -> (output: Tensor, hvp: Tensor) {
    let options = DerivativeOptions(createGraph: createGraph, strict: strict)
    let result = try withoutActuallyEscaping(function) { function throws(AutogradError) in
      try hvp({ try function($0[0]) }, [input], v.map { [$0] }, options, isList: false)
    }
    return (result.output, result.hvp[0])
  }

  private static func hvp(
    _ function: ([Tensor]) throws -> Tensor, _ inputs: [Tensor], _ v: [Tensor]?, _ options: DerivativeOptions, isList: Bool
  ) throws(AutogradError) -> (output: Tensor, hvp: [Tensor]) {
    let inputs = enableGrad { options.prepare(inputs, requiresGrad: true) }
    let vector = try vector(v, inputs, options, isList: isList)
    let (output, jacobian) = try differentiated(function, inputs, options, "hvp")
    let dummies = inputs.map { Tensor.zerosLike($0).requiresGrad_() }
    let products = try enableGrad { () throws(AutogradError) in
      let products = try gradients(of: jacobian, inputs, dummies, createGraph: true)
      try options.checkDependence(jacobian, .hessian)
      return products
    }
    let product = try options.withMode { () throws(AutogradError) in
      try options.filled(
        gradients(of: products, dummies, vector ?? inputs.map { Tensor.onesLike($0) }, createGraph: options.createGraph), like: inputs,
        .doubleBackTrick)
    }
    return (options.finish([output])[0], options.finish(product))
  }

  /// The value of a function that gives a single number, and its gradient as part of the graph.
  private static func differentiated(
    _ function: ([Tensor]) throws -> Tensor, _ inputs: [Tensor], _ options: DerivativeOptions, _ name: String
  ) throws(AutogradError) -> (output: Tensor, jacobian: [Tensor?]) {
    try enableGrad { () throws(AutogradError) in
      let output = try AutogradError.wrapping { () throws in try function(inputs) }
      try options.checkDependence([output], .outputs)
      if output.numel != 1 {
        throw AutogradError("The Tensor returned by the function given to \(name) should contain a single element")
      }
      let jacobian = try gradients(of: [output], inputs, createGraph: true)
      try options.checkDependence(jacobian, .jacobian)
      return (output, jacobian)
    }
  }
}
