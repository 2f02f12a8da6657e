import Autograd
import NN

extension ModuleTable {
  mutating func addAttention() {
    on("MultiheadAttention") { a in
      MultiheadAttention(
        try a.int("embed_dim"), try a.int("num_heads"), dropout: try a.optionalDouble("dropout") ?? 0, bias: try a.flag("bias", true),
        addBiasKV: try a.flag("add_bias_kv"), addZeroAttn: try a.flag("add_zero_attn"), kdim: try a.optionalInt("kdim"),
        vdim: try a.optionalInt("vdim"), batchFirst: try a.flag("batch_first"))
    } call: { module, a in
      let (output, weights) = (module as! MultiheadAttention)(
        try a.tensor("query"), try a.tensor("key"), try a.tensor("value"), keyPaddingMask: try a.optionalTensor("key_padding_mask"),
        needWeights: try a.flag("need_weights", true), attnMask: try a.optionalTensor("attn_mask"),
        averageAttnWeights: try a.flag("average_attn_weights", true), isCausal: try a.flag("is_causal"))
      return [output] + (weights.map { [$0] } ?? [])
    }
    on("TransformerEncoderLayer") { a in
      TransformerEncoderLayer(
        try a.int("d_model"), try a.int("nhead"), dimFeedforward: try a.optionalInt("dim_feedforward") ?? 2048,
        dropout: try a.optionalDouble("dropout") ?? 0.1, activation: try a.activation(),
        layerNormEps: try a.optionalDouble("layer_norm_eps") ?? 1e-5, batchFirst: try a.flag("batch_first"),
        normFirst: try a.flag("norm_first"), bias: try a.flag("bias", true))
    } call: { module, a in
      [
        (module as! TransformerEncoderLayer)(
          try a.tensor("src"), srcMask: try a.optionalTensor("src_mask"), srcKeyPaddingMask: try a.optionalTensor("src_key_padding_mask"))
      ]
    }
    on("TransformerDecoderLayer") { a in
      TransformerDecoderLayer(
        try a.int("d_model"), try a.int("nhead"), dimFeedforward: try a.optionalInt("dim_feedforward") ?? 2048,
        dropout: try a.optionalDouble("dropout") ?? 0.1, activation: try a.activation(),
        layerNormEps: try a.optionalDouble("layer_norm_eps") ?? 1e-5, batchFirst: try a.flag("batch_first"),
        normFirst: try a.flag("norm_first"), bias: try a.flag("bias", true))
    } call: { module, a in
      [
        (module as! TransformerDecoderLayer)(
          try a.tensor("tgt"), try a.tensor("memory"), tgtMask: try a.optionalTensor("tgt_mask"),
          memoryMask: try a.optionalTensor("memory_mask"), tgtKeyPaddingMask: try a.optionalTensor("tgt_key_padding_mask"),
          memoryKeyPaddingMask: try a.optionalTensor("memory_key_padding_mask"))
      ]
    }
    on("Transformer") { a in
      Transformer(
        try a.optionalInt("d_model") ?? 512, try a.optionalInt("nhead") ?? 8,
        numEncoderLayers: try a.optionalInt("num_encoder_layers") ?? 6,
        numDecoderLayers: try a.optionalInt("num_decoder_layers") ?? 6, dimFeedforward: try a.optionalInt("dim_feedforward") ?? 2048,
        dropout: try a.optionalDouble("dropout") ?? 0.1, activation: try a.activation(),
        layerNormEps: try a.optionalDouble("layer_norm_eps") ?? 1e-5, batchFirst: try a.flag("batch_first"),
        normFirst: try a.flag("norm_first"), bias: try a.flag("bias", true))
    } call: { module, a in
      [
        (module as! Transformer)(
          try a.tensor("src"), try a.tensor("tgt"), srcMask: try a.optionalTensor("src_mask"), tgtMask: try a.optionalTensor("tgt_mask"),
          memoryMask: try a.optionalTensor("memory_mask"), srcKeyPaddingMask: try a.optionalTensor("src_key_padding_mask"),
          tgtKeyPaddingMask: try a.optionalTensor("tgt_key_padding_mask"),
          memoryKeyPaddingMask: try a.optionalTensor("memory_key_padding_mask"))
      ]
    }
  }
}

extension Arguments {
  fileprivate func activation() throws -> (Tensor) -> Tensor {
    switch try optionalString("activation") ?? "relu" {
    case "relu": { $0.relu() }
    case "gelu": { $0.gelu() }
    case let name: throw ArgumentError("argument 'activation': no adapter for \(name)")
    }
  }
}
