import Autograd
import Testing
import VariableShim

/// As `torch.autograd.Variable` of PyTorch 2.15.
@Suite("What 0.4 made of Variable")
struct VariableShimTests {
  @Test("is a tensor on the same memory, with one count of writes")
  func tensor() throws {
    let data = Tensor([1.0, 2.0])
    let x = Variable(data, requiresGrad: true)
    #expect(x !== data && x.sharesStorage(with: data) && x.requiresGrad && x.isLeaf && !data.requiresGrad)
    data.add_(1)
    #expect(x.version == 1)
    try (x * x + data).sum().backward()
    #expect(x.grad?.array(of: Float.self) == [4, 6])
  }

  @Test("is out of the graph")
  func detached() {
    let x = Tensor([1.0], requiresGrad: true)
    #expect(Variable(x * 2).isLeaf && !Variable(x).requiresGrad)
  }

  @Test("warns that volatile has no effect, on standard error")
  func volatile() async throws {
    let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      let x = Variable(Tensor([1.0]), volatile: true)
      precondition(!x.volatile)
      x.volatile = true
      precondition((x + Tensor([1.0], requiresGrad: true)).requiresGrad)
    }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    let warning = "UserWarning: volatile was removed and now has no effect. Use `with torch.no_grad():` instead.\n"
    #expect(error.contains("VariableShimTests.swift:"))
    #expect(error.components(of: warning) == 2)
    #expect(error.contains("UserWarning: volatile was removed (Variable.volatile is always False)\n"))
  }

  @Test("refuses both flags")
  func bothFlags() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Variable(Tensor([1.0]), requiresGrad: true, volatile: true)
    }
    let error = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(error.contains("Fatal error: Variable can't be volatile and require_grad at the same time!"))
  }
}

extension String {
  /// How often a text stands in this one.
  fileprivate func components(of text: String) -> Int {
    var (count, rest) = (0, self[...])
    while let range = rest.firstRange(of: text) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}
