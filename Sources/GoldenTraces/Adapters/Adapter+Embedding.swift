import Autograd

/// Embeddings, attention and dropout.
extension Adapter {
  mutating func addEmbedding() {
    single("nn.functional.embedding", parameters: ["input", "weight", "padding_idx"]) { a in
      a.ignore("sparse")
      return try a.tensor("input").embedding(
        try a.tensor("weight"), paddingIdx: try a.optionalInt("padding_idx"), maxNorm: try a.optionalDouble("max_norm"),
        normType: try a.optionalDouble("norm_type") ?? 2, scaleGradByFreq: try a.optionalBool("scale_grad_by_freq") ?? false)
    }
    single("nn.functional.embedding_bag", parameters: ["input", "weight", "offsets"]) { a in
      a.ignore("sparse")
      return try a.tensor("input").embeddingBag(
        try a.tensor("weight"), try a.optionalTensor("offsets"), maxNorm: try a.optionalDouble("max_norm"),
        normType: try a.optionalDouble("norm_type") ?? 2, scaleGradByFreq: try a.optionalBool("scale_grad_by_freq") ?? false,
        mode: EmbeddingBagMode(try a.optionalString("mode") ?? "mean"), perSampleWeights: try a.optionalTensor("per_sample_weights"),
        includeLastOffset: try a.optionalBool("include_last_offset") ?? false, paddingIdx: try a.optionalInt("padding_idx"))
    }
    single("nn.functional.scaled_dot_product_attention", parameters: ["query", "key", "value", "attn_mask"]) { a in
      try a.tensor("query").scaledDotProductAttention(
        key: try a.tensor("key"), value: try a.tensor("value"), mask: try a.optionalTensor("attn_mask"),
        dropoutP: try a.optionalDouble("dropout_p") ?? 0, isCausal: try a.optionalBool("is_causal") ?? false,
        scale: try a.optionalDouble("scale"), enableGQA: try a.optionalBool("enable_gqa") ?? false)
    }
    single("nn.functional.dropout", parameters: ["input", "p"]) { a in
      let (input, p, training) = (try a.tensor("input"), try a.optionalDouble("p") ?? 0.5, try a.optionalBool("training") ?? true)
      return try a.optionalBool("inplace") ?? false ? input.dropout_(p, training: training) : input.dropout(p, training: training)
    }
    dropout("dropout1d", training: true) { $0.dropout1d($1, training: $2) }
    dropout("dropout2d", training: true) { $0.dropout2d($1, training: $2) }
    dropout("dropout3d", training: true) { $0.dropout3d($1, training: $2) }
    dropout("feature_dropout", training: true) { $0.featureDropout($1, training: $2) }
    dropout("alpha_dropout", training: false) { $0.alphaDropout($1, training: $2) }
    dropout("feature_alpha_dropout", training: false) { $0.featureAlphaDropout($1, training: $2) }
  }

  /// `nn.functional.name(input, p, training)`.
  private mutating func dropout(_ name: String, training: Bool, _ call: @escaping @Sendable (Tensor, Double, Bool) -> Tensor) {
    single("nn.functional.\(name)", parameters: ["input", "p", "training"]) { a in
      call(try a.tensor("input"), try a.optionalDouble("p") ?? 0.5, try a.optionalBool("training") ?? training)
    }
  }
}
