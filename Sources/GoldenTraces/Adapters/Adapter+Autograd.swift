import Autograd

extension Adapter {
  mutating func addAutograd() {
    on("autograd.grad", parameters: ["outputs", "inputs", "grad_outputs"]) { a in
      let gradients = try grad(
        outputs: try a.tensors("outputs"), inputs: try a.tensors("inputs"), gradOutputs: try a.optionalTensors("grad_outputs"),
        retainGraph: try a.optionalBool("retain_graph"), createGraph: try a.optionalBool("create_graph") ?? false,
        allowUnused: try a.optionalBool("allow_unused") ?? false)
      return gradients.map { $0.map { .tensor($0) } ?? .plain(.null) }
    }
    statement("backward", parameters: ["tensor"]) { a in
      try a.tensor("tensor").backward(
        gradient: try a.optionalTensor("gradient"), retainGraph: try a.optionalBool("retain_graph"),
        createGraph: try a.optionalBool("create_graph") ?? false, inputs: try a.optionalTensors("inputs"))
    }
    statement("autograd.backward", parameters: ["tensors", "grad_tensors"]) { a in
      try backward(
        try a.tensors("tensors"), gradTensors: try a.optionalTensors("grad_tensors"), retainGraph: try a.optionalBool("retain_graph"),
        createGraph: try a.optionalBool("create_graph") ?? false, inputs: try a.optionalTensors("inputs"))
    }
    unary("detach") { $0.detach() }
    unary("detach_") { $0.detach_() }
    unary("data") { $0.data }
    statement("set_data") { a in try a.tensor("input").data = try a.tensor("value") }
    statement("set_grad") { a in try a.tensor("input").grad = try a.optionalTensor("grad") }
    statement("retain_grad") { a in try a.tensor("input").retainGrad() }
    single("requires_grad_") { a in
      try a.tensor("input").requiresGrad_(try a.optionalBool("requires_grad") ?? true)
    }
    statement("enter_grad_mode") { a in
      a.environment.outerGradModes.append(isGradEnabled)
      setGradEnabled(try a.bool("enabled"))
    }
    statement("exit_grad_mode") { a in
      guard let mode = a.environment.outerGradModes.popLast() else { throw ArgumentError("no grad mode was entered") }
      setGradEnabled(mode)
    }
  }
}
