import Autograd
import NN

extension ModuleTable {
  mutating func addLinear() {
    on("Linear") { a in Linear(try a.int("in_features"), try a.int("out_features"), bias: try a.flag("bias", true)) }
    on("Identity") { _ in Identity() }
    on("Bilinear", ["input1", "input2"]) { a in
      Bilinear(try a.int("in1_features"), try a.int("in2_features"), try a.int("out_features"), bias: try a.flag("bias", true))
    }
    on("Embedding") { a in
      Embedding(
        try a.int("num_embeddings"), try a.int("embedding_dim"), paddingIdx: try a.optionalInt("padding_idx"),
        maxNorm: try a.optionalScalar("max_norm"), normType: try a.number("norm_type", 2.0),
        scaleGradByFreq: try a.flag("scale_grad_by_freq"))
    }
    on("EmbeddingBag") { a in
      EmbeddingBag(
        try a.int("num_embeddings"), try a.int("embedding_dim"), maxNorm: try a.optionalScalar("max_norm"),
        normType: try a.number("norm_type", 2.0), scaleGradByFreq: try a.flag("scale_grad_by_freq"),
        mode: EmbeddingBagMode(try a.optionalString("mode") ?? "mean"), includeLastOffset: try a.flag("include_last_offset"),
        paddingIdx: try a.optionalInt("padding_idx"))
    } call: { module, a in
      let offsets = try a.optionalTensor("offsets")
      return [try offsets.map { module(try a.tensor("input"), $0) } ?? module(try a.tensor("input"))]
    }
    on("CosineSimilarity", ["x1", "x2"]) { a in
      CosineSimilarity(dim: try a.optionalInt("dim") ?? 1, eps: try a.optionalDouble("eps") ?? 1e-8)
    }
    on("PairwiseDistance", ["x1", "x2"]) { a in
      PairwiseDistance(p: try a.optionalDouble("p") ?? 2, eps: try a.optionalDouble("eps") ?? 1e-6, keepdim: try a.flag("keepdim"))
    }
  }
}
