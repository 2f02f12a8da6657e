/// What PyTorch refuses on `Device.meta`, because without data there is nothing to say.
enum DataDependence {
  /// Why a trace can't be performed there; nil if it can.
  static func reason(_ trace: Trace) -> String? {
    if trace.operatorName == "index_put" && trace.steps.count > 1 && trace.inputs.contains(where: { $0.tensor.dtype == "bool" }) {
      return "the mask decides how many gradients there are"
    }
    return trace.steps.lazy.compactMap(reason).first
  }

  private static func reason(_ step: Trace.Step) -> String? {
    switch step.operation {
    case "argwhere", "bincount", "masked_select", "nonzero", "unique", "unique_consecutive": "the values decide how many results there are"
    case "histogram", "histogramdd": "the values decide where the bins end"
    case "allclose", "equal", "is_nonzero", "item", "tolist": "the result is no tensor, but what the values say"
    case "repr": "the values are printed"
    case "nn.functional.one_hot" where [nil, .integer(-1)].contains(step.arguments["num_classes"]):
      "the values decide how many classes there are"
    case "repeat_interleave" where step.hasTensor("repeats") && step.arguments["output_size"] == nil: "the values decide the size"
    case "narrow" where step.hasTensor("start"): "the value decides where the part begins"
    case "tensor_split" where step.hasTensor("indices_or_sections"): "the values decide where the parts begin"
    default: nil
    }
  }
}

extension Trace.Step {
  fileprivate func hasTensor(_ name: String) -> Bool {
    if case .tensor? = arguments[name] { true } else { false }
  }
}
