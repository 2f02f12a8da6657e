import Autograd
import Testing

/// semantics-probes, "--promotion", and pytorch-behaviour.md, points 17 and 19.
@Suite("Type promotion")
struct PromotionTests {
  @Test("PyTorch's table of promoted types")
  func table() {
    // Rows and columns: uint8, int8, int16, int32, int64, float16, bfloat16, float32, float64, bool (torch.promote_types).
    let order: [DType] = [.uint8, .int8, .int16, .int32, .int64, .float16, .bfloat16, .float32, .float64, .bool]
    let rows = [
      "u1 i2 i2 i4 i8 f2 b2 f4 f8 u1", "i2 i1 i2 i4 i8 f2 b2 f4 f8 i1", "i2 i2 i2 i4 i8 f2 b2 f4 f8 i2",
      "i4 i4 i4 i4 i8 f2 b2 f4 f8 i4", "i8 i8 i8 i8 i8 f2 b2 f4 f8 i8", "f2 f2 f2 f2 f2 f2 f4 f4 f8 f2",
      "b2 b2 b2 b2 b2 f4 b2 f4 f8 b2", "f4 f4 f4 f4 f4 f4 f4 f4 f8 f4", "f8 f8 f8 f8 f8 f8 f8 f8 f8 f8",
      "u1 i1 i2 i4 i8 f2 b2 f4 f8 b1",
    ]
    let names: [String: DType] = [
      "u1": .uint8, "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64, "f2": .float16, "b2": .bfloat16, "f4": .float32,
      "f8": .float64, "b1": .bool,
    ]
    for (a, row) in zip(order, rows) {
      for (b, name) in zip(order, row.split(separator: " ")) {
        #expect(a.promoted(with: b) == names[String(name)], "\(a) with \(b)")
        #expect((Tensor.ones([1], dtype: a) + Tensor.ones([1], dtype: b)).dtype == names[String(name)], "\(a) + \(b)")
      }
    }
  }

  @Test("a single number raises the category, not the width")
  func singleNumbers() {
    #expect((Tensor([1]) + 1.5).dtype == .float32)
    #expect((Tensor([1]) + Tensor(1.5)).dtype == .float32)
    #expect((Tensor([1]) + Tensor(1.5, dtype: .float64)).dtype == .float64)
    #expect((Tensor([1.0]) + Tensor(1.5, dtype: .float64)).dtype == .float32)
    #expect((Tensor([1.0]) + Tensor([1.5], dtype: .float64)).dtype == .float64)
    #expect((Tensor([1], dtype: .int32) + Tensor(1 << 40)).dtype == .int32)
    #expect((Tensor([1], dtype: .int32) + Tensor(1 << 40)).item() == 1)
    #expect((Tensor([true]) + Tensor([true])).dtype == .bool)
    #expect((Tensor([true]) + 1).dtype == .int64)
    #expect((Tensor([true]) * 1.5).dtype == .float32)
    #expect((Tensor([1.0], dtype: .float16) + 2.5).dtype == .float16)
    #expect((Tensor([1.0], dtype: .float64) + 2.5).dtype == .float64)
    #expect((Tensor(1.0, dtype: .float16) + Tensor(1.0, dtype: .float64)).dtype == .float64)
    #expect((Tensor([1], dtype: .uint8) + 300).item() == 45)
    #expect((1.5 + Tensor([1], dtype: .int8)).dtype == .float32)
  }

  @Test("a number keeps its precision in float64: 0.1 is not rounded to float32 on the way")
  func precision() {
    #expect((Tensor([1.0], dtype: .float64) * 0.1).item() == 0.1)
    #expect(Tensor([0.0], dtype: .float64).add_(0.1).item() == 0.1)
    #expect((Tensor([1.0]) * 0.1).item(as: Float.self) == 0.1)
  }

  @Test("int / int is true division, // floors, % has the divisor's sign")
  func integerDivision() {
    #expect((Tensor([1]) / Tensor([2])).item() == 0.5)
    #expect((Tensor([1]) / Tensor([2])).dtype == .float32)
    #expect(Tensor([7]).floorDivide(Tensor([-2])).item() == -4)
    #expect(Tensor([7]).floorDivide(Tensor([-2])).dtype == .int64)
    #expect((Tensor([7]) % Tensor([-2])).item() == -1)
    #expect(Tensor([7.0]).floorDivide(-2.0).item() == -4)
    #expect(Tensor([-7, 7]).div(2, roundingMode: .trunc).array(of: Int.self) == [-3, 3])
    #expect(Tensor([-7, 7]).fmod(3).array(of: Int.self) == [-1, 1])
    #expect((Tensor([-7.5]) % 2.0).item() == 0.5)
    #expect(Tensor(5).floorDivide(2).item() == 2)
  }

  @Test("sums of integers and bools are int64, of floats their own")
  func sums() {
    #expect(Tensor([1], dtype: .int8).sum().dtype == .int64)
    #expect(Tensor([true, true]).sum().item() == 2)
    #expect(Tensor([1.0], dtype: .float16).sum().dtype == .float16)
    #expect(Tensor([100], dtype: .int8).expand(3).sum().item() == 300)
    #expect(Tensor([1, 2]).sum(dtype: .float32).dtype == .float32)
    #expect(Tensor([1.7, 1.7]).sum(dtype: .int64).item() == 2)
  }

  @Test("integers become float32 in functions of real numbers; powers of integers stay integers")
  func functions() {
    #expect(Tensor([1]).sqrt().dtype == .float32)
    #expect(Tensor([true]).exp().dtype == .float32)
    #expect(Tensor([2]).pow(Tensor([3])).item() == 8)
    #expect(Tensor([2]).pow(Tensor([3])).dtype == .int64)
    #expect(Tensor([1]).pow(2.0).dtype == .float32)
    #expect(Tensor([3]).floor().dtype == .int64)
    #expect((Tensor([1]) & Tensor([true])).dtype == .int64)
    #expect((Tensor.zeros([2], dtype: .int64) == 0).array(of: Bool.self) == [true, true])
  }

  @Test("where, cat and stack promote")
  func joins() {
    #expect(Tensor.where(Tensor([true]), Tensor([1]), Tensor([1.5])).dtype == .float32)
    #expect(Tensor.cat([Tensor([1]), Tensor([1.5])]).array(of: Float.self) == [1, 1.5])
    #expect(Tensor.stack([Tensor([1]), Tensor([1.5])]).dtype == .float32)
  }

  @Test("a gradient has its input's dtype whatever the result's")
  func gradients() throws {
    let x = Tensor([1.0, 2.0], requiresGrad: true)
    let w = Tensor([3.0], dtype: .float64, requiresGrad: true)
    try (x * w).sum().backward()
    #expect(x.grad!.dtype == .float32)
    #expect(w.grad!.dtype == .float64)
    #expect(w.grad!.item() == 3)
    try (x * 2).backward(gradient: Tensor([1.0, 1.0], dtype: .float64))
    #expect(x.grad!.array(of: Float.self) == [5, 5])
  }

  @Test("a comparison is made in the promoted dtype")
  func comparisons() {
    #expect((Tensor([1], dtype: .uint8) == Tensor([1], dtype: .int8)).item() == 1)
    #expect((Tensor([1]) < 1.5).item() == 1)
    #expect((Tensor([255], dtype: .uint8) > Tensor([-1], dtype: .int8)).item() == 1)
  }
}
