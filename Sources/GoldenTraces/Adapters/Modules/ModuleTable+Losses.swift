import Autograd
import NN

extension ModuleTable {
  mutating func addLosses() {
    on("L1Loss", ["input", "target"]) { a in L1Loss(reduction: try a.reduction()) }
    on("MSELoss", ["input", "target"]) { a in MSELoss(reduction: try a.reduction()) }
    on("SoftMarginLoss", ["input", "target"]) { a in SoftMarginLoss(reduction: try a.reduction()) }
    on("MultiLabelMarginLoss", ["input", "target"]) { a in MultiLabelMarginLoss(reduction: try a.reduction()) }
    on("BCELoss", ["input", "target"]) { a in BCELoss(weight: try a.optionalTensor("weight"), reduction: try a.reduction()) }
    on("MultiLabelSoftMarginLoss", ["input", "target"]) { a in
      MultiLabelSoftMarginLoss(weight: try a.optionalTensor("weight"), reduction: try a.reduction())
    }
    on("SmoothL1Loss", ["input", "target"]) { a in SmoothL1Loss(beta: try a.optionalDouble("beta") ?? 1, reduction: try a.reduction()) }
    on("HuberLoss", ["input", "target"]) { a in HuberLoss(delta: try a.optionalDouble("delta") ?? 1, reduction: try a.reduction()) }
    on("HingeEmbeddingLoss", ["input", "target"]) { a in
      HingeEmbeddingLoss(margin: try a.optionalDouble("margin") ?? 1, reduction: try a.reduction())
    }
    on("MarginRankingLoss", ["input1", "input2", "target"]) { a in
      MarginRankingLoss(margin: try a.optionalDouble("margin") ?? 0, reduction: try a.reduction())
    }
    on("CosineEmbeddingLoss", ["input1", "input2", "target"]) { a in
      CosineEmbeddingLoss(margin: try a.optionalDouble("margin") ?? 0, reduction: try a.reduction())
    }
    on("TripletMarginLoss", ["anchor", "positive", "negative"]) { a in
      TripletMarginLoss(
        margin: try a.optionalDouble("margin") ?? 1, p: try a.optionalDouble("p") ?? 2, eps: try a.optionalDouble("eps") ?? 1e-6,
        swap: try a.flag("swap"), reduction: try a.reduction())
    }
    on("MultiMarginLoss", ["input", "target"]) { a in
      MultiMarginLoss(
        weight: try a.optionalTensor("weight"), p: try a.optionalInt("p") ?? 1, margin: try a.optionalDouble("margin") ?? 1,
        reduction: try a.reduction())
    }
    on("NLLLoss", ["input", "target"]) { a in
      NLLLoss(
        weight: try a.optionalTensor("weight"), ignoreIndex: try a.optionalInt("ignore_index") ?? -100, reduction: try a.reduction())
    }
    on("CrossEntropyLoss", ["input", "target"]) { a in
      CrossEntropyLoss(
        weight: try a.optionalTensor("weight"), ignoreIndex: try a.optionalInt("ignore_index") ?? -100,
        labelSmoothing: try a.optionalDouble("label_smoothing") ?? 0, reduction: try a.reduction())
    }
    on("BCEWithLogitsLoss", ["input", "target"]) { a in
      BCEWithLogitsLoss(
        weight: try a.optionalTensor("weight"), posWeight: try a.optionalTensor("pos_weight"), reduction: try a.reduction())
    }
    on("KLDivLoss", ["input", "target"]) { a in
      KLDivLoss(reduction: KLDivLoss.Reduction(try a.optionalString("reduction") ?? "mean"), logTarget: try a.flag("log_target"))
    }
    on("GaussianNLLLoss", ["input", "target", "var"]) { a in
      GaussianNLLLoss(full: try a.flag("full"), eps: try a.optionalDouble("eps") ?? 1e-6, reduction: try a.reduction())
    }
    on("PoissonNLLLoss", ["log_input", "target"]) { a in
      PoissonNLLLoss(
        logInput: try a.flag("log_input", true), full: try a.flag("full"), eps: try a.optionalDouble("eps") ?? 1e-8,
        reduction: try a.reduction())
    }
    on("CTCLoss") { a in
      CTCLoss(blank: try a.optionalInt("blank") ?? 0, reduction: try a.reduction(), zeroInfinity: try a.flag("zero_infinity"))
    } call: { module, a in
      let loss = module as! CTCLoss
      return [
        loss(
          try a.tensor("log_probs"), try a.tensor("targets"), inputLengths: try a.lengths("input_lengths"),
          targetLengths: try a.lengths("target_lengths"))
      ]
    }
  }
}

extension Arguments {
  /// Numbers, or a tensor of them.
  fileprivate func lengths(_ name: String) throws(ArgumentError) -> [Int] {
    isTensor(name) ? try tensor(name).array(of: Int.self) : try ints(name)
  }
}
