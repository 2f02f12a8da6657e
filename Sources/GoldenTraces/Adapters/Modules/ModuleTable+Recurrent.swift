import Autograd
import NN

extension ModuleTable {
  mutating func addRecurrent() {
    on("RNN") { a in
      RNN(
        try a.int("input_size"), try a.int("hidden_size"), numLayers: try a.optionalInt("num_layers") ?? 1,
        nonlinearity: try a.nonlinearity(), bias: try a.flag("bias", true), batchFirst: try a.flag("batch_first"),
        dropout: try a.optionalDouble("dropout") ?? 0, bidirectional: try a.flag("bidirectional"))
    } call: { module, a in
      let (output, hidden) = (module as! RNN)(try a.tensor("input"), try a.optionalTensor("hx"))
      return [output, hidden]
    }
    on("GRU") { a in
      GRU(
        try a.int("input_size"), try a.int("hidden_size"), numLayers: try a.optionalInt("num_layers") ?? 1, bias: try a.flag("bias", true),
        batchFirst: try a.flag("batch_first"), dropout: try a.optionalDouble("dropout") ?? 0, bidirectional: try a.flag("bidirectional"))
    } call: { module, a in
      let (output, hidden) = (module as! GRU)(try a.tensor("input"), try a.optionalTensor("hx"))
      return [output, hidden]
    }
    on("LSTM") { a in
      LSTM(
        try a.int("input_size"), try a.int("hidden_size"), numLayers: try a.optionalInt("num_layers") ?? 1, bias: try a.flag("bias", true),
        batchFirst: try a.flag("batch_first"), dropout: try a.optionalDouble("dropout") ?? 0, bidirectional: try a.flag("bidirectional"),
        projSize: try a.optionalInt("proj_size") ?? 0)
    } call: { module, a in
      let state = try a.optionalTensors("hx")
      let (output, (hidden, cell)) = (module as! LSTM)(try a.tensor("input"), state.map { ($0[0], $0[1]) })
      return [output, hidden, cell]
    }
    on("RNNCell") { a in
      RNNCell(try a.int("input_size"), try a.int("hidden_size"), bias: try a.flag("bias", true), nonlinearity: try a.nonlinearity())
    } call: { module, a in
      [try a.next(module)]
    }
    on("GRUCell") { a in
      GRUCell(try a.int("input_size"), try a.int("hidden_size"), bias: try a.flag("bias", true))
    } call: { module, a in
      [try a.next(module)]
    }
    on("LSTMCell") { a in
      LSTMCell(try a.int("input_size"), try a.int("hidden_size"), bias: try a.flag("bias", true))
    } call: { module, a in
      let state = try a.optionalTensors("hx")
      let (hidden, cell) = (module as! LSTMCell)(try a.tensor("input"), state.map { ($0[0], $0[1]) })
      return [hidden, cell]
    }
  }
}

extension Arguments {
  fileprivate func nonlinearity() throws -> RNNNonlinearity { RNNNonlinearity(try optionalString("nonlinearity") ?? "tanh") }

  /// A cell's state after an input.
  fileprivate func next(_ cell: Module) throws -> Tensor {
    let (input, hidden) = (try tensor("input"), try optionalTensor("hx"))
    return hidden.map { cell(input, $0) } ?? cell(input)
  }
}
