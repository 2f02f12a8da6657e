import Autograd

/// Queries, keys and values on their way through the heads.
struct AttentionHeads {
  private let count: Int
  private let (queryCount, batch, size): (Int, Int, Int)
  private var q: Tensor
  private var k: Tensor
  private var v: Tensor
  /// Keys that were added at the end, which no mask covers.
  private var addedKeys = 0

  /// - Parameter projections: Queries (L, N, E), keys and values (S, N, E).
  init(_ count: Int, _ projections: (Tensor, Tensor, Tensor)) {
    self.count = count
    (q, k, v) = projections
    (queryCount, batch, size) = (q.size(0), q.size(1), q.size(2))
  }

  private var headSize: Int { size / count }

  /// Adds a key and a value to every sequence.
  mutating func append(key: Tensor, value: Tensor) {
    k = Tensor.cat([k, key.repeat(1, batch, 1)])
    v = Tensor.cat([v, value.repeat(1, batch, 1)])
    addedKeys += 1
  }

  /// Gives each head of each sequence a row: (N · heads, length, size / heads).
  mutating func split() {
    func rows(_ tensor: Tensor) -> Tensor { tensor.contiguous().view([tensor.size(0), batch * count, headSize]).transpose(0, 1) }
    (q, k, v) = (rows(q), rows(k), rows(v))
  }

  /// Adds a key and a value of zeros to every row.
  mutating func appendZeros() {
    let zeros = Tensor.zeros([batch * count, 1, headSize], dtype: k.dtype, device: k.device)
    (k, v) = (Tensor.cat([k, zeros], dim: 1), Tensor.cat([v, zeros], dim: 1))
    addedKeys += 1
  }

  /// What is added to the scores, (1 or N · heads, L or 1, S); nil for nothing.
  ///
  /// - Parameter keyCount: How many keys there were before some were added.
  func mask(attention: Tensor?, padding: Tensor?, keyCount: Int) -> Tensor? {
    var result: Tensor?
    if var mask = attention.map({ numbers($0, "attn_mask") }) {
      if mask.dim == 2 {
        if mask.shape != [queryCount, keyCount] {
          fail(
            "The shape of the 2D attn_mask is \(mask.printedShape), but should be (\(queryCount), \(keyCount)).", at: .insideLayer)
        }
        mask = mask.unsqueeze(0)
      } else if mask.shape != [batch * count, queryCount, keyCount] {
        fail(
          "The shape of the 3D attn_mask is \(mask.printedShape), but should be (\(batch * count), \(queryCount), \(keyCount)).",
          at: .insideLayer)
      }
      result = padded(mask)
    }
    if let padding = padding.map({ numbers($0, "key_padding_mask") }) {
      if padding.shape != [batch, keyCount] {
        fail("key_padding_mask has the shape \(padding.printedShape), but should have (\(batch), \(keyCount))", at: .insideLayer)
      }
      let all = k.size(1)
      let rows = padded(padding).view([batch, 1, 1, all]).expand([-1, count, -1, -1]).reshape([batch * count, 1, all])
      result = result.map { $0 + rows } ?? rows
    }
    return result
  }

  /// A mask as numbers that are added.
  private func numbers(_ mask: Tensor, _ name: String) -> Tensor {
    if mask.dtype != .bool && !mask.dtype.isFloatingPoint {
      fail("only bool and floating types of \(name) are supported", at: .insideLayer)
    }
    return mask.dtype == .bool ? Tensor.zerosLike(mask, dtype: q.dtype).maskedFill_(mask, -Double.infinity) : mask
  }

  /// A mask with zeros for the keys that were added.
  private func padded(_ mask: Tensor) -> Tensor { addedKeys == 0 ? mask : mask.pad([0, addedKeys]) }

  /// The values mixed by attention, (L, N, E), and the weights, (N, heads, L, S).
  func weighted(_ mask: Tensor?, dropout: Double) -> (Tensor, weights: Tensor?) {
    let scaled = q * (1 / Double(headSize)).squareRoot()
    let scores = mask.map { $0.baddbmm(scaled, k.transpose(-2, -1)) } ?? scaled.bmm(k.transpose(-2, -1))
    var weights = scores.softmax(-1)
    if dropout > 0 { weights = weights.dropout(dropout) }
    let mixed = weights.bmm(v).transpose(0, 1).reshape([queryCount, batch, size])
    return (mixed, weights.view([batch, count, queryCount, k.size(1)]))
  }

  /// The values mixed by attention, (L, N, E), by the operator that keeps no weights.
  func mixed(_ mask: Tensor?, dropout: Double) -> Tensor {
    func heads(_ tensor: Tensor) -> Tensor { tensor.view([batch, count, tensor.size(1), headSize]) }
    let shown = mask.map { $0.size(0) == 1 ? $0.unsqueeze(0) : $0.view([batch, count, -1, k.size(1)]) }
    let output = heads(q).scaledDotProductAttention(key: heads(k), value: heads(v), mask: shown, dropoutP: dropout)
    return output.permute(2, 0, 1, 3).reshape([queryCount, batch, size])
  }
}
